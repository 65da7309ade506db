"""What are official names called in English, and whose English is that? The bodies of the table of departments, and
the terms that are names: of schemes, awards, catalogues, documents and other bodies.

Invariant: every name has one page; a term's is that of the term, a body's has the body's id in its address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from search_app.data import read_table
from search_app.model import Bilingual, Lang, NameKind, TermSource
from search_app.search.glossary.held import HeldGlossary
from search_app.search.glossary.places import plain
from search_app.text.wording import write_date
from search_app.web.glossary.term_page import find_former

PATH = "/glossary/names"
KINDS: tuple[NameKind, ...] = get_args(NameKind)
_HOUSE = "House usage"  # how the source of a name begins that nobody has published


@dataclass(frozen=True, slots=True)
class FormerName:
    """What was said before, in Chinese too where that was another name, and until when as a page says it."""

    zh: str | None
    en: str
    until: Bilingual | None


@dataclass(frozen=True, slots=True)
class OfficialName:
    """A name, whose English it is, and what it was before. ``id``: what stands for it in lists; ``path`` lacks the
    language."""

    kind: NameKind
    id: str
    name: Bilingual
    source: TermSource
    former: tuple[FormerName, ...]
    path: str


def group_names(glossary: HeldGlossary, lang: Lang) -> Mapping[NameKind, list[OfficialName]]:
    """Every name by its kind: the bodies that answer for clauses in the order of their table, behind them the terms in
    that of a dictionary of ``lang``."""
    sounds = {zh: entry.sound for zh, entry in glossary.entries.items()}

    def order(one: OfficialName) -> str:
        return sounds[one.id] if lang == "zh" else (one.name.en or "").lower()

    terms = sorted(_list_terms(glossary), key=order)
    every = (*list_bodies(), *terms)
    groups = {kind: [one for one in every if one.kind == kind] for kind in KINDS}
    return {kind: names for kind, names in groups.items() if names}


def list_bodies() -> tuple[OfficialName, ...]:
    """The bodies that answer for clauses, in the order of their table."""
    return tuple(map(_make_body, read_table("departments", "department")))


def _make_body(row: Mapping[str, Any]) -> OfficialName:
    former = (
        FormerName(old["name"], old["en"], Bilingual(f"{old['until']}年", old["until"]) if "until" in old else None)
        for old in row.get("former", ())
    )
    source = TermSource(row["id"], row["source"], ours=row["source"].startswith(_HOUSE))
    name = Bilingual(row["zh"], row["en"])
    return OfficialName("body", row["id"], name, source, tuple(former), f"{PATH}/{row['id']}")


def find_body(body: str) -> Mapping[str, Any] | None:
    """The row of the body with this id."""
    return next((row for row in read_table("departments", "department") if row["id"] == body), None)


def find_named_body(name: str) -> OfficialName | None:
    """The body that is called ``name`` in either language, in full, shortly or as a text prints it."""
    wanted = plain(name)
    rows = read_table("departments", "department")
    called = ((row, (row["zh"], row["en"], row["short_en"], *row["printed"])) for row in rows)
    return next((_make_body(row) for row, names in called if wanted in map(plain, names)), None)


def _list_terms(glossary: HeldGlossary) -> Iterator[OfficialName]:
    for entry in glossary.entries.values():
        if kind := entry.term.kind:
            zh, name = entry.term.zh, Bilingual(entry.term.zh, entry.term.en)
            former = (
                FormerName(None, one.en, Bilingual(write_date(one.until, "zh"), write_date(one.until, "en")))
                for one in find_former(glossary, zh)
            )
            yield OfficialName(kind, zh, name, glossary.sources[entry.term.source], tuple(former), f"/glossary/{zh}")
