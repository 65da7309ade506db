"""What does the catalogue say of a document that its text does not: its id, English title, industries, day of issue?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from search_app.data import read_table
from search_app.policy.read import DocumentError
from search_app.policy.register import find_fingerprint

CATALOGUE = "catalogue.toml"
_KEYS = {"id", "title", "title_en", "industries", "issued", "issued_source", "file", "first"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one document, or of the version of it that stands in ``file``."""

    id: str
    title_en: str | None = None
    industries: tuple[str, ...] = ()
    issued: date | None = None
    file: str | None = None
    first: bool = False  # the earliest version, of which nobody knows when it began


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


def read_catalogue(corpus: Path) -> Catalogue:
    """The catalogue of ``corpus``, empty when there is none. DocumentError names the entry and the remedy."""
    path = corpus / CATALOGUE
    if not path.exists():
        return Catalogue()
    by_title: dict[str, list[Entry]] = {}
    order: dict[str, int] = {}
    try:
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get("document", []):
            entry, same = _read_entry(row), by_title.setdefault(find_fingerprint(row["title"]), [])
            if any(other.file == entry.file for other in same):
                raise DocumentError(
                    f"{CATALOGUE}, {entry.id}: two entries have this title; "
                    'tell the versions apart with file = "NAME" in each'
                )
            same.append(entry)
            order.setdefault(entry.id, len(order))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(f"{CATALOGUE}: {error}; mend the line and build again") from error
    except KeyError as error:
        raise DocumentError(f"{CATALOGUE}: an entry has no {error}; every entry needs id and title") from error
    return Catalogue(by_title, order)


def _read_entry(row: dict[str, Any]) -> Entry:
    where = f"{CATALOGUE}, {row['id']}"
    if unknown := row.keys() - _KEYS:
        raise DocumentError(f"{where}: no key {', '.join(sorted(unknown))}; there are {', '.join(sorted(_KEYS))}")
    if not all(isinstance(row.get(key, ""), str) for key in ("id", "title", "title_en", "file")):
        raise DocumentError(f"{where}: id, title, title_en and file are texts in quotation marks")
    if set("/@#") & set(row["id"]) or row["id"] != "".join(row["id"].split()):
        raise DocumentError(f"{where}: an id holds no space and none of / @ #; it is a part of addresses")
    issued = row.get("issued")
    if issued is not None and (type(issued) is not date or "issued_source" not in row):
        raise DocumentError(f"{where}: issued must be a date (2024-01-31) and issued_source say where it was read")
    known = {industry["id"] for industry in read_table("industries", "industry")}
    for industry in row.get("industries", ()):
        if industry not in known:
            raise DocumentError(f"{where}: no industry {industry!r} in search_app/data/industries.toml")
    return Entry(
        row["id"],
        row.get("title_en"),
        tuple(row.get("industries", ())),
        issued,
        row.get("file"),
        row.get("first", False),
    )
