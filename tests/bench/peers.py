"""Our engine beside the plain Whoosh recipe, bm25s, SQLite FTS5, Tantivy and Xapian: same clauses, words, facets and page size.

Each is asked in this process, for the ten best clauses, the number of all matches, and the counts of three facets
(industry, department, document) over all matches. The clock runs from the typed query to the finished answer, so that
cutting the query into words is in it. Peers search one field that holds the words of all our fields; ours scores five
fields and looks for the unbroken string besides, counts seven facets, and says which words were found where.
"""

from __future__ import annotations

import importlib
import importlib.util
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from search_app.clauses.validity import find_statuses
from search_app.model import Library
from search_app.search.embedded.build import make_segment, write_engine
from search_app.search.embedded.engine import EmbeddedEngine
from search_app.search.engine import Record, make_record
from search_app.search.model import Query
from search_app.search.query.plan import make_plan, read_query
from search_app.text.tokens import find_chars, find_words
from tests.bench.corpus import query_words

FACETS = ("industry", "department", "document")
DAY = date(2026, 11, 22)
TOP = 10
GROUP = 500  # records, as builds have them
# The title is the beginning of the text, so its words are here once, too.
_FIELDS = ("text", "department", "heading", "document")


@dataclass(frozen=True, slots=True)
class Reply:
    """What every engine answers. Counts hold no zeros and no "none"."""

    total: int
    ids: list[str]
    counts: Mapping[str, Mapping[str, int]]


class Peer(Protocol):
    """An engine of the comparison, built and open."""

    name: str
    built: float  # seconds to index all clauses

    def search(self, q: str) -> Reply:
        """The answer to what was typed."""


@dataclass(frozen=True, slots=True)
class Text:
    """A clause as the peers index it: the words that we cut, and the raw text for an analyzer of their own."""

    record: Record
    words: str
    raw: str


def make_texts(library: Library) -> list[Text]:
    """Every clause, cut once: but for plain Whoosh, which cuts for itself, cutting is not in the time to index."""
    documents = {document.id: (document.title, find_statuses(document.term)) for document in library.documents}
    texts = []
    for clause in library.clauses:
        title, statuses = documents[clause.document]
        record = make_record(clause, title, find_words, find_chars, statuses=statuses)
        words = " ".join(word for field in _FIELDS for word in record.words[field])
        offices = [f"{office.printed} {office.name.zh}" for office in clause.departments]
        headings = [heading.zh for heading in clause.path]
        raw = "\n".join([clause.text.zh, *offices, *headings, title.zh])
        texts.append(Text(record, words, raw))
    return texts


class Ours:
    """This application's engine, through ``make_plan``."""

    name = "ours (Whoosh's index and arrays; 10 fields, 7 facets)"

    def __init__(self, texts: Sequence[Text], folder: Path) -> None:
        start = time.perf_counter()
        records = [text.record for text in texts]
        groups = (records[n : n + GROUP] for n in range(0, len(records), GROUP))
        write_engine(map(make_segment, groups), folder)
        self.built = time.perf_counter() - start
        self._files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        self._engine = EmbeddedEngine(self._files)

    def search(self, q: str) -> Reply:
        """Ten best, and counts of seven facets, of which three are kept for the comparison."""
        answer = self._engine.search(make_plan(Query(as_of=DAY, q=q), read_query(q)))
        return Reply(answer.total, [found.id for found in answer.page], {f: answer.counts[f].values for f in FACETS})

    def forget(self) -> None:
        """Begin again with empty caches."""
        self._engine = EmbeddedEngine(self._files)


class PlainWhoosh:
    """The recipe of the tutorials: TEXT with jieba's ChineseAnalyzer, default BM25F, OR, groupedby.

    Facet values are stored with commas and grouped by StoredFieldFacet: FieldFacet with allow_overlap would read all
    postings of the field again for every search, and is slower still.
    """

    name = "plain Whoosh (ChineseAnalyzer, BM25F, groupedby)"

    def __init__(self, texts: Sequence[Text], folder: Path) -> None:
        from jieba.analyse import (
            ChineseAnalyzer,
        )  # only here: it loads the global jieba, which ours never does
        from whoosh import fields, index, sorting

        analyzer = ChineseAnalyzer()
        facets = {facet: fields.STORED() for facet in FACETS}
        schema = fields.Schema(id=fields.STORED(), body=fields.TEXT(analyzer=analyzer), **facets)
        list(analyzer("预热"))  # loading the dictionary is not indexing
        start = time.perf_counter()
        writer = index.create_in(str(folder), schema).writer(limitmb=256)
        for text in texts:
            values = {facet: ",".join(text.record.facets[facet]) for facet in FACETS}
            writer.add_document(id=text.record.id, body=text.raw, **values)
        writer.commit(optimize=True)
        self.built = time.perf_counter() - start
        self._searcher = index.open_dir(str(folder)).searcher()
        self._facets = {
            facet: sorting.StoredFieldFacet(facet, allow_overlap=True, split_fn=_split, maptype=sorting.Count)
            for facet in FACETS
        }

    def search(self, q: str) -> Reply:
        """What is typed is cut by plain jieba, and its words are joined by OR."""
        import jieba
        from whoosh.query.compound import Or
        from whoosh.query.terms import Term

        words = dict.fromkeys(word for word in jieba.cut(q.lower()) if word.isalnum())
        terms = Or([Term("body", word) for word in words])
        results: Any = self._searcher.search(terms, limit=TOP, groupedby=self._facets)
        counts = {facet: results.groups(facet) for facet in FACETS}
        return Reply(len(results), [hit["id"] for hit in results], counts)


