"""How is a document kept that did not change? Its clauses stay packed until somebody asks for them.

What every build asks of every document stands on its sheet. Invariant: a kept document is equal to the one it was made
of, and its sheet says of it what would be found by opening it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from search_app.jobs.cache import Kept, Result
from search_app.library.published.prints import print_benefit
from search_app.library.translation import Outdated, find_untranslated
from search_app.model import Bilingual, Clause, Document, DocumentHead, Library
from search_app.text.fingerprints import find_fingerprint
from search_app.text.tokens import is_han


class Missing(NamedTuple):
    """How many texts of a document are shown in Chinese alone, by kind."""

    title: int
    headings: int
    clauses: int
    parts: int  # phrases that the benefits of a translated clause quote


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every build asks of a document: what its clauses and benefits are told by, by their ids; the titles of its
    clauses, and the industries of each of its numbered ones; what was to be said of its translation, which does not
    fit the text any more, and what is not translated yet."""

    head: DocumentHead
    clauses: Mapping[str, str]
    benefits: Mapping[str, Mapping[str, str]]  # by clause
    titles: tuple[Bilingual, ...]
    industries: tuple[tuple[str, ...], ...]
    outdated: tuple[Outdated, ...]
    missing: Missing
    drafted: int  # clauses whose English holds a machine draft
    taken: int  # clauses whose English holds what was taken over from elsewhere and nobody has revised


_SHEET, _DOCUMENT = TypeAdapter(Sheet), TypeAdapter(Document)


class KeptDocument(Document):
    """A document whose clauses are read when they are asked for. ``made_from`` names all that it was made from."""

    made_from: str
    sheet: Sheet
    _kept: Kept

    def __init__(self, made_from: str, kept: Kept) -> None:
        sheet = _SHEET.validate_json(kept.front)
        held = {one.name: getattr(sheet.head, one.name) for one in fields(DocumentHead)}
        for name, value in {**held, "made_from": made_from, "sheet": sheet, "_kept": kept}.items():
            object.__setattr__(self, name, value)  # a document is frozen

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses, in printed order."""
        return _DOCUMENT.validate_json(self._kept.read()).clauses

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and self.head == other.head and self.clauses == other.clauses

    def __hash__(self) -> int:
        return hash(self.head)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process gets it opened."""
        return _make_document, (self.head, self.clauses)


def _make_document(head: DocumentHead, clauses: tuple[Clause, ...]) -> Document:
    return Document(**{one.name: getattr(head, one.name) for one in fields(DocumentHead)}, clauses=clauses)


def pack_document(document: Document, outdated: tuple[Outdated, ...]) -> Result:
    """``document`` as it is kept, with the messages of its sheet."""
    prints = print_clauses(document), print_benefits(document)
    own = find_titles(document), list_industries(document)
    missing, counts = count_missing(document), (count_drafted(document), count_taken(document))
    sheet = Sheet(document.head, *prints, *own, outdated, missing, *counts)
    return Result(_DOCUMENT.dump_json(document, exclude_defaults=True), front=_SHEET.dump_json(sheet))


def print_clauses(document: Document) -> Mapping[str, str]:
    """By id, what each clause of ``document`` is told by, in printed order."""
    if isinstance(document, KeptDocument):
        return document.sheet.clauses
    return {clause.id: find_fingerprint(clause.text.zh) for clause in document.clauses}


def print_benefits(document: Document) -> Mapping[str, Mapping[str, str]]:
    """By id of the clause and of the benefit, what each benefit of ``document`` is told by."""
    if isinstance(document, KeptDocument):
        return document.sheet.benefits
    return {
        clause.id: {b.id: print_benefit(clause.text.zh, clause.amounts, b).fingerprint for b in clause.benefits}
        for clause in document.clauses
    }


def find_titles(document: Document) -> tuple[Bilingual, ...]:
    """The titles of the clauses of ``document``."""
    if isinstance(document, KeptDocument):
        return document.sheet.titles
    return tuple(clause.title for clause in document.clauses if clause.title)


def list_industries(document: Document) -> tuple[tuple[str, ...], ...]:
    """The industries of each numbered clause of ``document``."""
    if isinstance(document, KeptDocument):
        return document.sheet.industries
    return tuple(clause.industries for clause in document.clauses if clause.numbered)


def count_missing(document: Document) -> Missing:
    """What of ``document`` has no English. A phrase counts where the English of its clause is there and revised: else
    it is to be written with its clause."""
    if isinstance(document, KeptDocument):
        return document.sheet.missing
    headings = dict.fromkeys(one for clause in document.clauses for one in clause.path)
    chinese = sum(clause.text.en is None for clause in document.clauses)
    parts = sum(len(find_untranslated(clause)) for clause in document.clauses if clause.quotable.en)
    return Missing(int(_is_chinese(document.title)), sum(map(_is_chinese, headings)), chinese, parts)


def _is_chinese(text: Bilingual) -> bool:
    return text.en is None and is_han(text.zh)


def count_drafted(document: Document) -> int:
    """How many clauses of ``document`` have English that a machine drafted and nobody has revised."""
    if isinstance(document, KeptDocument):
        return document.sheet.drafted
    return sum(clause.machine_draft is not None for clause in document.clauses)


def count_taken(document: Document) -> int:
    """How many clauses of ``document`` have English that was taken over from elsewhere and nobody has revised."""
    if isinstance(document, KeptDocument):
        return document.sheet.taken
    return sum(bool(clause.taken_from) for clause in document.clauses)


def count_clauses(of: Document | Library) -> int:
    """How many clauses ``of`` has; of a library, those of the newest version of each document."""
    if isinstance(of, Library):
        return sum(map(count_clauses, of.documents))
    return len(of.sheet.clauses) if isinstance(of, KeptDocument) else len(of.clauses)
