"""Into which pieces does a provision fall: sentences, the parts between semicolons, and the segments between commas?

Invariant: units are in order, do not overlap, and hold every character but the marks between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from search_app.data import read_table
from search_app.model import Lang
from search_app.text.passage import Passage


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between commas: ``text`` and offsets are those of the passage."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands between two full stops or semicolons: one grant, as a rule. ``text`` and offsets are those of the
    passage; ``words`` is where it begins behind the number of an item, and so does the first of ``segments``."""

    text: str
    start: int
    end: int
    words: int
    segments: tuple[Segment, ...]

    def before(self, offset: int) -> str:
        """The unit's text up to ``offset`` (of the passage)."""
        return self.text[: max(0, offset - self.start)]

    def segment_at(self, offset: int) -> Segment:
        """The segment that holds ``offset``."""
        found = self.segments[bisect_right(self.segments, offset, key=lambda segment: segment.start) - 1]
        return found if found.start <= offset < found.end else self.segments[-1]


NUMERAL = "[一二三四五六七八九十]"
# The number of an item: （一） 1. 一、 ① 第一类 一是 (a).
ITEM = re.compile(
    rf"\s*(?:\((?:{NUMERAL}|\d){{1,3}}\)|\d{{1,2}}[.、](?!\d)|{NUMERAL}{{1,3}}、|[①-⑳]|第{NUMERAL}{{1,2}}[,类种项]"
    rf"|{NUMERAL}是(?!否))|\s*(?:\((?:[a-z]|[ivx]{{1,5}})\)|[a-z][.)]\s)"
)
_OPEN, _SHUT = "([《“", ")]》”"
_STOP = re.compile(r"[。;!?\n(\[《“)\]》”]")
_COMMA = re.compile(r"[,:(\[《“)\]》”]")
# An English full stop has white space behind it, and no small letter after that.
_ENGLISH_STOP = re.compile(r"[.!?](?=[\"')\]”’]{0,2}(?:\s+(?![a-z])|$))|;|\n|[(\[)\]]")
_LABEL = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[ivx]{1,5})$")
_WORD = re.compile(r"[A-Za-z.]+$")
_WORD_REACH = 12


def find_units(passage: Passage, lang: Lang = "zh") -> tuple[Unit, ...]:
    """The units of ``passage``; marks inside brackets do not divide."""
    return _find_units(passage.text, passage.text if lang == "zh" else passage.printed, lang)


@lru_cache(maxsize=16)  # each benefit of a clause asks again
def _find_units(folded: str, printed: str, lang: Lang) -> tuple[Unit, ...]:
    pieces = _divide(printed, 0, len(printed), _STOP if lang == "zh" else _ENGLISH_STOP)
    return tuple(_unit(folded, start, end) for start, end in pieces)


def _unit(folded: str, start: int, end: int) -> Unit:
    item = ITEM.match(folded, start, end)
    # 第一类 is a name, that of a tier.
    numbered = item and not item.group().strip().startswith("第") and folded[item.end() : end].strip()
    words = item.end() if item and numbered else start
    return Unit(folded[start:end], start, end, words, tuple(_segments(folded, words, end)))


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word for row in read_table("english_numbers", "abbreviation") for word in row["words"])


def _is_short(folded: str, begin: int, at: int) -> bool:
    """Whether the full stop at ``at`` belongs to an abbreviation (Rs., No., i.e.), or to the number of an item that
    begins the unit (1., a.)."""
    if folded[at] != ".":
        return False
    if _LABEL.fullmatch(folded, begin, at):
        return True
    word = _WORD.search(folded, max(begin, at - _WORD_REACH), at)
    return word is not None and f"{word.group().lower()}." in _abbreviations()


def _segments(folded: str, start: int, end: int) -> list[Segment]:
    return [Segment(folded[a:b], a, b) for a, b in _divide(folded, start, end, _COMMA)]


def _divide(folded: str, start: int, end: int, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces, depth, begin = [], 0, start
    for found in mark.finditer(folded, start, end):
        char, at = found.group(), found.start()
        if char in _OPEN:
            depth += 1
        elif char in _SHUT:
            depth = max(0, depth - 1)
        elif (depth == 0 or char == "。") and not _inside_number(folded, at) and not _is_short(folded, begin, at):
            pieces.append((begin, at))
            begin, depth = at + 1, 0
    pieces.append((begin, end))
    return [(a, b) for a, b in pieces if folded[a:b].strip()]


def _inside_number(folded: str, at: int) -> bool:
    """A comma or colon between digits: 1,500元 and 1:1."""
    return 0 < at < len(folded) - 1 and folded[at - 1].isdigit() and folded[at + 1].isdigit()
