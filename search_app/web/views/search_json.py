"""How is a page of results written as JSON? What is always said of a clause is written once and kept.

Invariant: the text is what ``json.dumps`` of the whole shape would give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from threading import Lock

from cachetools import LRUCache

from search_app.model import Clause, Validity
from search_app.search.model import Hit, SearchPage
from search_app.web import shapes
from search_app.web.requests import root

_KEPT_BYTES = 16_000_000  # of clauses, with their objects
_AS_OBJECTS = 4  # how much a clause takes beside its JSON, in the lengths of that
_Key = tuple[int, Validity, date | None, str]
_written: LRUCache[_Key, tuple[Clause, str]] = LRUCache(_KEPT_BYTES, lambda held: (1 + _AS_OBJECTS) * len(held[1]))
_writing = Lock()


def write_search_page(page: SearchPage, took_ms: float, today: date) -> str:
    """``SearchPageShape`` of ``page`` as JSON. What is always said of a clause is written once and kept."""
    day = None if page.query.as_of == today else page.query.as_of
    before = {
        "query": {
            **shapes.query(page.query),
            "dropped": list(page.dropped),
            "not_understood": list(page.not_understood),
            "cut": page.cut,
            "cited": list(page.cited),
        },
        "corrected": page.corrected,
        "total": page.total,
    }
    behind = {
        "facets": {name: [shapes.facet_value(v) for v in values] for name, values in page.facets},
        "exact": page.exact,
        "page": page.query.page,
        "per_page": page.query.per_page,
        "took_ms": round(took_ms, 2),
    }
    hits = ",".join(_write_hit(one, day) for one in page.hits)
    return f'{dump(before)[:-1]},"hits":[{hits}],{dump(behind)[1:]}'


def dump(shape: Mapping[str, object]) -> str:
    """``shape`` as JSON."""
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))


def _write_hit(h: Hit, day: date | None) -> str:
    return f"{_write_clause(h, day)[:-1]},{dump(shapes.hit(h))[1:]}"


def _write_clause(h: Hit, day: date | None) -> str:
    """The clause of ``h`` as JSON. Kept by the object itself, which is held with it, so that no other can be meant."""
    key = (id(h.clause), h.validity, day, root())
    with _writing:
        held = _written.get(key)
    if held is None:
        held = h.clause, dump(shapes.clause(h.clause, h.validity, day))
        with _writing:
            _written[key] = held
    return held[1]
