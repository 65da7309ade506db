"""How is a word of force, bound or period said where it stands? Its renderings with the number that it stands by.

In a rendering ``N`` is a number, and ``N years`` (``N-year``) as long a time as the Chinese names: three years,
3 years, six months. Invariant: a rendering that holds no N is said as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.model import Span, UsageWord
from search_app.search.glossary.words import find_standing
from search_app.text.fold import fold
from search_app.text.numerals import HAN_NUMERALS, parse_number
from search_app.text.script import simplify

_HALF = "半"
_NUMBER = re.compile(rf"\d[\d,]*(?:\.\d+)?[百千万亿]*|[{HAN_NUMERALS}]+")
_TIME = re.compile(
    rf"(?:({_NUMBER.pattern}|半)\s*(?:年|个?月)?[至到~—–-]+)?({_NUMBER.pattern}|半)\s*(?:(年)(半?)|个?月)"
)
_PLACE = re.compile(r"\bN(-| )(years?)|\bN\b")
_STOP = re.compile("[，,、。；;：:]")
_BESIDE = 8  # characters between a bound and its number: 50名在职职工以上
_YEAR = 12  # months
_YEARS = range(1900, 2100)
_MILLION = 1_000_000
_SORTS = ("", "consecutive ", "successive ", "full ", "calendar ", "whole ")  # of years and months


def say_word(word: UsageWord, text: str) -> UsageWord:
    """``word`` with every way in which it is said in ``text``, a Chinese sentence in which it stands."""
    en, *admitted = fill((word.en, *word.admitted), word.zh, word.pattern, word.but, text)
    forbidden = fill(word.forbidden, word.zh, word.pattern, word.but, text)
    return replace(word, en=en, admitted=tuple(admitted), forbidden=forbidden)


def tell_word(word: UsageWord, text: str) -> UsageWord:
    """``word`` as a translator of ``text`` is told of it: as it is printed there, and each rendering in one way."""
    spans = find_standing(word.zh, word.pattern, word.but, text)
    printed = dict.fromkeys(text[span.start : span.end].strip() for span in spans)
    held = _find_held(text, spans)
    en, admitted, forbidden = (
        tuple(way for phrase in phrases if (way := next(_fill(phrase, held), None)))
        for phrases in ((word.en,), word.admitted, word.forbidden)
    )
    return replace(
        word, zh="、".join(printed) or word.zh, en=(*en, *admitted, word.en)[0], admitted=admitted, forbidden=forbidden
    )


def fill(phrases: Iterable[str], zh: str, pattern: str | None, but: Iterable[str], text: str) -> tuple[str, ...]:
    """Each of ``phrases`` in every way in which the numbers by which ``zh`` stands in ``text`` are said. What no number
    fills is left out."""
    phrases = tuple(phrases)
    if not any(map(_PLACE.search, phrases)):
        return phrases
    held = _find_held(text, find_standing(zh, pattern, but, text))
    return tuple(dict.fromkeys(way for phrase in phrases for way in _fill(phrase, held)))


def _find_held(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """Where the numbers are: in what stands at ``spans`` (三年内), next to it, or else anywhere in the sentence."""
    plain = simplify(fold(text))
    printed = tuple(plain[span.start : span.end] for span in spans)
    held = tuple(one for one in printed if _TIME.search(one) or _NUMBER.search(one))
    return held or _find_near(text, spans) or (plain,)


def _find_near(text: str, spans: Iterable[Span]) -> tuple[str, ...]:
    """The numbers that stand next to ``spans``, which hold none: that of 50人以上, and of 不足50人."""
    plain = simplify(fold(text))
    near: list[str] = []
    for span in spans:
        if _NUMBER.search(plain[span.start : span.end]) or _HALF in plain[span.start : span.end]:
            return ()
        phrase = _STOP.split(plain[max(0, span.start - _BESIDE) : span.start])[-1]
        before, behind = _NUMBER.findall(phrase)[-1:], _NUMBER.match(plain, span.end)
        near += before + ([behind.group()] if behind else [])
        if not before and not behind:
            near += _NUMBER.findall(plain[span.end : span.end + _BESIDE])[:1]
    return tuple(near)


def _fill(phrase: str, held: Iterable[str]) -> Iterator[str]:
    place = _PLACE.search(phrase)
    if not place:
        yield phrase
        return
    for text in held:
        if place[2]:
            ways = (way for found in _TIME.finditer(text) for way in _say_time(found, place[1] == "-"))
        else:
            ways = (way for found in _NUMBER.finditer(text) for way in _say_found(found))
        yield from (phrase[: place.start()] + way + phrase[place.end() :] for way in ways)


def _say_found(found: re.Match[str]) -> Iterator[str]:
    """2030 of 2030年, else 50, fifty."""
    value = parse_number(found.group().replace(",", ""))
    if value and value in _YEARS and found.string.startswith("年", found.end()):
        yield f"{value:.0f}"
    elif value:
        yield from _say_number(value)


def _say_time(found: re.Match[str], joined: bool) -> Iterator[str]:
    """three years, 3 years, three consecutive years, 36 months; where ``joined``, three-year."""
    low, high, year, half = found.groups()
    unit = _YEAR if year else 1
    first, last = (_count_months(number, unit) if number else None for number in (low, high))
    if last is None:
        return
    last += _YEAR // 2 if half else 0
    for length, name in ((_YEAR, "year"), (1, "month")) if year else ((1, "month"), (_YEAR, "year")):
        count = Decimal(last) / length
        for said in _say_half(count) if count % 1 else _say_number(count):
            if first is not None:
                for other in _say_number(Decimal(first) / length):
                    yield from (f"{other}{to}{said} {name}s" for to in (" to ", "–", "-"))
            elif joined:
                yield f"{said}-{name}"
            else:
                yield from (f"{said} {sort}{name}{'' if count == 1 else 's'}" for sort in _SORTS)
    if last == _YEAR // 2:
        yield from ("half-year",) if joined else ("half a year", "a half-year")
    if last == _YEAR and not joined:
        yield "a year"


def _count_months(number: str, unit: int) -> int | None:
    value = Decimal("0.5") if number == _HALF else parse_number(number.replace(",", ""))
    return int(value * unit) if value else None


def _say_half(count: Decimal) -> Iterator[str]:
    """one and a half, 1.5"""
    if count % 1 == Decimal("0.5") and count > 1:
        yield from (f"{whole} and a half" for whole in _say_number(count - Decimal("0.5")))
        yield f"{count:f}"


def _say_number(value: Decimal) -> Iterator[str]:
    """50, fifty; 20,000, 20000; 100 million"""
    if value % 1 == 0:
        if said := _words().get(int(value)):
            yield said
        yield f"{value:,.0f}"
    yield f"{value.normalize():f}"
    if value >= _MILLION:
        yield f"{(value / _MILLION).normalize():f} million"


@cache
def _words() -> dict[int, str]:
    """By number below a hundred, its word."""
    rows = (row for row in read_table("english_numbers", "number") if not row.get("about"))
    ones: dict[int, str] = {}
    for row in rows:
        for word, value in row["words"].items():
            if word not in ("a", "an"):
                ones.setdefault(value, word)
    tens = {value: word for value, word in ones.items() if value % 10 == 0 < value < 100}
    both = {ten + one: f"{word}-{ones[one]}" for ten, word in tens.items() if ten > 10 for one in range(1, 10)}
    return both | ones
