"""What does the library ask of a company on a day? Made ready once for the versions that count, and kept.

Invariant: it hangs on the versions alone, so that one making serves every company.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from threading import Lock

from search_app.matching.facts import Company
from search_app.matching.match import Match, match
from search_app.matching.prepared import Prepared, prepare
from search_app.model import Clause, DocumentHead
from search_app.search.published.opening import Generation

_KEPT = 2  # generations, and days whose versions differ
_MAKING = Lock()  # it takes a while for a large library: two readers who come at once wait for one making


def prepared_on(of: Generation, day: date) -> tuple[Prepared, ...]:
    """Every document as it stands on ``day``, with what it asks."""
    with _MAKING:
        return _prepare(of, tuple((head.id, head.key) for head in of.on(day).values()))


@lru_cache(maxsize=_KEPT)
def _prepare(of: Generation, keys: tuple[tuple[str, str], ...]) -> tuple[Prepared, ...]:
    heads = (next(head for head in of.versions[document] if head.key == key) for document, key in keys)
    return prepare((head, _clauses(of, head)) for head in heads)


def _clauses(of: Generation, head: DocumentHead) -> Iterator[Clause]:
    return map(of.store.clause, of.store.clause_keys(head))


def match_on(company: Company, of: Generation, day: date) -> Match:
    """What fits ``company`` on ``day``."""
    return match(company, prepared_on(of, day), day)
