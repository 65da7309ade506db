"""What is a rate computed on, and what must be reached for it?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search_app.figures.bounds import find_compare
from search_app.figures.currencies import without_currency
from search_app.model import Amount, Compare, Condition
from search_app.reading.recipients import ADDRESS
from search_app.reading.units import Unit
from search_app.text.passage import Passage


def find_basis(passage: Passage, unit: Unit, rate: Amount) -> str | None:
    """What ``rate`` is applied to, as printed: 实缴资本额（扣除省内资金出资额后）. None where the text is silent."""
    left = unit.before(rate.start)
    markers = [
        m
        for m in re.finditer(r"按(?:照)?(?!规定|政策|标准|要求)(?:不超过|不高于|不低于)?其?", left)
        if not _inside(left, m.start())
    ]
    if markers:
        start = markers[-1].end()
    else:
        found = re.search(
            r"(?:给予|奖励|予以|补助)(?:不超过|不高于)?(?:实施招商)?(?:企业)?(?=[^,]{2,}$)|对(?=[^,]*给予[^,]*$)", left
        )
        start = found.end() if found else -1
    if start < 0:
        return None
    phrase = left[start:]
    end = len(phrase) - len(re.sub(r"(?:,|分别|给予|予以|的|原则上|不超过|不高于|最高|一次性)+$", "", phrase))
    basis = passage.words(unit.start + start, rate.start - end)
    given = re.search(",?给予", basis.text)
    return basis.part(0, given.start() if given else None).printed or None


def in_yuan(used: Sequence[int], amounts: Sequence[Amount]) -> tuple[int, ...]:
    """``used`` without conditions in another currency: 出口额达到2500万美元 is no sum that yuan are compared with."""
    return tuple(n for n in used if amounts[n].role != "condition" or amounts[n].currency in (None, "CNY"))


def _inside(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def make_condition(passage: Passage, unit: Unit, amount: Amount, beside: bool) -> Condition:
    """The condition that ``amount`` states. ``beside``: the clause also has a tier 及以下 of the same sum, so that 以上
    excludes it."""
    segment = unit.segment_at(amount.start)
    address = ADDRESS.match(segment.text)
    phrase = passage.printed[segment.start + (address.end() if address else 0) : segment.end]
    compare = _compare(unit, amount)
    if compare == "ge" and beside:
        compare = "gt"
    return Condition(re.sub(r"的$", "", phrase), amount.value, compare)


def _compare(unit: Unit, amount: Amount) -> Compare | None:
    """What the words around ``amount``, or around the list in which it stands, compare it with."""
    right = re.sub(r"^(?:、|和|及|或)[^,]{1,12}(?=以上|以下)", "", unit.text[amount.end - unit.start :])
    left = re.sub(r"(?:[\d.,万亿美欧港澳元%]+(?:、|和|或))+$", "", unit.text[: amount.start - unit.start])
    return find_compare(without_currency(left), right)
