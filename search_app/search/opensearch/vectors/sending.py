"""How do the vectors of a build come into a cluster? As an index of their own, where its nodes can compare them.

Invariant: they lie in the folder of the build all the same, so that an index of them can be made again at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from search_app.model import Lang
from search_app.search.meaning.compared import Compared, Rows
from search_app.search.meaning.embedder import Vectors
from search_app.search.meaning.vectors import open_vectors
from search_app.search.opensearch.cluster.client import Client, shared_client
from search_app.search.opensearch.cluster.lease import leased
from search_app.search.opensearch.cluster.replies import need
from search_app.search.opensearch.indexes.described import ABOUT, Described, write_described
from search_app.search.opensearch.indexes.filling import Line, count_shards, make_index
from search_app.search.opensearch.indexes.kinds import VECTORS
from search_app.search.opensearch.indexes.serving import describe, is_sound
from search_app.search.opensearch.vectors import schema
from search_app.search.opensearch.vectors.finder import ClusterFinder

_BLOCK = 500  # clauses
_DIGITS = 7  # of a number: as many as it has


def send_vectors(folder: Path, client: Client | None = None) -> None:
    """Make the index of the vectors in ``folder`` and name it there; nothing where a node of the cluster cannot compare
    vectors, or there are none. EngineError says why it could not be made, or cannot be asked."""
    client = client or shared_client()
    compared = open_vectors(folder).compared
    rows = compared.list_rows()
    if not len(rows) or not _can_compare(client):
        return
    meta = _describe(compared, len(rows), client.place.prefix)
    with leased(client) as lease:
        name, whole = make_index(client, lease, meta, _lines(compared))
    described = Described(name, len(rows), whole)
    ClusterFinder(described, client).ask_anything()
    (folder / ABOUT).write_bytes(write_described(described))


def are_sent(folder: Path, client: Client | None = None) -> bool:
    """Whether the vectors in ``folder`` lie in the cluster as they were sent, if it can compare them. EngineError when
    nobody says so, or they lie there and cannot be asked, which sending them again would not mend."""
    client = client or shared_client()
    if not (folder / ABOUT).exists():
        return not _can_compare(client)
    if not is_sound(folder, client):
        return False
    ClusterFinder(describe(folder), client).ask_anything()
    return True


def _can_compare(client: Client) -> bool:
    return client.read("GET", "/_nodes/plugins", take=_take_plugins)


def _take_plugins(reply: Any) -> bool:
    """Whether every node can compare vectors."""
    held = [{plugin["name"] for plugin in node["plugins"]} for node in reply["nodes"].values()]
    need(bool(held))
    return all(schema.PLUGIN in names for names in held)


def _describe(compared: Compared, clauses: int, prefix: str) -> dict[str, str | int]:
    graph = int(clauses > schema.EXACT)
    digest = hashlib.sha256(f"{schema.SCHEMA} {count_shards(clauses)} {graph}".encode())
    for block, vectors in _read_blocks(compared):
        digest.update(b"".join((block.tobytes(), *(held.tobytes() for held in vectors.values()))))
    said: dict[str, str | int] = {"of": VECTORS, "prefix": prefix, "schema": schema.SCHEMA, "clauses": clauses}
    return said | {"content": digest.hexdigest(), "whole": 1, "length": compared.length, "graph": graph}


def _lines(compared: Compared) -> Iterator[Line]:
    """Each clause by its place among all, with its vectors."""
    for block, vectors in _read_blocks(compared):
        written = {lang: np.round(held, _DIGITS).tolist() for lang, held in vectors.items()}
        for n, row in enumerate(block.tolist()):
            document = {lang: held[n] for lang, held in written.items()}
            yield str(row), str(row), json.dumps(document, separators=(",", ":")).encode("ascii")


def _read_blocks(compared: Compared) -> Iterator[tuple[Rows, Mapping[Lang, Vectors]]]:
    rows = compared.list_rows()
    for at in range(0, len(rows), _BLOCK):
        yield rows[at : at + _BLOCK], compared.read(rows[at : at + _BLOCK])
