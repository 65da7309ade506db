"""Which words carry no wish, and how is a name looked up without them?"""

from __future__ import annotations

from functools import cache

from search_app.data import read_table
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import find_words, is_han


@cache
def stop_words() -> frozenset[str]:
    """Words that carry no wish, and their stems."""
    words = {word for row in read_table("stopwords", "stop") for word in (*row["zh"], *row["en"])}
    return frozenset(words | {stem for word in words if not is_han(word) for stem in find_words(word)})


def office_key(name: str) -> str:
    """How a name of an office is looked up: Chinese folded, English as stems."""
    folded = simplify(fold(name)).strip()
    return (
        folded.replace(" ", "") if is_han(folded) else " ".join(w for w in find_words(folded) if w not in stop_words())
    )
