"""What does a query ask for in words that the library holds as data, and which of its words are left?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from search_app.search.asked.excluded import Unclear, exclusions, find_exclusions
from search_app.search.asked.grammar import Found, Place, choose, find_constraints, rows
from search_app.search.asked.slots import look_at
from search_app.search.model import Read
from search_app.search.words.lexicon import Lexicon
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


def prepare_reading() -> None:
    """Put the grammar together, so that no reader waits for it."""
    rows(), exclusions()


def read_asked(typed: str, day: date | None, lexicon: Lexicon, unread: Iterable[str] = ()) -> Asked:
    """What ``typed`` asks for on ``day``; words of ``unread`` are left as words. Without a day, no year is read."""
    seen = look_at(typed)
    refusals = list(find_constraints(seen, day, lexicon, True))
    excluded = list(find_exclusions(seen, lexicon))
    constraints = list(find_constraints(seen, day, lexicon, False))
    left = _find_left((*refusals, *excluded, *constraints), typed, frozenset(unread))
    refused = choose(refusals, left)
    things = choose((one for one in excluded if isinstance(one, Found)), [*left, *_places(refused)])
    taken = [*left, *_places((*refused, *things))]
    unclear = _find_unclear((one.place for one in excluded if isinstance(one, Unclear)), taken)
    others = choose(constraints, [*taken, *unclear])
    found = sorted((*refused, *things, *others), key=lambda one: one.place)
    cut = sorted([*(place for one in found for place in one.cut), *unclear])
    return Asked(
        tuple(dict.fromkeys(one.read for one in found)),
        _without(typed, cut) if cut else typed,
        tuple(one.read.text for one in found if one.low),
        tuple(typed[slice(*place)].strip() for place in unclear),
    )


def _find_left(found: Iterable[Found | Unclear], typed: str, unread: frozenset[str]) -> list[Place]:
    """The places of ``unread``. Nothing that overlaps them is read: without 不低于10万 nobody means 低于10万."""
    said = ((one.place, one.read.text if isinstance(one, Found) else typed[slice(*one.place)].strip()) for one in found)
    return [place for place, text in said if text in unread]


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
