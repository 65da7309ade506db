"""What is a figure, before it is known what it is for?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from search_app.model import AmountKind, Bound


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit. Money is in ``currency`` units.

    ``text``, from ``start`` to ``end``, is the figure. ``opens`` and ``closes`` are the ends of all that belongs to it:
    the currency before it and what says it again in brackets behind it. ``bound`` is what its number alone says
    (数百万, 100多万). ``share``: it is one of the parts of a whole (4:3:3).
    """

    text: str
    start: int
    end: int
    kind: AmountKind
    value: Decimal
    value_hi: Decimal | None = None
    currency: str | None = None
    bound: Bound = "exact"
    opens: int = -1
    closes: int = -1
    share: bool = False

    @property
    def whole(self) -> tuple[int, int]:
        """The stretch of all that belongs to the figure."""
        return self.start if self.opens < 0 else self.opens, self.end if self.closes < 0 else self.closes
