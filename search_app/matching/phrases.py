"""What does one phrase of a sentence ask of a company? Its words in turn, figures bound to what they measure.

A phrase is text in which sums that are paid are masked with ``PAID`` and sums that must be reached with ``ASKED``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from search_app.matching.requirements import OTHER, Bound, Place, Requirement, other
from search_app.matching.words import TITLE, Row, Token, find_tokens
from search_app.model import Compare

PAID, ASKED = "\ue000", "\ue001"  # one for each character of a figure
MEASURES = ("revenue", "investment", "loans", "people")
_FIELD = {"medicine": "industry"}  # what kinds count as the same question in a list
_QUIET = ("unknown", "standing", "passed", "lead", "join", "compare", "obtain", "newly", "binds", "topic")
_NOTHING = re.compile(rf"[{PAID}\s\"'“”‘’()\[\]{{}}<>《》·.-]*")
_COUNT = re.compile(r"\d{1,6}")
# How a number of people is compared; a sum of yuan brings its comparison along.
_AT_LEAST = ("达到", "以上", "及以上", "不少于", "不低于", "满", "达")
_PHRASE = re.compile(r"[^,;。:!?\n]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a phrase: a word of the tables, a figure that must be reached, or words that no row knows."""

    text: str
    start: int
    token: Token | None = None
    bound: Bound | None = None

    def is_a(self, *kinds: str) -> bool:
        return self.token is not None and self.token.row.kind in kinds

    @property
    def unknown(self) -> bool:
        return self.token is None or self.token.row.kind == "unknown"


def split_phrases(text: str) -> Iterator[tuple[int, str]]:
    """(place, text) of each phrase."""
    for found in _PHRASE.finditer(text):
        yield found.start(), found.group()


def read_phrase(
    text: str, bounds: Mapping[int, Bound], printed: str, place: Place = "sentence", topics: bool = False
) -> tuple[Requirement, ...]:
    """What the phrase ``text`` asks, quoted from ``printed``, which is as long. ``bounds``: by place in the phrase, the
    sums that must be reached; a masked figure that has none is not understood."""
    pieces = _cut(text, bounds, topics)
    used: set[int] = set()
    measured = list(_find_measures(pieces, used, printed, place))
    found = [*measured, *_find_named(pieces, printed, place), *_find_becoming(pieces, measured, printed, place)]
    rest = [
        n
        for n, piece in enumerate(pieces)
        if n not in used
        and (piece.unknown or piece.is_a("binds", "unknown", *([] if place == "scope" else ["standing"])))
    ]
    if rest:
        found = [replace(one, firm=False) for one in found]
        first, last = pieces[rest[0]], pieces[rest[-1]]
        quoted = printed if len(rest) > 1 else printed[first.start : last.start + len(last.text)]
        found.append(other(_quote(quoted), place))
    return tuple(found)


def _quote(printed: str) -> str:
    """Words of the text, without what stands there only for its length."""
    return printed.replace(PAID, "").strip("、 ")


def _cut(text: str, bounds: Mapping[int, Bound], topics: bool) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    for token in find_tokens(text, topics):
        pieces += _gap(text[at : token.start], at, bounds)
        pieces.append(_Piece(token.text, token.start, token))
        at = token.end
    pieces += _gap(text[at:], at, bounds)
    return pieces


def _gap(text: str, start: int, bounds: Mapping[int, Bound]) -> Iterator[_Piece]:
    """What stands between two words: figures, and words that no row knows; brackets and what is paid say nothing."""
    for part in re.finditer(f"{ASKED}+|[^{ASKED}]+", text):
        if part.group()[0] == ASKED or not _NOTHING.fullmatch(part.group()):
            yield _Piece(part.group(), start + part.start(), None, bounds.get(start + part.start()))


# ── measures and the figures beside them ──


def _find_measures(pieces: Sequence[_Piece], used: set[int], printed: str, place: Place) -> Iterator[Requirement]:
    for n, piece in enumerate(pieces):
        if piece.token is None or piece.token.row.kind not in MEASURES or piece.token.row.sense != "whole":
            continue
        row = piece.token.row
        beside = _figures(pieces, range(n + 1, len(pieces)), row.kind) or _figures(
            pieces, range(n - 1, -1, -1), row.kind
        )
        free = {m: bound for m, bound in beside.items() if m not in used}
        used.update(free)
        ends = [piece, *(pieces[m] for m in free)]
        start, end = min(p.start for p in ends), max(p.start + len(p.text) for p in ends)
        yield Requirement(row.kind, _quote(printed[start:end]), (row,), tuple(free.values()), place)


