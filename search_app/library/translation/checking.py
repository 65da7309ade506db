"""May the English that a machine wrote stand beside a sentence until a person revises it?

Invariant: what passes is English, carries every figure of the Chinese and no other, and says the terms as approved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import chain

from search_app.data import read_table
from search_app.figures.english_words import multipliers
from search_app.library.translation.saying import find_phrase, find_stems
from search_app.library.translation.worksheet import Line
from search_app.model import Amount, GlossaryTerm
from search_app.reading.english import find_english_amounts
from search_app.reading.roles import find_amounts
from search_app.text.numerals import HAN_NUMERALS, parse_number
from search_app.text.printable import make_printable
from search_app.text.tokens import is_han

_TIMES, _AT_LEAST = 10, 200  # characters of English for one of Chinese, and for any sentence (ours: up to 8.9)
_COUNTED = re.compile(rf"(?<![第.\d{HAN_NUMERALS}])([{HAN_NUMERALS}]+)(?=个?月|年(?!度)|天|日|夜|家|人|户|倍|台|件)")
_PRINTED = re.compile(r"\d+(?:\.\d+)?[百千万亿]*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_WORDS = re.compile(r"\d+(?:\.\d+)?|[a-z]+")
_TO_YEAR = re.compile(r"至\d{4}年")  # is said with its last day, the 31st
_ADDRESS = re.compile(r"https?:|www\.|[^\s@]@\w", re.I)


def find_fault(line: Line, en: str) -> str | None:
    """What is wrong with ``en`` as English of ``line``, in words for who revises it; None where nothing is."""
    if not en:
        return "it is empty"
    if len(en) > max(_AT_LEAST, _TIMES * len(line.zh)):
        return f"it is too long ({len(en)} characters for {len(line.zh)})"
    if is_han(en):
        return "there is Chinese in it"
    if make_printable(en) != en or (_ADDRESS.search(en) and not _ADDRESS.search(line.zh)):
        return "there is something in it that is no sentence: characters that are not printed, or an address"
    return next(chain(_find_wrong_figures(line, en), _find_unsaid_terms(line.terms, en)), None)


def _find_wrong_figures(line: Line, en: str) -> Iterator[str]:
    printed, said = find_amounts(line.zh), find_english_amounts(en)
    lacking = Counter(map(_worth, printed)) - Counter(map(_worth, said))
    added = Counter(map(_worth, said)) - Counter(map(_worth, printed))
    yield from (f"{one.text} is not in it" for one in printed if _worth(one) in lacking)
    yield from (f"{one.text} is in it and not in the Chinese" for one in said if _worth(one) in added)
    allowed = {
        figure for term in line.terms for words in (term.en, *term.admitted) for figure in _DIGITS.findall(words)
    }
    if _TO_YEAR.search(line.zh):
        allowed.add("31")
    yield from _find_wrong_numbers(_blank(line.zh, printed), _blank(en, said).replace(",", "").lower(), allowed)


def _find_wrong_numbers(zh: str, en: str, allowed: set[str]) -> Iterator[str]:
    """Of the numbers that are no amounts: years, days, counts."""
    values = {one: parse_number(one) for one in (*_PRINTED.findall(zh), *_COUNTED.findall(zh))}
    said = set(_find_said_numbers(en))
    for number, value in values.items():
        if value is not None and value != 1 and value not in said:  # one is “a” as well
            yield f"{number} is not in it"
    printed = {*values.values(), *map(parse_number, re.findall(f"[{HAN_NUMERALS}]+", zh))}
    printed |= {Decimal(figure) for value in values for figure in _DIGITS.findall(value)}
    for number in _DIGITS.findall(en):
        if number not in allowed and Decimal(number) not in printed:
            yield f"{number} is in it and not in the Chinese"


def _find_said_numbers(en: str) -> Iterator[Decimal]:
    """Each number of a text in small letters, and with the multiplier behind it what both come to."""
    words = _WORDS.findall(en)
    for word, behind in zip(words, (*words[1:], ""), strict=True):
        value = _numbers().get(word) or parse_number(word)
        if value is not None:
            yield Decimal(value)
            yield Decimal(value) * multipliers().get(behind, 1)


def _worth(amount: Amount) -> tuple[object, ...]:
    return amount.kind, amount.value, amount.value_hi, amount.currency


def _blank(text: str, amounts: tuple[Amount, ...]) -> str:
    for one in amounts:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


@cache
def _numbers() -> dict[str, int]:
    return {word: value for row in read_table("english_numbers", "number") for word, value in row["words"].items()}


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
