"""Which printed lines of a PDF are one paragraph?

A line ends where the page ends or where its writer ended it. It was the page where the first word of the next line
would not have fitted any more. Invariant: the paragraphs hold every line, in order; rows of tables stay rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from search_app.files.pdf_lines import PageLine
from search_app.text.joining import begins_item, find_first_word, join_printed

# In sizes of the type:
INDENT = 0.8  # a line that begins this far to the right begins a paragraph
SPACED = 1.25  # of the usual step from line to line: more is the space between paragraphs
MARGIN_LINES = 3  # so many lines end at the right margin at least
_PHRASE = re.compile("[，。；、：]")
_ENDS = ("。", "！", "？", "；", "：", "）", "〕", "】", "]", ")")
LEAST_WIDTH = 12  # no text is set narrower
SLACK = 0.3


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How the text is set: where lines begin and end, in points, the step between them, in sizes of the type,
    and that size.
    ``left`` is without end where nothing tells the margin from an indent."""

    left: float
    right: float
    step: float
    size: float


def join_paragraphs(lines: Sequence[PageLine]) -> Iterator[str]:
    """The paragraphs of ``lines``, which are without running titles, in printed order."""
    sheet = _Sheet(_find_left(lines), _find_margin(lines), _find_step(lines), _find_size(lines))
    group: list[PageLine] = []
    for line in lines:
        if group and not _goes_on(group[-1], line, sheet):
            yield join_printed(one.text for one in group)
            group = []
        group.append(line)
    if group:
        yield join_printed(one.text for one in group)


def _find_left(lines: Sequence[PageLine]) -> float:
    """Where the lines begin that no paragraph begins: the leftmost place at which a good part of them does."""
    size = _find_size(lines)
    begin = sorted(line.left for line in lines if not line.row and abs(line.size - size) <= 0.1 * size)
    least = max(MARGIN_LINES, len(begin) // 5)
    for n, left in enumerate(begin[: len(begin) - least + 1]):
        if begin[n + least - 1] - left <= 0.5 * size:
            return left
    return inf


def _find_margin(lines: Sequence[PageLine]) -> float:
    """Where full lines end: the place at which most lines do, else the rightmost; 0 where lines are short. Not the
    rightmost of all: a font that says its widths wrongly makes some lines seem wider."""
    size = _find_size(lines)
    text = [line for line in lines if not line.row and abs(line.size - size) <= 0.1 * size]
    least = min((line.left for line in text), default=0.0) + LEAST_WIDTH * size
    ends = sorted(line.right for line in text if line.right >= least)
    best: list[float] = []
    for n, end in enumerate(ends):
        close = ends[bisect_left(ends, end - 0.6 * size) : n + 1]
        best = close if len(close) >= len(best) else best
    return median(best) if len(best) >= MARGIN_LINES else max(ends, default=0.0)


def _find_size(lines: Sequence[PageLine]) -> float:
    """The size of type in which most of the text is set."""
    letters: Counter[float] = Counter()
    for line in lines:
        if not line.row:
            letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _find_step(lines: Sequence[PageLine]) -> float:
    """From line to line, in sizes of the type: what most steps are at most."""
    steps = sorted(
        (one.height - other.height) / one.size
        for one, other in pairwise(lines)
        if one.page == other.page and _alike(one, other) and one.height > other.height
    )
    return steps[len(steps) // 3] if steps else 0.0


def _alike(one: PageLine, other: PageLine) -> bool:
    """Whether both are lines of text in one size of type."""
    return not one.row and not other.row and abs(one.size - other.size) <= 0.1 * max(one.size, other.size)


def _goes_on(one: PageLine, other: PageLine, sheet: _Sheet) -> bool:
    if not _alike(one, other) or not sheet.right:
        return False
    if other.left - min(one.left, sheet.left) > INDENT * one.size:
        return False
    if one.page == other.page and (one.height - other.height) > SPACED * sheet.step * one.size:
        return False
    if one.page != other.page and abs(one.size - sheet.size) > 0.1 * sheet.size:  # below a page, or above the next
        return False
    if one.text.endswith(_ENDS):
        signed = not _PHRASE.search(other.text) and sheet.right - other.right > 2 * other.size
        if begins_item(other.text) or (one.text[-1] in "。！？" and signed):
            return False
    return one.right + _first_word(other.text) * one.size > sheet.right + SLACK * one.size


def _first_word(text: str) -> float:
    """How wide the first word is, in sizes of the type."""
    return sum(0.5 if char.isascii() else 1.0 for char in find_first_word(text))
