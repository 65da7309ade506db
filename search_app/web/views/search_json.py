"""How is a page of results written as JSON? What is always said of a clause is written once and kept.

Invariant: the text is what ``json.dumps`` of the whole shape would give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from search_app.model import Bilingual, Clause, Validity
from search_app.search.clause_store import ClauseStore
from search_app.search.model import FacetValue, Hit, SearchPage
from search_app.web import shapes

_KEPT = 4096  # values of facets, and validities of documents: a few hundred bytes each
_NONE = Validity("unknown", None, None, None, None, Bilingual("", None))  # holds a place


def write_search_page(page: SearchPage, store: ClauseStore, took_ms: float, today: date) -> str:
    """``SearchPageShape`` of ``page`` as JSON. What is always said of a clause of ``store`` is kept with it."""
    day = None if page.query.as_of == today else page.query.as_of
    before = {
        "query": {
            **shapes.query(page.query),
            "read": [shapes.read(one) for one in page.read],
            "dropped": list(page.dropped),
            "not_understood": list(page.not_understood),
            "foreign": list(page.foreign),
            "cut": page.cut,
            "cited": list(page.cited),
            "meaning_state": page.meaning,
            "left_out": page.weak,
        },
        "corrected": page.corrected,
        "total": page.total,
    }
    behind = {
        "exact": page.exact,
        "page": page.query.page,
        "per_page": page.query.per_page,
        "took_ms": round(took_ms, 2),
    }
    hits = ",".join(_write_hit(one, store, day) for one in page.hits)
    facets = ",".join(f'"{name}":[{",".join(map(_write_value, values))}]' for name, values in page.facets)
    return f'{dump(before)[:-1]},"hits":[{hits}],"facets":{{{facets}}},{dump(behind)[1:]}'


def dump(shape: Mapping[str, object]) -> str:
    """``shape`` as JSON."""
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))


def _write_hit(h: Hit, store: ClauseStore, day: date | None) -> str:
    before, between, behind = store.made(h.clause.key, _write_clause)
    validity, links = _write_validity(h.validity), dump(shapes.links(h.clause.id, day))
    return f'{before},"validity":{validity},{between},"links":{links},{behind},{dump(shapes.hit(h))[1:]}'


def _write_clause(clause: Clause) -> tuple[str, str, str]:
    """The JSON of ``clause`` without what depends on the day: before its validity, up to its links, and behind them."""
    fields = list(shapes.clause(clause, _NONE, None).items())
    names = [name for name, _ in fields]
    validity, links = names.index("validity"), names.index("links")
    return (
        dump(dict(fields[:validity]))[:-1],
        dump(dict(fields[validity + 1 : links]))[1:-1],
        dump(dict(fields[links + 1 :]))[1:-1],
    )


@lru_cache(_KEPT)
def _write_validity(validity: Validity) -> str:
    return dump(shapes.validity(validity))


def _write_value(value: FacetValue) -> str:
    selected = "true" if value.selected else "false"
    return f'{_write_label(value.value, value.label)},"count":{value.count},"selected":{selected}}}'


@lru_cache(_KEPT)
def _write_label(value: str, label: Bilingual) -> str:
    """A value of a facet without what depends on the query."""
    fields = list(shapes.facet_value(FacetValue(value, label, 0, False)).items())
    return dump(dict(fields[:-2]))[:-1]
