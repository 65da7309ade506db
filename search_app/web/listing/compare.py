"""How do benefits stand side by side, so that what differs is seen at once?

Invariant: side by side a cell is marked when it says something else than most of its row, and no other is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from search_app.model import Lang
from search_app.web.awards.rows import AwardRow
from search_app.web.listing.aspects import ASPECTS, Aspect, Cell, has_ended, make_cells, name_row
from search_app.web.listing.found import Found
from search_app.web.listing.items import Item
from search_app.web.views.worth import number_worths

SIDE_BY_SIDE = 4  # more stand in a table, one row a benefit
_OWN: tuple[Aspect, ...] = ("words",)  # every benefit has its own; that they differ tells nothing


@dataclass(frozen=True, slots=True)
class Column:
    """A benefit in the comparison: its place on the list, and the item that brought it; ``first``: it is the first that
    this item brought, where the item is moved."""

    number: int
    row: AwardRow
    item: Item
    first: bool
    name: str
    ended: bool
    cells: dict[Aspect, Cell]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The benefits of a list, and the aspects of which any of them says something."""

    columns: tuple[Column, ...]
    aspects: tuple[Aspect, ...]
    worths: Mapping[str, Sequence[int]] = field(default_factory=dict)  # labels of the English, with their numbers

    @property
    def side_by_side(self) -> bool:
        """Whether each stands in a column of its own."""
        return len(self.columns) <= SIDE_BY_SIDE


def make_comparison(found: Found, lang: Lang) -> Comparison:
    """The benefits of ``found`` in its order; side by side, the cells that differ are marked."""
    brought = [(entry.item, row, n == 0) for entry in found.entries for n, row in enumerate(entry.rows)]
    cells = [make_cells(row, lang) for _, row, _ in brought]
    for aspect in ASPECTS if len(brought) <= SIDE_BY_SIDE else ():  # of many, nearly every cell would be marked
        _mark(cells, aspect)
    columns = tuple(
        Column(number, row, item, first, name_row(row, lang), has_ended(row), own)
        for number, ((item, row, first), own) in enumerate(zip(brought, cells, strict=True), start=1)
    )
    said = tuple(aspect for aspect in ASPECTS if any(own[aspect].lines for own in cells))
    return Comparison(columns, said, number_worths(((one.number, one.row.clause) for one in columns), lang))


def _mark(cells: Sequence[dict[Aspect, Cell]], aspect: Aspect) -> None:
    """Mark the cells that say something else than most; where no more than half agree, all of them."""
    said = Counter(own[aspect].lines for own in cells)
    if aspect in _OWN or len(said) < 2:
        return
    usual, times = said.most_common(1)[0]
    agreed = times * 2 > len(cells)
    for own in cells:
        if not agreed or own[aspect].lines != usual:
            own[aspect] = replace(own[aspect], differs=True)
