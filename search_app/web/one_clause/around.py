"""Where does the page of a clause lead: to what its text names, and to what is about the same?

Invariant: what a program found is told apart from what the text says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from search_app.clauses.validity import find_validity
from search_app.model import Clause, DocumentHead, Lang, Validity
from search_app.search.citations.within import find_references
from search_app.search.engine import EngineError
from search_app.search.published.opening import Generation
from search_app.search.query.similar import find_similar
from search_app.web.addresses import link
from search_app.web.views.marked import Link


@dataclass(frozen=True, slots=True)
class Similar:
    """A clause that a program takes to be about the same, as it stands on the day that is looked at."""

    clause: Clause
    document: DocumentHead
    validity: Validity


def find_similar_now(found: Clause, of: Generation, day: date, known: frozenset[str]) -> list[Similar] | None:
    """What is about the same as ``found``, most similar first, without the clauses ``known``, which the page names
    already; None while the engine does not answer, for a clause is to be read all the same."""
    try:
        near = find_similar(found, of, day, known)
    except EngineError:
        return None
    held = of.on(day)
    return [Similar(one, held[one.document], find_validity(held[one.document].term, day)) for one in near]


def find_links(
    found: Clause, whole: DocumentHead, of: Generation, day: date, elsewhere: date | None, lang: Lang
) -> tuple[list[Link], list[Link]]:
    """(in the Chinese text, in the English text) what leads to a provision that is held. ``elsewhere``: the day of the
    version ``whole``, where that is not the one of ``day``."""

    def lead(text: str) -> Iterator[Link]:
        for one in find_references(text, found, whole, of, day):
            own = one.id.split("/")[0] == whole.id
            yield Link(one.span.start, one.span.end, link(lang, one.id, day=elsewhere if own else None))

    return list(lead(found.text.zh)), list(lead(found.text.en or ""))
