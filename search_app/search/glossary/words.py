"""In which sentences and titles does a word of force, bound or period stand? By its pattern, as the table of usage has
it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from search_app.model import Document, Span, UsageWord
from search_app.search.glossary.places import pack_places
from search_app.text.script import simplify


def find_word(word: UsageWord, text: str) -> tuple[Span, ...]:
    """Where ``word`` stands in a sentence."""
    return find_standing(word.zh, word.pattern, word.but, text)


def find_standing(zh: str, pattern: str | None, but: Iterable[str], text: str) -> tuple[Span, ...]:
    """Where ``zh`` stands in ``text``, in whatever script, and not within one of ``but``: in what its ``pattern``
    finds, or this itself, or its group, where ``zh`` is no word that is printed (至N年)."""
    text = simplify(text)
    for longer in but:
        text = _pattern(longer).sub(lambda found: "\uffff" * len(found.group()), text)
    itself = _pattern(re.escape(zh))
    spans: list[tuple[int, int]] = []
    for found in _pattern(pattern or re.escape(zh)).finditer(text):
        own = [match.span() for match in itself.finditer(text, *found.span())]
        spans += own or [found.span(found.lastindex or 0)]
    return tuple(Span(*span) for span in spans if span[0] < span[1])


_pattern = cache(re.compile)


def find_word_places(documents: Iterable[Document], words: Sequence[UsageWord]) -> dict[str, bytes]:
    """By word, its places in ``documents``, packed."""

    def find(text: str) -> dict[str, bool]:
        return {word.zh: False for word in words if find_word(word, text)}

    return pack_places(documents, find)
