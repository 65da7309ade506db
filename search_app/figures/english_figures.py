"""Which money sums, percentages and ratios does an English text state, and what are they worth?

The words are tables in ``data/english_numbers.toml``: multipliers, numbers in words, currencies. Invariant: figures are
in order, do not overlap, and ``text[f.start:f.end]`` is the figure as printed; every text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.model import AmountKind, Bound

_TABLE = "english_numbers"
_DIGITS = r"\d{1,3}(?:,\d{2,3})++(?:\.\d++)?+|\d++(?:\.\d++)?+"
_GROUPED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})(?:\.\d+)?")  # 1,000,000 and 10,00,000
_RATIO = re.compile(r"(?<![\d.,:/\w])(\d{1,3}(?:\.\d{1,2})?):(\d{1,3}(?:\.\d{1,2})?)(?![\d:])")
_CLOCK = re.compile(r"\d{1,2}:\d\d$")
_SHARE = re.compile(
    rf"(?<![\d.,/\w])(?:(?P<low>{_DIGITS})\s?(?P<sign>%)?\s?(?:-|–|—|to)\s?)?(?P<number>{_DIGITS})\s?"
    r"(?:(?P<percent>%|per\s?cent\b)|(?P<mille>‰|per mille\b))",
    re.I,
)
_HALF = re.compile(r"\b(?:one[- ]half|half)\b(?= of)", re.I)
_JOIN = r"\s?(?:-|–|—|to)\s?"
_BETWEEN = re.compile(r"\bbetween\s+$", re.I)


@dataclass(frozen=True, slots=True)
class EnglishFigure:
    """A figure as it stands, before it is known what it is for."""

    start: int
    end: int
    kind: AmountKind
    value: Decimal
    value_hi: Decimal | None = None
    currency: str | None = None
    bound: Bound = "exact"


@cache
def _multipliers() -> dict[str, int]:
    return {word: row["value"] for row in read_table(_TABLE, "multiplier") for word in row["words"]}


@cache
def _numbers() -> dict[str, int]:
    return {word: value for row in read_table(_TABLE, "number") for word, value in row["words"].items()}


@cache
def _currencies() -> dict[str, str]:
    rows = read_table(_TABLE, "currency")
    return {mark.lower(): row["code"] for row in rows for mark in (*row["before"], *row["after"])}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def _money() -> re.Pattern[str]:
    """A sum with its currency before or behind it, or the two ends of a range. A number in words needs a currency
    behind it, and a bare article a multiplier."""
    before = _any_of(mark for row in read_table(_TABLE, "currency") for mark in row["before"])
    after = _any_of(mark for row in read_table(_TABLE, "currency") for mark in row["after"])
    scale = rf"(?:[\s-]?(?:{_any_of(_multipliers())})\b)"
    words = _any_of(word for word in _numbers() if word not in ("a", "an"))
    times = _any_of(_multipliers())
    spelt = (
        r"(?:half\s+(?:of\s+)?an?\s+|a\s+quarter\s+of\s+an?\s+|"
        rf"(?:{words})\b(?:[\s-](?:{words})\b)?|an?\b(?=\s+(?:{times})\b))"
    )

    def one(name: str) -> str:
        return rf"(?P<{name}>{_DIGITS}|{spelt})(?P<{name}_scale>{scale}*+)"

    return re.compile(
        rf"(?:(?<![a-z])(?P<before>{before})\s?|(?<![\d.,/\w]))"
        rf"{one('first')}(?:(?:{_JOIN}|\s+(?P<and>and)\s+)(?:(?:{before})\s?)?{one('second')})?"
        rf"(?:\s?(?P<after>{after})(?![a-z]))?",
        re.I,
    )


@cache
def _bounds() -> tuple[tuple[Bound, re.Pattern[str]], ...]:
    rows = read_table(_TABLE, "bound")
    return tuple((row["bound"], re.compile(rf"\b(?:{_any_of(row['words'])})\s*$", re.I)) for row in rows)


def find_english_figures(text: str) -> tuple[EnglishFigure, ...]:
    """Every figure of ``text``, in order. What two readings claim goes to the longer one."""
    found = sorted((*_shares(text), *_sums(text)), key=lambda f: (f.start, -f.end))
    kept: list[EnglishFigure] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return tuple(kept)


def _shares(text: str) -> Iterator[EnglishFigure]:
    for m in _SHARE.finditer(text):
        base = 100 if m["percent"] else 1000
        value, low = _plain(m["number"]) / base, _plain(m["low"]) / base if m["low"] else None
        if low is not None and low < value:
            yield EnglishFigure(m.start("low"), m.end(), "percent", low, value, bound=_bound(text, m.start("low")))
        else:
            yield EnglishFigure(m.start("number"), m.end(), "percent", value, bound=_bound(text, m.start("number")))
    for m in _RATIO.finditer(text):
        first, second = Decimal(m.group(1)), Decimal(m.group(2))
        if second and not _CLOCK.match(m.group()):
            yield EnglishFigure(m.start(), m.end(), "ratio", second if first == 1 else first / second)
    for m in _HALF.finditer(text):
        yield EnglishFigure(m.start(), m.end(), "percent", Decimal("0.5"))


def _sums(text: str) -> Iterator[EnglishFigure]:
    at = 0
    pattern = _money()
    while m := pattern.search(text, at):
        figure, at = _read_sum(text, m)
        if figure:
            yield figure


def _read_sum(text: str, m: re.Match[str]) -> tuple[EnglishFigure | None, int]:
    """The sum of a match, and where to look on."""
    marks = (m["before"], m["after"])
    code = next((_currencies()[" ".join(mark.lower().split())] for mark in marks if mark), None)
    first = _worth(m["first"], m["first_scale"])
    if m["second"] is None or (m["and"] and not _BETWEEN.search(text, max(0, m.start() - 12), m.start())):
        # Without its second half the currency behind may be that of another figure.
        end = m.end("first_scale") if m["second"] else m.end()
        alone = m["before"] if m["second"] else code
        if not alone or first is None:
            return None, max(m.end("first_scale"), m.start() + 1)
        return EnglishFigure(m.start(), end, "money", first, None, code, _bound(text, m.start())), end
    second = _worth(m["second"], m["second_scale"])
    if not code or first is None or second is None:
        return None, max(m.end("first_scale"), m.start() + 1)
    shared = _scale(m["second_scale"])
    low = first * shared if not m["first_scale"] and first * shared < second else first
    if low < second:
        return EnglishFigure(m.start(), m.end(), "money", low, second, code, _bound(text, m.start())), m.end()
    return None, m.end("first_scale")


def _worth(number: str, scale: str) -> Decimal | None:
    """2.5 + million, half a + million, a + hundred thousand; None for digits that are grouped in no known way."""
    words = number.lower().split()
    if number[0].isdigit():
        if "," in number and not _GROUPED.fullmatch(number):
            return None
        return _plain(number) * _scale(scale)
    if words[0] == "half":
        return Decimal("0.5") * _scale(scale)
    if "quarter" in words:
        return Decimal("0.25") * _scale(scale)
    parts = re.split(r"[\s-]+", number.lower().strip())
    return Decimal(sum(_numbers()[part] for part in parts)) * _scale(scale)


def _plain(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _scale(words: str) -> int:
    value = 1
    for word in re.findall(r"[a-z]+", words.lower()):
        value *= _multipliers()[word]
    return value


def _bound(text: str, start: int) -> Bound:
    left = text[max(0, start - 20) : start]
    found = [(m.start(), bound) for bound, pattern in _bounds() if (m := pattern.search(left))]
    return min(found)[1] if found else "exact"  # of "not exceeding" and "exceeding" the longer one is meant
