"""How is a Whoosh index written fast? Its own codec writes the same files, without a call for each posting.

Whoosh's writer hands each posting through a pool that sorts them, and through four functions of Python; here the
postings of a word were gathered in order already, and its codec is given a block at a time. Invariant: what is written
is what ``add_document`` would write (``tests/search/test_whoosh_writer.py``).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

from whoosh import fields
from whoosh.filedb.filestore import RamStorage
from whoosh.index import _DEF_INDEX_NAME, TOC
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length, length_to_byte

from search_app.search.embedded.gathered import FIELDS, Gathered, Postings
from search_app.search.embedded.whoosh_files import read_toc

_BLOCK = 128  # postings: W3Codec's own limit
_POOL_MB = 1  # the pool stays empty


def make_schema() -> fields.Schema:
    """The fields of the index: each word of them with how often it stands in a record."""
    # Tokens are made by us and hold no space; KEYWORD splits them there and nowhere else.
    return fields.Schema(id=fields.STORED, **{name: fields.KEYWORD(scorable=True) for name in FIELDS})


def write_index(found: Gathered) -> dict[str, bytes]:
    """The files of an index of one segment that holds ``found``."""
    schema = make_schema()
    storage: Any = RamStorage()  # type: ignore[no-untyped-call]
    writer = storage.create_index(schema).writer(limitmb=_POOL_MB)
    writer.docnum = len(found.ids)
    if found.ids:
        _write_records(writer, schema, found)
        for name in sorted(FIELDS):
            _write_field(writer.fieldwriter, schema[name], name, found)
        writer.fieldwriter.close()
    writer._close_segment()
    if found.ids:
        writer._assemble_segment()
    writer._commit_toc([writer.get_segment()] if found.ids else [])
    writer._finish()
    return {name: bytes(content) for name, content in storage.files.items() if not name.endswith("WRITELOCK")}


def join_indexes(parts: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    """The files of one index with the segments of all ``parts``, in their order."""
    schema = make_schema()
    segments: list[Any] = []
    files: dict[str, bytes] = {}
    for part in parts:
        toc = read_toc(part, schema)
        segments += toc.segments
        files |= {name: content for name, content in part.items() if not name.endswith(".toc")}
    storage = RamStorage()  # type: ignore[no-untyped-call]
    TOC(schema, segments, 1).write(storage, _DEF_INDEX_NAME)  # type: ignore[no-untyped-call]
    return files | {name: bytes(content) for name, content in storage.files.items()}


def _write_records(writer: Any, schema: fields.Schema, found: Gathered) -> None:
    records = writer.perdocwriter
    for number, record_id in enumerate(found.ids):
        records.start_doc(number)
        records.add_field("id", schema["id"], record_id, 0)
        for name in FIELDS:
            records.add_field(name, schema[name], None, found.lengths[name][number])
        records.finish_doc()
    records.close()


def _write_field(writer: Any, described: Any, name: str, found: Gathered) -> None:
    words = found.postings[name]
    if not words:
        return
    lengths = array("B", map(length_to_byte, found.lengths[name]))
    writer.start_field(name, described)
    for word in sorted(words, key=lambda word: word.encode("utf-8")):
        writer.start_term(word.encode("utf-8"))
        _write_postings(writer._postwriter, words[word], lengths)
        writer.finish_term()
    writer.finish_field()


def _write_postings(writer: Any, postings: Postings, lengths: array[int]) -> None:
    """The postings of one word, a block of Whoosh's at a time."""
    for start in range(0, len(postings.numbers), _BLOCK):
        if start:
            writer._write_block()
        numbers, counts = postings.numbers[start : start + _BLOCK], postings.counts[start : start + _BLOCK]
        own = [lengths[number] for number in numbers]
        writer._ids, writer._weights = numbers, array("f", counts)
        writer._values = [pack_uint(count) for count in counts]
        writer._minlength, writer._maxlength = byte_to_length(min(own)), byte_to_length(max(own))
        writer._maxweight = max(writer._weights)
