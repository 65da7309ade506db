"""How is the index of this engine made: of each group of documents by itself, and then joined?

A group becomes a segment of Whoosh's index with the same postings as arrays, on any core and kept while its documents
stay as they are; joining is a matter of large arrays. So one changed document costs one group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from search_app.search.embedded.arrays import (
    Files,
    number_words,
    read_words,
    write_words,
)
from search_app.search.embedded.check import check_postings
from search_app.search.embedded.columns import join_columns, make_columns
from search_app.search.embedded.engine import WHOOSH
from search_app.search.embedded.gathered import gather_words, list_words
from search_app.search.embedded.lists import Lists, join_lists, pack_lists, read_lists, write_lists
from search_app.search.embedded.strings import join_strings, make_strings
from search_app.search.embedded.whoosh_writer import join_indexes, write_index
from search_app.search.engine import Record


def make_segment(records: Sequence[Record]) -> dict[str, bytes]:
    """The files of a group of records."""
    found = gather_words(records)
    words = found.words()
    return {
        "words.txt": write_words(words),
        **write_lists(list_words(found, words), "words"),
        **make_strings(records),
        **make_columns(records, found),
        **{WHOOSH + name: content for name, content in write_index(found).items()},
    }


def write_engine(segments: Iterable[Files], folder: Path) -> None:
    """Join ``segments``, in their order, into ``folder``, which must exist and be empty. OSError when it cannot be
    written, EngineError when what was written does not agree with itself."""
    parts = list(segments) or [make_segment(())]
    sizes = [len(read_words(part["ids.txt"])) for part in parts]
    whoosh = join_indexes(_below(part, WHOOSH) for part in parts)
    for files in (
        _join_words(parts, sizes),
        join_strings(parts, sizes),
        join_columns(parts),
        {WHOOSH + name: content for name, content in whoosh.items()},
    ):
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    check_postings(folder)


def _join_words(parts: Sequence[Files], sizes: Sequence[int]) -> dict[str, bytes]:
    every, numbered = number_words([read_words(part["words.txt"]) for part in parts])
    bases = [sum(sizes[:n]) for n in range(len(sizes))]
    moved = []
    for part, numbers in zip(parts, numbered, strict=True):
        lists = read_lists(part, "words")
        keys = lists.keys if not len(numbers) else numbers[lists.keys >> 8].astype("u8") << 8 | (lists.keys & 0xFF)
        moved.append(Lists(keys, lists.starts, lists.records, lists.counts))
    return {"words.txt": write_words(every), **pack_lists(join_lists(moved, bases), "words", counted=True)}


def _below(files: Files, folder: str) -> Mapping[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