def _split(value: str | None) -> list[str]:
    return value.split(",") if value else []


class Fts5:
    """SQLite FTS5 with our words, bm25(), and one table of facet values joined to the matches."""

    name = "SQLite FTS5 (our words, bm25())"
    _BEST = "SELECT rowid FROM body WHERE body MATCH ? ORDER BY rank LIMIT 10"
    _COUNT = (
        "SELECT facet.value, count(*) FROM body JOIN facet ON facet.clause = body.rowid"
        " WHERE body MATCH ? GROUP BY facet.value"
    )

    def __init__(self, texts: Sequence[Text], folder: Path) -> None:
        self._ids = [text.record.id for text in texts]
        self._values = _number_values(texts)
        self._names = list(self._values)
        start = time.perf_counter()
        self._db = sqlite3.connect(folder / "fts5.sqlite")
        # Our words are already folded; a point stands only inside a number.
        self._db.execute(
            "CREATE VIRTUAL TABLE body USING fts5(words, content='', tokenize=\"unicode61 tokenchars '.'\")"
        )
        self._db.execute(
            "CREATE TABLE facet (clause INTEGER, value INTEGER, PRIMARY KEY (clause, value)) WITHOUT ROWID"
        )
        rows = ((n, text.words) for n, text in enumerate(texts))
        self._db.executemany("INSERT INTO body (rowid, words) VALUES (?, ?)", rows)
        pairs = ((n, self._values[pair]) for n, text in enumerate(texts) for pair in _pairs(text))
        self._db.executemany("INSERT INTO facet VALUES (?, ?)", pairs)
        self._db.execute("INSERT INTO body (body) VALUES ('optimize')")
        self._db.commit()
        self.built = time.perf_counter() - start

    def search(self, q: str) -> Reply:
        """Two statements: the ten best, and the counts."""
        match = " OR ".join(f'"{word}"' for word in query_words(q))
        ids = [self._ids[n] for (n,) in self._db.execute(self._BEST, (match,))]
        counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for number, count in self._db.execute(self._COUNT, (match,)):
            facet, name = self._names[number]
            counts[facet][name] = count
        return Reply(sum(counts["document"].values()), ids, counts)


def _pairs(text: Text) -> Iterable[tuple[str, str]]:
    return ((facet, value) for facet in FACETS for value in text.record.facets[facet])


def _number_values(texts: Sequence[Text]) -> dict[tuple[str, str], int]:
    pairs = dict.fromkeys(pair for text in texts for pair in _pairs(text))
    return {pair: n for n, pair in enumerate(pairs)}


class Tantivy:
    """Tantivy with our words and the white-space tokenizer; facets by terms aggregations over fast fields."""

    name = "Tantivy (our words, terms aggregations)"

    def __init__(self, texts: Sequence[Text], folder: Path) -> None:
        import tantivy

        self._lib: Any = tantivy
        builder = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("body", tokenizer_name="words", index_option="freq")
        for facet in FACETS:
            builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        start = time.perf_counter()
        index = tantivy.Index(builder.build(), path=str(folder))
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", words)
        writer = index.writer(num_threads=1)  # one thread makes one segment, as the others have
        for text in texts:
            facets = {facet: list(text.record.facets[facet]) for facet in FACETS}
            writer.add_document(tantivy.Document(id=[text.record.id], body=[text.words], **facets))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.built = time.perf_counter() - start
        self._schema = index.schema
        self._searcher = index.searcher()
        size = len(_number_values(texts))
        self._groups = {facet: {"terms": {"field": facet, "size": size}} for facet in FACETS}

    def search(self, q: str) -> Reply:
        """One search for the ten best, one aggregation for the counts."""
        lib = self._lib
        words = [lib.Query.term_query(self._schema, "body", word, "freq") for word in query_words(q)]
        query = lib.Query.boolean_query([(lib.Occur.Should, word) for word in words])
        result: Any = self._searcher.search(query, TOP)
        found = self._searcher.aggregate(query, self._groups)
        counts = {f: {b["key"]: b["doc_count"] for b in found[f]["buckets"]} for f in FACETS}
        ids = [self._searcher.doc(address)["id"][0] for _, address in result.hits]
        return Reply(result.count, ids, counts)


