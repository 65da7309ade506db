"""What does the library hold on a day, in numbers? Counted once for each generation and day, not for each reader.

Clauses are what the documents number; preambles, scopes and closings are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from search_app.model import Status
from search_app.search.answer import find_validities
from search_app.search.generations import Generation


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of clauses on one day: of the library, by document id, and by industry and validity."""

    clauses: int
    by_document: Mapping[str, int]
    by_industry: Mapping[str, Mapping[Status, int]]


@lru_cache(maxsize=16)
def make_overview(generation: Generation, day: date) -> Overview:
    """The numbers of ``day``. The last days asked for are remembered."""
    validities = find_validities(generation, day)
    by_document: Counter[str] = Counter()
    by_industry: dict[str, Counter[Status]] = {}
    for clause in generation.on(day).clauses.values():
        if clause.numbered:
            by_document[clause.document] += 1
            for industry in clause.industries:
                by_industry.setdefault(industry, Counter())[validities[clause.document].status] += 1
    return Overview(by_document.total(), by_document, by_industry)
