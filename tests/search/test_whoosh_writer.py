"""The index that is written in bulk is the one that Whoosh itself would write, record by record and posting by posting."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from whoosh import index

from search_app.library.library import read_library
from search_app.search.embedded.gathered import FIELDS, TOKENS, gather_words
from search_app.search.embedded.whoosh_files import HeldIndex
from search_app.search.embedded.whoosh_writer import join_indexes, make_schema, write_index
from search_app.search.engine import BOOSTS, Record, make_record
from search_app.text.tokens import find_chars, find_words

Rows = Sequence[Record]
CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def opened(folder: Path) -> HeldIndex:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and "LOCK" not in path.name}
    return HeldIndex(files, make_schema())


def make(key: str, words: Mapping[str, Sequence[str]]) -> Record:
    ranked = {name: tuple(held) for name, held in words.items() if name in BOOSTS}
    figures, offices, facts = (tuple(words.get(name, ())) for name in TOKENS)
    return Record(key, ranked, (), {}, None, figures, offices, facts)


def write_both(rows: Rows, folder: Path) -> tuple[HeldIndex, HeldIndex]:
    """``rows`` as Whoosh writes them, and as we do."""
    writer = index.create_in(str(folder), make_schema()).writer()
    for row in rows:
        held = {**row.words, **{name: getattr(row, name) for name in TOKENS}}
        writer.add_document(id=row.id, **{name: " ".join(held.get(name, ())) for name in FIELDS})
    writer.commit(optimize=True)
    return opened(folder), HeldIndex(write_index(gather_words(rows)), make_schema())


def compare(one: HeldIndex, other: HeldIndex, rows: Rows) -> None:
    assert one.doc_count() == other.doc_count() == len(rows)
    with one.reader() as a, other.reader() as b:
        terms = list(a.all_terms())
        assert terms == list(b.all_terms())
        for field, term in terms:
            x, y = a.term_info(field, term), b.term_info(field, term)
            for say in ("weight", "doc_frequency", "min_length", "max_length", "max_weight", "min_id", "max_id"):
                assert getattr(x, say)() == getattr(y, say)(), (field, term, say)
            p, q = a.postings(field, term), b.postings(field, term)
            while p.is_active():
                assert (p.id(), p.weight(), p.value()) == (q.id(), q.weight(), q.value())
                p.next(), q.next()
            assert not q.is_active()
        for number, row in enumerate(rows):
            assert b.stored_fields(number) == {"id": row.id}
            for field in FIELDS:
                assert a.doc_field_length(number, field) == b.doc_field_length(number, field)
        assert [a.field_length(name) for name in FIELDS] == [b.field_length(name) for name in FIELDS]


@pytest.mark.parametrize(("seed", "records"), [(1, 1), (2, 7), (3, 128), (4, 129), (5, 700)])
def test_random_records_are_written_as_whoosh_writes_them(seed: int, records: int, tmp_path: Path) -> None:
    """Blocks end after 128 postings; long fields round their lengths; words sort by their bytes."""
    rng = random.Random(seed)
    words = ["企业", "奖励", "a", "zz", "é", "𠀀", "\uffee", "０", *(f"w{n}" for n in range(40))]
    rows = [
        make(f"d/{n}", {name: rng.choices(words, k=rng.choice([0, 1, 3, 30, 400])) for name in rng.sample(FIELDS, 3)})
        for n in range(records)
    ]
    compare(*write_both(rows, tmp_path), rows)


def test_the_corpus_is_written_as_whoosh_writes_it(tmp_path: Path) -> None:
    documents = read_library(CORPUS).documents
    records = [make_record(clause, d.title, find_words, find_chars) for d in documents for clause in d.clauses]
    compare(*write_both(records, tmp_path), records)


def test_nothing_at_all_is_an_index() -> None:
    assert HeldIndex(write_index(gather_words(())), make_schema()).doc_count() == 0


def test_indexes_of_groups_are_one_index(tmp_path: Path) -> None:
    """The segments of groups stand one behind another, and Whoosh finds in them what it finds in one."""
    documents = read_library(CORPUS).documents
    groups = [[make_record(c, d.title, find_words, find_chars) for c in d.clauses] for d in documents]
    rows = [row for group in groups for row in group]
    whole = HeldIndex(write_index(gather_words(rows)), make_schema())
    joined = HeldIndex(
        join_indexes(write_index(gather_words(group)) for group in (groups[0], [], *groups[1:])), make_schema()
    )
    assert joined.doc_count() == whole.doc_count() == len(rows)
    with whole.reader() as a, joined.reader() as b:
        terms = list(a.all_terms())
        assert terms == list(b.all_terms())
        for field, term in terms[::7]:
            p, q = a.postings(field, term), b.postings(field, term)
            assert list(p.all_ids()) == list(q.all_ids()), (field, term)
        assert [b.stored_fields(n)["id"] for n in range(len(rows))] == [row.id for row in rows]
