"""What does the text of a benefit leave open: a bound instead of a sum, a period that is only the longest?

An approximation, a floor and a sum in another currency are never shown or computed with as if they were the sum itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from search_app.model import Amount, Benefit, Open
from search_app.reading.slots.anchor import Anchor
from search_app.reading.words.provision import Provision

_NEAR = 4  # characters between a bound and what it bounds


def open_points(
    benefit: Benefit, provision: Provision, anchor: Anchor, amounts: Sequence[Amount], rate: Amount | None
) -> Benefit:
    """``benefit`` with what its text leaves open, and without the sums that are none for certain."""
    points = (*benefit.open, *_bounds(benefit, provision, anchor, rate))
    return in_yuan_alone(exact_alone(replace(benefit, open=points), amounts), amounts)


def _bounds(benefit: Benefit, provision: Provision, anchor: Anchor, rate: Amount | None) -> Iterator[Open]:
    """What is said where a rate or a period is only a bound, and a ceiling that cannot be right."""
    tokens = list(provision.tokens_in(anchor.unit.start, anchor.unit.end))
    if rate and _is_ceiling([t.name for t in tokens if t.end <= rate.start]):
        yield Open("rate_ceiling")
    for one, other in pairwise(tokens):
        if benefit.duration and other.name == "span" and "年" in other.word and other.start - one.end <= _NEAR:
            if one.name == "not_over" or one.word == "最长":
                yield Open("longest")
            elif one.name == "at_least":
                yield Open("shortest")
    if benefit.award is not None and any(limit.value < benefit.award for limit in benefit.limits):
        yield Open("cap_below_award")


def _is_ceiling(before: Sequence[str]) -> bool:
    """Whether 不超过 stands before the rate in its phrase, with no other figure between: of the words ``before`` it."""
    for name in reversed(before):
        if name == "not_over":
            return True
        if name[0] == "#" or name in (",", "by", "give", "aid"):
            return False
    return False


def exact_alone(benefit: Benefit, amounts: Sequence[Amount]) -> Benefit:
    """An approximation (约50万元, 上百万元) is named as an open point; what is granted at least is the floor."""
    loose = [amounts[n] for n in benefit.amounts if amounts[n].approximate]
    if not loose:
        return benefit
    values = {value for amount in loose for value in (amount.value, amount.value_hi)}
    points = tuple(Open("least" if a.bound == "at_least" else "approximate", a.text) for a in loose)
    floor = next((a.value for a in loose if a.bound == "at_least" and a.kind == "money"), None)
    return replace(
        benefit,
        award=None if benefit.award in values else benefit.award,
        rate=None if benefit.rate in values else benefit.rate,
        floor=floor,
        limits=tuple(limit for limit in benefit.limits if limit.value not in values),
        open=(*benefit.open, *points),
    )


def in_yuan_alone(benefit: Benefit, amounts: Sequence[Amount]) -> Benefit:
    """A sum in another currency is never shown or computed with as if it were yuan: it is named as an open point."""
    granted = [
        amounts[n] for n in benefit.amounts
        if amounts[n].currency not in (None, "CNY") and amounts[n].role != "condition"
    ]  # fmt: skip
    if not granted:
        return benefit
    values = {value for amount in granted for value in (amount.value, amount.value_hi)}
    return replace(
        benefit,
        award=None if benefit.award in values else benefit.award,
        floor=None if benefit.floor in values else benefit.floor,
        limits=tuple(limit for limit in benefit.limits if limit.value not in values),
        open=(*benefit.open, Open("foreign", "、".join(amount.text for amount in granted))),
    )
