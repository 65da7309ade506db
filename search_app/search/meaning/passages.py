"""Which texts of a clause does meaning look at? The whole of it, and each of its sentences.

Invariant: a sentence is a stretch of the clause's text, so that it can be shown where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.model import Clause, Span

# A model reads about 500 characters at once; what comes later in a very long clause is read by its sentences.
_WHOLE = 1_000
_SHORTEST, _MOST = 6, 60  # characters of a sentence, and sentences of a clause
_SENTENCE = re.compile(r"[^。；;\n]+[。；;\n]*")


def whole_text(clause: Clause) -> str:
    """The clause with its title, as one text."""
    text = clause.text.zh
    title = clause.title.zh if clause.title else ""
    return (text if text.startswith(title) else f"{title}。{text}")[:_WHOLE]


def find_sentences(clause: Clause) -> tuple[Span, ...]:
    """Where the sentences of ``clause`` stand in its text; none where it is one sentence alone."""
    spans = tuple(_find(clause.text.zh))
    return spans[:_MOST] if len(spans) > 1 else ()


def _find(text: str) -> Iterator[Span]:
    for found in _SENTENCE.finditer(text):
        if len(found.group().strip()) >= _SHORTEST:
            yield Span(found.start(), found.end())
