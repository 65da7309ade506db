"""What does a file of ``corpus/translations`` hold, text by text, as it stands there? A broken one stops the build and
names the line and the remedy.

Invariant: all that the file says is in what is read, marks too; what writes the file again can compare the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Strict, Tag, TypeAdapter

from search_app.data.tables import TableError, Words, WordsToCome, parse_toml, read_toml
from search_app.files.read import DocumentError
from search_app.model import NOT_SAID, Bilingual, MachineDraft, Revised, Taken, Unrevised

FOLDER = "translations"
TITLES = "titles"
# The term base: terms, words of force, what both were once called, and how titles are said.
TERM_BASE = ("terms", "usage", "former", TITLES)
Pairs = tuple[tuple[str, str], ...]  # (Chinese, English)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What somebody has of the English of a text so far, and the state of a translation tool that says so."""

    en: str
    state: str


@dataclass(frozen=True, slots=True)
class Written:
    """A text and its English ("": to be written). ``unrevised``: where it is from, while nobody has revised it here;
    ``confirmed``: why it is right though a check says no; ``unfinished``: what is no English yet."""

    zh: str
    en: str = ""
    unrevised: Unrevised | None = None
    confirmed: str | None = None
    unfinished: Unfinished | None = None

    @property
    def of_a_person(self) -> bool:
        """Whether there is English that a person wrote or revised here."""
        return bool(self.en) and not self.unrevised


@dataclass(frozen=True, slots=True)
class WrittenClause:
    """``former``, ``former_parts``, ``former_notes``: what the text of the clause has no longer; ``notes``: a
    translator's, each on a phrase; ``revised``: what it says of its own, where that is another one than its
    document's."""

    sentences: tuple[Written, ...] = ()
    parts: tuple[Written, ...] = ()
    notes: Pairs = ()
    former: tuple[Written, ...] = ()
    former_parts: tuple[Written, ...] = ()
    former_notes: Pairs = ()
    revised: Revised = NOT_SAID


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """All of a file; its clauses by id. The Chinese of a title may be left out: it is then "". ``former_headings``:
    those that the document has no longer; ``revised``: of all clauses that say nothing else."""

    title: Written = Written("")
    headings: tuple[Written, ...] = ()
    former_headings: tuple[Written, ...] = ()
    clauses: Mapping[str, WrittenClause] = field(default_factory=dict)
    revised: Revised = NOT_SAID


