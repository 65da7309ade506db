"""The arrays that answer hold what Whoosh's index holds, however the documents were grouped, and find every string."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.library.library import read_library
from search_app.model import StatusSpan
from search_app.search.embedded.arrays import RowsInFile, read_array, write_array
from search_app.search.embedded.build import make_segment, write_engine
from search_app.search.embedded.check import check_postings
from search_app.search.embedded.engine import WHOOSH, EmbeddedEngine
from search_app.search.embedded.gathered import FIELDS
from search_app.search.embedded.lists import PackedLists, join_lists, make_lists, pack_lists
from search_app.search.embedded.whoosh_files import HeldIndex
from search_app.search.embedded.whoosh_writer import make_schema
from search_app.search.engine import BOOSTS, EngineError, Record, make_record
from search_app.search.model import Needle, Plan, Wish
from search_app.search.scoring import Scored, rank
from search_app.text.tokens import find_chars, find_words, join_chars

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def write(groups: Sequence[Sequence[Record]], folder: Path) -> dict[str, bytes]:
    write_engine([make_segment(group) for group in groups], folder)
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def groups() -> list[list[Record]]:
    documents = read_library(CORPUS).documents
    return [[make_record(c, d.title, find_words, find_chars) for c in d.clauses] for d in documents]


def test_arrays_hold_what_whoosh_holds(groups: list[list[Record]], tmp_path: Path) -> None:
    files = write(groups, tmp_path)
    engine = EmbeddedEngine(files)
    whoosh = {name.removeprefix(WHOOSH): content for name, content in files.items() if name.startswith(WHOOSH)}
    with HeldIndex(whoosh, make_schema()).reader() as reader:
        terms = [(field, term.decode()) for field, term in reader.all_terms()]
        for field, term in terms[::11]:
            matcher, held = reader.postings(field, term), []
            while matcher.is_active():
                held.append((matcher.id(), matcher.weight()))
                matcher.next()
            if field in BOOSTS:
                ours = {f: list(zip(ids, often, strict=True)) for f, ids, often, _ in engine._postings.word(term)}[
                    field
                ]
            else:
                ours = [(number, 1.0) for number in engine._postings.token(field, term)]
            assert ours == held, (field, term)
    assert {field for field, _ in terms} <= set(FIELDS)


@pytest.mark.parametrize("part", ["words_counts.npy", "words_gaps.npy", "words.txt"])
def test_a_build_compares_whoosh_with_the_arrays(part: str, groups: list[list[Record]], tmp_path: Path) -> None:
    write(groups, tmp_path)
    content = (tmp_path / part).read_bytes()
    if part == "words.txt":
        changed = b"\n".join(b"x" + word for word in content.split(b"\n"))
    else:
        array = read_array(content)
        changed = write_array((array + 1).astype(array.dtype))
    (tmp_path / part).write_bytes(changed)
    with pytest.raises(EngineError, match=r"differ in the word '.+' of the field \w+"):
        check_postings(tmp_path)


def test_groups_make_no_difference(groups: list[list[Record]], tmp_path: Path) -> None:
    """Whether documents were written at once or in groups: the files are the same, byte for byte, but for Whoosh's own
    and how versions are numbered."""
    rows = [row for group in groups for row in group]
    every = []
    for n, parts in enumerate(([rows], groups, [[row] for row in rows], [rows[:50], [], rows[50:]])):
        folder = tmp_path / str(n)
        folder.mkdir()
        files = write(parts, folder)
        every.append(
            {name: c for name, c in files.items() if not name.startswith((WHOOSH, "period", "shown", "spans"))}
        )
        assert list(EmbeddedEngine(files).scan(Plan())) == [row.id for row in rows]
    assert every[1] == every[0] and every[2] == every[0] and every[3] == every[0]


def test_nothing_at_all_is_an_index(tmp_path: Path) -> None:
    engine = EmbeddedEngine(write([], tmp_path))
    asked = Plan(wishes=(Wish("企业", (Needle("企业", "words"), Needle("企业", "chars"))),), as_of=date(2026, 1, 1))
    assert engine.search(asked).total == 0 and list(engine.scan(Plan())) == []


def test_strings_are_found_where_they_stand_and_nowhere_else(tmp_path: Path) -> None:
    rng = random.Random(13)
    texts = ["".join(rng.choices("贷款息贴a 1,000b奖励金", k=rng.randint(0, 60))) for _ in range(300)]
    records = [Record(f"d/{n}", {}, find_chars(text), {}, None) for n, text in enumerate(texts)]
    engine = EmbeddedEngine(write([records[:100], records[100:117], records[117:]], tmp_path))
    views = [join_chars(record.chars) for record in records]
    for length in (1, 2, 3, 4, 6):
        for _ in range(60):
            tokens = tuple(rng.choices(["贷", "款", "息", "贴", "a", "b", "1000", "奖", "励", "金", "无"], k=length))
            found = engine._postings.string(tokens).tolist()
            assert found == [n for n, view in enumerate(views) if tokens and join_chars(tokens) in view], tokens


@given(st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 300_000), min_size=1, max_size=40), max_size=6))
def test_lists_come_back_as_they_were(held: dict[int, set[int]]) -> None:
    """Also where a gap is larger than two bytes hold, and where parts are joined."""
    pairs = [(key, record) for key, records in held.items() for record in records]
    keys, records = (np.array([pair[n] for pair in pairs], dtype=np.int64) for n in (0, 1))
    counts = records % 700
    middle = 70_000
    low = records < middle
    parts = [
        make_lists(keys[low].astype(np.uint64), records[low], counts[low]),
        make_lists(keys[~low].astype(np.uint64), records[~low] - middle, counts[~low]),
    ]
    packed = PackedLists(pack_lists(join_lists(parts, [0, middle]), "x", counted=True), "x", counted=True)
    assert packed.keys.tolist() == sorted(held)
    for key, wanted in held.items():
        (place,) = packed.find(key, key + 1)
        ids, often = packed.postings(place)
        assert ids.tolist() == sorted(wanted) and often.tolist() == [one % 700 for one in sorted(wanted)]


def test_joining_some_keys_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    pairs = np.unique(rng.integers(0, 50, (2000, 2)), axis=0)
    parts = [make_lists(pairs[:, 0].astype(np.uint64), pairs[:, 1], pairs[:, 1])] * 3
    whole = pack_lists(join_lists(parts, [0, 50, 100]), "x", counted=True)
    monkeypatch.setattr("search_app.search.embedded.lists._AT_ONCE", 17)
    assert pack_lists(join_lists(parts, [0, 50, 100]), "x", counted=True) == whole


def test_what_is_no_array_is_refused() -> None:
    content = write_array(np.arange(5))
    assert read_array(content).tolist() == [0, 1, 2, 3, 4]
    for broken in (b"", content[:20], content[:-1], b"\x93NUMPY\x02" + content[7:], b"x" + content):
        with pytest.raises(ValueError):
            read_array(broken)


def test_files_that_do_not_fit_together_are_no_index(groups: list[list[Record]], tmp_path: Path) -> None:
    files = write(groups, tmp_path)
    for name in files:
        if not name.startswith(WHOOSH):
            with pytest.raises(EngineError, match="index_build"):
                EmbeddedEngine({other: content for other, content in files.items() if other != name})
    for name in ("ids.txt", "words_gaps.npy", "pairs_counts.npy", "period.npy", "amounts.npy"):
        with pytest.raises(EngineError, match="index_build"):
            EmbeddedEngine(
                files | {name: files[name] + b"\nx"} if name.endswith("txt") else files | {name: files[name][:-8]}
            )


def test_versions_and_statuses_follow_the_day(tmp_path: Path) -> None:
    first, second = date(2025, 1, 1), date(2026, 1, 1)
    old = (
        StatusSpan("not_yet_in_force", None, first),
        StatusSpan("in_force", first, second),
        StatusSpan("repealed", second, None),
    )
    new = (StatusSpan("not_yet_in_force", None, second), StatusSpan("in_force", second, None))
    records = [
        Record("d@2025-01-01/1", {"text": ("企业",)}, (), {}, None, shown=(None, second), statuses=old),
        Record("d@2026-01-01/1", {"text": ("企业",)}, (), {}, None, shown=(second, None), statuses=new),
    ]
    engine = EmbeddedEngine(write([records], tmp_path))
    expected = {
        date.min: ("d@2025-01-01/1", "not_yet_in_force"),
        date(2025, 12, 31): ("d@2025-01-01/1", "in_force"),
        second: ("d@2026-01-01/1", "in_force"),
        date.max: ("d@2026-01-01/1", "in_force"),
    }
    for day, (key, status) in expected.items():
        asked = Plan(wishes=(Wish("企业", (Needle("企业", "words"),)),), as_of=day)
        answer = engine.search(asked)
        assert [one.id for one in answer.page] == [key] == list(engine.scan(asked))
        assert answer.counts["validity"].values == {status: 1}
    assert len(list(engine.scan(Plan()))) == 2


def test_a_facet_of_so_many_values_counts_the_others_together(tmp_path: Path) -> None:
    rng = random.Random(3)
    records = [Record(f"d{n}/1", {}, (), {"document": (f"d{rng.randint(0, 30)}",)}, None) for n in range(300)]
    engine = EmbeddedEngine(write([records], tmp_path))
    whole = engine.search(Plan()).counts["document"].values
    for size in (1, 5, 30, 40):
        cut = engine.search(Plan(sizes=(("document", size),), filters=(("document", frozenset({"d30"})),))).counts[
            "document"
        ]
        assert sum(cut.values.values()) + cut.other == 300 and set(cut.values.items()) <= set(whole.items())
        assert (
            "d30" in cut.values
            and sorted(whole.values())[-size:] == sorted(cut.values.values())[-min(size, len(whole)) :]
        )


@pytest.mark.parametrize("most", [0, 1, 3, 10, 500, 2000])
def test_the_first_of_an_order_are_those_of_the_whole_order(most: int) -> None:
    """With many ties, steps, and scores that only their last digits tell apart."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        scores = np.round(rng.random(1000), int(rng.integers(0, 4))) + rng.random(1000) * 1e-12
        every = np.ones(1000, dtype=bool)
        scored = Scored(every, rng.integers(0, 4, 1000), scores, np.ones(1000), ~every)
        numbers = np.flatnonzero(rng.random(1000) < 0.9)
        whole = sorted(numbers, key=lambda n: (-scored.steps[n], -round(float(scores[n]), 9), n))
        assert rank(scored, numbers, most).tolist() == whole[:most]


