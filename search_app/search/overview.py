"""What does the library hold on a day, in numbers? Counted once for each generation and day, not for each reader.

Clauses are what the documents number; preambles, scopes and closings are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from search_app.clauses.validity import find_validity
from search_app.model import Status
from search_app.search.published.opening import Generation


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of clauses on one day: of the library, by document id, and by industry and validity."""

    clauses: int
    by_document: Mapping[str, int]
    by_industry: Mapping[str, Mapping[Status, int]]


@lru_cache(maxsize=16)
def make_overview(generation: Generation, day: date) -> Overview:
    """The numbers of ``day``. The last days asked for are remembered."""
    by_document: dict[str, int] = {}
    by_industry: dict[str, Counter[Status]] = {}
    for head in generation.on(day).values():
        tally = generation.tallies[head.key]
        status = find_validity(head.term, day).status
        by_document[head.id] = tally[""]
        for industry, clauses in tally.items():
            if industry:
                by_industry.setdefault(industry, Counter())[status] += clauses
    return Overview(sum(by_document.values()), by_document, by_industry)
