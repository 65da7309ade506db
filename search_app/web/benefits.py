"""How is what a clause pays shown: which sums, for each what, to whom, and what does the estimate ask for?

Plain data for the templates. Invariant: a sum never stands without the scope and period that the text gives it, so that
a yearly sum is not read as a total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from search_app.estimate.estimate import is_computable
from search_app.model import (
    SHOWN_SURE,
    Benefit,
    Bilingual,
    Clause,
    Compare,
    Condition,
    Lang,
)
from search_app.text.wording import write_money, write_open, write_rate, write_sum
from search_app.web.views.marked import say_unsure
from search_app.web.words import make_translate

YEARLY = ("year", "item-year", "company-year")
Check = Literal["reading", "recipient"]  # what readers should check against the text, where we are not sure
_SIGNS: Mapping[Compare, str] = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in words with its scope; ``sought``: the City only helps to obtain it; ``unsure``: to be checked."""

    text: str
    sought: bool
    unsure: bool


# ── the largest sums of a clause ──


def headline_benefit(clause: Clause) -> Benefit | None:
    """The benefit that the largest sum of ``clause`` belongs to; without a sum the first one."""
    if clause.headline is not None:
        for benefit in clause.benefits:
            granted = (clause.amounts[n] for n in benefit.amounts if clause.amounts[n].role in ("award", "cap"))
            if any(amount.top == clause.headline.value for amount in granted):
                return benefit
    return clause.benefits[0] if clause.benefits else None


def headline_sums(clause: Clause, lang: Lang) -> tuple[Money, ...]:
    """The largest sum that ``clause`` grants; where it grants sums for a year and sums once, the largest of each, for
    they cannot be compared. Empty when it grants none."""
    headline, main = clause.headline, headline_benefit(clause)
    if headline is None or main is None:
        return ()
    first = _money(main, write_sum(headline.value, headline.per, lang, headline.qualifier == "up_to"))
    others = [one for one in _granted(clause) if (one[1] in YEARLY) != (headline.per in YEARLY)]
    if not others:
        return (first,)
    value, per, up_to, benefit = max(others, key=lambda one: one[0])
    return first, _money(benefit, write_sum(value, per, lang, up_to))


def _money(benefit: Benefit, text: str) -> Money:
    return Money(text, benefit.promise == "endeavour", benefit.reading_sure < SHOWN_SURE)


def _granted(clause: Clause) -> Iterator[tuple[Decimal, str | None, bool, Benefit]]:
    """(sum, scope, whether it is a ceiling, benefit) of every sum of yuan that ``clause`` grants."""
    for benefit in clause.benefits:
        if benefit.award is not None:
            yield benefit.award, benefit.per, False, benefit
        for limit in benefit.limits:
            yield limit.value, limit.per, True, benefit


# ── one benefit ──


def benefit_sums(benefit: Benefit, lang: Lang) -> tuple[Money, ...]:
    """The award of ``benefit`` and its ceilings, each with its scope; empty when the text states no sum."""
    awards = [] if benefit.award is None else [write_sum(benefit.award, benefit.per, lang)]
    limits = [write_sum(limit.value, limit.per, lang, up_to=True) for limit in benefit.limits]
    return tuple(_money(benefit, text) for text in (*awards, *limits))