@given(
    shape=st.sampled_from([(9,), (9, 4), (9, 2, 3)]),
    kind=st.sampled_from(["<i1", "<f4", "<i8"]),
    rows=st.lists(st.integers(0, 8), max_size=12),
)
def test_rows_in_a_file_are_those_of_the_array(
    tmp_path_factory: pytest.TempPathFactory, shape: tuple[int, ...], kind: str, rows: list[int]
) -> None:
    array = np.arange(np.prod(shape)).reshape(shape).astype(kind)
    path = tmp_path_factory.mktemp("rows") / "array.npy"
    path.write_bytes(write_array(array))
    held, wanted = RowsInFile(path), np.array(rows, dtype=np.int64)
    path.unlink()  # as a later build does
    assert held.shape == shape and len(held) == 9 and held[wanted].dtype == array.dtype
    assert np.array_equal(held[wanted], array[wanted])
    for wrong in (-1, 9):
        with pytest.raises(IndexError):
            held[np.append(wanted, wrong)]


def test_workers_that_were_forked_do_not_disturb_one_another(tmp_path: Path) -> None:
    """As those of a server do that opens its index before it forks (gunicorn --preload)."""
    array = np.arange(400_000, dtype=np.int64).reshape(4_000, 100)
    (tmp_path / "array.npy").write_bytes(write_array(array))
    held = RowsInFile(tmp_path / "array.npy")
    workers = []
    for n in range(3):
        workers.append(os.fork())
        if not workers[-1]:
            try:
                every = (np.random.default_rng([n, turn]).permutation(4_000)[:200] for turn in range(100))
                os._exit(0 if all(np.array_equal(held[rows], array[rows]) for rows in every) else 1)
            finally:
                os._exit(2)
    assert [os.waitpid(worker, 0)[1] for worker in workers] == [0, 0, 0]


def test_a_file_that_is_no_array_of_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"no array at all")
    np.save(tmp_path / "objects.npy", np.array([{}]), allow_pickle=True)
    for name in ("text", "objects.npy"):
        with pytest.raises(ValueError, match=r"array|magic"):
            RowsInFile(tmp_path / name)