def _figures(pieces: Sequence[_Piece], there: range, kind: str) -> dict[int, Bound]:
    """The figures that stand beside a measure in one direction, with nothing but comparisons between."""
    found: dict[int, Bound] = {}
    for m in there:
        piece = pieces[m]
        bound = piece.bound or _count(pieces, m, kind)
        if bound is not None:
            found[m] = bound
        elif not piece.is_a("compare", "join", "newly", "passed"):
            break
    return found


def _count(pieces: Sequence[_Piece], n: int, kind: str) -> Bound | None:
    """A number of people as it is compared (50人以上)."""
    if kind != "people" or not pieces[n].unknown or not _COUNT.fullmatch(pieces[n].text):
        return None
    near = {piece.text for piece in pieces[max(0, n - 2) : n + 3]}
    compare: Compare | None = "gt" if "超过" in near else "ge" if near & set(_AT_LEAST) else None
    return Bound(compare, Decimal(pieces[n].text)) if compare else None


# ── what it is, holds and makes ──


def _find_named(pieces: Sequence[_Piece], printed: str, place: Place) -> Iterator[Requirement]:
    group: list[int] = []
    becoming = any(piece.is_a("obtain", "newly") for piece in pieces)
    for n, piece in enumerate(pieces):
        if not _is_named(piece):
            continue
        if group and not _continues(pieces, group[-1], n):
            yield _name(pieces, group, printed, place, becoming)
            group = []
        group.append(n)
    if group:
        yield _name(pieces, group, printed, place, becoming)


def _is_named(piece: _Piece) -> bool:
    if piece.token is None or piece.token.row.kind in _QUIET:
        return False
    return piece.token.row.kind not in MEASURES or piece.token.row.sense == "weak"


def _kind(piece: _Piece) -> str:
    kind = piece.token.row.kind if piece.token else OTHER
    return _FIELD.get(kind, kind)


def _continues(pieces: Sequence[_Piece], before: int, n: int) -> bool:
    """Whether two words of one kind are members of one list: only marks of a list stand between them."""
    between = pieces[before + 1 : n]
    joined = any(piece.is_a("join") for piece in between)
    quiet = all(piece.is_a("join", "passed") for piece in between)
    return _kind(pieces[before]) == _kind(pieces[n]) and quiet and joined


def _name(pieces: Sequence[_Piece], group: Sequence[int], printed: str, place: Place, becoming: bool) -> Requirement:
    first, last = pieces[group[0]], pieces[group[-1]]
    rows = tuple(replace(token.row, word=token.text) for n in group if (token := pieces[n].token))
    words = _quote(printed[first.start : last.start + len(last.text)])
    found = Requirement(_kind(first), words, rows, (), place)
    if becoming and found.kind == TITLE:  # what can still be obtained does not exclude
        found = replace(found, rows=tuple(make_obtainable(row) for row in rows))
    mixed = _is_mixed(pieces, group[0], -1) or _is_mixed(pieces, group[-1], 1)
    return found.soften() if mixed else found


def make_obtainable(row: Row) -> Row:
    """A title that can still be obtained: not to hold it excludes nobody."""
    return replace(row, sense="weak" if row.sense in ("whole", "weak") else "hint")


def _is_mixed(pieces: Sequence[_Piece], n: int, step: int) -> bool:
    """Whether a list goes on beside ``n`` with something of another kind: then either of them may be enough."""
    m, joined = n + step, False
    while 0 <= m < len(pieces):
        piece = pieces[m]
        if piece.is_a("join"):
            joined = True
        elif not piece.is_a("passed"):
            return joined and (piece.unknown or _is_named(piece))
        elif joined and piece.text in ("对", "按", "给予"):
            return False
        m += step
    return False


def _find_becoming(
    pieces: Sequence[_Piece], measured: Sequence[Requirement], printed: str, place: Place
) -> Iterator[Requirement]:
    """What is to be obtained now (新认定) or reached for the first time (首次突破), and what is obtained that no
    question asks for (列入目录). ``measured``: the sums that the phrase asks for."""
    held = tuple(
        replace(piece.token.row, word=piece.text) for piece in pieces if piece.token and piece.token.row.kind == TITLE
    )
    if any(piece.is_a("newly") for piece in pieces):
        earnings = [one for one in measured if one.kind == "revenue" and one.bounds]
        if len(earnings) == 1 and not held and sum(piece.is_a("newly") for piece in pieces) == 1:
            yield replace(earnings[0], kind="first", rows=(Row("first"),))
        else:
            yield Requirement("newly", _quote(printed), held, (), place)
    if any(piece.is_a("obtain") for piece in pieces) and not held and not any(p.is_a("product") for p in pieces):
        yield other(_quote(printed), place)
