"""What do the numbers of a text count, and for each of what is a sum paid: 2年, 15个工作日, 每亩, 元/吨?

Invariant: of English that passes, no number stands before a word of another unit than in the Chinese, no sum is for
each of another unit, and each period for which something is given once (每月) is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from search_app.data import read_table
from search_app.figures.english_words import any_of, whole_numbers
from search_app.text.numerals import HAN_NUMERALS, parse_number

_ONE = ("1", "one")  # not a: 每年 is a year
_BETWEEN = r"(?:for|each|per|of|by|to|in|at|with|and|or|an?|the|every|from)\b"  # seven for each enterprise
_WORDS = re.compile(r"[a-z]+")
_PER = r"(?:per|for each|for every)"  # each year may be a time at which, and not for each of what


class Counted(NamedTuple):
    """A number of something. ``units``: the rows of the table that its word may be of; ``text`` as it stands."""

    value: Decimal
    units: frozenset[int]
    text: str
    start: int


def find_wrong_units(zh: str, en: str) -> Iterator[str]:
    """What is counted in the Chinese and is said as another thing in the English: the same number before a word of
    another class, and nowhere before one of its own. ``en``: small letters."""
    printed, said = tuple(list_counted(zh, "zh")), tuple(list_counted(en, "en"))
    unsaid = [one for one in printed if not any(_is_same(one, other) for other in said)]
    added = [one for one in said if not any(_is_same(other, one) for other in printed)]
    for one in unsaid:
        if one.value == 1 and any(one.units & _classes("en").get(word, frozenset()) for word in _WORDS.findall(en)):
            continue  # a year
        if other := next((two for two in added if two.value == one.value), None):
            yield f"{one.text} is said as {other.text}"


def find_wrong_shares(zh: str, en: str) -> Iterator[str]:
    """What is given for each of one unit and, in English, for each of another; and periods that English leaves out.
    ``en``: small letters."""
    printed, said = dict(_list_each(zh, "zh")), dict(_list_each(en, "en"))
    for units, text in printed.items():
        if _says(en, units):
            continue
        if other := next((its for its in said if not any(its & one for one in printed)), None):
            yield f"{text} is said as {said[other]}"
        elif units & _periods():
            yield f"{text} is not in it"


def list_counted(text: str, lang: str) -> Iterator[Counted]:
    """What is counted in ``text``; in English, small letters."""
    for found in _counted(lang).finditer(text):
        value = whole_numbers().get(found[1]) or parse_number(found[1])
        if value:
            said = f"{found[1]}{' ' * (lang == 'en')}{found[2]}"
            yield Counted(Decimal(value), _classes(lang)[found[2]], said, found.start())


def _is_same(one: Counted, other: Counted) -> bool:
    return one.value == other.value and bool(one.units & other.units)


def _says(en: str, units: frozenset[int]) -> bool:
    """Whether a word of one of the ``units`` stands anywhere in ``en``."""
    return any(units & its and re.search(rf"\b{re.escape(word)}\b", en) for word, its in _classes("each_en").items())


def _list_each(text: str, lang: str) -> Iterator[tuple[frozenset[int], str]]:
    """(the units, as it stands) of that for each of which something is given; in English, where that is sure."""
    for found in _each(lang).finditer(text):
        yield _classes(f"each_{lang}")[found["unit"]], found.group().strip()


@cache
def _periods() -> frozenset[int]:
    """The units of time: those that have words for each of them."""
    return frozenset(n for n, row in enumerate(read_table("counted", "unit")) if "each_en" in row)


@cache
def _classes(column: str) -> dict[str, frozenset[int]]:
    """By word of ``zh`` or ``en``, with each_ before it also by the words for each, the rows that have it."""
    lang = column[-2:]
    rows = [
        (n, {*row[lang], *(row.get(column, ()) if column != lang else ())})
        for n, row in enumerate(read_table("counted", "unit"))
    ]
    return {word: frozenset(n for n, words in rows if word in words) for _, words in rows for word in words}


@cache
def _counted(lang: str) -> re.Pattern[str]:
    units = any_of(_classes(lang))
    if lang == "zh":
        # 2025年 is no length, 第3年 and 3年级 are none, 十四五 is no number of anything.
        return re.compile(rf"(?<![第\d.{HAN_NUMERALS}])(\d{{1,6}}|[{HAN_NUMERALS}]+)({units})(?![级度代龄轻均报性])")
    numbers = "|".join(word for word, value in whole_numbers().items() if value != 1 or word in _ONE)
    return re.compile(rf"\b(\d{{1,6}}|{numbers})[ -](?:(?!{_BETWEEN})[a-z]+ ){{0,2}}?({units})\b")


@cache
def _each(lang: str) -> re.Pattern[str]:
    units = any_of(_classes(f"each_{lang}"))
    if lang == "zh":
        # 每个年度, 元/亩; 每两年 is a number of years.
        return re.compile(rf"(?:每[一1]?[个满]?|元/)(?P<unit>{units})(?![份级度代龄轻报性均])")
    return re.compile(rf"\b{_PER} (?:(?!{_BETWEEN})[a-z]+ )?(?P<unit>{units})\b")
