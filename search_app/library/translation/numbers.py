"""Does English say the figures of its Chinese: sums, rates, days, numbers, and what is counted by them?

Invariant: of what passes every figure is in both, and none stands before a word of another unit.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from search_app.data import read_table
from search_app.figures.english_words import multipliers, whole_numbers
from search_app.library.translation.counted import find_wrong_shares, find_wrong_units, list_counted
from search_app.library.translation.proportions import (
    Proportion,
    find_english_proportions,
    find_proportions,
    find_said,
    find_wrong_points,
    make_proportion,
)
from search_app.model import Amount, GlossaryTerm, Role
from search_app.reading.english import find_english_amounts
from search_app.reading.roles import find_amounts
from search_app.text.numerals import HAN_NUMERALS, MAX_LENGTH, parse_number

_COUNTED = re.compile(
    rf"(?<![第数几.\d{HAN_NUMERALS}])([{HAN_NUMERALS}]+)(?=个?月|年(?!度)|天|日|夜|家|人|户|倍|台|件|名|位|个(?!区分)|项|所|套|辆|篇|亩)"
)
_PRINTED = re.compile(r"\d+(?:\.\d+)?[百千万亿]*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_LONG = re.compile(rf"[\d{HAN_NUMERALS}]{{{MAX_LENGTH + 1},}}")  # no number is so long, and none is read of it
_WORDS = re.compile(r"\d+(?:\.\d+)?|[a-z]+")
_MONTHS = {name.lower(): n for n, name in enumerate(month_name) if name}
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_SAID_DAY = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)})\b(?: (\d{{1,2}})\b)?")
_TENS = re.compile(r"\b([a-z]+)-([a-z]+)\b")  # thirty-five
_TO_YEAR = re.compile(r"至\d{4}年")  # is said with its last day, the 31st
_PLAN = re.compile("十([一二三四五六七八九])五")  # 十四五, the 14th Five-Year Plan
_HALF, _SAYS_HALF, _PAIR = Decimal("0.5"), "半", "双"  # 减半, 双年展
_FIRST_PLAN = 1951  # its first year; each has five
_UNCOUNTED = frozenset({"a", "an", "one", "zero"})  # with or without a figure in the Chinese
_UNITS = re.compile(  # a figure with what stands close behind it
    r"(?:\d{1,2}月)?\d{1,2}日|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d+(?:[.,]\d+)*[百千万亿]*(?:周年|年|个月|月|日|天|[家人户名件台项套亩])?"
)


def find_wrong_numbers(zh: str, en: str, terms: tuple[GlossaryTerm, ...]) -> Iterator[str]:
    """What is wrong with the figures of ``en`` as English of ``zh``; ``terms``: those that stand in ``zh``."""
    yield from _find_too_long(zh, en)
    en = _open_up(en)
    printed, said = find_amounts(zh), find_english_amounts(en)
    zh_left, en_left = _blank(zh, printed), _blank(en, said)
    here, there = tuple(find_proportions(zh_left)), tuple(find_english_proportions(en_left))
    lacking, added = _without(printed, said), _without(said, printed)
    own = (*(make_proportion(zh, one, "zh") for one in lacking), *here)
    its = (*(make_proportion(en, one, "en") for one in added), *there)
    kept, saying = find_said(own, its)
    yield from (f"{one.text} is not in it" for n, one in enumerate(_join(lacking, here)) if n not in kept)
    for n, one in enumerate(_join(added, there)):
        if n not in saying and _is_added(one, zh):
            yield f"{one.text} is in it and not in the Chinese"
    yield from find_wrong_points(printed, said)
    left = [one for n, one in enumerate(there, start=len(added)) if n not in saying and not one.asks]
    zh_left, en_left = _blank(zh_left, here), _blank(en_left, [one for one in there if one not in left])
    en_left = _lower(en_left)
    yield from _find_wrong_values(zh_left, en_left, _find_allowed(zh, terms), _find_hinted(en_left, left))
    yield from find_wrong_units(zh_left, en_left)
    yield from find_wrong_shares(zh, _lower(en))


def find_figures(zh: str) -> tuple[str, ...]:
    """The figures of a Chinese sentence that its English has to say, each with its unit, in order; twice what stands
    there twice."""
    amounts = find_amounts(zh)
    left = _blank(zh, amounts)
    found = [(one.start, one.end) for one in _join(amounts, find_proportions(left))]
    left = _blank_spans(zh, found)
    units = [one.span() for one in _UNITS.finditer(left)] + [
        (one.start, one.start + len(one.text)) for one in list_counted(left, "zh") if one.value != 1
    ]
    for span in sorted((*units, *(one.span() for one in _COUNTED.finditer(left))), key=lambda at: (at[0], -at[1])):
        if not any(start < span[1] and span[0] < end for start, end in found) and parse_number(zh[slice(*span)]) != 1:
            found.append(span)
    return tuple(zh[start:end] for start, end in sorted(found))


def _join(amounts: Iterable[Amount], proportions: Iterable[Proportion]) -> tuple[Amount | Proportion, ...]:
    return *amounts, *proportions


def _is_added(one: Amount | Proportion, zh: str) -> bool:
    """Whether a figure of the English that nothing in the Chinese says has to be said there."""
    if isinstance(one, Proportion):
        return one.asks
    return not (one.value == _HALF and _SAYS_HALF in zh)


def _without(amounts: Sequence[Amount], others: Sequence[Amount]) -> tuple[Amount, ...]:
    """Those of ``amounts`` that ``others`` have not; as many as they have fewer."""
    left, more = Counter(map(_worth, others)), []
    for one in amounts:
        if left[_worth(one)]:
            left[_worth(one)] -= 1
        else:
            more.append(one)
    return tuple(more)


def _take_out_amounts(zh: str, en: str) -> tuple[tuple[Amount, ...], tuple[Amount, ...], str, str]:
    """(amounts of both, both without them, the English in small letters)."""
    en = _open_up(en)
    printed, said = find_amounts(zh), find_english_amounts(en)
    return printed, said, _blank(zh, printed), _lower(_blank(en, said))


def _lower(en: str) -> str:
    return en.replace(",", "").lower()


def _find_too_long(zh: str, en: str) -> Iterator[str]:
    """Numbers that are too long to be read: they have to stand in both as they are."""
    printed, said = (set(_LONG.findall(text)) for text in (zh, en.replace(",", "")))
    yield from (f"a number of {len(one)} digits is in it and not in the Chinese" for one in sorted(said - printed))
    yield from (f"a number of {len(one)} digits is not in it" for one in sorted(printed - said))


def find_exchanged(zh: str, en: str) -> Iterator[str]:
    """Of sums, and of counts of one unit, that are the same in both: which stand in another order, sums for another
    purpose, too. That is no fault where English says a condition behind its award; a person has to look."""
    printed, said, zh_left, en_left = _take_out_amounts(zh, en)
    for kind in dict.fromkeys(one.kind for one in printed):
        here, there = ([one for one in its if one.kind == kind] for its in (printed, said))
        roles = dict.fromkeys(one.role for one in (*here, *there))
        same = Counter(map(_worth, here)) == Counter(map(_worth, there))
        if same and _list_worth(here) != _list_worth(there) and any(_differ(here, there, role) for role in roles):
            yield f"{', '.join(one.text for one in here)} stand in it in another order, or for something else"
    counted, counts = tuple(list_counted(zh_left, "zh")), tuple(list_counted(en_left, "en"))
    for unit in sorted({unit for one in counted for unit in one.units}):
        own, its = ([one.value for one in every if unit in one.units] for every in (counted, counts))
        if own != its and sorted(own) == sorted(its):
            yield f"{', '.join(one.text for one in counted if unit in one.units)} stand in it in another order"


def _differ(here: Sequence[Amount], there: Sequence[Amount], role: Role) -> bool:
    """Whether those of one role are not the same, in the same order."""
    own, its = ([one for one in every if one.role == role] for every in (here, there))
    return _list_worth(own) != _list_worth(its)


def _list_worth(amounts: Sequence[Amount]) -> list[tuple[object, ...]]:
    return [_worth(one) for one in amounts]


def _find_allowed(zh: str, terms: tuple[GlossaryTerm, ...]) -> set[Decimal]:
    """Numbers that the English may have though the Chinese has other figures for them."""
    allowed = {
        Decimal(figure) for term in terms for words in (term.en, *term.admitted) for figure in _DIGITS.findall(words)
    }
    if _TO_YEAR.search(zh):
        allowed.add(Decimal(31))
    if "半年" in zh:
        allowed.add(Decimal(6))  # months
    if _PAIR in zh:
        allowed.add(Decimal(2))
    for plan in map(parse_number, _PLAN.findall(zh)):
        last = Decimal(10 + (plan or 0))
        allowed |= {last, 5 * last + _FIRST_PLAN, 5 * last + _FIRST_PLAN + 4, Decimal(5)}
    return allowed


def _find_wrong_values(zh: str, en: str, allowed: set[Decimal], hinted: set[Decimal]) -> Iterator[str]:
    """Of the numbers that are no amounts: years, days, counts."""
    values = {one: parse_number(one) for one in (*_PRINTED.findall(zh), *_COUNTED.findall(zh))}
    numbers = _find_said_numbers(en)
    said = {one for its in numbers.values() for one in its} | hinted
    for number, value in values.items():
        if value is not None and value != 1 and value not in said:  # one is “a” as well
            yield f"{number} is not in it"
    days = {
        (_MONTHS[month], int(day)) for before, month, after in _SAID_DAY.findall(en) for day in (before, after) if day
    }
    for month, day in _DAY.findall(zh):
        if (int(month), int(day)) not in days:
            yield f"{month}月{day}日 is not in it"
    printed = {*values.values(), *map(parse_number, re.findall(f"[{HAN_NUMERALS}]+", zh))}
    printed |= {Decimal(figure) for value in values for figure in _DIGITS.findall(value)}
    for number, its in numbers.items():
        if number not in _UNCOUNTED | _MONTHS.keys() and its.isdisjoint(allowed | printed):
            yield f"{number} is in it and not in the Chinese"


def _open_up(en: str) -> str:
    """``en`` with the words that are a number and what it counts said in two: biennial as every two years."""
    pattern, rows = _words_of("packed")
    return pattern.sub(lambda found: str(rows[found.group().lower()]["means"]), en)


def _find_hinted(en: str, left: Sequence[Proportion]) -> set[Decimal]:
    """Numbers that words may say, which may also say none: both, twice. ``left``: those that are no proportion."""
    pattern, rows = _words_of("hint")
    said = {value for one in left for kind, value in one.worth if kind == "times"}
    return said | {Decimal(rows[found.group().lower()]["value"]) for found in pattern.finditer(en)}


@cache
def _words_of(kind: str) -> tuple[re.Pattern[str], dict[str, dict[str, Any]]]:
    """The words of the rows of one kind, as a pattern; by word, its row."""
    rows = {word: row for row in read_table("counted", kind) for word in row["words"]}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(rows, key=len, reverse=True)))})\b", re.I), rows


def _find_said_numbers(en: str) -> dict[str, set[Decimal]]:
    """Each number of a text in small letters: what it is worth, also with the multiplier behind it."""
    words = _WORDS.findall(_TENS.sub(_add_up, en))
    said: dict[str, set[Decimal]] = {}
    for word, behind in zip(words, [*words[1:], ""][: len(words)], strict=True):
        value = whole_numbers().get(word) or _MONTHS.get(word) or parse_number(word)
        if value is not None:
            said.setdefault(word, set()).update((Decimal(value), Decimal(value) * multipliers().get(behind, 1)))
    return said


def _add_up(found: re.Match[str]) -> str:
    """``thirty-five`` as 35; other words with a hyphen as they are."""
    tens, ones = whole_numbers().get(found[1], 0), whole_numbers().get(found[2], 0)
    return str(tens + ones) if tens % 10 == 0 < tens and 0 < ones < 10 else found[0]


def _worth(amount: Amount) -> tuple[object, ...]:
    return amount.kind, amount.value, amount.value_hi, amount.currency


def _blank(text: str, figures: Iterable[Amount | Proportion]) -> str:
    return _blank_spans(text, ((one.start, one.end) for one in figures))


def _blank_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
