"""What does a query ask for in words that the library holds as data, and which of its words are left?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from search_app.search.asked.borders import find_borders
from search_app.search.asked.comparing import comparisons
from search_app.search.asked.excluded import exclusions, find_exclusions
from search_app.search.asked.grammar import Found, Place, Unclear, choose, find_constraints, rows
from search_app.search.asked.polarity import judge
from search_app.search.asked.slots import Seen, look_at
from search_app.search.asked.subjects import PASSED_OVER, fit
from search_app.search.model import Read
from search_app.search.words.lexicon import Lexicon
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import is_han

_EMPTY_BRACKETS = re.compile(r"[(（][，,\s]*[)）]")
_COMMAS = re.compile(r"[，,]\s*(?:[，,]\s*)+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was read; ``rest`` is the query without the words that say nothing else, ``low`` are those of them that may
    still be words of a text."""

    read: tuple[Read, ...]
    rest: str
    low: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


def list_patterns() -> list[str]:
    """Every pattern of the grammar, put together; this takes longest when the first query is read."""
    several = (*(row.patterns for row in rows()), *(patterns for _, patterns in exclusions()), comparisons())
    return [pattern.source for patterns in several for pattern in patterns]


def read_asked(typed: str, day: date | None, lexicon: Lexicon, unread: Iterable[str] = ()) -> Asked:
    """What ``typed`` asks for on ``day``; words of ``unread`` are left as words. Without a day, no year is read."""
    seen = look_at(typed, lexicon)
    borders = find_borders(simplify(fold(typed)))
    excluded = list(find_exclusions(seen, lexicon, borders))
    said = list(find_constraints(seen, day, lexicon, borders))
    constraints = _fit(_found(said), seen)
    words = frozenset(unread)
    left = _find_left((*excluded, *constraints), typed, words)
    things = [one for one in excluded if isinstance(one, Found)]
    known = choose((one for one in things if one.read.field != "words"), left)
    meant = list(judge(choose(constraints, [*left, *_places(known)]), seen, borders))
    left += _find_left(meant, typed, words)
    as_said = frozenset(constraints)
    refused = choose((one for one in _found(meant) if one not in as_said), [*left, *_places(known)])
    refused += choose(things, [*left, *_places((*known, *refused))])
    unclear = _find_unclear(_unclear((*excluded, *said)), [*left, *_places((*known, *refused))])
    taken = [*left, *_places((*known, *refused)), *unclear]
    others = choose((one for one in _found(meant) if one in as_said), taken)
    unclear += _find_unclear(_unclear(meant), [*taken, *_places(others)])
    found = sorted((*known, *refused, *others), key=lambda one: one.place)
    cut = sorted([*(place for one in found for place in one.cut), *unclear])
    return Asked(
        tuple(_once(one.read for one in found)),
        _without(typed, cut) if cut else typed,
        tuple(one.read.text for one in found if one.low),
        tuple(typed[slice(*place)].strip() for place in sorted(unclear)),
    )


def _once(several: Iterable[Read]) -> Iterable[Read]:
    """Each of ``several`` once: where it is said twice, as it filters, else as it is said first."""
    one_each: dict[tuple[str, str, str], Read] = {}
    for read in several:
        key = (read.field, read.op, read.value)
        if key not in one_each or (read.weight, one_each[key].weight) == ("must", "should"):
            one_each[key] = read
    return one_each.values()


def _found(several: Iterable[Found | Unclear]) -> list[Found]:
    return [one for one in several if isinstance(one, Found)]


def _unclear(several: Iterable[Found | Unclear]) -> list[Place]:
    return [one.place for one in several if isinstance(one, Unclear)]


def _find_left(found: Iterable[Found | Unclear], typed: str, unread: frozenset[str]) -> list[Place]:
    """The places of ``unread``. Nothing that overlaps them is read: without 不低于10万 nobody means 低于10万."""
    said = ((one.place, one.read.text if isinstance(one, Found) else typed[slice(*one.place)].strip()) for one in found)
    return [place for place, text in said if text in unread]


def _fit(found: Iterable[Found], seen: Seen) -> list[Found]:
    """``found`` where it is said of what it may be said of, and a day only with the validity that it is the day of."""
    every = list(found)
    text = list(seen.text)
    for day in every:
        if day.of:  # it is no subject
            text[slice(*day.place)] = PASSED_OVER * (day.place[1] - day.place[0])
    looked_at = replace(seen, text="".join(text))
    fitting = [one for one in (fit(one, looked_at) for one in every) if one]
    places = {one.place for one in fitting}
    return [one for one in fitting if one.of is None or one.of in places]


def _places(found: Iterable[Found]) -> list[Place]:
    return [one.place for one in found]


def _find_unclear(places: Iterable[Place], taken: Iterable[Place]) -> list[Place]:
    held, found = list(taken), []
    for start, end in sorted(set(places), key=lambda place: (place[0] - place[1], place)):
        if all(end <= low or high <= start for low, high in held):
            held.append((start, end))
            found.append((start, end))
    return sorted(found)


def _without(typed: str, cut: Iterable[Place]) -> str:
    """``typed`` without the places ``cut``: in Chinese a comma stands there, so that one sentence stays one."""
    kept, at = [], 0
    for start, end in cut:
        before = typed[at:start]
        kept.append(before)
        kept.append("，" if is_han(typed[max(0, start - 1) : end + 1]) else " ")
        at = max(at, end)
    rest = _EMPTY_BRACKETS.sub("，", "".join([*kept, typed[at:]]))
    return _COMMAS.sub("，", rest).strip(" ，,")
