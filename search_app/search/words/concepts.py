"""What do people mean who use none of the words of the texts? Concepts, by words that may stand anywhere in a query.

A row of ``data/concepts.toml`` says in ``together`` which words must come together: at least one of each list. The
strings of ``said`` are looked up with all other expressions (``tables``). Invariant: whatever a concept leads to stands
in the texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from search_app.data import read_table
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import find_words

_LONGEST = 6  # characters of a word of a list
Words = tuple[tuple[str, ...], ...]  # alternatives of each list; English ones as stems, joined by spaces


@dataclass(frozen=True, slots=True)
class Concept:
    """``chinese`` and ``english``: lists of which each must have a word in the query; ``means``: strings of the texts,
    the surest first."""

    chinese: Words
    english: Words
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """A concept that a query means, and by which of its words."""

    concept: Concept
    words: tuple[str, ...]


def choose_concepts(concepts: Iterable[Concept], texts: Set[str]) -> tuple[Concept, ...]:
    """Those of ``concepts`` that lead to something in ``texts``, which are the expressions that stand there."""
    held = (replace(one, means=tuple(means for means in one.means if means in texts)) for one in concepts)
    return tuple(concept for concept in held if concept.means)


def read_concepts() -> Iterator[Concept]:
    """The concepts of the table, whatever texts hold."""
    for row in read_table("concepts", "concept"):
        chinese = tuple(tuple(simplify(fold(word)) for word in words) for words in row.get("together", ()))
        english = tuple(tuple(" ".join(find_words(word)) for word in words) for words in row.get("together_en", ()))
        if chinese or english:
            yield Concept(chinese, english, tuple(simplify(fold(one)) for one in row["means"]))


def _by_word(lists: Iterable[tuple[Words, Concept]]) -> Mapping[str, tuple[Concept, ...]]:
    """Concepts by each word of their first list."""
    found: dict[str, list[Concept]] = defaultdict(list)
    for words, concept in lists:
        for word in words[0] if words else ():
            found[word].append(concept)
    return {word: tuple(held) for word, held in found.items()}


def _find(
    by_word: Mapping[str, tuple[Concept, ...]], said: Set[str], lists: Callable[[Concept], Words]
) -> tuple[Meant, ...]:
    able = dict.fromkeys(concept for word in sorted(said) for concept in by_word.get(word, ()))
    found = []
    for concept in able:
        words = [next((word for word in one if word in said), "") for one in lists(concept)]
        if all(words):
            found.append(Meant(concept, tuple(words)))
    return tuple(found)


class Concepts:
    """Concepts, found by the words of a query."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = tuple(concepts)

    @cached_property
    def _chinese(self) -> Mapping[str, tuple[Concept, ...]]:
        return _by_word((concept.chinese, concept) for concept in self._concepts)

    @cached_property
    def _english(self) -> Mapping[str, tuple[Concept, ...]]:
        return _by_word((concept.english, concept) for concept in self._concepts)

    def in_chinese(self, text: str) -> tuple[Meant, ...]:
        """The concepts that ``text``, folded and simplified, means, in the order of the table."""
        said = {text[at : at + n] for n in range(1, _LONGEST + 1) for at in range(len(text) - n + 1)}
        return _find(self._chinese, said, lambda concept: concept.chinese)

    def in_english(self, stems: tuple[str, ...]) -> tuple[Meant, ...]:
        """The concepts that the words of ``stems`` mean."""
        pairs = {f"{one} {other}" for one, other in pairwise(stems)}
        return _find(self._english, {*stems, *pairs}, lambda concept: concept.english)

    def warm_up(self) -> None:
        """Make the look-ups, so that no reader waits for them."""
        self.in_chinese("")
        self.in_english(())
