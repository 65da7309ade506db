"""Does every clause that an engine elsewhere names lie in the store here? What it has too many is no hit of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from search_app.model import make_id, split_id
from search_app.search.clause_store import ClauseStore
from search_app.search.engine import Answer, Engine, WrongIndexError
from search_app.search.model import Plan


class KnownClauses:
    """An engine whose index others can write to. WrongIndexError for a clause that the store does not have."""

    def __init__(self, engine: Engine, store: ClauseStore) -> None:
        self._engine, self._store = engine, store

    def status(self) -> Mapping[str, str | int]:
        """As ``Engine`` says."""
        return self._engine.status()

    def search(self, plan: Plan) -> Answer:
        """As ``Engine`` says."""
        answer = self._engine.search(plan)
        for found in (*answer.page, *answer.near):
            self._check(found.id)
        return answer

    def scan(self, plan: Plan) -> Iterator[str]:
        """As ``Engine`` says."""
        for key in self._engine.scan(plan):
            self._check(key)
            yield key

    def _check(self, key: str) -> None:
        version, clause = split_id(key)
        clause_id = make_id(version.partition("@")[0], clause)
        if all(head.key != version for head in self._store.holding(clause_id)):
            raise WrongIndexError(
                f"the index has a clause {key[:80]!r} that was not built; index_build.py makes it anew"
            )
