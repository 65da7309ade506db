"""What does the catalogue say of a document that its text does not: its id, English title, industries, day of issue?

Invariant: whatever the file holds, an entry is whole and its id can stand in an address and in the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Strict, TypeAdapter, model_validator

from search_app.data import read_table
from search_app.data.tables import TableError, Truth, Words, read_toml
from search_app.files.read import DocumentError
from search_app.text.fingerprints import find_fingerprint
from search_app.text.fold import squeeze
from search_app.text.printable import make_printable

CATALOGUE = "catalogue.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one document, or of the version of it that stands in ``file``."""

    id: str
    title_en: str | None = None
    industries: tuple[str, ...] = ()
    issued: date | None = None
    file: str | None = None
    first: bool = False  # the earliest version, of which nobody knows when it began
    title: str = ""  # Chinese, as the entry writes it


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries in the order of the file, and by the fingerprint of their Chinese title."""

    by_title: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    order: Mapping[str, int] = field(default_factory=dict)  # of ids

    def find(self, title: str, file: str) -> Entry | None:
        """The entry of the document called ``title`` in ``file``: one that names the file goes before one that names
        none. A title may be printed with other spaces, widths and brackets."""
        entries = self.by_title.get(find_fingerprint(title), ())
        named = (entry for entry in entries if entry.file == file)
        return next(named, next((entry for entry in entries if entry.file is None), None))


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


class _Row(BaseModel):
    """An entry of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, AfterValidator(_check_id)]
    title: Words
    title_en: Words | None = None
    industries: tuple[Annotated[str, AfterValidator(_check_industry)], ...] = ()
    issued: Annotated[date, Strict()] | None = None
    issued_source: Words | None = None
    file: Words | None = None
    first: Truth = False

    @model_validator(mode="after")
    def _check_source(self) -> _Row:
        if self.issued and not self.issued_source:
            raise ValueError("issued needs issued_source, which says where the day was read")
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
        entry, same = _make_entry(row), by_title.setdefault(find_fingerprint(row.title), [])
        if any(other.file == entry.file for other in same):
            raise DocumentError(
                f"{CATALOGUE}, {entry.id}: two entries have this title; "
                'tell the versions apart with file = "NAME" in each'
            )
        same.append(entry)
        order.setdefault(entry.id, len(order))
    return Catalogue(by_title, order)


def _make_entry(row: _Row) -> Entry:
    return Entry(row.id, row.title_en, row.industries, row.issued, row.file, row.first, row.title)


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
                f"{CATALOGUE}, {entry.id}: no document has the title {entry.title!r}"
                f"{f' in a file {entry.file!r}' if entry.file else ''}; nearest: {nearest or 'none'}; "
                "write title (and file) as they are, or take the entry out"
            )
    if messages:
        raise DocumentError(*messages)


def _find_nearest(entry: Entry, found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The documents that ``entry`` may mean, (title, file), at most three: with a title or a file like its own."""
    titles = {squeeze(title): (title, file) for title, file in found}
    names = {file: (title, file) for title, file in found}
    near = [titles[one] for one in get_close_matches(squeeze(entry.title), titles, n=3, cutoff=0.4)]
    near += [names[one] for one in get_close_matches(entry.file or "", names, n=1)]
    yield from list(dict.fromkeys(near))[:3]
