"""Does what a company says meet what is asked? Met, failed, or open, with the question that would settle it.

Invariant: without an answer nothing is met, and nothing has failed but what is given to pupils or guests, who are no
companies; what no question asks stays open for ever.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from search_app.matching.facts import Company, Fact
from search_app.matching.requirements import NOT_ITS_OWN, PERSON, Requirement
from search_app.matching.words import Row
from search_app.model import Compare
from search_app.text.passage import plain

State = Literal["met", "failed", "open"]
_FACT: Mapping[str, Fact] = {
    "industry": "industry", "medicine": "industry", "foreign_owned": "foreign_owned", "rank": "rank",
    "headquarters": "headquarters", "revenue": "revenue", "investment": "investment", "loans": "loans",
    "product": "products", "people": "people", "talents": "talents", "county": "county", "title": "titles",
    "newly": "titles", "newly_founded": "newly_founded", "first": "revenue",
}  # fmt: skip
# What trades are called beside their name.
_TAIL = re.compile("(?:企业|产业|行业|领域|机构|业)$")
_COMPARE: Mapping[Compare, object] = {
    "ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt, "eq": operator.eq
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a requirement; ``fact``: the question it turns on, ``missing``: whether that was left empty."""

    requirement: Requirement
    state: State
    fact: Fact | None = None
    missing: bool = False


def judge(requirement: Requirement, company: Company) -> Verdict:
    """Whether ``company`` meets ``requirement``."""
    verdicts = list(_judge_rows(requirement, company))
    if not verdicts:
        return Verdict(requirement, "open")
    if requirement.place == "heading" or not requirement.firm:  # a goal, or words whose part is not known
        verdicts = [replace(one, state="open") if one.state == "failed" else one for one in verdicts]
    for state in ("met", "open"):
        alike = [one for one in verdicts if one.state == state]
        if alike:
            return next((one for one in alike if one.missing), alike[0])
    return verdicts[0]


def confirm(verdict: Verdict) -> Verdict:
    """``verdict`` where the company says that whatever else the sentence asks is true of it.

    What a question asks has to be answered there; and whether a text is in force, or whom it means where that is not
    certain, is not a company's to say."""
    if verdict.state != "open" or verdict.missing or verdict.requirement.kind in NOT_ITS_OWN:
        return verdict
    return Verdict(verdict.requirement, "met", "holds")


def _judge_rows(requirement: Requirement, company: Company) -> Iterator[Verdict]:
    for row in requirement.rows:
        if row.kind == PERSON:
            yield Verdict(requirement, "failed")
            continue
        fact = _FACT[row.kind]
        if getattr(company, fact) is None:
            yield Verdict(requirement, "open", fact, missing=True)
        elif requirement.kind == "newly":
            yield _judge_new(requirement, row, company)
        elif requirement.kind == "first":
            yield _judge_first(requirement, company)
        else:
            yield _weigh(requirement, row, fact, company)


def _judge_new(requirement: Requirement, row: Row, company: Company) -> Verdict:
    """What must have been obtained now: it can still be, so that nothing excludes."""
    if row.sense == "part" or not set(row.values) & _held(company):
        return Verdict(requirement, "open", "titles")
    if company.new_titles is None:
        return Verdict(requirement, "open", "new_titles", missing=True)
    return Verdict(requirement, "met" if set(row.values) & set(company.new_titles) else "open", "new_titles")


def _judge_first(requirement: Requirement, company: Company) -> Verdict:
    """What must be reached for the first time: not in an earlier year."""
    if company.revenue is None or not _reaches(requirement, company.revenue):
        return Verdict(requirement, "open", "revenue")
    if company.revenue_before is None:
        return Verdict(requirement, "open", "revenue_before", missing=True)
    reached = _reaches(requirement, company.revenue_before)
    return Verdict(requirement, "failed" if reached else "met", "revenue_before")


def _held(company: Company) -> set[str]:
    return {*(company.titles or ()), *(company.new_titles or ())}


def _weigh(requirement: Requirement, row: Row, fact: Fact, company: Company) -> Verdict:
    shown = _shows(requirement, row, fact, company)
    if shown and row.sense == "part" and _is_its_trade(row.word, company):
        return Verdict(requirement, "met", "trade")
    if row.kind == "medicine" and shown:  # who makes drugs or devices is of the trade of medicine
        if company.products is None:
            return Verdict(requirement, "open", "products", missing=True)
        return Verdict(requirement, "met" if any(n for _, n in company.products) else "open", fact)
    if shown:
        return Verdict(requirement, "open" if row.sense in ("part", "hint") else "met", fact)
    return Verdict(requirement, "open" if row.sense in ("weak", "hint") else "failed", fact)


def _is_its_trade(word: str, company: Company) -> bool:
    """Whether a company says with its own words that this is its trade; 软件 and 软件企业 are one word."""
    return bool(word) and any(_bare(word) == _bare(plain(one)) for one in company.trade or ())


def _bare(word: str) -> str:
    return _TAIL.sub("", word)


def _shows(requirement: Requirement, row: Row, fact: Fact, company: Company) -> bool:
    """Whether the answer is one of those that are asked for."""
    given = _held(company) if fact == "titles" else getattr(company, fact)
    if isinstance(given, Decimal | int) and not isinstance(given, bool):
        return _reaches(requirement, Decimal(given))
    if fact == "products":
        return company.count(row.values) > 0
    said = {"yes" if given else "no"} if isinstance(given, bool) else {given} if isinstance(given, str) else set(given)
    return bool(said & set(row.values)) if row.values else bool(said)


def _reaches(requirement: Requirement, given: Decimal) -> bool:
    if given <= 0 and not any(one.compare in ("le", "lt") for one in requirement.bounds):
        return False
    return all(_COMPARE[one.compare](given, one.value) for one in requirement.bounds)  # type: ignore[operator]
