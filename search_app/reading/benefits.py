"""What does a clause pay? One record for each thing that somebody can get.

In steps: figures (typed by ``roles``) are gathered into grants, lists are paired, names, conditions, payer and promise
are read around them; provisions that promise money without a figure follow. What cannot be paired for certain keeps
every reading in ``unresolved``; nothing is guessed.
Invariant: ``amounts`` are indexes into the clause's amounts; evidence spans lie in its text; n counts from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from search_app.model import Amount, Benefit, Condition, Limit, Open, Payer, Period, Span
from search_app.reading import slots
from search_app.reading.basis import find_basis, in_yuan, make_condition
from search_app.reading.ceilings import CEILING_WORDS, add_ceiling, is_ceiling_alone
from search_app.reading.functions import Function, find_functions
from search_app.reading.lists import find_names, find_stages, names_receiver, names_tier
from search_app.reading.recipients import find_receiver, find_recipient_phrase, name_recipient
from search_app.reading.slots import find_per
from search_app.reading.unfunded import find_unfunded
from search_app.reading.units import Unit, find_units
from search_app.text.passage import Passage, Words, read_passage

# More figures between two full stops or semicolons are a table or noise: no reader would pair them, and neither do we.
MAX_FIGURES = 60


# Words of a ceiling that name no tier: what is left of 智能工厂最高补助 is a tier, of 每户企业每年奖励最高 nothing is.
@dataclass
class _Grant:
    """Figures that belong together, before they are paired: indexes into the clause's amounts."""

    unit: Unit
    conditions: list[list[int]] = field(default_factory=list)
    values: list[int] = field(default_factory=list)  # awards or rates
    caps: list[list[int]] = field(default_factory=list)
    tiers: list[str] = field(default_factory=list)  # names printed before each single cap

    @property
    def granted(self) -> bool:
        return bool(self.values or self.caps)


def find_benefits(text: str, amounts: Sequence[Amount], heading: str = "") -> tuple[Benefit, ...]:
    """The benefits of a clause's ``text``, in printed order; ``amounts`` are all of its figures, ``heading`` is the
    text of the heading under which it stands."""
    passage = read_passage(text)
    found = _find_in(passage, passage.seen(amounts), find_functions(passage, heading))
    return tuple(
        replace(benefit, n=n, evidence=tuple(passage.span(at.start, at.end) for at in benefit.evidence))
        for n, benefit in enumerate(found, start=1)
    )


def _find_in(passage: Passage, amounts: Sequence[Amount], functions: Sequence[Function | None]) -> Iterator[Benefit]:
    """The same with places in the passage, not yet numbered."""
    found: list[tuple[int, Benefit]] = []
    for unit, function in zip(find_units(passage), functions, strict=True):
        inside = [n for n, a in enumerate(amounts) if unit.start <= a.start < unit.end]
        if len(inside) > MAX_FIGURES or (function and function.role):
            continue  # a table, or a sentence that does not grant
        grants = list(_gather(unit, inside, amounts, passage))
        if found and grants and _is_wider_limit(grants[0], amounts):
            number = grants.pop(0).caps[0][0]
            found = add_ceiling(found, passage, unit, number, amounts[number])
        for grant in grants:
            paid = [(_place(grant, amounts), b) for b in _pair(passage, grant, amounts)]
            if found and passage.text[unit.start - 1 : unit.start] == ";" and not re.match("后", unit.text):
                paid = [(place, _within_period(b, found[-1][1], passage)) for place, b in paid]
            if found and re.search("再(?:给予|奖励|补助)", unit.text):
                paid = [(place, _as_next_stage(b, found[-1][1])) for place, b in paid]
            found += paid
        found += find_unfunded(passage, unit, inside, amounts)
    ordered = sorted(found, key=lambda item: item[0])
    return (in_yuan_alone(exact_alone(b, amounts), amounts) for _, b in _with_halves(passage, ordered))


