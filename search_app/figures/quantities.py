"""Which money sums, percentages and ratios does a Chinese text state, and what are they worth?

Invariant: ``text[q.start:q.end] == q.text``; quantities are in order and do not overlap; values are exact.
A run of numerals is taken whole before anything is asked of it, so every text is read in linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from search_app.figures.english_figures import find_english_figures
from search_app.model import AmountKind
from search_app.text.fold import UNKNOWN_GLYPH
from search_app.text.numerals import DIGITS, HAN_NUMERALS, MULTIPLIERS, parse_number
from search_app.text.passage import Passage, read_passage


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
_COLLOQUIAL = re.compile(r"(?P<whole>.+(?P<unit>[百千万亿]))(?P<rest>[1-9一二三四五六七八九])")
_MORE = "[多余几来]"  # 100多万元: no figure is exact that has one of these inside
_CURRENCIES = {
    "元人民币": "CNY", "元": "CNY", "人民币": "CNY", "圆": "CNY", "块钱": "CNY", "美元": "USD", "美金": "USD",
    "港元": "HKD", "港币": "HKD", "澳门元": "MOP", "澳门币": "MOP", "欧元": "EUR", "日元": "JPY", "英镑": "GBP",
    "卢布": "RUB", "新台币": "TWD",
}  # fmt: skip
_CURRENCY = "|".join(sorted(_CURRENCIES, key=len, reverse=True))
_SMALL_HAN = "[零一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]"
# After 万 or 亿 a sum may go on, in figures or in numerals: 1万5,000元, 1亿2000万元, 十亿3000万元, 100万两千元.
# A single digit behind it counts the next smaller unit: 13万2, 三万五.
_GOES_ON = (
    rf"(?:(?<=亿)(?:\d{{1,4}}|{_SMALL_HAN}{{1,7}})万)?"
    rf"(?:(?<=[万亿])(?:\d{{1,3}}(?:,\d{{3}})++|\d{{1,4}}[千百]?|{_SMALL_HAN}{{1,8}})(?={_CURRENCY})|"
    r"(?<=[万亿])[1-9](?=[,。;、)的奖补资]|以[上下内]|$))?"
)
# A Chinese numeral may have decimals (一点七五).
_RUN = re.compile(
    rf"\d[\d,.]*+\s?(?:[{_MULT}]++|w(?![a-z]))?(?:{_MORE}(?=[{_MULT}]|{_CURRENCY})[{_MULT}]*+)?{_GOES_ON}"
    rf"|(?:[数几](?=[十百千万亿])(?![百千万]分之))?[{HAN_NUMERALS}]++"
    rf"(?:{_MORE}(?=[{_MULT}]|{_CURRENCY})[{_MULT}]*+|点[零一二三四五六七八九]++[万亿]*+)?{_GOES_ON}"
)
_UNITLESS = re.compile(r"[万亿w][1-9一二三四五六七八九]?$")
_SIMPLE = re.compile(rf"\d[\d,.]*[{_MULT}]*")
_PIECE = re.compile(rf"\d[\d,.]*[{_MULT}]*|[{HAN_NUMERALS}]+")
_NOT_COUNTED = re.compile(rf"\s|^[数几]|(?<=[{_MULT}\d{HAN_NUMERALS}]){_MORE}")
_FRACTION_HEADS = {"百分之": Decimal(100), "千分之": Decimal(1000), "万分之": Decimal(10000)}
_DIGIT = "[1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_FEN = "分(?![之期别档类年次批数])"
_UNIT = re.compile(
    r"\s{0,2}(?:(?P<percent>%)|(?P<mille>‰)|(?P<points>个百分点)|(?P<basis>个?基点)"
    r"|(?P<tenth>成(?P<fifth>[一二三四五六七八九](?![次年家个]))?)(?![立为果本员功长熟就套效交绩品份型不都人])"
    rf"|(?P<money>{_CURRENCY})(?![化素旦月件论年])(?:零?(?P<jiao>{_DIGIT})角)?(?:零?(?P<fen>{_DIGIT}){_FEN})?"
    rf"|(?P<tens>角)(?![度色形落逐])(?:(?P<cents>{_DIGIT}){_FEN})?|(?P<cent>{_FEN})(?P<coin>钱)?"
    r"|分之(?P<parts>[一二两三四五六七八九十\d]{1,3}))"
)
# 分 alone is a coin only where money was just spoken of; 5分 may be points, and 三分之一 a part.
_COIN_BEFORE = re.compile("(?:奖励|奖补|补助|补贴|资助|给予|补|奖)$")
# Sums printed without 元: 200万资助, 50万资金, 达到1千万以上.
_GRANT_NOUN = re.compile(r"\s?(?:的)?(?:一次性)?(?:资助|资金|补助|奖励|补贴|扶持|奖补|奖金|支持)")
_LIST_GOES_ON = re.compile(r"(?:[、和及或与]{1,2}\d[\d.]*[万亿])+")
_LIST_SO_FAR = re.compile(r"(?:\d[\d.]*[万亿][、和及或与]{1,2})+$")
_BOUND = re.compile(r"\s?(?:\((?:不?含|含本数)\))?(?:及)?以[上下内]")
_MONEY_NOUN = re.compile(
    r"(?:投资|资金|资本|收入|金额|销售额|产值|产出|税收|贡献|资产|贷款|经费|奖励|补助|补贴)[^,。;]{0,12}$"
)
_JOIN = re.compile(r"\s?(?:\(不?含\))?\s?(?:[-~至到]{1,2}|(?P<between>[与和]))\s?")
_ASIDE = re.compile(r"\(不?含\)")
_RATIO = re.compile(r"(\d{1,3}(?:\.\d{1,2})?):(\d{1,3}(?:\.\d{1,2})?)(?![\d:])")
# 壹佰万元整（¥1,000,000）, 100万元（约14万美元）: the same sum again, in other words.
_RESTATED = re.compile(r"(?:整|正)?\((?:即|折合|约合|合|约|等值|大写|小写|人民币|[:¥$])*\s?$")
_CLOCK = re.compile(r"\d{1,2}:\d\d$")
_HALF = re.compile(r"一半")
_PREFIX = re.compile(
    r"(?P<mark>¥|rmb|cny|人民币¥|nt\$|hk\$|us\$|\$|mop|新?台币|港币|港元|澳门元|澳门币|美元|美金|欧元|日元|英镑)\s?$"
)
_PREFIXED = {
    "nt$": "TWD", "台币": "TWD", "新台币": "TWD", "hk$": "HKD", "港币": "HKD", "港元": "HKD", "us$": "USD", "$": "USD",
    "美元": "USD", "美金": "USD", "mop": "MOP",
    "澳门元": "MOP", "澳门币": "MOP", "欧元": "EUR", "日元": "JPY", "英镑": "GBP",
}  # fmt: skip
# A sum without 元 right behind a word that grants or caps: 奖励200万。
_GRANT_BEFORE = re.compile(r"(?:奖励|奖补|补助|补贴|资助|给予|最高|不超过|上限(?:为)?|封顶|[再另]奖|[再另]补)$")
_ENGLISH_MULTIPLIER = re.compile(
    r"\d\s?(?:[mk]|bn|mn)(?![a-z])|(?:thousand|million|billion|trillion|lakh|crore)s?(?![a-z])"
)
_NO_LATIN = re.compile(r"[^\x00-\x7f¥£€₹]")
# 万元 and 亿元 with no digit are a sum only after a word of comparison (超亿元); elsewhere they are a column's unit.
_BARE_UNIT_CUE = re.compile(r"[超过破上达]$")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every money sum, percentage and ratio of ``text``, in order. ``text`` need not be folded."""
    passage = read_passage(text)
    spans = ((quantity, passage.span(quantity.start, quantity.end)) for quantity in quantities_in(passage))
    return tuple(replace(q, text=text[at.start : at.end], start=at.start, end=at.end) for q, at in spans)


