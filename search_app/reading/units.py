"""Into which pieces does a provision fall: sentences, the parts between semicolons, and the segments between commas?

Invariant: units are in order, do not overlap, and hold every character but the marks between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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
    passage."""

    text: str
    start: int
    end: int
    segments: tuple[Segment, ...]

    def before(self, offset: int) -> str:
        """The unit's text up to ``offset`` (of the passage)."""
        return self.text[: max(0, offset - self.start)]

    def segment_at(self, offset: int) -> Segment:
        """The segment that holds ``offset``."""
        return next((s for s in self.segments if s.start <= offset < s.end), self.segments[-1])


_OPEN, _SHUT = "([《“", ")]》”"
_STOP = re.compile(r"[。;!?\n(\[《“)\]》”]")
_COMMA = re.compile(r"[,:(\[《“)\]》”]")


def find_units(passage: Passage) -> tuple[Unit, ...]:
    """The units of ``passage``; marks inside brackets do not divide."""
    return _find_units(passage.text)


@lru_cache(maxsize=16)  # each benefit of a clause asks again
def _find_units(folded: str) -> tuple[Unit, ...]:
    return tuple(
        Unit(folded[start:end], start, end, tuple(_segments(folded, start, end)))
        for start, end in _divide(folded, 0, len(folded), _STOP)
    )


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
        elif (depth == 0 or char == "。") and not _inside_number(folded, at):
            pieces.append((begin, at))
            begin, depth = at + 1, 0
    pieces.append((begin, end))
    return [(a, b) for a, b in pieces if folded[a:b].strip()]


def _inside_number(folded: str, at: int) -> bool:
    """A comma or colon between digits: 1,500元 and 1:1."""
    return 0 < at < len(folded) - 1 and folded[at - 1].isdigit() and folded[at + 1].isdigit()
