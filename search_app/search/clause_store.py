"""Where do the clauses of an index lie, so that no server holds the whole library? One row each, read when asked for.

The store is one SQLite file, written once by a build. A server holds its verified bytes in memory, compressed, or reads
them from the file where the index is in a cluster; it makes a clause of them when a page shows it. Invariant: what is
read is what was written, for every version.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple, overload

from cachetools import LRUCache, cached
from pydantic import TypeAdapter

from search_app.matching.prepared import Demands
from search_app.model import Clause, Document, DocumentHead, Revision, Withdrawal, make_id, split_id, split_version_key

T = TypeVar("T")
How = TypeVarTuple("How")
CLAUSE, HEAD, REVISION = TypeAdapter(Clause), TypeAdapter(DocumentHead), TypeAdapter(Revision)
WITHDRAWAL, DEMANDS = TypeAdapter(Withdrawal), TypeAdapter(Demands)
# Of clauses that were read so many bytes are kept; as objects they take about six times their text.
_KEPT_BYTES, _AS_OBJECTS = 64_000_000, 12
_HEADS = 2_000  # of versions, that are kept
_WORDINGS = 64  # of groups, that are kept open
_FIRSTS = "SELECT version, min(number) FROM clause GROUP BY version"
NUMBERED = ""  # in the tally: all numbered clauses, whatever their industry


@dataclass(frozen=True, slots=True)
class _Held:
    """A clause that was read, about how many bytes it takes with all that is made of it, and what was made so far."""

    clause: Clause
    size: int
    made: dict[tuple[object, ...], Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The clauses before and behind one, in its version; None at its ends."""

    previous: Clause | None
    following: Clause | None


class Heads(Sequence[DocumentHead]):
    """What is known of each version of each document, in the order of the catalogue, oldest first: read when it is
    asked for, and the last ones kept. A server need not hold them all, of which a library has many."""

    def __init__(self, read: Callable[[int], DocumentHead], size: int) -> None:
        self._read, self._size = lru_cache(_HEADS)(read), size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, number: int) -> DocumentHead: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[DocumentHead]: ...
    def __getitem__(self, number: int | slice) -> DocumentHead | Sequence[DocumentHead]:
        if isinstance(number, slice):
            return tuple(map(self._read, range(self._size)[number]))
        return self._read(range(self._size)[number])


