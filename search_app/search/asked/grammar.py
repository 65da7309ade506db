"""Which rows of ``data/asking.toml`` does a query say, and where?

Invariant: of two rows that overlap the longer is meant, and what is not wanted comes before all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from search_app.data import read_table
from search_app.search.asked.slots import Seen, choose_day, read_slot, slot_patterns
from search_app.search.model import Read
from search_app.search.words.lexicon import Lexicon

Place = tuple[int, int]
_SLOT = re.compile(r"\{([a-z_]+)\}")
_LOOK_BEHIND = re.compile(r"(\(\?<[=!][^)]*\))")


@dataclass(frozen=True, slots=True)
class Found:
    """A constraint and where it is said. ``cut``: what says nothing else and is not looked for; ``low``: what may still
    be words of a text."""

    read: Read
    place: Place
    cut: tuple[Place, ...] = ()
    low: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grammar: what it reads, and the patterns that say it."""

    entry: dict[str, Any]
    patterns: tuple[re.Pattern[str], ...]


def compile_phrases(zh: Iterable[str], en: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns of the table, with their slots filled in; English ones stand on borders of words."""
    parts = {row["name"]: (row["zh"], row["en"]) for row in read_table("asking", "part")}

    def fill(phrase: str, lang: int) -> str:
        def slot(found: re.Match[str]) -> str:
            name = found[1]
            return f"(?:{parts[name][lang]})" if name in parts else slot_patterns().get(name, found[0])

        return _SLOT.sub(slot, phrase)

    chinese = (re.compile(fill(phrase, 0)) for phrase in zh)
    spaced = ("".join(p if p.startswith("(?<") else p.replace(" ", " +") for p in _LOOK_BEHIND.split(e)) for e in en)
    english = (re.compile(rf"(?<![a-z0-9])(?:{fill(phrase, 1)})(?![a-z0-9])") for phrase in spaced)
    return (*chinese, *english)


@cache
def rows() -> tuple[Row, ...]:
    """The rows of constraints."""
    return tuple(Row(entry, compile_phrases(entry["zh"], entry["en"])) for entry in read_table("asking", "read"))


def find_constraints(seen: Seen, day: date | None, lexicon: Lexicon, op: bool) -> Iterator[Found]:
    """Everything that the rows find in ``seen``, overlapping or not; ``op``: of what is not wanted, or of the rest."""
    for row in rows():
        if (row.entry["op"] == "not") is not op:
            continue
        for pattern in row.patterns:
            for match in pattern.finditer(seen.naming if "{office}" in row.entry["value"] else seen.text):
                if match.end() > match.start() and (found := _make(row.entry, match, seen, day, lexicon)):
                    yield found


def _make(entry: dict[str, Any], match: re.Match[str], seen: Seen, day: date | None, lexicon: Lexicon) -> Found | None:
    field, value = (_fill(entry[name], match, seen, day, lexicon) for name in ("field", "value"))
    if field is None or value is None:
        return None
    if field == "as_of":
        if day is None:
            return None
        value = choose_day(value, day).isoformat()
    start, end = _trim(seen.text, *match.span())
    place = (start, end)
    cut: tuple[Place, ...] = (place,) if entry["words"] in ("cut", "low") else ()
    if entry["words"] == "own":
        slot = _SLOT.fullmatch(entry["value"])
        cut = (match.span(slot[1]),) if slot else ()
    read = Read(field, entry["op"], value, seen.typed[start:end], entry.get("weight", "should"))
    return Found(read, place, cut, entry["words"] == "low")


def _fill(said: str, match: re.Match[str], seen: Seen, day: date | None, lexicon: Lexicon) -> str | None:
    slot = _SLOT.fullmatch(said)
    return read_slot(slot[1], match, seen, day, lexicon) if slot else said


def _trim(text: str, start: int, end: int) -> Place:
    while start < end and text[start] == " ":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    return start, end


def choose(found: Iterable[Found], taken: Iterable[Place] = ()) -> tuple[Found, ...]:
    """Of ``found`` what does not overlap, the longest first, and nothing that overlaps ``taken``; in order of place."""
    held = list(taken)
    chosen: list[Found] = []
    for one in sorted(found, key=lambda one: (one.place[0] - one.place[1], one.place)):
        # Of a range both ends are read, from the same words.
        other_end = any(one.place == c.place and one.read.field == c.read.field for c in chosen)
        if other_end or all(one.place[1] <= start or end <= one.place[0] for start, end in held):
            held.append(one.place)
            chosen.append(one)
    return tuple(sorted(chosen, key=lambda one: one.place))
