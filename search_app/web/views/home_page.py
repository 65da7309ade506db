"""What does the home page tell: industries with what is in force and its largest sum, documents, and what is new?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from search_app.clauses.validity import find_validity
from search_app.model import DocumentHead, Lang, Validity
from search_app.search.model import Plan, Query
from search_app.search.overview import make_overview
from search_app.search.published.opening import Generation
from search_app.web import present
from search_app.web.benefits import headline_sums
from search_app.web.news.happened import say_day, say_kind
from search_app.web.news.latest import find_latest

DOCUMENTS = 12  # listed; a longer list has a page of its own
_TRIED = 5  # clauses of an industry, largest sum first, until one is certain and granted


def make_home(of: Generation, day: date, frame: present.Frame) -> dict[str, Any]:
    """What the template of the home page is given, as of ``day``."""
    held, overview = of.on(day), make_overview(of, day)
    listed = list(islice(held.values(), DOCUMENTS))
    query = Query(as_of=day, lang=frame.lang)
    tiles = present.make_tiles(overview, of.labels["industry"], query, frame)
    return {
        "tiles": tiles,
        "largest": find_largest(of, day, frame.lang),
        "documents": listed,
        "validities": find_validities(listed, day),
        "number_of_documents": len(held),
        "overview": overview,
        "held": held,
        "latest": find_latest(of, day),
        "say_kind": partial(say_kind, lang=frame.lang),
        "say_day": partial(say_day, lang=frame.lang),
    }


def find_validities(documents: Iterable[DocumentHead], day: date) -> dict[str, Validity]:
    """The validity of each of ``documents`` on ``day``, by id."""
    return {document.id: find_validity(document.term, day) for document in documents}


@lru_cache(maxsize=32)
def find_largest(of: Generation, day: date, lang: Lang) -> Mapping[str, str]:
    """By industry the largest sum that a clause in force grants for certain, in words. None where there is none."""
    found = {}
    for industry in of.labels["industry"]:
        chosen = (("industry", frozenset({industry})), ("validity", frozenset({"in_force"})))
        plan = Plan(filters=chosen, as_of=day, sort="amount", limit=_TRIED)
        clauses = (of.store.clause(one.id) for one in of.engine.search(plan).page)
        sums = (headline_sums(clause, lang) for clause in clauses)
        if certain := next((one[0] for one in sums if one and not (one[0].sought or one[0].unsure)), None):
            found[industry] = certain.text
    return found
