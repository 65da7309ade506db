"""What would somebody get? The sum that a benefit comes to for given inputs, with every step shown.

A threshold that is not reached gives 0 and says so. What cannot be computed gives no number and names what is missing.
A sum is "exact" only when the text fixes it; otherwise it is "at_most".
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from search_app.model import PAID, Benefit, Bilingual, Clause, Compare, Condition, Limit
from search_app.text.fold import fold
from search_app.text.wording import exact_rate, write_money, write_open, write_rate

Missing = Literal["base", "threshold", "sum", "rule", "decision", "currency"]
_COMPARE = {"ge": ("≥", operator.ge), "gt": (">", operator.gt), "le": ("≤", operator.le), "lt": ("<", operator.lt),
            "eq": ("=", operator.eq)}  # fmt: skip
PER_ITEM = ("item", "item-year", "person", "area", "unit")
# 百强企业或年收入超过1亿元的企业, 获奖项目和获投1000万元以上的成果: the sum binds only one of those who are named.
_PARTIAL = re.compile(r"(?:企业|项目|产品|平台|机构|个人|团队)(?:和|或者?|及)[^,，]*\d")
_APPROVAL = re.compile("审核|评审|审定|认定|评估|绩效评价|择优|公示")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the reader states: sums of yuan, of which ``base`` may be one per item."""

    base: tuple[Decimal, ...] = ()
    deduct: Decimal | None = None
    count: int | None = None
    threshold: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The answer: whole yuan, or None with what is missing."""

    amount: int | None
    bound: Literal["exact", "at_most"] | None
    period: str | None
    steps: tuple[Bilingual, ...]
    limited_by: Bilingual | None  # the ceiling as printed, and in English
    missing: tuple[Missing, ...]
    notes: tuple[Bilingual, ...]


@dataclass
class _Work:
    """The calculation as it goes along."""

    steps: list[Bilingual] = field(default_factory=list)
    notes: list[Bilingual] = field(default_factory=list)
    limited_by: Bilingual | None = None
    at_most: bool = False

    def step(self, zh: str, en: str) -> None:
        self.steps.append(Bilingual(zh, en))

    def note(self, zh: str, en: str) -> None:
        self.notes.append(Bilingual(zh, en))


def is_computable(benefit: Benefit) -> bool:
    """Whether inputs can lead to a number, in yuan."""
    if _in_another_currency(benefit):
        return False
    return benefit.kind not in ("tax", "land", "guarantee") and bool(
        benefit.award is not None or benefit.rate is not None or benefit.limits
    )


def _in_another_currency(benefit: Benefit) -> bool:
    return any(point.kind == "foreign" for point in benefit.open)


def estimate(clause: Clause, benefit: Benefit, inputs: Inputs) -> Estimate:
    """What ``benefit`` of ``clause`` comes to for ``inputs``."""
    work = _Work()
    _note_who_decides(clause, benefit, work)
    if _in_another_currency(benefit):
        return _answer(None, benefit, work, ("currency",))
    missing = _find_missing(clause, benefit, inputs)
    if missing:
        return _answer(None, benefit, work, missing)
    _note_limits_of_the_answer(clause, benefit, inputs, work)
    if not _thresholds_reached(clause, benefit, inputs, work):
        return _answer(Decimal(0), benefit, work, ())
    if benefit.rate is not None:
        amount = _from_rate(clause, benefit, inputs, work)
    elif benefit.award is not None:
        amount = _limit_total(_from_award(benefit, inputs, work), benefit, clause, work, Decimal(1))
    else:
        amount = _from_ceiling(clause, benefit, inputs, work)
    return _answer(amount, benefit, work, ())


def _answer(amount: Decimal | None, benefit: Benefit, work: _Work, missing: tuple[Missing, ...]) -> Estimate:
    whole = None if amount is None else int(amount)
    if amount is not None and whole != amount:
        work.note("结果舍去不足一元的部分。", "Fractions of a yuan are dropped.")
    bound: Literal["exact", "at_most"] | None = None
    if whole is not None:
        bound = "at_most" if work.at_most and whole else "exact"
    return Estimate(
        whole, bound, benefit.per, tuple(work.steps), work.limited_by, missing, tuple(dict.fromkeys(work.notes))
    )


def money_thresholds(clause: Clause, benefit: Benefit) -> tuple[tuple[Decimal, Compare, Condition], ...]:
    """The sums of yuan that the applicant must reach: (sum, comparison, condition that says so)."""
    sums = {
        clause.amounts[n].value
        for n in benefit.amounts
        if clause.amounts[n].role == "condition" and clause.amounts[n].kind == "money"
    }
    return tuple(
        (c.value, c.compare or "ge", c)
        for c in benefit.conditions
        if c.value is not None and c.value in sums and not _PARTIAL.search(c.text)
    )


def _find_missing(clause: Clause, benefit: Benefit, inputs: Inputs) -> tuple[Missing, ...]:
    if benefit.promise == "case_by_case":
        return ("decision",)
    if not is_computable(benefit):
        return ("rule",) if benefit.promise == "by_other_rule" else ("sum",)
    missing: list[Missing] = []
    if benefit.rate is not None and not inputs.base:
        missing.append("base")
    if money_thresholds(clause, benefit) and inputs.threshold is None:
        missing.append("threshold")
    return tuple(missing)


def _note_limits_of_the_answer(clause: Clause, benefit: Benefit, inputs: Inputs, work: _Work) -> None:
    """What the reader gave and what was not used, and where another benefit of the clause fits better."""
    if any(c.value is not None and _PARTIAL.search(c.text) for c in benefit.conditions):
        work.note(
            "条件中的数额只约束其中一类对象，未计入。",
            "A sum in the conditions binds only some of the recipients; it was not applied.",
        )
    if inputs.base and benefit.rate is None:
        work.note("本项不按基数计算，基数未计入。", "This benefit is not computed on a base; the base was not applied.")
    if inputs.count and benefit.rate is not None:
        work.note(
            "按比例计算的项目请逐项填写基数，数量未计入。",
            "For a rate give one base per item; the count was not applied.",
        )
    if len(inputs.base) > 1 and inputs.threshold is not None:
        work.note(
            "条件数额视为每一项均已达到。", "Every item is taken to reach the sum that was given for the condition."
        )
    reached = money_thresholds(clause, benefit)
    for other in clause.benefits:
        for value, compare, _ in money_thresholds(clause, other):
            higher = compare in ("ge", "gt") and any(value > own for own, _, _ in reached)
            same = other.kind == benefit.kind and other.evidence[0].start - benefit.evidence[-1].end <= 1
            if higher and same and inputs.threshold is not None and inputs.threshold >= value:
                work.note(
                    f"所填数额也达到第{other.n}项的档次。", f"The sum given also reaches the tier of benefit {other.n}."
                )


def _thresholds_reached(clause: Clause, benefit: Benefit, inputs: Inputs, work: _Work) -> bool:
    reached = True
    for value, compare, condition in money_thresholds(clause, benefit):
        given = inputs.threshold or Decimal(0)
        sign, meets = _COMPARE[compare]
        ok = meets(given, value)
        zh, en = ("达到", "met") if ok else ("未达到", "not met")
        work.step(
            f"条件“{condition.text}”：{_zh(given)} {sign} {_zh(value)}，{zh}。",
            f"Condition “{condition.text_en or condition.text}”: {_en(given)} {sign} {_en(value)}, {en}.",
        )
        reached = reached and ok
    if not reached:
        work.step("条件未达到，不予给付。", "A condition is not met: nothing is paid.")
    return reached


def _from_rate(clause: Clause, benefit: Benefit, inputs: Inputs, work: _Work) -> Decimal:
    rate = benefit.rate or Decimal(0)
    bases = _deducted(benefit, inputs, work)
    item_limit = min((limit.value for limit in benefit.limits if _is_per_item(limit, benefit)), default=None)
    total = Decimal(0)
    for n, base in enumerate(bases, start=1):
        share = _share(base, rate)
        name_zh, name_en = (f"第{n}项：", f"Item {n}: ") if len(bases) > 1 else ("", "")
        work.step(
            f"{name_zh}{_zh(base)} × {write_rate(rate)} = {_zh(share)}。",
            f"{name_en}{_en(base)} × {write_rate(rate)} = {_en(share)}.",
        )
        if item_limit is not None and share > item_limit:
            work.step(f"{name_zh}不超过每项上限{_zh(item_limit)}。", f"{name_en}limited to {_en(item_limit)} per item.")
            work.limited_by = _printed(clause, benefit, item_limit)
            share = item_limit
        total += share
    if len(bases) > 1:
        work.step(f"合计{_zh(total)}。", f"Together {_en(total)}.")
    if _is_ceiling_rate(clause, benefit):
        work.at_most = True
        work.note(
            "条文写明比例“不超过”，实际比例可能更低。", "The text says “not exceeding”: the actual rate may be lower."
        )
    return _limit_total(total, benefit, clause, work, rate)


def _share(base: Decimal, rate: Decimal) -> Decimal:
    """``base`` × ``rate``, exactly; where that has no end (a third of a yuan), down to a hundredth of a yuan."""
    exact = exact_rate(rate)
    if exact == Fraction(rate):
        return base * rate
    return Decimal(Fraction(base) * exact * 100 // 1) / 100


def _first_base(limit: Decimal, rate: Decimal) -> Decimal:
    """The smallest whole base at which ``limit`` is reached."""
    return Decimal(-(-Fraction(limit) // exact_rate(rate)))


def _deducted(benefit: Benefit, inputs: Inputs, work: _Work) -> list[Decimal]:
    basis = benefit.basis or ""
    basis_en = benefit.basis_en or basis
    if benefit.basis:
        work.step(f"计算基数：{basis}。", f"Base: {basis_en}.")
    bases = list(inputs.base)
    if inputs.deduct and "扣除" in basis:
        before = bases[0]
        bases[0] = max(Decimal(0), before - inputs.deduct)
        work.step(
            f"{_zh(before)} − {_zh(inputs.deduct)} = {_zh(bases[0])}。",
            f"{_en(before)} − {_en(inputs.deduct)} = {_en(bases[0])}.",
        )
    elif inputs.deduct:
        work.note(
            "本条未规定扣除，扣除额未计入。", "This clause provides for no deduction; the deduction was not applied."
        )
    elif "扣除" in basis and inputs.deduct is None:
        work.at_most = True
        work.note(
            f"未填扣除额，按零计算；本条规定“{basis}”。", f"No deduction was given; the clause says “{basis_en}”."
        )
    return bases


def _is_ceiling_rate(clause: Clause, benefit: Benefit) -> bool:
    for n in benefit.amounts:
        amount = clause.amounts[n]
        if amount.role == "rate" and amount.value == benefit.rate:
            left = fold(clause.text.zh[max(0, amount.start - 30) : amount.start])
            return bool(re.search(r"不(?:超过|高于)[^,。;]*$", left)) and "给予" not in left.rpartition("不超过")[2]
    return False


def _from_award(benefit: Benefit, inputs: Inputs, work: _Work) -> Decimal:
    award, count = benefit.award or Decimal(0), inputs.count or 1
    if inputs.count and (benefit.per in PER_ITEM or benefit.per == "company"):
        work.step(f"{_zh(award)} × {count} = {_zh(award * count)}。", f"{_en(award)} × {count} = {_en(award * count)}.")
        return award * count
    if count > 1:
        work.note("本条未写明按数量给付，数量未计入。", "The clause does not pay by number; the count was not applied.")
    elif benefit.per in PER_ITEM:
        work.note("按一项计算。", "Computed for one item.")
    work.step(f"定额{_zh(award)}。", f"Fixed sum {_en(award)}.")
    return award


def _from_ceiling(clause: Clause, benefit: Benefit, inputs: Inputs, work: _Work) -> Decimal:
    narrow = [limit for limit in benefit.limits if limit.per in PER_ITEM]
    first = min(narrow or benefit.limits, key=lambda limit: limit.value)
    count = (inputs.count or 1) if first.per in PER_ITEM else 1
    work.at_most = True
    work.step(
        f"条文只写明上限：{_zh(first.value)}{f' × {count}' if count > 1 else ''}。",
        f"The text states only a ceiling: {_en(first.value)}{f' × {count}' if count > 1 else ''}.",
    )
    work.limited_by = _printed(clause, benefit, first.value)
    return _limit_total(first.value * count, benefit, clause, work, Decimal(1))


def _limit_total(total: Decimal, benefit: Benefit, clause: Clause, work: _Work, rate: Decimal) -> Decimal:
    for limit in sorted(_wide(benefit), key=lambda limit: limit.value):
        if total > limit.value:
            work.step(f"不超过上限{_zh(limit.value)}。", f"Limited to {_en(limit.value)}.")
            work.limited_by = _printed(clause, benefit, limit.value)
            total = limit.value
        if benefit.rate:
            at = _first_base(limit.value, rate)
            work.note(
                f"基数达到{_zh(at)}起，按上限{_zh(limit.value)}计。",
                f"From a base of {_en(at)} the limit of {_en(limit.value)} binds.",
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
    return Bilingual(printed, _en(value)) if printed else None


def _note_who_decides(clause: Clause, benefit: Benefit, work: _Work) -> None:
    """Who pays, what approval and stacking still decide, and for how long."""
    evidence = "".join(clause.text.zh[span.start : span.end] for span in benefit.evidence)
    if benefit.promise == "endeavour":
        work.at_most = True
        work.note(
            "本市只是协助争取，资金不由本市承诺。",
            "The City only helps to obtain this money; it is not a sum that the City owes.",
        )
    elif benefit.payer:
        names = {
            "city": ("市级财政", "the city"),
            "province": ("省级财政", "the province"),
            "state": ("中央财政", "the state"),
            "county": ("县（区）财政", "the county or district"),
        }
        zh, en = names[benefit.payer]
        work.note(f"由{zh}支付。", f"Paid by {en}.")
    else:
        work.note("条文未写明由哪一级财政支付。", "The text does not say which level of government pays.")
    if "原则上" in evidence:
        work.at_most = True
        work.note("条文写明“原则上”，可有例外。", "The text says “in principle”: there may be exceptions.")
    if _APPROVAL.search(evidence):
        work.note("须经认定或审核。", "Subject to recognition or approval.")
    if benefit.duration:
        years = benefit.duration.years
        work.note(f"期限：{years}年。", f"For {years} years.")
    if any(rule.kind == "no_stacking" for rule in clause.rules):
        work.note("从高不重复：与其他扶持不叠加。", "Only the highest applicable benefit is paid; no duplication.")
    for point in (one for one in benefit.open if one.kind != "total_per_item"):  # the estimate asks how many there are
        work.note(write_open(point, "zh"), write_open(point, "en"))


def _zh(yuan: Decimal) -> str:
    return write_money(yuan, "zh")


def _en(yuan: Decimal) -> str:
    return write_money(yuan, "en")
