"""What else must a reader know of a sum: who decides and pays, and what was not used?"""

from __future__ import annotations

import re

from search_app.estimate.thresholds import PARTIAL, money_thresholds
from search_app.estimate.work import Inputs, Work
from search_app.model import Benefit, Clause
from search_app.text.wording import write_open

_APPROVAL = re.compile("审核|评审|审定|认定|评估|绩效评价|择优|公示")


def note_limits_of_the_answer(clause: Clause, benefit: Benefit, inputs: Inputs, work: Work) -> None:
    """What the reader gave and what was not used, and where another benefit of the clause fits better."""
    if any(c.value is not None and PARTIAL.search(c.text) for c in benefit.conditions):
        work.note(
            "条件中的数额只约束其中一类对象，未计入。",
            "A sum in the conditions applies to only some of the recipients; it was not applied.",
        )
    if inputs.base and benefit.rate is None:
        work.note(
            "本项不按基数计算，基数未计入。", "This benefit is not calculated on a base; the base was not applied."
        )
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


def note_who_decides(clause: Clause, benefit: Benefit, work: Work) -> None:
    """Who pays, what approval and stacking still decide, and for how long."""
    evidence = "".join(clause.text.zh[span.start : span.end] for span in benefit.evidence)
    if benefit.promise == "endeavour":
        work.at_most = True
        work.note(
            "本市只是协助争取，资金不由本市承诺。",
            "The City only helps to seek these funds; it does not promise them.",
        )
    elif benefit.payer:
        names = {
            "city": ("市级财政", "the municipal treasury"),
            "province": ("省级财政", "the provincial treasury"),
            "state": ("中央财政", "the central treasury"),
            "county": ("县（区）财政", "the county or district treasury"),
        }
        zh, en = names[benefit.payer]
        work.note(f"由{zh}支付。", f"Paid by {en}.")
    else:
        work.note("条文未载明由哪一级财政支付。", "The text does not say which level of government pays.")
    if "原则上" in evidence:
        work.at_most = True
        work.note("条文载明“原则上”，可有例外。", "The text says “in principle”: there may be exceptions.")
    if _APPROVAL.search(evidence):
        work.note("须经认定或审核。", "Subject to recognition or approval.")
    if benefit.duration:
        years = benefit.duration.years
        work.note(f"期限：{years}年。", f"For {years} years.")
    if any(rule.kind == "no_stacking" for rule in clause.rules):
        work.note(
            "从高不重复：与其他扶持不叠加。", "Only the highest applicable benefit is granted, with no duplication."
        )
    for point in (one for one in benefit.open if one.kind != "total_per_item"):  # the estimate asks how many there are
        work.note(write_open(point, "zh"), write_open(point, "en"))
