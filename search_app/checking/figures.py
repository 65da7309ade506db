"""Which sums does a memo name, and what does each of them count: a year, all years, or once?

A memo may change its language from one paragraph to the next: each stretch is read by the reader of its language.
Invariant: the work is bounded, and it is said up to where the figures were read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from search_app.checking.layout import Layout, Paragraph, find_language
from search_app.checking.words import find_word
from search_app.figures.bare import may_be_money
from search_app.model import Amount, Lang, Span
from search_app.reading.effort import find_end_of_figures
from search_app.reading.english import find_english_amounts
from search_app.reading.roles import find_amounts
from search_app.text.numerals import HAN_NUMERALS, parse_number
from search_app.text.passage import plain

MAX_SUMS = 400
_FAR = 200  # characters of a sentence around a sum that are looked at
Scope = Literal["year", "total", "once"]
_MARKS = re.compile(r"[,;:。!?=\n\t]|\s-+\s")  # between phrases: a year - RMB 50 million in total
_HAN = re.compile("[\u4e00-\u9fff]")
_MYRIADS = re.compile("[万萬亿億元]")
_BARE = re.compile(r"(?<![\d.,])\d{1,6}(?:\.\d{1,4})?[万亿](?!\w)")
_NO_UNIT, _ALONE = "no-unit", "alone-in-cell"
_CELL = re.compile(r" *(?:(?P<cell>[\t|])|\n|$)")  # the edge of a cell, before and behind it
_BESIDE = 8
_YEARS = re.compile(
    rf"(?P<zh>\d{{1,2}}|[{HAN_NUMERALS}]{{1,3}})个?年"
    r"|(?P<en>\d{1,2}|two|three|four|five|six|seven|eight|ten)[ -]years?"
)
_EN_YEARS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of a memo in its order, at its places; those behind ``until`` were not read."""

    amounts: tuple[Amount, ...]
    until: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a sum is said to count. ``wide``: what its whole sentence says, where its own phrase says nothing.
    ``years``: over how many. ``estimated``: the writer has worked it out."""

    scope: Scope | None
    wide: Scope | None
    years: int | None
    estimated: bool = False


def read_sums(text: str, layout: Layout) -> Sums:
    """The figures of ``text``."""
    found: list[Amount] = []
    for lang, span in _find_stretches(text, layout.paragraphs):
        stretch = text[span.start : span.end]
        end = find_end_of_figures(stretch, lang)
        amounts = [_in_cell(one, stretch) for one in _read(stretch[:end], lang)]
        found += [replace(one, start=one.start + span.start, end=one.end + span.start) for one in amounts]
        if len(found) > MAX_SUMS:
            return Sums(tuple(found[:MAX_SUMS]), found[MAX_SUMS].start)
        if end < len(stretch):
            return Sums(tuple(found), span.start + end)
    return Sums(tuple(found), len(text))


def _read(stretch: str, lang: Lang) -> list[Amount]:
    """The figures of a stretch of one language, with those that an English one writes in Chinese (RMB 500万) and those
    without a unit, which in a table or a list may be sums (国家级30万)."""
    chinese = find_amounts(stretch) if lang == "zh" or _MYRIADS.search(stretch) else ()
    found = [one for one in chinese if lang == "zh" or _HAN.search(one.text)]
    found += _outside(_find_bare(stretch), found)
    found += _outside(find_english_amounts(stretch), found) if lang == "en" else ()
    return sorted(found, key=lambda one: one.start)


def _in_cell(one: Amount, stretch: str) -> Amount:
    """A figure that fills the cell of a table has no words beside it that say what it is for."""
    edges = _CELL.match(stretch[max(0, one.start - _BESIDE) : one.start][::-1]), _CELL.match(stretch, one.end)
    alone = all(edges) and any(edge and edge["cell"] for edge in edges)
    return replace(one, role="unsure", sure=0.0, why=_ALONE) if alone else one


def _outside(amounts: Iterable[Amount], known: Iterable[Amount]) -> list[Amount]:
    taken = {place for one in known for place in range(one.start, one.end)}
    return [one for one in amounts if taken.isdisjoint(range(one.start, one.end))]


def _find_bare(stretch: str) -> Iterator[Amount]:
    shown = plain(stretch)
    for found in _BARE.finditer(shown):
        start, end = found.span()
        if may_be_money(shown, start, end) and (value := parse_number(found.group())):
            yield Amount(stretch[start:end], start, end, "money", value, "unsure", why=_NO_UNIT, sure=0.0)


def _find_stretches(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Lang, Span]]:
    """Neighbouring paragraphs of one language."""
    lang: Lang | None = None
    start = 0
    for one in paragraphs:
        words = text[one.span.start : one.span.end]
        own = find_language(words) if re.search("[\u4e00-\u9fffA-Za-z]{2}", words) else lang
        if lang is not None and own != lang:
            yield lang, Span(start, one.span.start)
            start = one.span.start
        lang = own or lang
    if start < len(text):
        yield lang or "zh", Span(start, len(text))


def read_counted(shown: str, at: Span, own: Span, sentence: Span) -> Counted:
    """What the sum at ``at`` of a plain text counts, by the words of its phrase and of its ``sentence``. ``own``: up to
    the sums before and behind it, of which the words are not its own."""
    around = _around(at, sentence)
    low, high = max(own.start, around.start), min(own.end, around.end)
    start = max((one.end() for one in _MARKS.finditer(shown, low, at.start)), default=low)
    ends = _MARKS.search(shown, at.end, high)
    phrase = shown[start : ends.start() if ends else high]
    wide = _find_scope(shown[around.start : around.end])
    return Counted(_find_scope(phrase), wide, _read_years(phrase), bool(find_word("estimate").search(phrase)))


def find_language_at(text: str, at: Span, sentence: Span) -> Lang:
    """In which language ``sentence`` is written around a sum."""
    around = _around(at, sentence)
    return find_language(text[around.start : around.end])


def _around(at: Span, sentence: Span) -> Span:
    return Span(max(sentence.start, at.start - _FAR), min(sentence.end, at.end + _FAR))


def _find_scope(words: str) -> Scope | None:
    """每年累计最高 counts a year, 五年累计 all of them."""
    for name, scope in (("yearly", "year"), ("total", "total"), ("once", "once")):
        if find_word(name).search(words):
            return scope  # type: ignore[return-value]
    return None


def _read_years(words: str) -> int | None:
    found = _YEARS.search(words)
    if not found:
        return None
    if found["en"]:
        return _EN_YEARS.get(found["en"]) or int(found["en"])
    value = parse_number(found["zh"])
    return None if value is None else int(value)
