"""What stands around a measure: the letter that forwards it, whom it salutes, its signature, its annexes?

Invariant: every place that is given is the number of a line that is there, or the number of all lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from search_app.clauses.front import find_number, find_title_end, is_date_line, is_front, is_issuer
from search_app.clauses.numbering import ARTICLE, words_of
from search_app.clauses.printed.lines import Line
from search_app.text.fold import squeeze
from search_app.text.passage import plain, read_passage

MAX_SALUTATION = 8  # lines
MAX_LINE = 40  # characters of a line that names an annex, an office or a day
_ANNEX = re.compile(r"附\s*[件表录]\s?[\d一二三四五六七八九十]{0,2}\s?[:.、]?|附\s*:")
_ANNEX_ALONE = re.compile(r"附\s*[件表录]?\s?[\d一二三四五六七八九十]{0,2}\s?[:.、]?$")
_NAMED = re.compile(r"《([^《》]{4,80})》")
_ENDED = re.compile("[。！!:：]$")
_REMARK = re.compile(r"\([^()]*\)$")
_SAYS = re.compile("[。;:]")
_MAX_SIGNATURE = 6  # lines with the names of bodies above a day
MAX_LETTER = 30_000  # characters that are looked through for the title of what is forwarded
MAX_NAMES = 50  # documents that a letter names; one that names more forwards none of them
MAX_TRIED = 10  # places where a letter may end; each costs a look at all that stands before it


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Where a letter ends that stands before the measure it forwards. All are numbers of lines."""

    signature: int  # where its signature begins; ``front`` when it is not signed
    front: int  # where that of the measure begins: 附件, its number, its issuer
    title: int  # where its title begins
    body: int  # where its text begins


def find_addressees(lines: Sequence[Line], start: int) -> int:
    """One past the salutation that begins at ``start`` (各县人民政府，市直各单位：); ``start`` where none does."""
    text = ""
    for n in range(start, min(len(lines), start + MAX_SALUTATION)):
        if lines[n].style or find_number(lines[n].text) or is_date_line(lines[n].text):
            break
        text += "" if lines[n].noise else read_passage(lines[n].text).text
        if text.endswith(":"):
            return n + 1 if _salutes(text[:-1]) else start
        if re.search("[。;]", text):
            break
    return start


def _salutes(text: str) -> bool:
    bodies = [name for name in re.split("[,、]", re.sub(r"\([^()]*\)", "", text)) if name]
    named = sum(name.endswith(words_of("addressee")) for name in bodies)
    return bool(bodies) and 2 * named >= len(bodies)


def find_forwarded(lines: Sequence[Line], title: str) -> Forwarded | None:
    """The measure that a letter called ``title`` forwards, behind its signature or under the name that the letter gives
    it; None where the text is no letter, or nothing with numbers of its own stands behind it."""
    first = next((n for n, line in enumerate(lines) if line.style), len(lines))
    last = max((n for n, line in enumerate(lines) if line.style), default=-1)
    for signature, end in (*islice(_find_signatures(lines), MAX_TRIED), *islice(_find_named(lines, title), MAX_TRIED)):
        front = _skip_remarks(lines, end)
        at = _skip_front(lines, front)
        body = find_title_end(lines, at) if at < len(lines) else 0
        plain_letter = first >= signature  # nothing is numbered in it
        if last < (body or at) or not (body or plain_letter):
            continue
        if plain_letter or _forwards(lines[:signature], title, _words(lines[at:body])):
            return Forwarded(signature, front, at if body else front, body or front)
    return None


