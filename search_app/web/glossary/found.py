"""What does a reader look for: terms of a letter, terms, words of force and bodies that hold what was typed, or those
that are near it?"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search_app.data import read_table
from search_app.model import Bilingual, Lang
from search_app.search.glossary.held import DIGITS, Entry, HeldGlossary
from search_app.search.glossary.places import plain
from search_app.web.glossary.names import PATH

_COMPARED = 60  # characters of what was typed; the longest term has 29
FREQUENT = 60  # terms on the first page
_BESIDE = 20  # words of force and bodies that are listed: "a" stands in nearly all of them
NEAR = 6  # terms that are offered where there is none of the name that was asked for


def sort_entries(glossary: HeldGlossary, lang: Lang) -> list[Entry]:
    """Every term in the order of a dictionary of ``lang``; what begins with no letter comes last."""

    def order(entry: Entry) -> tuple[bool, str, str]:
        said = entry.sound if lang == "zh" else entry.term.en.lower()
        return entry.initial(lang) == DIGITS, said, entry.term.zh

    return sorted(glossary.entries.values(), key=order)


def group_entries(entries: Sequence[Entry], lang: Lang) -> Mapping[str, list[Entry]]:
    """``entries`` by their initials."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.initial(lang), []).append(entry)
    return groups


def find_frequent(entries: Sequence[Entry]) -> list[Entry]:
    """Those that stand in the most sentences."""
    return sorted(entries, key=lambda entry: entry.start - entry.end)[:FREQUENT]


def find_entries(entries: Sequence[Entry], q: str) -> list[Entry]:
    """Those of ``entries`` of which a name holds ``q``: the same name first, then names that begin with it."""
    wanted = plain(q).strip()
    ranked = ((_rank(entry, wanted), n, entry) for n, entry in enumerate(entries))
    return [entry for rank, _, entry in sorted((one for one in ranked if one[0] is not None), key=lambda one: one[:2])]


def _rank(entry: Entry, wanted: str) -> int | None:
    term = entry.term
    names = [_plain(name) for name in (term.zh, term.en, *term.admitted)] + [entry.sound]
    return _compare(wanted, names, (*term.search_zh, *term.search_en, *term.forbidden))


def _compare(wanted: str, names: Sequence[str], called: Sequence[str]) -> int | None:
    """0 for a name, 1 where one begins so, 2 where one holds it, 3 where only what readers call it does."""
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    return 3 if any(wanted in _plain(name) for name in called) else None


@dataclass(frozen=True, slots=True)
class Named:
    """A word of force or a body, which have pages of their own beside the terms; ``path`` lacks the language."""

    name: Bilingual
    path: str


def find_beside(glossary: HeldGlossary, q: str) -> list[Named]:
    """The words of force and bodies of which a name holds ``q``, the nearest first, at most ``_BESIDE``."""
    wanted = plain(q).strip()[:_COMPARED]
    if not wanted:
        return []
    ranked = (
        (_compare(wanted, [_plain(one) for one in names], called), named) for named, names, called in _list(glossary)
    )
    found = sorted(((rank, named) for rank, named in ranked if rank is not None), key=lambda one: one[0])
    return [named for _, named in found][:_BESIDE]


def _list(glossary: HeldGlossary) -> Iterator[tuple[Named, Sequence[str], Sequence[str]]]:
    """(word of force or body, its names, what else it is called) of each."""
    for word in glossary.notes.words:
        named = Named(Bilingual(word.zh, word.en), f"/glossary/words-of-force/{word.zh}")
        yield named, (word.zh, word.en, *word.admitted), word.forbidden
    for body in read_table("departments", "department"):
        named = Named(Bilingual(body["zh"], body["en"]), f"{PATH}/{body['id']}")
        former = [name for old in body.get("former", ()) for name in (old["name"], old["en"])]
        yield named, (body["zh"], body["en"], body["short_en"], *body["printed"]), (*body["aliases"], *former)


_plain = lru_cache(8192)(plain)  # of names, which each question is compared with


def find_near(glossary: HeldGlossary, name: str) -> list[Entry]:
    """The terms whose name is most like ``name``, which is none."""
    wanted = plain(name).replace("-", " ").strip()[:_COMPARED]
    if not wanted:
        return []
    by_name = {plain(said): entry for entry in glossary.entries.values() for said in (entry.term.en, entry.term.zh)}
    holding = [said for said in by_name if said in wanted or wanted in said]
    alike = difflib.get_close_matches(wanted, by_name, n=NEAR, cutoff=0.5)
    found = {by_name[said].term.zh: by_name[said] for said in (*alike, *sorted(holding, key=len, reverse=True))}
    return list(found.values())[:NEAR]
