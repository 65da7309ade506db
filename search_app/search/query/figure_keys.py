"""By what is a figure found? By its key: what it is worth, in which unit, and whether it is granted.

So a sum in dollars is never compared with one in yuan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from search_app.model import Amount

# A figure that is named is what the reader looks for, more than any single word.
FIGURE = 3.0
# A larger sum than the one asked for ("300,000 and more") is worth a little less than that very sum.
LARGER = 0.65
# A bare sum may be copied from a condition: it is found there too, behind every grant of that sum.
AS_CONDITION = 0.3
MAX_FIGURES = 120


@dataclass(frozen=True, slots=True)
class FigureKey:
    """How a figure is looked up: ``granted`` apart from conditions and terms; ``unit`` is a currency (CNY), "percent"
    or "ratio"; ``value`` its largest value."""

    granted: bool
    unit: str
    value: Decimal

    @property
    def token(self) -> str:
        """The key as one token of the "figures" view. It is only ever compared whole."""
        return f"{'g' if self.granted else 'c'}:{self.unit}:{self.value.normalize():f}"


def figure_key(amount: Amount) -> FigureKey:
    """The key of a clause's figure."""
    unit = (amount.currency or "CNY") if amount.kind == "money" else amount.kind
    return FigureKey(amount.role in ("award", "cap", "rate"), unit, amount.top)


def sort_keys(keys: Iterable[FigureKey]) -> tuple[FigureKey, ...]:
    """``keys`` without repeats, by unit and value."""
    return tuple(sorted(set(keys), key=lambda key: (key.granted, key.unit, key.value)))


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure as the query writes it."""

    start: int
    end: int
    unit: str
    value: Decimal
    high: Decimal | None = None  # of a range its upper end
