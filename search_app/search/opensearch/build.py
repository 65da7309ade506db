"""How do the clauses of a build come into a cluster? As one index, named in the folder of the build.

Invariant: what is served stays as it is while another index is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from search_app.search.opensearch.cluster.client import Client, shared_client
from search_app.search.opensearch.cluster.lease import leased
from search_app.search.opensearch.indexes.described import ABOUT, Described, write_described
from search_app.search.opensearch.indexes.filling import Line, count_shards, make_index
from search_app.search.opensearch.indexes.kinds import CLAUSES
from search_app.search.opensearch.indexes.serving import read_alias
from search_app.search.opensearch.schema import SCHEMA
from search_app.search.opensearch.segments import read_segment
from search_app.search.opensearch.words import join_words

Segments = Iterable[Mapping[str, bytes]]  # which can be gone through again


def write_index(parts: Segments, folder: Path, client: Client | None = None) -> None:
    """Make the index of ``parts``, in their order, and name it in ``folder``. Nobody is served from it yet.

    EngineError says why it could not be made; what was made is gone on with next time."""
    client = client or shared_client()
    client.version()
    meta = _describe(parts, client.place.prefix)
    with leased(client) as lease:
        before = read_alias(client)
        name, whole = make_index(client, lease, meta, _lines(parts))
    (folder / ABOUT).write_bytes(write_described(Described(name, int(meta["clauses"]), whole, before)))
    for file, content in join_words(parts).items():
        (folder / file).write_bytes(content)


def _lines(parts: Segments) -> Iterator[Line]:
    for part in parts:
        yield from read_segment(part)


def _describe(parts: Segments, prefix: str) -> dict[str, str | int]:
    """What an index says of itself: that it is ours, how it is made, and a hash of all that is in it."""
    digest, clauses = hashlib.sha256(str(SCHEMA).encode()), 0
    for key, route, document in _lines(parts):
        digest.update(b"\n".join((key.encode(), route.encode(), document, b"")))
        clauses += 1
    digest.update(str(count_shards(clauses)).encode())
    content = digest.hexdigest()
    return {"of": CLAUSES, "prefix": prefix, "schema": SCHEMA, "clauses": clauses, "content": content, "whole": 1}
