"""What of the vectors of a clause lies in an index of OpenSearch, and how?

One for questions in each language (``Compared``), as numbers whose product with the question is how near the clause is.
A library that is not large has them compared one by one, which is exact; in a large one they lie in a graph (HNSW,
Malkov and Yashunin, TPAMI 2020), in which the nearest are found without looking at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search_app.model import LANGS
from search_app.search.meaning.compared import count_numbers
from search_app.search.opensearch.schema import KEEPING

SCHEMA = 1  # changes with everything below
EXACT = 100_000  # clauses of which each is compared: 20,000 took 12 ms
PLUGIN = "opensearch-knn"
SPACE = "innerproduct"
_GRAPH = {
    "name": "hnsw", "engine": "lucene", "space_type": SPACE, "parameters": {"m": 16, "ef_construction": 100},
}  # fmt: skip


def make_settings(meta: Mapping[str, str | int]) -> dict[str, Any]:
    """The settings of an index that says ``meta`` of itself, but the number of its shards."""
    return {**KEEPING, "knn": "true" if meta["graph"] else "false"}


def make_mapping(meta: Mapping[str, str | int]) -> dict[str, Any]:
    """The mapping of an index that says ``meta`` of itself: ``length`` is that of a question's vector."""
    length = int(meta["length"])
    how: dict[str, Any] = {"method": _GRAPH} if meta["graph"] else {"doc_values": True}
    vectors = {lang: {"type": "knn_vector", "dimension": count_numbers(lang, length), **how} for lang in LANGS}
    return {"dynamic": "strict", "_source": {"enabled": False}, "properties": {"ord": {"type": "integer"}, **vectors}}
