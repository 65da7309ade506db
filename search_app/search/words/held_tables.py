"""What tables does an index hold by which queries are understood, and how is each read when it is first asked for?

A question in Chinese needs few of them. Invariant: what is read is what ``make_tables`` wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import TypeAdapter

from search_app.search.model import Origin
from search_app.search.words.bridge import NO_BRIDGE, Bridge
from search_app.search.words.concepts import Concept
from search_app.search.words.offices import OfficeTable
from search_app.search.words.vocabulary import SortedSet

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression stands for: a string of the Chinese texts."""

    text: str
    origin: Origin


Expression = tuple[Key, tuple[Meaning, ...]]  # words, and what they mean together
Suggestion = tuple[str, str, Key]  # text, kind, keys it is found by


@dataclass(frozen=True, slots=True)
class ChineseTables:
    """What Chinese expressions and offices are called."""

    chinese: Mapping[str, tuple[Meaning, ...]]  # expressions, and the words of the texts that they stand for
    renderings: Mapping[str, str]  # Chinese terms and the English that the translation uses for them
    offices: Mapping[str, str]  # every name an office goes by, folded, and its id; of those that the documents name
    office_names: str  # every name of every office that the table knows, held or not, one behind another
    bodies: OfficeTable  # what the offices that the documents name are called
    concepts: tuple[Concept, ...] = ()  # what words mean that may stand anywhere in a query


@dataclass(frozen=True, slots=True)
class EnglishTables:
    """What English words stand for."""

    text_stems: SortedSet  # of the English texts
    stems: SortedSet  # these, and those of the tables and of our own pages (clause): right as they are
    english: tuple[Expression, ...]  # as stems without stop words, and the Chinese words that they stand for
    loose: tuple[Expression, ...]  # English expressions of several words, which may stand apart
    bridge: Bridge = NO_BRIDGE  # from English to the words of texts that nobody has translated


@dataclass(frozen=True, slots=True)
class SoundTables:
    """Words by how they sound, by their initials, and by how they sound to an ear that does not tell zh from z; most
    frequent first."""

    by_sound: Mapping[str, tuple[str, ...]]
    by_initials: Mapping[str, tuple[str, ...]]
    by_blurred_sound: Mapping[str, tuple[str, ...]]


CHINESE, ENGLISH, SOUNDS, SUGGESTIONS = "chinese.json", "english.json", "sounds.json", "suggestions.json"


class HeldTables:
    """The tables of an index. Safe for threads: what two read at once is the same."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {name: files[name] for name in (CHINESE, ENGLISH, SOUNDS, SUGGESTIONS)}

    @cached_property
    def chinese(self) -> ChineseTables:
        """What Chinese expressions and offices are called."""
        return TypeAdapter(ChineseTables).validate_json(self._files[CHINESE])

    @cached_property
    def english(self) -> EnglishTables:
        """What English words stand for."""
        return TypeAdapter(EnglishTables).validate_json(self._files[ENGLISH])

    @cached_property
    def sounds(self) -> SoundTables:
        """Words by how they sound."""
        return TypeAdapter(SoundTables).validate_json(self._files[SOUNDS])

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Terms, clause titles and offices, which a reader might be typing."""
        return TypeAdapter(tuple[Suggestion, ...]).validate_json(self._files[SUGGESTIONS])
