"""What does the catalogue say of a document that its text does not: its id, English title, industries, day of issue,
and what is to be corrected in what was read?

Invariant: whatever the file holds, an entry is whole and its id can stand in an address and in the register; a
correction names its source, and one that changes nothing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Strict, TypeAdapter, model_validator
from pydantic import Field as PydanticField

from search_app.data import read_table
from search_app.data.tables import TableError, Truth, Words, read_toml
from search_app.files.read import DocumentError
from search_app.library.draft import Draft
from search_app.model import Bilingual, CorrectedField
from search_app.text.fingerprints import find_fingerprint
from search_app.text.fold import squeeze
from search_app.text.printable import make_printable

CATALOGUE = "catalogue.toml"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is right instead of what was read; None is left as it was read. ``source`` says where that was found."""

    source: str
    title: str | None = None
    number: str | None = None
    issued: date | None = None
    published: date | None = None
    start: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one document, or of the version of it that stands in ``file``."""

    id: str
    title_en: str | None = None
    short: Bilingual | None = None
    industries: tuple[str, ...] = ()
    issued: date | None = None
    file: str | None = None
    first: bool = False  # the earliest version, of which nobody knows when it began
    title: str = ""  # Chinese, as the entry writes it; "" when it only names a file
    corrections: Corrections | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries in the order of the file, and by the fingerprint of their Chinese title ("" for none)."""

    by_title: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    order: Mapping[str, int] = field(default_factory=dict)  # of ids

    def find(self, title: str, file: str) -> Entry | None:
        """The entry of the document called ``title`` in ``file``: one that names the file goes before one that names
        none. A title may be printed with other spaces, widths and brackets. An entry without a title is that of its
        file, whatever title is read there."""
        entries = self.by_title.get(find_fingerprint(title), ()) if title else ()
        named = (entry for entry in (*entries, *self.by_title.get("", ())) if entry.file == file)
        return next(named, next((entry for entry in entries if entry.file is None), None))


def find_entry(catalogue: Catalogue, title: str, file: str, n: int = 1, of: int = 1) -> tuple[Entry, bool]:
    """(the entry of document ``n`` of the ``of`` that ``file`` holds, whether the catalogue has it). One that it does
    not have is called by the name of its file."""
    if entry := catalogue.find(title, file):
        return entry, True
    stem = re.sub(r"[^\w]+", "-", Path(file).stem.lower()).strip("-") or "document"
    return Entry(stem if of == 1 else f"{stem}-{n}"), False


def _check_id(text: str) -> str:
    if not text or set("/@#") & set(text) or text != "".join(text.split()) or make_printable(text) != text:
        raise ValueError("an id holds no space and none of / @ #, and is not empty; it is a part of addresses")
    if text in (".", ".."):
        raise ValueError("an id is no dots alone; no address can end in them")
    return text


def _check_industry(text: str) -> str:
    if text not in {industry["id"] for industry in read_table("industries", "industry")}:
        raise ValueError(f"no industry {text!r} in search_app/data/industries.toml")
    return text


class _Correct(BaseModel):
    """The corrections of an entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: Words
    title: Words | None = None
    number: Words | None = None
    issued: Annotated[date, Strict()] | None = None
    published: Annotated[date, Strict()] | None = None
    start: Annotated[date, Strict()] | None = PydanticField(None, alias="from")
    until: Annotated[date, Strict()] | None = None

    @model_validator(mode="after")
    def _check_something(self) -> _Correct:
        if not any((self.title, self.number, self.issued, self.published, self.start, self.until)):
            raise ValueError("corrects nothing; name title, number, issued, published, from or until")
        if self.start and self.until and self.until < self.start:
            raise ValueError("until is before from")
        return self


class _Row(BaseModel):
    """An entry of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, AfterValidator(_check_id)]
    title: Words | None = None
    title_en: Words | None = None
    short: Words | None = None
    short_en: Words | None = None
    industries: tuple[Annotated[str, AfterValidator(_check_industry)], ...] = ()
    issued: Annotated[date, Strict()] | None = None
    issued_source: Words | None = None
    file: Words | None = None
    first: Truth = False
    correct: _Correct | None = None

    @model_validator(mode="after")
    def _check_source(self) -> _Row:
        if self.issued and not self.issued_source:
            raise ValueError("issued needs issued_source, which says where the day was read")
        if self.short_en and not self.short:
            raise ValueError("short_en is the English of short, which is missing")
        if not self.title and not self.file:
            raise ValueError("has no title; write the title that is printed, or file for a document without one")
        return self


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: list[_Row] = []


