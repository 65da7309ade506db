"""The plain recipes that our search is measured against, on the same clauses and queries.

Whoosh + jieba's ChineseAnalyzer, bm25s + jieba, Tantivy + jieba, SQLite FTS5 trigram; for English queries all of them
on our English text, and on the Chinese one where there is none.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from search_app.jobs.cache import BuildCache
from search_app.library.library import read_library
from search_app.search.published.fingerprint import fingerprint, lacks_meaning
from search_app.search.published.generations import build_generation
from search_app.search.published.meaning import Addition
from search_app.search.published.opening import Generation, open_generation
from tests.conftest import every_clause
from tests.evaluate.cases import CASES
from tests.evaluate.real import FOLDER
from tests.evaluate.search import ELSEWHERE, OTHERS, REAL, mean, run

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
Search = Callable[[str], list[str]]


KEPT = CORPUS.parent / ".index" / "evaluated"  # vectors take a minute to make: they are kept for the next evaluation


@cache
def open_generation_of_corpus() -> Generation:
    """The corpus, indexed in a temporary folder, with its meaning where that is not off."""
    return _open(CORPUS, "corpus")


@cache
def open_elsewhere() -> Generation:
    """The documents of other places, in the same way."""
    corpus = Path(tempfile.mkdtemp(prefix="policy-eval-"))
    for name in ELSEWHERE:
        shutil.copy(CASES / f"{name}.txt", corpus)
    return _open(corpus, "elsewhere")


@cache
def open_real(names: tuple[str, ...]) -> Generation | None:
    """Documents as issued, where their folder is there."""
    paths = [FOLDER / f"{name}.docx" for name in names]
    if not all(path.exists() for path in paths):
        return None
    corpus = Path(tempfile.mkdtemp(prefix="policy-eval-"))
    for path in paths:
        shutil.copy(path, corpus)
    return _open(corpus, names[0])


# The library of each judged set that is not over the corpus.
LIBRARIES: Mapping[str, Callable[[], Generation | None]] = {
    "elsewhere": open_elsewhere, "real": partial(open_real, REAL), "others": partial(open_real, OTHERS),
}  # fmt: skip


def _open(corpus: Path, name: str) -> Generation:
    home = Path(tempfile.mkdtemp(prefix="policy-eval-"))
    build_cache = BuildCache(KEPT / name, os.cpu_count() or 1)
    folder = build_generation(read_library(corpus), home, fingerprint(corpus), build_cache)
    return open_generation(Addition(folder, build_cache).write() if lacks_meaning(folder) else folder)


def _texts(generation: Generation, lang: str) -> list[tuple[str, str]]:
    clauses = [c for c in every_clause(generation) if c.numbered]
    return [(c.id, c.text.zh if lang == "zh" else c.text.en or c.text.zh) for c in clauses]


def whoosh_plain(texts: list[tuple[str, str]], lang: str) -> Search:
    """Whoosh with the analyzer that jieba ships (or Whoosh's English one), words joined by OR."""
    from jieba.analyse import ChineseAnalyzer
    from whoosh import fields, index, qparser
    from whoosh.analysis import StemmingAnalyzer

    analyzer = ChineseAnalyzer() if lang == "zh" else StemmingAnalyzer()
    folder = tempfile.mkdtemp(prefix="policy-peer-")
    made = index.create_in(folder, fields.Schema(id=fields.STORED, text=fields.TEXT(analyzer=analyzer)))
    writer = made.writer()
    for name, text in texts:
        writer.add_document(id=name, text=text)
    writer.commit()
    parser = qparser.QueryParser("text", made.schema, group=qparser.OrGroup)

    def search(q: str) -> list[str]:
        with made.searcher() as searcher:
            return [hit["id"] for hit in searcher.search(parser.parse(q), limit=10)]

    return search


def _cut(lang: str) -> Callable[[str], list[str]]:
    import jieba

    return (
        (lambda text: [w for w in jieba.lcut_for_search(text.lower()) if w.strip()])
        if lang == "zh"
        else (lambda text: text.lower().split())
    )


def bm25s_plain(texts: list[tuple[str, str]], lang: str) -> Search:
    """bm25s over jieba's words."""
    import bm25s

    cut = _cut(lang)
    retriever = bm25s.BM25()
    retriever.index([cut(text) for _, text in texts], show_progress=False)

    def search(q: str) -> list[str]:
        tokens = cut(q)
        if not tokens:
            return []
        ids, scores = retriever.retrieve([tokens], k=10, show_progress=False)
        return [texts[int(i)][0] for i, s in zip(ids[0], scores[0], strict=True) if s > 0]

    return search


def tantivy_plain(texts: list[tuple[str, str]], lang: str) -> Search:
    """Tantivy over jieba's words (or its English stemmer), joined by OR."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="whitespace" if lang == "zh" else "en_stem")
    made = tantivy.Index(builder.build())
    cut = _cut(lang)
    writer = made.writer()
    for name, text in texts:
        writer.add_document(tantivy.Document(id=name, text=" ".join(cut(text)) if lang == "zh" else text))
    writer.commit()
    made.reload()

    def search(q: str) -> list[str]:
        words = " ".join(cut(q)) if lang == "zh" else q
        query, _ = made.parse_query_lenient(words, ["text"])
        searcher = made.searcher()
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, 10).hits]

    return search


def fts5_plain(texts: list[tuple[str, str]], lang: str) -> Search:
    """SQLite FTS5 with trigrams (Chinese) or its porter stemmer (English)."""
    base = sqlite3.connect(":memory:")
    base.execute(
        f"CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, text, tokenize='{'trigram' if lang == 'zh' else 'porter'}')"
    )
    base.executemany("INSERT INTO t VALUES (?, ?)", texts)

    def search(q: str) -> list[str]:
        words = [w.replace('"', "") for w in q.split()]
        asked = " OR ".join(f'"{w}"' for w in words if w)
        if not asked:
            return []
        rows = base.execute("SELECT id FROM t WHERE t MATCH ? ORDER BY bm25(t) LIMIT 10", (asked,))
        return [row[0] for row in rows]

    return search


RECIPES = {
    "Whoosh + jieba": whoosh_plain, "bm25s + jieba": bm25s_plain, "Tantivy + jieba": tantivy_plain, "FTS5": fts5_plain,
}  # fmt: skip


def print_peers(generation: Generation, queries: list[dict[str, Any]]) -> None:
    """nDCG@10 of each recipe: Chinese queries on Chinese text, English on our English text."""
    print("\n| recipe | zh | en |\n|---|---|---|")
    for name, make in RECIPES.items():
        row = []
        for lang in ("zh", "en"):
            search = make(_texts(generation, lang), lang)
            row.append(mean(run(search, [q for q in queries if q["lang"] == lang]), "ndcg"))
        print(f"| {name} | {row[0]:.3f} | {row[1]:.3f} |")
