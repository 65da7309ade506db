"""Where in a query stand sums, numbers, days, offices, documents and industries, and what are they worth?

Sums are found first and hidden behind a mark of their own, so that a pattern says {sum} and need not know how sums are
written. Invariant: the text that patterns look at is as long as the query, place by place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.search.asked.days import day_pattern, parse_days
from search_app.search.asked.documents import document_pattern, find_documents
from search_app.search.asked.facts import write
from search_app.search.query.figure_keys import Typed
from search_app.search.query.named_figures import find_named_figures
from search_app.search.words.lexicon import Lexicon
from search_app.text.fold import fold
from search_app.text.numerals import HAN_NUMERALS, parse_number
from search_app.text.script import simplify

# Two sums side by side are told apart by their marks; what stands in quotes is hidden for good.
_SUM_MARKS, _HIDDEN, _OFFICE_MARKS, _RANGE = "\ue000\ue001", "\ue002", "\ue003\ue004", "\ue005"
_UP_TO = re.compile(r"元?[到至~-]")
_TWO_DIGITS = re.compile(r"([一二两三四五六七八])([二三四五六七八九])(?P<unit>[十百千]?[万亿])")
_BEGINS = re.compile(r"(?:(?<=between )|(?<=from ))(?:rmb |¥)?(\d+(?:\.\d+)?) (?:and|to) (?:rmb |¥)?$")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
# Quoted strings, and names: nothing is read in 《不要贷款》. One in which something is looked for is a document.
_QUOTED = re.compile(
    r""""[^"]*"?|“[^“”]*”|《[^《》]*》(?![里中内当之])|[「『][^「」『』]*[」』]|(?<!\w)(?:'[^']+'|‘[^‘’]+’)(?!\w)"""
)
# A typed minus or NOT leaves out what stands behind it by itself.
_OPERATOR = re.compile(r"(?<!\S)(?:-+|NOT\s+)(?:\([^()]*\)|[^\s-]\S*)")
_SPACE = re.compile(r"\s")
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|[{HAN_NUMERALS}]+)"
_SHARE_ZH = re.compile(rf"百分之({_NUMBER})")
# So far from a sum may be what is about it: 50万上下.
LONGEST = 99  # years; 2024年 is a year of the calendar and no length of time
_ABOUT = {"about_low": Decimal("0.8"), "about_high": Decimal("1.2")}


@dataclass(frozen=True, slots=True)
class Seen:
    """A query as patterns look at it: folded and simplified, with its sums and its quoted strings hidden."""

    typed: str
    text: str
    sums: Mapping[int, Typed]  # by where they begin
    naming: str  # the same with the names of offices hidden too
    offices: Mapping[int, tuple[str, ...]]  # by where they begin, the ids of those of the library that may be meant


def look_at(typed: str, lexicon: Lexicon) -> Seen:
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
    offices = lexicon.bodies.find(plain, typed)
    for n, office in enumerate(offices):
        text[office.start : office.end] = _OFFICE_MARKS[n % 2] * (office.end - office.start)
    return Seen(typed, plain, sums, "".join(text), {office.start: office.ids for office in offices})


def _join_ranges(text: str, typed: str) -> list[Typed]:
    """The sums of yuan of a query; two of which the one reaches to the other (10万到50万) as one range."""
    two = [one for found in _TWO_DIGITS.finditer(text) if (one := _read_two(found))]
    named = (one for one in find_named_figures(typed) if one.unit == "CNY")
    every = [*two, *(one for one in named if all(one.end <= t.start or t.end <= one.start for t in two))]
    found: list[Typed] = []
    for one in sorted(every, key=lambda one: one.start):
        last = found[-1] if found else None
        if last and last.high is None and _UP_TO.fullmatch(text[last.end : one.start]) and one.value > last.value:
            found[-1] = replace(last, end=one.end, high=one.value)
        else:
            found.append(_reach_back(text, one))
    return found


def _read_two(found: re.Match[str]) -> Typed | None:
    """两三百万: from two to three."""
    low, high = (parse_number(found[n] + found["unit"]) for n in (1, 2))
    if low is None or high is None or parse_number(found[2]) != (parse_number(found[1]) or 0) + 1:
        return None
    return Typed(*found.span(), "CNY", low, high)


