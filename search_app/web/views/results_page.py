"""What does a page of results tell around its results, as a list and as a table: filters, chips, notices, ways on?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from search_app.search.answer import answer
from search_app.search.model import Hit, Query, SearchPage
from search_app.search.published.opening import Generation
from search_app.web import present
from search_app.web.params import to_args
from search_app.web.requests import absolute, encode
from search_app.web.views import cited, switches
from search_app.web.views.read_chips import make_read_chips

TABLE = "/table"  # what stands behind the path of the list
EXPORTS = ("xlsx", "csv", "json", "atom")  # what may stand behind it after a dot: the same without pages
IN_ORDER = ("xlsx", "csv")  # those whose rows stand in the order of the table


def make_results(page: SearchPage, of: Generation, frame: present.Frame) -> dict[str, Any]:
    """What the templates of results are given of ``page`` but its hits and its pages."""
    query, short = page.query, _name_shortly(page, of)
    listed, as_table = frame.path.removesuffix(TABLE), frame.path.endswith(TABLE)
    everything = replace(query, page=1, per_page=Query(query.as_of).per_page)
    other = replace(frame, path=listed if as_table else listed + TABLE, extra=())
    return {
        "page": page,
        "query": query,
        "view": TABLE if as_table else "",
        **switches.make_plainer(query, frame),
        "relaxed": present.make_relaxed(page, frame),
        "nearest": () if page.total else _nearest(query, of),
        "exports": {
            kind: replace(frame, path=f"{listed}.{kind}", extra=frame.extra if kind in IN_ORDER else ()).url(everything)
            for kind in EXPORTS
        },
        "alternates": {kind: make_absolute(everything, frame, f"{listed}.{kind}") for kind in EXPORTS},
        "other_view": other.url(replace(query, page=1)),
        "facets": list(present.make_facets(short, frame)),
        "chips": [*present.make_chips(short, frame), *switches.make_switches(query, frame)],
        "read_chips": list(make_read_chips(page, of.labels, frame)),
        "sorts": _make_sorts(page, frame),
        "in_force": switches.make_in_force(page, frame),
        "carried": _carried(query, frame),
        "notes": cited.make_notes(page.citations, of),
    }


def _name_shortly(page: SearchPage, of: Generation) -> SearchPage:
    """The same with documents called by their short names: long titles differ in their last words only."""
    facets = dict(page.facets)
    named = tuple(
        replace(value, label=of.versions[value.value][-1].name) if value.value in of.versions else value
        for value in facets["document"]
    )
    return replace(page, facets=tuple((facets | {"document": named}).items()))


def make_absolute(query: Query, frame: present.Frame, path: str) -> str:
    """The address of the results of ``query`` below ``path``, whole."""
    asked = encode(to_args(query, frame.today))
    return absolute(path) + (f"?{asked}" if asked else "")


def _make_sorts(page: SearchPage, frame: present.Frame) -> list[present.Link]:
    """The orders of the hits; none is current where the table stands in an order of its own."""
    links = present.make_sorts(page, replace(frame, extra=()))
    return [replace(link, current=link.current and not frame.extra) for link in links]


def _carried(query: Query, frame: present.Frame) -> list[tuple[str, str]]:
    """State that the small forms of the results page hand on, besides what they set themselves."""
    own = ("q", "as_of", "page", "unread")
    return [(name, value) for name, value in to_args(query, frame.today) if name not in own]


def _nearest(query: Query, of: Generation) -> tuple[Hit, ...]:
    """Of an empty answer: what the words alone would find, without filters, quotes and exclusions."""
    words = " ".join(word for word in query.q.replace('"', " ").split() if not word.startswith("-"))
    return answer(Query(as_of=query.as_of, q=words, lang=query.lang, per_page=3), of).hits if words else ()
