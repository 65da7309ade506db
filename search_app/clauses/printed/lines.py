"""Which lines does a text have?

Invariant: lines are in order; a line's text is its stretch of the file without the white space around it, and without
that between its characters where all of them stand apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from search_app.text.apart import gather

WRAPPED_WIDTH = 60  # no line longer: the text is broken where the page ends, not where a sentence does
INDENT = 4  # what an indent takes, and what may not stand at the beginning of a line
MOST_OF_LINE = 0.65  # a name is shorter
BROKEN = 0.25  # of the full lines end in the middle of a sentence, where it is the page that ends them
NARROWEST = 16  # of a page; a text of shorter lines is not broken at all
_RUN_TOGETHER = 80  # a line of more characters, in a file of one or two, holds all that stood on lines
_APART = 6  # characters between two spaces of such a line, on average; fewer are words or single characters
_PIECE = re.compile(r"(?<!\S)\S(?:\s\S)+(?!\S)|\S+")  # 总 则 is one word
_ENDS = "。.;；:：!！?？)）]］】〕”」』"  # what no broken line ends in, with or without an end of its sentence

NoiseKind = Literal["", "page", "running_title", "site", "print"]


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
    noise: NoiseKind = ""  # what it is that is no part of a document
    joint: str | None = None
    # In a text that is broken where the page ends: whether it is full, or long enough to be no name of its own.
    full: bool = False
    long: bool = False
    places: tuple[int, ...] = ()  # of each character in the file, where it is not its stretch of the file as it stands

    def place(self, at: int) -> int:
        """Where in the file the character ``at`` of the text stands."""
        return self.places[at] if self.places else self.start + at

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
        stretch = printed.strip()
        gathered = gather(stretch)
        places = find_places(gathered, [Line(start, line.end(), stretch)]) if gathered != stretch else ()
        blocks.append(Line(start, line.end(), gathered, places=places))
    return blocks


def find_places(text: str, printed: Iterable[Line]) -> tuple[int, ...]:
    """Where each character of ``text`` stands in the file, which holds the characters of ``printed`` in order and other
    white space."""
    characters = (line.place(at) for line in printed for at, char in enumerate(line.text) if not char.isspace())
    places: list[int] = []
    for char in text:
        places.append((places[-1] + 1 if places else 0) if char.isspace() else next(characters))
    return tuple(places)


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
        parts.append(cut_line(line, piece.start(), piece.end(), joint))
    return parts


def cut_line(line: Line, start: int, end: int, joint: str | None) -> Line:
    """The characters from ``start`` to ``end`` of ``line``, behind the white space ``joint``."""
    places = line.places[start:end]
    return replace(line, start=line.place(start), text=line.text[start:end], joint=joint, places=places)


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
