"""Which words does the library itself use, and what else are they called? One look-up for each question.

Everything was made with the index (``tables``, ``vocabulary``); here it is only looked up when a query comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from search_app.model import DocumentHead
from search_app.search.citations.names import Names
from search_app.search.words.concepts import Concepts
from search_app.search.words.held_tables import HeldTables, Key, Meaning, Suggestion
from search_app.search.words.offices import OfficeNames
from search_app.search.words.vocabulary import Vocabulary
from search_app.text.pinyin import Dictionary
from search_app.text.tokens import is_word

# A part of a synonym (经济 of 总部经济) that stands in this share of what the commonest word stands in says nothing.
COMMON = 0.25


@dataclass(frozen=True)
class Lexicon:
    """Look-ups that queries are planned with."""

    vocabulary: Vocabulary
    tables: HeldTables
    sounds: Dictionary
    heads: Sequence[DocumentHead] = ()  # every version of every document

    @cached_property
    def english(self) -> Mapping[Key, tuple[Meaning, ...]]:
        """English expressions, as stems without stop words, and the Chinese words that they stand for."""
        return dict(self.tables.english.english)

    @property
    def chinese(self) -> Mapping[str, tuple[Meaning, ...]]:
        """Chinese expressions and the words of the texts that they stand for."""
        return self.tables.chinese.chinese

    @property
    def renderings(self) -> Mapping[str, str]:
        """Chinese terms and the English that the translation uses for them."""
        return self.tables.chinese.renderings

    @property
    def offices(self) -> Mapping[str, str]:
        """Every name an office goes by, folded, and its id; only offices that the documents name."""
        return self.tables.chinese.offices

    @cached_property
    def names(self) -> Names:
        """What the documents are called, of every version."""
        return Names(self.heads)

    @cached_property
    def bodies(self) -> OfficeNames:
        """What the offices that the documents name are called by people who ask for them."""
        return OfficeNames(self.tables.chinese.bodies)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of every English word of the texts, the tables, the dictionary and our own pages (clause): right as
        they are."""
        return self.tables.english.stems | self.tables.english.bridge.words.keys()

    @cached_property
    def spelled(self) -> Sequence[str]:
        """English words as they are written in the texts and in the dictionary."""
        bridged = sorted(self.tables.english.bridge.written)
        return tuple(dict.fromkeys((*self.vocabulary.latin, *bridged)))

    @cached_property
    def concepts(self) -> Concepts:
        """What words mean that may stand anywhere in a query."""
        return Concepts(self.tables.chinese.concepts)

    @cached_property
    def loose(self) -> Mapping[str, tuple[tuple[frozenset[str], tuple[Meaning, ...]], ...]]:
        """English expressions of several words, which may stand apart, by each of them: (all words, meanings)."""
        found: dict[str, list[tuple[frozenset[str], tuple[Meaning, ...]]]] = defaultdict(list)
        for key, meanings in self.tables.english.loose:
            words = frozenset(key)
            for word in words:
                found[word].append((words, meanings))
        return {word: tuple(entries) for word, entries in found.items()}

    @cached_property
    def longest_english(self) -> int:
        """Words of the longest English expression."""
        return max((len(key) for key in self.english), default=0)

    @cached_property
    def suggested(self) -> tuple[tuple[str, Suggestion], ...]:
        """Each suggestion behind all its keys in one string, which most questions are told apart by at once."""
        return tuple(("\n".join(one[2]), one) for one in self.tables.suggestions)

    def is_telling(self, word: str) -> bool:
        """Whether ``word`` sets clauses apart: 经济 and 企业, which stand in most of them, do not."""
        return self.vocabulary.han.get(word, 0) < COMMON * self._commonest

    @cached_property
    def _commonest(self) -> int:
        return max(self.vocabulary.han.values(), default=1)

    def knows(self, typed: str) -> bool:
        """Whether ``typed``, folded and simplified, is right as it stands: general Chinese, our tables, the name of an
        office or the texts have it."""
        return (
            is_word(typed)
            or typed in self.vocabulary.han
            or typed in self.vocabulary.unlisted
            or typed in self.chinese
            or typed in self.renderings
            or typed in self.tables.chinese.office_names
        )

    def says(self, key: Key) -> bool:
        """Whether the English texts say this expression themselves, as far as pairs of neighbours tell."""
        if len(key) == 1:
            return key[0] in self.tables.english.text_stems
        return all(f"{a} {b}" in self.vocabulary.pairs for a, b in pairwise(key))

    def warm_up(self) -> None:
        """Make the look-ups that each question needs. Those of English, sounds and suggestions are made with the first
        question that asks for them."""
        for name in ("_commonest", "bodies", "names"):
            getattr(self, name)
        self.concepts.warm_up()
