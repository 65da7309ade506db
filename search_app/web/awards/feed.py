"""What does a reader who follows a search get? One entry for each clause that it finds, as Atom (RFC 4287).

Invariant: an entry is known by the permanent address of its clause, on every request and whatever is searched for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from search_app.model import Lang
from search_app.search.model import Hit
from search_app.text.printable import make_writable
from search_app.web.awards.found import FoundRows
from search_app.web.benefits import headline_sums
from search_app.web.present import clause_name
from search_app.web.requests import absolute
from search_app.web.views.worth import say_revising
from search_app.web.words import make_translate

ENTRIES = 500  # of a feed: more than any reader of feeds keeps
_SUMMARY = 400  # characters
_HEGANG = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause as an entry: its permanent address, what it pays, its words, and when they last changed."""

    id: str
    title: str
    url: str
    summary: str
    summary_lang: str
    updated: str
    industries: tuple[str, ...]


def make_entries(found: FoundRows, built: date, lang: Lang) -> Iterator[Entry]:
    """An entry for each of the first hits; ``built``: the day on which the texts were read, for those of no day."""
    for hit in found.page.hits[:ENTRIES]:
        english = lang == "en" and hit.clause.quotable.en
        text = make_writable(hit.clause.quotable.get(lang))
        yield Entry(
            absolute(f"/id/{hit.clause.id}"),
            make_writable(_title(hit, lang)),
            absolute(f"/{lang}/policies/{hit.clause.id}"),
            text if len(text) <= _SUMMARY else f"{text[:_SUMMARY]}…",
            "en" if english else "zh-CN",
            write_instant(_day_of(hit) or built),
            hit.clause.industries,
        )


def _title(hit: Hit, lang: Lang) -> str:
    """What it pays first, then where it stands, whether it is in force, and why its words are Chinese."""
    t = make_translate(lang)
    sums = t("list_mark").join(_say_sum(money.text, money.sought, lang) for money in headline_sums(hit.clause, lang))
    name, clause = hit.document.name.get(lang), clause_name(hit.clause, lang, t)
    where = f"{name} {clause}" if lang == "zh" else f"{name}, {clause[:1].lower()}{clause[1:]}"
    status = t("status_open_end") if _is_open(hit) else t(f"status_{hit.validity.status}")
    return " · ".join(filter(None, (sums, where, status, say_revising(hit.clause, lang))))


def _say_sum(text: str, sought: bool, lang: Lang) -> str:
    t = make_translate(lang)
    return f"{t('headline_endeavour')} {text}" if sought else text


def _is_open(hit: Hit) -> bool:
    return hit.validity.status == "in_force" and not hit.validity.until


def _day_of(hit: Hit) -> date | None:
    """The day from which its words are what they are."""
    document = hit.document
    return document.version or document.issued or document.published


def write_instant(day: date) -> str:
    """The beginning of ``day`` in Hegang."""
    return datetime.combine(day, time(), _HEGANG).isoformat()
