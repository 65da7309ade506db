"""How are sums, rates and dates written in each language? The only writer of them, for pages, estimates and reasons.

Invariant: what is written reads back to the same value. A sum is never rounded: it is written in the largest unit in
which it needs at most two decimals, and otherwise in yuan.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from search_app.data import read_table
from search_app.model import Lang, Open

# (power of ten, name). More than two decimals of a large unit are hard to quote: 1.23456789亿元 is 123,456,789元.
_UNITS: dict[Lang, tuple[tuple[int, str], ...]] = {
    "zh": ((8, "{}亿元"), (4, "{}万元"), (0, "{}元")),
    "en": ((9, "RMB {} billion"), (6, "RMB {} million"), (0, "RMB {}")),
}
_DECIMALS = 2
# A rate such as 三分之一 has no end as a decimal: with more decimals than any printed rate it is written as a fraction.
_RATE_DECIMALS = 12
_LARGEST_DENOMINATOR = 1000


def write_money(yuan: Decimal | int, lang: Lang) -> str:
    """``22500000`` → 2,250万元 · RMB 22.5 million; ``123456789`` → 123,456,789元 · RMB 123,456,789.

    ``yuan`` is not negative, and has no more digits than a Decimal of the default context holds (28).
    """
    value = Decimal(yuan)
    for power, form in _UNITS[lang]:
        scaled = value.scaleb(-power)
        if power == 0 or (scaled >= 1 and count_decimals(scaled) <= _DECIMALS):
            return form.format(_write_number(scaled))
    raise AssertionError("the last unit takes every sum")


def write_sum(yuan: Decimal | int, per: str | None, lang: Lang, up_to: bool = False) -> str:
    """A sum with its scope: 每年最高1,000万元 · up to RMB 10 million a year. An unknown ``per`` adds nothing."""
    money = write_money(yuan, lang)
    if up_to:
        money = f"最高{money}" if lang == "zh" else f"up to {money}"
    form = _scopes().get(per or "")
    return form[lang].format(sum=money) if form else money


def write_scope(per: str | None, lang: Lang) -> str:
    """The scope alone: 每年 · a year; "" for none and for an unknown one."""
    form = _scopes().get(per or "")
    return form[lang].format(sum="").strip(" ,") if form else ""


def write_rate(rate: Decimal) -> str:
    """``Decimal("0.015")`` → 1.5%, ``Decimal(1) / 3`` → 1/3; the same in both languages."""
    exact = exact_rate(rate)
    if exact.denominator != Fraction(rate).denominator:
        return f"{exact.numerator}/{exact.denominator}"
    return f"{_write_number(rate * 100)}%"


def exact_rate(rate: Decimal) -> Fraction:
    """``rate`` as a fraction: that of a printed fraction (三分之一) where its decimals have no end."""
    whole = Fraction(rate)
    near = whole.limit_denominator(_LARGEST_DENOMINATOR)
    endless = count_decimals(rate) > _RATE_DECIMALS and abs(whole - near) < Fraction(1, 10**_RATE_DECIMALS)
    return near if endless else whole


def write_open(point: Open, lang: Lang) -> str:
    """An open point in words, with what it is about behind it: “分别”有两种读法：国家级、省级. A quote without a
    translation stays Chinese."""
    words = _open_words()[point.kind][lang]
    quote = point.quote_en or point.quote if lang == "en" else point.quote
    return f"{words}{'：' if lang == 'zh' else ': '}{quote}" if quote else words


def write_date(day: date, lang: Lang) -> str:
    """2026年1月31日 · 31 January 2026."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def count_decimals(value: Decimal) -> int:
    """How many decimals ``value`` has, without zeros at its end."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _write_number(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _scopes() -> dict[str, dict[str, str]]:
    return {row["per"]: row for row in read_table("wording", "scope")}


@cache
def _open_words() -> dict[str, dict[str, str]]:
    return {row["kind"]: row for row in read_table("wording", "open")}
