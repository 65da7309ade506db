"""What must be reached for a benefit, and is it? Invariant: a threshold that is not reached says so in a step."""

from __future__ import annotations

import operator
import re
from decimal import Decimal

from search_app.estimate.work import Inputs, Work, en, zh
from search_app.model import Benefit, Clause, Compare, Condition

_COMPARE = {"ge": ("≥", operator.ge), "gt": (">", operator.gt), "le": ("≤", operator.le), "lt": ("<", operator.lt),
            "eq": ("=", operator.eq)}  # fmt: skip
# 百强企业或年收入超过1亿元的企业, 获奖项目和获投1000万元以上的成果: the sum binds only one of those who are named.
PARTIAL = re.compile(r"(?:企业|项目|产品|平台|机构|个人|团队)(?:和|或者?|及)[^,，]*\d")
# 每满100万元: what is given is given for each of these steps.
_STEP = re.compile("每|(?:each|every) ", re.IGNORECASE)


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
        if c.value is not None and c.value in sums and not PARTIAL.search(c.text)
    )


def find_step(clause: Clause, benefit: Benefit) -> Decimal | None:
    """For each of which sum of yuan an award is paid (每满100万元奖励5万元); None where it is paid once, or where more
    than one sum has to be reached, which leaves open from where the steps are counted."""
    reached = money_thresholds(clause, benefit)
    if len(reached) != 1 or benefit.award is None:
        return None
    ((value, _, condition),) = reached
    return value if condition.compare is None and value > 0 and _STEP.search(condition.text) else None


def reach_thresholds(clause: Clause, benefit: Benefit, inputs: Inputs, work: Work) -> bool:
    """Whether the sum that the reader gave reaches every threshold; each comparison is a step."""
    reached = True
    for value, compare, condition in money_thresholds(clause, benefit):
        given = inputs.threshold or Decimal(0)
        sign, meets = _COMPARE[compare]
        ok = meets(given, value)
        met_zh, met_en = ("达到", "met") if ok else ("未达到", "not met")
        work.step(
            f"条件“{condition.text}”：{zh(given)} {sign} {zh(value)}，{met_zh}。",
            f"Condition “{condition.text_en or condition.text}”: {en(given)} {sign} {en(value)}, {met_en}.",
        )
        reached = reached and ok
    if not reached:
        work.step("条件未达到，不予给付。", "A condition is not met: nothing is paid.")
    return reached
