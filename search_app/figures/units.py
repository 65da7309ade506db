"""Which unit stands behind a number, and what are both worth together?

Percent and its like, shares (三成, 五分之一), coins (50元5角3分), and currencies behind, before or in brackets.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from search_app.figures.bare import is_money
from search_app.figures.currencies import YUAN, code_of, find_before, names_behind, words_of_unit
from search_app.figures.numbers import Number, read_number
from search_app.figures.quantity import Quantity
from search_app.text.numerals import DIGITS

_DIGIT = "[1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_FEN = "分(?![之期别档类年次批数])"
_BASE = {"percent": 100, "points": 100, "basis": 10_000, "mille": 1000, "tenth": 10}
# 分 alone is a coin only where money was just spoken of; 5分 may be points, and 三分之一 a part.
_COIN_BEFORE = re.compile("(?:奖励|奖补|补助|补贴|资助|给予|补|奖)$")
_SUM_ENDS = re.compile(r"[,。;、)]|$|的[补奖]")
_COUNTED = re.compile("[年月日个家户级类项种期号条名位]")
_ASIDE = re.compile(r"\(不?含\)")
# 万元 and 千元 with no digit are a sum only after a word of comparison (超亿元); elsewhere they are a column's unit.
_BARE_UNIT_CUE = re.compile(r"[超过破上达逾近满]$")
_NO_DIGIT = re.compile(r"[百千万亿]|万亿")


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(
        rf"\s{{0,2}}(?:(?P<percent>%)|(?P<mille>‰)|(?P<points>个?百分点)|(?P<basis>个?(?:基点|bps?(?![a-z])))"
        rf"|(?P<tenth>成(?P<fifth>[半一二三四五六七八九](?![次年家个]))?)(?![立为果本员功长熟就套效交绩品份型不都人])"
        rf"|(?P<money>(?P<unit>{words_of_unit()})(?:(?P<named>{names_behind()})(?!素))?"
        rf"|(?P<name>{names_behind()}))(?![化素旦月件论宵])"
        rf"(?:零?(?P<jiao>{_DIGIT})角)?(?:零?(?P<fen>{_DIGIT}){_FEN})?"
        rf"|(?P<tens>角)(?![度色形落逐])(?:(?P<cents>{_DIGIT}){_FEN})?|(?P<cent>{_FEN})(?P<coin>钱)?"
        r"|分之(?P<parts>[一二两三四五六七八九十\d]{1,3}))"
    )


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"[整正]?\((?P<name>{names_behind()})(?:,?下同)?\)")


def read_quantity(text: str, number: Number, own: str, after_money: int | None) -> Quantity | None:
    """``number`` with the unit behind it, or a sum whose currency stands before it or that only its words tell.
    ``own``: what the document counts in; ``after_money``: where the sum before it ends."""
    aside = _ASIDE.match(text, number.end)  # 500万（不含）美元
    unit = _unit().match(text, aside.end() if aside else number.end)
    if unit is None:
        return _read_bare(text, number, own, after_money)
    if unit["money"]:
        return _read_money(text, number, unit, own)
    if unit["tens"] or unit["cent"]:
        return _read_coins(text, number, unit)
    if unit["parts"]:
        return _read_parts(number, unit)
    return _read_share(text, number, unit)


def _make(number: Number, end: int, value: Decimal, high: Decimal | None, currency: str | None) -> Quantity:
    kind = "money" if currency else "percent"
    return Quantity("", number.start, end, kind, value, high, currency, number.bound)  # type: ignore[arg-type]


def _read_money(text: str, number: Number, unit: re.Match[str], own: str) -> Quantity | None:
    written = text[number.start : number.end]
    if _NO_DIGIT.fullmatch(written) and not _BARE_UNIT_CUE.search(text, max(0, number.start - 1), number.start):
        return None
    if text.startswith("年", unit.end()) and not number.large:
        return None  # 元年 is a word; in 5000万元年度预算 元 is the unit
    if unit["unit"] == "块" and not _is_coin(text, number, unit.end()):
        return None
    before = find_before(text, number.start, own)
    behind = _bracketed().match(text, unit.end()) if unit["unit"] and not unit["named"] else None
    named = unit["name"] or unit["named"] or (behind["name"] if behind else None)
    currency = code_of(named) if named else before.code if before else code_of(unit["unit"], own)
    value = number.value + _coins(unit["jiao"]) / 10 + _coins(unit["fen"]) / 100
    figure = _make(number, unit.end(), value, number.high, currency)
    return _with_whole(figure, before.start if before else -1, behind.end() if behind else -1)


def _is_coin(text: str, number: Number, end: int) -> bool:
    """Of 块 alone: 万把块, 奖励50块; not 3块展板."""
    return number.large or bool(
        _COIN_BEFORE.search(text, max(0, number.start - 4), number.start) or _SUM_ENDS.match(text, end)
    )


def _with_whole(q: Quantity, opens: int, closes: int) -> Quantity:
    return Quantity(q.text, q.start, q.end, q.kind, q.value, q.value_hi, q.currency, q.bound, opens, closes)


def _read_share(text: str, number: Number, unit: re.Match[str]) -> Quantity | None:
    """15%, 8‰, 50个基点, 三成, 两成五."""
    value, high = number.value, number.high
    if unit["tenth"]:
        if not 0 < value < 10 or number.unit > 1:
            return None
        if unit["fifth"]:
            value += Decimal("0.5") if unit["fifth"] == "半" else Decimal(DIGITS[unit["fifth"]]) / 10
    base = _BASE[next(name for name in _BASE if unit[name])]
    return _make(number, unit.end(), value / base, high / base if high else None, None)


def _read_parts(number: Number, unit: re.Match[str]) -> Quantity | None:
    """五分之一."""
    parts = read_number(unit["parts"], 0)
    if not number.value or parts is None or parts.value >= number.value:
        return None
    return _make(number, unit.end(), parts.value / number.value, None, None)


def _coins(digit: str | None) -> Decimal:
    return Decimal(0) if not digit else Decimal(DIGITS.get(digit) or digit)


def _read_coins(text: str, number: Number, unit: re.Match[str]) -> Quantity | None:
    """5角, 5角5分, 3分钱; of 分 alone only what is granted in so many words."""
    if unit["tens"]:
        return _make(number, unit.end(), number.value / 10 + _coins(unit["cents"]) / 100, None, YUAN)
    granted = _COIN_BEFORE.search(text, max(0, number.start - 4), number.start)
    return _make(number, unit.end(), number.value / 100, None, YUAN) if unit["coin"] or granted else None


def _read_bare(text: str, number: Number, own: str, after_money: int | None) -> Quantity | None:
    """¥50,000, and what ends in 万 or 亿 and is spoken of as money."""
    before = find_before(text, number.start, own)
    if before and not number.colloquial and not (before.word and _COUNTED.match(text, number.end)):
        return _with_whole(_make(number, number.end, number.value, number.high, before.code), before.start, -1)
    if not number.large:
        return None
    if _NO_DIGIT.fullmatch(text[number.start : number.end]) or not is_money(
        text, number.start, number.end, after_money
    ):
        return None
    return _make(number, number.end, number.value, number.high, code_of("元", own))
