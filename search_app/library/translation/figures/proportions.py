"""Which parts and multiples does a text state: 三分之二, 减半, 增长两倍, 翻一番; two thirds, halved, triples, 200 %?

A multiple is what comes out: 增长两倍 is three times as much. Invariant: ``text[start:end]`` is a proportion, and it is
``worth`` whatever the other language may rightly say for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from search_app.data import read_table
from search_app.figures.english_words import any_of, parts, whole_numbers
from search_app.library.translation.figures.changes import find_english_way, find_way, is_off, shrinks
from search_app.model import Amount, Lang
from search_app.text.numerals import HAN_NUMERALS, MAX_LENGTH, parse_number

# ("share", 0.5): half of it, 50 %. ("more", 2): by 200 %. ("step", 0.05): by five points,
# between two rates. ("off", 0.3): 30 % less. ("times", 3): three times as much. ("said", 2): the number 2 before 倍 or
# "times".
Worth = tuple[Literal["share", "more", "step", "off", "times", "said"], Decimal]

_PLACES = Decimal("0.0001")  # 66.67 % is two thirds
_MOST = 6  # digits of a part or multiple
_POINTS = re.compile("百分点|基点|点$|points?$", re.I)
_HALF, _MOST_DOUBLED = Decimal("0.5"), Decimal(10)
_NUMBER = rf"\d{{1,{_MOST}}}(?:\.\d{{1,4}})?|[{HAN_NUMERALS}]{{1,{_MOST}}}(?:点[{HAN_NUMERALS}]{{1,4}})?"
_NO_REBATE = "合算旧现扣叠射价页线"  # 折合, 折旧
_SLASH = r"(?<![\d./])(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/年月])"


@dataclass(frozen=True, slots=True)
class Proportion:
    """A part or a multiple as it stands. ``asks``: the other language has to say it; else its word may mean none."""

    text: str
    start: int
    end: int
    worth: frozenset[Worth]
    asks: bool = True


def find_proportions(zh: str) -> Iterator[Proportion]:
    """Those of a Chinese text from which its amounts were taken."""
    for found in _chinese().finditer(zh):
        worth = frozenset(_read_chinese(zh, found))
        if worth:
            yield Proportion(found.group(), *found.span(), worth)


def find_english_proportions(en: str) -> Iterator[Proportion]:
    """Those of an English text from which its amounts were taken."""
    for found in _english().finditer(en):
        worth, asks = _read_english(found)
        if worth:
            yield Proportion(found.group(), *found.span(), worth, asks)


def make_proportion(text: str, amount: Amount, lang: Lang, others: Sequence[Amount] = ()) -> Proportion | None:
    """A percentage or ratio of ``text`` as a proportion; None for a sum and for a range. ``others``: all of the text,
    so that 由30%提高到35% may be said as a rise by five points."""
    if amount.kind == "money" or amount.value_hi is not None:
        return None
    value = _round(amount.value)
    if amount.kind == "ratio":
        worth: set[Worth] = {("times", value), ("share", value)}
    elif lang == "en":
        worth = _read_english_percent(text, amount, value)
    elif find_way(text, amount.start, amount.end, more=True) == "by":
        worth = _grown(value)
    else:
        worth = {*_shared(value), ("times", value), ("off", 1 - value)}
        worth |= {("share", 1 - value)} if find_way(text, amount.start, amount.end) == "by" else set()
    worth |= {("step", abs(value - _round(other.value))) for other in others if other.kind == amount.kind}
    return Proportion(amount.text, amount.start, amount.end, frozenset(worth))


def _read_english_percent(text: str, amount: Amount, value: Decimal) -> set[Worth]:
    if is_off(text, amount.start, amount.end):
        return {("off", value)}
    if find_english_way(text, amount.start) == "by":
        return {("more", value), ("step", value), *((("off", value),) if shrinks(text, amount.start) else ())}
    return {("share", value)} if text.startswith(" of ", amount.end) else _shared(value)


def find_wrong_points(printed: Sequence[Amount], said: Sequence[Amount]) -> Iterator[str]:
    """Percentage points said as per cent, and the reverse."""
    for one in (one for one in printed if one.kind == "percent"):
        same = [two for two in said if (two.value, two.value_hi, two.kind) == (one.value, one.value_hi, one.kind)]
        if same and all(_says_points(two) != _says_points(one) for two in same):
            yield f"{one.text} is said as {same[0].text}"


def _says_points(amount: Amount) -> bool:
    return bool(_POINTS.search(amount.text))


def find_said(printed: Sequence[Proportion | None], said: Sequence[Proportion | None]) -> tuple[tuple[int, int], ...]:
    """(place in ``printed``, place in ``said`` of what says it) of those that are said; each says one."""
    found: list[tuple[int, int]] = []
    for n, one in enumerate(printed):
        free = (k for k, other in enumerate(said) if one and other and one.worth & other.worth)
        found += [(n, k) for k in free if k not in {taken for _, taken in found}][:1]
    return tuple(found)


def find_shares(
    printed: Sequence[Proportion | None], said: Sequence[Proportion | None], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[Proportion, Proportion]]:
    """Those of ``pairs`` (as of ``find_said``) that are parts of something in both, and no multiples."""
    for n, k in pairs:
        one, other = printed[n], said[k]
        if one and other and {kind for kind, _ in one.worth & other.worth} == {"share", "more"}:
            yield one, other


def _read_chinese(text: str, found: re.Match[str]) -> Iterator[Worth]:
    if found["lower"]:
        lower, upper = parse_number(found["lower"]), parse_number(found["upper"])
        if lower and upper:
            yield from _shared(Decimal(upper) / lower)
    elif found["over"]:
        yield from _read_slash(found)
    elif found["times"]:
        value = _read_number(found["times"]) + (_HALF if found["more"] else 0)
        if value:
            yield from _grown(value) if find_way(text, *found.span(), more=True) == "by" else _compared(value)
    elif found["doubled"]:
        value = 2 ** min(Decimal(parse_number(found["doubled"]) or 0), _MOST_DOUBLED)
        yield from _grown(value - 1)
    elif found["off"]:
        printed = _read_number(found["off"])
        value = printed / (10 if printed < 10 else 100)
        yield from (*_shared(value), ("off", _round(1 - value)))
    else:
        row = _words_of("zh")[1][found["word"]]
        yield from _grown(Decimal(row["times"] - 1)) if "times" in row else _read_row(row)
        if "share" in row:
            yield "off", _round(1 - Decimal(str(row["share"])))


def _read_english(found: re.Match[str]) -> tuple[frozenset[Worth], bool]:
    if found["fold"]:
        return frozenset({("times", _spelt(found["fold"]))}), True
    if found["times"]:
        value = _spelt(found["times"]) + (_HALF if found["more"] else 0)
        return frozenset({("times", _round(value))} if found["than"] else _compared(value)), False
    if found["mille"]:
        return frozenset(_shared(_spelt(found["mille"]) / 1000)), True
    if found["over"]:
        return frozenset(_read_slash(found)), True
    if found["part"]:
        many, part = _spelt(found["many"]), Decimal(parts()[found["part"].lower()])
        share = _shared(many / part) if many < part else set()
        return frozenset(share), many > 1 and not found["part"].lower().startswith("quarter")  # two quarters of a year
    return frozenset(_read_row(_words_of("en")[1][found["word"].lower()])), False


def _read_slash(found: re.Match[str]) -> Iterator[Worth]:
    over, under = Decimal(found["over"]), Decimal(found["under"])
    if 0 < over < under:
        yield from _shared(over / under)


def _read_row(row: dict[str, Any]) -> Iterator[Worth]:
    if "share" in row:
        yield from _shared(Decimal(str(row["share"])))
    else:
        yield "times", _round(Decimal(row["times"]))


def _shared(value: Decimal) -> set[Worth]:
    """A part of something, or by how much it changes."""
    return {("share", _round(value)), ("more", _round(value))}


def _compared(value: Decimal) -> set[Worth]:
    """What N倍 of something may be said as: N times, N00 %."""
    less: set[Worth] = {("more", _round(value - 1))} if value > 1 else set()
    return less | {("times", _round(value)), ("share", _round(value)), ("said", _round(value))}


def _grown(value: Decimal) -> set[Worth]:
    """What a growth by N倍 may be said as: N+1 times as much, by N00 %, to N+1 00 %, by N times."""
    more = value + 1
    return {("times", _round(more)), ("more", _round(value)), ("share", _round(more)), ("said", _round(value))}


def _read_number(text: str) -> Decimal:
    """``2.5``, ``两``, ``一点五``, ``八五``; 0 for none."""
    whole, _, decimals = text.partition("点")
    places = "".join(str(parse_number(char)) for char in decimals)
    value = parse_number(whole)
    return Decimal(0) if value is None or len(text) > MAX_LENGTH else Decimal(value) + Decimal(f"0.{places or 0}")


def _spelt(text: str) -> Decimal:
    word = text.lower()
    return Decimal(whole_numbers().get(word, 0)) or parse_number(word) or Decimal(0)


def _round(value: Decimal) -> Decimal:
    return Decimal(value).quantize(_PLACES)


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<lower>{_NUMBER})分之(?P<upper>{_NUMBER})|{_SLASH}"
        rf"|(?<![第\d.{HAN_NUMERALS}])(?P<times>{_NUMBER})倍(?P<more>半)?(?!率|数|频)"
        rf"|翻了?(?P<doubled>[{HAN_NUMERALS}\d])番"
        rf"|(?<![\d.{HAN_NUMERALS}])(?P<off>\d{{1,2}}(?:\.\d)?|[一二三四五六七八九]{{1,2}})折(?![{_NO_REBATE}])"
        rf"|(?P<word>{_words_of('zh')[0]})"
    )


@cache
def _english() -> re.Pattern[str]:
    number, part = any_of(word for word, value in whole_numbers().items() if value), any_of(parts())
    return re.compile(
        rf"\b(?P<fold>\d{{1,{_MOST}}}|{number})[- ]?fold\b"
        rf"|\b(?P<times>\d{{1,{_MOST}}}(?:\.\d{{1,4}})?|{number})(?P<more> and a half)?[- ]times\b"
        r"(?P<than> (?:that|the|as|its|of|their|what)\b)?"
        rf"|\b(?P<mille>\d{{1,3}}(?:\.\d)?|{number}) (?:per|in (?:a|every)) (?:thousand|mille)\b"
        rf"|{_SLASH}|\b(?P<many>{number})[ -](?P<part>{part})\b"
        rf"|\b(?P<word>{_words_of('en')[0]})\b",
        re.I,
    )


@cache
def _words_of(lang: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """The words that are a proportion by themselves, as a pattern; by word, its row."""
    rows = {word: row for row in read_table("counted", "proportion") for word in row.get(lang, ())}
    return any_of(rows), rows
