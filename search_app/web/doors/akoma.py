"""What is a clause in Akoma Ntoso 3 (OASIS LegalDocML)? A ``portion`` of its document, with our ids as ``wId``.

Invariant: what is written is valid against the schema of the standard, whatever the text holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from search_app.model import Lang
from search_app.text.printable import make_writable
from search_app.web.doors.carried import Carried
from search_app.web.requests import built_on, today
from search_app.web.views.worth import WorthStatus, find_status, say_worth
from search_app.web.words import make_translate

# Languages as the standard names them (ISO 639-2).
_NAMES: dict[Lang, str] = {"zh": "zho", "en": "eng"}
_NO_ID = re.compile(r"[^A-Za-z0-9.]+")
_NO_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, and what happened on it. The standard wants one: where none is known it is that of our own copy."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Office:
    """A responsible office, as the standard refers to it."""

    eid: str
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class Akoma:
    """All that is written of a clause; ``language`` is that of the text, ``own`` the code of its paragraphs."""

    work: str
    expression: str
    manifestation: str
    document: str
    made: Dated
    version: Dated
    taken: date
    number: str | None
    title: str
    issuer: str
    unknown: str
    site: str
    language: str
    code: str
    translated: bool
    worth: str  # what the English is worth, or why it is not shown; "" for readers of Chinese
    worth_status: WorthStatus | None
    revised: date | None
    machine: str  # the model that drafted the English which is shown; "" where a person wrote or revised it
    offices: tuple[Office, ...]
    status: str
    start: date | None
    until: date | None
    numbered: bool
    kind: str
    eid: str
    wid: str
    num: str
    heading: str
    paragraphs: tuple[str, ...]


def make_akoma(one: Carried, lang: Lang) -> Akoma:
    """``one`` in ``lang``, in Chinese where there is no English."""
    clause, document, t = one.clause, one.document, make_translate(lang)
    shown: Lang = "en" if lang == "en" and clause.text.en else "zh"
    made = _find_made(one)
    return Akoma(
        work=one.permanent,
        expression=one.page(lang),
        manifestation=one.page(lang, ".xml"),
        document=one.permanent_document,
        made=made,
        version=Dated(document.version, "version") if document.version else made,
        taken=built_on() or today(),
        number=document.number,
        title=make_writable(document.title.get(shown)),
        issuer=make_writable(document.issuer or ""),
        unknown=t("fact_none"),
        site=t("site"),
        language=_NAMES[shown],
        code="en" if shown == "en" else "zh-CN",
        translated=shown == "en",
        worth=make_writable(say_worth(clause, lang)) if lang == "en" else "",
        worth_status=find_status(clause),
        revised=clause.revised.day if shown == "en" and not clause.unrevised else None,
        machine=make_writable(clause.machine_draft.model) if shown == "en" and clause.machine_draft else "",
        offices=tuple(_find_offices(one, shown)),
        status=one.validity.status,
        start=one.validity.start,
        until=one.validity.until,
        numbered=clause.numbered,
        kind=clause.kind,
        eid=f"{'art' if clause.numbered else clause.kind}_{_NO_ID.sub('-', clause.clause)}",
        wid=clause.id,
        num=make_writable(clause.label),
        heading=make_writable(clause.title.get(shown)) if clause.title else "",
        paragraphs=tuple(map(make_writable, clause.text.get(shown).splitlines())) or ("",),
    )


def _find_made(one: Carried) -> Dated:
    if one.document.issued:
        return Dated(one.document.issued, "issued")
    if one.document.published:
        return Dated(one.document.published, "published")
    return Dated(built_on() or today(), "held")


def _find_offices(one: Carried, lang: Lang) -> Iterator[Office]:
    """Each once; one that has no id of ours is known by its Chinese name."""
    for office in {office.id: office for office in one.clause.departments}.values():
        eid = f"office-{_NO_SPACE.sub('-', make_writable(office.id))}"
        yield Office(eid, f"/ontology/organization/{quote(office.id)}", make_writable(office.name.get(lang)))
