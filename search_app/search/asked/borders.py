"""Does a stretch of a query begin or end inside a Chinese word, as 大学生 does in 大学生物系?

Invariant: what is read from the words of a query is made of whole words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from search_app.text.tokens import cut_words, is_han


def find_borders(text: str) -> frozenset[int]:
    """Where the words of ``text`` begin and end, as the dictionary cuts them."""
    return frozenset({0, *accumulate(map(len, cut_words(text)))})


def cuts_a_word(text: str, places: Iterable[int], borders: frozenset[int]) -> bool:
    """Whether one of ``places`` is inside a Chinese word."""
    return any(at not in borders and is_han(text[at - 1 : at]) and is_han(text[at : at + 1]) for at in places)