def quantities_in(passage: Passage) -> tuple[Quantity, ...]:
    """The same with places in ``passage``, and quoted as it prints them."""
    folded = passage.text
    found: list[Quantity] = []
    english = _find_english(folded)
    at = 0
    for run in _RUN.finditer(folded):
        if run.start() < at:
            continue
        inside = next((sum_ for sum_ in english if sum_.start <= run.start() < sum_.end), None)
        quantity = (
            inside or _read_ratio(folded, run.start()) or _read_fraction(folded, run) or _read_range_or_one(folded, run)
        )
        if quantity:
            at = quantity.end
            if not (found and _restates(folded, found[-1], quantity)):
                found.append(quantity)
    # A text that counts in 新台币 says so now and then, and writes 元 elsewhere.
    yuan = "TWD" if "台币" in folded and "人民币" not in folded else "CNY"
    return tuple(_as_printed(quantity, passage, yuan) for quantity in found if not _is_beside_unknown(folded, quantity))


def _is_beside_unknown(folded: str, quantity: Quantity) -> bool:
    """Whether a character that only its font knows stands in or right beside a figure, where it may be a point or a
    figure of its own; not one that begins a line, as the sign of a list does."""
    before = folded[max(0, quantity.start - 9) : quantity.start].rstrip(" ")
    behind = folded[quantity.end : quantity.end + 9].lstrip(" ")
    if UNKNOWN_GLYPH.search(folded, quantity.start, quantity.end) or UNKNOWN_GLYPH.match(behind[:1]):
        return True
    begins = not before[:-1].strip() or before[:-1].rstrip(" ")[-1:] in "\n。;:"
    return not begins and bool(UNKNOWN_GLYPH.match(before[-1:]))


