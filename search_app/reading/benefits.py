"""What does a clause pay? One record for each thing that somebody can get.

Only sentences that grant can pay, and only limits can cap what they pay (``provision``). The figures of a sentence are
gathered into grants (``grants``), lists are paired into rows (``lists``), and the slots of each row are filled from the
words around it. What cannot be paired for certain keeps every reading as an open point; nothing is guessed.
Invariant: ``amounts`` are indexes into the clause's amounts; evidence spans lie in its text; n counts from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from search_app.model import PAID, RECIPIENT, Amount, Benefit, Condition, Limit, Open, Span, Tier
from search_app.reading.ceilings import add_ceilings
from search_app.reading.grants import WHOLE, Grant, find_grants, find_tier
from search_app.reading.lists import Names, find_row_names
from search_app.reading.sequels import carry_over
from search_app.reading.slots.anchor import Anchor
from search_app.reading.slots.closed_forms import (
    find_cap_per,
    find_duration,
    find_kind,
    find_payer,
    find_promise,
    find_scope,
    spans_all_years,
)
from search_app.reading.slots.conditions import find_basis, find_conditions, in_yuan
from search_app.reading.slots.openness import open_points
from search_app.reading.slots.recipients import find_recipient
from search_app.reading.unfunded import find_unfunded
from search_app.reading.words.provision import (
    GRANT,
    LIMIT,
    MAX_FIGURES,
    REFUSED,
    Provision,
    find_figures_of,
    find_list_head,
    read_provision,
    settle_functions,
)
from search_app.reading.words.units import Unit

# A sentence that grants only perhaps pays when its figures are surely granted.
PERHAPS, SURELY = 0.12, 0.95
REFUSING = ("exclusion", "sanction")


@dataclass(frozen=True, slots=True)
class Placed:
    """A benefit and where it stands: the place of its first granted figure, and the number of its sentence. ``chosen``:
    it may be taken instead of the one before it."""

    place: int
    sentence: int
    benefit: Benefit
    chosen: bool = False


def find_benefits(
    text: str,
    amounts: Sequence[Amount],
    heading: str = "",
    own: str | None = None,
    settled: Mapping[int, str] | None = None,
    until: int | None = None,
) -> tuple[Benefit, ...]:
    """The benefits of a clause's ``text``, in printed order; ``amounts`` are all of its figures, ``heading`` is that
    of the heading under which it stands, ``own`` the currency that its document counts in, ``settled`` what officers
    said its sentences do, by a place of the passage in each. No sentence from ``until`` on is read."""
    provision = read_provision(text, heading, own)
    if settled:
        provision = settle_functions(provision, settled)
    seen = provision.passage.seen(amounts)
    stop = None if until is None else provision.passage.place(until)
    placed = sorted(_find_placed(provision, seen, stop), key=lambda one: one.place)
    numbered = [_number(provision, one.benefit, n) for n, one in enumerate(placed, start=1)]
    for n in (n for n, one in enumerate(placed) if n and one.chosen):
        for k in (k for k in range(n) if placed[k].sentence == placed[n - 1].sentence):
            numbered[k], numbered[n] = _alternatives(numbered[k], numbered[n])
    return tuple(numbered)


def _number(provision: Provision, benefit: Benefit, n: int) -> Benefit:
    """``benefit`` as the ``n``-th of its clause, with its evidence where the clause's text has it."""
    evidence = tuple(provision.passage.span(at.start, at.end) for at in benefit.evidence)
    return replace(benefit, n=n, evidence=evidence)


def _alternatives(one: Benefit, other: Benefit) -> tuple[Benefit, Benefit]:
    return (
        replace(one, alternatives=(*one.alternatives, other.n)),
        replace(other, alternatives=(*other.alternatives, one.n)),
    )


def _find_placed(provision: Provision, amounts: Sequence[Amount], stop: int | None) -> list[Placed]:
    """The same with places in the passage, not yet numbered."""
    found: list[Placed] = []
    group = 0
    for n, unit in enumerate(provision.units_before(stop)):
        inside = find_figures_of(unit, amounts)
        if len(inside) > MAX_FIGURES:
            continue  # a table: no reader would pair its figures, and neither do we
        if provision.functions[n].label == LIMIT:
            found = add_ceilings(found, provision, n, inside, amounts)
        elif _pays(provision, n, [amounts[i] for i in inside]):
            rows, group = _read_sentence(provision, n, inside, amounts, group)
            found += carry_over(rows, found, provision, n)
            found += (Placed(at, n, b) for at, b in find_unfunded(provision, n, inside, amounts))
    return found


