"""Is a figure exact, or do the words beside and inside it make it a bound or an approximation?

The words are rows of ``data/bounds.toml``. A figure with two bounds (不超过100多万元) is about as much.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, get_args

from search_app.data import TableError, read_table
from search_app.model import Bound

_REACH = 8  # characters: no word of the table is longer, with a currency between it and the figure


@cache
def _patterns() -> tuple[tuple[str, Bound, re.Pattern[str]], ...]:
    return tuple((row["where"], row["bound"], _compile(row)) for row in read_table("bounds", "bound"))


def _compile(row: dict[str, Any]) -> re.Pattern[str]:
    if row["bound"] not in get_args(Bound) or row["where"] not in ("before", "after", "inside"):
        raise TableError(f"search_app/data/bounds.toml: {row['bound']} {row['where']}: no such bound or place")
    words = "|".join(map(re.escape, sorted(row["words"], key=len, reverse=True)))
    alone = f"(?<![{row['not_after']}])" if row["not_after"] else ""
    return re.compile(f"{alone}(?:{words})" + ("$" if row["where"] == "before" else ""))


def find_bound(text: str, figure: tuple[int, int], listed: tuple[int, int]) -> Bound:
    """What the figure at ``figure`` of ``text``, that of a passage, says of the sum that is meant. Words before or
    behind a list of figures, which stands at ``listed``, hold for all of them."""
    found: list[Bound] = []
    before = text[max(0, listed[0] - _REACH) : listed[0]]
    for where, bound, pattern in _patterns():
        if where == "inside":
            fits = pattern.search(text, *figure)
        elif where == "after":
            fits = pattern.match(text, figure[1]) or pattern.match(text, listed[1])
        else:
            fits = pattern.search(before) or pattern.search(text[max(0, figure[0] - _REACH) : figure[0]])
        if fits:
            found.append(bound)
    if not found:
        return "exact"
    return found[0] if len(set(found)) == 1 else "about"


def without_approximation(before: str) -> str:
    """``before``, the words up to a figure, without 约 and the like at its end: they say nothing of what it is for."""
    for where, bound, pattern in _patterns():
        if where == "before" and bound == "about" and (found := pattern.search(before)):
            return before[: found.start()]
    return before


def approximation_behind(after: str) -> int:
    """How many characters of ``after``, the words behind a figure, only say that it is approximate (左右)."""
    rows = (pattern.match(after) for where, bound, pattern in _patterns() if where == "after" and bound == "about")
    return next((found.end() for found in rows if found), 0)