def _find_english(folded: str) -> list[Quantity]:
    """Sums that a Chinese text writes with an English multiplier: RMB 5-10 million."""
    if not _ENGLISH_MULTIPLIER.search(folded):
        return []
    latin = _NO_LATIN.sub(" ", folded)  # as long; a Chinese character ends a Latin word
    figures = (figure for figure in find_english_figures(latin) if figure.kind == "money")
    return [
        Quantity("", f.start, f.end, f.kind, f.value, f.value_hi, f.currency)
        for f in figures
        if _ENGLISH_MULTIPLIER.search(folded, f.start, f.end)
    ]


def _as_printed(quantity: Quantity, passage: Passage, yuan: str) -> Quantity:
    q = quantity
    currency = yuan if q.currency == "CNY" else q.currency
    return Quantity(passage.printed[q.start : q.end], q.start, q.end, q.kind, q.value, q.value_hi, currency)


def _restates(folded: str, before: Quantity, quantity: Quantity) -> bool:
    """Whether ``quantity`` says in brackets what ``before`` said."""
    gap = folded[before.end : quantity.start]
    if quantity.kind != "money" or before.kind != "money" or not folded.startswith(")", quantity.end):
        return False
    same = quantity.value == before.value and quantity.currency == before.currency
    return bool(_RESTATED.match(gap)) and (same or quantity.currency != before.currency)


def _number(run: str) -> Decimal | None:
    if _SIMPLE.fullmatch(run):
        return parse_number(run.rstrip(",."))
    plain = _NOT_COUNTED.sub("", run).rstrip(",.").replace("w", "万")
    if colloquial := _COLLOQUIAL.fullmatch(plain):  # 13万2, 三万五
        whole = parse_number(colloquial["whole"])
        rest = DIGITS.get(colloquial["rest"]) or int(colloquial["rest"])
        return None if whole is None else whole + Decimal(rest * MULTIPLIERS[colloquial["unit"]]) / 10
    pieces = _PIECE.findall(plain)
    if len(pieces) > 1 and "".join(pieces) == plain:
        values = [parse_number(piece) for piece in pieces]
        return None if None in values else sum((value for value in values if value is not None), Decimal(0))
    whole_, point, decimals = plain.partition("点")
    if not point:
        return parse_number(plain)
    figures = "".join(str(DIGITS[char]) for char in decimals if char in DIGITS)
    head = parse_number(whole_)
    scale = prod(MULTIPLIERS[char] for char in decimals if char in MULTIPLIERS)
    return None if head is None else (head + Decimal(f"0.{figures}")) * scale


