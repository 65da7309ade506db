"""The index that is written in bulk is the one that Whoosh itself would write, record by record and posting by posting."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from whoosh import index

from search_app.library.library import read_library
from search_app.search.embedded.whoosh_engine import make_schema
from search_app.search.embedded.whoosh_files import HeldIndex
from search_app.search.embedded.whoosh_writer import BulkWriter
from search_app.search.engine import make_record
from search_app.text.tokens import find_chars, find_words

Rows = Sequence[tuple[str, Mapping[str, Sequence[str]]]]
FIELDS = [name for name in make_schema().names() if name != "id"]
CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def opened(folder: Path) -> HeldIndex:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and "LOCK" not in path.name}
    return HeldIndex(files, make_schema())


def write_both(rows: Rows, folder: Path) -> tuple[HeldIndex, HeldIndex]:
    """``rows`` as Whoosh writes them, and as we do."""
    whoosh, ours = folder / "whoosh", folder / "ours"
    for one in (whoosh, ours):
        one.mkdir()
    writer = index.create_in(str(whoosh), make_schema()).writer()
    for key, words in rows:
        writer.add_document(id=key, **{name: " ".join(words.get(name, ())) for name in FIELDS})
    writer.commit(optimize=True)
    bulk = BulkWriter(ours, make_schema())
    for key, words in rows:
        bulk.add(key, words)
    bulk.commit()
    assert not [path for path in ours.iterdir() if path.is_dir() or path.suffix not in ("", ".seg", ".toc")]
    return opened(whoosh), opened(ours)


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
        for number, (key, _) in enumerate(rows):
            assert b.stored_fields(number) == {"id": key}
            for field in FIELDS:
                assert a.doc_field_length(number, field) == b.doc_field_length(number, field)
        assert [a.field_length(name) for name in FIELDS] == [b.field_length(name) for name in FIELDS]


@pytest.mark.parametrize(("seed", "records"), [(1, 1), (2, 7), (3, 128), (4, 129), (5, 700)])
def test_random_records_are_written_as_whoosh_writes_them(seed: int, records: int, tmp_path: Path) -> None:
    """Blocks end after 128 postings; long fields round their lengths; words sort by their bytes."""
    rng = random.Random(seed)
    words = ["企业", "奖励", "a", "zz", "é", "𠀀", "\uffee", "０", *(f"w{n}" for n in range(40))]
    rows = [
        (f"d/{n}", {name: rng.choices(words, k=rng.choice([0, 1, 3, 30, 400])) for name in rng.sample(FIELDS, 3)})
        for n in range(records)
    ]
    compare(*write_both(rows, tmp_path), rows)


def test_the_corpus_is_written_as_whoosh_writes_it(tmp_path: Path) -> None:
    documents = read_library(CORPUS).documents
    records = [make_record(clause, d.title, find_words, find_chars) for d in documents for clause in d.clauses]
    rows = [(r.id, {**r.words, "chars": r.chars, "figures": r.figures, "offices": r.offices}) for r in records]
    compare(*write_both(rows, tmp_path), rows)


def test_nothing_at_all_is_an_index(tmp_path: Path) -> None:
    BulkWriter(tmp_path, make_schema()).commit()
    assert opened(tmp_path).doc_count() == 0


def test_what_is_cancelled_leaves_no_index(tmp_path: Path) -> None:
    writer = BulkWriter(tmp_path, make_schema())
    writer.add("d/1", {"text": ["企业"]})
    writer.cancel()
    assert opened(tmp_path).doc_count() == 0 and not list(tmp_path.glob("*.seg"))
