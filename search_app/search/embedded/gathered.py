"""What do the records of a group hold, gathered word by word? The one source of Whoosh's index and of our arrays."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from search_app.search.embedded.arrays import Ids
from search_app.search.embedded.lists import Lists, make_lists
from search_app.search.engine import BOOSTS, Record

# Fields of single tokens that are looked up and not ranked.
TOKENS = ("figures", "offices", "facts")
FIELDS = (*BOOSTS, *TOKENS)


class Postings:
    """Where one word stands in one field: numbers of records, ascending, and how often it stands in each."""

    __slots__ = ("counts", "numbers")

    def __init__(self) -> None:
        self.numbers = array("I")
        self.counts = array("I")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Ids of records in order; by field, the number of tokens of each record; by field and word, where it stands."""

    ids: list[str] = field(default_factory=list)
    lengths: Mapping[str, array[int]] = field(default_factory=lambda: {name: array("I") for name in FIELDS})
    postings: Mapping[str, dict[str, Postings]] = field(default_factory=lambda: {name: {} for name in FIELDS})

    def words(self) -> list[str]:
        """Every word of every field, sorted."""
        return sorted({word for words in self.postings.values() for word in words})


def gather_words(records: Iterable[Record]) -> Gathered:
    """The words, figures, offices and facts of ``records``."""
    found = Gathered()
    for number, record in enumerate(records):
        found.ids.append(record.id)
        tokens: Mapping[str, tuple[str, ...]] = {**record.words, **{name: getattr(record, name) for name in TOKENS}}
        for name in FIELDS:
            counts = Counter(tokens.get(name, ()))
            found.lengths[name].append(counts.total())
            words = found.postings[name]
            for word, count in counts.items():
                postings = words.get(word) or words.setdefault(word, Postings())
                postings.numbers.append(number)
                postings.counts.append(count)
    return found


def word_key(word: int, name: str) -> int:
    """The key of a word, by its number, in the field ``name``; all fields of a word stand together."""
    return word << 8 | FIELDS.index(name)


def list_words(found: Gathered, words: list[str]) -> Lists:
    """Where each of ``words`` stands, under ``word_key``."""
    keys, held = [], []
    for number, word in enumerate(words):
        for name in FIELDS:
            if postings := found.postings[name].get(word):
                keys.append(word_key(number, name))
                held.append(postings)
    return make_lists(
        np.repeat(np.array(keys, dtype=np.uint64), [len(one.numbers) for one in held]),
        _join([one.numbers for one in held]),
        _join([one.counts for one in held]),
    )


def _join(parts: list[array[int]]) -> Ids:
    return np.concatenate([np.frombuffer(part, np.uint32) for part in parts]) if parts else np.array([], np.uint32)
