"""Which lines does a PDF page show, whatever the order and the pieces in which the file draws them?

Invariant: every glyph is in one line, or in a word that is struck out, or drawn twice at one place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from search_app.files.parsed import Struck
from search_app.files.pdf_glyphs import Drawn, Glyph
from search_app.files.pdf_rules import Rule
from search_app.files.pdf_tables import Cell, find_tables
from search_app.text.joining import join_printed, raise_digits

# Shares of the size of the type.
SAME_LINE = 0.5  # lines stand at least a whole size apart, raised figures at most half of one
GAP = 0.45  # a wider gap than justified text has is a space
COLUMN = 2.0  # and one this wide may be that between two columns
STRUCK = (0.15, 0.5)  # where a line goes through the type, above the base
SMALL = 0.8
RAISED = 0.15
TURNED_SHARE = 0.2  # more turned text than this is a turned page, not a stamp


@dataclass(frozen=True, slots=True)
class PageLine:
    """One printed line, or a row of a table; ``height`` is that of its base, ``gaps`` where wide gaps end. ``edge``
    says that it is among the first or last of its page. Points from the lower left corner."""

    page: int
    text: str
    height: float
    edge: bool = False
    left: float = 0.0
    right: float = 0.0
    size: float = 0.0
    row: bool = False
    gaps: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its lines from top to bottom, what is struck out, and turned text that is not part of it."""

    lines: tuple[PageLine, ...]
    struck: tuple[Struck, ...] = ()
    stamps: tuple[str, ...] = ()


def read_page(drawn: Drawn, number: int) -> Page:
    """The lines of page ``number``."""
    upright = [glyph for glyph in drawn.glyphs if glyph.upright]
    turned = [glyph for glyph in drawn.glyphs if not glyph.upright]
    rows = _group_lines(upright)
    strokes = _Strokes(drawn.rules)
    struck = [found for row in rows for found in _find_struck(row, strokes)]
    tables = find_tables(drawn.rules)
    lines, cells = [], []
    for row in rows:
        outside = []
        for glyph in (glyph for glyph in row if not strokes.go_through(glyph)):
            cell = next((c for table in tables if (c := table.find_cell(_middle_of(glyph))) is not None), None)
            if cell is None:
                outside.append(glyph)
            else:
                cells.append((cell, glyph))
        if line := _make_line(outside, number):
            lines.append(line)
    lines = [*_mark_columns(lines), *_read_rows(cells, number)]
    lines.sort(key=lambda line: -line.height)
    stamps = tuple(_read_turned(turned))
    if len(turned) > TURNED_SHARE * max(1, len(drawn.glyphs)):
        lines += [PageLine(number, text, 0.0) for text in stamps]
        stamps = ()
    return Page(tuple(lines), tuple(struck), stamps)


def _middle_of(glyph: Glyph) -> tuple[float, float]:
    return (glyph.left + glyph.right) / 2, glyph.base + glyph.size / 3


# ── lines ──


