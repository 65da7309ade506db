"""How is a Whoosh index written fast? Its own codec writes the same files, without a call for each posting.

Whoosh's writer hands each posting through a pool that sorts them, and through four functions of Python; here the
postings of a term are gathered as they come, which is in order already, and its codec is given a block at a time.
Invariant: what is written is what ``add_document`` would write (``tests/search/test_whoosh_writer.py``).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.fields import Schema
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length, length_to_byte

_BLOCK = 128  # postings: W3Codec's own limit
_POOL_MB = 1  # the pool stays empty


class _Postings:
    """Where one term stands: numbers of records, ascending, and how often it stands in each."""

    __slots__ = ("counts", "numbers")

    def __init__(self) -> None:
        self.numbers = array("I")
        self.counts = array("I")


class BulkWriter:
    """Writes an index of ``schema`` into an empty folder, record by record; nothing is there before ``commit``.

    The fields of ``schema`` are KEYWORD (a frequency for each word) and "id", which is stored. OSError when the folder
    cannot be written."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self._writer: Any = index.create_in(str(folder), schema).writer(limitmb=_POOL_MB)
        self._fields = {name: field for name, field in schema.items() if name != "id"}
        self._id = schema["id"]
        self._postings: dict[str, dict[str, _Postings]] = {name: {} for name in self._fields}
        self._lengths: dict[str, array[int]] = {name: array("B") for name in self._fields}
        self._number = 0

    def add(self, record_id: str, words: Mapping[str, Iterable[str]]) -> None:
        """One more record with its ``words`` by field."""
        writer = self._writer.perdocwriter
        writer.start_doc(self._number)
        writer.add_field("id", self._id, record_id, 0)
        for name, field in self._fields.items():
            counts = Counter(words.get(name, ()))
            length = counts.total()
            writer.add_field(name, field, None, length)
            self._lengths[name].append(length_to_byte(length))
            terms = self._postings[name]
            for word, count in counts.items():
                postings = terms.get(word) or terms.setdefault(word, _Postings())
                postings.numbers.append(self._number)
                postings.counts.append(count)
        writer.finish_doc()
        self._number += 1

    def commit(self) -> None:
        """Write all that was added."""
        writer = self._writer
        writer.docnum = self._number
        if self._number:
            writer.perdocwriter.close()
            for name in sorted(self._fields):
                self._write_field(name)
            writer.fieldwriter.close()
            writer._close_segment()
            writer._assemble_segment()
            writer._commit_toc([writer.get_segment()])
        else:
            writer._close_segment()
            writer._commit_toc([])
        writer._finish()

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._writer.cancel()

    def _write_field(self, name: str) -> None:
        terms, fields = self._postings.pop(name), self._writer.fieldwriter
        if not terms:
            return
        lengths = self._lengths[name]
        fields.start_field(name, self._fields[name])
        for word in sorted(terms, key=lambda word: word.encode("utf-8")):
            fields.start_term(word.encode("utf-8"))
            _write_postings(fields._postwriter, terms[word], lengths)
            fields.finish_term()
        fields.finish_field()


def _write_postings(writer: Any, postings: _Postings, lengths: array[int]) -> None:
    """The postings of one term, a block of Whoosh's at a time."""
    for start in range(0, len(postings.numbers), _BLOCK):
        if start:
            writer._write_block()
        numbers, counts = postings.numbers[start : start + _BLOCK], postings.counts[start : start + _BLOCK]
        own = [lengths[number] for number in numbers]
        writer._ids, writer._weights = numbers, array("f", counts)
        writer._values = [pack_uint(count) for count in counts]
        writer._minlength, writer._maxlength = byte_to_length(min(own)), byte_to_length(max(own))
        writer._maxweight = max(writer._weights)