class Bm25s:
    """bm25s with our words: scores alone, sorted by NumPy; facets by counting over the clauses that score."""

    name = "bm25s (our words, NumPy facets)"

    def __init__(self, texts: Sequence[Text], folder: Path) -> None:
        import bm25s

        start = time.perf_counter()
        self._retriever: Any = bm25s.BM25()
        self._retriever.index([text.words.split() for text in texts], show_progress=False)
        self.built = time.perf_counter() - start
        self._ids = [text.record.id for text in texts]
        numbers = _number_values(texts)
        self._values = list(numbers)
        pairs = [(n, numbers[pair]) for n, text in enumerate(texts) for pair in _pairs(text)]
        self._pairs = np.array(pairs, dtype=np.int64)

    def search(self, q: str) -> Reply:
        """Ten best of the clauses that hold any word."""
        words = [word for word in query_words(q) if word in self._retriever.vocab_dict]
        scores = self._retriever.get_scores(words) if words else np.zeros(len(self._ids))
        held = scores > 0
        best = np.argsort(-scores, kind="stable")[:TOP]
        counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        often = np.bincount(self._pairs[held[self._pairs[:, 0]], 1], minlength=len(self._values))
        for n in np.flatnonzero(often):
            facet, value = self._values[n]
            counts[facet][value] = int(often[n])
        return Reply(int(held.sum()), [self._ids[n] for n in best if held[n]], counts)


DEBIAN = "/usr/lib/python3/dist-packages"  # where Debian's python3-xapian lies, which has no wheel


def _find_xapian() -> Any:
    """Debian's binding, None where it is not installed or made for another Python. What lies beside it is not used."""
    if importlib.util.find_spec("xapian") is None and DEBIAN not in sys.path:
        sys.path.append(DEBIAN)
    try:
        return importlib.import_module("xapian")
    except ImportError:
        return None
    finally:
        if sys.path[-1] == DEBIAN:
            sys.path.pop()


class Xapian:
    """Xapian with our words and its BM25. A clause has several values of a facet and Xapian counts one value a slot, so
    each facet has as many slots as its richest clause has values."""

    name = "Xapian (our words, BM25Weight, ValueCountMatchSpy)"

    def __init__(self, texts: Sequence[Text], folder: Path) -> None:
        self._lib: Any = _find_xapian()
        most = {facet: max((len(text.record.facets[facet]) for text in texts), default=0) for facet in FACETS}
        self._slots = [(facet, n) for facet in FACETS for n in range(most[facet])]
        start = time.perf_counter()
        database = self._lib.WritableDatabase(str(folder), self._lib.DB_CREATE)
        for text in texts:
            document = self._lib.Document()
            document.set_data(text.record.id)
            for word in text.words.split():
                document.add_term(word)
            for slot, (facet, n) in enumerate(self._slots):
                document.add_value(slot, dict(enumerate(text.record.facets[facet])).get(n, ""))
            database.add_document(document)
        database.commit()
        self.built = time.perf_counter() - start
        self._database = self._lib.Database(str(folder))

    def search(self, q: str) -> Reply:
        """One search that looks at all matches, and a spy for each slot."""
        lib = self._lib
        enquire = lib.Enquire(self._database)
        enquire.set_query(lib.Query(lib.Query.OP_OR, list(query_words(q))))
        spies = [lib.ValueCountMatchSpy(slot) for slot in range(len(self._slots))]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, TOP, self._database.get_doccount())
        counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
        for (facet, _), spy in zip(self._slots, spies, strict=True):
            counts[facet].update({value.term.decode(): value.termfreq for value in spy.values() if value.term})
        ids = [match.document.get_data().decode() for match in found]
        return Reply(found.get_matches_estimated(), ids, counts)


def make_peers(library: Library, folder: Path, plain_too: bool) -> list[Peer]:
    """Ours first, then the others, each built into a folder of its own below ``folder``. Plain Whoosh only if
    ``plain_too``: of 100,000 clauses it makes an index in a quarter of an hour. Xapian only where Debian has put it."""
    texts = make_texts(library)
    xapian = [Xapian] if _find_xapian() else []
    kinds: list[Any] = [Ours, *([PlainWhoosh] if plain_too else []), Bm25s, *xapian, Fts5, Tantivy]
    peers: list[Peer] = []
    for kind in kinds:
        home = folder / kind.__name__
        home.mkdir(parents=True)
        peers.append(kind(texts, home))
    return peers


def measure(peer: Peer, queries: Sequence[str]) -> list[float]:
    """Milliseconds of each query."""
    times = []
    for q in queries:
        start = time.perf_counter()
        peer.search(q)
        times.append((time.perf_counter() - start) * 1000)
    return times


def check_agreement(peers: Sequence[Peer], queries: Sequence[str]) -> str:
    """A sentence: whether engines that got the same words counted the same.

    ValueError when FTS5 and Tantivy differ: then one of them does not do what it is timed for.
    """
    ours, *_, fts5, tantivy = peers
    same: Counter[str] = Counter()
    for q in queries:
        first, second, mine = fts5.search(q), tantivy.search(q), ours.search(q)
        if (first.total, first.counts) != (second.total, second.counts):
            raise ValueError(f"FTS5 and Tantivy count differently for {q!r}: {first.total}, {second.total}")
        same["total"] += mine.total == first.total
    return (
        f"FTS5 and Tantivy give equal totals and facet counts for all {len(queries)} queries; "
        f"ours gives the same total for {same['total']} (it also finds strings that are cut otherwise)."
    )
