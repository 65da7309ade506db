"""What would a company get of a benefit that fits it: in a year, and in all?

The estimate computes it, from the answers of the company. Invariant: a sum that hangs on something the company did not
say, or that the text leaves open, is none; a ceiling is called one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from search_app.estimate.estimate import estimate, is_computable
from search_app.estimate.work import PER_ITEM, Estimate, Inputs
from search_app.matching.facts import Company
from search_app.matching.judging import Verdict
from search_app.matching.phrases import MEASURES, read_phrase
from search_app.model import Benefit, Bilingual, Clause
from search_app.text.passage import plain
from search_app.text.wording import write_money

_YEARLY = ("year", "company-year", "item-year")


@dataclass(frozen=True, slots=True)
class Sum:
    """Yuan, None where it cannot be said. ``yearly``: what is paid each year, None for what is paid once. ``at_most``:
    the text gives only a ceiling, or its sum may be less."""

    yearly: int | None = None
    total: int | None = None
    at_most: bool = False
    years: int | None = None
    steps: tuple[Bilingual, ...] = ()
    notes: tuple[Bilingual, ...] = ()

    @property
    def known(self) -> bool:
        return self.yearly is not None or self.total is not None


def make_sum(clause: Clause, benefit: Benefit, company: Company, verdicts: Sequence[Verdict]) -> Sum:
    """What ``benefit`` of ``clause`` comes to for a ``company`` that it fits."""
    if not is_computable(benefit):
        return Sum()
    count = _count(benefit, company, verdicts)
    base = _base(benefit, company)
    threshold = _threshold(company, verdicts)
    inputs = Inputs(() if base is None else (base,), None, count, threshold)
    # Who is meant was read anew, from all of the sentence: only what is given may still be unsure.
    counted, notes = replace(benefit, sure=benefit.reading_sure), []
    if benefit.rate is not None and base is None:  # a share of something that the company was not asked: its ceiling
        if not benefit.limits:
            return Sum()
        counted = replace(counted, rate=None, award=None)
    if count and count > 1 and not _is_per_item(benefit):
        counted, note = _per_product(counted, count)
        notes.append(note)
    return _over_time(clause, counted, inputs, notes)


def _over_time(clause: Clause, benefit: Benefit, inputs: Inputs, notes: list[Bilingual]) -> Sum:
    """The sum of one year, and that of all years."""
    in_year = [limit.value for limit in benefit.limits if limit.per in ("company-year", "item-year", "year")]
    paid_yearly = benefit.per in _YEARLY
    whole = (
        benefit if paid_yearly else replace(benefit, limits=tuple(x for x in benefit.limits if x.value not in in_year))
    )
    found = estimate(
        clause, whole if whole.limits or whole.award is not None or whole.rate is not None else benefit, inputs
    )
    if found.amount is None:
        return Sum(steps=found.steps, notes=found.notes)
    at_most = found.bound == "at_most" or benefit.promise == "up_to" or (benefit.rate is None and benefit.award is None)
    years = benefit.duration.years if benefit.duration else None
    if not paid_yearly:
        yearly = min(int(min(in_year)), found.amount) if in_year else None
        return Sum(yearly, found.amount, at_most, None, found.steps, (*notes, *found.notes))
    total = found.amount * years if years else None
    steps = (*found.steps, _times(found, years)) if years else found.steps
    return Sum(found.amount, total, at_most, years, steps, (*notes, *found.notes))


def _times(found: Estimate, years: int) -> Bilingual:
    year, total = Decimal(found.amount or 0), Decimal((found.amount or 0) * years)
    return Bilingual(
        f"{write_money(year, 'zh')} × {years}年 = {write_money(total, 'zh')}（按每年相同计）。",
        f"{write_money(year, 'en')} × {years} years = {write_money(total, 'en')} (if every year is the same).",
    )


def _is_per_item(benefit: Benefit) -> bool:
    return benefit.per in PER_ITEM or any(limit.per in PER_ITEM for limit in benefit.limits)


def _per_product(benefit: Benefit, count: int) -> tuple[Benefit, Bilingual]:
    """``benefit`` with its ceilings for each product, which is the most that its text can mean."""
    limits = tuple(replace(one, value=one.value * count) if one.per is None else one for one in benefit.limits)
    return replace(benefit, limits=limits), Bilingual(
        f"按{count}个产品各计一次上限；条文未载明上限是否按每个产品计。",
        f"The cap is counted for each of {count} products; the text does not say whether it is for each.",
    )


def _count(benefit: Benefit, company: Company, verdicts: Sequence[Verdict]) -> int | None:
    """How many products it is paid for: those of the narrowest class that its sentence names."""
    named = [
        row.values
        for one in verdicts
        if one.requirement.place == "sentence"
        for row in one.requirement.rows
        if row.kind == "product"
    ]
    return company.count(min(named, key=len)) if named else None


def _base(benefit: Benefit, company: Company) -> Decimal | None:
    """What a share is taken of, where it is exactly one of the sums that the company said."""
    if benefit.rate is None or not benefit.basis or benefit.kind == "interest":
        return None
    found = read_phrase(plain(benefit.basis), {}, benefit.basis)
    if len(found) != 1 or found[0].kind not in MEASURES or found[0].kind == "people":
        return None
    given: Decimal | None = getattr(company, found[0].kind)
    return given


def _threshold(company: Company, verdicts: Sequence[Verdict]) -> Decimal | None:
    """The sum that has to reach a threshold, where one kind of sum has to."""
    kinds = {one.requirement.kind for one in verdicts if one.requirement.bounds and one.requirement.kind in MEASURES}
    if len(kinds) != 1:
        return None
    given = getattr(company, kinds.pop())
    return None if given is None else Decimal(given)
