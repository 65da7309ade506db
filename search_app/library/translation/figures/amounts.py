"""Which amounts of one text has the other not, and which of both say the same: sums, percentages, ratios?

Invariant: each amount says one, but for a range that stands as its two ends, and what is said once for several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.figures.english_words import any_of
from search_app.library.translation.figures.proportions import Proportion
from search_app.model import Amount, Role
from search_app.text.numerals import HAN_NUMERALS, parse_number

_HALF, _SAYS_HALF = Decimal("0.5"), "半"
_FOR_SEVERAL = re.compile(r"\b(?:each|both|either|every|same|respectively)\b", re.I)
_NUMBER = re.compile(rf"[{HAN_NUMERALS}\d]+")


def is_added(one: Amount | Proportion, zh: str) -> bool:
    """Whether a figure of the English that nothing in the Chinese says has to be said there."""
    if isinstance(one, Proportion):
        return one.asks
    if one.kind == "money":  # 千亿级产业集群
        return one.value not in {parse_number(found) for found in _NUMBER.findall(zh)}
    return not (one.value == _HALF and _SAYS_HALF in zh) and not (one.value == 1 and _whole().search(zh))


def is_again(one: Amount | Proportion, said: Sequence[Amount], en: str) -> bool:
    """Whether a figure of the Chinese is one that English says once for several: each bears 40 %."""
    if isinstance(one, Amount) and one.kind == "money" and one.value == 1:
        return True  # for every US dollar
    again = isinstance(one, Amount) and any(worth_of(other) == worth_of(one) for other in said)
    return again and bool(_FOR_SEVERAL.search(en))


def find_lacking(amounts: Sequence[Amount], others: Sequence[Amount]) -> tuple[Amount, ...]:
    """Those of ``amounts`` that ``others`` have not, as many as they have fewer. A range may stand there as its two
    ends."""
    left, more = Counter(map(worth_of, others)), []
    for one in amounts:
        whole = one.value_hi is None or left[worth_of(one)]
        needed = (worth_of(one),) if whole else _ends(one)
        if all(left[end] for end in needed):
            left.subtract(needed)
        else:
            more.append(one)
    ranges = (other for other in others if other.value_hi is not None and left[worth_of(other)])
    free = Counter(end for other in ranges for end in _ends(other))
    return tuple(one for one in more if not _take(free, worth_of(one)))


def _ends(one: Amount) -> tuple[tuple[object, ...], ...]:
    return tuple(worth_of(replace(one, value=value, value_hi=None)) for value in (one.value, one.value_hi) if value)


def _take(left: Counter[tuple[object, ...]], worth: tuple[object, ...]) -> bool:
    left[worth] -= 1
    return left[worth] >= 0


def pair_amounts(printed: Sequence[Amount], said: Sequence[Amount]) -> Iterator[tuple[Amount, Amount]]:
    """The amounts of both that are worth the same, in their order."""
    left = list(said)
    for one in printed:
        other = next((other for other in left if worth_of(other) == worth_of(one)), None)
        if other:
            left.remove(other)
            yield one, other


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(any_of(word for row in read_table("counted", "whole") for word in row["zh"]))


def differ(here: Sequence[Amount], there: Sequence[Amount], role: Role) -> bool:
    """Whether those of one role are not the same, in the same order."""
    own, its = ([one for one in every if one.role == role] for every in (here, there))
    return list_worth(own) != list_worth(its)


def list_worth(amounts: Sequence[Amount]) -> list[tuple[object, ...]]:
    return [worth_of(one) for one in amounts]


def worth_of(amount: Amount) -> tuple[object, ...]:
    return amount.kind, amount.value, amount.value_hi, amount.currency
