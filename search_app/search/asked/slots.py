"""Where in a query stand sums, numbers, years, offices and industries, and what are they worth?

Sums are found first and hidden behind a mark of their own, so that a pattern says {sum} and need not know how sums are
written. Invariant: the text that patterns look at is as long as the query, place by place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.search.asked.facts import write
from search_app.search.query.figure_keys import Typed
from search_app.search.query.named_figures import find_named_figures
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import office_key
from search_app.text.fold import fold
from search_app.text.numerals import HAN_NUMERALS, parse_number
from search_app.text.script import simplify
from search_app.text.tokens import is_han

# Two sums side by side are told apart by their marks; what stands in quotes is hidden for good.
_SUM_MARKS, _HIDDEN, _OFFICE_MARKS, _RANGE = "\ue000\ue001", "\ue002", "\ue003\ue004", "\ue005"
_UP_TO = re.compile(r"元?[到至~-]")
_QUOTED = re.compile(r'"[^"]*"?|“[^“”]*”')
# A typed minus or NOT leaves out what stands behind it by itself.
_OPERATOR = re.compile(r"(?<!\S)(?:-+|NOT\s+)(?:\([^()]*\)|[^\s-]\S*)")
_SPACE = re.compile(r"\s")
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|[{HAN_NUMERALS}]+)"
_YEAR = r"(?:20\d\d)年?(?:\d{1,2}月份?)?"
_MONTH = re.compile(r"(20\d\d)年?(?:(\d{1,2})月份?)?")
_SHARE_ZH = re.compile(rf"百分之({_NUMBER})")
LATEST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """A query as patterns look at it: folded and simplified, with its sums and its quoted strings hidden."""

    typed: str
    text: str
    sums: Mapping[int, Typed]  # by where they begin
    naming: str  # the same with the names of offices hidden too
    offices: Mapping[int, str]


def look_at(typed: str) -> Seen:
    """``typed`` as patterns look at it. Sums of other currencies are left to be looked for as figures."""
    text = list(_SPACE.sub(" ", simplify(fold(typed))))
    sums = {one.start: one for one in _join_ranges("".join(text), typed)}
    for n, one in enumerate(sums.values()):
        text[one.start : one.end] = (_SUM_MARKS[n % 2] if one.high is None else _RANGE) * (one.end - one.start)
    for quoted in _QUOTED.finditer(fold(typed)):
        text[slice(*quoted.span())] = _HIDDEN * len(quoted.group())
    as_operators = "".join(c if c.isascii() else f for c, f in zip(typed, fold(typed), strict=True))
    for operator in _OPERATOR.finditer(as_operators):
        text[slice(*operator.span())] = _HIDDEN * len(operator.group())
    plain = "".join(text)
    offices = dict(_find_offices(plain))
    for n, (start, name) in enumerate(offices.items()):
        text[start : start + len(name)] = _OFFICE_MARKS[n % 2] * len(name)
    return Seen(typed, plain, sums, "".join(text), offices)


def _join_ranges(text: str, typed: str) -> list[Typed]:
    """The sums of yuan of a query; two of which the one reaches to the other (10万到50万) as one range."""
    found: list[Typed] = []
    for one in (one for one in find_named_figures(typed) if one.unit == "CNY"):
        last = found[-1] if found else None
        if last and last.high is None and _UP_TO.fullmatch(text[last.end : one.start]) and one.value > last.value:
            found[-1] = replace(last, end=one.end, high=one.value)
        else:
            found.append(one)
    return found


def _find_offices(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, name) of the offices that ``text`` names, each by its longest name."""
    names, longest = _office_names()
    at = 0
    while at < len(text):
        for length in range(min(longest, len(text) - at), 1, -1):
            name = text[at : at + length]
            if name in names and (is_han(name) or _stands_alone(text, at, at + length)):
                yield at, name
                at += length - 1
                break
        at += 1


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


