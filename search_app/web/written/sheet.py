"""What is a sheet of figures, before it is written for Excel or as text? Plain data: columns, and rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Cell = str | int | Decimal | date | None  # None: nothing is said
# A sum of yuan, a rate as a fraction (0.04), a whole number, a day.
CellKind = Literal["text", "yuan", "rate", "count", "day"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """``head`` of a column, what stands in it, and its width in characters."""

    head: str
    kind: CellKind
    width: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet called ``name``, with a head row. Cells are of the kind of their column, or texts, or None."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Cell]]
