"""How are sums, dates and scopes written in each language?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from search_app.model import Headline, Lang

_PER = {
    "once": ("（一次性）", ", one-off"),
    "year": ("／年", " a year"),
    "item": ("／项", " per item"),
    "item-year": ("／项／年", " per item a year"),
    "company": ("／户", " per company"),
    "company-year": ("／户／年", " per company a year"),
    "person": ("／人", " per person"),
    "unit": ("／计量单位", " per unit"),
    "area": ("／面积单位", " per unit of area"),
}


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_money(yuan: Decimal | int, lang: Lang) -> str:
    """``10000000`` → 1,000万元 · RMB 10 million."""
    value = Decimal(yuan)
    steps: tuple[tuple[int, str], ...]
    if lang == "zh":
        steps = ((10**8, "亿元"), (10**4, "万元"), (1, "元"))
        unit, name = next(step for step in steps if value >= step[0] or step[0] == 1)
        return _plain(value / unit) + name
    steps = ((10**9, " billion"), (10**6, " million"), (1, ""))
    unit, name = next(step for step in steps if value >= step[0] or step[0] == 1)
    return f"RMB {_plain(value / unit)}{name}"


def format_headline(headline: Headline, lang: Lang) -> str:
    """最高1,000万元／年 · up to RMB 10 million a year."""
    sum_ = format_money(headline.value, lang)
    if lang == "zh":
        return ("最高" if headline.qualifier == "up_to" else "") + sum_ + format_per(headline.per, lang)
    return ("up to " if headline.qualifier == "up_to" else "") + sum_ + format_per(headline.per, lang)


def format_rate(rate: Decimal) -> str:
    """``Decimal("0.015")`` → 1.5%."""
    return f"{_plain(rate * 100)}%"


def format_per(per: str | None, lang: Lang) -> str:
    """／年 · a year; "" where the text gives no scope."""
    return _PER.get(per or "", ("", ""))[0 if lang == "zh" else 1]


def format_date(day: date, lang: Lang) -> str:
    """2026年1月31日 · 31 January 2026."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%B} {day.year}"
