"""How is the store of clauses written? Row by row, with what the rows of a group have in common kept once.

Only a build writes it; servers read it (``clause_store``). Invariant: what is read is what was written, for every
version.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from search_app.jobs.cache import make_key
from search_app.library.kept.documents import count_clauses, list_industries
from search_app.matching.prepared import prepare
from search_app.model import Document, Library
from search_app.search.clause_store import CLAUSE, DEMANDS, HEAD, NUMBERED, REVISION, WITHDRAWAL

_SCHEMA = """
CREATE TABLE clause (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, printed TEXT NOT NULL, version INTEGER NOT NULL,
    wording INTEGER NOT NULL, content BLOB NOT NULL);
CREATE INDEX clause_id ON clause (id);
CREATE INDEX clause_printed ON clause (printed);
CREATE INDEX clause_version ON clause (version);
CREATE TABLE wording (number INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE version (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, texts TEXT NOT NULL, demands BLOB NOT NULL,
    content BLOB NOT NULL);
CREATE TABLE tally (version INTEGER NOT NULL, industry TEXT NOT NULL, clauses INTEGER NOT NULL);
CREATE TABLE revision (document TEXT NOT NULL, content BLOB NOT NULL);
CREATE INDEX revision_document ON revision (document);
CREATE TABLE withdrawal (id TEXT PRIMARY KEY, content BLOB NOT NULL);
"""
# The first clauses of a group show how the others are written; zlib looks so far back.
_COMMON, _WINDOW = 8, 32_000


@dataclass(frozen=True, slots=True)
class Row:
    """A clause as it lies in the store."""

    id: str
    printed: str  # its number as printed, in Arabic digits; "" for none
    content: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """The clauses of some documents. What their rows have in common is kept once: a row alone would be half as large
    again. ``wording`` is the text that they are compressed with; ``texts``: by document, what the titles and texts of
    its clauses are told by; ``demands``: by document, what it asks of a company."""

    wording: bytes
    rows: tuple[Row, ...]
    texts: tuple[str, ...]
    demands: tuple[bytes, ...]


def make_rows(documents: Sequence[Document]) -> Rows:
    """The rows of the clauses of ``documents``, in their order."""
    clauses = (clause for document in documents for clause in document.clauses)
    texts = [(clause, CLAUSE.dump_json(clause, exclude_defaults=True)) for clause in clauses]
    wording = b"".join(text for _, text in texts[:_COMMON])[-_WINDOW:]
    rows = tuple(Row(clause.id, clause.number, _squeeze(text, wording)) for clause, text in texts)
    demands = tuple(_pack(DEMANDS, prepare(document.head, document.clauses)) for document in documents)
    return Rows(wording, rows, tuple(map(_print_texts, documents)), demands)


def _print_texts(document: Document) -> str:
    said = ((one.title, one.text) for one in document.clauses)
    return make_key(*(words or "" for two in said for one in two for words in (one and one.zh, one and one.en)))


def _squeeze(text: bytes, wording: bytes) -> bytes:
    packer = zlib.compressobj(zdict=wording)
    return packer.compress(text) + packer.flush()


def write_store(path: Path, library: Library, groups: Iterable[Rows]) -> None:
    """Write the store of ``library``; ``groups`` are the rows of every version of every document, in the order of the
    index. OSError when it cannot be written."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA} BEGIN;")
            known: list[tuple[str, bytes]] = []
            at = _number_wordings(base, groups, known)
            for number, document in enumerate(in_order(library)):
                own = [next(at) for _ in range(count_clauses(document))]
                version = (number, document.key, *known[number], _pack(HEAD, document.head))
                base.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?)", version)
                base.executemany(
                    "INSERT INTO clause (id, printed, version, wording, content) VALUES (?, ?, ?, ?, ?)",
                    [(row.id, row.printed, number, wording, row.content) for wording, row in own],
                )
                base.executemany(
                    "INSERT INTO tally VALUES (?, ?, ?)",
                    [(number, industry, clauses) for industry, clauses in _tally(document).items()],
                )
            base.executemany(
                "INSERT INTO revision VALUES (?, ?)", [(r.document, _pack(REVISION, r)) for r in library.revisions]
            )
            base.executemany(
                "INSERT INTO withdrawal VALUES (?, ?)", [(w.id, _pack(WITHDRAWAL, w)) for w in library.withdrawn]
            )
            base.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(f"{path}: cannot be written ({error}); is the disk full?") from error


def _number_wordings(
    base: sqlite3.Connection, groups: Iterable[Rows], known: list[tuple[str, bytes]]
) -> Iterator[tuple[int, Row]]:
    """Every row with the number of its wording, which is written before it; ``known`` gets texts and demands."""
    for number, group in enumerate(groups):
        known += zip(group.texts, group.demands, strict=True)
        base.execute("INSERT INTO wording VALUES (?, ?)", (number, zlib.compress(group.wording)))
        yield from ((number, row) for row in group.rows)


def in_order(library: Library) -> Iterator[Document]:
    """Every version of every document, as they stand in the index."""
    for held in library.versions.values():
        yield from held


def _tally(document: Document) -> Mapping[str, int]:
    """How many numbered clauses ``document`` has: in all, and of each industry."""
    found = {NUMBERED: 0}
    for own in list_industries(document):
        for industry in (NUMBERED, *own):
            found[industry] = found.get(industry, 0) + 1
    return found


def _pack(adapter: TypeAdapter[Any], noun: object) -> bytes:
    return zlib.compress(adapter.dump_json(noun, exclude_defaults=True))