class Only(BaseModel):
    """An entry of a table of translations: it has no other keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Drafted(Only):
    machine_draft: Words
    day: Annotated[date, Strict()]


class _Taken(Only):
    taken_from: Words
    day: Annotated[date, Strict()] | None = None


class _Confirmed(Only):
    confirmed: Words


class _Unfinished(Only):
    unfinished: Words
    state: Words


def _find_kind(mark: Any) -> str:
    """By the key that only it has, which mark it is; what has none is held to be a draft."""
    keys = mark.keys() if isinstance(mark, dict) else vars(mark).keys() if isinstance(mark, Only) else ()
    return next((kind for kind in ("taken_from", "confirmed", "unfinished") if kind in keys), "draft")


_Mark = Annotated[
    Annotated[_Drafted, Tag("draft")]
    | Annotated[_Taken, Tag("taken_from")]
    | Annotated[_Confirmed, Tag("confirmed")]
    | Annotated[_Unfinished, Tag("unfinished")],
    Discriminator(_find_kind),
]


def _add_none(text: Any) -> Any:
    return [*text, None] if isinstance(text, list) and len(text) == _UNMARKED else text


_UNMARKED = 2  # Chinese and English; the third is a mark
_Sentence = Annotated[tuple[Words, WordsToCome, _Mark | None], BeforeValidator(_add_none)]
_Part = Annotated[tuple[Words, WordsToCome, _Unfinished | None], BeforeValidator(_add_none)]


class _Title(Only):
    en: WordsToCome
    zh: Words | None = None
    mark: _Unfinished | None = None


class _Heading(Only):
    zh: Words
    en: WordsToCome
    mark: Annotated[_Taken | _Unfinished, Field(union_mode="left_to_right")] | None = None
    former: bool = False


class _Name(Only):
    zh: Words
    en: Words


_Reviser = Words | _Name  # a name that is the same in both languages is written once


class _Clause(Only):
    id: Words
    revised: Annotated[date, Strict()] | None = None
    reviser: _Reviser | None = None
    sentences: tuple[_Sentence, ...]
    parts: tuple[_Part, ...] = ()
    notes: tuple[tuple[Words, Words], ...] = ()
    former: tuple[_Sentence, ...] = ()
    former_parts: tuple[_Part, ...] = ()
    former_notes: tuple[tuple[Words, Words], ...] = ()


class _File(Only):
    title: _Title
    revised: Annotated[date, Strict()] | None = None
    reviser: _Reviser | None = None
    heading: tuple[_Heading, ...] = ()
    clause: tuple[_Clause, ...] = ()


_FILE = TypeAdapter(_File)
T = TypeVar("T")


def read_written(corpus: Path, document: str) -> WrittenFile | None:
    """The file of ``document``, None when there is none. DocumentError when it is broken."""
    file = read_shape(corpus, document, _FILE)
    return _make_file(file) if file else None


def parse_written(text: str, document: str) -> WrittenFile:
    """``text`` as the file of ``document``. DocumentError when it is none."""
    try:
        return _make_file(parse_toml(text.encode(), f"{FOLDER}/{document}.toml", _FILE))
    except TableError as error:
        raise DocumentError(*error.messages) from error


def read_shape(corpus: Path, name: str, shape: TypeAdapter[T]) -> T | None:
    """The file ``name`` of the translations, None when there is none. DocumentError when it is not of ``shape``."""
    try:
        return read_toml(corpus / FOLDER / f"{name}.toml", f"{FOLDER}/{name}.toml", shape)
    except FileNotFoundError:
        return None
    except TableError as error:
        raise DocumentError(*error.messages) from error


def _make_file(file: _File) -> WrittenFile:
    headings = [(one.former, _make_text(one.zh, one.en, one.mark)) for one in file.heading]
    return WrittenFile(
        _make_text(file.title.zh or "", file.title.en, file.title.mark),
        tuple(one for former, one in headings if not former),
        tuple(one for former, one in headings if former),
        {one.id: _make_clause(one) for one in file.clause},
        _make_revised(file),
    )


def _make_clause(clause: _Clause) -> WrittenClause:
    sentences, parts, former, former_parts = (
        tuple(_make_text(*one) for one in texts)
        for texts in (clause.sentences, clause.parts, clause.former, clause.former_parts)
    )
    revised = _make_revised(clause)
    return WrittenClause(sentences, parts, clause.notes, former, former_parts, clause.former_notes, revised)


def _make_revised(said: _File | _Clause) -> Revised:
    name = said.reviser
    if isinstance(name, str):
        return Revised(said.revised, Bilingual(name, name))
    return Revised(said.revised, Bilingual(name.zh, name.en) if name else None)


def _make_text(zh: str, en: str, mark: _Drafted | _Taken | _Confirmed | _Unfinished | None) -> Written:
    match mark:
        case _Drafted() if en:
            return Written(zh, en, MachineDraft(mark.machine_draft, mark.day))
        case _Taken() if en:
            return Written(zh, en, Taken(mark.taken_from, mark.day))
        case _Confirmed() if en:
            return Written(zh, en, confirmed=mark.confirmed)
        case _Unfinished():
            return Written(zh, en, unfinished=Unfinished(mark.unfinished, mark.state))
    return Written(zh, en)


def list_written(file: WrittenFile) -> Iterator[tuple[str, str, Written]]:
    """(clause or "", kind, text) of everything in ``file``; a note is a text, too."""
    yield "", "title", file.title
    yield from (("", "headings", one) for one in file.headings)
    yield from (("", "former_headings", one) for one in file.former_headings)
    for name, clause in file.clauses.items():
        yield from ((name, "sentences", one) for one in clause.sentences)
        yield from ((name, "parts", one) for one in clause.parts)
        yield from ((name, "notes", Written(zh, en)) for zh, en in clause.notes)
        yield from list_former(name, clause.former, clause.former_parts, clause.former_notes)


def list_former(
    clause: str, sentences: Iterable[Written], parts: Iterable[Written], notes: Pairs
) -> Iterator[tuple[str, str, Written]]:
    """(clause, kind, text) of what the text of ``clause`` has no longer."""
    yield from ((clause, "former", one) for one in sentences)
    yield from ((clause, "former_parts", one) for one in parts)
    yield from ((clause, "former_notes", Written(zh, en)) for zh, en in notes)
