"""Reading many files: on all cores, only what changed, and from where an interrupted build stood."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import pytest

from search_app.clauses.outline import DocumentParts
from search_app.files.read import SourceText
from search_app.jobs.cache import FEW, BuildCache
from search_app.library.draft import Draft
from search_app.library.library import read_library
from search_app.model import Library
from search_app.search.published.generations import build_generation
from search_app.search.published.home import only_build
from search_app.search.published.opening import open_generation
from tests.bench.documents import change_document, write_documents
from tests.commands import BUILD, run
from tests.conftest import ROOT
from tests.jobs.work import die, double

T = TypeVar("T")


class Counter:
    """A Progress that counts what is made."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __call__(self, items: Iterable[T], length: int, label: str) -> Iterable[T]:
        self.made.append(length)
        return items


def make(folder: Path | None, items: dict[str, int], processes: int = 1) -> tuple[list[tuple[str, bytes]], int]:
    counter = Counter()
    pairs = list(BuildCache(folder, processes, counter).make_all(double, items, "numbers"))
    return pairs, counter.made[0]


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_kept_is_not_made_again(tmp_path: Path, processes: int) -> None:
    items = {f"k{n}": n for n in range(FEW + 5)}
    wanted = [(key, str(2 * n).encode()) for key, n in items.items()]
    assert make(tmp_path, items, processes) == (wanted, len(items))
    assert make(tmp_path, items, processes) == (wanted, 1), "13 may not be kept"
    assert make(tmp_path, {"k3": 3, "new": 50}) == ([("k3", b"6"), ("new", b"100")], 1)
    assert {path.name for path in (tmp_path / "numbers").iterdir()} == {"k3", "new"}, "what is left of old ones goes"
    assert make(None, items, processes) == (wanted, len(items))


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 64 + b"\n" + b"8"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    make(tmp_path, {"k4": 4})
    (tmp_path / "numbers" / "k4").write_bytes(damage)
    assert make(tmp_path, {"k4": 4})[0] == [("k4", b"8")]
    content = (tmp_path / "numbers" / "k4").read_bytes()
    assert content != damage and make(tmp_path, {"k4": 4})[0] == [("k4", b"8")], "and kept again"


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_is_raised_here_and_keeps_what_was_made(tmp_path: Path, processes: int) -> None:
    items = {f"k{n}": n for n in range(FEW)} | {"bad": -1}
    with pytest.raises(ValueError, match="negative"):
        make(tmp_path, items, processes)
    if processes == 1:
        assert make(tmp_path, {"k0": 0, "k1": 1})[1] == 0


def test_a_working_process_that_is_killed_is_said() -> None:
    with pytest.raises(OSError, match="--processes 1"):
        list(BuildCache(None, 2).make_all(die, {f"k{n}": n for n in range(FEW)}, "numbers"))


def test_a_file_that_takes_too_long_is_refused_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search_app.library import readings

    make_draft = readings.make_draft

    def slow(source: SourceText, parts: DocumentParts) -> Draft:
        while source.name == "a.txt":
            pass
        time.sleep(0.5)  # as on a loaded machine: only work counts
        return make_draft(source, parts)

    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("某市政策\n第一条 给予奖励20万元。\n", encoding="utf-8")
    read_library(tmp_path)  # loads the tables, which is work too
    monkeypatch.setattr(readings, "make_draft", slow)
    monkeypatch.setattr(readings, "SECONDS", 0.3)
    library = read_library(tmp_path)
    assert [d.id for d in library.documents] == ["b"]
    (reason,) = library.refused
    assert reason.startswith("a.txt: is not understood within")


