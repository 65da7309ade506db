"""How else can a query be read? Switches that a reader sets: as typed, by words only, with what meets little of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search_app.search.model import Query
from search_app.web.present import Frame, Link


def make_switches(query: Query, frame: Frame) -> Iterator[Link]:
    """The switches that are set, each linking to the results without it."""
    for name, is_set, without in (
        ("exact", query.exact, replace(query, exact=False, page=1)),
        ("meaning", not query.meaning, replace(query, meaning=True, page=1)),
        ("weak", query.weak, replace(query, weak=False, page=1)),
    ):
        if is_set:
            yield Link(frame.t(f"chip_{name}"), frame.url(without))


def make_plainer(query: Query, frame: Frame) -> dict[str, str]:
    """Addresses of the same query with a switch set, by the names that templates use."""
    return {
        "exact_url": frame.url(replace(query, exact=True, page=1)),
        "words_url": frame.url(replace(query, meaning=False, page=1)),
        "weak_url": frame.url(replace(query, weak=True, page=1)),
    }
