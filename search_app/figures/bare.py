"""Is a number that ends in 万 or 亿 and has no unit a sum of money? 奖励20万, not 人口20万, not 20万平方米.

The words are rows of ``data/sums.toml``. Members of a list have one answer, and a sum right behind another one, with no
words but those of bounds between, is money like it (5亿以上，10亿以下).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from search_app.data import read_table
from search_app.figures.bounds import skip_bounds
from search_app.text.numerals import HAN_NUMERALS

_BEFORE = 60  # characters of the sentence that are looked at
_BOUND_WITHIN = 16
_NOUN_WITHIN = 6  # 20万人才租房补贴: characters between a sum and what it is
_STOP = re.compile(r"[。;!?\n]")
_NUMBER = rf"[\d.{HAN_NUMERALS}]"
# Capped, so that a list of thousands is not read to its end for each of its members.
_LIST_GOES_ON = re.compile(rf"(?:[、和及或与~-]{{1,2}}{_NUMBER}{{1,12}}(?<=[万亿])){{1,12}}")
_UNIT = re.compile("[元圆块]")
_ENDS = re.compile(r"[,。;:!?)\]”》\n\t]|\.(?:\s|$)|\s|$")


@cache
def _words(place: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], _compile(row)) for row in read_table("sums", "word") if row["place"] == place)


def _compile(row: dict[str, Any]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(row["words"], key=len, reverse=True)))
    what = rf"(?:的|[^\d,。;、:的]{{0,{_NOUN_WITHIN}}}?)" if (row["place"], row["kind"]) == ("behind", "money") else ""
    beside = f"(?<![{row['not_after']}])" if row["not_after"] else ""
    return re.compile(f"{what}{beside}(?:{words})" + (f"(?![{row['not_before']}])" if row["not_before"] else ""))


def is_money(text: str, start: int, end: int, after_money: int | None) -> bool:
    """Whether the number at ``text[start:end]`` is a sum. ``after_money``: where the sum before it ends."""
    behind = _kind_behind(text, end)
    if behind == "step":
        return _kind_before(text, start) != "count"
    if behind != "open":
        return behind == "money"
    if after_money is not None and start - after_money <= _BEFORE and skip_bounds(text, after_money, start) == start:
        return True
    return _kind_before(text, start) == "money"


def may_be_money(text: str, start: int, end: int) -> bool:
    """Whether the number at ``text[start:end]`` is a sum where sums are spoken of: 国家级30万，省级10万."""
    return _kind_behind(text, end) in ("open", "money") and _kind_before(text, start) != "count"


def _kind_behind(text: str, end: int) -> str:
    """What stands behind a number, its list and bound: money, step (迈上10亿台阶), open, or count, which is also
    what is not known. Behind a comma nothing is counted."""
    listed = _LIST_GOES_ON.match(text, end)
    end = listed.end() if listed else end
    if _UNIT.match(text, end):
        return "open"  # of 10万、20万元 the last has the unit
    bounded = skip_bounds(text, end, min(len(text), end + _BOUND_WITHIN))
    if "," in text[end:bounded]:
        return "open"
    found = {kind for kind, pattern in _words("behind") if pattern.match(text, bounded)}
    for kind in ("count", "money", "step"):
        if kind in found:
            return kind
    return "open" if found or bounded > end or _ENDS.match(text, end) else "count"


def _kind_before(text: str, start: int) -> str:
    """The kind of the word nearest before ``start`` in its sentence."""
    left = _STOP.split(text[max(0, start - _BEFORE) : start])[-1]
    found = [(m.end(), len(m.group()), kind) for kind, pattern in _words("before") for m in pattern.finditer(left)]
    return max(found)[2] if found else ""