_TABLE = TypeAdapter(_Table)


def read_catalogue(corpus: Path) -> Catalogue:
    """The catalogue of ``corpus``, empty when there is none. DocumentError names the entry and the remedy."""
    try:
        rows = read_toml(corpus / CATALOGUE, CATALOGUE, _TABLE).document
    except FileNotFoundError:
        return Catalogue()
    except TableError as error:
        raise DocumentError(*error.messages) from error
    by_title: dict[str, list[Entry]] = {}
    order: dict[str, int] = {}
    for row in rows:
        entry, same = _make_entry(row), by_title.setdefault(find_fingerprint(row.title) if row.title else "", [])
        if any(other.file == entry.file for other in same):
            raise DocumentError(
                f"{CATALOGUE}, {entry.id}: two entries have this title; "
                'tell the versions apart with file = "NAME" in each'
            )
        same.append(entry)
        order.setdefault(entry.id, len(order))
    return Catalogue(by_title, order)


def _make_entry(row: _Row) -> Entry:
    corrections = Corrections(**row.correct.model_dump()) if row.correct else None
    issued = (corrections and corrections.issued) or row.issued
    short = Bilingual(row.short, row.short_en) if row.short else None
    return Entry(row.id, row.title_en, short, row.industries, issued, row.file, row.first, row.title or "", corrections)


def check_used(
    catalogue: Catalogue, used: Sequence[Entry | None], found: Sequence[tuple[str, str]], refused: Sequence[str]
) -> None:
    """DocumentError for entries that speak of no document: of its title and industries nothing would be published, and
    nobody would notice. ``found`` are (title, file) of all documents; an entry may be meant for a file in ``refused``,
    which is named itself."""
    messages = []
    for entry in (entry for same in catalogue.by_title.values() for entry in same):
        if entry not in used and not (refused and entry.file is None) and entry.file not in refused:
            nearest = "; ".join(f"{title} in {file}" for title, file in _find_nearest(entry, found))
            messages.append(
                f"{CATALOGUE}, {entry.id}: {_describe_missing(entry)}; nearest: {nearest or 'none'}; "
                "write title (and file) as they are, or take the entry out"
            )
    if messages:
        raise DocumentError(*messages)


def _describe_missing(entry: Entry) -> str:
    if not entry.title:
        return f"there is no file {entry.file!r}"
    return f"no document has the title {entry.title!r}" + (f" in a file {entry.file!r}" if entry.file else "")


def find_corrections(draft: Draft, corrections: Corrections | None) -> Iterator[tuple[CorrectedField, str, str]]:
    """(field, what was read, what is right) of each thing that is corrected; "" for what was not read."""
    if corrections is None:
        return
    read: dict[CorrectedField, tuple[object, object]] = {
        "title": (draft.title, corrections.title),
        "number": (draft.number, corrections.number),
        "issued": (draft.issued, corrections.issued),
        "published": (draft.published, corrections.published),
        "from": (draft.term.start, corrections.start),
        "until": (draft.term.until, corrections.until),
    }
    for name, (was, right) in read.items():
        if right is not None:
            yield name, str(was or ""), str(right)


def check_corrections(held: Iterable[tuple[Entry, Draft, str]]) -> None:
    """DocumentError for corrections that say what was read anyway: they would hide what a later file says. ``held`` are
    (entry, draft, file)."""
    messages = [
        f"{CATALOGUE}, {entry.id}: correct.{name} says what {file} says itself ({right}); take it out"
        for entry, draft, file in held
        for name, was, right in find_corrections(draft, entry.corrections)
        if was == right
    ]
    if messages:
        raise DocumentError(*messages)


def _find_nearest(entry: Entry, found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The documents that ``entry`` may mean, (title, file), at most three: with a title or a file like its own."""
    titles = {squeeze(title): (title, file) for title, file in found}
    names = {file: (title, file) for title, file in found}
    near = [titles[one] for one in get_close_matches(squeeze(entry.title), titles, n=3, cutoff=0.4)]
    near += [names[one] for one in get_close_matches(entry.file or "", names, n=1)]
    yield from list(dict.fromkeys(near))[:3]
