"""A build is published whole or not at all, and nothing damaged is ever opened."""

from __future__ import annotations

import errno
import json
import os
import pickle
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import opencc
import pytest

from search_app import create_app
from search_app.model import Bilingual, Library
from search_app.search.answer import answer
from search_app.search.clause_store import ClauseStore
from search_app.search.model import Query
from search_app.search.published import generations
from search_app.search.published.fingerprint import fingerprint, is_stale
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.held import IndexUnavailableError, hold
from search_app.search.published.home import make_folder as make_folder_in
from search_app.search.published.home import only_build, read_pointer, temporary_home
from search_app.search.published.opening import Generation, open_generation
from search_app.search.published.served import ServedIndex
from search_app.search.published.store import make_rows, write_store

TRADITIONAL = opencc.OpenCC("s2t").convert
TODAY = date(2026, 11, 22)


@pytest.fixture
def small(library: Library) -> Library:
    return Library(library.documents[:1])


@pytest.fixture(scope="module")
def built(library: Library, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder with two generations of which none is published, and their names, older first."""
    home = tmp_path_factory.mktemp("built")
    names = [build_generation(Library(library.documents[:1]), home, name).name for name in ("one", "two")]
    return home, names[0], names[1]


@pytest.fixture
def home_of_two(built: tuple[Path, str, str], tmp_path: Path) -> tuple[Path, Path, Path]:
    """(home, the published generation, one that is not published yet), to do anything to."""
    home = tmp_path / "home"
    shutil.copytree(built[0], home)
    publish_only(home / built[1])
    return home, home / built[1], home / built[2]


@pytest.fixture(scope="module")
def older(built: tuple[Path, str, str]) -> Generation:
    """The first of the two, opened: to be what a server has."""
    return open_generation(built[0] / built[1])


def is_served(home: Path, folder: Path) -> bool:
    """Whether the pointer names ``folder``, and every file of it is what its manifest says."""
    return read_pointer(home) == folder.name and hold(home / folder.name).manifest.inputs == "two"


def publish_only(folder: Path) -> None:
    (folder.parent / "current").write_text(folder.name)


def test_a_failed_build_changes_nothing(small: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(build_generation(small, tmp_path, "one"))
    before = read_pointer(tmp_path), sorted(p.name for p in tmp_path.iterdir())
    monkeypatch.setattr(
        generations, "check_generation", lambda _: (_ for _ in ()).throw(IndexUnavailableError("canary"))
    )
    with pytest.raises(IndexUnavailableError):
        build_generation(small, tmp_path, "two")
    assert (read_pointer(tmp_path), sorted(p.name for p in tmp_path.iterdir())) == before


def test_an_index_that_lost_a_clause_is_not_published(small: Library, older: Generation, tmp_path: Path) -> None:
    shorter = replace(small.documents[0], clauses=small.documents[0].clauses[:-1])
    write_store(tmp_path / "shorter.db", replace(small, documents=(shorter,)), [make_rows([shorter])])
    store = ClauseStore((tmp_path / "shorter.db").read_bytes())
    with pytest.raises(IndexUnavailableError, match="does not hold every clause"):
        generations.check_generation(replace(older, store=store))


@pytest.mark.parametrize("name", ["clauses.db", "manifest.json", "engine/words_gaps.npy", "engine/whoosh/_MAIN_1.toc"])
def test_damage_is_named_and_refused(home_of_two: tuple[Path, Path, Path], name: str) -> None:
    folder = home_of_two[1]
    path = folder / name
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    with pytest.raises(IndexUnavailableError, match=r"index_build\.py"):
        open_generation(folder)


def test_a_planted_file_is_refused(home_of_two: tuple[Path, Path, Path]) -> None:
    folder = home_of_two[1]
    (folder / "engine" / "_MAIN_99.toc").write_bytes(b"cos\nsystem\n")
    with pytest.raises(IndexUnavailableError, match="extra"):
        open_generation(folder)


def test_stale_when_inputs_change(small: Library, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("某政策\n第一条 给予奖励。\n", encoding="utf-8")
    assert is_stale(tmp_path / "index", corpus)
    publish(build_generation(small, tmp_path / "index", fingerprint(corpus)))
    assert not is_stale(tmp_path / "index", corpus)
    (corpus / "a.txt").write_text("某政策\n第一条 给予补助。\n", encoding="utf-8")
    assert is_stale(tmp_path / "index", corpus)


def test_only_the_served_and_the_one_before_are_kept(built: tuple[Path, str, str], tmp_path: Path) -> None:
    names = []
    for _ in range(4):
        folder = shutil.copytree(built[0] / built[1], make_folder_in(tmp_path), dirs_exist_ok=True)
        publish(folder)
        names.append(folder.name)
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == sorted(names[-2:])


def test_readers_never_see_a_half_made_index(
    small: Library, home: Path, generation: Generation, tmp_path: Path
) -> None:
    publish(build_generation(small, tmp_path, "small"))
    served = ServedIndex(tmp_path)
    sizes: set[int] = set()
    problems: list[Exception] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.wait(0.01):  # four that never rest would read the same answer thousands of times
            try:
                sizes.add(answer(Query(as_of=TODAY, q="奖励"), served.current()).total)
            except Exception as error:  # the test reports whatever a reader would have seen
                problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()

    def copy_whole() -> Path:  # file by file, below the readers
        return shutil.copytree(home / generation.name, make_folder_in(tmp_path), dirs_exist_ok=True)

    for make in (copy_whole, lambda: build_generation(small, tmp_path, "again"), copy_whole):
        folder = make()
        publish(folder)
        while served.current().name != folder.name:
            time.sleep(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    alone = answer(Query(as_of=TODAY, q="奖励"), served.current()).total
    assert not problems and alone in sizes and len(sizes) == 2


def test_a_broken_new_index_leaves_the_old_one_served(home_of_two: tuple[Path, Path, Path]) -> None:
    home, _, folder = home_of_two
    served = ServedIndex(home)
    before = served.current().name
    (folder / "clauses.db").write_text("{}")
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


# ── what was opened needs its folder no more ──


def words_of(library: Library) -> list[str]:
    return [clause.text.zh[:2] for document in library.documents for clause in document.clauses]


def answers(generation: Generation, words: Iterable[str]) -> list[object]:
    return [answer(Query(as_of=TODAY, q=word), generation).hits for word in words]


def overwrite(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                file.write(b"\0" * path.stat().st_size)


def flip(folder: Path) -> None:
    rng = random.Random(5)
    for path in (path for path in folder.rglob("*") if path.is_file() and path.stat().st_size):
        with path.open("r+b") as file:
            for _ in range(200):
                at = rng.randrange(path.stat().st_size)
                file.seek(at)
                byte = file.read(1)[0]
                file.seek(at)
                file.write(bytes([byte ^ 1 << rng.randrange(8)]))


def unlink(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.mark.parametrize("harm", [shutil.rmtree, overwrite, flip, unlink])
def test_nothing_done_to_the_folder_changes_an_answer(
    small: Library, home_of_two: tuple[Path, Path, Path], harm: Callable[[Path], None]
) -> None:
    _, folder, _ = home_of_two
    words = words_of(small)
    expected = answers(open_generation(folder), words)  # of words that the one under test never saw
    opened = open_generation(folder)
    harm(folder)
    assert answers(opened, words) == expected


@pytest.mark.parametrize(
    "day", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "20260101T000000+99:99", "yesterday", ""]
)
def test_a_manifest_of_a_day_that_none_is_costs_no_page(home_of_two: tuple[Path, Path, Path], day: str) -> None:
    home, folder, _ = home_of_two
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"built": day}))
    client = create_app(index=home).test_client()
    assert client.get("/en/policies").status_code == 200


def test_an_index_that_fits_its_manifest_runs_no_code(home_of_two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, folder, _ = home_of_two
    planted = tmp_path / "ran"

    class Harm:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (planted,)

    for path in sorted(folder.glob("engine/whoosh/*")):
        content = path.read_bytes()
        at = content.rindex(b"\x80")
        path.write_bytes(content[:at] + pickle.dumps(Harm()) + content[at:])
        original = (folder / "manifest.json").read_text()
        manifest = json.loads(original)
        manifest["files"][path.relative_to(folder).as_posix()] = sha256(path.read_bytes()).hexdigest()
        (folder / "manifest.json").write_text(json.dumps(manifest))
        assert open_generation(folder).find_newest(
            "digital-economy/1"
        )  # what Whoosh wrote is verified, and never loaded
        assert not planted.exists(), path.name
        path.write_bytes(content)
        (folder / "manifest.json").write_text(original)


def test_an_array_that_fits_its_manifest_runs_no_code(home_of_two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, folder, _ = home_of_two
    planted = tmp_path / "ran"

    class Harm:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (planted,)

    path = folder / "engine" / "words_gaps.npy"
    np.save(path, np.array([Harm()], dtype=object), allow_pickle=True)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["engine/words_gaps.npy"] = sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(IndexUnavailableError):
        open_generation(folder)
    assert not planted.exists()


def test_readers_of_one_index_share_nothing_but_its_bytes(generation: Generation, library: Library, home: Path) -> None:
    words = words_of(library)
    expected = answers(generation, words)
    opened = open_generation(home / generation.name)
    found: list[list[object]] = []
    readers = [threading.Thread(target=lambda: found.append(answers(opened, words))) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [expected] * 4


# ── a pointer or manifest that is nonsense is no index ──


def make_folder(path: Path) -> None:
    path.mkdir()
    (path / "inside").write_text("x")


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_link_out(path: Path) -> None:
    outside = path.parent.parent / "outside"
    outside.write_text("../elsewhere")
    path.symlink_to(outside)


POINTERS: dict[str, Callable[[Path], object]] = {
    "no UTF-8": lambda path: path.write_bytes(b"\xff\xfe\x80"),
    "empty": lambda path: path.write_bytes(b""),
    "NUL": lambda path: path.write_bytes(b"20261125T000000-aaaaaaaa\0"),
    "NUL alone": lambda path: path.write_bytes(b"\0" * 24),
    "parent": lambda path: path.write_text("../elsewhere"),
    "dots": lambda path: path.write_text(".."),
    "absolute": lambda path: path.write_text("/etc"),
    "other name": lambda path: path.write_text("kept"),
    "too long": lambda path: path.write_text("20261125T000000-aaaaaaaa" * 5000),
    "two lines": lambda path: path.write_text("20261125T000000-aaaaaaaa\n20261125T000000-bbbbbbbb\n"),
    "full-width digits": lambda path: path.write_text("２０261125T000000-aaaaaaaa", encoding="utf-8"),
    "not there": lambda path: path.write_text("20261125T000000-aaaaaaaa"),
    "a folder": make_folder,
    "a link loop": make_loop,
    "a link out": make_link_out,
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("kind", POINTERS)
def test_a_nonsense_pointer_is_no_index_and_a_build_replaces_it(
    home_of_two: tuple[Path, Path, Path], older: Generation, tmp_path: Path, kind: str
) -> None:
    home, folder, again = home_of_two
    served = ServedIndex(home, older)
    (home / "current").unlink()
    POINTERS[kind](home / "current")
    served._look()
    assert served.current() is older  # a running server goes on
    with pytest.raises(IndexUnavailableError, match=r"index_build\.py"):
        ServedIndex(home).current()
    assert is_stale(home, tmp_path)
    publish(again)
    assert is_served(home, again)
    assert folder.exists()  # a server may still need the one before


def test_a_pointer_may_end_in_a_line_break_and_leads_nowhere_else(
    home_of_two: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    folder, home = home_of_two[1], tmp_path / "other"
    home.mkdir()
    (home / folder.name).symlink_to(folder)
    (home / "current").write_text(folder.name + "\n")
    assert read_pointer(home) == folder.name
    with pytest.raises(IndexUnavailableError):
        ServedIndex(home).current()


MANIFESTS: dict[str, Callable[[dict[str, object]], object]] = {
    "no files": lambda m: {k: v for k, v in m.items() if k != "files"},
    "no versions": lambda m: {k: v for k, v in m.items() if k != "versions"},
    "files null": lambda m: m | {"files": None},
    "files a list": lambda m: m | {"files": ["clauses.db"]},
    "hash null": lambda m: m | {"files": {"clauses.db": None}},
    "hash short": lambda m: m | {"files": {"clauses.db": "abc"}},
    "versions a text": lambda m: m | {"versions": "1"},
    "inputs null": lambda m: m | {"inputs": None},
    "clauses a list": lambda m: m | {"clauses": []},
    "format as text": lambda m: m | {"format": "x"},
    "another format": lambda m: m | {"format": 1},
    "null": lambda m: None,
    "a list": lambda m: [m],
    "a number": lambda m: 5,
}
RAW = {
    "deep": b"[" * 100_000,
    "deep inside": b'{"format": 5, "files": ' + b'{"a":' * 100_000,
    "empty": b"",
    "no UTF-8": b"\xff",
    "half": b'{"format": 5, "inp',
    "surrogate": b'{"format": 5, "inputs": "\\ud800"}',
}


@pytest.mark.parametrize("kind", [*MANIFESTS, *RAW])
def test_a_nonsense_manifest_is_no_index_and_a_build_replaces_it(
    home_of_two: tuple[Path, Path, Path], tmp_path: Path, kind: str
) -> None:
    home, folder, again = home_of_two
    path = folder / "manifest.json"
    whole = json.loads(path.read_text())
    path.write_bytes(RAW[kind] if kind in RAW else json.dumps(MANIFESTS[kind](whole)).encode())
    with pytest.raises(IndexUnavailableError, match=r"index_build\.py"):
        ServedIndex(home).current()
    assert is_stale(home, tmp_path)
    client = create_app(index=home).test_client()
    assert client.get("/zh/").status_code == 503 and client.get("/readyz").status_code == 503
    publish(again)
    assert is_served(home, again)


def test_what_was_published_behind_nonsense_is_opened(home_of_two: tuple[Path, Path, Path]) -> None:
    home, folder, again = home_of_two
    (home / "current").write_bytes(b"\xff\xfe\x80")
    (folder / "manifest.json").write_bytes(b"")
    publish(again)
    assert ServedIndex(home).current().name == again.name


def test_a_damaged_index_is_stale_so_that_the_next_start_builds(home_of_two: tuple[Path, Path, Path]) -> None:
    home, folder, _ = home_of_two
    corpus = home.parent / "corpus"
    corpus.mkdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"inputs": fingerprint(corpus)}))
    assert not is_stale(home, corpus)
    (folder / "clauses.db").write_text("{}")
    assert is_stale(home, corpus)


def test_only_a_generation_can_be_published(home_of_two: tuple[Path, Path, Path]) -> None:
    home, folder, _ = home_of_two
    with pytest.raises(ValueError, match="no name"):
        publish(home)
    assert read_pointer(home) == folder.name


@pytest.mark.parametrize("plant", [os.mkfifo, lambda path: path.symlink_to("/etc/hostname"), make_loop])
def test_what_is_no_file_is_refused(home_of_two: tuple[Path, Path, Path], plant: Callable[[Path], None]) -> None:
    _, folder, _ = home_of_two
    (folder / "vocabulary.json").unlink()
    plant(folder / "vocabulary.json")
    with pytest.raises(IndexUnavailableError, match="no file"):
        open_generation(folder)


# ── taken up by itself, again and again ──


def wait_until(found: Callable[[], bool]) -> bool:
    for _ in range(400):
        if found():
            return True
        time.sleep(0.05)
    return False


def test_a_new_generation_is_taken_up_without_a_request(home_of_two: tuple[Path, Path, Path]) -> None:
    home, _, folder = home_of_two
    served = ServedIndex(home)
    served.preload()
    publish(folder)
    assert wait_until(lambda: served._open is not None and served._open.name == folder.name)


@pytest.mark.parametrize("first", [True, False])
def test_a_repaired_index_is_taken_up_under_its_name(home_of_two: tuple[Path, Path, Path], first: bool) -> None:
    home, _, folder = home_of_two
    served = ServedIndex(home)
    if not first:
        served.preload()
    path = folder / "clauses.db"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    publish(folder)
    served._look()
    if first:
        with pytest.raises(IndexUnavailableError, match="damaged"):
            served.current()
    else:
        assert served.current().name != folder.name
    path.write_bytes(content)
    assert wait_until(lambda: served._open is not None and served._open.name == folder.name)


def test_a_file_that_cannot_be_opened_now_is_no_damage(
    home_of_two: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    served = ServedIndex(home_of_two[0])
    for number in (errno.EMFILE, errno.EACCES, errno.EIO):
        with monkeypatch.context() as patched:
            patched.setattr(Path, "read_bytes", lambda _, n=number: (_ for _ in ()).throw(OSError(n, os.strerror(n))))
            with pytest.raises(IndexUnavailableError):
                served.current()
    assert served.current().store.list_keys()


def test_a_server_that_nobody_uses_is_not_watched_any_more(home_of_two: tuple[Path, Path, Path]) -> None:
    served = ServedIndex(home_of_two[0])
    served.preload()
    watch = served._watch
    assert watch is not None and watch.is_alive()
    del served
    assert wait_until(lambda: not watch.is_alive())


# ── whose files, and which stay ──


@pytest.mark.parametrize(("umask", "folder_mode", "file_mode"), [(0o022, 0o755, 0o644), (0o027, 0o750, 0o640)])
def test_who_may_read_an_index_is_for_the_umask_to_say(
    small: Library, tmp_path: Path, umask: int, folder_mode: int, file_mode: int
) -> None:
    before = os.umask(umask)
    try:
        publish(folder := build_generation(small, tmp_path / "home", "one"))
    finally:
        os.umask(before)
    for path in (tmp_path / "home", folder, *folder.rglob("*"), tmp_path / "home" / "current"):
        if not path.name.endswith("LOCK"):
            assert path.stat().st_mode & 0o777 == (folder_mode if path.is_dir() else file_mode), path


def test_the_next_build_removes_what_killed_ones_left(home_of_two: tuple[Path, Path, Path]) -> None:
    tmp_path = home_of_two[0]
    before = {path.name for path in tmp_path.iterdir()}
    half = tmp_path / "20261125T000000-abcdefgh"
    (half / "engine").mkdir(parents=True)
    (half / "clauses.db").write_text("{}")
    (tmp_path / ".current-k3j2").write_text("x")
    (tmp_path / "kept").mkdir()
    (tmp_path / "somebody's notes").mkdir()
    with only_build(tmp_path):
        pass
    assert {path.name for path in tmp_path.iterdir()} == before | {"kept", "somebody's notes", ".lock"}


def test_a_temporary_index_leaves_nothing_and_removes_what_killed_ones_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("policy-index-left", "policy-index-young", "policy-index-busy"):
        (tmp_path / name).mkdir()
    (tmp_path / "policy-index-left" / ".lock").touch()
    (tmp_path / "policy-index-link").symlink_to(tmp_path / "policy-index-young")
    with only_build(tmp_path / "policy-index-busy"), temporary_home() as home:
        assert home.parent == tmp_path
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"policy-index-young", "policy-index-busy", "policy-index-link"}


def test_one_generation_answers_one_request(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(index=home, today=lambda: TODAY)
    served = app.extensions["served"]
    asked: list[str] = []
    current = served.current
    monkeypatch.setattr(served, "current", lambda: asked.append("once") or current())
    client = app.test_client()
    for url in ("/zh/search?q=奖励", "/zh/search/table?q=奖励", "/en/policies/bio-economy/7", "/api/v1/search", "/zh/"):
        asked.clear()
        assert client.get(url).status_code == 200
        assert asked == ["once"], url


# ── what a build depends on ──


def test_no_file_of_the_corpus_stops_the_fingerprint_or_is_read_without_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲")
    prints = [fingerprint(tmp_path)]
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(6_000_000_000)
    prints.append(fingerprint(tmp_path))
    os.mkfifo(tmp_path / "pipe.txt")
    prints.append(fingerprint(tmp_path))
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    prints.append(fingerprint(tmp_path))
    (tmp_path / os.fsdecode(b"\xff\n.txt")).write_text("乙")
    prints.append(fingerprint(tmp_path))
    (tmp_path / "register.tsv").write_text("x")
    prints.append(fingerprint(tmp_path))
    assert len(set(prints)) == len(prints)
    assert fingerprint(tmp_path) == prints[-1] == fingerprint(tmp_path, register=b"x")


def test_a_library_in_traditional_script_is_published(small: Library, tmp_path: Path) -> None:
    document = small.documents[0]
    clauses = tuple(
        replace(c, text=Bilingual(TRADITIONAL(c.text.zh), c.text.en), amounts=(), benefits=()) for c in document.clauses
    )
    folder = build_generation(Library((replace(document, clauses=clauses),)), tmp_path / "home", "one")
    generations.check_generation(open_generation(folder))
