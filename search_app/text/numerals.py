"""Which number does a run of digits or Chinese numerals stand for?

Reads ``1,500``, ``7.5``, ``五十``, ``壹佰``, ``1千``, ``3.5万``. The result is exact (int or Decimal), never a float.
Dates in Chinese numerals or counted from 1912 are written as other dates are, so that they are read once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = dict(zip("零〇一二三四五六七八九", (0, *range(10)), strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖两", (*range(1, 10), 2), strict=True)
)
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
HAN_NUMERALS = "".join(DIGITS) + "".join(_SMALL) + "".join(_LARGE)
MULTIPLIERS = _SMALL | _LARGE
_LARGEST_SMALL = 10**4
MAX_LENGTH = 40  # no sum is written longer; longer runs are noise

_FIGURE = r"[\d零〇○一二三四五六七八九十百]"  # zero is also printed as a circle that is no numeral: 二○二五年
_DATE_GROUPS = rf"((?:中华)?民国)?({_FIGURE}{{2,9}})年(?:({_FIGURE}{{1,3}})月(?:({_FIGURE}{{1,3}})日)?)?"
_DATE = re.compile(_DATE_GROUPS)
PRINTED_DATE = re.sub(r"\((?!\?)", "(?:", _DATE_GROUPS)  # for use in a regular expression, without groups
REPUBLIC = 1911  # its first year is 1912

# Thousands, or lakh and crore (20,00,000).
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")


@dataclass(slots=True)
class Numeral:
    """A number while it is read: what stands before the last 万 or 亿, behind it, and the digit at hand. A part must be
    smaller than the unit before it (``place``, ``small``): 3亿5亿 are two numbers."""

    total: Decimal = Decimal(0)
    section: Decimal = Decimal(0)
    digit: Decimal | None = None
    place: Decimal = Decimal("Infinity")
    small: Decimal = Decimal("Infinity")

    def add_digit(self, value: Decimal) -> bool:
        """A digit or a figure. Like what follows, False where it cannot stand here."""
        if self.digit:  # two digits in a row are no numeral once units appear
            return False
        self.digit = value
        return True

    def add_decimals(self, value: Decimal) -> bool:
        """What stands behind 点."""
        if self.digit is None:
            return False
        self.digit += value
        return True

    def add_unit(self, unit: Decimal, figure: bool = False) -> bool:
        """十, 百, 千, 万 or 亿. ``figure``: right behind a figure, of which 0 counts nothing; behind 零 a bare 十 is
        ten (一万零十二)."""
        return self._add_small(unit, figure) if unit < _LARGEST_SMALL else self._add_large(unit, figure)

    def _add_small(self, unit: Decimal, figure: bool) -> bool:
        if unit >= self.small:
            return False
        self.section += self.digit * unit if self.digit or (figure and self.digit is not None) else unit
        self.digit, self.small = None, unit
        return True

    def _add_large(self, unit: Decimal, figure: bool) -> bool:
        part = self.section + (self.digit or 0)
        if self.total >= unit and part * unit >= self.place:
            return False
        if not part:
            self.total = self.total if figure else self.total * unit if self.total else unit  # 万亿, 亿万
        elif self.total < unit:
            self.total = (self.total + part) * unit  # 一万五千亿 is all of it
        else:
            self.total += part * unit  # 一亿五千万 only what follows 亿
        self.place = unit if part else min(self.total, self.place * unit)
        self.section, self.digit, self.small = Decimal(0), None, Decimal("Infinity")
        return True

    @property
    def value(self) -> Decimal | None:
        """What it comes to; None where its last part is too large."""
        rest = self.section + (self.digit or 0)
        return None if rest >= self.place else self.total + rest


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
    number = Numeral()
    for char in text:
        if char in DIGITS:
            fits = number.add_digit(Decimal(DIGITS[char]))
        else:
            fits = number.add_unit(Decimal(MULTIPLIERS[char]))
        if not fits:
            return None
    return None if number.value is None else int(number.value)


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