@cache
def slot_patterns() -> Mapping[str, str]:
    """The pattern of each slot, as a group of its name."""
    numbers = {word: n for row in read_table("english_numbers", "number") for word, n in row["words"].items()}
    spelt = "|".join(sorted((word for word in numbers if word.isalpha()), key=len, reverse=True))
    number = rf"{_NUMBER}|(?:{spelt})(?![a-z])"
    year = "|".join([_YEAR, *(word for row in read_table("asking", "year") for word in (*row["zh"], *row["en"]))])
    found = {
        "sum": "|".join(f"{mark}+" for mark in _SUM_MARKS),
        "low": f"{_RANGE}+",
        "high": f"{_RANGE}+",
        "percent": rf"\d+(?:\.\d+)?\s?(?:%|per ?cent)|百分之{_NUMBER}",
        "number": number,
        "years": rf"(?:{_NUMBER})(?:年|个年头)|(?:\d+|{spelt})[ -]years?",
        "year": year,
        "after": year,
        "office": "|".join(f"{mark}+" for mark in _OFFICE_MARKS),
        "industry": "|".join(_called("industry")),
        "basis": "|".join(_called("basis")),
    }
    return {name: f"(?P<{name}>{pattern})" for name, pattern in found.items()}


@cache
def _office_names() -> tuple[frozenset[str], int]:
    """(every name of every office that the table knows, the length of the longest)."""
    names = frozenset(
        _SPACE.sub(" ", simplify(fold(name)))
        for row in read_table("departments", "department")
        for name in (row["zh"], row["en"], row["short_en"], *row["printed"], *row["aliases"])
    )
    return names, max(map(len, names))


def _called(table: str) -> list[str]:
    names = {name for row in read_table("asking", table) for name in (*row["zh"], *row["en"])}
    return sorted(names, key=lambda name: (-len(name), name))


@cache
def _names(table: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile("|".join((*row["zh"], *row["en"]))), row["id"]) for row in read_table("asking", table))


def find_called(table: str, name: str) -> str | None:
    """The id of what is called ``name`` in the table: an industry, a kind, a basis."""
    return next((id_ for names, id_ in _names(table) if names.fullmatch(name)), None)


def read_slot(name: str, found: re.Match[str], seen: Seen, day: date | None, lexicon: Lexicon) -> str | None:
    """The value of a slot of ``found``; None where it has none, as a year has without a ``day``, or an office that no
    document names."""
    text = found[name]
    if name in ("sum", "low", "high"):
        return _read_sum(name, seen.sums.get(found.start(name)))
    if name == "percent":
        spelt = _SHARE_ZH.match(text)
        share = parse_number(spelt[1] if spelt else re.sub(r"[^\d.]", "", text))
        return None if share is None else write(share / 100)
    if name in ("number", "years"):
        number = _parse_count(re.sub(r"[年个头]|[ -]years?$", "", text))
        return None if number is None else write(number)
    if name in ("year", "after"):
        return _read_year(text, day, 1 if name == "after" else 0)
    if name == "office":
        return lexicon.offices.get(office_key(seen.offices.get(found.start(name), "")))
    return find_called(name, text)


def _read_sum(name: str, found: Typed | None) -> str | None:
    value = None if found is None else found.high if name == "high" else found.value
    return None if value is None else write(value)


def _parse_count(text: str) -> Decimal | None:
    spelt = {word: n for row in read_table("english_numbers", "number") for word, n in row["words"].items()}
    return Decimal(spelt[text]) if text in spelt else parse_number(text.replace(",", "") if text.isascii() else text)


def _read_year(text: str, day: date | None, more: int) -> str | None:
    """2025, or 2027-10 where a month is named."""
    if written := _MONTH.fullmatch(text):
        month = int(written[2]) if written[2] else 0
        year = int(written[1]) + (0 if month else more)
        return f"{year}-{month:02}" if 0 < month <= LATEST_MONTH else str(year)
    rows = read_table("asking", "year")
    offset = next((row["offset"] for row in rows if text in row["zh"] or text in row["en"]), None)
    return None if day is None or offset is None else str(day.year + offset + more)


def choose_day(year: str, today: date) -> date:
    """The day on which a year or a month is looked at: today while it lasts, else the last day of one that is gone and
    the first of one to come."""
    number, _, month = year.partition("-")
    first = date(int(number), int(month or 1), 1)
    following = (
        date(int(number) + 1, 1, 1) if not month or month == str(LATEST_MONTH) else first.replace(month=int(month) + 1)
    )
    if first <= today < following:
        return today
    return first if first > today else date.fromordinal(following.toordinal() - 1)
