"""In which sentences does a word of force, bound or period stand? By its pattern, as the table of usage has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from search_app.model import Clause, Span, UsageWord
from search_app.search.glossary.places import pack_places


def find_word(word: UsageWord, text: str) -> tuple[Span, ...]:
    """Where ``word`` stands in a sentence: the word itself, or what its pattern finds where it is no word that is
    printed (至N年)."""
    for longer in word.but:
        text = text.replace(longer, "\uffff" * len(longer))
    found = [match.span() for match in _pattern(word.pattern or re.escape(word.zh)).finditer(text)]
    if not found:
        return ()
    itself = [match.span() for match in _pattern(re.escape(word.zh)).finditer(text)]
    return tuple(Span(*span) for span in (itself or found) if span[0] < span[1])


_pattern = cache(re.compile)


def find_word_places(clauses: Iterable[Clause], words: Sequence[UsageWord]) -> dict[str, bytes]:
    """By word, its places in ``clauses``, packed."""

    def find(text: str) -> dict[str, bool]:
        return {word.zh: False for word in words if find_word(word, text)}

    return pack_places(clauses, find)
