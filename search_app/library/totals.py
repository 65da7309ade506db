"""What can a benefit come to over all of its years?

A yearly sum times the years that the text states, or a sum that is paid once. Only what the text itself fixes is
multiplied; benefits are never added to each other, which the rules of most documents forbid. Invariant: a total is the
yearly sum times its years, or a smaller ceiling over all of them; without a stated sum and term there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.model import (
    LANGS,
    PAID,
    SHOWN_SURE,
    Amount,
    Benefit,
    Bilingual,
    Limit,
    Open,
    OpenKind,
    Total,
)
from search_app.reading.slots.closed_forms import spans_all_years
from search_app.text.passage import Passage, read_passage
from search_app.text.wording import write_sum

YEARLY = ("year", "company-year")
_PER_ITEM = ("item", "item-year", "person", "person-year", "area", "unit")
_NO_MONEY = ("tax", "land", "guarantee", "other")
_UNDECIDED = ("case_by_case", "by_other_rule")
# A sum that the text itself leaves open cannot be multiplied, nor can a term that is only the shortest.
_OPEN: tuple[OpenKind, ...] = ("foreign", "approximate", "least", "several", "unsure", "cap_below_award", "shortest")


def with_totals(text: str, amounts: Sequence[Amount], benefits: Sequence[Benefit]) -> tuple[Benefit, ...]:
    """``benefits`` of a clause with this ``text``, each with its total, or with the point that keeps it open."""
    passage = read_passage(text)
    return tuple(_with_total(passage, amounts, benefit) for benefit in benefits)


def _with_total(passage: Passage, amounts: Sequence[Amount], benefit: Benefit) -> Benefit:
    if _is_open(benefit) or any(amounts[n].sure < SHOWN_SURE for n in benefit.amounts if amounts[n].role in PAID):
        return benefit
    whole = _find_whole_limits(passage, amounts, benefit)
    total = _over_years(benefit, whole) or _paid_once(benefit)
    if total is None and _seems_countable(benefit):
        return replace(benefit, open=(*benefit.open, Open("total_per_item")))
    return replace(benefit, total=total)


def _is_open(benefit: Benefit) -> bool:
    """Whether what it comes to is decided by something else than its sum and its years."""
    return (
        benefit.kind in _NO_MONEY or benefit.promise in _UNDECIDED or any(point.kind in _OPEN for point in benefit.open)
    )


def _over_years(benefit: Benefit, whole: Sequence[Limit]) -> Total | None:
    if benefit.duration is None:
        return None
    ceilings = [limit for limit in benefit.limits if limit.per in YEARLY and limit not in whole]
    yearly = [(limit.value, limit.per, True) for limit in ceilings]
    if benefit.per in YEARLY and benefit.award is not None:
        yearly.append((benefit.award, benefit.per, False))
    if not yearly:
        return None
    value, per, up_to = min(yearly, key=lambda one: (one[0], one[2]))
    years, most = benefit.duration.years, min((limit.value for limit in whole), default=None)
    total = value * years
    steps = [_say("product", years=years, sum=(value, per, up_to), total=(total, None, False))]
    if most is not None and most < total:
        steps.append(_say("capped", sum=(most, None, True)))
        total = most
    return Total(total, years, tuple(steps))


def _paid_once(benefit: Benefit) -> Total | None:
    if benefit.per != "once" or any(limit.per in _PER_ITEM for limit in benefit.limits):
        return None
    sums = [(limit.value, True) for limit in benefit.limits if limit.per not in YEARLY]
    if benefit.award is not None:
        sums.append((benefit.award, False))
    if not sums:
        return None  # a rate of something that may be of any size
    value, up_to = min(sums)
    return Total(value, None, (_say("once", sum=(value, "once", up_to)),))


def _seems_countable(benefit: Benefit) -> bool:
    """Whether a reader would multiply: a sum for each item, with years or a ceiling of its own beside it."""
    each = benefit.per in _PER_ITEM and (benefit.award is not None or bool(benefit.limits))
    return each and (benefit.duration is not None or any(limit.per in _PER_ITEM for limit in benefit.limits))


def _find_whole_limits(passage: Passage, amounts: Sequence[Amount], benefit: Benefit) -> list[Limit]:
    """The ceilings that hold for all years together, whatever scope they were read with."""
    found = []
    for amount in passage.seen(amounts[n] for n in benefit.amounts):
        before = passage.text[max(0, amount.start - 30) : amount.start]
        if amount.role == "cap" and spans_all_years(before):
            found += [limit for limit in benefit.limits if limit.value == amount.top]
    return found


def _say(key: str, years: int = 0, **sums: tuple[Decimal, str | None, bool]) -> Bilingual:
    """A step in both languages; ``sums`` are (yuan, scope, whether it is a ceiling)."""
    zh, en = (
        _steps()[key][lang].format(
            years=years, **{name: write_sum(value, per, lang, up_to) for name, (value, per, up_to) in sums.items()}
        )
        for lang in LANGS
    )
    return Bilingual(zh, en)


@cache
def _steps() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in read_table("wording", "total")}
