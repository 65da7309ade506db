"""What happened to the documents, and when? From their versions, their validity, and the register of ids.

Invariant: one entry a change, known by its id, kind and day; a change whose day is not known has no entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from search_app.clauses.validity import find_statuses
from search_app.model import (
    LANGS,
    Bilingual,
    Clause,
    DocumentHead,
    Edit,
    Lang,
    Revision,
    Withdrawal,
    split_benefit_id,
    split_id,
)
from search_app.search.published.opening import Generation
from search_app.text.wording import write_date
from search_app.web.benefits import headline_sums
from search_app.web.present import clause_name
from search_app.web.versions import ChangeView, make_change_views
from search_app.web.words import make_translate

Kind = Literal["published", "amended", "ended", "ending", "withdrawn"]
SOON = timedelta(days=90)  # what ends, or is amended, within them is announced
_SENTENCE = re.compile(r"[^。；;]+[。；;]?")
_QUOTED = 240  # characters of what an amendment changed


@dataclass(frozen=True, slots=True)
class News:
    """One change. ``day``: of an end the last day of force, of an amendment the first day of the new version.

    ``before`` and ``after`` are in words: sums where they changed, else the sentences that did; None where there was or
    is nothing. ``ours``: whether it happened to what this site holds, not to the policy."""

    day: date
    kind: Kind
    id: str
    title: Bilingual
    before: Bilingual | None
    after: Bilingual | None
    ours: bool = False

    @property
    def document(self) -> str:
        """The id of its document."""
        return split_id(self.id)[0]


def find_news(of: Generation, day: date, since: date = date.min) -> list[News]:
    """What had happened by ``day`` and what ends or is amended within 90 days of it, the newest first; nothing from
    before ``since``."""
    return [seen for one in find_all(of) if one.day >= since and (seen := _seen_on(one, day))]


def _seen_on(one: News, day: date) -> News | None:
    ahead = one.day - day
    if one.kind == "ended" and timedelta(0) <= ahead <= SOON:  # the last day of force still counts
        return replace(one, kind="ending")
    foretold = one.kind == "amended" and ahead <= SOON
    return one if ahead <= timedelta(0) or foretold else None


@lru_cache(maxsize=4)
def find_all(of: Generation) -> tuple[News, ...]:
    """Every change that has a day, the newest first; what ends is "ended", whenever that is."""
    found: list[News] = []
    for held in of.versions.values():
        found += _published(held[0], of)
        found += (end for head in held for end in _ends_of(head))
        found += (one for revision in of.store.revisions(held[0].id) for one in _amended(revision, held, of))
    found += (_name_withdrawn(gone, of) for gone in _find_withdrawn(of))
    return tuple(sorted(found, key=lambda one: (-one.day.toordinal(), one.kind, one.document)))


def _published(first: DocumentHead, of: Generation) -> Iterator[News]:
    """When it was issued, where that is known; else when this site took it up."""
    issued = first.issued or first.published
    day = issued or of.since.get(first.id)
    if day:
        said = _say("issued") if issued else _say("taken_up")
        yield News(day, "published", first.id, first.name, None, said, ours=not issued)


def _ends_of(head: DocumentHead) -> Iterator[News]:
    """The end of a version that no newer one replaced before."""
    for former, span in pairwise(find_statuses(head.term)):
        if span.start is None or span.start == head.term.replaced_on or former.status in ("expired", "repealed"):
            continue
        last = span.start - timedelta(days=1)
        if span.status == "expired":
            yield News(last, "ended", head.id, head.name, None, _say("term_over"))
        elif span.status == "repealed":
            said = _say("repealed", value=head.term.repealed_by)
            yield News(last, "ended", head.id, head.name, None, said)


# ── amendments ──


def _amended(revision: Revision, held: Sequence[DocumentHead], of: Generation) -> Iterator[News]:
    by_day = {head.version: head for head in held}
    for view in make_change_views(revision, of.store, by_day):
        before, after = _both_sides(view)
        yield News(
            revision.after, "amended", view.clause.id, name_clause(by_day[revision.after], view.clause), before, after
        )


def _both_sides(view: ChangeView) -> tuple[Bilingual | None, Bilingual | None]:
    """What stood there and what stands there: sums where they changed, else the sentences that did."""
    former, new = view.before, view.after
    if former is None or new is None:
        return (_say_whole(former) if former else None), (_say_whole(new) if new else None)
    before, after = say_sums(former), say_sums(new)
    if before.zh != after.zh:
        return before, after
    return _say_changed(former, new, view.former), _say_changed(new, former, view.new)


def _say_whole(clause: Clause) -> Bilingual:
    return say_sums(clause) if clause.headline else Bilingual(_cut(clause.text.zh), _cut(clause.text.en or "") or None)


def _say_changed(clause: Clause, other: Clause, edits: Sequence[Edit]) -> Bilingual:
    there = set(_SENTENCE.findall(other.text.zh))
    changed = "".join(one for one in _SENTENCE.findall(clause.text.zh) if one not in there)
    words = changed or "".join(edit.text for edit in edits if edit.kind != "same")  # offices stand outside the text
    return Bilingual(_cut(words)) if words.strip() else _say("no_words")


def _cut(words: str) -> str:
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


def say_sums(clause: Clause) -> Bilingual:
    """The largest sums of ``clause``, as its page says them."""
    return Bilingual(_sums(clause, "zh"), _sums(clause, "en"))


def _sums(clause: Clause, lang: Lang) -> str:
    t = make_translate(lang)
    said = (
        " ".join(
            (
                *([t("headline_endeavour")] if one.sought else []),
                one.text,
                *([t("benefit_unsure_reading")] if one.unsure else []),
            )
        )
        for one in headline_sums(clause, lang)
    )
    return t("list_mark").join(said) or t("changes_no_sum")


# ── ids that were given up ──


def _find_withdrawn(of: Generation) -> Iterator[Withdrawal]:
    """Without what went with the whole that it was part of, and without versions, which are not cited by their ids."""
    every = {gone.id: gone for gone in of.store.withdrawals() if "@" not in gone.id}
    for gone in every.values():
        above = (every.get("/".join(gone.id.split("/")[:level])) for level in range(1, gone.id.count("/") + 1))
        if not any(whole and whole.day == gone.day for whole in above):
            yield gone


def _name_withdrawn(gone: Withdrawal, of: Generation) -> News:
    """Of a benefit that is no longer counted, or of a provision that is no longer held."""
    clause_id, benefit = split_benefit_id(gone.id) or (gone.id, None)
    document, _ = split_id(clause_id)
    held = of.versions.get(document)
    clause = of.store.holding(clause_id) and of.find_clause(clause_id, date.max)
    title = name_clause(*clause) if clause else _name_lost(clause_id, held[-1].name if held else None)
    if benefit is not None:
        number = _say("benefit", value=benefit)
        title = Bilingual(f"{title.zh} {number.zh}", f"{title.en or title.zh}, {number.en}")
    said = _say("not_counted") if benefit is not None else _say("not_held")
    return News(gone.day, "withdrawn", gone.id, title, Bilingual(gone.title), said, ours=True)


def _name_lost(any_id: str, document: Bilingual | None) -> Bilingual:
    _, clause = split_id(any_id)
    if document is None:
        return Bilingual(any_id, any_id)
    if not clause:
        return document
    number = _say("clause", value=clause)
    return Bilingual(f"{document.zh} {number.zh}", f"{document.en or document.zh}, {number.en}")


def name_clause(document: DocumentHead, clause: Clause) -> Bilingual:
    """A clause with its document, in both languages."""
    zh, en = (clause_name(clause, lang, make_translate(lang)) for lang in LANGS)
    return Bilingual(f"{document.name.zh} {zh}", f"{document.name.get('en')}, {en[:1].lower()}{en[1:]}")


def _say(key: str, **values: object) -> Bilingual:
    zh, en = (t(f"news_said_{key}", **values) for t in map(make_translate, LANGS))
    return Bilingual(zh, en)


def say_kind(one: News, lang: Lang) -> str:
    """What happened, in a word: a document of no known day of issue was not made public when this site took it up."""
    t = make_translate(lang)
    if one.kind == "amended" and not (one.before and one.after):
        return t("change_removed") if one.before else t("change_added")
    return t("news_taken_up") if one.kind == "published" and one.ours else t(f"news_kind_{one.kind}")


def say_day(one: News, lang: Lang) -> str:
    """Its day, with what the day is of it."""
    t = make_translate(lang)
    return t(f"news_on_{one.kind}", value=write_date(one.day, lang))
