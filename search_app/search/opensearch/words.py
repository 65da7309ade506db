"""Where does each word of an index stand, and in how many clauses? A table beside the index, so that nobody need ask.

A word is asked for only in the fields that have it, which are few of many; how rare it is is known before anything is
sent. What a node would have to be asked for is read here from sorted bytes, of which no objects are made. Invariant:
what the table does not name stands in no clause.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

import numpy as np

from search_app.search.embedded.arrays import read_array, smallest, write_array
from search_app.search.engine import BOOSTS, Record
from search_app.search.opensearch.schema import TOKENS

WORDS, MASKS, COUNTS, ENDS = "words.txt", "masks.npy", "counts.npy", "ends.npy"
_FIELDS = (*BOOSTS, *TOKENS)
_BITS = {name: 1 << n for n, name in enumerate(_FIELDS)}
Files = Mapping[str, bytes]


def list_words(records: Iterable[Record]) -> dict[str, bytes]:
    """The table of a group of records."""
    masks: dict[str, int] = {}
    counts: dict[str, int] = {}
    for record in records:
        own: dict[str, int] = {}
        for name in BOOSTS:
            for word in record.words.get(name, ()):
                own[word] = own.get(word, 0) | _BITS[name]
        for name in TOKENS:
            for token in getattr(record, name):
                own[f"{name}:{token}"] = _BITS[name]  # no word holds a colon
        for word, mask in own.items():
            masks[word] = masks.get(word, 0) | mask
            counts[word] = counts.get(word, 0) + 1
    return _write(masks, counts)


def join_words(groups: Iterable[Files]) -> dict[str, bytes]:
    """The table of all groups together."""
    masks: dict[str, int] = {}
    counts: dict[str, int] = {}
    for files in groups:
        words = files[WORDS].decode("utf-8", "surrogatepass").split("\n") if files[WORDS] else []
        own = zip(words, read_array(files[MASKS]).tolist(), read_array(files[COUNTS]).tolist(), strict=True)
        for word, mask, count in own:
            masks[word] = masks.get(word, 0) | mask
            counts[word] = counts.get(word, 0) + count
    return _write(masks, counts)


def _write(masks: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, bytes]:
    encoded = sorted((word.encode("utf-8", "surrogatepass"), word) for word in masks)
    ends = np.cumsum([len(one) + 1 for one, _ in encoded], dtype=np.int64)
    return {
        WORDS: b"\n".join(one for one, _ in encoded),
        MASKS: write_array(np.array([masks[word] for _, word in encoded], dtype=np.uint16)),
        COUNTS: write_array(smallest(np.array([counts[word] for _, word in encoded], dtype=np.int64))),
        ENDS: write_array(smallest(ends)),
    }


class HeldWords:
    """The table of an index, opened. ``find`` is the place of a word in it."""

    def __init__(self, files: Files) -> None:
        """KeyError or ValueError when ``files`` hold none."""
        self._words, self._masks, self._counts = files[WORDS], read_array(files[MASKS]), read_array(files[COUNTS])
        self._ends = read_array(files[ENDS])
        if not len(self._masks) == len(self._counts) == len(self._ends):
            raise ValueError("a table of words that does not fit together")

    def _find(self, word: str) -> int | None:
        wanted = word.encode("utf-8", "surrogatepass")
        place = bisect_left(range(len(self._ends)), wanted, key=self._word)
        return place if place < len(self._ends) and self._word(place) == wanted else None

    def _word(self, place: int) -> bytes:
        start = int(self._ends[place - 1]) if place else 0
        return self._words[start : int(self._ends[place]) - 1]

    def count(self, view: str, text: str) -> int:
        """How many clauses hold a word, or in another view a token."""
        place = self._find(text if view == "words" else f"{view}:{text}")
        return 0 if place is None else int(self._counts[place])

    def fields(self, word: str) -> tuple[str, ...]:
        """The fields in which a word stands, in the order of ``BOOSTS``."""
        place = self._find(word)
        mask = 0 if place is None else int(self._masks[place])
        return tuple(name for name in BOOSTS if mask & _BITS[name])
