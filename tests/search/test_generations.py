"""A build is published whole or not at all, and nothing damaged is ever opened."""

from __future__ import annotations

import shutil
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search_app.model import Library, Query
from search_app.search import generations
from search_app.search.answer import answer
from search_app.search.generations import (
    IndexUnavailableError,
    build_generation,
    is_stale,
    open_generation,
    publish,
    read_pointer,
)
from search_app.search.served import ServedIndex

TODAY = date(2026, 11, 22)


@pytest.fixture
def small(library: Library) -> Library:
    return Library(library.documents[:1])


def test_a_failed_build_changes_nothing(small: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(build_generation(small, tmp_path, "one"))
    before = read_pointer(tmp_path), sorted(p.name for p in tmp_path.iterdir())
    monkeypatch.setattr(
        generations, "check_generation", lambda _: (_ for _ in ()).throw(IndexUnavailableError("canary"))
    )
    with pytest.raises(IndexUnavailableError):
        build_generation(small, tmp_path, "two")
    assert (read_pointer(tmp_path), sorted(p.name for p in tmp_path.iterdir())) == before


def test_an_index_that_lost_a_clause_is_not_published(small: Library, tmp_path: Path) -> None:
    folder = build_generation(small, tmp_path, "one")
    generation = open_generation(folder)
    with pytest.raises(IndexUnavailableError, match="does not hold every clause"):
        generations.check_generation(replace(generation, library=Library((small.documents[0],) * 1 + _renamed(small))))


def _renamed(small: Library) -> tuple:  # type: ignore[type-arg]
    document = small.documents[0]
    clauses = tuple(replace(c, id=f"other/{c.clause}") for c in document.clauses)
    return (replace(document, id="other", clauses=clauses),)


@pytest.mark.parametrize("name", ["library.json", "manifest.json", "engine/columns.json"])
def test_damage_is_named_and_refused(small: Library, tmp_path: Path, name: str) -> None:
    folder = build_generation(small, tmp_path, "one")
    path = folder / name
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    with pytest.raises(IndexUnavailableError, match=r"index_build\.py"):
        open_generation(folder)


def test_a_planted_file_is_refused(small: Library, tmp_path: Path) -> None:
    folder = build_generation(small, tmp_path, "one")
    (folder / "engine" / "_MAIN_99.toc").write_bytes(b"cos\nsystem\n")
    with pytest.raises(IndexUnavailableError, match="extra"):
        open_generation(folder)


def test_stale_when_inputs_change(small: Library, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("某政策\n第一条 给予奖励。\n", encoding="utf-8")
    assert is_stale(tmp_path / "index", corpus)
    publish(build_generation(small, tmp_path / "index", generations.fingerprint(corpus)))
    assert not is_stale(tmp_path / "index", corpus)
    (corpus / "a.txt").write_text("某政策\n第一条 给予补助。\n", encoding="utf-8")
    assert is_stale(tmp_path / "index", corpus)


def test_only_the_served_and_the_one_before_are_kept(small: Library, tmp_path: Path) -> None:
    names = []
    for n in range(4):
        folder = build_generation(small, tmp_path, str(n))
        publish(folder)
        names.append(folder.name)
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == sorted(names[-2:])


def test_readers_never_see_a_half_made_index(small: Library, library: Library, tmp_path: Path) -> None:
    publish(build_generation(small, tmp_path, "small"))
    served = ServedIndex(tmp_path)
    sizes: set[int] = set()
    problems: list[Exception] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                sizes.add(answer(Query(as_of=TODAY, q="奖励"), served.current()).total)
            except Exception as error:  # the test reports whatever a reader would have seen
                problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for whole in (library, small, library):
        folder = build_generation(whole, tmp_path, "again")
        publish(folder)
        while served.current().name != folder.name:
            time.sleep(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    alone = answer(Query(as_of=TODAY, q="奖励"), served.current()).total
    assert not problems and alone in sizes and len(sizes) == 2


def test_a_broken_new_index_leaves_the_old_one_served(small: Library, tmp_path: Path) -> None:
    publish(build_generation(small, tmp_path, "one"))
    served = ServedIndex(tmp_path)
    before = served.current().name
    folder = build_generation(small, tmp_path, "two")
    (folder / "library.json").write_text("{}")
    publish(folder)
    for _ in range(20):
        assert served.current().name == before
        time.sleep(0.01)


def test_no_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match=r"index_build\.py"):
        ServedIndex(tmp_path).current()
    shutil.rmtree(tmp_path)
    with pytest.raises(IndexUnavailableError):
        ServedIndex(tmp_path).current()
