"""Where does a text point to a clause by its number: 第三条至第五条, 第3、5条, （九）, clauses 3 and 5, Art. 9(2)?

Invariant: each pattern takes linear time; a number is a clause's only beside a word of the table that says so, in
brackets, or alone at the end of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from search_app.search.citations.numbers import one_of_words, parse_clause_number
from search_app.text.numerals import HAN_NUMERALS

LAST = "last"  # in place of the number of the last clause
How = Literal["clause", "item", "bracket", "alone"]
MAX_LISTED = 40  # clauses that one pointer lists; those behind are pointers of their own
_N = rf"(?:\d{{1,4}}(?:\.\d{{1,3}})?(?![\d%])|[{HAN_NUMERALS}]{{1,7}})"
_N_EN = rf"(?:\d{{1,4}}(?:\.\d{{1,3}})?(?![\d%]|,\d|\s?%|[a-z])|[ivxlc]{{1,7}}(?![a-z])|[{HAN_NUMERALS}]{{1,7}})"


@dataclass(frozen=True, slots=True)
class Numbered:
    """One number of a pointer: a clause, or with ``until`` all from the one to the other. ``untold``: what is said of
    its parts, which are not told apart (第二款)."""

    start: int
    end: int
    number: str
    until: str = ""
    untold: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A stretch of a text that says numbers of clauses. ``how`` says by what: 第…条 or clause, what may count other
    things as well (第…项, item), brackets, or nothing."""

    start: int
    end: int
    numbers: tuple[Numbered, ...]
    how: How
    english: bool = False


@cache
def _part() -> str:
    return rf"(?:\s?第?\(?{_N}\)?{one_of_words('part')}|\({_N}\)){{0,3}}"


@cache
def _part_en() -> str:
    return rf"(?:\s?\((?:\d{{1,2}}|[a-z]{{1,3}})\)|,?\s{one_of_words('part_en')}\s?\(?\d{{1,2}}\)?){{0,3}}"


@cache
def _join() -> str:
    return rf"(?:\s?{one_of_words('list', 'range')}\s?)"


@cache
def _chinese() -> re.Pattern[str]:
    clause = one_of_words("clause")
    more = rf"(?:(?:{clause}{_part()})?{_join()}第?\(?{_N}\)?){{0,{MAX_LISTED}}}"
    return re.compile(
        rf"第\s?\(?{_N}\)?{more}(?:(?P<clause>{clause})(?P<bis>之[{HAN_NUMERALS}](?!的))?|{one_of_words('part')}){_part()}"
    )


@cache
def _english() -> re.Pattern[str]:
    one, plural, item = (one_of_words(name) for name in ("clause_en", "plural_en", "item_en"))
    join, last = rf"\s?{one_of_words('list', 'range')}\s?", rf"\s?{one_of_words('range')}\s?"
    more = rf"(?:{join}(?:(?:{one}|{plural})\s?)?\(?{_N_EN}\)?{_part_en()}){{0,{MAX_LISTED}}}"
    return re.compile(
        rf"(?<![a-z])(?:{plural}\s?\(?{_N_EN}\)?{_part_en()}{more}"
        rf"|(?:{one}|(?P<item>{item}))\s?\(?{_N_EN}\)?{_part_en()}(?:{last}{_N_EN}(?!\s?[a-z]*illion))?)"
    )


@cache
def _element(english: bool) -> re.Pattern[str]:
    """A number with what stands before and behind it; ``last`` where it ends a range."""
    number, part = (_N_EN, _part_en()) if english else (_N, _part())
    words = "(?:{}|{}|{})".format(*(one_of_words(name) for name in ("clause_en", "plural_en", "item_en")))
    before = rf"(?:{words}\s?)?" if english else r"第?\s?"
    unit = "" if english else f"(?:{one_of_words('clause')}|{one_of_words('part')})?"
    return re.compile(
        rf"(?:(?P<last>\s?{one_of_words('range')}\s?)|\s?{one_of_words('list')}\s?)?{before}"
        rf"\(?(?P<number>{number})\)?{unit}(?P<untold>{part})"
    )


@cache
def _bracket() -> re.Pattern[str]:
    return re.compile(rf"\(\s?(?P<number>{_N}|[ivxlc]{{1,7}})\s?\)")


_ALONE = re.compile(rf"第?(?P<number>{_N}|(?<![a-z])[ivxlc]{{1,7}})[.。、]?\s*$")


def find_pointers(text: str) -> list[Pointer]:
    """The pointers of ``text`` that say themselves what they count, in its order."""
    found: list[Pointer] = []
    for one in _chinese().finditer(text):
        how: How = "clause" if one["clause"] else "item"
        numbers = tuple(_find_numbers(text, one, english=False))
        if one["bis"]:  # 第九条之一 is not 第九条
            numbers = (Numbered(one.start(), one.end(), numbers[-1].number + one["bis"]),)
        found.append(Pointer(one.start(), one.end(), numbers, how))
    for one in _english().finditer(text):
        how = "item" if one["item"] else "clause"
        found.append(Pointer(one.start(), one.end(), tuple(_find_numbers(text, one, english=True)), how, english=True))
    for one in re.finditer(one_of_words("last"), text):
        numbers = (Numbered(one.start(), one.end(), LAST),)
        found.append(Pointer(one.start(), one.end(), numbers, "item", english=one.group().isascii()))
    return sorted(found, key=lambda pointer: pointer.start)


def _find_numbers(text: str, pointer: re.Match[str], english: bool) -> Iterator[Numbered]:
    at, before = pointer.start(), None
    while one := _element(english).match(text, at, pointer.end()):
        number, untold = parse_clause_number(one["number"]), one["untold"].strip(", ")
        if one["last"] and before:
            before = Numbered(before.start, one.end(), before.number, number, before.untold or untold)
        else:
            if before:
                yield before
            start = at if at == pointer.start() else one.start() + _joint(one)
            before = Numbered(start, one.end(), number, "", untold)
        at = one.end()
    if before:
        yield before


def _joint(one: re.Match[str]) -> int:
    """How long is what joins an element to the one before it?"""
    joined = re.match(_join(), one.group())
    return joined.end() if joined else 0


def find_bracket(text: str, at: int) -> Pointer | None:
    """（九） right at this place."""
    found = _bracket().match(text, at)
    return _one(found, "bracket") if found else None


def find_first_bracket(text: str) -> Pointer | None:
    """The first number in brackets of ``text``."""
    found = _bracket().search(text)
    return _one(found, "bracket") if found else None


def find_alone(text: str) -> Pointer | None:
    """A number alone at the end of ``text``, in brackets or not: 《…》9, bio-economy 九, 金融（九）."""
    text = text.rstrip(" .。、")
    brackets = [one for one in _bracket().finditer(text, max(0, len(text) - 12)) if one.end() == len(text)]
    found = brackets[0] if brackets else _ALONE.search(text, max(0, len(text) - 12))
    if not found or (found.start() and text[found.start() - 1].isdigit()):
        return None
    return _one(found, "bracket" if brackets else "alone")


def _one(found: re.Match[str], how: How) -> Pointer:
    number = Numbered(found.start(), found.end(), parse_clause_number(found["number"]))
    return Pointer(found.start(), found.end(), (number,), how)
