"""What is searched for when a reader asks a query, and what is found from one rank on?

Invariant: each window of the hits of a query is a part of one and the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from search_app.model import Lang
from search_app.search.asked.weighing import apply_read
from search_app.search.citations.resolve import find_cited, find_in_query
from search_app.search.engine import Answer
from search_app.search.fusion import ask_meaning, choose_added, search_fused
from search_app.search.meaning.asking import find_language
from search_app.search.meaning.vectors import Near
from search_app.search.model import CitedAs, Help, MeaningState, Plan, Query
from search_app.search.published.opening import Generation
from search_app.search.query.plan import ALL_HELPS, Reading, make_plan, read_query


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query made ready to be searched for: how it was read, and what comes first for other reasons than its words."""

    reading: Reading
    day: date  # which words of the query may name
    plan: Plan
    citations: tuple[CitedAs, ...]
    cited: tuple[tuple[str, str], ...]  # (key, id) of the clauses that it cites
    near: tuple[Near, ...]
    meaning: MeaningState
    best: tuple[str, ...]  # keys of what answers each side of a comparison best
    lang: Lang  # of its words


def prepare(query: Query, generation: Generation, helps: frozenset[Help] = ALL_HELPS) -> Prepared:
    """``query`` ready for ``find``; ``helps`` are those that may add to what was typed, none with ``query.exact``."""
    helps = frozenset() if query.exact else helps
    reading = read_query(query.q, generation.lexicon, helps, query.as_of, query.unread)
    meant = apply_read(query, reading.read)
    citations = find_in_query(query.q, generation, meant.as_of)
    cited = find_cited(citations)
    near, meaning = ask_meaning(query, reading, bool(citations), helps, generation)
    plan = make_plan(meant, reading, tuple(key for key, _ in cited), choose_added(near))
    best = tuple(_find_best(query, reading, helps, generation))
    return Prepared(reading, meant.as_of, plan, citations, cited, near, meaning, best, find_language(query.q))


def find(made: Prepared, generation: Generation) -> Answer:
    """What the engine answers. EngineError when it fails."""
    return search_fused(made.plan, made.near, generation, made.lang, made.best)


def find_window(query: Query, generation: Generation, first: int, number: int) -> tuple[int, tuple[str, ...]]:
    """(how many clauses ``query`` finds, keys of ``number`` of them from the rank ``first`` on), whatever its page.
    It costs one search, of which no hit is laid out."""
    made = prepare(query, generation)
    found = find(replace(made, plan=replace(made.plan, offset=first - 1, limit=number)), generation)
    return found.total, tuple(one.id for one in found.page)


def _find_best(query: Query, reading: Reading, helps: frozenset[Help], generation: Generation) -> Iterator[str]:
    """Of each side of a comparison the key of the clause that answers it best."""
    for question in reading.compared.questions if reading.compared else ():
        one = replace(query, q=question, page=1, per_page=1)
        side = read_query(question, generation.lexicon, helps, query.as_of, query.unread)
        near, _ = ask_meaning(one, side, False, helps, generation)
        plan = make_plan(apply_read(one, side.read), side, (), choose_added(near))
        yield from (found.id for found in search_fused(plan, near, generation, find_language(question)).page)