def _pays(provision: Provision, n: int, figures: Sequence[Amount]) -> bool:
    function = provision.functions[n]
    if function.label == GRANT:
        return function.sure >= SURELY or not _is_refused(provision, n)
    perhaps = function.chances[GRANT] >= PERHAPS
    return perhaps and any(a.role in PAID and a.sure >= SURELY for a in figures)


def _is_refused(provision: Provision, n: int) -> bool:
    """Whether what stands above the n-th sentence refuses: a heading (不予扶持的情形), or the head of its list."""
    head = find_list_head(provision.passage.text, provision.units, n)
    return REFUSED in provision.above or (head is not None and provision.functions[head].label in REFUSING)


def _read_sentence(
    provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount], group: int
) -> tuple[list[Placed], int]:
    """The benefits of the n-th sentence that state figures, and the number of the last group of tiers."""
    rows: list[Placed] = []
    unsure = [amounts[i].text for i in inside if amounts[i].role == "unsure"]
    for grant in find_grants(provision, provision.units[n], inside, amounts):
        paired = list(_pair(provision, grant, amounts))
        if len(paired) > 1:
            group += 1
            paired = [replace(b, tier=Tier(group, row)) for row, b in enumerate(paired, start=1)]
        place = min(amounts[i].start for i in grant.figures)
        chosen = grant.chosen or (not rows and (_is_other_item(provision, n) or _begins_with_or(provision, n)))
        rows += [Placed(place, n, b, chosen and not row) for row, b in enumerate(paired)]
    trust = provision.functions[n].chances[GRANT]
    return [replace(one, benefit=_with_sentence(one.benefit, trust, unsure)) for one in rows], group


def _is_other_item(provision: Provision, n: int) -> bool:
    """Whether the n-th sentence is a later item of a list of which one may be chosen: 选择其中一种：（一）…；（二）…"""
    head = find_list_head(provision.passage.text, provision.units, n)
    if head is None or (head == n - 1 and not provision.units[head].text.partition(":")[2].strip()):
        return False
    unit = provision.units[head]
    return any(t.name == "choose" for t in provision.tokens_in(unit.start, unit.end))


def _begins_with_or(provision: Provision, n: int) -> bool:
    """…给予补助；或者每年按…: what a sentence that ； joins gives instead."""
    first = next(iter(provision.tokens_in(provision.units[n].start, provision.units[n].end)), None)
    return first is not None and first.name == "or" and first.start - provision.units[n].start <= 1


def _with_sentence(benefit: Benefit, trust: float, unsure: Sequence[str]) -> Benefit:
    """``benefit`` no surer than that its sentence grants, with the figures of it that nobody is sure of."""
    points = (Open("unsure", "、".join(unsure)),) if unsure else ()
    sure, why = (trust, "function") if trust < benefit.sure else (benefit.sure, benefit.why)
    of_reading = min(trust, benefit.reading_sure)
    return replace(benefit, sure=sure, why=why, reading_sure=of_reading, open=(*benefit.open, *points))


# ── lists into rows ──


def _pair(provision: Provision, grant: Grant, amounts: Sequence[Amount]) -> Iterator[Benefit]:
    """One benefit for each member of the grant's lists."""
    lists = [grant.values, *grant.caps, *grant.conditions, grant.shares]
    wide = max(len(one) for one in lists)
    if wide == 1 or any(len(one) not in (0, 1, wide) for one in lists):
        yield _make(provision, grant, amounts, lists, () if wide == 1 else (Open("pairing"),))
        return
    names = find_row_names(provision, grant, amounts, wide)
    for k in range(wide):
        picked = [[one[k]] if len(one) == wide else one for one in lists]
        yield _of_member(_make(provision, grant, amounts, picked, names.open), names, k)


def _of_member(benefit: Benefit, names: Names, k: int) -> Benefit:
    """The benefit of the k-th name: its recipient, or a condition where the list names stages (受理、上市)."""
    if not names.words:
        return benefit
    if names.receive:
        return replace(benefit, recipient=names.words[k].printed)
    return replace(benefit, conditions=(Condition(names.words[k].printed), *benefit.conditions))


