"""What does a text cite, before anybody looks whether it is held: which names and numbers belong together?

Invariant: every place is one of the text as it was given, and citations stand in its order without overlapping.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from search_app.search.citations.addresses import Address, find_addresses
from search_app.search.citations.mentions import (
    Mention,
    find_kind_ends,
    find_mentions,
    find_title_behind,
    find_version,
    find_words_before,
    find_words_behind,
    is_list,
    skip_list,
    weigh_words_before,
)
from search_app.search.citations.names import Names, find_telling
from search_app.search.citations.numbers import one_of_words
from search_app.search.citations.pointers import (
    Numbered,
    Pointer,
    find_alone,
    find_bracket,
    find_first_bracket,
    find_pointers,
)
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.passage import read_passage

MIN_TITLE_WORDS = 2
# Points of looking for names that stand without marks: a quarter of a second. No written text comes near, but one that
# repeats 第七项 may, of which nothing counts as a citation.
MOST_FOR_NAMES = 8_000
_GAP = 90  # characters between a title and its clause: a 文号, a remark in brackets, a chapter
_N = rf"(?:\d{{1,4}}|[{HAN_NUMERALS}]{{1,7}})"


@dataclass(frozen=True, slots=True)
class Printed:
    """A citation as it stands in a text, whose places these are. ``documents``: ids that its name may mean; none where
    there is no name (``named`` is False), or where nothing of that name is held. ``number`` is "" for a document."""

    start: int
    end: int
    name: str
    named: bool
    documents: tuple[str, ...]
    number: str = ""
    until: str = ""
    untold: str = ""
    version: str = ""
    id: str = ""  # of a clause or benefit, where it is given as an id or address
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A pointer with the document it belongs to, in places of the passage."""

    start: int
    end: int
    mention: Mention | None
    pointer: Pointer | None = None
    address: Address | None = None


def find_printed(source: str, names: Names, asked: bool = False) -> tuple[list[Printed], int]:
    """The citations of ``source``, and how many places behind them were not looked at, for that would take too long.
    ``asked``: it was given as a citation, so that a name or a number alone is one."""
    passage = read_passage(source)
    text = passage.text
    addresses = list(find_addresses(text, names.ids))
    text = _blank(text, addresses)
    mentions = find_mentions(text, names)
    text = _blank(text, mentions)
    pieces = [_Piece(one.start, one.end, None, address=one) for one in addresses]
    own, left, end = _find_pieces(text, mentions, names, asked)
    pieces += own
    if not any(one.pointer or one.address for one in pieces):
        pieces = _find_whole(text, mentions, names, asked) or pieces
    found = []
    left += sum(one.start >= end for one in pieces)
    for piece in sorted((one for one in pieces if one.start < end), key=lambda one: one.start):
        for one in _write(piece):
            span = passage.span(one.start, one.end)
            found.append(replace(one, start=span.start, end=span.end))
    return found, left


def _blank(text: str, pieces: Iterable[Address | Mention]) -> str:
    """``text`` with a mark that nothing matches in place of what has been understood."""
    at, kept = 0, []
    for one in pieces:
        kept += [text[at : one.start], "\0" * (one.end - one.start)]
        at = one.end
    return "".join([*kept, text[at:]])


def _find_pieces(text: str, mentions: list[Mention], names: Names, asked: bool) -> tuple[list[_Piece], int, int]:
    """Pointers with their documents, and documents that are named without one; how many pointers were not looked at,
    and the place before which all were."""
    ends, starts = [one.end for one in mentions], {one.start: one for one in mentions}
    used: set[int] = set()
    pieces: list[_Piece] = []
    pointers = _with_brackets(text, mentions, find_pointers(text))
    points, looked_at = MOST_FOR_NAMES, len(pointers)
    for n, pointer in enumerate(pointers):
        high = pointers[n + 1].start if n + 1 < len(pointers) else len(text)
        before = pieces[-1] if pieces else None
        low = skip_list(text, before.end) if before else 0
        mention, start, end = None, pointer.start, pointer.end
        place = bisect_right(ends, pointer.start) - 1
        if place >= 0 and (version := _gap(text, mentions[place].end, pointer.start)) is not None:
            mention = _of_version(mentions[place], version)
            start = mention.start if place not in used else pointer.start
            used.add(place)
        elif before and before.mention and is_list(text[before.end : pointer.start]):
            mention = before.mention
        elif behind := find_title_behind(text, pointer.end, starts) if pointer.english or asked else None:
            mention, end = behind, behind.end
            used.add(mentions.index(behind))
        elif (points := points - weigh_words_before(text, low, pointer.start)) < 0:
            looked_at = n
            break
        elif words := find_words_before(text, low, pointer.start, names):
            mention, start = words, words.start
        elif words := _find_words_behind(text, pointer, high, names, asked):
            mention, end = words, words.end
        if pointer.how == "bracket" and mention and not mention.documents:
            continue  # 措施（一）
        if mention or pointer.how == "clause":
            pieces.append(_Piece(max(start, low), end, mention, pointer))
    pieces = _share(pieces, text)
    alone = [_Piece(one.start, one.end, one) for n, one in enumerate(mentions) if n not in used and one.telling]
    end = pointers[looked_at].start if looked_at < len(pointers) else len(text) + 1
    return [*pieces, *alone], len(pointers) - looked_at, end


