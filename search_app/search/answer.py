"""What does a reader get for a query? The way from a Query to a SearchPage, in one function."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from search_app.model import (
    FACETS,
    NONE,
    Bilingual,
    Clause,
    FacetValue,
    Hit,
    Needle,
    Query,
    Reason,
    SearchPage,
    Validity,
    Wish,
)
from search_app.policy.validity import find_validity
from search_app.search.engine import Answer, Found, bucket_name
from search_app.search.generations import Generation
from search_app.search.passages import find_marks, make_snippet
from search_app.search.plan import make_plan


def find_validities(generation: Generation, query: Query) -> Mapping[str, Validity]:
    """By document id, its validity on the day that the query asks for. The last days asked for are remembered."""
    return _validities_on(generation, query.as_of)


@lru_cache(maxsize=16)
def _validities_on(generation: Generation, day: date) -> Mapping[str, Validity]:
    return {document.id: find_validity(document.term, day) for document in generation.library.documents}


def answer(query: Query, generation: Generation) -> SearchPage:
    """One page of clauses for ``query``. EngineError when the engine fails; never an empty page instead."""
    validities = find_validities(generation, query)
    plan = make_plan(query, {document: validity.status for document, validity in validities.items()})
    found = generation.engine.search(plan)
    hits = tuple(
        _make_hit(generation.clauses[one.id], one, plan.wishes, plan.offset + n)
        for n, one in enumerate(found.page, start=1)
    )
    pages = -(-found.total // query.per_page)
    return SearchPage(query, found.total, hits, _make_facets(query, found, generation), pages=pages)


def _make_hit(clause: Clause, found: Found, wishes: tuple[Wish, ...], rank: int) -> Hit:
    typed = {needle: wish.typed for wish in wishes for needle in wish.needles}
    reasons = tuple(
        Reason(typed.get(needle, needle.text), needle.text, needle.origin, field) for needle, field in found.matches
    )
    marks = find_marks(clause.text.zh, _marked_words(found.matches))
    return Hit(clause, rank, found.score, make_snippet(clause.text.zh, marks), reasons)


def _marked_words(matches: tuple[tuple[Needle, str], ...]) -> tuple[str, ...]:
    return tuple(needle.text for needle, field in matches if field in ("text", "title"))


def _make_facets(query: Query, found: Answer, generation: Generation) -> tuple[tuple[str, tuple[FacetValue, ...]], ...]:
    labels = generation.labels
    return tuple((facet, _make_values(query, facet, found.counts[facet], labels[facet])) for facet in FACETS)


def _make_values(
    query: Query, facet: str, counts: Mapping[str, int], labels: Mapping[str, Bilingual]
) -> tuple[FacetValue, ...]:
    chosen = set(query.selected(facet))
    if facet == "amount" and not chosen and query.amount_min is not None:
        high = None if query.amount_max is None else query.amount_max + 1
        chosen = {bucket_name(query.amount_min, high)}
    names = list(labels) + [name for name in (*counts, *sorted(chosen)) if name not in labels]
    if facet == "department":  # many and of no natural order: the most frequent first, "none" last
        place = {name: n for n, name in enumerate(names)}
        names.sort(key=lambda name: (name == NONE, -counts.get(name, 0), place[name]))
    known = chosen & (set(labels) | set(counts))
    return tuple(
        FacetValue(name, labels.get(name, Bilingual(name, name)), counts.get(name, 0), name in chosen)
        for name in dict.fromkeys(names)
        if counts.get(name, 0) or name in known
    )
