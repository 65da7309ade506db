"""The pieces of OpenSearch's query language that our questions are made of. Pure functions; every one is a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from search_app.search.opensearch.schema import ANY
from search_app.search.opensearch.weighing import Sought
from search_app.search.scoring import NEAR
from search_app.text.tokens import find_chars

Body = dict[str, Any]
NOTHING: Body = {"match_none": {}}
EVERYTHING: Body = {"match_all": {}}
TRANSLATED: Body = {"term": {"translated": True}}


def any_of(filters: Iterable[Body]) -> Body:
    """What any of ``filters`` finds."""
    every = list(filters)
    return every[0] if len(every) == 1 else {"bool": {"should": every}} if every else NOTHING


def all_of(filters: Iterable[Body], but: Iterable[Body] = ()) -> Body:
    """What all of ``filters`` find, and none of ``but``."""
    without = list(but)
    return {"bool": {"filter": list(filters), **({"must_not": without} if without else {})}}


def find(one: Sought, words: str = ANY) -> Body:
    """The clauses that hold ``one``, wherever; a word in the field ``words``."""
    view, text = one
    if view == "chars":
        tokens = find_chars(text)
        return {"match_phrase": {"chars": " ".join(tokens)}} if tokens else NOTHING
    if view == "gloss":
        return all_of([{"term": {words: text}}], but=[TRANSLATED])
    return {"term": {words if view == "words" else view: text}}


def constant(found: Body, worth: float) -> Body:
    """``found``, each worth as much."""
    return {"constant_score": {"filter": found, "boost": worth}}


def best_of(queries: Sequence[Body], rest: float = 0.0) -> Body:
    """The best of ``queries`` and a part of the others."""
    return queries[0] if len(queries) == 1 else {"dis_max": {"queries": list(queries), "tie_breaker": rest}}


def at_least(scored: Body, least: float) -> Body:
    """The clauses that ``scored`` gives at least so much."""
    return {"function_score": {"query": scored, "min_score": max(least - NEAR, 0.0), "boost_mode": "multiply"}}


def within(field: str, day: int) -> Body:
    """The clauses of whose days in ``field`` one is ``day``."""
    return {"range": {field: {"gte": day, "lte": day, "relation": "intersects"}}}


def holds(status: str, day: int) -> Body:
    """The clauses whose document has ``status`` on ``day``."""
    return within(f"validity.{status}", day)


def id_filters(keys: Sequence[str]) -> list[Body]:
    """The clauses of these keys; without keys no filter."""
    return [{"ids": {"values": list(keys)}}] if keys else []
