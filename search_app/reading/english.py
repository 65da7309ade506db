"""Which figures does an English text state, and what is each for? The same nouns and roles as for Chinese.

``find_english_amounts("10% of fixed-asset investment, up to RMB 5 million")`` → a rate of 0.1 and a cap of 5,000,000.
Invariant: ``text[a.start:a.end] == a.text``; linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search_app.figures.english_figures import find_english_figures
from search_app.figures.quantity import Quantity
from search_app.model import Amount, AmountKind, Benefit, Condition, Limit, Open, Role, Span
from search_app.reading.openness import exact_alone, in_yuan_alone

_STOP = re.compile(r"(?<!No)[.;](?=\s|$)")
_GIVE = re.compile(
    r"\b(?:grant|award|subsid|reward|fund|support|pay|paid|provid|bonus|assist|financ|obtain|receiv|given|reimburs)\w*",
    re.I,
)
_CAP = re.compile(
    r"(?:up to|not exceeding|not (?:to )?exceed|no more than|not more than|at most"
    r"|(?:a )?maximum(?: (?:of|being|award|grant|subsidy|amount)[^,.;]{0,24})?"
    r"|capped at|(?:a |an upper )?(?:ceiling|limit|cap) of|upper limit (?:of|being))(?:\s+\w+){0,3}?\s*$",
    re.I,
)
_AT_LEAST = re.compile(
    r"(?:at least|no less than|not less than|not lower than|not below|more than|exceed(?:s|ing|ed)?|above|over"
    r"|higher than|reach(?:es|ing|ed)?|greater than|minimum of"
    r"|amounts? to|of not less than)(?:\s+(?:for the first time|the|a))*\s*$",
    re.I,
)
_BOUND_AFTER = re.compile(
    r"\s*(?:\(inclusive\)\s*)?(?:or (?:more|above|less|below|over)|and (?:above|below|over|more)|and less)\b", re.I
)
_TERM = re.compile(
    r"tax rate|fee rate|deduct|minimum price|floor price|income tax|fees? charged|guarantee fee",
    re.I,
)
_HELD = re.compile(
    r"(?:who|that|which|having)?\s*(?:have|has|had)?\s*(?:obtain(?:s|ed)?|receive[sd]?|awarded)[^,.;]*(?:provincial)[^.;]*$",
    re.I,
)
_CONDITION_NOUN = re.compile(
    r"(?:investment|revenue|income|sales|loans?|value|contract|purchase|amount|shareholding|shares?|guarantee|price|expenditure|refinancing|financing)"
    r"\b[^,.;]{0,60}$",
    re.I,
)


def find_english_amounts(text: str, own: str | None = None) -> tuple[Amount, ...]:
    """Every money sum, percentage and ratio of an English ``text`` with its role, in order. ``own`` is the currency
    that its document counts in."""
    return tuple(
        Amount(text[f.start : f.end], f.start, f.end, f.kind, f.value, role, f.value_hi, f.currency, f.bound)
        for run in _runs(text, find_english_figures(text, own))
        for role in ["term" if run[0].share else _role(text, run[0].whole[0], run[-1].whole[1], run[0].kind)]
        for f in run
    )


def _runs(text: str, figures: Sequence[Quantity]) -> list[list[Quantity]]:
    runs: list[list[Quantity]] = []
    for figure in figures:
        last = runs[-1][-1] if runs else None
        gap = text[last.whole[1] : figure.whole[0]] if last else ""
        if last and last.kind == figure.kind and re.fullmatch(r"\s*(?:,|and|or|, and|, or)\s*", gap):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return runs


def _role(text: str, start: int, end: int, kind: AmountKind) -> Role:
    left = _STOP.split(text[max(0, start - 260) : start])[-1]
    right = _STOP.split(text[end : end + 200], maxsplit=1)[0]
    near = left[-90:]
    if (
        kind != "money"
        and _TERM.search(left[-120:] + "|" + right[:40])
        and not re.search(r"\b(?:granted|grant of|award)[^,;]*$", left[-40:])
    ):
        return "term"
    if kind == "money" and re.search(r"fund (?:of|with|totalling)[^,;]*$|registered capital of\s*$", left, re.I):
        return "term"
    if kind == "money" and _HELD.search(left) and _CAP.search(left):
        return "condition"
    if _BOUND_AFTER.match(right):
        return "condition"
    if kind == "money" and _CAP.search(left):
        return "condition" if re.search(r"guaranteed? amount[^,;]*$", near, re.I) else "cap"
    if _AT_LEAST.search(left) and not re.search(r"\bnot exceed(?:ing)?\s*$", left, re.I):
        return "condition"
    if kind != "money":
        return "rate" if _GIVE.search(left) or _GIVE.search(right) else "term"
    if re.match(r"\s*(?:,\s*)?(?:per|a|each)? ?(?:year)?\b.{0,12}maximum", right, re.I):
        return "cap"
    if _CONDITION_NOUN.search(near) and not re.search(
        r"(?:grant|award|subsid|bonus|reward|fund|support)\w*\b[^,;]{0,60}$", near, re.I
    ):
        return "condition"
    return "award" if _GIVE.search(left) or _GIVE.search(right) else "term"


_EN_ENDEAVOUR = re.compile(r"\b(?:seek|strive|apply for|help[^.]{0,40}obtain)", re.I)
_RECIPIENT = re.compile(r"^(?P<who>[^.,;]{3,80}?)(?:,[^.;]*)? (?:is|are|shall be|will be|may be|receives?|gets?)\b")


def find_english_benefits(text: str, amounts: tuple[Amount, ...]) -> tuple[Benefit, ...]:
    """One record for each sentence that grants: its first award or rate, with the ceilings and thresholds beside it."""
    benefits: list[Benefit] = []
    start = 0
    for stop in (*(m.start() for m in _STOP.finditer(text)), len(text)):
        inside = [n for n, a in enumerate(amounts) if start <= a.start < stop]
        granted = [n for n in inside if amounts[n].role in ("award", "rate")]
        caps = [n for n in inside if amounts[n].role == "cap"]
        if granted or caps:
            benefit = _english_benefit(text, amounts, Span(start, stop), inside, len(benefits) + 1)
            benefits.append(in_yuan_alone(exact_alone(benefit, amounts), amounts))
        start = stop + 1
    return tuple(benefits)


def _english_benefit(text: str, amounts: tuple[Amount, ...], span: Span, inside: list[int], n: int) -> Benefit:
    sentence = text[span.start : span.end].strip()
    first = next((amounts[i] for i in inside if amounts[i].role in ("award", "rate")), None)
    several = sum(amounts[i].role in ("award", "rate") for i in inside) > 1
    who = _RECIPIENT.match(sentence)
    caps = [amounts[i] for i in inside if amounts[i].role == "cap" and amounts[i].kind == "money"]
    thresholds = [amounts[i] for i in inside if amounts[i].role == "condition"]
    endeavour = _EN_ENDEAVOUR.search(sentence)
    return Benefit(
        n=n,
        kind="grant",
        recipient=who["who"] if who else "",
        award=first.value if first and first.kind == "money" and not several else None,
        rate=first.value if first and first.kind != "money" and not several else None,
        basis=None,
        limits=tuple(Limit(cap.top, None) for cap in caps),
        conditions=tuple(Condition(a.text, a.value) for a in thresholds),
        per=None,
        duration=None,
        payer=None,
        promise="endeavour" if endeavour else "committed" if first else "up_to",
        amounts=tuple(inside),
        evidence=(span,),
        open=(Open("several"),) if several else (),
    )