def _find_words_behind(text: str, pointer: Pointer, high: int, names: Names, asked: bool) -> Mention | None:
    """The document that is named behind a pointer. Without ``of`` between them only where they are all that there is:
    Article 5 Ice-and-Snow Economy."""
    found = find_words_behind(text, pointer.end, high, names, asked) if pointer.english or asked else None
    if found or text[: pointer.start].strip():
        return found
    whole = find_words_behind(text, pointer.end, high, names, asked=True) if pointer.english else None
    ends = whole and find_telling(whole.name.split()[0]) and not text[whole.end :].strip(" .。")
    return whole if ends else None


def _share(pieces: list[_Piece], text: str) -> list[_Piece]:
    """Clause 3 and clause 5 of the …: what is named behind the last is meant of all."""
    for n in reversed(range(len(pieces) - 1)):
        one, behind = pieces[n], pieces[n + 1]
        if one.mention is None and one.pointer and one.pointer.english and is_list(text[one.end : behind.start]):
            pieces[n] = _Piece(one.start, one.end, behind.mention, one.pointer)
    return pieces


def _with_brackets(text: str, mentions: list[Mention], pointers: list[Pointer]) -> list[Pointer]:
    """《…》（九）, 生物经济政策（九）: a number in brackets is a clause right behind a title."""
    ends = [*(one.end for one in mentions if one.documents), *find_kind_ends(text)]
    found = [bracket for end in ends if (bracket := find_bracket(text, end))]
    taken = [(one.start, one.end) for one in pointers]
    free = [one for one in found if not any(start < one.end and one.start < end for start, end in taken)]
    return sorted([*pointers, *free], key=lambda one: one.start)


@cache
def _between() -> re.Pattern[str]:
    between, letter, version = (one_of_words(name) for name in ("between", "letter", "version"))
    return re.compile(
        rf"(?:[\s,:\])”]|{between}|{letter}》|\([^()]{{0,60}}\)|第\(?{_N}\)?{one_of_words('chapter')}"
        rf"|@?(?:19|20)\d\d(?:年|-\d\d-\d\d)?{version}?){{0,8}}"
    )


def _gap(text: str, start: int, end: int) -> str | None:
    """The version that is named between a title and its clause, "" for none; None where they do not belong together."""
    gap = text[start:end]
    if len(gap) > _GAP or not _between().fullmatch(gap.replace("\0", "")):
        return None
    year = re.search(r"@((?:19|20)\d\d(?:-\d\d-\d\d)?)", gap)
    return year[1] if year else find_version(gap)


def _of_version(mention: Mention, version: str) -> Mention:
    if not version:
        return mention
    return replace(mention, version=version)


# ── a text that is a citation and nothing else ──


def _find_whole(text: str, mentions: list[Mention], names: Names, asked: bool) -> list[_Piece]:
    """The one citation that ``text`` is: a name with a number alone behind it, a number in brackets, or, where it was
    asked for, a name."""
    text = text.rstrip()
    pointer = find_alone(text)
    if pointer:
        mention = next((one for one in mentions if _gap(text, one.end, pointer.start) == ""), None)
        if not mention and (words := find_words_before(text, 0, pointer.start, names)):
            number = pointer.numbers[0].number
            enough = asked or pointer.how == "bracket" or len(find_telling(words.name)) >= MIN_TITLE_WORDS
            told = pointer.how == "bracket" or not names.says_number(words.name, number)
            mention = words if words.documents and enough and told else None
        if mention:
            return [_Piece(mention.start, pointer.end, mention, pointer)]
        if pointer.how == "bracket" and not text[: pointer.start].strip():
            return [_Piece(pointer.start, pointer.end, None, pointer)]
    bracket = (
        None if pointer else find_first_bracket(text)
    )  # 数字经济（七）怎么申请: right behind a name, which begins the text
    words = find_words_before(text, 0, bracket.start, names) if bracket and not mentions else None
    if bracket and words and words.documents and not text[: words.start].strip() and words.end == bracket.start:
        return [_Piece(words.start, bracket.end, words, bracket)]
    if asked and not mentions and (words := find_words_before(text, 0, len(text), names)):
        return [_Piece(words.start, words.end, words)]
    return []


# ── as citations ──


def _write(piece: _Piece) -> Iterator[Printed]:
    if piece.address:
        at = piece.address
        whole = "/".join(filter(None, (at.document, at.clause, at.benefit)))
        yield Printed(
            at.start, at.end, at.document, True, (at.document,), at.clause, version=at.version, id=whole, by="id"
        )
        return
    mention = piece.mention if piece.mention and piece.mention.telling else None
    name, documents = (mention.name, mention.documents) if mention else ("", ())
    version, by = (mention.version, mention.by) if mention else ("", "")
    numbers: tuple[Numbered, ...] = piece.pointer.numbers if piece.pointer else (Numbered(piece.start, piece.end, ""),)
    for n, one in enumerate(numbers):
        start = piece.start if n == 0 else one.start
        end = piece.end if n == len(numbers) - 1 else one.end
        yield Printed(
            start, end, name, mention is not None, documents, one.number, one.until, one.untold, version, by=by
        )
