"""Which money sums, percentages and ratios does a Chinese text state, and what are they worth?

Invariant: ``text[q.start:q.end] == q.text``; quantities are in order and do not overlap; values are exact.
A run of numerals is taken whole before anything is asked of it, so every text is read in linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from search_app.model import AmountKind
from search_app.text.fold import fold
from search_app.text.numerals import DIGITS, HAN_NUMERALS, MULTIPLIERS, parse_number
from search_app.text.script import simplify


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit, before it is known what it is for. Money is in ``currency`` units."""

    text: str
    start: int
    end: int
    kind: AmountKind
    value: Decimal
    value_hi: Decimal | None = None
    currency: str | None = None


_MULT = "".join(MULTIPLIERS)
# A line break between two digits is a printer's, not a writer's.
# After 万 or 亿 a sum may go on in figures (1万5,000元, 1亿2000万元); a Chinese numeral may have decimals (一点七五).
_RUN = re.compile(
    rf"\d(?:[\d,.]|\n(?=\d)|[ \u2009\u00a0](?=\d{{3}}(?!\d)))*+\s?[{_MULT}]*+"
    r"(?:(?:(?<=亿)\d{1,4}万|(?<=[万亿])(?:\d{1,3}(?:,\d{3})++|\d{1,4}千?))(?=[美港欧日]?元))?"
    rf"|[{HAN_NUMERALS}]++(?:点[零一二三四五六七八九]++[万亿]*+)?"
)
_PIECE = re.compile(rf"\d[\d,.]*[{_MULT}]*")
_FRACTION_HEADS = {"百分之": Decimal(100), "千分之": Decimal(1000), "万分之": Decimal(10000)}
_CURRENCIES = {
    "元人民币": "CNY", "元": "CNY", "人民币": "CNY", "圆": "CNY", "块钱": "CNY", "美元": "USD", "美金": "USD",
    "港元": "HKD", "港币": "HKD", "澳门元": "MOP", "澳门币": "MOP", "欧元": "EUR", "日元": "JPY", "英镑": "GBP",
    "卢布": "RUB", "新台币": "TWD",
}  # fmt: skip
_UNIT = re.compile(
    r"\s{0,2}(?:(?P<percent>%)|(?P<mille>‰)|(?P<points>个百分点)"
    r"|(?P<tenth>成(?P<fifth>[一二三四五六七八九](?![次年家个]))?)(?![立为果本员功长熟就套效交绩品份型不都人])"
    rf"|(?P<money>{'|'.join(sorted(_CURRENCIES, key=len, reverse=True))})(?![化素旦月件论年])"
    r"|分之(?P<parts>[一二两三四五六七八九十\d]{1,3}))"
)
# Sums printed without 元: 200万资助, 50万资金, 达到1千万以上.
_GRANT_NOUN = re.compile(r"\s?(?:的)?(?:一次性)?(?:资助|资金|补助|奖励|补贴|扶持|奖补|奖金|支持)")
_BOUND = re.compile(r"\s?(?:\((?:不?含|含本数)\))?(?:及)?以[上下内]")
_MONEY_NOUN = re.compile(
    r"(?:投资|资金|资本|收入|金额|销售额|产值|产出|税收|贡献|资产|贷款|经费|奖励|补助|补贴)[^,。;]{0,12}$"
)
_JOIN = re.compile(r"\s?(?:\(不?含\))?\s?[-~至到]{1,2}\s?")
_ASIDE = re.compile(r"\(不?含\)")
_RATIO = re.compile(r"(\d{1,3}(?:\.\d{1,2})?):(\d{1,3}(?:\.\d{1,2})?)(?![\d:])")
_CLOCK = re.compile(r"\d{1,2}:\d\d$")
_HALF = re.compile(r"一半")
_PREFIX = re.compile(
    r"(?P<mark>¥|rmb|cny|人民币¥|hk\$|us\$|\$|mop|港币|港元|澳门元|澳门币|美元|美金|欧元|日元|英镑)\s?$"
)
_PREFIXED = {
    "hk$": "HKD", "港币": "HKD", "港元": "HKD", "us$": "USD", "$": "USD", "美元": "USD", "美金": "USD", "mop": "MOP",
    "澳门元": "MOP", "澳门币": "MOP", "欧元": "EUR", "日元": "JPY", "英镑": "GBP",
}  # fmt: skip
# A sum without 元 right behind a word that grants or caps: 奖励200万。
_GRANT_BEFORE = re.compile(r"(?:奖励|奖补|补助|补贴|资助|给予|最高|不超过|上限(?:为)?|封顶)$")
# 万元 and 亿元 with no digit are a sum only after a word of comparison (超亿元); elsewhere they are a column's unit.
_BARE_UNIT_CUE = re.compile(r"[超过破上达]$")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every money sum, percentage and ratio of ``text``, in order. ``text`` need not be folded."""
    folded = simplify(fold(text))
    found: list[Quantity] = []
    at = 0
    for run in _RUN.finditer(folded):
        if run.start() < at:
            continue
        quantity = _read_ratio(folded, run.start()) or _read_fraction(folded, run) or _read_range_or_one(folded, run)
        if quantity:
            found.append(quantity)
            at = quantity.end
    # A text that counts in 新台币 says so now and then, and writes 元 elsewhere.
    yuan = "TWD" if "台币" in folded and "人民币" not in folded else "CNY"
    return tuple(_with_text(quantity, text, yuan) for quantity in found)


def _with_text(quantity: Quantity, text: str, yuan: str) -> Quantity:
    q = quantity
    currency = yuan if q.currency == "CNY" else q.currency
    return Quantity(text[q.start : q.end], q.start, q.end, q.kind, q.value, q.value_hi, currency)


def _number(run: str) -> Decimal | None:
    plain = re.sub(r"\s", "", run).rstrip(",.")
    pieces = _PIECE.findall(plain)
    if len(pieces) > 1 and "".join(pieces) == plain:
        values = [parse_number(piece) for piece in pieces]
        return None if None in values else sum((value for value in values if value is not None), Decimal(0))
    whole, point, decimals = plain.partition("点")
    if not point:
        return parse_number(plain)
    figures = "".join(str(DIGITS[char]) for char in decimals if char in DIGITS)
    head = parse_number(whole)
    scale = prod(MULTIPLIERS[char] for char in decimals if char in MULTIPLIERS)
    return None if head is None else (head + Decimal(f"0.{figures}")) * scale


def _read_ratio(folded: str, start: int) -> Quantity | None:
    found = _RATIO.match(folded, start)
    if not found or _CLOCK.match(found.group()) or not Decimal(found.group(2)):
        return None
    value = Decimal(found.group(1)) / Decimal(found.group(2))
    return Quantity("", start, found.end(), "ratio", value)


def _read_fraction(folded: str, run: re.Match[str]) -> Quantity | None:
    """百分之五, 千分之三, 一半: the run itself is the head of the fraction."""
    for head, base in _FRACTION_HEADS.items():
        if run.group() == head[0] and folded.startswith(head, run.start()):
            tail = _RUN.match(folded, run.start() + len(head))
            value = _number(tail.group()) if tail else None
            if tail and value is not None:
                return Quantity("", run.start(), tail.end(), "percent", value / base)
    if run.group() == "一" and (half := _HALF.match(folded, run.start())):
        return Quantity("", run.start(), half.end(), "percent", Decimal("0.5"))
    return None


def _read_range_or_one(folded: str, run: re.Match[str]) -> Quantity | None:
    one = _read_one(folded, run)
    join = _JOIN.match(folded, one.end if one else run.end())
    if join:
        second_run = _RUN.match(folded, join.end())
        second = _read_one(folded, second_run) if second_run else None
        low = _low_end(run.group(), one, second, second_run.group() if second_run else "")
        if second and low is not None and low < second.value:
            return Quantity("", run.start(), second.end, second.kind, low, second.value, second.currency)
    return one


def _low_end(run: str, one: Quantity | None, second: Quantity | None, second_run: str) -> Decimal | None:
    """The lower end of a range in the unit of the upper: 50-100万元 starts at 50万, 2000万至5000万元 at 2000万."""
    if second is None:
        return None
    if one is not None:
        return one.value if (one.kind, one.currency) == (second.kind, second.currency) else None
    low = _number(run)
    if low is None or second.kind == "ratio":
        return None
    if second.kind == "percent":
        return low / 100
    own = _MULT if run[0].isdigit() else "万亿萬億"
    if any(char in own for char in run):
        return low
    shared = _MULT if second_run[0].isdigit() else "万亿萬億"  # 五十至一百万元 shares 万, not 百
    units = second_run[len(second_run.rstrip(shared)) :]
    return low * prod(MULTIPLIERS[char] for char in units)


def _read_one(folded: str, run: re.Match[str]) -> Quantity | None:
    value = _number(run.group())
    if value is None:
        return None
    end = run.end()
    aside = _ASIDE.match(folded, end)  # 500万（不含）美元
    unit = _UNIT.match(folded, aside.end() if aside else end)
    if unit is None:
        return _read_unitless_money(folded, run, value)
    if unit["money"]:
        bare = all(char in "万亿萬億" for char in run.group())
        if bare and not _BARE_UNIT_CUE.search(folded, max(0, run.start() - 1), run.start()):
            return None
        currency = _currency_before(folded, run.start()) if unit["money"] == "元" else None
        return Quantity("", run.start(), unit.end(), "money", value, None, currency or _CURRENCIES[unit["money"]])
    if unit["parts"]:
        parts = _number(unit["parts"])
        if not value or parts is None or parts >= value:
            return None
        return Quantity("", run.start(), unit.end(), "percent", parts / value)
    if unit["tenth"] and not (len(run.group()) == 1 and run.group() in DIGITS):
        return None
    if unit["fifth"]:
        value += Decimal(DIGITS[unit["fifth"]]) / 10
    base = {"percent": 100, "points": 100, "mille": 1000, "tenth": 10}
    name = next(name for name in base if unit[name])
    return Quantity("", run.start(), unit.end(), "percent", value / base[name])


def _currency_before(folded: str, start: int) -> str | None:
    """港币50万元: the currency stands before the sum."""
    mark = _PREFIX.search(folded, max(0, start - 6), start)
    return _PREFIXED.get(mark["mark"], "CNY") if mark else None


def _read_unitless_money(folded: str, run: re.Match[str], value: Decimal) -> Quantity | None:
    if currency := _currency_before(folded, run.start()):
        number = run.group().rstrip(",. \n")
        return Quantity("", run.start(), run.start() + len(number), "money", value, None, currency)
    if run.group()[-1] not in "万亿萬億" or not any(char.isdigit() or char in DIGITS for char in run.group()):
        return None
    left = folded[max(0, run.start() - 24) : run.start()]
    noun = _GRANT_NOUN.match(folded, run.end())
    if noun or _GRANT_BEFORE.search(left) or (_BOUND.match(folded, run.end()) and _MONEY_NOUN.search(left)):
        return Quantity("", run.start(), run.end(), "money", value, None, "CNY")
    return None
