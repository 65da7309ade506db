"""Which words does a table hold, as one pattern? Longer words go before their beginnings.

Invariant: the order of the words in the table makes no difference.
"""

from __future__ import annotations

import re
from functools import cache

from search_app.data import read_table


@cache
def read_words(table: str, row: str) -> tuple[str, ...]:
    """All words of the entries ``[[row]]`` of a table, the longest first."""
    words = {word for entry in read_table(table, row) for word in entry["words"]}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def one_of(table: str, *rows: str) -> str:
    """A pattern, without groups, of any word of these entries."""
    return _alternatives({word for row in rows for word in read_words(table, row)})


@cache
def one_of_named(table: str, row: str, *names: str) -> str:
    """The same of the entries of ``row`` that have these names."""
    return _alternatives(
        {word for entry in read_table(table, row) if entry["name"] in names for word in entry["words"]}
    )


def _alternatives(words: set[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))})"
