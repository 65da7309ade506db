"""What does an index hold of the term base, and how is it looked up? Written by a build, read when first asked for.

Invariant: what is read is what was written; a term that has no entry has no places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pydantic import TypeAdapter

from search_app.model import FormerTerm, GlossaryTerm, Lang, Library, TermNotes, TermSource, UsageWord
from search_app.search.glossary.places import CLAUSE_BITS, TITLE, WITHIN, Places, plain, unpack
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.pinyin import Syllables, join_sound

TERMS, NOTES, WORDS, PLACES = "terms.json", "notes.json", "words.json", "places.bin"
_BRACKETS = re.compile(r"（[^（）]*）")
_NUMBER = re.compile(rf"(?:\d|[{HAN_NUMERALS}半])+")
_LONGEST = 60  # characters of a name that is no word's
DIGITS = "0–9"  # the initial of what begins with no letter


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as it is looked up: how it sounds, and which bytes of the file of places are its own."""

    term: GlossaryTerm
    sound: str
    start: int = 0
    end: int = 0

    def initial(self, lang: Lang) -> str:
        """The letter below which a reader of ``lang`` looks for it."""
        first = (self.sound if lang == "zh" else self.term.en)[:1].upper()
        return first if "A" <= first <= "Z" else DIGITS


_ENTRIES, _NOTES = TypeAdapter(tuple[Entry, ...]), TypeAdapter(TermNotes)
_SLICES: TypeAdapter[dict[str, tuple[int, int]]] = TypeAdapter(dict[str, tuple[int, int]])


def write_glossary(
    library: Library,
    places: Mapping[str, bytes],
    word_places: Mapping[str, bytes],
    say: Callable[[str], Syllables],
) -> dict[str, bytes]:
    """The files of the glossary of ``library``; ``places`` by term and by word of force, ``say`` gives the syllables
    of a word."""
    entries: list[Entry] = []
    content = bytearray()
    for term in library.terms:
        own = places.get(term.zh, b"")
        entries.append(Entry(term, join_sound(say(term.zh)), len(content), len(content) + len(own)))
        content += own
    words: dict[str, tuple[int, int]] = {}
    for zh, own in word_places.items():
        words[zh] = len(content), len(content) + len(own)
        content += own
    return {
        TERMS: _ENTRIES.dump_json(tuple(entries), exclude_defaults=True),
        NOTES: _NOTES.dump_json(library.term_notes, exclude_defaults=True),
        WORDS: _SLICES.dump_json(words),
        PLACES: bytes(content),
    }


class HeldGlossary:
    """The term base of an index. Safe for threads: what two read at once is the same."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {name: files[name] for name in (TERMS, NOTES, WORDS, PLACES)}

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every term by its Chinese, in the order of the term base."""
        return {one.term.zh: one for one in _ENTRIES.validate_json(self._files[TERMS])}

    @cached_property
    def notes(self) -> TermNotes:
        """What the term base holds beside its terms."""
        return _NOTES.validate_json(self._files[NOTES])

    @cached_property
    def sources(self) -> Mapping[str, TermSource]:
        """Whose usage renderings follow, by id."""
        return {source.id: source for source in self.notes.sources}

    @cached_property
    def former(self) -> Mapping[str, FormerTerm]:
        """Terms that have no entry any more, by their Chinese."""
        return {one.zh: one for one in self.notes.former}

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, ...]]:
        return _group((name, zh) for zh, entry in self.entries.items() for name in (zh, entry.term.en))

    @cached_property
    def _rendered(self) -> Mapping[str, tuple[str, ...]]:
        return _group((name, zh) for zh, names in self.renderings.items() for name in names)

    def find_named(self, name: str) -> tuple[str, ...]:
        """The terms whose Chinese or preferred English is ``name``, else those that may be or once were called so, in
        whatever script, width and case; words of English may be joined by hyphens."""
        wanted = plain(name)
        spaced = wanted.replace("-", " ").replace("_", " ")
        return next(
            (found for held in (self._named, self._rendered) for one in (wanted, spaced) if (found := held.get(one))),
            (),
        )

    @cached_property
    def longer(self) -> Mapping[str, tuple[str, ...]]:
        """By term, the longer ones that hold it."""
        every = {zh: plain(zh) for zh in self.entries}
        found = {zh: tuple(o for o, whole in every.items() if o != zh and own in whole) for zh, own in every.items()}
        return {zh: others for zh, others in found.items() if others}

    @cached_property
    def renderings(self) -> Mapping[str, tuple[str, ...]]:
        """By term, every English that a text may have for it."""
        found = {zh: [one.term.en, *one.term.admitted] for zh, one in self.entries.items()}
        for former in self.notes.renderings:
            if former.zh in found:
                found[former.zh].append(former.en)
        return {zh: tuple(dict.fromkeys(its)) for zh, its in found.items()}

    @cached_property
    def words(self) -> Mapping[str, UsageWord]:
        """Words of force, bounds and periods, by their Chinese."""
        return {word.zh: word for word in self.notes.words}

    @cached_property
    def _named_words(self) -> Mapping[str, str]:
        """By what a reader may call it, a word of force: its Chinese, each of several (不足、不满), without what stands
        in brackets (品种（药械）), or its English."""
        named: dict[str, str] = {}
        for zh in self.words:
            named.setdefault(plain(zh), zh)
        for zh, word in self.words.items():
            named.setdefault(plain(zh.removeprefix("N")), zh)
            for name in (*_BRACKETS.sub("", zh).split("、"), word.en):
                named.setdefault(plain(name), zh)
        return named

    def find_word_named(self, name: str) -> str | None:
        """The word of force that ``name`` calls, also with a number for its N (三年内)."""
        wanted = plain(name).replace("-", " ").replace("_", " ").strip()
        numbered = plain(_NUMBER.sub("N", wanted[:_LONGEST]))
        return self._named_words.get(wanted) or self._named_words.get(numbered)

    @cached_property
    def _word_slices(self) -> Mapping[str, tuple[int, int]]:
        return _SLICES.validate_json(self._files[WORDS])

    def word_places(self, zh: str) -> Places:
        """The places of a word of force, in the order of the index."""
        start, end = self._word_slices.get(zh, (0, 0))
        return unpack(self._files[PLACES][start:end])

    def places(self, zh: str) -> Places:
        """The places of a term, in the order of the index."""
        entry = self.entries[zh]
        return unpack(self._files[PLACES][entry.start : entry.end])


def _group(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """By name, as names are compared, the terms that have it, each once."""
    groups: dict[str, dict[str, None]] = {}
    for name, zh in named:
        groups.setdefault(plain(name), {})[zh] = None
    return {name: tuple(terms) for name, terms in groups.items()}


def order_places(places: Places, firsts: Sequence[int], counting: Sequence[int]) -> tuple[Places, int]:
    """(``places`` as they are shown, how many of them count): those of versions that count come before former ones,
    sentences before titles, and those of the term itself before those within longer ones. ``firsts``: the number of
    the first clause of each version, in the order of the index; ``counting``: which versions count."""
    clauses = places >> np.uint64(CLAUSE_BITS)
    versions = np.searchsorted(np.asarray(firsts, "u8"), clauses, side="right") - 1
    aside = ~np.isin(versions, np.asarray(counting, "i8"))
    titles, within = places & np.uint64(TITLE), places & np.uint64(WITHIN)
    return places[np.lexsort((places, within, titles, aside))], int(len(places) - np.count_nonzero(aside))
