"""Do the members of an English list share a currency or a multiplier that is printed once: RMB 300,000, 200,000 and
100,000 respectively; 1, 2 and 3 million yuan respectively?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from search_app.figures.english_words import any_of, multipliers
from search_app.figures.quantity import Quantity

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d{1,2})?"
_GAP = r"(?:,\s+and\s+|,\s+|\s+and\s+|\s+or\s+)"
_BEHIND = re.compile(rf"(?P<numbers>(?:{_GAP}(?:{_NUMBER})(?![\d.,%]?\d|\s?%)){{1,8}})", re.I)
_BEFORE = re.compile(rf"(?<![\d.,\w])(?P<numbers>(?:{_NUMBER})(?:{_GAP}(?:{_NUMBER})){{0,8}}){_GAP}$", re.I)
_RESPECTIVELY = re.compile(r"[^.;]{0,60}\brespectively\b", re.I)
_SMALL = 1000  # RMB 300,000 and 200 million trees: only a short number waits for a multiplier
_REACH = 120  # characters that a list may take before its last member


@cache
def _scale() -> re.Pattern[str]:
    return re.compile(rf"[\s-]?(?P<scale>{any_of(multipliers())})\b", re.I)


def share_units(text: str, figures: Sequence[Quantity]) -> Iterator[Quantity]:
    """``figures`` of ``text`` with the members of lists that have their unit from the first or the last one. Without a
    multiplier only where the sentence says that they are paired (respectively): other numbers are counts."""
    at = 0
    for n, figure in enumerate(figures):
        end = figures[n + 1].start if n + 1 < len(figures) else len(text)
        listed = figure.kind == "money" and figure.value_hi is None
        paired = listed and _RESPECTIVELY.match(text, figure.end)
        if listed and not text[figure.start].isdigit():
            yield from _from_first(text, figure, end, bool(paired))
        else:
            if paired:
                yield from _members_before(text, figure, at)
            yield figure
        at = figure.end


def _from_first(text: str, first: Quantity, end: int, paired: bool) -> Iterator[Quantity]:
    """RMB 300,000, 200,000 and 100,000; RMB 5, 10 and 20 million: there the multiplier is that of all."""
    found = _BEHIND.match(text, first.end, end)
    small = text[first.end - 1].isdigit() and first.value < _SMALL
    scaled = _scale().match(text, found.end(), end) if found and small else None
    times = multipliers()[" ".join(scaled["scale"].lower().split())] if scaled else 1
    yield replace(first, value=first.value * times)
    if not found or not (scaled or paired):
        return
    numbers = list(re.finditer(_NUMBER, found["numbers"]))
    for number in numbers:
        at = found.start() + number.start()
        last = scaled.end() if scaled and number is numbers[-1] else at + len(number.group())
        value = Decimal(number.group().replace(",", "")) * times
        yield replace(first, start=at, end=last, value=value, opens=-1, closes=-1)


def _members_before(text: str, last: Quantity, start: int) -> Iterator[Quantity]:
    """1, 2 and 3 million yuan."""
    start = max(start, last.start - _REACH)
    found = _BEFORE.search(text[start : last.start])
    own = re.match(_NUMBER, text[last.start : last.end])
    if not found or not own or not Decimal(own.group().replace(",", "")):
        return
    scale = last.value / Decimal(own.group().replace(",", ""))
    for number in re.finditer(_NUMBER, found["numbers"]):
        at = start + found.start("numbers") + number.start()
        value = Decimal(number.group().replace(",", "")) * scale
        yield replace(last, start=at, end=at + len(number.group()), value=value, opens=-1, closes=-1)
