"""What the store gives back is what was put in, for every version, and nothing can be written into it."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search_app.model import Clause, Document, Library, Withdrawal
from search_app.search.clause_store import ClauseStore
from search_app.search.published.store import in_order, make_rows, write_store


def two_versions(library: Library) -> Library:
    """The library with a former version of its first document, of which one clause is gone since."""
    newest = library.documents[0]
    old, new = date(2024, 1, 1), date(2026, 1, 1)
    extra = replace(newest.clauses[1], id=f"{newest.id}/99", clause="99", number="99")
    former = _dated(replace(newest, clauses=(*newest.clauses, extra)), old)
    gone = Withdrawal(f"{newest.id}/99", "旧条款", new, None)
    return replace(
        library, documents=(_dated(newest, new), *library.documents[1:]), former=(former,), withdrawn=(gone,)
    )


def _dated(document: Document, day: date) -> Document:
    return replace(document, version=day, clauses=tuple(replace(one, version=day) for one in document.clauses))


def open_store(library: Library, folder: Path, size: int = 3, left: bool = False) -> ClauseStore:
    """The store of ``library``, in groups of so many documents, held in memory or ``left`` on the disk, where it is deleted as a
    later build does with it."""
    documents = list(in_order(library))
    groups = [documents[n : n + size] for n in range(0, len(documents), size)]
    rows = map(make_rows, groups)
    write_store(folder / "clauses.db", library, rows)
    store = ClauseStore(folder / "clauses.db" if left else (folder / "clauses.db").read_bytes())
    (folder / "clauses.db").unlink()
    return store


@pytest.mark.parametrize(("size", "left"), [(1, False), (3, True), (100, False)])
def test_everything_comes_back(library: Library, tmp_path: Path, size: int, left: bool) -> None:
    held = two_versions(library)
    store = open_store(held, tmp_path, size, left)
    documents = list(in_order(held))
    assert [store.document(head) for head in store.heads] == documents
    assert [head.key for head in store.heads] == [document.key for document in documents]
    keys = [clause.key for document in documents for clause in document.clauses]
    assert store.list_keys() == keys and store.size == len(keys)
    for document in documents:
        for clause in document.clauses:
            assert store.clause(clause.key) == clause
    assert store.withdrawal(held.withdrawn[0].id) == held.withdrawn[0] and store.withdrawal("x/1") is None


def test_neighbours_versions_and_numbers(library: Library, tmp_path: Path) -> None:
    held = two_versions(library)
    store, newest = open_store(held, tmp_path), held.documents[0]
    old, new = (head for head in store.heads if head.id == newest.id)
    first, second, *_, last = newest.clauses
    assert store.neighbours(new, first).previous is None and store.neighbours(new, first).following == second
    assert store.neighbours(new, last).following is None
    assert store.holding(first.id) == (old, new) and store.holding(f"{newest.id}/99") == (old,)
    assert store.holding("nothing/1") == ()
    assert (old, f"{newest.id}/99") in store.printed("99") and len(store.printed("1")) == len(held.documents) + 1
    numbered: list[Clause] = [clause for clause in newest.clauses if clause.numbered]
    assert store.tallies()[new.key][""] == len(numbered)
    with pytest.raises(KeyError):
        store.clause(f"{newest.id}/1")  # the id is no key where versions have days


def test_readers_share_a_store_and_none_can_write(library: Library, tmp_path: Path) -> None:
    store = open_store(library, tmp_path)
    keys = store.list_keys()
    found: list[bool] = []

    def read() -> None:
        found.append(all(store.clause(key).key == key for key in keys))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [True] * 4
    with pytest.raises(sqlite3.Error):
        store._ask("DELETE FROM clause")


def test_what_is_made_of_a_clause_is_made_once_for_each_way(library: Library, tmp_path: Path) -> None:
    store = open_store(library, tmp_path)
    one, other, *_ = store.list_keys()
    asked: list[tuple[str, str]] = []

    def begin(clause: Clause, letters: int) -> str:
        asked.append((clause.key, str(letters)))
        return clause.text.zh[:letters]

    for _ in range(2):
        for key in (one, other):
            for letters in (2, 3):
                assert store.made(key, begin, letters) == store.clause(key).text.zh[:letters]
    assert sorted(asked) == sorted({(key, letters) for key in (one, other) for letters in ("2", "3")})
    with pytest.raises(KeyError):
        store.made("nothing/1", begin, 2)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 5000, b"no store" * 100])
def test_what_is_no_store_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "clauses.db").write_bytes(content)
    for stored in (content, tmp_path / "clauses.db", tmp_path / "nothing.db"):
        with pytest.raises(ValueError, match="no store"):
            ClauseStore(stored)


def test_a_full_disk_is_said(library: Library, tmp_path: Path) -> None:
    (tmp_path / "clauses.db").mkdir()
    with pytest.raises(OSError, match=r"clauses\.db: cannot be written"):
        write_store(tmp_path / "clauses.db", library, ())
