"""Which benefits does a search find? Those of all of its hits, in the order of the hits.

Invariant: hits, their order and what is left out are those of the page of the same address; nothing is cut in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from search_app.model import Benefit, Clause
from search_app.search.answer import answer
from search_app.search.asked.facts import find_benefit_kinds
from search_app.search.asked.weighing import apply_read
from search_app.search.model import NONE, Hit, Query, SearchPage
from search_app.search.published.opening import Generation
from search_app.web.awards.rows import AwardRow, make_rows

MAX_ROWS = 10_000
MAX_CLAUSES = 10_000  # that are looked at for rows
# What a reader chooses of these is said of single benefits, so that only those are rows that meet it.
_OF_BENEFITS: Mapping[str, Callable[[Clause, Benefit], Iterable[str]]] = {
    "kind": find_benefit_kinds,
    "payer": lambda clause, benefit: (benefit.payer or NONE,),
    "promise": lambda clause, benefit: (benefit.promise,),
}


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The benefits that ``query`` finds. ``page`` has all hits that were looked at; ``clauses``: of how many of them,
    from the first, the benefits are rows; ``day`` is the one on which validity was judged."""

    query: Query
    page: SearchPage
    rows: tuple[AwardRow, ...]
    clauses: int
    day: date

    @property
    def complete(self) -> bool:
        """Whether the benefits of all hits are rows."""
        return self.clauses == self.page.total


def find_rows(query: Query, of: Generation, most: int = MAX_ROWS) -> FoundRows:
    """The benefits of all hits of ``query``, whatever its page: of whole clauses, at most ``most``."""
    page = answer(replace(query, page=1, per_page=MAX_CLAUSES), of)
    day = apply_read(query, page.read).as_of  # words of the query may name it
    rows: list[AwardRow] = []
    clauses = 0
    for hit in page.hits:
        more = list(_rows_of(hit, query, day))
        if len(rows) + len(more) > most:
            break
        rows += more
        clauses += 1
    return FoundRows(query, replace(page, query=query), tuple(rows), clauses, day)


def _rows_of(hit: Hit, query: Query, day: date) -> Iterator[AwardRow]:
    chosen = [(values, set(query.selected(facet))) for facet, values in _OF_BENEFITS.items() if query.selected(facet)]
    for row in make_rows(hit.document, hit.validity, hit.clause, day):
        if all(wanted.intersection(values(row.clause, row.benefit)) for values, wanted in chosen):
            yield row
