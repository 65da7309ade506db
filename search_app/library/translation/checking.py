"""May English stand beside a sentence? What a person wrote has to be English and carry the figures; what a
machine wrote has to say the terms as approved, too.

Invariant: what passes carries every figure of the Chinese and no other.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.figures.english_words import multipliers
from search_app.model import Amount, GlossaryTerm
from search_app.reading.english import find_english_amounts
from search_app.reading.roles import find_amounts
from search_app.text.english import find_phrase, find_stems
from search_app.text.numerals import HAN_NUMERALS, parse_number
from search_app.text.printable import make_printable
from search_app.text.tokens import is_han

_TIMES, _AT_LEAST = 10, 200  # characters of English for one of Chinese, and for any sentence (ours: up to 8.9)
_COUNTED = re.compile(
    rf"(?<![第数几.\d{HAN_NUMERALS}])([{HAN_NUMERALS}]+)(?=个?月|年(?!度)|天|日|夜|家|人|户|倍|台|件|名|位|个(?!区分)|项|所|套|辆|篇|亩)"
)
_PRINTED = re.compile(r"\d+(?:\.\d+)?[百千万亿]*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_WORDS = re.compile(r"\d+(?:\.\d+)?|[a-z]+")
_MONTHS = {name.lower(): n for n, name in enumerate(month_name) if name}
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_SAID_DAY = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)})\b(?: (\d{{1,2}})\b)?")
_TENS = re.compile(r"\b([a-z]+)-([a-z]+)\b")  # thirty-five
_TO_YEAR = re.compile(r"至\d{4}年")  # is said with its last day, the 31st
_PLAN = re.compile("十([一二三四五六七八九])五")  # 十四五, the 14th Five-Year Plan
_FIRST_PLAN = 1951  # its first year; each has five
_UNCOUNTED = frozenset({"a", "an", "one", "zero"})  # with or without a figure in the Chinese
_MOST_DIGITS = 40  # that a number is read with
_BETWEEN = r"(?:for|each|per|of|by|to|in|at|with|and|or|an?|the|every|from)\b"  # seven for each enterprise
_ORDINAL = frozenset(
    {"class", "phase", "stage", "type", "tier", "level", "grade", "category", "part", "annex"}
)  # before I
_ADDRESS = re.compile(r"https?:|www\.|[^\s@]@\w", re.I)


def find_wrong(zh: str, en: str, terms: tuple[GlossaryTerm, ...] = ()) -> str | None:
    """Why ``en`` cannot be published as English of ``zh``, whoever wrote it; None where it can."""
    return find_chinese(en) or next(_find_wrong_figures(zh, en, terms), None)


def find_chinese(en: str) -> str | None:
    """The same of what may be said with other figures."""
    return "there is Chinese in it" if is_han(en) else None


def find_fault(zh: str, en: str, terms: tuple[GlossaryTerm, ...]) -> str | None:
    """What is wrong with ``en``, which a machine wrote, as English of ``zh``, in words for who revises it; None where
    nothing is. ``terms``: those that stand in ``zh``."""
    if not en:
        return "it is empty"
    if len(en) > max(_AT_LEAST, _TIMES * len(zh)):
        return f"it is too long ({len(en)} characters for {len(zh)})"
    if make_printable(en) != en or (_ADDRESS.search(en) and not _ADDRESS.search(zh)):
        return "there is something in it that is no sentence: characters that are not printed, or an address"
    if said := _find_refusal(en):
        return f"it speaks of itself (“{said}”) and is no translation"
    return find_wrong(zh, en, terms) or next(_find_unsaid_terms(terms, en), None)


def _find_refusal(en: str) -> str | None:
    """What a model says of itself in ``en``; None where it says nothing."""
    words = en.replace("’", "'")
    for found in _refusals().finditer(words):
        before = words[: found.start()].split()[-1:]
        if found.group() != "I" or not (before and before[0].lower() in _ORDINAL):
            return found.group()
    return None


@cache
def _refusals() -> re.Pattern[str]:
    """As it is written where it is a word of one letter, else in any letters."""
    words = [word for row in read_table("drafting", "refusal") for word in row["words"]]
    return re.compile(
        "|".join(rf"(?<![\w'])(?{'' if len(word) == 1 else 'i'}:{re.escape(word)})(?![\w'])" for word in words)
    )


def _find_wrong_figures(zh: str, en: str, terms: tuple[GlossaryTerm, ...]) -> Iterator[str]:
    yield from (f"a number of {len(one)} digits is in it" for one in _DIGITS.findall(en) if len(one) > _MOST_DIGITS)
    printed, said = find_amounts(zh), find_english_amounts(en)
    lacking = Counter(map(_worth, printed)) - Counter(map(_worth, said))
    added = Counter(map(_worth, said)) - Counter(map(_worth, printed))
    yield from (f"{one.text} is not in it" for one in printed if _worth(one) in lacking)
    yield from (f"{one.text} is in it and not in the Chinese" for one in said if _worth(one) in added)
    allowed = {
        Decimal(figure) for term in terms for words in (term.en, *term.admitted) for figure in _DIGITS.findall(words)
    }
    if _TO_YEAR.search(zh):
        allowed.add(Decimal(31))
    if "半年" in zh:
        allowed.add(Decimal(6))  # months
    for plan in map(parse_number, _PLAN.findall(zh)):
        last = Decimal(10 + (plan or 0))
        allowed |= {last, 5 * last + _FIRST_PLAN, 5 * last + _FIRST_PLAN + 4, Decimal(5)}
    zh, en = _blank(zh, printed), _blank(en, said).replace(",", "").lower()
    yield from _find_wrong_numbers(zh, en, allowed)
    yield from _find_wrong_units(zh, en)


def _find_wrong_numbers(zh: str, en: str, allowed: set[Decimal]) -> Iterator[str]:
    """Of the numbers that are no amounts: years, days, counts."""
    values = {one: parse_number(one) for one in (*_PRINTED.findall(zh), *_COUNTED.findall(zh))}
    said = {one for its in _find_said_numbers(en).values() for one in its}
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
    for number, its in _find_said_numbers(en).items():
        if number not in _UNCOUNTED | _MONTHS.keys() and its.isdisjoint(allowed | printed):
            yield f"{number} is in it and not in the Chinese"


def _find_wrong_units(zh: str, en: str) -> Iterator[str]:
    """What is counted in the Chinese and is said as another thing in the English: the same number before a word of
    another class, and nowhere before one of its own."""
    printed, said = set(_list_counted(zh, "zh")), set(_list_counted(en, "en"))
    for value, unit in sorted(printed - said):
        if other := next((one for one in sorted(said - printed) if one[0] == value), None):
            yield f"{value}{_units()[unit]['zh'][0]} is said as {value} {_units()[other[1]]['en'][-1]}"


def _list_counted(text: str, lang: str) -> Iterator[tuple[Decimal, int]]:
    """(number, place of its unit in the table) of what is counted in ``text``; in English, small letters."""
    for found in _counted(lang).finditer(text):
        value = _numbers().get(found[1]) or parse_number(found[1])
        if value is not None and value > 1:
            at = next(n for n, row in enumerate(_units()) if found[2] in row[lang])
            yield Decimal(value), at


@cache
def _units() -> tuple[dict[str, list[str]], ...]:
    return tuple(read_table("counted", "unit"))


@cache
def _counted(lang: str) -> re.Pattern[str]:
    words = sorted((word for row in _units() for word in row[lang]), key=len, reverse=True)
    every = "|".join(map(re.escape, words))
    if lang == "zh":
        # 2025年 is no length, 第3年 and 3年级 are none, 十四五 is no number of anything.
        return re.compile(rf"(?<![第\d.{HAN_NUMERALS}])(\d{{1,6}}|[{HAN_NUMERALS}]+)({every})(?![级度代龄轻均报])")
    numbers = "|".join(_numbers())
    return re.compile(rf"\b(\d{{1,6}}|{numbers})[ -](?:(?!{_BETWEEN})[a-z]+ ){{0,2}}?({every})\b")


def _find_said_numbers(en: str) -> dict[str, set[Decimal]]:
    """Each number of a text in small letters: what it is worth, also with the multiplier behind it."""
    words = _WORDS.findall(_TENS.sub(_add_up, en))
    said: dict[str, set[Decimal]] = {}
    for word, behind in zip(words, [*words[1:], ""][: len(words)], strict=True):
        value = _numbers().get(word) or _MONTHS.get(word) or parse_number(word)
        if value is not None:
            said.setdefault(word, set()).update((Decimal(value), Decimal(value) * multipliers().get(behind, 1)))
    return said


def _add_up(found: re.Match[str]) -> str:
    """``thirty-five`` as 35; other words with a hyphen as they are."""
    tens, ones = _numbers().get(found[1], 0), _numbers().get(found[2], 0)
    return str(tens + ones) if tens % 10 == 0 < tens and 0 < ones < 10 else found[0]


def _worth(amount: Amount) -> tuple[object, ...]:
    return amount.kind, amount.value, amount.value_hi, amount.currency


def _blank(text: str, amounts: tuple[Amount, ...]) -> str:
    for one in amounts:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


@cache
def _numbers() -> dict[str, int]:
    rows = [row for row in read_table("english_numbers", "number") if not row.get("about")]
    return {word: value for row in rows for word, value in row["words"].items()}


def _find_unsaid_terms(terms: tuple[GlossaryTerm, ...], en: str) -> Iterator[str]:
    stems, low = find_stems(en), en.lower()
    right = [phrase for term in terms for phrase in (term.en, *term.admitted)]
    allowed = [span for phrase in right for span in find_phrase(phrase, low)]
    for term in terms:
        if not any(find_stems(phrase) <= stems for phrase in (term.en, *term.admitted)):
            yield f"{term.zh} is not said as approved ({'; '.join((term.en, *term.admitted))})"
        for phrase in term.forbidden:
            if any(not any(a <= at and end <= b for a, b in allowed) for at, end in find_phrase(phrase, low)):
                yield f"“{phrase}” is not to be said for {term.zh}"
