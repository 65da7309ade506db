"""What does a file of ``corpus/translations`` hold? A broken one stops the build and names the line and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from glob import escape
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Strict, Tag, TypeAdapter

from search_app.data.tables import TableError, Words, WordsToCome, read_toml
from search_app.files.read import DocumentError
from search_app.model import MachineDraft

FOLDER = "translations"
# The term base: terms, words of force, and what both were once called.
TERM_BASE = ("terms", "usage", "former")
Pairs = tuple[tuple[str, str], ...]  # (Chinese, English)
Drafts = Mapping[str, MachineDraft]  # by the Chinese of a sentence, who drafted its English
Reasons = Mapping[str, str]  # by the Chinese of a sentence, why its English is right though a check says no


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of one document: headings by their Chinese words, sentences and parts by clause, and by clause the
    translator's notes, each on a phrase of its text. A sentence that nobody has translated yet has "".
    ``machine_drafts``: by clause, the sentences whose English nobody has revised yet; ``former``: by clause, sentences
    that its text has no longer; ``confirmed``: by clause, sentences, former ones too, that a person has confirmed
    against a check.
    ``revising``: the clauses that had English which is shown no longer, or have some."""

    title: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, Pairs] = field(default_factory=dict)
    parts: Mapping[str, Pairs] = field(default_factory=dict)
    notes: Mapping[str, Pairs] = field(default_factory=dict)
    machine_drafts: Mapping[str, Drafts] = field(default_factory=dict)
    former: Mapping[str, Pairs] = field(default_factory=dict)
    confirmed: Mapping[str, Reasons] = field(default_factory=dict)
    revised: date | None = None  # the day on which it was last revised
    reviser: str | None = None  # by whom, where that is said
    revising: frozenset[str] = frozenset()

    @property
    def quotable(self) -> Mapping[str, Pairs]:
        """The sentences that may stand apart from their text, and so without its label: those of clauses of which
        nothing is a machine draft."""
        return {name: pairs for name, pairs in self.sentences.items() if not self.machine_drafts.get(name)}


class Only(BaseModel):
    """An entry of a table of translations: it has no other keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Pair(Only):
    zh: Words
    en: WordsToCome


class _Title(Only):
    en: WordsToCome
    zh: Words | None = None


class _Drafted(Only):
    machine_draft: Words
    day: Annotated[date, Strict()]


class _Confirmed(Only):
    confirmed: Words


def _find_kind(mark: Any) -> str:
    return "confirmed" if isinstance(mark, _Confirmed) or (isinstance(mark, dict) and "confirmed" in mark) else "draft"


_Mark = Annotated[
    Annotated[_Drafted, Tag("draft")] | Annotated[_Confirmed, Tag("confirmed")], Discriminator(_find_kind)
]


def _add_none(sentence: Any) -> Any:
    return [*sentence, None] if isinstance(sentence, list) and len(sentence) == _OF_A_PERSON else sentence


_OF_A_PERSON = 2  # Chinese and English; a machine draft and what was confirmed have a third
_Sentence = Annotated[tuple[Words, WordsToCome, _Mark | None], BeforeValidator(_add_none)]
_Former = Annotated[tuple[Words, Words, _Confirmed | None], BeforeValidator(_add_none)]


class _Clause(Only):
    id: Words
    sentences: tuple[_Sentence, ...]
    parts: tuple[tuple[Words, WordsToCome], ...] = ()
    notes: tuple[tuple[Words, Words], ...] = ()
    former: tuple[_Former, ...] = ()


class _File(Only):
    title: _Title
    revised: Annotated[date, Strict()] | None = None
    reviser: Words | None = None
    heading: tuple[_Pair, ...] = ()
    clause: tuple[_Clause, ...] = ()


_FILE = TypeAdapter(_File)
T = TypeVar("T")


def read_translation(corpus: Path, document: str) -> Translation:
    """The translation of ``document``, empty when there is no file. DocumentError when the file is broken."""
    file = read_shape(corpus, document, _FILE)
    if file is None:
        return Translation()
    return Translation(
        title=file.title.en or None,
        revised=file.revised,
        reviser=file.reviser,
        headings={heading.zh: heading.en for heading in file.heading if heading.en},
        sentences={clause.id: tuple((zh, en) for zh, en, _ in clause.sentences) for clause in file.clause},
        parts={clause.id: done for clause in file.clause if (done := tuple(one for one in clause.parts if one[1]))},
        notes={clause.id: clause.notes for clause in file.clause if clause.notes},
        machine_drafts={clause.id: drafts for clause in file.clause if (drafts := _find_drafts(clause))},
        former={clause.id: tuple((zh, en) for zh, en, _ in clause.former) for clause in file.clause if clause.former},
        confirmed={clause.id: reasons for clause in file.clause if (reasons := _find_reasons(clause))},
    )


def _find_drafts(clause: _Clause) -> Drafts:
    return {
        zh: MachineDraft(one.machine_draft, one.day)
        for zh, en, one in clause.sentences
        if en and isinstance(one, _Drafted)
    }


def _find_reasons(clause: _Clause) -> Reasons:
    every = (*clause.former, *clause.sentences)
    return {zh: one.confirmed for zh, en, one in every if en and isinstance(one, _Confirmed)}


def read_former(corpus: Path, document: str) -> frozenset[str]:
    """The clauses that have English in the file of any former version of ``document``."""
    names = sorted(path.stem for path in (corpus / FOLDER).glob(f"{escape(document)}@*.toml"))
    translations = [read_translation(corpus, name) for name in names]
    written = (one for its in translations for one in (*its.sentences.items(), *its.former.items()))
    return frozenset(clause for clause, pairs in written if any(en for _, en in pairs))


def read_shape(corpus: Path, name: str, shape: TypeAdapter[T]) -> T | None:
    """The file ``name`` of the translations, None when there is none. DocumentError when it is not of ``shape``."""
    try:
        return read_toml(corpus / FOLDER / f"{name}.toml", f"{FOLDER}/{name}.toml", shape)
    except FileNotFoundError:
        return None
    except TableError as error:
        raise DocumentError(*error.messages) from error


def find_unused(corpus: Path, used: Iterable[str]) -> tuple[str, ...]:
    """A message for each file of the folder that is the translation of nothing; ``used`` are the names without .toml
    under which one was looked for."""
    known = {*used, *TERM_BASE}
    names = sorted(path.stem for path in (corpus / FOLDER).glob("*.toml") if path.stem not in known)
    return tuple(
        f"{FOLDER}/{name}.toml: no document or version has the id {name}; rename the file, or take it out"
        for name in names
    )
