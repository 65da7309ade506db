"""Does what stands around a constraint deny it: 不由市里出钱的, not led by the Finance Bureau?

Invariant: a constraint is read as it is meant or not at all. What is denied is left out where a clause shows it, read
as its opposite where it has one, and else said as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from functools import cache

from search_app.data import read_table
from search_app.search.asked.grammar import Found, Place, Unclear
from search_app.search.asked.slots import Seen
from search_app.text.tokens import is_han

# What a clause can be left out by, because it shows that it has nothing else.
LEFT_OUT = frozenset({"payer", "responsible", "department", "kind", "industry", "who"})
OPPOSITE = {("validity", "in_force"): "expired", ("validity", "expired"): "in_force"}
_REACH = 40  # characters before a constraint in which a denial of it begins


@cache
def _words(where: str) -> re.Pattern[str]:
    """The words of ``where`` in both languages: English ones on borders of words."""
    (row,) = (row for row in read_table("asking", "denial") if row["where"] == where)
    chinese, english = "|".join(row["zh"]), "|".join(row["en"]).replace(" ", " +")
    pattern = rf"(?:{chinese}|(?<![a-z0-9])(?:{english})(?![a-z0-9]))"
    return re.compile({"behind": rf" *{pattern}", "only": pattern, "as_well": pattern}.get(where, rf"{pattern} *\Z"))


def judge(found: Iterable[Found], seen: Seen, borders: frozenset[int]) -> Iterator[Found | Unclear]:
    """``found`` as meant; nothing for what is denied twice, or both said and denied."""
    turned = [one for one in (_turn(one, seen, borders) for one in found) if one is not None]
    said = {(one.read.field, one.read.value, str(one.read.op)) for one in turned if isinstance(one, Found)}
    for one in turned:
        if isinstance(one, Unclear) or not _contradicted(one, said):
            yield one


def _contradicted(one: Found, said: Set[tuple[str, str, str]]) -> bool:
    read = one.read
    if opposite := OPPOSITE.get((read.field, read.value)):
        return (read.field, opposite, read.op) in said
    return (read.field, read.value, {"is": "not", "not": "is"}.get(read.op, "")) in said


def _turn(one: Found, seen: Seen, borders: frozenset[int]) -> Found | Unclear | None:
    text, (start, end) = seen.text, one.place
    if any(m.start() < start < m.end() for m in _words("as_well").finditer(text, max(0, start - _REACH), end)):
        return None  # 不|仅贷款: loans, and more than loans
    before = find_denial(text, start, borders)
    behind = _words("behind").match(text, end)
    times = one.denied + (before is not None) + (behind is not None)
    if before is not None and find_denial(text, before, borders) is not None:
        times += 1
    if times == 0:
        return one
    place = (start if before is None else before, behind.end() if behind else end)
    if times > 1 or _words("only").search(text, *one.place):
        return None  # denied twice, or not only
    return _deny(one, place, seen)


def _deny(one: Found, place: Place, seen: Seen) -> Found | Unclear:
    start, end = place
    read = replace(one.read, text=seen.typed[start:end].strip(), weight="must")
    if opposite := OPPOSITE.get((read.field, read.value)):
        return Found(replace(read, value=opposite), place, (place,))
    if read.field not in LEFT_OUT:
        return Unclear(place)
    return Found(replace(read, op="not"), place, (place,))


def find_denial(text: str, start: int, borders: frozenset[int]) -> int | None:
    """Where the words begin that stand directly before ``start`` and deny what follows; None where there are none."""
    low = max(0, start - _REACH)
    for match in re.finditer(_words("before"), text[low:start]):
        at = low + match.start()
        if _words("as_well").search(text[at:start]):
            return None
        asks = text[at - 1 : at] == text[at + 1 : at + 2] and is_han(text[at - 1 : at])  # 是不是, 有没有
        if not asks and (not is_han(text[at]) or at in borders):  # 特别 denies nothing
            return at
    return None


def is_stated(text: str, start: int) -> bool:
    """Whether words of exclusion at ``start`` tell or ask how things are (we have no loans, 为什么不要), or are
    denied."""
    before = text[max(0, start - _REACH) : start]
    return any(_words(where).search(before) for where in ("state", "double"))


def is_beside(text: str, start: int, end: int) -> bool:
    """Whether what is excepted comes to more (除了可以补贴还可以减税): then nothing is left out."""
    return bool(_words("besides").search(text[start : end + _REACH]))