def _group_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs by the line that they stand on, from top to bottom and from left to right. The largest type of a line
    says where it stands, so that raised figures stand on the line beside them."""
    rows: list[list[Glyph]] = []  # the largest glyph of each first
    for glyph in sorted(glyphs, key=lambda one: -one.base):
        for row in reversed(rows[-3:]):
            if abs(row[0].base - glyph.base) <= SAME_LINE * max(row[0].size, glyph.size):
                row.append(glyph)
                if glyph.size > row[0].size:
                    row[0], row[-1] = row[-1], row[0]
                break
        else:
            rows.append([glyph])
    return [_drop_doubles(sorted(row, key=lambda one: one.left)) for row in rows]


def _drop_doubles(row: list[Glyph]) -> list[Glyph]:
    """``row`` without characters that are drawn twice at one place, as some programs make bold type."""
    kept: list[Glyph] = []
    for glyph in row:
        same = (one for one in kept[-3:] if one.text == glyph.text and glyph.text.strip())
        if not any(abs(one.left - glyph.left) < 0.2 * glyph.size and one.size == glyph.size for one in same):
            kept.append(glyph)
    return kept


def _make_line(row: Sequence[Glyph], number: int) -> PageLine | None:
    shown = [glyph for glyph in row if glyph.text.strip()]
    if not shown:
        return None
    size = max(glyph.size for glyph in shown)
    base = next(glyph.base for glyph in shown if glyph.size == size)
    text, gaps = _write(row, size, base)
    return PageLine(number, text, base, left=shown[0].left, right=max(g.right for g in shown), size=size, gaps=gaps)


def _write(row: Sequence[Glyph], size: float, base: float) -> tuple[str, tuple[float, ...]]:
    """The characters of a line with a space for each gap, and where the wide gaps end; these are tabs in the text."""
    pieces: list[str] = []
    gaps: list[float] = []
    end: float | None = None
    spaced = False
    for raised, group in groupby(row, key=lambda one: one.size < SMALL * size and one.base - base > RAISED * size):
        word = ""
        for glyph in group:
            if not glyph.text.strip():
                spaced = True
                continue
            gap = 0.0 if end is None else glyph.left - end
            if gap > COLUMN * size:
                word += "\t"
                gaps.append(glyph.left)
            elif (spaced and end is not None) or gap > (GAP if raised else _least_gap(pieces, word, glyph)) * size:
                word += " "
            word, end, spaced = word + glyph.text, max(end or 0.0, glyph.right), False
        pieces.append(raise_digits(word) if raised else word)
    return "".join(pieces), tuple(gaps)


def _least_gap(pieces: Sequence[str], word: str, glyph: Glyph) -> float:
    """Between Latin letters a space is narrow; justified Chinese text is set apart wider than that."""
    before = (word or (pieces[-1] if pieces else ""))[-1:]
    return GAP / 3 if before.isascii() and glyph.text.isascii() else GAP


def _mark_columns(lines: Sequence[PageLine]) -> list[PageLine]:
    """A wide gap is the edge of a column where the line above or below has one there too; else it is a space."""
    marked = []
    for n, line in enumerate(lines):
        beside = [other for other in lines[max(0, n - 1) : n + 2] if other is not line]
        column = any(abs(a - b) <= line.size for other in beside for a in line.gaps for b in other.gaps)
        text = line.text if column else line.text.replace("\t", " ")
        marked.append(replace(line, text=text, row=bool(column and line.gaps)))
    return marked


def _read_turned(glyphs: Iterable[Glyph]) -> Iterator[str]:
    """Turned text, a piece for each size of its type."""
    for _, group in groupby(glyphs, key=lambda glyph: round(glyph.size)):
        text = "".join(glyph.text for glyph in group).strip()
        if text:
            yield text


# ── struck out ──


class _Strokes:
    """The level lines of a page, by their height."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = sorted((rule for rule in rules if rule.level), key=lambda rule: rule.low)
        self._heights = [rule.low for rule in self._rules]

    def go_through(self, glyph: Glyph) -> bool:
        """Whether one goes through ``glyph``, and not under or over it."""
        if not self._rules:
            return False
        low, high = (glyph.base + share * glyph.size for share in STRUCK)
        middle = (glyph.left + glyph.right) / 2
        there = self._rules[bisect_left(self._heights, low) : bisect_left(self._heights, high)]
        return any(rule.left <= middle <= rule.right for rule in there)


def _find_struck(row: Sequence[Glyph], strokes: _Strokes) -> Iterator[Struck]:
    before = ""
    for struck, group in groupby(row, key=strokes.go_through):
        text = "".join(glyph.text for glyph in group)
        if struck and text.strip():
            yield Struck(before.strip()[-20:], text.strip())
        before += "" if struck else text


# ── tables ──


def _read_rows(cells: Sequence[tuple[Cell, Glyph]], number: int) -> Iterator[PageLine]:
    """Rows of tables: cells between tabs, each cell once, at its upper left corner."""
    texts: dict[Cell, str] = {}
    for cell in dict.fromkeys(cell for cell, _ in cells):
        inside = _group_lines(glyph for other, glyph in cells if other == cell)
        written = (line.text for row in inside if (line := _make_line(row, number)))
        texts[cell] = join_printed(text.replace("\t", " ") for text in written)
    rows = sorted({(cell.table, cell.row) for cell in texts})
    for table, row in rows:
        in_row = {cell.column: text for cell, text in texts.items() if (cell.table, cell.row) == (table, row)}
        first = next(cell for cell in texts if (cell.table, cell.row) == (table, row))
        text = "\t".join(in_row.get(column, "") for column in range(first.columns))
        yield PageLine(number, text, first.top - row * 1e-3, row=True)