def rate_in_words(benefit: Benefit, lang: Lang) -> str:
    """主营业务收入的4% · 4% of principal business revenue; "" without a rate. One that is a maximum says so."""
    if benefit.rate is None:
        return ""
    t, rate = make_translate(lang), write_rate(benefit.rate)
    basis = benefit.basis_en or benefit.basis if lang == "en" else benefit.basis
    said = t("benefit_rate_of", basis=basis, rate=rate) if basis else rate
    most = any(point.kind == "rate_ceiling" for point in benefit.open)
    return t("benefit_rate_at_most", value=said) if most else said


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hit shows of money: the benefit that answers the query, else the largest sums of its clause.

    ``most``: the largest sums of the clause, where the hits are ordered by them and another sum is shown, and where the
    benefit that answers states none.
    """

    benefit: Benefit | None
    answers: bool
    sums: tuple[Money, ...]
    rate: str
    words: str  # instead of sums, where the text states none
    over: str  # what the sums come to over all years: "× 5 years = RMB 50 million"; "" where that is not said
    more: int
    most: tuple[Money, ...]
    checks: tuple[Check, ...]


def make_shown(clause: Clause, answering: int | None, lang: Lang, by_amount: bool) -> Shown:
    """What the list and the table show of ``clause``, whose benefit ``answering`` answers the query. ``by_amount``:
    whether the hits are ordered by the largest sums."""
    more = max(0, len(clause.benefits) - 1)
    if answering is None:
        main, sums = headline_benefit(clause), headline_sums(clause, lang)
        checks = find_checks(main) if main else ()
        alone = main if main and sums and benefit_sums(main, lang) == sums else None
        rate, over = (rate_in_words(alone, lang), over_years(alone, lang)) if alone else ("", "")
        return Shown(main, False, sums, rate, "", over, more, (), checks)
    benefit = clause.benefits[answering - 1]
    sums, rate = benefit_sums(benefit, lang), rate_in_words(benefit, lang)
    words = "" if sums or rate else sum_instead(benefit, lang)
    most = headline_sums(clause, lang) if words or by_amount else ()
    other = () if set(most) & set(sums) else most
    return Shown(benefit, True, sums, rate, words, over_years(benefit, lang), more, other, find_checks(benefit))


def over_years(benefit: Benefit, lang: Lang) -> str:
    """What stands behind the sums of ``benefit``: for how many years they are granted, and what that comes to."""
    years, total, t = years_of(benefit), benefit.total, make_translate(lang)
    if not years:
        return ""
    if total is None or total.years is None:
        return t("sum_years", n=years)
    yearly = [benefit.award, *(limit.value for limit in benefit.limits)]
    if total.value in [value * years for value in yearly if value is not None]:
        return t("sum_product", n=years, total=write_money(total.value, lang))
    return t("sum_capped", n=years, total=write_money(total.value, lang))


def years_of(benefit: Benefit) -> int | None:
    """For how many years a benefit is granted, where the text says so."""
    return benefit.duration.years if benefit.duration else None


def sum_instead(benefit: Benefit, lang: Lang) -> str:
    """What is said where the text of ``benefit`` states no sum."""
    t = make_translate(lang)
    return t("benefit_terms") if has_terms(benefit) else t("benefit_no_sum")


def has_terms(benefit: Benefit) -> bool:
    """Whether its figures are no sums that are paid: a tax rate, a price of land, a fee of a guarantee."""
    return benefit.kind in ("tax", "land", "guarantee") and bool(benefit.amounts)


@dataclass(frozen=True, slots=True)
class ConditionView:
    """What must be reached, and the figure that holds for this benefit ("≥ 1亿元"), "" where there is none.

    One condition may name the figures of several tiers."""

    said: Bilingual
    figure: str


@dataclass(frozen=True, slots=True)
class BenefitView:
    """A benefit in words: what it comes to, and what it asks for."""

    benefit: Benefit
    sum: str
    limits: tuple[str, ...]  # beside ``sum``
    computable: bool
    conditions: tuple[ConditionView, ...]
    checks: tuple[Check, ...]


def make_benefit_views(clause: Clause, lang: Lang) -> list[BenefitView]:
    """The benefits of ``clause``, each with the one line that says how much."""
    return [_make_view(clause, benefit, lang) for benefit in clause.benefits]


def _make_view(clause: Clause, benefit: Benefit, lang: Lang) -> BenefitView:
    sums = [money.text for money in benefit_sums(benefit, lang)]
    rate = rate_in_words(benefit, lang)
    first = sums[0] if benefit.award is not None else rate or (sums[0] if sums else sum_instead(benefit, lang))
    return BenefitView(
        benefit,
        first,
        tuple(one for one in sums if one != first),
        is_computable(benefit),
        make_condition_views(clause, benefit, lang),
        find_checks(benefit),
    )


def find_checks(benefit: Benefit) -> tuple[Check, ...]:
    """What of ``benefit`` is not certain: what it gives, to whom."""
    parts: tuple[tuple[Check, float], ...] = (("reading", benefit.reading_sure), ("recipient", benefit.recipient_sure))
    return tuple(check for check, sure in parts if sure < SHOWN_SURE)


def make_condition_views(clause: Clause, benefit: Benefit, lang: Lang) -> tuple[ConditionView, ...]:
    """What ``benefit``, one of ``clause``, asks for."""
    every = benefit.conditions
    return tuple(ConditionView(Bilingual(c.text, c.text_en), _figure(clause, benefit, c, lang)) for c in every)


def _figure(clause: Clause, benefit: Benefit, condition: Condition, lang: Lang) -> str:
    asked = (clause.amounts[n] for n in benefit.amounts if clause.amounts[n].role == "condition")
    kind = next((amount.kind for amount in asked if amount.value == condition.value), None)
    if condition.value is None or kind not in ("money", "percent"):
        return ""
    value = write_money(condition.value, lang) if kind == "money" else write_rate(condition.value)
    return f"{_SIGNS[condition.compare or 'ge']} {value}"


def open_points(benefit: Benefit, lang: Lang) -> list[str]:
    """What the text leaves open, in ``lang``."""
    return [write_open(point, lang) for point in benefit.open]


@dataclass(frozen=True, slots=True)
class UnsureFigure:
    """A figure whose purpose is not certain, and what is said of it."""

    text: str
    words: str


def unsure_figures(clause: Clause, lang: Lang) -> list[UnsureFigure]:
    """The figures of ``clause`` that count for nothing because their purpose is not certain."""
    t = make_translate(lang)
    return [UnsureFigure(a.text, say_unsure(a, t)) for a in clause.amounts if a.role == "unsure"]