def _read_ratio(folded: str, start: int) -> Quantity | None:
    """按1:0.5配套 is half, 自筹与申请之比2:1 twice: the side that is not 1. 6:4 is 1.5."""
    found = _RATIO.match(folded, start)
    if re.search(r"\d:$", folded[max(0, start - 2) : start]):  # 4:3:3
        return None
    if not found or _CLOCK.match(found.group()) or not Decimal(found.group(2)):
        return None
    first, second = Decimal(found.group(1)), Decimal(found.group(2))
    return Quantity("", start, found.end(), "ratio", second if first == 1 else first / second)


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
        if join["between"] and not (one and second and folded.startswith("之间", second.end)):
            return one
        if one and second and one.kind == "money" and second.currency == "CNY":
            second = replace(second, currency=one.currency)  # 新台币15万元至30万元: named once for both
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
    own = _MULT if run[0].isdigit() else "万亿"
    if any(char in own for char in run):
        return low
    shared = _MULT if second_run[0].isdigit() else "万亿"  # 五十至一百万元 shares 万, not 百
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
    if unit["tens"] or unit["cent"]:
        return _read_coins(folded, run, unit, value)
    if unit["money"]:
        bare = all(char in "万亿" for char in run.group())
        if bare and not _BARE_UNIT_CUE.search(folded, max(0, run.start() - 1), run.start()):
            return None
        currency = _currency_before(folded, run.start()) if unit["money"] == "元" else None
        value += _coins(unit["jiao"]) / 10 + _coins(unit["fen"]) / 100
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
    base = {"percent": 100, "points": 100, "basis": 10_000, "mille": 1000, "tenth": 10}
    name = next(name for name in base if unit[name])
    return Quantity("", run.start(), unit.end(), "percent", value / base[name])


def _coins(digit: str | None) -> Decimal:
    return Decimal(0) if not digit else Decimal(DIGITS.get(digit) or digit)


def _read_coins(folded: str, run: re.Match[str], unit: re.Match[str], value: Decimal) -> Quantity | None:
    """5角, 5角5分, 3分钱; of 分 alone only what is granted in so many words."""
    if unit["tens"]:
        return Quantity("", run.start(), unit.end(), "money", value / 10 + _coins(unit["cents"]) / 100, None, "CNY")
    granted = _COIN_BEFORE.search(folded, max(0, run.start() - 4), run.start())
    if unit["coin"] or granted:
        return Quantity("", run.start(), unit.end(), "money", value / 100, None, "CNY")
    return None


def _currency_before(folded: str, start: int) -> str | None:
    """港币50万元: the currency stands before the sum."""
    mark = _PREFIX.search(folded, max(0, start - 6), start)
    return _PREFIXED.get(mark["mark"], "CNY") if mark else None


def _read_unitless_money(folded: str, run: re.Match[str], value: Decimal) -> Quantity | None:
    if currency := _currency_before(folded, run.start()):
        number = run.group().rstrip(",. ")
        return Quantity("", run.start(), run.start() + len(number), "money", value, None, currency)
    if not _UNITLESS.search(run.group()) or not any(char.isdigit() or char in DIGITS for char in run.group()):
        return None
    rest = _LIST_GOES_ON.match(folded, run.end())
    left = _LIST_SO_FAR.sub("", folded[max(0, run.start() - 60) : run.start()])[-24:]
    noun = _GRANT_NOUN.match(folded, rest.end() if rest else run.end())
    if noun or _GRANT_BEFORE.search(left) or (_BOUND.match(folded, run.end()) and _MONEY_NOUN.search(left)):
        return Quantity("", run.start(), run.end(), "money", value, None, "CNY")
    return None