def exact_alone(benefit: Benefit, amounts: Sequence[Amount]) -> Benefit:
    """An approximation (约50万元, 上百万元) is never shown or computed with as if it were the sum itself, nor what is
    granted at least: both are named as open points."""
    loose = [amounts[n] for n in benefit.amounts if amounts[n].approximate]
    if not loose:
        return benefit
    values = {value for amount in loose for value in (amount.value, amount.value_hi)}
    points = (Open("least" if a.bound == "at_least" else "approximate", a.text) for a in loose)
    return replace(
        benefit,
        award=None if benefit.award in values else benefit.award,
        rate=None if benefit.rate in values else benefit.rate,
        limits=tuple(limit for limit in benefit.limits if limit.value not in values),
        open=(*benefit.open, *points),
    )


def in_yuan_alone(benefit: Benefit, amounts: Sequence[Amount]) -> Benefit:
    """A sum in another currency is never shown or computed with as if it were yuan: it is named as an open point."""
    foreign = [amounts[n] for n in benefit.amounts if amounts[n].currency not in (None, "CNY")]
    granted = [amount for amount in foreign if amount.role != "condition"]
    if not granted:
        return benefit
    values = {value for amount in granted for value in (amount.value, amount.value_hi)}
    return replace(
        benefit,
        award=None if benefit.award in values else benefit.award,
        limits=tuple(limit for limit in benefit.limits if limit.value not in values),
        open=(*benefit.open, Open("foreign", "、".join(amount.text for amount in granted))),
    )


def _within_period(benefit: Benefit, before: Benefit, passage: Passage) -> Benefit:
    """前两年…达到200万元以上的…；达到500万元以上的…: the tiers of one sentence hold for the same years."""
    opening = passage.text[before.evidence[0].start : before.evidence[0].end]
    same = benefit.duration is None and before.duration and re.search("前[一二两三四五]年", opening)
    return replace(benefit, duration=before.duration) if same else benefit


def _as_next_stage(benefit: Benefit, before: Benefit) -> Benefit:
    """…给予30万元；…再给予50万元: the second stage is paid by the same payer, on top of the first."""
    return replace(benefit, payer=benefit.payer or before.payer, open=(*benefit.open, Open("next_stage")))


def _place(grant: _Grant, amounts: Sequence[Amount]) -> int:
    return min(amounts[n].start for n in (*grant.values, *(n for cap in grant.caps for n in cap)))


# ── figures into grants ──


def _lists(inside: Sequence[int], amounts: Sequence[Amount], passage: Passage) -> Iterator[list[int]]:
    """Indexes of figures of one role that stand side by side."""
    run: list[int] = []
    for n in inside:
        if run:
            gap = passage.text[amounts[run[-1]].end : amounts[n].start]
            if amounts[run[-1]].role != amounts[n].role or not re.fullmatch(r"(?:/年)?[、和及与或,]{1,2}|以及", gap):
                yield run
                run = []
        run.append(n)
    if run:
        yield run


def _gather(unit: Unit, inside: Sequence[int], amounts: Sequence[Amount], passage: Passage) -> Iterator[_Grant]:
    grant = _Grant(unit)
    for run in _lists(inside, amounts, passage):
        role = amounts[run[0]].role
        if role == "term" or (amounts[run[0]].kind == "percent" and role in ("award", "cap")):
            continue
        if role == "condition":
            if grant.granted:
                yield grant
                grant = _Grant(unit)
            grant.conditions.append(run)
        elif role == "cap":
            tier = _tier_name(passage, unit, amounts[run[0]])
            if tier and grant.values and amounts[grant.values[0]].role == "award":
                yield grant  # 1类给予100万元，2类最高奖励50万元: a ceiling of another tier is no ceiling of a fixed sum
                grant = _Grant(unit)
            elif (
                grant.caps
                and (tier or (not grant.values and not _has_scope(unit, amounts[run[0]])))
                and not _adds_scope(grant, tier)
            ):
                yield grant
                shared = list(grant.values) if tier and grant.tiers else []
                grant = _Grant(unit, conditions=list(grant.conditions), values=shared)
            grant.caps.append(run)
            grant.tiers.append(tier)
        else:
            if grant.granted:
                yield grant
                grant = _Grant(unit)
            grant.values = run
    if grant.granted:
        yield grant


