"""What does a sentence of a provision do: grant, or refuse, punish, ask for papers, set a goal, define a word?

Decided once for each sentence, by the words of its predicate; ``data/functions.toml`` holds the words. What only
describes somebody (提供担保的, 受到处罚后) is no predicate. The heading of a list decides for its items. A sentence in
which no cue stands is left open (None): it may still pay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from search_app.data import TableError, read_table
from search_app.model import Role
from search_app.reading.units import Unit, find_units
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.passage import Passage, read_passage

GRANT = "grant"
_PHRASE = "[^,:;。]"
_FIGURE = rf"(?:\d[\d.,]*[{HAN_NUMERALS}]*(?:[元%‰]|个百分点|美元|港元)|[{HAN_NUMERALS}]{{1,8}}(?:元|成|分之)|一半)"
_FIGURE_BEGINS = f"0123456789{HAN_NUMERALS}"
_NEAR = 30  # characters between a cue and what must follow it
_NUMERAL = "[一二三四五六七八九十]"
_ITEM = re.compile(
    rf"\s*(?:\((?:{_NUMERAL}|\d){{1,3}}\)|\d{{1,2}}[.、]|{_NUMERAL}{{1,3}}、|[①-⑳]|第{_NUMERAL}{{1,2}}[,类种项])"
)
# A segment that ends so only says of whom or when the sentence speaks.
_DESCRIBES = re.compile(r"(?:[的者时]|情况下|情形下|之一)$")


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table: what figures are in a sentence of this kind; ``over``: even where words of granting stand
    beside its own."""

    name: str
    role: Role | None
    over: bool


@cache
def _functions() -> dict[str, Function]:
    rows = read_table("functions", "function")
    return {row["name"]: Function(row["name"], row["role"] or None, row["over"]) for row in rows}


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    """One pattern for each function: all of its cues, tried only where one of them can begin."""
    rows = read_table("functions", "cue")
    found: dict[str, re.Pattern[str]] = {}
    for name in dict.fromkeys(_known(row["function"]) for row in rows):
        own = [row for row in rows if row["function"] == name]
        first = {
            char for row in own for word in row["words"] for char in (_FIGURE_BEGINS if word[0] == "#" else word[0])
        }
        found[name] = re.compile(f"(?=[{''.join(sorted(first))}])(?:{'|'.join(map(_compile, own))})")
    return found


def _known(name: str) -> str:
    if name not in _functions():
        raise TableError(f"search_app/data/functions.toml: {name}: no [[function]] of this name")
    return name


def _compile(row: dict[str, Any]) -> str:
    words = "|".join(_word(word) for word in row["words"])
    then = "|".join(_word(word) for word in row["then"])
    after = "".join(f"(?<!{re.escape(word)})" for word in row["not_after"])
    before = "|".join(map(re.escape, row["not_before"]))
    tail = rf"{_PHRASE}{{0,{_NEAR}}}?(?:{then})" if then else ""
    return rf"{after}(?:{words}){tail}" + (f"(?!{before})" if before else "")


def _word(word: str) -> str:
    return re.escape(word).replace("…", f"{_PHRASE}{{0,24}}?").replace(r"\#", _FIGURE)


def find_functions(passage: Passage, heading: str = "") -> tuple[Function | None, ...]:
    """What each unit of ``passage`` does, in order; ``heading`` is the text of the heading under which it stands."""
    above = _of_heading(heading)
    return _find_functions(passage.text, find_units(passage), above)


@lru_cache(maxsize=64)
def _of_heading(heading: str) -> Function | None:
    """A heading that refuses or asks for papers (不予扶持的情形) governs what stands below it."""
    function = _decide(read_passage(heading).text) if heading else None
    return function if function and function.name != GRANT else None