def test_one_file_never_keeps_the_others_from_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from search_app.library import readings

    make_draft = readings.make_draft

    def fail(source: SourceText, parts: DocumentParts) -> Draft:
        if source.name == "a.txt":
            raise IndexError("an error of ours")
        return make_draft(source, parts)

    monkeypatch.setattr(readings, "make_draft", fail)
    for name in ("a.txt", "b.txt", os.fsdecode("政策.txt".encode("gb18030"))):
        (tmp_path / name).write_text("某市政策\n第一条 给予奖励20万元。\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("空文件标题办法\n", encoding="utf-8")
    library = read_library(tmp_path)
    assert [d.id for d in library.documents] == ["b"]
    told = " ".join(library.refused)
    assert "IndexError" in told and "政策.txt: the name of the file" in told and "empty.txt: holds nothing" in told


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty documents in all formats."""
    folder = tmp_path_factory.mktemp("corpus")
    write_documents(folder, documents=30, clauses=6)
    return folder


@pytest.fixture(scope="module")
def alone(corpus: Path) -> Library:
    """What they say, read by one process that keeps nothing."""
    library, files = read(corpus, None)
    assert files == 30 and len(library.documents) == 30 and not library.refused
    return library


def read(corpus: Path, kept: Path | None, processes: int = 1) -> tuple[Library, int]:
    counter = Counter()
    return read_library(corpus, BuildCache(kept, processes, counter)), counter.made[0]


def test_only_changed_files_are_read_again(corpus: Path, alone: Library, tmp_path: Path) -> None:
    assert read(corpus, tmp_path, processes=2) == (alone, 30), "on two processes the same library"
    assert read(corpus, tmp_path) == (alone, 0)
    path = corpus / "document-0001.txt"
    before = path.read_bytes()
    change_document(path)
    changed, files = read(corpus, tmp_path)
    assert files == 1 and changed != alone
    path.write_bytes(before)
    assert read(corpus, tmp_path) == (alone, 1)
    os.utime(path)
    assert read(corpus, tmp_path) == (alone, 0), "the content counts, not the time"


def test_a_refused_file_is_tried_again(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write_documents(corpus, documents=2, clauses=6)
    (corpus / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    for missing in (3, 1):
        library, files = read(corpus, tmp_path / "kept")
        assert any("broken.docx" in reason for reason in library.refused)
        assert files == missing


def test_an_index_from_kept_texts_is_the_same(alone: Library, tmp_path: Path) -> None:
    folders = [
        build_generation(alone, tmp_path / str(n), "x", BuildCache(tmp_path / "kept", processes))
        for n, processes in enumerate((2, 1))
    ]
    one, other = (open_generation(folder) for folder in folders)
    assert one.lexicon.vocabulary == other.lexicon.vocabulary
    names = sorted(path.name for path in (folders[0] / "engine").glob("*.*"))
    assert len(names) > 20
    for name in names:
        assert (folders[0] / "engine" / name).read_bytes() == (folders[1] / "engine" / name).read_bytes(), name
    assert list(map(one.store.clause, one.store.list_keys())) == list(map(other.store.clause, other.store.list_keys()))


def alive(group: int) -> list[str]:
    """Processes of ``group`` that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, pgrp = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if pgrp == str(group) and state != "Z":
            found.append(path.parent.name)
    return found


def test_a_build_that_was_killed_is_taken_up_where_it_stood(corpus: Path, tmp_path: Path) -> None:
    options = ["--corpus", str(corpus), "--out", str(tmp_path), "--processes"]
    process = subprocess.Popen(
        [*BUILD, *options, "2"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    kept = tmp_path / "kept" / "files"
    done = 0
    while process.poll() is None and done < 3:
        done = sum(not path.name.startswith(".") for path in kept.iterdir()) if kept.exists() else 0
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    again = run(*options, "1")
    found = re.search(r"(\d+) files? read", again.stdout)
    assert again.returncode == 0 and found, again.stderr
    assert int(found.group(1)) <= 30 - done
    for _ in range(500):  # the killed one's processes end by themselves
        if not (left := alive(process.pid)):
            break
        time.sleep(0.02)
    assert not left
    (corpus / "register.tsv").unlink(missing_ok=True)


def test_what_is_kept_while_another_build_sweeps_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors are made without a lock, so a build may begin between the draft and its name."""
    replace, swept = Path.replace, []

    def sweep_first(draft: Path, target: Path) -> Path:
        if not swept:
            with only_build(tmp_path):
                swept.append(draft.exists())
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", sweep_first)
    build_cache = BuildCache(tmp_path / "kept")
    assert [content for _, content in build_cache.make_all(double, {"a": 2}, "files")] == [double(2).content]
    assert swept == [False] and [key for key, _ in build_cache.read_kept(["a"], "files")] == ["a"]
