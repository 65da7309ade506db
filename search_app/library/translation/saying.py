"""Does an English sentence say a phrase? Word for word, or with all its words in any order and form.

Invariant: a phrase begins and ends at the ends of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.text.english import stem

_WORD = re.compile(r"[a-z0-9&+]+")


def find_phrase(phrase: str, low: str) -> Iterator[tuple[int, int]]:
    """Where ``phrase`` stands word for word in ``low``, a text in small letters."""
    return (found.span() for found in re.finditer(rf"(?<![a-z0-9]){re.escape(phrase.lower())}(?![a-z0-9])", low))


def find_stems(text: str) -> frozenset[str]:
    """The stems of the words of ``text``."""
    return frozenset(map(stem, _WORD.findall(text.lower())))
