"""What does a rate, an award or a ceiling come to? Every step is shown; nothing above a ceiling is paid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from search_app.estimate.thresholds import find_step
from search_app.estimate.work import PER_ITEM, Inputs, Work, en, zh
from search_app.model import PAID, Benefit, Bilingual, Clause, Limit
from search_app.text.fold import fold
from search_app.text.wording import exact_rate, write_rate


def from_rate(clause: Clause, benefit: Benefit, inputs: Inputs, work: Work) -> Decimal:
    """Yuan: the rate of each base that was given, within the ceilings."""
    rate = benefit.rate or Decimal(0)
    bases = _deducted(benefit, inputs, work)
    item_limit = min((limit.value for limit in benefit.limits if _is_per_item(limit, benefit)), default=None)
    total = Decimal(0)
    for n, base in enumerate(bases, start=1):
        share = _share(base, rate)
        name_zh, name_en = (f"第{n}项：", f"Item {n}: ") if len(bases) > 1 else ("", "")
        work.step(
            f"{name_zh}{zh(base)} × {write_rate(rate)} = {zh(share)}。",
            f"{name_en}{en(base)} × {write_rate(rate)} = {en(share)}.",
        )
        if item_limit is not None and share > item_limit:
            work.step(
                f"{name_zh}不超过每项上限{zh(item_limit)}。",
                f"{name_en}capped at {en(item_limit)} per item.",
            )
            work.limited_by = _printed(clause, benefit, item_limit)
            share = item_limit
        total += share
    if len(bases) > 1:
        work.step(f"合计{zh(total)}。", f"In total {en(total)}.")
    if _is_ceiling_rate(clause, benefit):
        work.at_most = True
        work.note(
            "条文载明比例“不超过”，实际比例可能更低。", "The text says “not exceeding”: the actual rate may be lower."
        )
    return limit_total(total, benefit, clause, work, rate)


def _share(base: Decimal, rate: Decimal) -> Decimal:
    """``base`` × ``rate``, exactly; where that has no end (a third of a yuan), down to a hundredth of a yuan."""
    exact = exact_rate(rate)
    if exact == Fraction(rate):
        return base * rate
    return Decimal(Fraction(base) * exact * 100 // 1) / 100


def _first_base(limit: Decimal, rate: Decimal) -> Decimal:
    """The smallest whole base at which ``limit`` is reached."""
    return Decimal(-(-Fraction(limit) // exact_rate(rate)))


def _deducted(benefit: Benefit, inputs: Inputs, work: Work) -> list[Decimal]:
    basis = benefit.basis or ""
    basis_en = benefit.basis_en or basis
    if benefit.basis:
        work.step(f"计算基数：{basis}。", f"Base: {basis_en}.")
    bases = list(inputs.base)
    if inputs.deduct and "扣除" in basis:
        before = bases[0]
        bases[0] = max(Decimal(0), before - inputs.deduct)
        work.step(
            f"{zh(before)} − {zh(inputs.deduct)} = {zh(bases[0])}。",
            f"{en(before)} − {en(inputs.deduct)} = {en(bases[0])}.",
        )
    elif inputs.deduct:
        work.note(
            "本条未规定扣除，扣除额未计入。", "This clause provides for no deduction; the deduction was not applied."
        )
    elif "扣除" in basis and inputs.deduct is None:
        work.at_most = True
        work.note(
            f"未填扣除额，按零计算；本条规定“{basis}”。",
            f"No deduction was given, so it counts as zero; the clause says “{basis_en}”.",
        )
    return bases


def _is_ceiling_rate(clause: Clause, benefit: Benefit) -> bool:
    for n in benefit.amounts:
        amount = clause.amounts[n]
        if amount.role == "rate" and amount.value == benefit.rate:
            left = fold(clause.text.zh[max(0, amount.start - 30) : amount.start])
            return bool(re.search(r"不(?:超过|高于)[^,。;]*$", left)) and "给予" not in left.rpartition("不超过")[2]
    return False


def from_award(clause: Clause, benefit: Benefit, inputs: Inputs, work: Work) -> Decimal:
    """Yuan: a fixed sum, once, for each item, or for each step that is reached; ceilings not yet applied."""
    award, count = benefit.award or Decimal(0), inputs.count or 1
    if step := find_step(clause, benefit):
        given, times = inputs.threshold or Decimal(0), int((inputs.threshold or Decimal(0)) // step)
        work.step(
            f"{zh(given)}中有{times}个{zh(step)}：{zh(award)} × {times} = {zh(award * times)}。",
            f"{en(given)} contains {en(step)} {times} times: {en(award)} × {times} = {en(award * times)}.",
        )
        return award * times
    if inputs.count and (benefit.per in PER_ITEM or benefit.per == "company"):
        work.step(
            f"{zh(award)} × {count} = {zh(award * count)}。",
            f"{en(award)} × {count} = {en(award * count)}.",
        )
        return award * count
    if count > 1:
        work.note(
            "本条未载明按数量给付，数量未计入。",
            "The clause does not provide for payment by number of items; the number was not applied.",
        )
    elif benefit.per in PER_ITEM:
        work.note("按一项计算。", "Calculated for one item.")
    work.step(f"定额{zh(award)}。", f"Fixed sum {en(award)}.")
    return award


def from_ceiling(clause: Clause, benefit: Benefit, inputs: Inputs, work: Work) -> Decimal:
    """Yuan: the most that can be paid, where the text states nothing but a ceiling."""
    narrow = [limit for limit in benefit.limits if limit.per in PER_ITEM]
    first = min(narrow or benefit.limits, key=lambda limit: limit.value)
    count = (inputs.count or 1) if first.per in PER_ITEM else 1
    work.at_most = True
    work.step(
        f"条文只载明上限：{zh(first.value)}{f' × {count}' if count > 1 else ''}。",
        f"The text states only a cap: {en(first.value)}{f' × {count}' if count > 1 else ''}.",
    )
    work.limited_by = _printed(clause, benefit, first.value)
    return limit_total(first.value * count, benefit, clause, work, Decimal(1))


def limit_total(total: Decimal, benefit: Benefit, clause: Clause, work: Work, rate: Decimal) -> Decimal:
    """``total`` within the ceilings that hold for all items together."""
    for limit in sorted(_wide(benefit), key=lambda limit: limit.value):
        if total > limit.value:
            work.step(f"不超过上限{zh(limit.value)}。", f"Capped at {en(limit.value)}.")
            work.limited_by = _printed(clause, benefit, limit.value)
            total = limit.value
        if benefit.rate:
            at = _first_base(limit.value, rate)
            work.note(
                f"基数达到{zh(at)}起，按上限{zh(limit.value)}计。",
                f"From a base of {en(at)}, the cap of {en(limit.value)} applies.",
            )
    return total


def _wide(benefit: Benefit) -> Sequence[Limit]:
    return [limit for limit in benefit.limits if not _is_per_item(limit, benefit)]


def _is_per_item(limit: Limit, benefit: Benefit) -> bool:
    """Whether a ceiling holds for each item; of what is computed on a person's pay it holds for each person."""
    return limit.per in PER_ITEM or (limit.per in (None, "once") and (benefit.basis or "").startswith("个人"))


def _printed(clause: Clause, benefit: Benefit, value: Decimal) -> Bilingual | None:
    own = (clause.amounts[n] for n in benefit.amounts)
    printed = next((a.text for a in own if a.role in PAID and a.top == value), None)
    return Bilingual(printed, en(value)) if printed else None
