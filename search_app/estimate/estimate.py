"""What would somebody get? The sum that a benefit comes to for given inputs, with every step shown.

A threshold that is not reached gives 0 and says so. What cannot be computed gives no number and names what is missing.
A sum is "exact" only when the text fixes it; otherwise it is "at_most".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from search_app.estimate.notes import note_limits_of_the_answer, note_who_decides
from search_app.estimate.sums import from_award, from_ceiling, from_rate, limit_total
from search_app.estimate.thresholds import money_thresholds, reach_thresholds
from search_app.estimate.work import Estimate, Inputs, Missing, Work
from search_app.model import SHOWN_SURE, Benefit, Clause


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
    work = Work()
    note_who_decides(clause, benefit, work)
    if _in_another_currency(benefit):
        return _answer(None, benefit, work, ("currency",))
    missing = _find_missing(clause, benefit, inputs)
    if missing:
        return _answer(None, benefit, work, missing)
    if benefit.sure < SHOWN_SURE:
        work.note(
            "本项识读把握不大，请先核对原文。", "This reading is not certain: please check it against the text first."
        )
    note_limits_of_the_answer(clause, benefit, inputs, work)
    if not reach_thresholds(clause, benefit, inputs, work):
        return _answer(Decimal(0), benefit, work, ())
    if benefit.rate is not None:
        amount = from_rate(clause, benefit, inputs, work)
    elif benefit.award is not None:
        amount = limit_total(from_award(clause, benefit, inputs, work), benefit, clause, work, Decimal(1))
    else:
        amount = from_ceiling(clause, benefit, inputs, work)
    return _answer(amount, benefit, work, ())


def _answer(amount: Decimal | None, benefit: Benefit, work: Work, missing: tuple[Missing, ...]) -> Estimate:
    whole = None if amount is None else int(amount)
    if amount is not None and whole != amount:
        work.note("结果舍去不足一元的部分。", "Fractions of a yuan are dropped.")
    bound: Literal["exact", "at_most"] | None = None
    if whole is not None:
        bound = "at_most" if work.at_most and whole else "exact"
    return Estimate(
        whole, bound, benefit.per, tuple(work.steps), work.limited_by, missing, tuple(dict.fromkeys(work.notes))
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
