"""What does a text state and pay, by the reader of its language? Of a clause, and of any text that somebody sends.

Invariant: a text that is too much for one go is read in part, and it is said up to where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search_app.library.settlement import Settlement
from search_app.library.totals import with_totals
from search_app.model import Amount, Benefit, Lang, Open
from search_app.reading.benefits import find_benefits
from search_app.reading.effort import find_end_of_benefits, find_end_of_figures
from search_app.reading.english import find_english_amounts, find_english_benefits
from search_app.reading.roles import find_amounts
from search_app.text.tokens import is_han


def read_figures(
    text: str, heading: str = "", own: str | None = None, settlement: Settlement | None = None
) -> tuple[tuple[Amount, ...], tuple[Benefit, ...]]:
    """The figures and benefits of ``text`` below ``heading``, by the reader of its language; ``own`` is what its
    document counts in. What ``settlement`` says of its sentences goes before what the reader thinks."""
    chinese = is_han(text)
    amounts = find_amounts(text, heading, own) if chinese else find_english_amounts(text, heading, own)
    if settlement:
        amounts = settlement.settle_figures(amounts)
    told = settlement.functions if settlement else None
    benefits = (find_benefits if chinese else find_english_benefits)(text, amounts, heading, own, told)
    if settlement:
        benefits = settlement.settle_benefits(amounts, benefits)
    return amounts, _finish(text, amounts, benefits)


def _finish(text: str, amounts: Sequence[Amount], benefits: Sequence[Benefit]) -> tuple[Benefit, ...]:
    """``benefits`` without sums that nobody is sure of, and with what each can come to."""
    return with_totals(text, amounts, tuple(_leave_unsure_out(one, amounts) for one in benefits))


def _leave_unsure_out(benefit: Benefit, amounts: Sequence[Amount]) -> Benefit:
    """A figure whose purpose is not certain is no sum of a benefit: it is named as an open point."""
    own = [amounts[n] for n in benefit.amounts]
    unsure = [amount for amount in own if amount.role == "unsure"]
    certain = {value for a in own if a.role != "unsure" for value in (a.value, a.value_hi)}
    values = {value for a in unsure for value in (a.value, a.value_hi)} - certain
    if not unsure:
        return benefit
    points = (Open("unsure", amount.text) for amount in unsure)
    return replace(
        benefit,
        award=None if benefit.award in values else benefit.award,
        rate=None if benefit.rate in values else benefit.rate,
        floor=None if benefit.floor in values else benefit.floor,
        limits=tuple(limit for limit in benefit.limits if limit.value not in values),
        open=tuple(dict.fromkeys((*benefit.open, *points))),
    )


@dataclass(frozen=True, slots=True)
class Extract:
    """What one go finds in a text: ``amounts`` of what stands before ``amounts_until``, ``benefits`` of the sentences
    before ``benefits_until``. Both are the length of the text where all of it was read."""

    amounts: tuple[Amount, ...]
    benefits: tuple[Benefit, ...]
    amounts_until: int
    benefits_until: int


def read_in_one_go(text: str) -> Extract:
    """The figures and benefits of any ``text``, without heading, as far as one go reads."""
    chinese = is_han(text)
    lang: Lang = "zh" if chinese else "en"
    end = find_end_of_figures(text, lang)
    read = text[:end]
    amounts = find_amounts(read) if chinese else find_english_amounts(read)
    stop = find_end_of_benefits(read, amounts, lang)
    benefits = (find_benefits if chinese else find_english_benefits)(read, amounts, until=stop)
    return Extract(amounts, _finish(read, amounts, benefits), end, min(stop, end))
