"""Which fields and settings has an index? Told by what it says of itself: what it is of, and how large that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from search_app.search.opensearch import schema
from search_app.search.opensearch.vectors import schema as vectors

CLAUSES, VECTORS = "policy clauses", "policy vectors"  # what an index of ours says that it is of
Meta = Mapping[str, str | int]  # what an index says of itself


@dataclass(frozen=True, slots=True)
class Kind:
    """How an index of a kind is made, from what it says of itself."""

    settings: Callable[[Meta], dict[str, Any]]
    mapping: Callable[[Meta], dict[str, Any]]


KINDS: Mapping[str, Kind] = {
    CLAUSES: Kind(lambda _: schema.make_settings(), lambda _: schema.make_mapping()),
    VECTORS: Kind(vectors.make_settings, vectors.make_mapping),
}


def find_kind(meta: Meta) -> Kind:
    """The kind of the index that says ``meta`` of itself; of one that says nothing known, that of clauses."""
    return KINDS.get(str(meta.get("of")), KINDS[CLAUSES])