def _make(
    provision: Provision, grant: Grant, amounts: Sequence[Amount], picked: list[list[int]], points: tuple[Open, ...]
) -> Benefit:
    unit, (values, *others) = grant.unit, picked
    caps, thresholds = others[: len(grant.caps)], others[len(grant.caps) : -1]
    used = sorted({n for one in picked for n in one})
    granted = [amounts[n] for n in (*values, *(n for cap in caps for n in cap), *others[-1])]
    value = amounts[values[0]] if len(values) == 1 else None
    rate = value if value and value.kind != "money" else None
    anchor = Anchor(unit, min(a.start for a in granted), max(amounts[n].end for n in used))
    whom = find_recipient(provision, anchor)
    named = _find_tier_name(provision, grant, value)
    duration = find_duration(provision, anchor)
    per, limits = _limits(provision, grant, value or granted[0], [[amounts[n] for n in cap] for cap in caps])
    if per is None and duration and any(limit.per == "year" for limit in limits):
        per = "year"  # 五年内按4%给予奖励，每年最高1000万元
    whole = not values and WHOLE in unit.text[: unit.segment_at(anchor.end - 1).end - unit.start]
    promise = find_promise(provision, anchor, whom)
    payer = find_payer(provision, anchor, whom)
    basis = find_basis(provision, replace(anchor, start=amounts[grant.values[0]].start)) if rate else None
    upper = _upper_end(value, per)
    benefit = Benefit(
        n=0,
        kind=find_kind(provision, anchor).value,
        recipient=named or whom.value,
        award=value.value if value and not rate and value.value_hi is None else None,
        rate=rate.value if rate else Decimal(1) if whole else None,
        basis=basis.value if basis else None,
        limits=(*upper, *limits),
        conditions=find_conditions(provision, unit, [amounts[n] for one in thresholds for n in one], amounts),
        per=per,
        duration=duration.value if duration else None,
        payer=payer.value if payer else None,
        promise=promise.value if promise else "up_to" if not whole and (not grant.values or upper) else "committed",
        amounts=in_yuan(used, amounts),
        evidence=(Span(unit.start, unit.end),),
        open=points,
    )
    sure = _how_sure(benefit, granted, 1.0 if named else whom.sure)
    return open_points(sure, provision, anchor, amounts, rate)


def _how_sure(benefit: Benefit, granted: Sequence[Amount], of_recipient: float) -> Benefit:
    """``benefit`` as sure as the least sure of its granted figures, and of who gets it, or that the text names
    nobody."""
    weakest = min(granted, key=lambda a: a.sure)
    sure, why = min((weakest.sure, weakest.why), (of_recipient, RECIPIENT), key=lambda one: one[0])
    return replace(benefit, sure=sure, why=why, reading_sure=weakest.sure, recipient_sure=of_recipient)


def _find_tier_name(provision: Provision, grant: Grant, value: Amount | None) -> str:
    """The name that stands right before a ceiling or the verb of an award: 规模以上企业奖励50万元."""
    if named := next((tier for tier in grant.tiers if tier), ""):
        return named
    if value is None or value.role != "award":
        return ""
    before = provision.tokens_in(grant.unit.start, value.start)
    gives = bool(before) and before[-1].name == "aid" and before[-1].end == value.start
    return find_tier(provision, grant.unit, value) if gives else ""


def _limits(
    provision: Provision,
    grant: Grant,
    figure: Amount,
    caps: Sequence[Sequence[Amount]],
) -> tuple[str | None, tuple[Limit, ...]]:
    """For each what the figure is granted, and the ceilings, which may say it more exactly."""
    end = caps[0][0].start if caps and caps[0][0].start > figure.end else figure.end
    scope = find_scope(provision, Anchor(grant.unit, figure.start, end))
    per = scope.value if scope else None
    limits = tuple(_limit(grant.unit, cap[0], per) for cap in caps if len(cap) == 1)
    if per is None and figure.kind == "money" and figure.role == "rate":
        per = "unit"  # 每架次120元: the text names a unit that is none of the others
    if per == "once" and (narrow := [limit.per for limit in limits if limit.per == "item"]):
        per = narrow[0]
    return per, limits


def _limit(unit: Unit, cap: Amount, per: str | None) -> Limit:
    segment = unit.segment_at(cap.start)
    before = segment.text[: cap.start - segment.start]
    scope = find_cap_per(before, segment.text[cap.end - segment.start :][:4])
    inherited = per in ("once", "year") and not (per == "year" and spans_all_years(before))
    return Limit(cap.top, scope or (per if inherited else None))


def _upper_end(value: Amount | None, per: str | None) -> tuple[Limit, ...]:
    """Of an award between two sums (50—100万元) the upper one: what is paid lies below it."""
    if value is None or value.kind != "money" or value.value_hi is None:
        return ()
    return (Limit(value.value_hi, per),)
