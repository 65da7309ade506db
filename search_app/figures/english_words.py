"""What is a number worth that English writes in words: two hundred and fifty thousand, half a million, several million?

The words are ``data/english_numbers.toml``. A phrase has at most a fixed count of words, so reading it is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from search_app.data import read_table

_TABLE = "english_numbers"
_MOST = 11  # words behind the first: nine hundred and ninety-nine thousand nine hundred and ninety-nine has ten
_FILLERS = ("a", "an", "of", "and")


@cache
def multipliers() -> Mapping[str, int]:
    """By word, what it multiplies with."""
    return {word: row["value"] for row in read_table(_TABLE, "multiplier") for word in row["words"]}


@cache
def _numbers() -> Mapping[str, int]:
    return {word: value for row in read_table(_TABLE, "number") for word, value in row["words"].items()}


@cache
def parts() -> Mapping[str, int]:
    """By word, into how many parts it divides: half, thirds."""
    return {word: value for row in read_table(_TABLE, "part") for word, value in row["words"].items()}


@cache
def _vague() -> frozenset[str]:
    return frozenset(word for row in read_table(_TABLE, "number") if row.get("about") for word in row["words"])


def any_of(words: Iterable[str]) -> str:
    """A pattern for ``words``, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def _spelt() -> tuple[str, ...]:
    return (*_numbers(), *parts(), *(word for word in multipliers() if len(word) > 3 and " " not in word))


@cache
def _begins() -> re.Pattern[str]:
    # No boundary stands first in it: so only the letters that such a word may begin with are looked at.
    return re.compile(rf"(?:\d|(?:{any_of(_spelt())})\b)")


def find_starts(text: str) -> Iterator[int]:
    """Every place of ``text``, in small letters, where a number may begin in figures or in words."""
    for found in _begins().finditer(text):
        before = text[found.start() - 1 : found.start()]
        if not (before.isdigit() or before in (".", ",")) if text[found.start()].isdigit() else not before.isalnum():
            yield found.start()


@cache
def phrase() -> str:
    """A pattern for a number in words. What it finds need not be one: ``read_words`` says."""
    first, word = any_of(_spelt()), any_of({*_spelt(), *_FILLERS})
    return rf"\b(?:{first})\b(?:(?:\s+|-)(?:{word})\b){{0,{_MOST}}}+"


def read_words(words: str) -> tuple[Decimal, bool] | None:
    """What the words of a phrase come to, and whether that is only about as much; None where they are no number."""
    total, current = Decimal(0), Decimal(0)
    about = joined = divided = scaled = False
    for word in re.split(r"[\s-]+", words.lower().strip()):
        if word in parts():
            part = Decimal(1) / parts()[word]
            current = current + part if joined and current else (current or 1) * part
            divided = True
        elif word in multipliers():
            about = about or (not current and word.endswith("s") and not total)
            total, current = _multiply(total, current, multipliers()[word])
            divided, scaled = False, True
        elif word not in _FILLERS:
            about = about or word in _vague()
            current += _numbers()[word]
        joined = word == "and" or (joined and word in _FILLERS)  # one and a half
    if divided or (not scaled and words.lower().split()[0] in ("a", "an")):
        return None  # half of something, a yuan bond
    return total + current, about


def _multiply(total: Decimal, current: Decimal, scale: int) -> tuple[Decimal, Decimal]:
    if scale == 100:
        return total, (current or Decimal(1)) * scale
    if not current:
        return (total or Decimal(1)) * scale, Decimal(0)  # a thousand million, hundreds of thousands
    return total + current * scale, Decimal(0)