def _reach_back(text: str, one: Typed) -> Typed:
    """The range that ends with ``one``, where its beginning has no million of its own: between 1 and 5 million."""
    begins, number = _BEGINS.search(text[: one.start]), _DIGITS.search(text[one.start : one.end])
    if one.high is not None or not begins or not number:
        return one
    low = Decimal(begins[1]) * (one.value / Decimal(number.group()))
    return replace(one, start=begins.start(), value=low, high=one.value) if low < one.value else one


@cache
def slot_patterns() -> Mapping[str, str]:
    """The pattern of each slot, as a group of its name."""
    numbers = {word: n for row in read_table("english_numbers", "number") for word, n in row["words"].items()}
    spelt = "|".join(sorted((word for word in numbers if word.isalpha()), key=len, reverse=True))
    number = rf"{_NUMBER}|(?:{spelt})(?![a-z])"
    office = f"(?:{'|'.join(f'{mark}+' for mark in _OFFICE_MARKS)})"
    found = {
        **dict.fromkeys(("sum", *_ABOUT), "|".join(f"{mark}+" for mark in _SUM_MARKS)),
        "low": f"{_RANGE}+",
        "high": f"{_RANGE}+",
        "percent": rf"\d+(?:\.\d+)?\s?(?:%|per ?cent)|百分之{_NUMBER}",
        "number": number,
        "years": rf"(?:{_NUMBER})(?:年|个年头)|(?:\d+|{spelt})[ -]years?",
        "day": day_pattern(),
        "document": document_pattern(),
        "office": f"{office}(?:(?:和|、|与|及|以及| and |, ){office})*",
        "industry": "|".join(list_called("industry")),
        "kind": "|".join(list_called("kind")),
        "basis": "|".join(list_called("basis")),
    }
    return {name: f"(?P<{name}>{pattern})" for name, pattern in found.items()}


def list_called(table: str) -> list[str]:
    """What everything in the table is called, the longest first."""
    names = {name for row in read_table("asking", table) for name in (*row["zh"], *row["en"])}
    return sorted(names, key=lambda name: (-len(name), name))


@cache
def _names(table: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile("|".join((*row["zh"], *row["en"]))), row["id"]) for row in read_table("asking", table))


def find_called(table: str, name: str) -> str | None:
    """The id of what is called ``name`` in the table: an industry, a kind, a basis."""
    return next((id_ for names, id_ in _names(table) if names.fullmatch(name)), None)


def read_slot(
    name: str, found: re.Match[str], seen: Seen, day: date | None, lexicon: Lexicon
) -> tuple[str, ...] | None:
    """The values of a slot of ``found``: several where several offices or documents may be meant. None where it says
    nothing, as a day does without a ``day``; () where it says what cannot be: a day that is none, an office that no
    document names."""
    if name == "office":
        return tuple(
            id_ for at, ids in seen.offices.items() if found.start(name) <= at < found.end(name) for id_ in ids
        )
    if name == "document":
        return find_documents(found[name], lexicon.names) or None
    if name == "day":
        days = parse_days(found[name], day) if day else None
        return None if day is None else () if days is None else (days.written,)
    value = _read_value(name, found, seen)
    return None if value is None else (value,)


def _read_value(name: str, found: re.Match[str], seen: Seen) -> str | None:
    text = found[name]
    if name in ("sum", "low", "high", *_ABOUT):
        return _read_sum(name, seen.sums.get(found.start(name)))
    if name == "percent":
        spelt = _SHARE_ZH.match(text)
        share = parse_number(spelt[1] if spelt else re.sub(r"[^\d.]", "", text))
        return None if share is None else write(share / 100)
    if name in ("number", "years"):
        number = _parse_count(re.sub(r"[年个头]|[ -]years?$", "", text))
        dated = name == "years" and number is not None and number > LONGEST
        return None if number is None or dated else write(number)
    return find_called(name, text)


def _read_sum(name: str, found: Typed | None) -> str | None:
    value = None if found is None else found.high if name == "high" else found.value
    return None if value is None else write(value * _ABOUT.get(name, 1))


def _parse_count(text: str) -> Decimal | None:
    spelt = {word: n for row in read_table("english_numbers", "number") for word, n in row["words"].items()}
    return Decimal(spelt[text]) if text in spelt else parse_number(text.replace(",", "") if text.isascii() else text)