def _find_signatures(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where a text is signed: names of bodies and a day below it, behind the end of a sentence. (first, one past it)"""
    said = next((n for n, line in enumerate(lines, 1) if _ENDED.search(line.text)), len(lines))  # behind a sentence
    for n in range(said, len(lines)):
        if lines[n].style or len(lines[n].text) > MAX_LINE or not is_date_line(lines[n].text):
            continue
        start = n
        while start and n - start < _MAX_SIGNATURE and (lines[start - 1].noise or is_issuer(lines[start - 1].text)):
            start -= 1
        start = next((k for k in range(start, n) if not lines[k].noise), n)  # a page may end above the signature
        if start < n and said <= start and _ENDED.search(_above(lines, start)):
            yield start, n + 1


def _find_named(lines: Sequence[Line], title: str) -> Iterator[tuple[int, int]]:
    """Where the title of a measure stands that the text before it has named, in 《》 or as its annex: (its line, the
    same)."""
    names = {squeeze(name) for name in _NAMED.findall(plain(title))}
    read = 0
    for n, line in enumerate(lines):
        if read > MAX_LETTER or len(names) > MAX_NAMES:
            return
        likely = plain(line.text[0]) in {name[0] for name in names}
        words = squeeze(plain(line.text)) if likely else ""
        if n and words and any(name.startswith(words) for name in names):
            end = find_title_end(lines, n)
            if end and _words(lines[n:end]) in names:
                yield n, n
        if "《" in line.text:
            names |= {squeeze(name) for name in _NAMED.findall(plain(line.text))}
        if is_annex_head(line) and (name := _ANNEX.sub("", squeeze(plain(line.text)), count=1)):
            names.add(name)
        read += len(line.text)


def _skip_remarks(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and (lines[at].noise or (_REMARK.match(plain(lines[at].text)) and not is_front(lines, at))):
        at += 1
    return at


def _skip_front(lines: Sequence[Line], at: int) -> int:
    """Past the lines that name an annex, the issuer or the number of what stands below."""
    while (
        at < len(lines) and not lines[at].style and (_ANNEX_ALONE.match(plain(lines[at].text)) or is_front(lines, at))
    ):
        at += 1
    return at


def _forwards(letter: Sequence[Line], title: str, name: str) -> bool:
    """Whether a letter that has numbers of its own says that it forwards what is called ``name``."""
    said = squeeze(plain(title + "".join(line.text for line in letter)))
    return name in said and any(word in said for word in words_of("forwards"))


def _words(lines: Sequence[Line]) -> str:
    return squeeze(plain("".join(line.text for line in lines if not line.noise)))


# ── annexes ──


def is_annex_head(line: Line) -> bool:
    """Whether a line names an annex: 附件1, 附件：某市补助申请表."""
    return line.text[0] == "附" and len(line.text) <= MAX_LINE and bool(_ANNEX.match(plain(line.text)))


def find_annexes(lines: Sequence[Line]) -> list[int]:
    """Where the annexes of a text begin, behind its last item; none of them begins in the middle of a sentence."""
    heads = [n for n, line in enumerate(lines) if not line.style and not line.noise and is_annex_head(line)]
    articles = [n for n, line in enumerate(lines) if line.style == ARTICLE]
    numbered = next((n for n, line in enumerate(lines) if line.style), len(lines))
    return [n for n in heads if n > numbered and _ENDED.search(_above(lines, n)) and not _goes_on(lines, articles, n)]


def _above(lines: Sequence[Line], at: int) -> str:
    """The printed line above; a short one without a sentence, such as a signature, ends what stands there."""
    text = next((line.text for line in reversed(lines[max(0, at - 4) : at]) if not line.noise), "")
    return text if len(text) > MAX_LINE or re.search("[，、,]$", text) else "。"


def _goes_on(lines: Sequence[Line], articles: Sequence[int], at: int) -> bool:
    """Whether the articles before a line go on counting behind it."""
    behind = bisect_left(articles, at)
    if not 0 < behind < len(articles):
        return False
    return int(lines[articles[behind]].number) == int(lines[articles[behind - 1]].number) + 1


def find_measure(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Where the title and the text of a measure begin that is an annex; None where the annex is a form, a table or a
    list."""
    at = _skip_front(lines, 0)
    if not at and lines and is_annex_head(lines[0]):
        at = _skip_front(lines, 1)  # 附件：某市补助办法 names what stands below
    end = find_title_end(lines, at) if at < len(lines) else 0
    if not end or _words(lines[at:end]).endswith(words_of("form")):
        return None
    numbered = [line for line in lines[end:] if line.style]
    outermost = numbered[0].style if numbered else ""
    says = [line for line in numbered if line.style == outermost and _SAYS.search(plain(line.text))]
    provides = any(line.style == ARTICLE for line in numbered) or len(says) >= 2
    return (at, end) if provides else None
