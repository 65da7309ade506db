"""What is stored of a document so that it can be found: its records, and the words it adds to the vocabulary?

Cutting texts into tokens is most of the work of a build. It is done for each document by itself, so that it can be
spread over all cores and kept while the document, its English and the term base stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from search_app import data, model, text
from search_app.jobs.cache import BuildCache, Result, find_code_key, make_key
from search_app.model import Document
from search_app.search.engine import Record, make_record
from search_app.search.figures import figure_key
from search_app.search.lexicon import Vocabulary, find_vocabulary
from search_app.text.script import simplify
from search_app.text.tokens import find_chars, find_words


@dataclass(frozen=True, slots=True)
class Stored:
    """Records of the clauses of one version of a document, in printed order, and its words."""

    records: tuple[Record, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class _Task:
    document: Document
    terms: tuple[str, ...]  # Chinese terms of the term base


_STORED = TypeAdapter(Stored)
_DOCUMENT = TypeAdapter(Document)


def store_documents(documents: Iterable[Document], terms: tuple[str, ...], build_cache: BuildCache) -> Iterator[Stored]:
    """What is stored of each of ``documents``, in their order. The work is done before this returns."""
    tasks = {make_key(_code_key(), *terms, _DOCUMENT.dump_json(one)): _Task(one, terms) for one in documents}
    made = build_cache.make_all(_store, tasks, "texts")
    return (_STORED.validate_json(content) for _, content in made)


def _store(task: _Task) -> Result:
    clauses, title = task.document.clauses, task.document.title
    figures = {figure_key(amount) for clause in clauses for amount in clause.amounts}
    records = tuple(make_record(clause, title, _words, _chars) for clause in clauses)
    return Result(_STORED.dump_json(Stored(records, find_vocabulary(clauses, task.terms, figures))))


def _words(text: str) -> tuple[str, ...]:
    return find_words(simplify(text))


def _chars(text: str) -> tuple[str, ...]:
    return find_chars(simplify(text))


@cache
def _code_key() -> str:
    code = (Path(model.__file__), Path(text.__path__[0]), Path(__file__).parent)
    table = Path(data.__path__[0]) / "segmentation.toml"
    return find_code_key(*code, table, packages=("jieba", "opencc", "snowballstemmer"))
