"""What does a company say of itself? The ten questions, and the answers to them.

Invariant: an answer of "none" is not the same as no answer. None means that the question was left empty; an empty
tuple, zero and False are answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Literal

from search_app.data import read_table
from search_app.model import Bilingual

Fact = Literal[
    "industry", "foreign_owned", "rank", "headquarters", "revenue", "investment", "loans", "products", "people",
    "talents", "county", "titles", "newly_founded", "trade", "revenue_before", "new_titles", "holds",
]  # fmt: skip
SUMS: tuple[Fact, ...] = ("revenue", "revenue_before", "investment", "loans")
COUNTS: tuple[Fact, ...] = ("people", "talents")


@dataclass(frozen=True, slots=True)
class Company:
    """What a company says of itself; None for what it does not say.

    ``industry``, ``rank``, ``headquarters`` (what it sets up here) and ``titles`` hold ids of the choices, () for none
    of them. ``revenue`` (a year), ``investment`` (planned here) and ``loans`` (planned, new) are yuan. ``products`` are
    counts by class of what is certified and made here for the first time; a class that is not named counts as none.
    ``trade``: its trades in its own words; ``revenue_before``: the largest revenue of an earlier year; ``new_titles``:
    of the titles, those that were obtained for the first time within the last year.
    ``holds``: ids of the benefits of which it says that whatever else their sentences ask is true of it.
    ``newly_founded``: founded or moved here within the last year, or still to be.
    """

    industry: tuple[str, ...] | None = None
    foreign_owned: bool | None = None
    rank: tuple[str, ...] | None = None
    headquarters: tuple[str, ...] | None = None
    revenue: Decimal | None = None
    investment: Decimal | None = None
    loans: Decimal | None = None
    products: tuple[tuple[str, int], ...] | None = None
    people: int | None = None
    talents: int | None = None
    county: str | None = None
    titles: tuple[str, ...] | None = None
    newly_founded: bool | None = None
    trade: tuple[str, ...] | None = None
    revenue_before: Decimal | None = None
    new_titles: tuple[str, ...] | None = None
    holds: tuple[str, ...] | None = None

    @property
    def said(self) -> tuple[Fact, ...]:
        """The questions that were answered."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is not None)  # type: ignore[misc]

    def count(self, classes: tuple[str, ...]) -> int:
        """How many products of these classes there are."""
        return sum(count for name, count in self.products or () if name in classes)


FACTS: tuple[Fact, ...] = tuple(one.name for one in fields(Company))  # type: ignore[misc]


@cache
def choices() -> Mapping[Fact, Mapping[str, Bilingual]]:
    """By question that is answered with choices, its choices in the order of the page."""
    rows = [(row["fact"], row["value"], row) for row in read_table("company", "choice")]
    rows += [("titles", row["id"], row) for row in read_table("company", "title")]
    # "general" is what a document is that speaks of no industry; no company is of it.
    rows += [("industry", row["id"], row) for row in read_table("industries", "industry") if row["words"]]
    rows += [("county", row["zh"], row) for row in read_table("company", "county")]
    found: dict[Fact, dict[str, Bilingual]] = {}
    for fact, value, row in rows:
        found.setdefault(fact, {})[value] = Bilingual(row["zh"], row["en"])
    return found
