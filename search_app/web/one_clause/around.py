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


def list_similar(found: Clause, of: Generation, day: date, known: frozenset[str]) -> Iterator[Similar]:
    """What is about the same as ``found``, most similar first, without the clauses ``known``, which the page names
    already."""
    for clause in find_similar(found, of, day, known):
        document = of.on(day)[clause.document]
        yield Similar(clause, document, find_validity(document.term, day))


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
