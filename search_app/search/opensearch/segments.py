"""What does a group of records become until all are sent? Its documents, packed, and the table of its words."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence

from search_app.search.engine import Record
from search_app.search.opensearch.schema import to_document
from search_app.search.opensearch.words import list_words

DOCUMENTS, KEYS, ROUTES = "documents.z", "keys.txt", "routes.txt"


def make_segment(records: Sequence[Record]) -> dict[str, bytes]:
    """The files of a group of records: their documents, keys, and what keeps the clauses of a document together."""
    lines = (json.dumps(to_document(record), separators=(",", ":")) for record in records)
    return {
        **list_words(records),
        DOCUMENTS: zlib.compress("\n".join(lines).encode("ascii"), 6),
        KEYS: "\n".join(record.id for record in records).encode(),
        ROUTES: "\n".join(record.facets["document"][0] for record in records).encode(),
    }


def read_segment(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """(key, route, document as JSON) of each record of a group."""
    keys = files[KEYS].decode()
    if keys:
        documents = zlib.decompress(files[DOCUMENTS]).split(b"\n")
        yield from zip(keys.split("\n"), files[ROUTES].decode().split("\n"), documents, strict=True)
