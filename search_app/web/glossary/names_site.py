"""The addresses of official names: their list, and a page for each body. A term that is a name has its page as a term.

Invariant: the address of a body has its id, for ever; those that once began with offices lead on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from search_app.model import Bilingual, Lang
from search_app.search.answer import answer
from search_app.search.model import Query
from search_app.search.published.opening import Generation
from search_app.web import present
from search_app.web.addresses import asked_day
from search_app.web.errors import NotHeldError
from search_app.web.glossary.asked import take_nothing
from search_app.web.glossary.linked import term_address
from search_app.web.glossary.names import PATH, OfficialName, find_body, group_names, list_bodies
from search_app.web.glossary.site import ALL_TERMS
from search_app.web.lost.ways import Way, say
from search_app.web.params import check_page
from search_app.web.requests import absolute, address, day_and_page_from_request, generation, request_args
from search_app.web.views.laid_out import render

blueprint = Blueprint("names", __name__)
_SHOWN = 50  # clauses on the page of a body
_OFFICES = "/glossary/offices"  # where the list of bodies stood


@blueprint.get(f"/<any(zh, en):lang>{PATH}")
def names(lang: Lang) -> Response:
    """What bodies, schemes, awards, catalogues and documents are called in English, and whose English that is."""
    take_nothing()
    glossary = generation().glossary

    def count(name: OfficialName) -> int:
        return len(glossary.places(name.id)) if name.id in glossary.entries else 0

    return render("names.html", lang, groups=group_names(glossary, lang), count=count)


@blueprint.get(f"/<any(zh, en):lang>{PATH}/<name>")
def one_name(lang: Lang, name: str) -> AnyResponse:
    """One body by its id, with the clauses that it answers for; from the Chinese of another name to its page."""
    of = generation()
    row = find_body(name)
    if row is None:
        if (entry := of.glossary.entries.get(name)) and entry.term.kind:
            return redirect(term_address(lang, name), 301)
        detail = Bilingual("这里没有这个名称。", "There is no such name.")
        raise NotHeldError(detail, [Way(say("glossary_names"), PATH), ALL_TERMS])
    day, page = day_and_page_from_request()
    path = f"/{lang}{PATH}/{name}"
    return render(
        "name.html",
        lang,
        body=row,
        name=next(one for one in list_bodies() if one.id == name),
        day=day,
        public=absolute(path),
        canonical_query=f"?page={page}" if page > 1 else "",
        **_find_clauses(of, row, lang, day, page),
    )


def _find_clauses(of: Generation, row: Mapping[str, Any], lang: Lang, day: date, page: int) -> dict[str, Any]:
    """The clauses of the texts of ``day`` for which a body answers, those on ``page``, and how many there are."""
    if row["id"] not in of.labels["department"]:
        check_page(page, 0)
        return {"hits": (), "total": 0, "pages": []}
    chosen = (("department", (row["id"],)),)
    found = answer(Query(day, lang=lang, filters=chosen, sort="document", page=page, per_page=_SHOWN), of)
    check_page(page, found.pages)

    def find_link(number: int) -> str:
        return address(f"/{lang}{PATH}/{row['id']}", [*asked_day(), ("page", str(number))])

    return {"hits": found.hits, "total": found.total, "pages": list(present.make_pages(page, found.pages, find_link))}


@blueprint.get(f"/<any(zh, en):lang>{_OFFICES}")
@blueprint.get(f"/<any(zh, en):lang>{_OFFICES}/<office>")
def offices(lang: Lang, office: str = "") -> AnyResponse:
    """To where the names of bodies stand now."""
    return redirect(address(f"/{lang}{PATH}{office and '/'}{office}", request_args()), 301)