class ClauseStore:
    """The store of one index, held in memory or left on the disk. Safe for threads."""

    def __init__(self, stored: bytes | Path) -> None:
        """Open a file that ``write_store`` wrote, by its content, which is then held, or where it lies, which must then
        stay as it is (it may be deleted). ValueError when it is none."""
        if not stored:
            raise ValueError("no store of clauses (empty)")
        where = f"{stored.absolute().as_uri()}?mode=ro&immutable=1" if isinstance(stored, Path) else ":memory:"
        self._lock = Lock()
        try:
            self._base = sqlite3.connect(where, uri=True, check_same_thread=False)
            if isinstance(stored, bytes):
                self._base.deserialize(stored)
            self._base.execute("PRAGMA query_only = ON")
            # Of every version of every document its key, in the order of the catalogue, oldest first.
            self.keys = tuple(str(key) for (key,) in self._ask("SELECT key FROM version ORDER BY number"))
            self.heads = Heads(self._read_head, len(self.keys))
            self.size = int(self._ask("SELECT count(*) FROM clause")[0][0])
        except (sqlite3.Error, zlib.error) as error:
            raise ValueError(f"no store of clauses ({error})") from error
        self._number = {key: number for number, key in enumerate(self.keys)}
        kept: LRUCache[str, _Held] = LRUCache(_KEPT_BYTES, lambda held: held.size)
        self._read = cached(kept, lock=Lock())(self._read_clause)
        self._wording = lru_cache(_WORDINGS)(self._read_wording)

    def _ask(self, question: str, *values: object) -> list[tuple[bytes, ...]]:
        with self._lock:
            return self._base.execute(question, values).fetchall()

    def _read_head(self, number: int) -> DocumentHead:
        ((content,),) = self._ask("SELECT content FROM version WHERE number = ?", number)
        return _unpack(HEAD, content)

    def _read_clause(self, key: str) -> _Held:
        version, clause = split_id(key)
        number = self._number[version]
        clause_id = make_id(split_version_key(version)[0], clause)
        rows = self._ask("SELECT wording, content FROM clause WHERE id = ? AND version = ?", clause_id, number)
        if not rows:
            raise KeyError(key)
        wording, packed = rows[0]
        content = zlib.decompressobj(zdict=self._wording(int(wording))).decompress(packed)
        return _Held(CLAUSE.validate_json(content), _AS_OBJECTS * len(content))

    def _read_wording(self, number: int) -> bytes:
        ((content,),) = self._ask("SELECT content FROM wording WHERE number = ?", number)
        return zlib.decompress(content)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """By version: what the titles and texts of its clauses are told by."""
        return tuple(str(texts) for (texts,) in self._ask("SELECT texts FROM version ORDER BY number"))

    def head(self, key: str) -> DocumentHead:
        """The version of this key; KeyError when there is none."""
        return self.heads[self._number[key]]

    def demands(self, head: DocumentHead) -> Demands:
        """What the version ``head`` asks of a company: read each time, for all of a library are too many to keep."""
        ((content,),) = self._ask("SELECT demands FROM version WHERE number = ?", self._number[head.key])
        return _unpack(DEMANDS, content)

    def clause(self, key: str) -> Clause:
        """The clause of this key; KeyError when there is none."""
        return self._read(key).clause

    def made(self, key: str, make: Callable[[Clause, *How], T], *how: *How) -> T:
        """What ``make`` makes of the clause of ``key`` and of ``how``: made when it is first asked for, and kept as
        long as the clause is. It must be small beside the clause, and ``how`` one of few."""
        held, wanted = self._read(key), (make, *how)
        if wanted not in held.made:
            held.made[wanted] = make(held.clause, *how)
        made: T = held.made[wanted]
        return made

    def list_keys(self) -> list[str]:
        """Keys of all clauses, in the order of the index."""
        rows = self._ask("SELECT version, id FROM clause ORDER BY number")
        return [self._key(*row) for row in rows]

    def _key(self, version: Any, clause_id: Any) -> str:
        return make_id(self.keys[version], split_id(clause_id)[1])

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """Of each version, the number that its first clause has in the index; without clauses, that of the next."""
        rows = {int(version): int(first) for version, first in self._ask(_FIRSTS)}
        found: list[int] = []
        following = self.size + 1
        for version in reversed(range(len(self.keys))):
            following = rows.get(version, following)
            found.append(following)
        return tuple(reversed(found))

    def key_at(self, number: int) -> str:
        """The key of the clause that has this number in the index, from 1; KeyError when there is none."""
        rows = self._ask("SELECT version, id FROM clause WHERE number = ?", number)
        if not rows:
            raise KeyError(number)
        return self._key(*rows[0])

    def holding(self, clause_id: str) -> tuple[DocumentHead, ...]:
        """The versions that have a clause of this id, oldest first."""
        rows = self._ask("SELECT version FROM clause WHERE id = ? ORDER BY version", clause_id)
        return tuple(self.heads[int(number)] for (number,) in rows)

    def printed(self, number: str) -> tuple[tuple[DocumentHead, str], ...]:
        """The clauses of this printed number in all versions: (version, id), in the order of the index."""
        rows = self._ask("SELECT version, id FROM clause WHERE printed = ? ORDER BY number", number)
        return tuple((self.heads[int(version)], str(clause_id)) for version, clause_id in rows)

    def numbers(self, head: DocumentHead) -> tuple[tuple[str, str], ...]:
        """The clauses of a version that have a printed number, in printed order: (number, id)."""
        rows = self._ask("SELECT printed, id FROM clause WHERE version = ? ORDER BY number", self._number[head.key])
        return tuple((str(printed), str(clause_id)) for printed, clause_id in rows if printed)

    def clause_keys(self, head: DocumentHead) -> tuple[str, ...]:
        """Keys of the clauses of a version, in printed order."""
        rows = self._ask("SELECT id FROM clause WHERE version = ? ORDER BY number", self._number[head.key])
        return tuple(head.key_of(str(clause_id)) for (clause_id,) in rows)

    def neighbours(self, head: DocumentHead, clause: Clause) -> Neighbours:
        """What stands before and behind ``clause`` of the version ``head``."""
        keys = self.clause_keys(head)
        place = keys.index(clause.key)
        previous, following = keys[max(0, place - 1) : place], keys[place + 1 : place + 2]
        return Neighbours(*(self.clause(found[0]) if found else None for found in (previous, following)))

    def document(self, head: DocumentHead) -> Document:
        """A version with its clauses."""
        values = {name: getattr(head, name) for name in DocumentHead.__dataclass_fields__}
        return Document(**values, clauses=tuple(map(self.clause, self.clause_keys(head))))

    def tallies(self) -> Mapping[str, Mapping[str, int]]:
        """By key of a version and industry, how many numbered clauses it has; of all of them under ""."""
        found: dict[str, dict[str, int]] = {key: {} for key in self.keys}
        for number, industry, clauses in self._ask("SELECT version, industry, clauses FROM tally"):
            found[self.keys[int(number)]][str(industry)] = int(clauses)
        return found

    def revisions(self, document: str) -> tuple[Revision, ...]:
        """How each version of a document became the next, oldest first."""
        rows = self._ask("SELECT content FROM revision WHERE document = ? ORDER BY rowid", document)
        return tuple(_unpack(REVISION, *row) for row in rows)

    def withdrawals(self) -> tuple[Withdrawal, ...]:
        """What is known of every id that was given up, by id."""
        rows = self._ask("SELECT content FROM withdrawal ORDER BY id")
        return tuple(_unpack(WITHDRAWAL, *row) for row in rows)

    def withdrawal(self, any_id: str) -> Withdrawal | None:
        """What is known of an id that was given up; None when it was not."""
        rows = self._ask("SELECT content FROM withdrawal WHERE id = ?", any_id)
        return _unpack(WITHDRAWAL, *rows[0]) if rows else None


def _unpack(adapter: TypeAdapter[T], content: bytes) -> T:
    return adapter.validate_json(zlib.decompress(content))
