"""Which drawn lines of a PDF page make a table, and in which cell does a place lie?

Invariant: a cell is known by its upper left corner; cells without a line between them are one. A frame around text, and
lines above and below it, are no table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from search_app.files.pdf_rules import Rule

NEAR = 2.5  # points: lines this close are one, and meet
MAX_SIDES = 1_500  # of one page; a drawing has more than any table
SHORTEST = 4.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the number of its table on the page, its row and column from the upper left, the columns of its table
    and the height of its upper edge in points."""

    table: int
    row: int
    column: int
    columns: int
    top: float


@dataclass
class Table:
    """The lines of one table; ``across`` are the places of its upright lines, ``down`` those of its level ones, from
    the top."""

    number: int
    across: tuple[float, ...]
    down: tuple[float, ...]
    upright: Sequence[Rule]
    level: Sequence[Rule]
    _first: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def find_cell(self, place: tuple[float, float]) -> Cell | None:
        """The cell in which ``place`` lies; None outside the table."""
        x, y = place
        column, row = bisect_right(self.across, x) - 1, bisect_right([-height for height in self.down], -y) - 1
        if not (0 <= column < len(self.across) - 1 and 0 <= row < len(self.down) - 1):
            return None
        first_row, first_column = self._corners[row, column]
        return Cell(self.number, first_row, first_column, len(self.across) - 1, self.down[first_row])

    @cached_property
    def _corners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The upper left corner of the cell to which each field between the lines belongs."""
        corners: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(len(self.down) - 1):
            for column in range(len(self.across) - 1):
                corners[row, column] = (row, column)
                if row and not self._is_closed_above(row, column):
                    corners[row, column] = corners[row - 1, column]
                elif column and not self._is_closed_left(row, column):
                    corners[row, column] = corners[row, column - 1]
        return corners

    def _is_closed_above(self, row: int, column: int) -> bool:
        middle = (self.across[column] + self.across[column + 1]) / 2
        return any(
            abs(rule.low - self.down[row]) <= NEAR and rule.left - NEAR <= middle <= rule.right + NEAR
            for rule in self.level
        )

    def _is_closed_left(self, row: int, column: int) -> bool:
        middle = (self.down[row] + self.down[row + 1]) / 2
        return any(
            abs(rule.left - self.across[column]) <= NEAR and rule.low - NEAR <= middle <= rule.high + NEAR
            for rule in self.upright
        )

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return len(set(self._corners.values()))


def find_tables(rules: Sequence[Rule]) -> tuple[Table, ...]:
    """The tables that ``rules`` draw: lines that meet, with two columns at least."""
    sides = [rule for rule in rules if max(rule.right - rule.left, rule.high - rule.low) >= SHORTEST]
    if not 4 <= len(sides) <= MAX_SIDES:
        return ()
    tables: list[Table] = []
    for group in _group_meeting(sides):
        upright, level = [r for r in group if not r.level], [r for r in group if r.level]
        across = _places(rule.left for rule in upright)
        down = _places(rule.low for rule in level)[::-1]
        if len(across) < 3 or len(down) < 2:
            continue
        table = Table(len(tables), across, down, upright, level)
        if table.cells > 1:
            tables.append(table)
    return tuple(tables)


def _places(values: Iterable[float]) -> tuple[float, ...]:
    """``values`` in order, those that are close taken for one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return tuple(places)


def _group_meeting(sides: Sequence[Rule]) -> list[list[Rule]]:
    """Lines that meet, directly or through others."""
    leader = list(range(len(sides)))

    def find(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for n, one in enumerate(sides):
        for m in range(n):
            if _meet(one, sides[m]):
                leader[find(n)] = find(m)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for n, one in enumerate(sides):
        groups[find(n)].append(one)
    return list(groups.values())


def _meet(one: Rule, other: Rule) -> bool:
    level = one.left - NEAR <= other.right and other.left - NEAR <= one.right
    return level and one.low - NEAR <= other.high and other.low - NEAR <= one.high
