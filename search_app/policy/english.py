"""Which figures does an English text state, and what is each for? The same nouns and roles as for Chinese.

``find_english_amounts("10% of fixed-asset investment, up to RMB 5 million")`` → a rate of 0.1 and a cap of 5,000,000.
Invariant: ``text[a.start:a.end] == a.text``; linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from search_app.model import Amount, AmountKind, Benefit, Condition, Limit, Role, Span
from search_app.text.numerals import parse_arabic

_CURRENCY = {
    "rmb": "CNY", "cny": "CNY", "yuan": "CNY", "renminbi": "CNY", "¥": "CNY", "usd": "USD", "us$": "USD", "$": "USD",
    "us dollars": "USD", "dollars": "USD", "hkd": "HKD", "hk$": "HKD", "hong kong dollars": "HKD", "mop": "MOP",
    "patacas": "MOP", "eur": "EUR", "€": "EUR", "euros": "EUR",
}  # fmt: skip
_SCALE = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_NUMBER = r"\d{1,3}(?:,\d{3})++(?:\.\d++)?+|\d++(?:\.\d++)?+"
_PREFIX = r"RMB|CNY|USD|HKD|MOP|EUR|US\$|HK\$|[¥$€]"
_SUFFIX = r"yuan(?:\s+renminbi)?|renminbi|RMB|US dollars|Hong Kong dollars|dollars|patacas|euros"
_FIGURE = re.compile(
    rf"(?P<prefix>(?:{_PREFIX})\s?)?(?<![\d.,/\w])(?P<number>{_NUMBER})"
    rf"(?:(?P<percent>\s?(?:%|per\s?cent\b|percent\b))|(?P<mille>\s?‰|\s?per mille\b)|:(?P<ratio>\d{{1,3}})(?!\d)|"
    rf"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|bn|mn|[km])\b)?(?P<suffix>\s?(?:{_SUFFIX})\b)?)",
    re.IGNORECASE,
)
_HALF = re.compile(r"\b(?:one[- ]half|half)\b(?= of)", re.IGNORECASE)
_JOIN = re.compile(r"\s?(?:-|–|—|to|and)\s?", re.IGNORECASE)
_STOP = re.compile(r"(?<!No)[.;](?=\s|$)")
_GIVE = re.compile(
    r"\b(?:grant|award|subsid|reward|fund|support|pay|paid|provid|bonus|assist|financ|obtain|receiv|given)\w*",
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


def find_english_amounts(text: str) -> tuple[Amount, ...]:
    """Every money sum, percentage and ratio of an English ``text`` with its role, in order."""
    found: list[tuple[int, int, AmountKind, Decimal, str | None]] = list(_figures(text))
    merged = _merge_ranges(text, found)
    runs = _runs(text, merged)
    return tuple(
        Amount(text[s:e], s, e, kind, value, _role(text, run[0][0], run[-1][1], kind), high, currency)
        for run in runs
        for s, e, kind, value, high, currency in run
    )


_Figure = tuple[int, int, AmountKind, Decimal, Decimal | None, str | None]


def _figures(text: str) -> Iterator[tuple[int, int, AmountKind, Decimal, str | None]]:
    for m in _FIGURE.finditer(text):
        value = parse_arabic(m["number"])
        if value is None:
            continue
        if m["percent"] or m["mille"]:
            yield m.start("number"), m.end(), "percent", value / (100 if m["percent"] else 1000), None
        elif m["ratio"]:
            if Decimal(m["ratio"]) and not re.match(r"\d\d$", m["ratio"]):
                yield m.start("number"), m.end(), "ratio", value / Decimal(m["ratio"]), None
        else:
            scale = _SCALE.get((m["scale"] or "").lower(), 1)
            mark = (m["prefix"] or m["suffix"] or "").strip().lower().removesuffix(" renminbi")
            if mark:
                yield m.start(), m.end(), "money", value * scale, _CURRENCY.get(mark)
            elif m["scale"] and m["scale"].lower() in ("million", "billion") and _followed_by_money(text, m.end()):
                yield m.start("number"), m.end(), "money", value * scale, None
    for m in _HALF.finditer(text):
        yield m.start(), m.end(), "percent", Decimal("0.5"), None


def _followed_by_money(text: str, end: int) -> bool:
    """RMB 5 to 10 million: the second figure carries the unit, the first the currency."""
    return bool(re.match(r"\s?(?:-|–|to)\s?\d", text[end : end + 6]))


def _merge_ranges(text: str, found: list[tuple[int, int, AmountKind, Decimal, str | None]]) -> list[_Figure]:
    merged: list[_Figure] = []
    for start, end, kind, value, currency in sorted(found):
        last = merged[-1] if merged else None
        if last and last[2] == kind and last[4] is None and re.fullmatch(r"\s?(?:-|–|—|to)\s?", text[last[1] : start]):
            low = last[3]
            unit = next(
                (scale for word, scale in _SCALE.items() if re.search(rf"\b{word}\b", text[start:end], re.I)), 1
            )
            if (
                not re.search(r"thousand|million|billion", text[last[0] : last[1]], re.I)
                and kind == "money"
                and low * unit < value
            ):
                low *= unit
            if low < value:
                merged[-1] = (last[0], end, kind, low, value, currency or last[5])
                continue
        merged.append((start, end, kind, value, None, currency or ("CNY" if kind == "money" else None)))
    return merged


def _runs(text: str, figures: list[_Figure]) -> list[list[_Figure]]:
    runs: list[list[_Figure]] = []
    for figure in figures:
        last = runs[-1][-1] if runs else None
        if last and last[2] == figure[2] and re.fullmatch(r"\s*(?:,|and|or|, and|, or)\s*", text[last[1] : figure[0]]):
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
            benefits.append(_english_benefit(text, amounts, Span(start, stop), inside, len(benefits) + 1))
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
        unresolved=("一句内有多个数额，未配对 (several sums in one sentence were not paired)",) if several else (),
    )
