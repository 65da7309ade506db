"""Which number does a run of digits or Chinese numerals stand for?

Reads ``1,500``, ``7.5``, ``五十``, ``壹佰``, ``1千``, ``3.5万``. The result is exact (int or Decimal), never a float.
Dates in Chinese numerals or counted from 1912 are written as other dates are, so that they are read once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeVar

N = TypeVar("N", int, Decimal)
DIGITS = dict(zip("零〇一二三四五六七八九", (0, *range(10)), strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖两", (*range(1, 10), 2), strict=True)
)
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
HAN_NUMERALS = "".join(DIGITS) + "".join(_SMALL) + "".join(_LARGE)
MULTIPLIERS = _SMALL | _LARGE
MAX_LENGTH = 40  # no sum is written longer; longer runs are noise

_FIGURE = r"[\d零〇○一二三四五六七八九十百]"  # zero is also printed as a circle that is no numeral: 二○二五年
_DATE_GROUPS = rf"((?:中华)?民国)?({_FIGURE}{{2,9}})年(?:({_FIGURE}{{1,3}})月(?:({_FIGURE}{{1,3}})日)?)?"
_DATE = re.compile(_DATE_GROUPS)
PRINTED_DATE = re.sub(r"\((?!\?)", "(?:", _DATE_GROUPS)  # for use in a regular expression, without groups
REPUBLIC = 1911  # its first year is 1912

# Thousands, or lakh and crore (20,00,000).
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")


def parse_arabic(text: str) -> Decimal | None:
    """``1,500.5`` → 1500.5; None for anything else."""
    if len(text) > MAX_LENGTH or not _ARABIC.fullmatch(text):
        return None
    return Decimal(text.replace(",", ""))


def parse_han(text: str) -> int | None:
    """``二十三`` → 23, ``壹佰万`` → 1000000, ``二〇二五`` → 2025; None for anything else."""
    if not text or len(text) > MAX_LENGTH or any(char not in HAN_NUMERALS for char in text):
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total, section, digit = 0, 0, None
    for char in text:
        if char in DIGITS:
            if digit:  # two digits in a row are no numeral once units appear
                return None
            digit = DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]  # 一万零十二: behind 零 a bare 十 is ten
            digit = None
        else:
            total = add_large_unit(total, section + (digit or 0), _LARGE[char])
            section, digit = 0, None
    return total + section + (digit or 0)


def add_large_unit(total: N, section: N, unit: N) -> N:
    """What 万 or 亿 does to the number before it, of which ``section`` stands behind the last 万 or 亿: 一万五千 + 亿
    is all of it, 一亿五千 + 万 only what follows 亿."""
    if not section:
        return total * unit if total else unit  # 万亿, 亿万
    return (total + section) * unit if total < unit else total + section * unit


def parse_number(text: str) -> Decimal | None:
    """Arabic, Chinese, or an Arabic figure before Chinese units (``3.5千万`` → 35000000)."""
    head = _ARABIC.match(text)
    if head is None:
        number = parse_han(text)
        return None if number is None else Decimal(number)
    value = parse_arabic(head.group())
    if value is None:
        return None
    for char in text[head.end() :]:
        if char not in MULTIPLIERS:
            return None
        value *= MULTIPLIERS[char]
    return value


def write_dates(text: str) -> str:
    """``text``, folded and simplified, with 二零二五年三月五日 and 民国一百一十四年三月五日 as 2025年3月5日.

    A span of years (有效期二年) and whatever else is no date stay as they are.
    """
    return _DATE.sub(_write_date, text)


def _write_date(found: re.Match[str]) -> str:
    republic, *printed = found.groups()
    numbers = [parse_number(figures.replace("○", "零")) for figures in printed if figures]
    if any(number is None for number in numbers):
        return found.group()
    year, *rest = (int(number or 0) for number in numbers)
    # A year of three figures with month and day can only be one of the Republic.
    if republic or (len(rest) == 2 and 100 <= year < 200):
        year += REPUBLIC
    elif len(printed[0]) != 4 or not 1900 <= year < 2100:
        return found.group()
    return f"{year}年" + "".join(f"{number}{unit}" for number, unit in zip(rest, "月日", strict=False))
