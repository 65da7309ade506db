"""Which records hold a string unbroken? Those in which its pairs of neighbouring tokens follow one another.

Of each pair it is known where in a record it stands, so that no text is looked at. Invariant: a string is found
wherever its tokens stand side by side, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search_app.search.embedded.arrays import Files, Ids, number_words, read_words, write_words
from search_app.search.embedded.lists import (
    Lists,
    PackedLists,
    join_lists,
    make_lists,
    pack_lists,
    read_lists,
    write_lists,
)
from search_app.search.engine import Record

_RECORD = 32  # bits behind the number of a record for a place in it
_NOTHING = np.array([], dtype=np.int64)


def make_strings(records: Sequence[Record]) -> dict[str, bytes]:
    """The strings of the records of a group."""
    every, numbered = number_words([record.chars for record in records])
    # The pair of a token and what follows it; behind the last one there is 0.
    keys = [tokens << 32 | np.append(tokens[1:] + 1, 0)[: len(tokens)] for tokens in numbered]
    joined = np.concatenate([_NOTHING, *keys]).astype(np.uint64)
    lengths = [len(one) for one in keys]
    places = np.concatenate([_NOTHING, *map(np.arange, lengths)])
    pairs = make_lists(joined, np.repeat(np.arange(len(keys)), lengths), places)
    return {"tokens.txt": write_words(every), **write_lists(pairs, "pairs")}


def join_strings(parts: Sequence[Files], sizes: Sequence[int]) -> dict[str, bytes]:
    """The strings of all groups, each with its number of records, as ``HeldStrings`` serves them."""
    every, numbered = number_words([read_words(part["tokens.txt"]) for part in parts])
    bases = [sum(sizes[:n]) for n in range(len(sizes))]
    moved = [_move(read_lists(part, "pairs"), numbers) for part, numbers in zip(parts, numbered, strict=True)]
    return {"tokens.txt": write_words(every), **pack_lists(join_lists(moved, bases), "pairs", counted=True)}


def _move(lists: Lists, numbers: Ids) -> Lists:
    """``lists`` of pairs of tokens that have other ``numbers`` now, in the new order of their keys."""
    first, second = (lists.keys >> 32).astype(np.int64), (lists.keys & 0xFFFFFFFF).astype(np.int64)
    following = np.where(second > 0, numbers[np.maximum(second - 1, 0)] + 1, 0) if len(numbers) else second
    keys = (numbers[first] << 32 | following).astype(np.uint64) if len(numbers) else lists.keys
    # Both numberings are sorted, so that the order of the pairs stays.
    return Lists(keys, lists.starts, lists.records, lists.counts)


class HeldStrings:
    """Finds strings in the files of ``join_strings``."""

    def __init__(self, files: Files) -> None:
        """KeyError or ValueError when the files are none of ``join_strings``."""
        self._number = {token: n for n, token in enumerate(read_words(files["tokens.txt"]))}
        self._pairs = PackedLists(files, "pairs", counted=True)

    def find(self, tokens: tuple[str, ...]) -> Ids:
        """The records that hold ``tokens`` side by side, ascending."""
        numbers = [self._number.get(token, -1) for token in tokens]
        if not numbers or -1 in numbers:
            return _NOTHING
        if len(numbers) == 1:
            places = self._pairs.find(numbers[0] << 32, (numbers[0] + 1) << 32)
            return np.unique(np.concatenate([_NOTHING, *map(self._pairs.records, places)]))
        keys = [first << 32 | (second + 1) for first, second in pairwise(numbers)]
        held = [self._pairs.find(key, key + 1) for key in keys]
        if not all(held):
            return _NOTHING
        if len(held) == 1:
            return _drop_repeats(self._pairs.records(held[0][0]))
        return _drop_repeats(self._find_beginnings([places[0] for places in held]) >> _RECORD)

    def _find_beginnings(self, pairs: Sequence[int]) -> Ids:
        """Where a string begins whose pairs, one behind another, are at these places among all pairs."""
        # What is rare leaves little to be looked for.
        first, *others = sorted(enumerate(pairs), key=lambda pair: self._pairs.length(pair[1]))
        found = self._list_beginnings(*first)
        for other in others:
            if not len(found):
                break
            every = self._list_beginnings(*other)
            found = found[every[np.minimum(np.searchsorted(every, found), len(every) - 1)] == found]
        return found

    def _list_beginnings(self, before: int, pair: int) -> Ids:
        """Where strings begin that have a pair behind ``before`` others: record and place in one number, ascending."""
        records, places = self._pairs.postings(pair)
        beginnings: Ids = (records << _RECORD) + places - before
        return beginnings


def _drop_repeats(ascending: Ids) -> Ids:
    first: Ids = ascending[np.diff(ascending, prepend=-1) != 0]
    return first
