"""Which ratios, fractions and shares of a whole begin at a place: 1:0.5, 百分之五, 一半, 2/3, 4:3:3?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from search_app.figures.numbers import read_number
from search_app.figures.quantity import Quantity

_SIDE = r"\d{1,3}(?:\.\d{1,2})?"
_RATIO = re.compile(rf"({_SIDE})[:比]({_SIDE})(?![\d:]|比\d)")
_HAN_RATIO = re.compile(r"([一二三四五六七八九十])比([一二三四五六七八九十])(?!比[一二三四五六七八九十])")
_SHARES = re.compile(rf"{_SIDE}(?::{_SIDE}){{2,5}}(?![\d:.])")
_TIME = re.compile(r"\d{1,2}:\d\d:\d\d")
_WHOLES = (10, 100)
_CLOCK = re.compile(r"\d{1,2}:\d\d$")
# 1:10 may be a time of day: only beside words of a ratio is it one.
_RATIO_BEFORE = re.compile(r"(?:按照?|比例为?|之比为?|以|配比)$")
_RATIO_BEHIND = re.compile(r"的?(?:比例|配套|配比|匹配)")
_FRACTION = re.compile(r"(?P<base>[百千万])分之")
_BASES = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}
_JOIN = re.compile(r"[-~至到]{1,2}(?:[百千万]分之)?")
_HALF = re.compile(r"一半")
_PARTS = re.compile(r"(?<=[的之准费额金资价款])(\d{1,2})/(\d{1,2})(?![\d/年月])")


def read_ratio(text: str, at: int) -> tuple[Quantity, ...]:
    """The ratio or fraction that begins at ``at``, or the shares of a whole; nothing where there is none."""
    if text[at].isdigit() and (found := _SHARES.match(text, at)):
        return tuple(_read_shares(found))
    one = _read_sides(text, at) or _read_fraction(text, at) or _read_parts(text, at)
    return (one,) if one else ()


def _read_shares(found: re.Match[str]) -> Sequence[Quantity]:
    """4:3:3: each is a part of the whole. 10:30:00 is a time of day."""
    sides = list(re.finditer(_SIDE, found.group()))
    whole = sum(Decimal(side.group()) for side in sides)
    at = found.start()
    if _TIME.fullmatch(found.group()) and whole not in _WHOLES:
        return []
    return [
        Quantity("", at + s.start(), at + s.end(), "percent", Decimal(s.group()) / whole, share=True)
        for s in sides
        if whole
    ]


def _read_sides(text: str, at: int) -> Quantity | None:
    """按1:0.5配套 is half, 自筹与申请之比2:1 twice: the side that is not 1. 6:4 is 1.5."""
    found = _RATIO.match(text, at) or _HAN_RATIO.match(text, at)
    if not found or text[at - 1 : at] in (":", "比"):
        return None
    said = _RATIO_BEFORE.search(text, max(0, at - 4), at) or _RATIO_BEHIND.match(text, found.end())
    if (_CLOCK.match(found.group()) or "比" in found.group()) and not said:
        return None
    sides = [read_number(side, 0) for side in found.groups()]
    first, second = (side.value if side else Decimal(0) for side in sides)
    if not first or not second:
        return None
    return Quantity("", at, found.end(), "ratio", second if first == 1 else first / second)


def _read_fraction(text: str, at: int) -> Quantity | None:
    """百分之五, 百分之五至百分之十, 千分之三, 一半."""
    if half := _HALF.match(text, at):
        return Quantity("", at, half.end(), "percent", Decimal("0.5"))
    head = _FRACTION.match(text, at)
    number = read_number(text, head.end()) if head else None
    if not head or not number:
        return None
    base = _BASES[head["base"]]
    low = Quantity("", at, number.end, "percent", number.value / base)
    join = _JOIN.match(text, number.end)
    high = read_number(text, join.end()) if join else None
    named = join and join.group()[-1] == "之"
    if (
        high
        and high.value > number.value
        and (named or not re.match("[个家年月日天人名项%]", text[high.end : high.end + 1]))
    ):
        return replace(low, end=high.end, value_hi=high.value / base)
    return low


def _read_parts(text: str, at: int) -> Quantity | None:
    """工资标准的2/3."""
    found = _PARTS.match(text, at)
    if not found or not 0 < int(found[1]) < int(found[2]):
        return None
    return Quantity("", at, found.end(), "percent", Decimal(found[1]) / Decimal(found[2]))
