"""Is a sum paid for the same period in both languages: RMB 2,000 a month for 每月2000元, and not a year?

Invariant: what is said of a pair depends on the two sentences alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from search_app.model import Amount

_UNITS: Mapping[str, tuple[str, str]] = {  # by English unit, the Chinese of a rate, and of any mention
    "year": (r"(?<!学)年度?", "年"),
    "quarter": ("季度?", "季"),
    "month": ("月", "月"),
    "week": ("周|星期", "周|星期"),
    "day": ("日|天", "日|天"),
    "hour": ("小时|课时|学时", "时"),
}
_RATE = "|".join(f"(?P<{unit}>{zh})" for unit, (zh, _) in _UNITS.items())
_BEFORE = re.compile(rf"(?:每(?:一|个)?|[按逐])(?:{_RATE})")
_BEHIND = re.compile(rf"\s*(?:/|每)(?:人|名|户|家)?[·/每]?(?:{_RATE})")
_ADVERBS = {
    "annual": "year", "annually": "year", "yearly": "year", "annum": "year", "quarterly": "quarter", "monthly": "month",
    "weekly": "week", "daily": "day", "hourly": "hour",
}  # fmt: skip
_EVERY = rf"\b(?:a|an|per|each|every|any one|any|one) (?:calendar |working |full )?(?P<unit>{'|'.join(_UNITS)}|annum)\b"
_ADVERB = rf"\b(?P<adverb>{'|'.join(_ADVERBS)})\b"
_SAID = re.compile(rf"(?<!half ){_EVERY}|{_ADVERB}")
_IN_EACH = "in each of"  # the three years
_LISTED = re.compile(r"\s?,?\s?(?:and|or)\s|,\s")
_STOP = re.compile(r"[。；;，,：:（）()]|\.(?=\s|$)")


def find_other_periods(zh: str, en: str, figures: Sequence[Amount], english: Sequence[Amount]) -> Iterator[str]:
    """What ``en`` says to be paid for another period than ``zh``, a line each: a unit of time that the Chinese does not
    have at all, and a sum that is of another one, or of none."""
    low = en.lower()
    for unit in filter(None, dict.fromkeys(map(_read, _SAID.finditer(low)))):
        if not re.search(_UNITS[unit][1], zh):
            yield f"period: no {unit} in Chinese"
    asked, said = _find_of_sums(zh, figures, _find_asked), _find_of_sums(low, english, _find_said)
    near = _find_near(low, english)
    for value, unit in asked.items():
        if said.get(value, unit) != unit:
            yield f"period: {value:f} for each {unit} in Chinese, for each {said[value]} in English"
        elif value in near and not (_SAID.search(near[value]) or _IN_EACH in near[value]):
            yield f"period: {value:f} for each {unit} in Chinese, for none in English"


def _find_near(low: str, english: Sequence[Amount]) -> dict[Decimal, str]:
    """By sum, all that stands between the figure before it and the one behind it, or behind its list."""
    near: dict[Decimal, str] = {}
    for n, one in enumerate(english):
        behind = n + 1
        while behind < len(english) and _LISTED.fullmatch(low, english[behind - 1].end, english[behind].start):
            behind += 1
        end = english[behind].start if behind < len(english) else len(low)
        near[one.value] = low[english[n - 1].end if n else 0 : end]
    return near


Find = Callable[[str, str], str | None]  # from what stands before a sum and behind it, the unit of its period


def _find_of_sums(text: str, figures: Sequence[Amount], find: Find) -> dict[Decimal, str]:
    """By sum that stands in ``text`` once, the unit of the period that it is paid for, where that stands by it."""
    once = Counter(one.value for one in figures if one.kind == "money")
    ends = [0, *(one.end for one in figures)]
    starts = [*(one.start for one in figures), len(text)][1:]
    found: dict[Decimal, str] = {}
    for one, end, start in zip(figures, ends, starts, strict=False):
        before, behind = _STOP.split(text[end : one.start])[-1], _STOP.split(text[one.end : start])[0]
        if one.kind == "money" and once[one.value] == 1 and (unit := find(before, behind)):
            found[one.value] = unit
    return found


def _find_asked(before: str, behind: str) -> str | None:
    return _read(_BEHIND.match(behind)) or _read_last(_BEFORE.finditer(before))


def _find_said(before: str, behind: str) -> str | None:
    return _read(_SAID.search(behind)) or _read_last(_SAID.finditer(before))


def _read_last(found: Iterable[re.Match[str]]) -> str | None:
    return _read(last) if (last := max(found, key=lambda one: one.start(), default=None)) else None


def _read(found: re.Match[str] | None) -> str | None:
    """The unit that was found."""
    if found is None:
        return None
    (group, words), *_ = ((name, words) for name, words in found.groupdict().items() if words)
    return _ADVERBS.get(words, words) if group in ("unit", "adverb") else group
