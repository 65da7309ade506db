"""Which terms does a reader look for: those of a letter, those that hold what was typed, or those that are near it?"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from search_app.model import Lang
from search_app.search.glossary.held import DIGITS, Entry, HeldGlossary
from search_app.search.glossary.places import plain

_COMPARED = 60  # characters of what was typed; the longest term has 29
FREQUENT = 60  # terms on the first page
_NEAR = 6  # terms that are offered where there is none of the name that was asked for


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
    """0 for a name, 1 where one begins so, 2 where one holds it, 3 where only what readers call it does."""
    term = entry.term
    names = [_plain(name) for name in (term.zh, term.en, *term.admitted)] + [entry.sound]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    called = (*term.search_zh, *term.search_en, *term.forbidden)
    return 3 if any(wanted in _plain(name) for name in called) else None


_plain = lru_cache(8192)(plain)  # of names, which each question is compared with


def find_near(glossary: HeldGlossary, name: str) -> list[Entry]:
    """The terms whose name is most like ``name``, which is none."""
    wanted = plain(name).replace("-", " ").strip()[:_COMPARED]
    if not wanted:
        return []
    by_name = {plain(said): entry for entry in glossary.entries.values() for said in (entry.term.en, entry.term.zh)}
    holding = [said for said in by_name if said in wanted or wanted in said]
    alike = difflib.get_close_matches(wanted, by_name, n=_NEAR, cutoff=0.5)
    found = {by_name[said].term.zh: by_name[said] for said in (*alike, *sorted(holding, key=len, reverse=True))}
    return list(found.values())[:_NEAR]
