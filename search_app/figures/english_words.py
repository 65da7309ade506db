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
_NEAR = 120  # characters between a word of change and the value that was
_FILLERS = ("a", "an", "of", "and")


@cache
def multipliers() -> Mapping[str, int]:
    """By word, what it multiplies with."""
    return {word: row["value"] for row in read_table(_TABLE, "multiplier") for word in row["words"]}


@cache
def _numbers() -> Mapping[str, int]:
    return {word: value for row in read_table(_TABLE, "number") for word, value in row["words"].items()}


@cache
def whole_numbers() -> Mapping[str, int]:
    """By word, the number that it is exactly: no dozens, no several."""
    return {word: value for word, value in _numbers().items() if word not in _vague()}


@cache
def parts() -> Mapping[str, int]:
    """By word, into how many parts it divides: half, thirds."""
    return {word: value for row in read_table(_TABLE, "part") for word, value in row["words"].items()}


@cache
def _words_of(row: str) -> frozenset[str]:
    """The words of all rows of one kind: change, time."""
    return frozenset(word for one in read_table(_TABLE, row) for word in one["words"])


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
        before = text[max(0, found.start() - 2) : found.start()]
        if _may_begin(before, digit=text[found.start()].isdigit()):
            yield found.start()


def _may_begin(before: str, digit: bool) -> bool:
    """Whether a number may begin behind the two characters ``before``: in Rs.5, not inside 1.5 or 1,500."""
    if not digit:
        return not before[-1:].isalnum()
    return not (before[-1:].isdigit() or before[-1:] == "," or (before[-1:] == "." and not before[:1].isalpha()))


@cache
def phrase() -> str:
    """A pattern for a number in words. What it finds need not be one: ``read_words`` says."""
    first, word = any_of(_spelt()), any_of({*_spelt(), *_FILLERS})
    return rf"\b(?:{first})\b(?:(?:\s+|-)(?:{word})\b){{0,{_MOST}}}+"


@cache
def part() -> re.Pattern[str]:
    """One-third of, 2/3 of, half the: of the sum that is named behind, not of a time."""
    return re.compile(
        rf"(?:\b(?:(?P<many>one|two|three|four|five|six|seven|eight|nine|an?)[\s-])?(?P<part>{any_of(parts())})\b"
        r"|(?<![\d.,/])(?P<upper>\d{1,2})/(?P<lower>\d{1,2}))"
        rf"(?=\s+(?:of|the|its|their)\b)(?!(?:\s+\w+){{0,3}}?\s+(?:{any_of(_words_of('no_base'))})s?\b(?!['’]s|\s+of\b))",
        re.I,
    )


def read_part(m: re.Match[str]) -> Decimal | None:
    """What a match of ``part`` is worth: two thirds, 2/3. None for what is no part."""
    if m["upper"]:
        upper, lower = Decimal(m["upper"]), Decimal(m["lower"])
    else:
        many = m["many"].lower() if m["many"] else "one"
        upper, lower = Decimal(_numbers()[many]), Decimal(parts()[m["part"].lower()])
    return upper / lower if 0 < upper < lower else None


@cache
def _change() -> re.Pattern[str]:
    """Raised from: what stands behind it is the former value, and no end of a range."""
    return re.compile(rf"\b(?:{any_of(_words_of('change'))})\b[^.;]{{0,{_NEAR}}}\bfrom\s+$", re.I)


def is_former(text: str, at: int) -> bool:
    """Whether the figure that begins at ``at`` is what a value was before it was changed."""
    return bool(_change().search(text[max(0, at - _NEAR) : at]))


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
