"""What goes into a calculation, what comes out, and what it notes on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from search_app.model import Bilingual
from search_app.text.wording import write_money

Missing = Literal["base", "threshold", "sum", "rule", "decision", "currency"]
PER_ITEM = ("item", "item-year", "person", "area", "unit")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the reader states: sums of yuan, of which ``base`` may be one per item."""

    base: tuple[Decimal, ...] = ()
    deduct: Decimal | None = None
    count: int | None = None
    threshold: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The answer: whole yuan, or None with what is missing."""

    amount: int | None
    bound: Literal["exact", "at_most"] | None
    period: str | None
    steps: tuple[Bilingual, ...]
    limited_by: Bilingual | None  # the ceiling as printed, and in English
    missing: tuple[Missing, ...]
    notes: tuple[Bilingual, ...]


@dataclass
class Work:
    """The calculation as it goes along."""

    steps: list[Bilingual] = field(default_factory=list)
    notes: list[Bilingual] = field(default_factory=list)
    limited_by: Bilingual | None = None
    at_most: bool = False

    def step(self, zh: str, en: str) -> None:
        self.steps.append(Bilingual(zh, en))

    def note(self, zh: str, en: str) -> None:
        self.notes.append(Bilingual(zh, en))


def zh(yuan: Decimal) -> str:
    """``yuan`` as a Chinese reader sees it."""
    return write_money(yuan, "zh")


def en(yuan: Decimal) -> str:
    """``yuan`` as an English reader sees it."""
    return write_money(yuan, "en")