def _tier_name(passage: Passage, unit: Unit, cap: Amount) -> str:
    """The name that stands before a ceiling in its own segment (2类药物最高奖励…), "" where there is none."""
    segment = unit.segment_at(cap.start)
    words = segment.text[: cap.start - segment.start]
    if re.match(r"(?:对|按|给予|向|并|市财政)", words) or "给予" in words or re.search(r"扣除|的,", words):
        return ""
    if len(CEILING_WORDS.sub("", words)) < 2:
        return ""
    name = re.split(r"最高|不超过|上限|累计|奖励|补助|每年", words)[0]
    if not names_tier(name):
        return ""
    return passage.printed[segment.start : segment.start + len(name)]


def _has_scope(unit: Unit, cap: Amount) -> bool:
    segment = unit.segment_at(cap.start)
    return find_per(segment.text[: cap.start - segment.start]) is not None


def _adds_scope(grant: _Grant, tier: str) -> bool:
    """A second ceiling after one without a tier name limits the same grant more widely."""
    return not tier and not any(grant.tiers) and bool(grant.caps)


def _is_wider_limit(grant: _Grant, amounts: Sequence[Amount]) -> bool:
    """A sentence that only caps what the sentence before it grants: 单户企业每年累计支持额度最高2000万元。"""
    if grant.values or grant.conditions or len(grant.caps) != 1:
        return False
    return is_ceiling_alone(grant.unit.before(amounts[grant.caps[0][0]].start))


# ── lists into benefits ──


def _pair(passage: Passage, grant: _Grant, amounts: Sequence[Amount]) -> Iterator[Benefit]:
    """One benefit for each member of the grant's lists."""
    wide = max([len(grant.values), *(len(c) for c in grant.caps), *(len(c) for c in grant.conditions)])
    lists = [grant.values, *grant.caps, *grant.conditions]
    if wide == 1 or any(len(one) not in (0, 1, wide) for one in lists):
        yield _make(passage, grant, amounts, lists, () if wide == 1 else (Open("pairing"),))
        return
    names, unresolved = _find_names(passage, grant, amounts, wide)
    for k in range(wide):
        picked = [[one[k]] if len(one) == wide else one for one in lists]
        benefit = _make(passage, grant, amounts, picked, unresolved)
        yield _of_member(benefit, names, k) if names else benefit


def _of_member(benefit: Benefit, names: Sequence[Words], k: int) -> Benefit:
    """The benefit of the k-th name: its recipient, or a condition where the list names stages (受理、上市)."""
    if all(names_receiver(name) for name in names):
        return replace(benefit, recipient=names[k].printed)
    return replace(benefit, conditions=(Condition(names[k].printed), *benefit.conditions))


def _find_names(
    passage: Passage, grant: _Grant, amounts: Sequence[Amount], wide: int
) -> tuple[list[Words] | None, tuple[Open, ...]]:
    """The names that a list of figures is paired with. Two lists of the same length are two readings."""
    first = _place(grant, amounts)
    span = find_recipient_phrase(grant.unit, first)
    if any(len(one) == wide for one in grant.conditions):
        return None, ()  # thresholds are the names: 超过1亿元、10亿元的
    if span is None and "分别" in grant.unit.before(first):
        comma = grant.unit.before(first).rfind(",")
        span = (grant.unit.start, grant.unit.start + max(0, comma))  # 经认定的总部、分部，分别给予: the subject itself
    lists = find_names(passage.words(*span), wide) if span else []
    if stages := find_stages(passage.words(grant.unit.start, first), wide):
        lists.append(stages)
    if len(lists) == 1:
        return lists[0], ()
    if not lists:
        return None, (Open("pairing"),) if wide > 1 else ()
    readings = "；".join("、".join(name.printed for name in names) for names in lists)
    both = [_beside([names[k] for names in lists]) for k in range(wide)]
    return both, (Open("pairing", readings),)


def _beside(names: Sequence[Words]) -> Words:
    return Words(" / ".join(name.printed for name in names), " / ".join(name.text for name in names))


