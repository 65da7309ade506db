"""How else can a query be read? Switches that a reader sets: as typed, by words only, with what meets little of it, and
with what is in force alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search_app.model import Status
from search_app.search.model import Query, SearchPage
from search_app.web.params import with_filter
from search_app.web.present import Frame, Link

_IN_FORCE: Status = "in_force"


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


def make_in_force(page: SearchPage, frame: Frame) -> list[Link]:
    """The switch between clauses in force and all, each with its number. None where it would change nothing."""
    query = page.query
    counts = {value.value: value.count for value in dict(page.facets)["validity"]}
    every, in_force = sum(counts.values()), counts.get(_IN_FORCE, 0)
    if query.selected("validity") not in ((), (_IN_FORCE,)) or in_force == every or not in_force:
        return []
    chosen = bool(query.selected("validity"))
    return [
        Link(frame.t("in_force_only"), frame.url(with_filter(query, "validity", [_IN_FORCE])), chosen, in_force),
        Link(frame.t("in_force_all"), frame.url(with_filter(query, "validity", [])), not chosen),
    ]
