"""Is a figure what comes out of a change, or what is added or taken away: 降到13%, 下降13%, 优惠13%; to, by, off?

Invariant: a figure is only told to be one of them where its own words say so; else nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, Protocol

from search_app.data import read_table
from search_app.figures.english_words import any_of
from search_app.model import Lang

Way = Literal["from", "to", "by"]

_NEAR, _FAR, _REACH = 12, 60, 30  # characters before a Chinese and an English figure, and behind one
_CLOSE = 4  # characters between 下降 and its figure: 下降不少于
_CLAUSE_END = re.compile(r"[，,。；;、：:]")
_PERCENT = re.compile(r"%|per ?cent|‰|point", re.I)
_SENTENCE_END = re.compile(r"[.;]\s")
_GROWS_BEHIND = re.compile(r"(?:以上|以下|以内)?的?(?:增长|增幅|提升)")


class Figure(Protocol):
    """What stands at a place of a text."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def find_wrong_changes(zh: str, en: str, pairs: Iterable[tuple[Figure, Figure]]) -> Iterator[str]:
    """Of ``pairs`` of a Chinese figure and the English one that says it: those that are what comes out in one language
    and the difference in the other, that grow in one and shrink in the other, and discounts of which the Chinese says
    nothing."""
    for one, other in pairs:
        printed, said = find_way(zh, one.start, one.end), find_english_way(en, other.start)
        if printed and said and printed != said:
            what = {"to": "what it comes to", "by": "by how much it changes", "from": "what it was"}[said]
            yield f"{one.text} is said as {what} ({other.text})"
        elif _turns(zh, one, en, other):
            yield f"{one.text} is said as a change the other way ({other.text})"
        elif is_off(en, other.start, other.end) and not _changes_in(zh, one):
            yield f"{one.text} is said as a discount ({other.text})"
        elif said == "by" and not printed and _changes_by_percent(en, other) and not _changes_in(zh, one):
            yield f"{one.text} is said as by how much something changes ({other.text})"


def _turns(zh: str, one: Figure, en: str, other: Figure) -> bool:
    """Whether a percentage is how much something grows in one language, and shrinks in the other."""
    before = _CLAUSE_END.split(zh[max(0, one.start - _NEAR) : one.start])[-1]
    changes = [found for found in _changes("zh").finditer(before) if len(before) - found.end() <= _CLOSE]
    behind = _behind().match(en[other.end : other.end + _REACH])
    said = [found.group() for found in _changes("en").finditer(en[max(0, other.start - _REACH) : other.start])]
    if not changes or not _PERCENT.search(other.text) or not (behind or said):
        return False
    way = _ways("zh")[changes[-1].group()]
    return _ways("behind" if behind else "en")[(behind[1] if behind else said[-1]).lower()] != way


def find_way(zh: str, start: int, end: int, more: bool = False) -> Way | None:
    """Which of both the Chinese figure at a place is; with ``more`` only of what grows."""
    before = _CLAUSE_END.split(zh[max(0, start - _NEAR) : start])[-1]
    if before.endswith(_words("former", "zh")):
        return "from"
    changes = list(_changes("zh", more).finditer(before))
    if not changes:
        return "by" if _GROWS_BEHIND.match(zh, end) else None
    between = before[changes[-1].end() :]
    if any(word in between for word in _words("result", "zh")):
        return "to"
    return "by" if more or len(between) <= _CLOSE else None


def find_english_way(en: str, start: int) -> Way | None:
    """The same of an English figure."""
    before = _SENTENCE_END.split(en[max(0, start - _FAR) : start])[-1]
    if _right_before("difference").search(before):
        return "by"
    if _right_before("former").search(before):
        return "from"
    return "to" if _right_before("result").search(before) and _changes("en").search(before) else None


def is_off(en: str, start: int, end: int) -> bool:
    """Whether an English percentage at a place is taken away: 30 % off, a 30 % discount, a discount of 30 %."""
    return bool(_off().match(en[end : end + _REACH]) or _off_before().search(en[max(0, start - _REACH) : start]))


def shrinks(en: str, start: int) -> bool:
    """Whether the last change before an English figure makes something smaller."""
    found = [one.group().lower() for one in _changes("en").finditer(en[max(0, start - _FAR) : start])]
    return bool(found) and found[-1] in {word for row in _rows("less") for word in row["en"]}


def _changes_by_percent(en: str, figure: Figure) -> bool:
    """Whether a word of a change stands close before an English percentage: cut by 30 %, and not subsidised by 30 %."""
    close = en[max(0, figure.start - _REACH) : figure.start]
    return bool(_PERCENT.search(figure.text)) and bool(_changes("en").search(close))


def _changes_in(zh: str, one: Figure) -> bool:
    """Whether anything changes or is taken off in the clause of a Chinese figure."""
    at = len(zh[: one.start]) - len(_CLAUSE_END.split(zh[: one.start])[-1])
    clause = zh[at : one.end] + _CLAUSE_END.split(zh[one.end :])[0]
    return bool(_changes("zh").search(clause)) or any(word in clause for word in _words("off", "zh"))


@cache
def _ways(column: str) -> dict[str, str]:
    """By word of a change, whether something is more or less."""
    return {word: row["way"] for row in _rows("more", "less") for word in row[column]}


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf" ({any_of(_ways('behind'))})\b", re.I)


def _rows(*ways: str) -> list[dict[str, Any]]:
    return [row for row in read_table("counted", "change") if row["way"] in ways]


@cache
def _words(kind: str, lang: str) -> tuple[str, ...]:
    return tuple(word for row in read_table("counted", kind) for word in row.get(lang, ()))


@cache
def _changes(lang: Lang, more: bool = False) -> re.Pattern[str]:
    rows = _rows("more") if more else _rows("more", "less")
    words = any_of(word for row in rows for word in row[lang])
    return re.compile(words if lang == "zh" else rf"\b(?:{words})\b", re.I)


@cache
def _right_before(kind: str) -> re.Pattern[str]:
    """Before a figure: by, by at least, by a further."""
    return re.compile(rf"\b(?:{any_of(_words(kind, 'en'))})(?: (?!to\b|by\b|from\b)[\w-]+){{0,3}} $", re.I)


@cache
def _off_before() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(_words('off', 'before'))}) $", re.I)


@cache
def _off() -> re.Pattern[str]:
    return re.compile(rf" (?:{any_of(_words('off', 'en'))})\b", re.I)
