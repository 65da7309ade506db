"""Which lines does a text have, and which of them are page numbers or running titles?

Invariant: lines are in order; a line's text is its stretch of the file without the white space around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search_app.text.fold import squeeze
from search_app.text.passage import read_passage

_PAGE_NUMBER = re.compile(r"[-·]?\s*\d{1,4}\s*[-·]?$|第\s*\d{1,4}\s*页(?:,?\s*共\s*\d{1,4}\s*页)?$")
MAX_PAGE_NUMBER = 40  # characters, with the spaces between them
RUNNING_TITLE = 2  # a line that stands this often next to page numbers is a running title
WRAPPED_WIDTH = 60  # no line longer: the text is broken where the page ends, not where a sentence does
INDENT = 4  # what an indent takes, and what may not stand at the beginning of a line
MOST_OF_LINE = 0.65  # a name is shorter
BROKEN = 0.25  # of the full lines end in the middle of a sentence, where it is the page that ends them
NARROWEST = 16  # of a page; a text of shorter lines is not broken at all
_RUN_TOGETHER = 80  # a line of more characters, in a file of one or two, holds all that stood on lines
_APART = 6  # characters between two spaces of such a line, on average; fewer are words or single characters
_PIECE = re.compile(r"(?<!\S)\S(?:\s\S)+(?!\S)|\S+")  # 总 则 is one word
_ENDS = "。.;；:：!！?？)）]］】〕”」』"  # what no broken line ends in, with or without an end of its sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or a stretch of one that begins with a number of its own.

    ``style``, ``number`` and ``label`` are its numbering mark, if it has one; ``joint`` is the white space between it
    and what stands before it on the same printed line, None at the beginning of a line.
    """

    start: int
    end: int
    text: str
    style: str = ""
    number: str = ""
    label: str = ""
    noise: bool = False  # a page number or a running title
    joint: str | None = None
    # In a text that is broken where the page ends: whether it is full, or long enough to be no name of its own.
    full: bool = False
    long: bool = False

    @property
    def broken(self) -> bool:
        """Whether it ends in the middle of a sentence, where the page does."""
        return self.full and self.text[-1] not in _ENDS


def find_lines(text: str) -> list[Line]:
    """The lines of ``text`` that are not blank."""
    blocks = []
    for line in re.finditer(r"[^\n]+", text):
        printed = line.group()
        if not printed.strip():
            continue
        start = line.start() + len(printed) - len(printed.lstrip())
        blocks.append(Line(start, line.end(), printed.strip()))
    return blocks


def part_lines(lines: Sequence[Line]) -> list[Line]:
    """``lines``, or where all of a text stands on one of them, its stretches between white space."""
    if len(lines) > 2 or max((len(line.text) for line in lines), default=0) < _RUN_TOGETHER:
        return list(lines)
    parted = [part for line in lines for part in _part(line)]
    return parted if sum(len(part.text) for part in parted) >= _APART * len(parted) else list(lines)


def _part(line: Line) -> list[Line]:
    found = list(_PIECE.finditer(line.text))
    parts = []
    for n, piece in enumerate(found):
        joint = line.text[found[n - 1].end() : piece.start()] if n else line.joint
        parts.append(replace(line, start=line.start + piece.start(), text=piece.group(), joint=joint))
    return parts


def mark_width(lines: Sequence[Line]) -> list[Line]:
    """``lines``, those that are full and long marked where the text is broken where the page ends."""
    measures = [_measure(line.text) for line in lines]
    printed = (n for n, line in zip(measures, lines, strict=True) if not line.noise and "\t" not in line.text)
    width = max(printed, default=0)
    if not NARROWEST <= width <= WRAPPED_WIDTH:
        return list(lines)
    marked = [
        replace(line, full=taken >= width - INDENT, long=taken > MOST_OF_LINE * width)
        for line, taken in zip(lines, measures, strict=True)
    ]
    broken = sum(line.broken for line in marked)
    return marked if broken >= BROKEN * sum(line.full for line in marked) else list(lines)


def _measure(line: str) -> int:
    """The printed width of a line in characters; a figure or a Latin letter is half as wide as a Chinese one."""
    return len(line) - sum(map(str.isascii, line)) // 2


def mark_noise(blocks: list[Line]) -> list[Line]:
    """Page numbers, and lines that recur beside them. The first and the last line of a file are never noise."""
    numbers = [n for n, block in enumerate(blocks) if n > 0 and _is_page_number(block.text)]
    if not numbers:
        return blocks
    beside = Counter(squeeze(blocks[k].text) for n in numbers for k in (n - 1, n + 1) if 0 < k < len(blocks))
    titles = {text for text, count in beside.items() if count >= RUNNING_TITLE and len(text) > 5}
    first = squeeze(blocks[0].text)
    noise = set(numbers) | {
        k for n in numbers for k in (n - 1, n + 1)
        if 0 < k < len(blocks) and (squeeze(blocks[k].text) in titles or squeeze(blocks[k].text) == first)
    }  # fmt: skip
    beginning = {text: next(n for n, b in enumerate(blocks) if squeeze(b.text) == text) for text in titles}
    return [
        replace(block, noise=True) if n in noise and beginning.get(squeeze(block.text)) != n else block
        for n, block in enumerate(blocks)
    ]


def _is_page_number(text: str) -> bool:
    return len(text) <= MAX_PAGE_NUMBER and bool(_PAGE_NUMBER.match(read_passage(text).text))
