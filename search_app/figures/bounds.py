"""Is a figure exact, or do the words beside and inside it make it a bound or an approximation, and what is compared?

The words are rows of ``data/bounds.toml``, English ones of ``data/english_numbers.toml``. A figure with two bounds
(不超过100多万元) is about as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from search_app.data import read_table
from search_app.model import Bound, Compare

_REACH = 8  # characters: no word of the table is longer
# 500万元（含）以上, 以上（含）: whether the sum itself is meant stands in brackets on either side of the word.
_INCLUDED = re.compile(r"\((?P<not>不)?(?:含|包含|包括)(?:本数)?\)")
_WITHOUT_IT: Mapping[Compare, Compare] = {"ge": "gt", "le": "lt"}
_WITH_IT: Mapping[Compare, Compare] = {"gt": "ge", "lt": "le"}


@dataclass(frozen=True, slots=True)
class _Row:
    bound: Bound
    where: str
    compare: Compare | None
    pattern: re.Pattern[str]


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(map(_make_row, read_table("bounds", "bound")))


def _make_row(row: dict[str, Any]) -> _Row:
    words = "|".join(map(re.escape, sorted(row["words"], key=len, reverse=True)))
    after = f"(?<![{row['not_after']}])" if row["not_after"] else ""
    before = f"(?![{row['not_before']}])" if row["not_before"] else ""
    end = "$" if row["where"] == "before" else ""
    return _Row(row["bound"], row["where"], row["compare"] or None, re.compile(f"{after}(?:{words}){before}{end}"))


@cache
def inside_words() -> Mapping[str, Bound]:
    """The words inside a number that make it an approximation, with the bound that they give it."""
    return {w: row["bound"] for row in read_table("bounds", "bound") if row["where"] == "inside" for w in row["words"]}


def find_bound(text: str, figure: tuple[int, int], listed: tuple[int, int], number: Bound = "exact") -> Bound:
    """What the figure at ``figure`` of ``text``, that of a passage, says of the sum that is meant; ``number`` is what
    its number alone says. Words beside a list of figures, which stands at ``listed``, hold for all of them."""
    found: list[Bound] = [number] if number != "exact" else []
    before, behind = dict.fromkeys((listed[0], figure[0])), dict.fromkeys((figure[1], listed[1]))
    found += next((bounds for at in before if (bounds := [row.bound for row in _before(text, at)])), [])
    found += next((bounds for at in behind if (bounds := [row.bound for row in _behind(text, at)])), [])
    if not found:
        return "exact"
    return found[0] if len(set(found)) == 1 else "about"


def find_compare(left: str, right: str) -> Compare | None:
    """What a condition asks for whose figure stands between ``left`` and ``right``: 以上 → ge, 超过 → gt, 及以下 → le,
    以下 → lt, （含）以下 → le; None where the text compares nothing."""
    inside = _INCLUDED.match(right)
    behind = next((row for row in _behind(right, 0) if row.compare), None)
    row = behind or next((row for row in _before(left, len(left)) if row.compare), None)
    if row is None or row.compare is None:
        return None
    if behind and not inside:
        word = behind.pattern.match(right)
        inside = _INCLUDED.match(right, word.end()) if word else None
    if inside is None:
        return row.compare
    return (_WITHOUT_IT if inside["not"] else _WITH_IT).get(row.compare, row.compare)


def _before(text: str, at: int) -> Iterator[_Row]:
    """The rows whose words end at ``at``: of 不超过 and 超过 that of the longer one."""
    left = text[max(0, at - _REACH) : at]
    found = [(m.start(), row) for row in _rows() if row.where == "before" and (m := row.pattern.search(left))]
    first = min((start for start, _ in found), default=0)
    return (row for start, row in found if start == first)


def _behind(text: str, at: int) -> Iterator[_Row]:
    """The rows whose words begin at ``at``, or behind （含）."""
    included = _INCLUDED.match(text, at)
    at = included.end() if included else at
    return (row for row in _rows() if row.where == "after" and row.pattern.match(text, at))


def without_approximation(before: str) -> str:
    """``before``, the words up to a figure, without 约 and the like at its end: they say nothing of what it is for."""
    for row in _rows():
        if row.where == "before" and row.bound == "about" and (found := row.pattern.search(before[-_REACH:])):
            return before[: len(before) - len(before[-_REACH:]) + found.start()]
    return before


def approximation_behind(after: str) -> int:
    """How many characters of ``after``, the words behind a figure, only say that it is approximate (左右)."""
    loose = (row for row in _rows() if row.where == "after" and not row.compare)
    return next((found.end() for row in loose if (found := row.pattern.match(after))), 0)


@cache
def _any_word() -> re.Pattern[str]:
    words = {word for row in read_table("bounds", "bound") if row["where"] != "inside" for word in row["words"]}
    either = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?:{either}|{_INCLUDED.pattern.replace('?P<not>', '')}|[,、和且但或])")


def skip_bounds(text: str, start: int, end: int) -> int:
    """Where the words of bounds and the marks between two tiers end that begin at ``start``; at most ``end``."""
    while start < end and (found := _any_word().match(text, start, end)):
        start = found.end()
    return start


# ── English ──

_REACH_EN = 24  # characters before an English figure
_DENIAL = 80  # and those in which a word may deny its bound: no vessel will be awarded over £20,000
_DENIED = re.compile(r"\b(?:not?|never|nor|cannot)\b(?:\s+(?!or\b|and\b)[a-z-]+){0,4}\s*$", re.I)
_OPPOSITE: Mapping[Bound, Bound] = {"at_least": "at_most", "at_most": "at_least"}


@cache
def _english(where: str) -> tuple[tuple[Bound, re.Pattern[str]], ...]:
    rows = [row for row in read_table("english_numbers", "bound") if row["where"] == where]
    return tuple((row["bound"], _english_pattern(row["words"], where == "before")) for row in rows)


def _english_pattern(words: list[str], before: bool) -> re.Pattern[str]:
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{either})\s*$" if before else rf"\s*(?:{either})\b", re.I)


def find_english_bound(text: str, start: int, end: int) -> Bound:
    """What the words beside the figure at ``text[start:end]`` say of the sum that is meant."""
    left = text[max(0, start - _REACH_EN) : start]
    found = [(m.start(), bound) for bound, pattern in _english("before") if (m := pattern.search(left))]
    both = []
    if found:
        at, bound = min(found)  # of "not exceeding" and "exceeding" the longer one is meant
        denied = _DENIED.search(text, max(0, start - _DENIAL), start - len(left) + at)
        both = [_OPPOSITE.get(bound, bound) if denied else bound]
    both += [bound for bound, pattern in _english("after") if pattern.match(text, end)]
    if not both:
        return "exact"
    return both[0] if len(set(both)) == 1 else "about"
