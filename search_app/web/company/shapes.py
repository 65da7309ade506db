"""What does a match look like as JSON? The shapes of ``POST /api/v1/match``, and the way into them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from typing_extensions import TypedDict

from search_app.matching.facts import Company, Fact
from search_app.matching.match import Item, Match, Reason
from search_app.matching.sums import Sum, make_sum
from search_app.matching.together import add, find_pairs
from search_app.model import Promise, Status
from search_app.search.published.opening import Generation
from search_app.web.company.words import explain
from search_app.web.shapes import BilingualShape, LinksShape, bilingual, links


class MatchedShape(TypedDict):
    benefit: str | None  # id; null for a clause that pays nothing
    clause: str
    document: str
    quote: str
    because: list[BilingualShape]
    validity: Status
    promise: Promise | None
    links: LinksShape


class FitShape(MatchedShape):
    yearly: int | None
    total: int | None
    at_most: bool
    steps: list[BilingualShape]
    notes: list[BilingualShape]


class OpenShape(MatchedShape):
    missing: list[Fact]
    decides: bool  # whether the missing answers alone would decide it


class ApartShape(MatchedShape):
    reasons: list[Reason]


class AdditionShape(TypedDict):
    added: list[str]
    yearly: int | None
    total: int | None
    at_most: bool
    not_added: list[tuple[str, str, str]]


class CountsShape(TypedDict):
    """How many there are; each list holds at most 1,000, those that name the largest sums, in the order of the text."""

    fits: int
    no: int
    cannot_tell: int
    apart: int
    pays_nobody: int


class MatchShape(TypedDict):
    as_of: str
    counts: CountsShape
    fits: list[FitShape]
    no: list[MatchedShape]
    cannot_tell: list[OpenShape]
    apart: list[ApartShape]
    pays_nobody: list[str]
    not_together: list[tuple[str, str, str]]
    together: AdditionShape | None
    asked_next: Fact | None


Which = Literal["met", "failed", "open"]


def write_match(found: Match, company: Company, of: Generation, day: date) -> MatchShape:
    """``found`` with everything it rests on."""
    sums = {item.entry.id: _sum(item, company, of) for item in found.fits}
    pairs = find_pairs((*found.fits, *found.cannot_tell))
    added = add(found.fits, sums) if found.fits else None
    return {
        "as_of": str(day),
        "counts": {
            "fits": found.counts["fits"],
            "no": found.counts["no"],
            "cannot_tell": found.counts["cannot_tell"],
            "apart": found.counts["apart"],
            "pays_nobody": found.idle,
        },
        "fits": [_fit(item, company, sums[item.entry.id]) for item in found.fits],
        "no": [_matched(item, company, "failed") for item in found.no],
        "cannot_tell": [_open(item, company) for item in found.cannot_tell],
        "apart": [{**_matched(item, company, "open"), "reasons": list(item.reasons)} for item in found.apart],
        "pays_nobody": list(found.pays_nobody),
        "not_together": [(pair.one, pair.two, pair.rule.zh or pair.why) for pair in pairs],
        "together": {
            "added": list(added.added),
            "yearly": added.yearly,
            "total": added.total,
            "at_most": added.at_most,
            "not_added": [(one.id, one.instead, one.rule.zh or one.why) for one in added.left_out],
        }
        if added
        else None,
        "asked_next": found.asked_next,
    }


def _sum(item: Item, company: Company, of: Generation) -> Sum:
    clause = of.store.clause(item.entry.key)
    return make_sum(clause, clause.benefits[item.entry.n - 1], company, item.verdicts)


def _matched(item: Item, company: Company, which: Which) -> MatchedShape:
    verdicts = [one for one in item.verdicts if one.state == which]
    return {
        "benefit": item.entry.id if item.entry.n else None,
        "clause": item.entry.clause,
        "document": item.head.id,
        "quote": item.entry.quote,
        "because": [bilingual(explain(one, company)) for one in verdicts],
        "validity": item.validity.status,
        "promise": item.entry.promise if item.entry.n else None,
        "links": links(item.entry.clause, None),
    }


def _fit(item: Item, company: Company, found: Sum) -> FitShape:
    return {
        **_matched(item, company, "met"),
        "yearly": found.yearly,
        "total": found.total,
        "at_most": found.at_most,
        "steps": [bilingual(one) for one in found.steps],
        "notes": [bilingual(one) for one in found.notes],
    }


def _open(item: Item, company: Company) -> OpenShape:
    return {**_matched(item, company, "open"), "missing": list(item.missing), "decides": item.only_missing}
