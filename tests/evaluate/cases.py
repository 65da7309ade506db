"""Which documents have gold, and what is read of them? The format of the gold is told in tests/cases/README.md.

One case is one document. Those of the corpus are read from the library, by their ids; all others from the file that
stands beside their gold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from search_app.clauses.outline import split_file
from search_app.files.read import SourceText, read_source
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.library.library import read_library
from search_app.model import Clause, Document

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
CORPUS = ROOT / "corpus"
SUFFIXES = (".txt", ".html", ".docx", ".pdf")
# What a document was used for: rules were written on it; it was first run when they were done and its errors read
# since; or it is one of the library's own.
USES = ("development", "evaluated, then read", "corpus")
# Fields of a benefit that every gold tells; ``total`` and ``alternatives`` count where a benefit has them.
FIELDS = (
    "recipient", "award", "rate", "floor", "basis", "limits", "conditions", "per", "duration", "payer", "promise", "kind",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A document with gold. ``path`` is None for one of the corpus; ``fields``: what its gold tells of a benefit;
    ``original``: the name of the file as it was issued, where a document has its title from there."""

    name: str
    gold: Mapping[str, Any]
    path: Path | None
    fields: tuple[str, ...] = FIELDS
    original: str | None = None

    @property
    def set(self) -> str:
        """The documents it was written with; its own name where it is alone."""
        return str(self.gold.get("set", self.name))


def find_cases(folder: Path = CASES, wanted: Sequence[str] = ()) -> Iterator[Case]:
    """Each document of ``folder`` that has gold, by name; those of the ``wanted`` sets or names where any are given."""
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        case = Case(path.stem, gold, None if gold.get("use") == "corpus" else find_file(path))
        if not wanted or case.set in wanted or case.name in wanted:
            yield case


def find_file(gold: Path) -> Path:
    """The document beside a gold file."""
    return next(path for suffix in SUFFIXES if (path := gold.with_suffix(suffix)).exists())


def read_case(case: Case) -> tuple[Document, tuple[Clause, ...]]:
    """The document, and the clauses of all documents that its file holds."""
    if case.path is None:
        document = read_corpus()[case.name]
        return document, document.clauses
    documents = read_documents(case.path)
    return max(documents, key=lambda one: len(one.clauses)), tuple(c for one in documents for c in one.clauses)


@cache
def read_corpus() -> Mapping[str, Document]:
    """The documents of the library by id."""
    return {document.id: document for document in read_library(CORPUS).documents}


def read_documents(path: Path) -> tuple[Document, ...]:
    """All documents that the file at ``path`` holds; a file of the cases, which nobody changes, is read once."""
    return _read_once(path) if path.parent == CASES else tuple(assemble_all(read_source(path)))


@cache
def _read_once(path: Path) -> tuple[Document, ...]:
    return tuple(assemble_all(read_source(path)))


def read_document(path: Path) -> Document:
    """The only document of the file at ``path``."""
    (document,) = read_documents(path)
    return document


def assemble_all(source: SourceText) -> Iterator[Document]:
    """All documents of ``source``."""
    for parts in split_file(source).documents:
        yield assemble(name_as_printed(make_draft(source, parts), Entry(Path(source.name).stem)))
