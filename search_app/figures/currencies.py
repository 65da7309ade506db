"""Which currency is named beside a figure, and what does a document mean by 元 or $ alone?

The words are ``data/currencies.toml``, for both languages; they are compared in one script, width and case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from search_app.data import read_table
from search_app.text.passage import plain

YUAN = "CNY"
_EQUAL_TO = ("等值于", "等值的", "等值", "折合")  # what may stand before a currency, and says no more than it


@dataclass(frozen=True, slots=True)
class Mark:
    """A currency that stands right before a figure, and where it begins. ``word``: it is a name, no sign."""

    start: int
    code: str
    word: bool


@cache
def _named() -> Mapping[str, str]:
    """By name or sign, as it is compared, the code of the only currency that it stands for."""
    rows = read_table("currencies", "currency")
    return {plain(mark): row["code"] for row in rows for mark in (*row["names"], *row["signs"], *row["typed"])}


@cache
def _units() -> Mapping[str, tuple[str, str]]:
    """By word or sign that several currencies use, what the table calls it, and the usual code."""
    rows = read_table("currencies", "unit")
    return {plain(mark): (row["name"], row["code"]) for row in rows for mark in (*row["words"], *row["signs"])}


@cache
def _shared_by(code: str) -> frozenset[str]:
    return frozenset(
        chain.from_iterable(r["shares"] for r in read_table("currencies", "currency") if r["code"] == code)
    )


def either_of(marks: Iterable[str]) -> str:
    """A pattern for ``marks``, the longest first; a Latin one is no part of a longer word."""
    return "|".join(_whole(mark) for mark in sorted(map(plain, marks), key=len, reverse=True))


def _whole(mark: str) -> str:
    words = re.escape(mark).replace(r"\ ", r"\s")
    return (
        ("(?<![a-z])" if mark[0].isascii() and mark[0].isalpha() else "")
        + words
        + ("(?![a-z])" if mark[-1].isascii() and mark[-1].isalpha() else "")
    )


def _marks(kind: str, *keys: str) -> list[str]:
    return [mark for row in read_table("currencies", kind) for key in keys for mark in row[key]]


@cache
def names() -> frozenset[str]:
    """Every name that may stand behind a figure, as it is compared."""
    return frozenset(map(plain, _marks("currency", "names")))


@cache
def names_behind() -> str:
    """A pattern for the names that may stand behind a figure."""
    return either_of(names())


@cache
def words_of_unit() -> str:
    """A pattern for the words behind a figure that several currencies use: 元, dollars."""
    return either_of(_marks("unit", "words"))


@cache
def marks_before() -> str:
    """A pattern for the names and signs that may stand before a figure. The C of RMB may touch the figure."""
    marks = sorted(map(plain, (*_marks("currency", "names", "signs"), *_marks("unit", "signs"))), key=len, reverse=True)
    return "|".join(
        ("(?<![a-z])" if mark[0].isalpha() else "") + re.escape(mark).replace(r"\ ", r"\s") for mark in marks
    )


@cache
def _marks_before() -> Mapping[int, frozenset[str]]:
    """By length, what may stand right before a figure."""
    marks = frozenset(map(plain, (*_marks("currency", "names", "signs"), *_marks("unit", "signs"))))
    return {
        size: frozenset(mark for mark in marks if len(mark) == size) for size in sorted(map(len, marks), reverse=True)
    }


@cache
def _last_characters() -> frozenset[str]:
    """How what stands before a figure may end: most figures have no currency there, and need no search."""
    return frozenset(mark[-1] for marks in _marks_before().values() for mark in marks) | set(" ):")


def may_end(text: str, at: int) -> bool:
    """Whether a currency may stand right before ``at``, as far as one character tells."""
    return at > 0 and text[at - 1] in _last_characters()


def find_before(text: str, at: int, own: str = YUAN) -> Mark | None:
    """The currency that ends at ``at`` of ``text``, that of a passage; ``own`` is what the document counts in."""
    found = [mark for end in _ends(text, at) if (mark := _mark_ending(text, end))] if may_end(text, at) else []
    if not found:
        return None
    start, end = min(found)
    word = text[end - 1].isalpha()
    code = code_of(text[start:end], own)
    start -= next((len(word) for word in _EQUAL_TO if text.endswith(word, 0, start)), 0)
    return None if text[start - 1 : start] == "每" else Mark(start, code, word)  # 每美元0.03元 counts the dollars


def _ends(text: str, at: int) -> Iterator[int]:
    """Where a currency may end before ``at``: 人民币¥, 人民币（大写）, a space."""
    yield at
    for ending in (" ", ":", "(大写)", "(小写)", "¥", "$", ")"):
        if text.startswith(ending, at - len(ending)) and at >= len(ending):
            at -= len(ending)
            yield at


def _mark_ending(text: str, end: int) -> tuple[int, int] | None:
    """The stretch of the longest name or sign that ends at ``end``; a Latin one is no end of a longer word."""
    for size, marks in _marks_before().items():
        start = end - size
        if start >= 0 and text[start:end] in marks:
            inside = text[start].isascii() and text[start].isalpha() and "a" <= text[start - 1 : start] <= "z"
            return None if inside else (start, end)
    return None


def without_currency(before: str) -> str:
    """``before``, the words up to a figure, without a currency at its end: they say nothing of what it is for."""
    mark = find_before(before, len(before))
    return before[: mark.start] if mark else before


def code_of(mark: str, own: str = YUAN) -> str:
    """The code of the currency that ``mark`` stands for in a document that counts in ``own``."""
    written = " ".join(plain(mark).split())
    if written in _named():
        return _named()[written]
    name, usual = _units()[written]
    return own if name in _shared_by(own) else usual


def find_typed_before(text: str, at: int) -> str | None:
    """The currency right before ``at`` of ``text``, as somebody typed it; only where it can stand is looked at, as a
    query of hundreds of sums asks for each of them."""
    before, _, longest = _typed_currency()
    end = len(text[:at].rstrip())
    found = before.search(text, max(0, end - longest), end)
    return found["mark"] if found else None


def find_typed_behind(text: str, at: int) -> str | None:
    """The currency right behind ``at`` of ``text``, as somebody typed it."""
    found = _typed_currency()[1].match(text, at)
    return found["mark"] if found else None


@cache
def _typed_currency() -> tuple[re.Pattern[str], re.Pattern[str], int]:
    """Patterns for a currency, as ``mark``, that ends a text and that begins one, and how long one can be."""
    marks = (*_marks("currency", "names", "signs", "typed"), *_marks("unit", "words", "signs"))
    every = either_of(marks)
    before, behind = re.compile(rf"(?P<mark>{every})$"), re.compile(rf"\s*[(]?\s*(?P<mark>{every})")
    return before, behind, max(map(len, marks))


# ── what a document counts in ──


@cache
def _definitions() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """What is defined, and behind it the words and the currency, for each row."""
    found = []
    for row in read_table("currencies", "definition"):
        what, words, behind = (
            "|".join(re.escape(plain(word)) for word in sorted(row[key], key=len, reverse=True))
            for key in ("what", "words", "behind")
        )
        ends = rf"[百千万亿]?元?(?:{behind})[”\"')\s]{{0,2}}(?:[,。;.\n]|$)"
        says = rf"[^。;!?\n]{{0,16}}?(?:{words})\s?[“\"']?(?P<name>{names_behind()}){ends}"
        found.append((re.compile(what), re.compile(says)))
    return tuple(found)


def find_default_currency(text: str) -> str:
    """The code of what ``text``, a whole document, means by 元 or $ alone: as it says (本办法所称“元”均指美元), or TWD
    where it counts in 新台币 now and then and never in 人民币. CNY for all others."""
    seen = plain(text)
    for what, says in _definitions():
        for defined in what.finditer(seen):
            if found := says.match(seen, defined.end()):
                return code_of(found["name"])
    return "TWD" if "台币" in seen and "人民币" not in seen else YUAN
