"""Which sums, rates and ratios does a query name, and what of the clauses' own figures do they stand for?

Invariant: a figure that no clause states in its unit is looked for and found nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from search_app.figures.currencies import YUAN, code_of, find_typed_before, find_typed_behind
from search_app.figures.quantities import find_quantities
from search_app.reading.english import find_english_amounts
from search_app.search.model import Needle, Wish
from search_app.search.query.figure_keys import AS_CONDITION, FIGURE, LARGER, MAX_FIGURES, FigureKey, Typed
from search_app.text.fold import fold
from search_app.text.numerals import parse_number
from search_app.text.passage import plain

# A minus or NOT right before a figure, and a group that it opens.
_LEFT_OUT = re.compile(r"(?:(?<![^\s,、;。!?…])-+|(?<![^\s])not\s+)(?:rmb|cny|¥)?\s?$")
_IN_GROUP_LEFT_OUT = re.compile(r"(?:(?<![^\s,、;。!?…])-+|(?<![^\s])not\s+)\([^()]*$")


_BARE = re.compile(
    r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百千]{1,8})[十百千]?[来多几]?个?[万亿](?:[1-9一二两三四五六七八九](?![\d十百千万亿年个人名家条项]))?"
    r"(?!元|个|人|美|亿|平|亩|吨)|(?<![\d.a-z])\d+(?:\.\d+)?\s?w(?![a-z0-9])"
)
_BARE_EN = re.compile(
    r"(?<![\d.,])(?:\d+(?:\.\d+)?\s?(?:million|billion|bn|mn)|\d{1,3}(?:,\d{3})+|\d{5,9})(?![\d%])\b", re.I
)
_AT_LEAST = re.compile(r"^\s*(?:元|块)?\s*(?:以上|起|及以上|or more|and above|\+)", re.IGNORECASE)
_AT_LEAST_LEFT = re.compile(
    r"(?:超过|大于|高于|不少于|不低于|至少|above|over|more than|at least|exceeding)\s*$", re.IGNORECASE
)
_GRANT_MEANT = re.compile(
    r"补|奖|给|拿|领|资助|扶持|支持|最高|最多|封顶|上限|贴|返|subsid|grant|award|bonus|fund|support|up to|get|receive",
    re.I,
)
_CONDITION = re.compile(
    r"(?:投资额?|收入|营收|销售额?|产值|贷款|融资|注册资本|资产|revenue|investment|loan|sales|turnover)(?:达到|超过|of|over)?\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A query without its figures, a wish for each of them, and what the figures behind a minus leave out."""

    rest: str
    wishes: tuple[Wish, ...]
    excluded: tuple[Needle, ...]


def take_figures(text: str, known: Sequence[FigureKey]) -> Taken:
    """The figures of a query. ``known`` are the keys that the clauses have.

    A sum of another currency is taken out too: left in, its digits would be found as if they were yuan. A figure in a
    group that is left out (-(50万元 OR 100万元)) stays where it is.
    """
    wishes: list[Wish] = []
    excluded: list[Needle] = []
    kept, at = [], 0
    folded = fold(text)
    for typed in find_typed(text):
        before = folded[: typed.start]
        if typed.start < at or text.count('"', 0, typed.start) % 2 or _IN_GROUP_LEFT_OUT.search(before):
            continue
        if minus := _LEFT_OUT.search(before):
            excluded += [Needle(FigureKey(g, typed.unit, typed.value).token, "figures") for g in (True, False)]
            kept.append(text[at : minus.start()])
            at = typed.end
        elif needles := _make_needles(text, typed, known):
            wishes.append(Wish(text[typed.start : typed.end].strip(), needles))
            kept.append(text[at : typed.start])
            at = typed.end
    return Taken(" ".join([*kept, text[at:]]), tuple(wishes), tuple(excluded))


def find_typed(text: str) -> list[Typed]:
    """The figures that ``text`` names, in their order; none lies inside another."""
    found = [Typed(f.start, f.end, _unit(f.kind, f.currency), f.value, f.value_hi) for f in find_quantities(text)]
    found += [Typed(f.start, f.end, _unit(f.kind, f.currency), f.value, f.value_hi) for f in find_english_amounts(text)]
    for bare in _BARE.finditer(plain(text)):
        value = _parse_everyday(bare.group())
        if value is not None and not _overlaps(bare, found):
            found.append(Typed(bare.start(), bare.end(), "CNY", value))
    for bare in _BARE_EN.finditer(text):
        if not _overlaps(bare, found):
            (sum_,) = find_english_amounts(f"RMB {bare.group()}") or (None,)
            if sum_ is not None:
                found.append(Typed(bare.start(), bare.end(), "CNY", sum_.value))
    found = [replace(f, unit=_foreign_beside(text, f) or f.unit) if f.unit == "CNY" else f for f in found]
    longest = sorted(set(found), key=lambda f: (f.start, -f.end, f.unit))
    return [f for n, f in enumerate(longest) if not any(o.start <= f.start and f.end <= o.end for o in longest[:n])]


def _parse_everyday(text: str) -> Decimal | None:
    """50w, 三百来万, 五〇万 and 13万2 as people write them beside 50万."""
    written = re.sub(r"[来多几]?个?(?=[万亿])", "", text).replace("w", "万").replace(" ", "")
    head, unit, tail = written[:-1], written[-2:-1], written[-1]
    if unit in ("万", "亿") and (digit := parse_number(tail)) is not None and (most := parse_number(head)) is not None:
        return most + digit * (1000 if unit == "万" else 10_000_000)
    digits = parse_number(head) if "零" in head else None
    return parse_number(written) or (digits and parse_number(f"{digits}{tail}"))


def _foreign_beside(text: str, typed: Typed) -> str | None:
    """The code of the currency that stands right before or behind a sum, where it is not the yuan."""
    seen = plain(text)
    mark = (
        find_typed_before(seen, typed.start) or find_typed_behind(seen, typed.end) or find_typed_before(seen, typed.end)
    )
    code = code_of(mark) if mark else YUAN
    return None if code == YUAN else code


def _unit(kind: str, currency: str | None) -> str:
    return (currency or "CNY") if kind == "money" else kind


def _overlaps(bare: re.Match[str], found: Iterable[Typed]) -> bool:
    return any(f.start < bare.end() and bare.start() < f.end for f in found)


def _make_needles(text: str, typed: Typed, known: Sequence[FigureKey]) -> tuple[Needle, ...]:
    granted = not _CONDITION.search(text[: typed.start])
    exact = FigureKey(granted, typed.unit, typed.value)
    keys = [exact] if exact in known else []
    if _AT_LEAST.match(text[typed.end :]) or _AT_LEAST_LEFT.search(text[: typed.start]):
        more = [k for k in known if k.granted == granted and k.unit == typed.unit and k.value > typed.value]
        keys += sorted(more, key=lambda key: key.value)[:MAX_FIGURES]
    needles = [Needle(k.token, "figures", weight=FIGURE if k == exact else FIGURE * LARGER) for k in keys]
    if needles and granted and not _GRANT_MEANT.search(text):
        condition = FigureKey(False, typed.unit, typed.value)
        needles.append(Needle(condition.token, "figures", weight=AS_CONDITION))
        needles.append(Needle(text[typed.start : typed.end], "chars", weight=AS_CONDITION))
    if not needles and typed.unit not in ("CNY", "percent", "ratio"):
        needles.append(Needle(exact.token, "figures", weight=FIGURE))
    return tuple(needles)
