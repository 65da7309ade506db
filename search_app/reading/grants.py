"""Which figures of a sentence belong together: what must be reached, what is given, and at most how much?

A sentence is read from left to right. Conditions open a grant, an award or a rate is what is given, ceilings close it;
a condition or another award after that opens the next one, so tiers become grants in a row. What must be reached may
also stand behind what is given (给予50万元补助，企业投入不低于100万元): it belongs to the grant before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from search_app.model import PAID, Amount
from search_app.reading.roles import REPEATED
from search_app.reading.slots.candidates import mask, names_receiver
from search_app.reading.slots.closed_forms import find_per
from search_app.reading.words.provision import Provision
from search_app.reading.words.units import Unit

_GAP = re.compile(r"(?:/年)?[、和及与或,]{1,2}|以及")
WHOLE = "全额"  # a base is paid, without a figure
_SCOPE = {"per", "same", "total", "year", "stacking"}  # words of whom or what a ceiling is for


@dataclass
class Grant:
    """Figures that belong together, before they are paired: indexes into the clause's amounts. ``chosen``: it may be
    taken instead of the grant before it (或)."""

    unit: Unit
    conditions: list[list[int]] = field(default_factory=list)
    values: list[int] = field(default_factory=list)  # awards or rates
    caps: list[list[int]] = field(default_factory=list)
    shares: list[int] = field(default_factory=list)  # ceilings that are a share of something
    tiers: list[str] = field(default_factory=list)  # names printed before each single cap
    chosen: bool = False

    @property
    def granted(self) -> bool:
        """Whether a sum or a share is given."""
        return bool(self.values or self.caps or self.shares)

    @property
    def figures(self) -> list[int]:
        """What is given and its ceilings."""
        return [*self.values, *(n for cap in self.caps for n in cap), *self.shares]


def find_grants(provision: Provision, unit: Unit, inside: Sequence[int], amounts: Sequence[Amount]) -> list[Grant]:
    """The grants of ``unit``, in printed order; ``inside`` are the indexes of its figures."""
    grants = [Grant(unit)]
    for run in _runs(inside, amounts, provision.passage.text):
        _add(grants, run, amounts, provision)
    last = grants.pop()
    if last.granted:
        grants.append(last)
    elif grants and last.conditions and not _is_paid_in_full(provision, last, amounts):
        grants[-1].conditions += last.conditions
    return [grant for grant in grants if grant.granted and not _is_limit(provision, grant, amounts)]


def _is_limit(provision: Provision, grant: Grant, amounts: Sequence[Amount]) -> bool:
    """Whether nothing is given but a share that several grants together may not exceed (两项合计不超过贡献的50%)."""
    if grant.values or grant.caps:
        return False
    first = amounts[grant.shares[0]].start
    before = (t for t in provision.tokens_in(grant.unit.start, first))
    return any(t.name in ("total", "stacking", "together") for t in before)


def _runs(inside: Sequence[int], amounts: Sequence[Amount], text: str) -> Iterator[list[int]]:
    """Indexes of figures of one role that stand side by side."""
    run: list[int] = []
    for n in inside:
        if run and (amounts[run[-1]].role != amounts[n].role or not _beside(text, amounts[run[-1]], amounts[n])):
            yield run
            run = []
        run.append(n)
    if run:
        yield run


def _beside(text: str, one: Amount, other: Amount) -> bool:
    return one.kind == other.kind and bool(_GAP.fullmatch(text, one.end, other.start))


def _add(grants: list[Grant], run: list[int], amounts: Sequence[Amount], provision: Provision) -> None:
    """``run`` as a part of the last grant, or of a new one."""
    first, grant = amounts[run[0]], grants[-1]
    if first.why == REPEATED:
        return  # 800万元（含800万元）
    if first.role == "condition":
        if _is_refused(provision, grant.unit, first):
            return
        if grant.granted or _is_paid_in_full(provision, grant, amounts):
            grants.append(grant := Grant(grant.unit))
        grant.conditions.append(run)
    elif first.role == "cap" and first.kind == "percent":
        grant.shares += run
    elif first.role == "cap":
        _add_cap(grants, run, amounts, provision)
    elif first.role in PAID:
        if grant.granted:
            chosen = _is_choice(provision, amounts[max(grant.figures)].end, first.start)
            conditions = list(grant.conditions) if chosen else []
            grants.append(grant := Grant(grant.unit, conditions=conditions, chosen=chosen))
        grant.values = run


def _is_paid_in_full(provision: Provision, grant: Grant, amounts: Sequence[Amount]) -> bool:
    """低于10万元的全额补贴: what stands behind the threshold needs no figure, and is no tier of the next sum."""
    if not grant.conditions:
        return False
    at = amounts[grant.conditions[-1][-1]].end
    return WHOLE in provision.passage.text[at : grant.unit.segment_at(at).end]


def _is_refused(provision: Provision, unit: Unit, threshold: Amount) -> bool:
    """低于500万元的不予补助: whoever is on that side gets nothing, and has no part in what others get."""
    segment = unit.segment_at(threshold.start)
    return any(t.name == "refuse" for t in provision.tokens_in(threshold.end, segment.end))


def _add_cap(grants: list[Grant], run: list[int], amounts: Sequence[Amount], provision: Provision) -> None:
    grant, cap = grants[-1], amounts[run[0]]
    tier = find_tier(provision, grant.unit, cap)
    if tier and grant.values and amounts[grant.values[0]].role == "award":
        grants.append(grant := Grant(grant.unit))  # 1类给予100万元，2类最高奖励50万元: the other tier
    elif grant.caps and (tier or (not grant.values and not _has_scope(grant.unit, cap))) and not _widens(grant, tier):
        shared = list(grant.values) if tier and grant.tiers else []
        grants.append(grant := Grant(grant.unit, conditions=list(grant.conditions), values=shared))
    grant.caps.append(run)
    grant.tiers.append(tier)


def _widens(grant: Grant, tier: str) -> bool:
    """A second ceiling after one without a tier name limits the same grant more widely."""
    return not tier and not any(grant.tiers) and bool(grant.caps)


def _has_scope(unit: Unit, cap: Amount) -> bool:
    segment = unit.segment_at(cap.start)
    return find_per(segment.text[: cap.start - segment.start]) is not None


def _is_choice(provision: Provision, start: int, end: int) -> bool:
    """Whether 或 at the beginning of a phrase joins what is given before ``start`` with what begins at ``end``:
    …给予补助，或按…给予贴息."""
    between = (t for t in provision.tokens_in(start, end) if t.name == "or")
    return any(provision.passage.text[t.start - 1] in ",;)补贴助奖励息" for t in between)


def find_tier(provision: Provision, unit: Unit, cap: Amount) -> str:
    """The name that stands before a ceiling in its own phrase (2类药物最高奖励…), "" where there is none."""
    segment = unit.segment_at(cap.start)
    words = list(provision.tokens_in(segment.start, cap.start))
    cut = next((t.start for t in words if t.name in ("cap", "not_over", "give", "aid", "year", *_SCOPE)), cap.start)
    opens = words[0].name if words else ""
    if any(t.name == "payer" and t.end == cut for t in words):
        return ""  # 由省财政奖励50万元
    name = provision.passage.text[segment.start : cut]
    if opens in ("by", "to", "give", "payer", *_SCOPE) or "的" in name[:-1] or len(name) < 2 or not names_tier(name):
        return ""
    return provision.passage.printed[segment.start : cut].removeprefix("其中")


def names_tier(words: str) -> bool:
    """Whether ``words`` before a ceiling name a tier (1类药物, B类), not for how many it holds (同一企业全年)."""
    masked = mask(words)
    return not re.match("每|单|同一|一[个家户]|[两三各]项", masked) and bool(
        names_receiver(masked) or re.search("(?:[类级等]|优秀|良好|合格)$", masked)
    )
