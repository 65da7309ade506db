"""Which grants does a sentence cap that grants nothing itself: 同一企业每年合计不超过80万元, 以上两项最高500万元?

A ceiling over all that a document gives is none of one benefit, and stays out of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from search_app.model import Amount, Benefit, Limit, Open, Span
from search_app.reading.grants import find_tier
from search_app.reading.slots.closed_forms import find_cap_per
from search_app.reading.words.provision import Provision
from search_app.reading.words.units import Unit
from search_app.text.passage import plain

if TYPE_CHECKING:
    from search_app.reading.benefits import Placed

_ALL = 2  # sentences that 两项, 合计 hold together; a ceiling without such a word is of the sentence before it


def add_ceilings(
    found: list[Placed], provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount]
) -> list[Placed]:
    """``found`` with the ceilings that the n-th sentence alone states: on the benefits that it holds together, on the
    tiers that it names, or on those of the sentence before."""
    unit = provision.units[n]
    caps = [i for i in inside if amounts[i].role == "cap" and amounts[i].kind == "money"]
    names = {t.name for t in provision.tokens_in(unit.start, unit.end)}
    if not found or not caps or "document" in names:
        return found
    tiers = [find_tier(provision, unit, amounts[i]) for i in caps]
    if all(tiers) and (split := _split(found, unit, n, list(zip(caps, tiers, strict=True)), amounts)):
        return split
    for cap in caps:
        found = _add(found, provision, n, cap, amounts[cap], "total" in names or "together" in names)
    return found


def _split(
    found: list[Placed], unit: Unit, n: int, tiers: Sequence[tuple[int, str]], amounts: Sequence[Amount]
) -> list[Placed]:
    """按30%补助；其中起降场每座不超过50万元，起降点每座不超过120万元: one benefit for each tier that is named. Nothing
    where it has a ceiling already."""
    *others, last = found
    if last.benefit.rate is None or last.benefit.limits or last.sentence < n - 1:
        return []
    made = []
    for number, name in tiers:
        limited = _with_limit(last.benefit, unit, number, amounts[number], shared=False)
        made.append(replace(last, benefit=replace(limited, recipient=name)))
    return [*others, *made]


def _add(found: list[Placed], provision: Provision, n: int, number: int, cap: Amount, together: bool) -> list[Placed]:
    """The ceiling ``number`` on the benefits that are meant."""
    unit = provision.units[n]
    reach = _first_sentence(provision, n, _ALL if together else 1)
    meant = [k for k, one in enumerate(found) if one.sentence >= reach] or [len(found) - 1]
    whom = _find_whom(provision, unit, cap)
    named = [k for k, one in enumerate(found) if whom and whom in plain(one.benefit.recipient)]
    if named and not set(named) & set(meant):
        meant = named  # 同一企业 after a grant to 机构 is about another one
    added = list(found)
    for k in meant:
        limited = _with_limit(found[k].benefit, unit, number, cap, shared=len(meant) > 1)
        added[k] = replace(found[k], benefit=limited)
    return added


def _first_sentence(provision: Provision, n: int, sentences: int) -> int:
    """The number of the unit where the sentence before the n-th begins, or the one before that; units that ； joins are
    one sentence, except where ； stands right before the n-th."""
    text, units = provision.passage.text, provision.units
    if text[units[n].start - 1 : units[n].start] == ";":
        return max(0, n - 1)
    at = n
    while at > 0 and sentences > 0:
        at -= 1
        sentences -= text[units[at].start - 1 : units[at].start] != ";"
    return at


def _find_whom(provision: Provision, unit: Unit, cap: Amount) -> str:
    """Whom a ceiling is for: 企业 of 同一企业每年; "" where no one is named."""
    tokens = list(provision.tokens_in(unit.start, cap.start))
    for one, other in pairwise(tokens):
        if one.name in ("same", "per") and other.name == "company":
            return other.word
    return next((t.word.removeprefix("同一") for t in tokens if t.name == "stacking"), "")


def _with_limit(benefit: Benefit, unit: Unit, number: int, cap: Amount, shared: bool) -> Benefit:
    limit = Limit(cap.top, find_cap_per(unit.before(cap.start)))
    if cap.sure < benefit.sure:
        benefit = replace(benefit, sure=cap.sure, why=cap.why)
    return replace(
        benefit,
        reading_sure=min(benefit.reading_sure, cap.sure),
        limits=(*benefit.limits, limit),
        amounts=(*benefit.amounts, number),
        evidence=(*benefit.evidence, Span(unit.start, unit.end)),
        open=(*benefit.open, *_open_points(benefit, cap, shared)),
    )


def _open_points(benefit: Benefit, cap: Amount, shared: bool) -> Iterator[Open]:
    if shared:
        yield Open("shared")
    if benefit.award is not None and cap.top < benefit.award:
        yield Open("cap_below_award")
