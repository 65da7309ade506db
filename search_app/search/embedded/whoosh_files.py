"""How is a Whoosh index read from bytes that were verified, and from nothing else?

Whoosh itself opens its files by name for every reading, and some of what it reads there are pickles, which can run
code. Here it gets the verified bytes out of memory: no file is opened, and what a pickle may make is a short list.
Invariant: whatever is done to the folder of an index, a reader of it stays as it was opened.
"""

from __future__ import annotations

import io
import pickle
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from whoosh.codec import whoosh3
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.index import _DEF_INDEX_NAME, TOC
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader


def _encode(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"bytes in {encoding!r}")
    return text.encode(encoding)


# All that the files of an index built here name. Bytes are written as text with an encoding.
_MADE: Mapping[tuple[str, str], Any] = {
    ("whoosh.codec.whoosh3", "W3Segment"): W3Segment,
    ("whoosh.codec.whoosh3", "W3Codec"): W3Codec,
    ("collections", "defaultdict"): defaultdict,
    ("builtins", "int"): int,
    ("_codecs", "encode"): _encode,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _MADE[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"the index names {module}.{name}, which no index holds") from None


def _loads(content: bytes) -> Any:
    return _Unpickler(io.BytesIO(content)).load()


# Blocks of postings are unpickled by a function that Whoosh's module looks up by this name. Writing does not use it.
vars(whoosh3)["loads"] = _loads


class _HeldFile(BufferFile):
    def read_pickle(self) -> Any:
        return _Unpickler(self.file).load()


class _HeldFiles(RamStorage):
    readonly = True

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.files = dict(files)

    def open_file(self, name: str, **_: Any) -> _HeldFile:
        if name not in self.files:
            raise NameError(name)
        return _HeldFile(self.files[name], name=name)  # bytes, which are shared and not copied


def read_toc(files: Mapping[str, bytes], schema: Schema) -> TOC:
    """The table of contents of an index of ``schema``; any exception when there is none."""
    toc: TOC = TOC.read(_HeldFiles(files), _DEF_INDEX_NAME, schema=schema)  # type: ignore[no-untyped-call]
    return toc


class HeldIndex:
    """An index opened from the contents of its files by their names. ``reader()`` is cheap and for one thread."""

    def __init__(self, files: Mapping[str, bytes], schema: Schema) -> None:
        """Any exception when ``files`` are no index of ``schema``."""
        toc = read_toc(files, schema)
        self._schema, self._generation = schema, toc.generation
        self._segments = [(segment, _HeldFiles(_unpack(segment, files))) for segment in toc.segments]

    def reader(self) -> IndexReader:
        """A reader of its own: one that threads share gives wrong answers."""
        readers: list[IndexReader] = [
            SegmentReader(files, self._schema, segment, generation=self._generation)
            for segment, files in self._segments
        ]
        if not readers:
            return EmptyReader(self._schema)
        return readers[0] if len(readers) == 1 else MultiReader(readers, self._generation)

    def doc_count(self) -> int:
        """The number of records."""
        with self.reader() as reader:
            return int(reader.doc_count())


def _unpack(segment: W3Segment, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of the one file that a segment is packed into, once, so that a reader need not copy it."""
    packed = segment.open_compound_file(_HeldFiles(files))  # type: ignore[no-untyped-call]
    whole = files[segment.make_filename(segment.COMPOUND_EXT)]  # type: ignore[no-untyped-call]
    segment.compound = False
    places = {name: packed.range(name) for name in packed.list()}
    return {name: whole[start : start + length] for name, (start, length) in places.items()}