def _make(
    passage: Passage,
    grant: _Grant,
    amounts: Sequence[Amount],
    picked: list[list[int]],
    unresolved: tuple[Open, ...],
) -> Benefit:
    unit, (values, *others) = grant.unit, picked
    caps, thresholds = others[: len(grant.caps)], others[len(grant.caps) :]
    used = sorted({n for one in picked for n in one})
    first = _place(grant, amounts)
    last = max(amounts[n].end for n in used)
    value = amounts[values[0]] if values and len(values) == 1 else None
    rate = value if value and value.kind != "money" else None
    around = unit.text[: last - unit.start] + unit.segment_at(last - 1).text[last - unit.segment_at(last - 1).start :]
    span = find_recipient_phrase(unit, first)
    until_first = _promise_words(unit, first, span)
    figure = amounts[values[0]] if values else amounts[caps[0][0]]
    whole = not values and "全额" in around
    duration = slots.find_duration(unit.text if last == _last_figure(unit, amounts) else around)
    duration = duration or slots.find_spread(unit.text)
    per, limits = _per_and_limits(unit, figure, [[amounts[n] for n in cap] for cap in caps], duration)
    only_ceiling = not whole and (not grant.values or _upper_end(value, per) != ())
    return Benefit(
        n=0,
        kind=slots.find_kind(around),
        recipient=_tier_or_recipient(passage, grant, span, amounts),
        award=value.value if value and not rate and value.value_hi is None else None,
        rate=rate.value if rate else Decimal(1) if whole else None,
        basis=find_basis(passage, unit, amounts[grant.values[0]] if rate else figure) if rate or whole else None,
        limits=(*_upper_end(value, per), *limits),
        conditions=_conditions(passage, unit, [amounts[n] for one in thresholds for n in one], amounts),
        per=per,
        duration=duration,
        payer=_payer(passage, until_first, span),
        promise=slots.find_promise(until_first, only_ceiling),
        amounts=in_yuan(used, amounts),
        evidence=(Span(unit.start, unit.end),),
        open=(*unresolved, *_bounds(unit, rate, duration)),
    )


def _payer(passage: Passage, words: str, span: tuple[int, int] | None) -> Payer | None:
    """Who pays, as far as ``words`` say without the name of the recipient: 获市级表彰的企业 says nothing of it."""
    payer = slots.find_payer(words)
    named = find_receiver(passage, *span) if payer and span else None
    return slots.find_payer(words.replace(passage.text[slice(*named)], "", 1)) if named else payer


def _per_and_limits(
    unit: Unit, figure: Amount, caps: Sequence[Sequence[Amount]], duration: Period | None
) -> tuple[str | None, tuple[Limit, ...]]:
    """For each what the figure is granted, and the ceilings, which may say it more exactly."""
    per = _per_of(unit, figure, caps[0][0].start if caps else figure.end)
    limits = tuple(_limit(unit, cap[0], per) for cap in caps if len(cap) == 1)
    if per is None and duration and any(limit.per == "year" for limit in limits):
        per = "year"
    if per is None and figure.kind == "money" and figure.role == "rate":
        per = "unit"  # 每架次120元: the text names a unit that is none of the others
    if per == "once" and (narrow := [limit.per for limit in limits if limit.per == "item"]):
        per = narrow[0]
    return per, limits


def _bounds(unit: Unit, rate: Amount | None, duration: Period | None) -> Iterator[Open]:
    """What is said where a rate or a period is only a bound."""
    if rate and re.search(r"不(?:超过|高于)[^,;\d]*$", unit.before(rate.start)):
        yield Open("rate_ceiling")
    if duration and (bound := re.search(r"(不超过|不少于|最长)[^,;]{1,3}年", unit.text)):
        yield Open("shortest" if bound.group(1) == "不少于" else "longest")


def _promise_words(unit: Unit, first: int, span: tuple[int, int] | None) -> str:
    """The unit up to the figure's segment. An endeavour for somebody else, before this recipient is addressed, is left
    out; one that opens the unit (争取省级奖励资金，对…分别给予…) governs it all."""
    segment = unit.segment_at(first)
    words = unit.text[: segment.end - unit.start]
    if span and not slots.ENDEAVOUR.search(unit.segments[0].text):
        return words[span[0] - unit.start :] if span[0] < first else words
    return words


def _upper_end(value: Amount | None, per: str | None) -> tuple[Limit, ...]:
    """Of an award between two sums (50—100万元) the upper one: what is paid lies below it."""
    if value is None or value.kind != "money" or value.value_hi is None:
        return ()
    return (Limit(value.value_hi, per),)


