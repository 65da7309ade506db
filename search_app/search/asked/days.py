"""Which days does a query name: 2024年3月1日, March 2024, 明年底, today?

Invariant: what has the form of a day and is none (2025-13-45), or lies outside of what can be, is found, and has no
value; it never becomes another day.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from search_app.data import read_table
from search_app.text.numerals import write_dates

FIRST, LAST = 1990, 2100  # years of which anything can be said
_HAN = "零一二三四五六七八九十"
_MONTHS = {name.lower(): n for n, name in enumerate(month_name) if name}


@dataclass(frozen=True, slots=True)
class Days:
    """A year, a month or a day that is named. ``edge``: whether its end is meant, its start, what comes after it or
    before it; "" for the whole."""

    first: date
    last: date
    edge: str = ""

    @property
    def written(self) -> str:
        """2025, 2025-10 or 2025-10-31."""
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first:%Y-%m}" if self.first.month == self.last.month else str(self.first.year)

    def choose(self, today: date) -> date:
        """The day on which things are looked at: today while it lasts, else the last day of what is gone and the first
        of what is to come."""
        if self.edge == "after":
            return max(today, self.last + timedelta(1))
        if self.edge in ("end", "start", "before"):
            return {"end": self.last, "start": self.first, "before": self.first - timedelta(1)}[self.edge]
        return today if self.first <= today <= self.last else min(max(today, self.first), self.last)


@cache
def _words(table: str) -> Mapping[str, int]:
    """By word of the rows of a table, how many years, months or days it is away."""
    return {word: row["offset"] for row in read_table("asking", table) for word in (*row["zh"], *row["en"])}


@cache
def _edges() -> Mapping[str, str]:
    return {word: row["id"] for row in read_table("asking", "edge") for word in (*row["zh"], *row["en"])}


def _any(words: Mapping[str, object]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _forms() -> tuple[str, ...]:
    """The ways in which days are written, each with its groups."""
    month = rf"(?P<month_name>{_any(_MONTHS)}|{'|'.join(name[:3] for name in _MONTHS)})\.?"
    nth = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    year, said_year = r"(?P<year>(?<!\d)\d{4})", rf"(?P<said_year>{_any(_words('year'))})"
    in_year = r"(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号])?"
    return (
        rf"{year}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?:(?P=mark)(?P<day>\d{{1,2}}))?(?!\d)",
        rf"(?:{year}年|{said_year}(?:的)?){in_year}",
        rf"{nth}(?: of)? {month},? {year}(?!\d)",
        rf"{month} {nth},? {year}(?!\d)",
        rf"{month},? (?:of )?(?:{year}(?!\d)|{said_year})",
        r"(?<![\d年月])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]",
        rf"(?<![a-z\d]){nth} {month}(?![a-z])",
        rf"{year}(?:年|(?!\d))",
        rf"[{_HAN}]{{4}}年(?:[{_HAN}]{{1,3}}月(?:[{_HAN}]{{1,3}}日)?)?",
        said_year,
        r"(?P<this>(?<![\d上下这个本])[年月])(?=[底末初])",
        rf"(?P<said_month>{_any(_words('month'))})",
        rf"(?P<said_day>{_any(_words('day'))})",
    )


@cache
def _readings() -> tuple[re.Pattern[str], ...]:
    edge = _any(_edges())
    return tuple(re.compile(rf"(?:(?P<before>{edge}) )?(?:{form})(?P<behind>{edge})?") for form in _forms())


@cache
def day_pattern() -> str:
    """A pattern, without groups that have names, for whatever has the form of a day."""
    forms = "|".join(re.sub(r"\(\?P<\w+>", "(?:", form).replace("(?P=mark)", "[-/.]") for form in _forms())
    edge = _any(_edges())
    return rf"(?:(?:{edge}) )?(?:{forms})(?:{edge})?"


def parse_days(text: str, today: date) -> Days | None:
    """What ``text``, folded and simplified, means on ``today``; None where it is no day that can be."""
    text = write_dates(text)
    for reading in _readings():
        if found := reading.fullmatch(text):
            return _make(found.groupdict(), today)
    return None


def _make(said: Mapping[str, str | None], today: date) -> Days | None:
    edge = next((_edges()[word] for word in (said["before"], said["behind"]) if word), "")
    if word := said.get("said_day"):
        day = today + timedelta(_words("day")[word])
        return Days(day, day, edge)
    if word := said.get("said_month"):
        months = today.year * 12 + today.month - 1 + _words("month")[word]
        return _of_month(months // 12, months % 12 + 1, edge)
    if said.get("this") == "月":
        return _of_month(today.year, today.month, edge)
    word = said.get("said_year")
    offset = _words("year")[word] if word else 0
    year = int(said["year"] or 0) if said.get("year") else today.year + offset  # 3月1日 is one of this year
    name = said.get("month_name")
    month = next(n for full, n in _MONTHS.items() if full.startswith(name)) if name else int(said.get("month") or 0)
    if not FIRST <= year <= LAST:
        return None
    if not month and not said.get("month"):
        return Days(date(year, 1, 1), date(year, 12, 31), edge)
    if not said.get("day"):
        return _of_month(year, month, edge)
    try:
        day = date(year, month, int(said["day"] or 0))
    except ValueError:
        return None
    return Days(day, day, edge)


def _of_month(year: int, month: int, edge: str) -> Days | None:
    if not 1 <= month <= 12:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return Days(date(year, month, 1), following - timedelta(1), edge)


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """(a day with the words that lead to it, what may stand between it and 还有效 behind it, between it and ``valid``
    before it)."""
    leads = _any({word: 1 for row in read_table("asking", "day_lead") for word in (*row["zh"], *row["en"])})
    fills = _any({word: 1 for row in read_table("asking", "day_fill") for word in (*row["zh"], *row["en"])})
    return (
        re.compile(rf"(?<![a-z\d])(?:(?:{leads}) ?)*(?P<named>{day_pattern()})(?![a-z\d])"),
        re.compile(rf"(?:{fills}|[\s,])*"),
        re.compile(r"[\s,]*"),
    )


def find_days_beside(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, the day itself) of the days that are said of what stands at ``start`` to ``end``: right before or
    behind it, or at the very beginning before a comma (In March 2025, what is open?)."""
    day, between, space = _beside()
    for found in day.finditer(text):
        leads = not text[: found.start()].strip() and text[found.end() : found.end() + 1] in (",", "，")
        before = found.end() <= start and (leads or between.fullmatch(text, found.end(), start))
        behind = end <= found.start() and space.fullmatch(text, end, found.start())
        if before or behind:
            yield found.start(), found.end(), found["named"]