def is_sanction(phrase: str) -> bool:
    """Whether the words between two commas punish or take back: 撤销平台并收回资助款的50%."""
    if _DESCRIBES.search(phrase) or not _cues()["sanction"].search(phrase):
        return False
    return min(_find_cues(phrase))[1] == "sanction"


@lru_cache(maxsize=64)  # figures and benefits of a provision ask for the same
def _find_functions(text: str, units: tuple[Unit, ...], above: Function | None) -> tuple[Function | None, ...]:
    found: list[Function | None] = []
    governing = above
    for unit in units:
        is_item = bool(_ITEM.match(unit.text))
        if governing is not above and not is_item and text[unit.start - 1 : unit.start] != ";":
            governing = above  # the list is over
        head, colon, items = unit.text.partition(":")
        own = _decide(head if colon and _ITEM.match(items) else unit.text)
        found.append(
            own if own and (own.name != GRANT or governing is None or not _is_strict(governing)) else governing
        )
        if colon and own and own.name != GRANT and (_ITEM.match(items) or not items.strip()):
            governing = own
    return tuple(found)


def _is_strict(function: Function) -> bool:
    """Whether items below a heading of this kind pay nothing whatever they say: 有下列情形之一的，不予扶持."""
    return function.name in ("exclusion", "sanction")


def _decide(text: str) -> Function | None:
    """What a sentence does: what its last predicate says, but a grant whenever one of them grants."""
    predicates = ",".join(s for s in re.split("[,:]", text) if not _DESCRIBES.search(s))
    if not predicates:
        return None
    for function in _functions().values():
        if (function.over or function.name == GRANT) and _cues()[function.name].search(predicates):
            return function
    places = _find_cues(predicates)
    return _functions()[max(places)[1]] if places else None


def _find_cues(text: str) -> list[tuple[int, str]]:
    """Where the cues of each function stand."""
    return [(m.start(), name) for name, pattern in _cues().items() for m in pattern.finditer(text)]


def unit_at(units: Sequence[Unit], offset: int) -> int:
    """The number of the unit that holds ``offset``; that before it where none does."""
    return max((n for n, unit in enumerate(units) if unit.start <= offset), default=0)


INSTALMENT = "instalment"  # the ``why`` of a share of a payment
_PARTS = ("spread", "verb", "lead", "hands", "year", "whole")


@cache
def _payout_patterns() -> dict[str, re.Pattern[str]]:
    rows = read_table("functions", "payout")
    words = {part: [word for row in rows if row["part"] == part for word in row["words"]] for part in _PARTS}
    longest = {part: "|".join(map(re.escape, sorted(words[part], key=len, reverse=True))) for part in _PARTS}
    return {part: re.compile(f"(?:{longest[part]})" + ("" if part in ("spread", "verb") else "$")) for part in _PARTS}


def is_payout(unit: Unit, start: int, shares: Sequence[Decimal]) -> bool:
    """Whether the list of ``shares`` (fractions) that begins at ``start`` says how a grant is paid out, not how large
    it is. Shares that make up a whole and are spread over years are instalments; so is a share of the grant itself. The
    words are the ``[[payout]]`` rows of ``data/functions.toml``."""
    says = _payout_patterns()
    own = unit.segment_at(start)
    left = own.text[: start - own.start]
    if says["whole"].search(left):
        return bool(says["verb"].search(own.text))
    if says["hands"].search(left):
        return True
    if says["year"].search(left):
        return bool(says["spread"].search(unit.text))
    if left and not says["lead"].search(left):
        return False  # a share of something that is named
    place = unit.segments.index(own)
    around = ",".join(s.text for s in unit.segments[max(0, place - 1) : place + 2])
    spread, paid = bool(says["spread"].search(around)), bool(says["verb"].search(around))
    if len(shares) > 1 and sum(shares) == 1:
        return spread or paid
    # 按5%给予补助，分三年拨付: what is granted in the phrase itself is no part of it.
    return spread and paid and bool(says["verb"].search(own.text) or says["spread"].search(own.text))