def _tier_or_recipient(passage: Passage, grant: _Grant, span: tuple[int, int] | None, amounts: Sequence[Amount]) -> str:
    tier = next((tier for tier in grant.tiers if tier), "") or _award_tier(passage, grant, amounts)
    if tier:
        return tier
    return name_recipient(passage, grant.unit, span, _place(grant, amounts))


_AWARD_TIER = re.compile(r"(?P<who>[^,]{2,16}?(?:企业|机构|项目|平台|个人|团队))(?:奖励|补助|补贴|资助)$")


def _award_tier(passage: Passage, grant: _Grant, amounts: Sequence[Amount]) -> str:
    """规模以上企业奖励50万元: the name that stands right before the verb of an award, in its own segment."""
    figure = amounts[grant.values[0]] if grant.values else None
    if figure is None or figure.kind != "money":
        return ""
    segment = grant.unit.segment_at(figure.start)
    named = _AWARD_TIER.match(segment.text[: figure.start - segment.start])
    if named is None or named["who"][0] == "对" or not names_tier(named["who"]):
        return ""
    return passage.printed[segment.start : segment.start + named.end("who")]


def _last_figure(unit: Unit, amounts: Sequence[Amount]) -> int:
    return max(a.end for a in amounts if unit.start <= a.start < unit.end and a.role != "condition")


_ASIDE = re.compile(r"\([^()]*\)")


def _per_of(unit: Unit, amount: Amount, cap_start: int) -> str | None:
    """The words nearest to the figure: its segment, what stands between it and its ceiling, what stands before."""
    segment = unit.segment_at(amount.start)
    left = _ASIDE.sub("", segment.text[: amount.start - segment.start])
    inside = find_per(left, unit.text[amount.end - unit.start :].split(",")[0])
    between = unit.text[amount.end - unit.start : max(amount.end, cap_start) - unit.start]
    between = ",".join(between.split(",")[:-1])  # the ceiling's own segment speaks for the ceiling
    return inside or find_per(between) or find_per(_ASIDE.sub("", unit.before(amount.start)))


def _limit(unit: Unit, cap: Amount, per: str | None) -> Limit:
    segment = unit.segment_at(cap.start)
    scope = find_per(segment.text[: cap.start - segment.start], segment.text[cap.end - segment.start :][:4])
    return Limit(cap.top, scope or ("once" if per == "once" else None) or (per if per == "year" else None))


def _conditions(
    passage: Passage, unit: Unit, thresholds: Sequence[Amount], amounts: Sequence[Amount]
) -> tuple[Condition, ...]:
    if not thresholds:
        return ()
    lower = {a.value for a in amounts if passage.text.startswith(("及以下", "(含)及以下"), a.end)}
    return tuple(make_condition(passage, unit, a, a.value in lower) for a in thresholds)


_HALF = re.compile(r"(?:对)?(?P<who>[^,对][^,]{1,29})减半(?:给予)?(?:奖励|补助|补贴|支持)")


def _with_halves(passage: Passage, found: list[tuple[int, Benefit]]) -> Iterator[tuple[int, Benefit]]:
    """对复审通过认定的企业减半奖励: half of the awards of the same unit."""
    units = find_units(passage)
    added: list[tuple[int, Benefit]] = []
    for unit in units:
        for half in _HALF.finditer(unit.text):
            whole = [b for place, b in found if unit.start <= place < unit.end and b.award]
            if whole:
                basis = "、".join(f"{b.recipient}{_printed(b.award)}" for b in whole)
                used = tuple(dict.fromkeys(n for b in whole for n in b.amounts))
                record = replace(
                    whole[0],
                    recipient=passage.printed[unit.start + half.start("who") : unit.start + half.end("who")],
                    award=None, rate=Decimal("0.5"), basis=basis, conditions=(), amounts=used,
                )  # fmt: skip
                added.append((unit.start + half.start(), record))
    return iter(sorted([*found, *added], key=lambda item: item[0]))


def _printed(yuan: Decimal | None) -> str:
    value = yuan or Decimal(0)
    scaled, unit = (value / 10000, "万元") if value >= 10000 else (value, "元")
    return f"{scaled.normalize():f}{unit}"
