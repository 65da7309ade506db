"""Does English say the numbers of its Chinese that are no amounts and count nothing known: years, days, places?

Invariant: of what passes every number is in both, but for words that may be none (one, both) and numbers of terms.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from search_app.data import read_table
from search_app.figures.english_words import any_of, multipliers, phrase, read_words, whole_numbers
from search_app.library.translation.figures.proportions import Proportion
from search_app.model import GlossaryTerm
from search_app.text.numerals import HAN_NUMERALS, MAX_LENGTH, parse_number

COUNTED = re.compile(
    rf"(?<![第数几.\d{HAN_NUMERALS}])([{HAN_NUMERALS}]+)(?=个?月|年(?!度)|天|日|夜|家|人|户|倍|台|件|名|位|个(?!区分)|项|所|套|辆|篇|亩)"
)
_PRINTED = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?[百千万亿]*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_LONG = re.compile(rf"[\d{HAN_NUMERALS}]{{{MAX_LENGTH + 1},}}")  # no number is so long, and none is read of it
_WORDS = re.compile(r"(?<![a-z\d.])\d+(?:\.\d+)?|[a-z]+")  # of pm2.5 no number
_MONTHS = {name.lower(): n for n, name in enumerate(month_name) if name}
_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d)")
_NOON = re.compile(r"\b(\d{1,2})(:\d\d)? ?([ap])\.?m\b\.?", re.I)
_FULL_HOUR = re.compile(r"\b(\d{1,2}):00\b")
_DOZEN = re.compile(r"\b(\d{1,2}|two|three|four|five|six|ten) dozen\b", re.I)
_ROMAN = re.compile(r"\b(?:i{1,3}|iv|vi{0,3}|ix|x)\b")
_ROMANS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
ROMAN = re.compile("[Ⅰ-Ⅹ]")
_WHICH = re.compile(rf"第([{HAN_NUMERALS}\d]+)(?=个?[年月周天]|季度|[类级档期批轮]|阶段)")  # 第四年, 第二类
_FIRST, _NEXT, _SAYS_NEXT = Decimal(1), Decimal(2), re.compile("次|翌|隔")
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_SAID_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({'|'.join(_MONTHS)})\b(?: (\d{{1,2}})(?:st|nd|rd|th)?\b)?"
)
_TENS = re.compile(r"\b([a-z]+)-([a-z]+)\b")  # thirty-five
_TO_YEAR = re.compile(r"至\d{4}年")  # is said with its last day, the 31st
_MONTH_END = re.compile("[月年][底末]")  # is said with its last day, too
_PLAN = re.compile("十([一二三四五六七八九])五")  # 十四五, the 14th Five-Year Plan
_SHORT = 4  # letters of a word that is no number by itself: mn, as, ones, lakh
_PAIR = "双"  # 双年展
_FIRST_PLAN = 1951  # its first year; each has five
_UNCOUNTED = frozenset({"a", "an", "one", "zero"})  # with or without a figure in the Chinese


def find_too_long(zh: str, en: str) -> Iterator[str]:
    """Numbers that are too long to be read: they have to stand in both as they are."""
    printed, said = (set(_LONG.findall(text)) for text in (zh, en.replace(",", "")))
    yield from (f"a number of {len(one)} digits is in it and not in the Chinese" for one in sorted(said - printed))
    yield from (f"a number of {len(one)} digits is not in it" for one in sorted(printed - said))


def _find_allowed(zh: str, terms: tuple[GlossaryTerm, ...]) -> set[Decimal]:
    """Numbers that the English may have though the Chinese has other figures for them."""
    allowed = {
        Decimal(figure) for term in terms for words in (term.en, *term.admitted) for figure in _DIGITS.findall(words)
    }
    if _TO_YEAR.search(zh):
        allowed.add(Decimal(31))
    if _MONTH_END.search(zh):
        allowed |= {Decimal(day) for day in (28, 29, 30, 31)}
    if _PAIR in zh:
        allowed.add(Decimal(2))
    for plan in map(parse_number, _PLAN.findall(zh)):
        last = Decimal(10 + (plan or 0))
        allowed |= {last, 5 * last + _FIRST_PLAN, 5 * last + _FIRST_PLAN + 4, Decimal(5)}
    return allowed


def find_wrong_values(
    whole: str, zh: str, en: str, terms: tuple[GlossaryTerm, ...], words: Sequence[Proportion]
) -> Iterator[str]:
    """What is wrong with the numbers that are left of both: years, days, counts. ``whole``: the Chinese as it is;
    ``terms``: those that stand in it; ``words``: those of the English that may be a multiple, and are none here."""
    allowed, hinted = _find_allowed(whole, terms), _find_hinted(en, words)
    written = ROMAN.findall(whole)
    values = {one: Decimal(ord(one) - ord("Ⅰ") + 1) for one in written}
    values |= {one: parse_number(one) for one in (*_PRINTED.findall(zh), *COUNTED.findall(zh), *_WHICH.findall(zh))}
    numbers = _find_said_numbers(en)
    said = {one for its in numbers.values() for one in its} | hinted | {value for value, _ in _list_ordinals(en)}
    said |= {Decimal(_ROMANS.index(one)) for one in _ROMAN.findall(en)}
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
    for value, which in _list_ordinals(en):
        if which and value not in allowed | printed | {_FIRST, _NEXT if _SAYS_NEXT.search(zh) else _FIRST}:
            yield f"{which} is in it and not in the Chinese"


def open_up(en: str) -> str:
    """``en`` with the words that are a number and what it counts said in two (biennial as every two years), times of
    day as 20:30 or 20, and dozens as numbers."""
    pattern, rows = _words_of("packed")
    en = pattern.sub(lambda found: str(rows[found.group().lower()]["means"]), en)
    en = _DOZEN.sub(lambda found: str(12 * (whole_numbers().get(found[1].lower()) or int(found[1]))), en)
    en = _NOON.sub(_write_hour, en)
    return _FULL_HOUR.sub(r"\1", en)


def join_digits(en: str) -> str:
    """``en`` in small letters with 500,000 as  500000, at the same places."""
    return _GROUPED.sub(lambda found: found[0].replace(",", "").rjust(len(found[0])), en).lower()


def _write_hour(found: re.Match[str]) -> str:
    """``8 p.m.`` as 20, ``8:30 pm`` as 20:30."""
    return f"{int(found[1]) % 12 + 12 * (found[3].lower() == 'p')}{found[2] or ''}"


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


def _list_ordinals(en: str) -> Iterator[tuple[Decimal, str]]:
    """(number, what it stands before if that is a time) of each ordinal of a text in small letters: the fourth year."""
    for found in _ordinal().finditer(en):
        value = Decimal(found["figure"]) if found["figure"] else Decimal(_ordinals()[found["word"]])
        yield value, found.group() if found["time"] else ""


@cache
def _ordinals() -> dict[str, int]:
    return {word: value for row in read_table("counted", "ordinal") for word, value in row["words"].items()}


@cache
def _ordinal() -> re.Pattern[str]:
    word = any_of(_ordinals())
    return re.compile(
        rf"\b(?:(?P<figure>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{word}))\b(?P<time> (?:year|month|quarter|week|day)s?\b)?"
    )


def _find_said_numbers(en: str) -> dict[str, set[Decimal]]:
    """Each number of a text in small letters: what it is worth, also with the multiplier behind it."""
    words = _WORDS.findall(_TENS.sub(_add_up, _phrase().sub(_write_out, en)))
    said: dict[str, set[Decimal]] = {}
    for before, word, behind in zip(["", *words], words, [*words[1:], ""], strict=False):
        value = _read_word(word) or (None if _read_word(before) else _scales().get(word))
        if value is not None:
            said.setdefault(word, set()).update((Decimal(value), Decimal(value) * multipliers().get(behind, 1)))
    return said


def _read_word(word: str) -> Decimal | int | None:
    """What one word is worth; also of under-threes."""
    single = word[:-1] if word.endswith("s") and len(word) > _SHORT else word
    return whole_numbers().get(single) or _MONTHS.get(word) or parse_number(word)


@cache
def _scales() -> dict[str, int]:
    """Words that are a number without another: every thousand."""
    return {word: value for word, value in multipliers().items() if word.isalpha() and len(word) > _SHORT}


@cache
def _phrase() -> re.Pattern[str]:
    return re.compile(phrase())


def _write_out(found: re.Match[str]) -> str:
    """``one hundred thousand`` as 100000; what is no number, or one word, as it stands."""
    words = re.split(r"[\s-]+", found[0])
    scaled = len(words) > 1 and any(word in _scales() for word in words)  # not “years one and two”
    value = read_words(found[0]) if scaled else None
    return str(value[0]) if value and value[0] == int(value[0]) else found[0]


def _add_up(found: re.Match[str]) -> str:
    """``thirty-five`` as 35; other words with a hyphen as they are."""
    tens, ones = whole_numbers().get(found[1], 0), whole_numbers().get(found[2], 0)
    return str(tens + ones) if tens % 10 == 0 < tens and 0 < ones < 10 else found[0]
