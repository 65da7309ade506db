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
from search_app.data.patterns import Pattern
from search_app.search.asked.borders import cuts_a_word
from search_app.search.asked.days import find_days_beside, parse_days
from search_app.search.asked.slots import Seen, read_slot, slot_patterns
from search_app.search.model import Read
from search_app.search.words.lexicon import Lexicon

Place = tuple[int, int]
_SLOT = re.compile(r"\{([a-z_]+)\}")
_SUM = re.compile(r"\{(?:sum|low|high|about_low|about_high)\}")
_LOOK_BEHIND = re.compile(r"(\(\?<[=!][^)]*\))")


@dataclass(frozen=True, slots=True)
class Found:
    """A constraint and where it is said. ``cut``: what says nothing else and is not looked for; ``low``: what may still
    be words of a text."""

    read: Read
    place: Place
    cut: tuple[Place, ...] = ()
    low: bool = False
    denied: bool = False  # by words inside it: 市里|不|出钱
    of: Place | None = None  # of a day, where the validity stands that it is the day of


@dataclass(frozen=True, slots=True)
class Unclear:
    """What is said and cannot be done: not to want what nobody knows, an office that no document names, a day that is
    none."""

    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grammar: what it reads, and the patterns that say it."""

    entry: dict[str, Any]
    patterns: tuple[Pattern, ...]


def make_patterns(zh: Iterable[str], en: Iterable[str]) -> tuple[Pattern, ...]:
    """Patterns of the table, with their slots filled in; English ones stand on borders of words."""
    parts = {row["name"]: (row["zh"], row["en"]) for row in read_table("asking", "part")}

    def fill(phrase: str, lang: int) -> str:
        def slot(found: re.Match[str]) -> str:
            name = found[1]
            if name in parts:  # which may be made of parts
                return f"(?:{fill(parts[name][lang], lang)})"
            return slot_patterns().get(name, found[0])

        return _SLOT.sub(slot, phrase)

    # A sum may be written as in English, or set apart: 超过 RMB 1 million 的补贴.
    chinese = (Pattern(fill(_SUM.sub(r" *\g<0> *", phrase), 0)) for phrase in zh)
    spaced = ("".join(p if p.startswith("(?<") else p.replace(" ", " +") for p in _LOOK_BEHIND.split(e)) for e in en)
    english = (Pattern(rf"(?<![a-z0-9])(?:{fill(phrase, 1)})(?![a-z0-9])") for phrase in spaced)
    return (*chinese, *english)


@cache
def rows() -> tuple[Row, ...]:
    """The rows of constraints."""
    return tuple(Row(entry, make_patterns(entry["zh"], entry["en"])) for entry in read_table("asking", "read"))


def find_constraints(
    seen: Seen, day: date | None, lexicon: Lexicon, borders: frozenset[int]
) -> Iterator[Found | Unclear]:
    """Everything that the rows find in ``seen``, overlapping or not; nothing that begins or ends inside a word."""
    for row in rows():
        for pattern in row.patterns:
            text = seen.naming if "{office}" in row.entry["value"] else seen.text
            for match in _find_words(pattern, text, borders):
                if match.end() > match.start():
                    yield from _make(row.entry, match, seen, day, lexicon)


def _find_words(pattern: Pattern, text: str, borders: frozenset[int]) -> Iterator[re.Match[str]]:
    """Where ``pattern`` says whole words; of a match that begins inside one the rest may (不|是市里出的)."""
    for match in pattern.finditer(text):
        one: re.Match[str] | None = match
        if cuts_a_word(text, (match.start(),), borders):
            later = (at for at in sorted(borders) if match.start() < at < match.end())
            one = next((m for at in later if (m := pattern.match(text, at))), None)
        if one and not cuts_a_word(text, one.span(), borders):
            yield one


def _make(
    entry: dict[str, Any], match: re.Match[str], seen: Seen, day: date | None, lexicon: Lexicon
) -> Iterator[Found | Unclear]:
    fields, values = (_fill(entry[name], match, seen, day, lexicon) for name in ("field", "value"))
    if not fields or values is None:
        return
    place = start, end = _trim(seen.text, *match.span())
    if not values:
        yield Unclear(place)
    cut: tuple[Place, ...] = (place,) if entry["words"] in ("cut", "low") else ()
    if entry["words"] == "own":
        slot = _SLOT.fullmatch(entry["value"])
        cut = (match.span(slot[1]),) if slot else ()
    for value in values:
        said = _choose_day(match["day"], day) if entry["field"] == "as_of" and day else value
        read = Read(fields[0], entry["op"], said, seen.typed[start:end], entry.get("weight", "should"))
        yield Found(read, place, cut, entry["words"] == "low", bool(match.groupdict().get("denied")))
        if entry["field"] == "validity" and day:
            yield from _find_day(place, seen, day)


def _find_day(place: Place, seen: Seen, day: date) -> Iterator[Found | Unclear]:
    """The day on which something is said to be valid, beside the words at ``place`` that say so."""
    for start, end, said in find_days_beside(seen.text, *place):
        if parse_days(said, day) is None:  # on which nothing is valid: neither is it meant of today
            yield Unclear((min(start, place[0]), max(end, place[1])))
        else:
            read = Read("as_of", "is", _choose_day(said, day), seen.typed[start:end], "must")
            yield Found(read, (start, end), ((start, end),), of=place)


def _choose_day(said: str, today: date) -> str:
    days = parse_days(said, today)
    return "" if days is None else days.choose(today).isoformat()


def _fill(said: str, match: re.Match[str], seen: Seen, day: date | None, lexicon: Lexicon) -> tuple[str, ...] | None:
    slot = _SLOT.fullmatch(said)
    return read_slot(slot[1], match, seen, day, lexicon) if slot else (said,)


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
        # Of a range both ends are read from the same words, and of a name all that it may mean.
        other_end = any(one.place == c.place and one.read.field == c.read.field for c in chosen)
        if other_end or all(one.place[1] <= start or end <= one.place[0] for start, end in held):
            held.append(one.place)
            chosen.append(one)
    return tuple(sorted(chosen, key=lambda one: one.place))
