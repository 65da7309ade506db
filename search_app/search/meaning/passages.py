"""Which texts of a clause does meaning look at? The whole of it, its English text, and each of its sentences.

A model of many languages puts a text and its translation near each other, and two texts of one language nearer still:
a question in English finds more by English. Where nobody has translated a clause, what a dictionary says of its words,
one after another, does nearly as well. Invariant: a sentence is a stretch of the clause's text, so that it can be shown
where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from search_app.model import Clause, Span
from search_app.text.tokens import find_words

# A model reads about 500 characters at once; what comes later in a very long clause is read by its sentences.
_WHOLE, _WHOLE_EN = 1_000, 2_000
_SHORTEST, _MOST = 6, 60  # characters of a sentence, and sentences of a clause
_SENTENCE = re.compile(r"[^。；;\n]+[。；;\n]*")


def whole_text(clause: Clause) -> str:
    """The clause with its title, as one text."""
    text = clause.text.zh
    title = clause.title.zh if clause.title else ""
    return (text if text.startswith(title) else f"{title}。{text}")[:_WHOLE]


def english_text(clause: Clause, definitions: Mapping[str, str]) -> str:
    """The translation of the clause with its title; without one, the ``definitions`` of its words; nothing where there
    are none."""
    text, title = clause.text.en or "", (clause.title.en or "") if clause.title else ""
    if not text:
        words = (definitions.get(word, word if word.isascii() else "") for word in find_words(whole_text(clause)))
        return " ".join(filter(None, words))[:_WHOLE_EN] if definitions else ""
    return (text if text.startswith(title) else f"{title}. {text}")[:_WHOLE_EN]


def find_sentences(clause: Clause) -> tuple[Span, ...]:
    """Where the sentences of ``clause`` stand in its text; none where it is one sentence alone."""
    spans = tuple(_find(clause.text.zh))
    return spans[:_MOST] if len(spans) > 1 else ()


def _find(text: str) -> Iterator[Span]:
    for found in _SENTENCE.finditer(text):
        if len(found.group().strip()) >= _SHORTEST:
            yield Span(found.start(), found.end())
