"""Which days does a line name, and what happened to the document on each?

Invariant: a day that is no day of the calendar is none; what is not said to have happened stays unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from search_app.data import read_table
from search_app.data.phrases import one_of
from search_app.text.fold import squeeze
from search_app.text.numerals import write_dates
from search_app.text.passage import plain

Act = Literal["made", "issued", "published", "other", ""]

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_MONTH = f"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' if name[3:] else name for name in _MONTHS)})"
_NUMERIC = r"(?<![\d.])((?:19|20)\d\d)[年./-](\d{1,2})[月./-](\d{1,2})(?:日|(?![\d./-]))"
_DAY = re.compile(
    rf"{_NUMERIC}|(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?:of)?({_MONTH}),?((?:19|20)\d\d)(?!\d)|"
    rf"({_MONTH})(\d{{1,2}})(?:st|nd|rd|th)?,?((?:19|20)\d\d)(?!\d)"
)
_BEHIND = re.compile(r"[^,;()]{0,30}")  # the same statement: 2024年3月1日市政府第20次常务会议通过


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day, where it stands in the line without white space, and what the words behind it say of it."""

    day: date
    start: int
    end: int
    act: Act


def find_days(text: str) -> tuple[NamedDay, ...]:
    """Every day on a line, in printed order, in any figures: 2024.3.5, 二〇二四年三月五日, 民國113年3月5日,
    5 March 2024. ``start`` and ``end`` are places in ``write_line(text)``."""
    line = write_line(text)
    return tuple(_name_days(line))


def write_line(text: str) -> str:
    """A line without white space, in one script, width and case, its dates in figures."""
    return write_dates(plain(squeeze(text)))


def _name_days(line: str) -> Iterator[NamedDay]:
    found = list(_DAY.finditer(line))
    for n, one in enumerate(found):
        until = found[n + 1].start() if n + 1 < len(found) else len(line)
        if day := _make_day(one):
            behind = _BEHIND.match(line, one.end(), until)
            yield NamedDay(day, *one.span(), _find_act(behind.group() if behind else ""))


def _make_day(found: re.Match[str]) -> date | None:
    year, month, day, day_en, month_en, year_en, month_us, day_us, year_us = found.groups()
    named = month_en or month_us
    number = [name[:3] for name in _MONTHS].index(named[:3]) + 1 if named else int(month)
    try:
        return date(int(year or year_en or year_us), number, int(day or day_en or day_us))
    except ValueError:
        return None


def _find_act(words: str) -> Act:
    """What was done: the last word of the statement that says so (会议审议通过并公布 was published)."""
    said = _acts().findall(words)
    return _meaning()[said[-1]] if said else ""


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(one_of("front", "act"))


@cache
def _meaning() -> dict[str, Act]:
    return {word: row["field"] for row in read_table("front", "act") for word in row["words"]}
