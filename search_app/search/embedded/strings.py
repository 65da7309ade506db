"""Which records hold a string unbroken? Those that hold its pairs of neighbouring tokens, then looked at one by one.

The texts lie in compressed blocks of a few records, of which those that were looked at last are kept open. Invariant:
a string is found wherever its tokens stand side by side, and nowhere else.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from threading import Lock

import numpy as np
from cachetools import LRUCache, cached

from search_app.search.embedded.arrays import (
    Files,
    Ids,
    number_words,
    read_array,
    read_words,
    smallest,
    write_array,
    write_words,
)
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
from search_app.text.tokens import join_chars

_BLOCK = 16  # records of one block
# Of open blocks so many bytes are kept: the whole of a library of 10,000 clauses.
_OPEN_BYTES = 48_000_000
_FEW = 8  # records are looked at before another pair is
_NOTHING = np.array([], dtype=np.int64)


def make_strings(records: Sequence[Record]) -> dict[str, bytes]:
    """The strings of the records of a group."""
    every, numbered = number_words([record.chars for record in records])
    # The pair of a token and what follows it; behind the last one there is 0.
    keys = [np.unique(tokens << 32 | np.append(tokens[1:] + 1, 0)[: len(tokens)]) for tokens in numbered]
    joined = np.concatenate([_NOTHING, *keys]).astype(np.uint64)
    pairs = make_lists(joined, np.repeat(np.arange(len(keys)), [len(one) for one in keys]))
    texts = [join_chars(record.chars) for record in records]
    blocks = [zlib.compress("\n".join(texts[n : n + _BLOCK]).encode()) for n in range(0, len(texts), _BLOCK)]
    return {
        "tokens.txt": write_words(every),
        "texts.bin": b"".join(blocks),
        "texts_sizes.npy": write_array(smallest(np.array([len(one) for one in blocks], dtype=np.int64))),
        **write_lists(pairs, "pairs"),
    }


def join_strings(parts: Sequence[Files], sizes: Sequence[int]) -> dict[str, bytes]:
    """The strings of all groups, each with its number of records, as ``HeldStrings`` serves them."""
    every, numbered = number_words([read_words(part["tokens.txt"]) for part in parts])
    bases = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    moved = [_move(read_lists(part, "pairs"), numbers) for part, numbers in zip(parts, numbered, strict=True)]
    blocks = [read_array(part["texts_sizes.npy"]).astype(np.int64) for part in parts]
    first = [base + np.arange(len(own)) * _BLOCK for base, own in zip(bases, blocks, strict=False)]
    return {
        "tokens.txt": write_words(every),
        "texts.bin": b"".join(part["texts.bin"] for part in parts),
        "texts_starts.npy": write_array(smallest(np.cumsum(np.concatenate([[0], *blocks]).astype(np.int64)))),
        "texts_first.npy": write_array(smallest(np.append(np.concatenate([_NOTHING, *first]), bases[-1]))),
        **pack_lists(join_lists(moved, bases.tolist()[:-1]), "pairs"),
    }


def _move(lists: Lists, numbers: Ids) -> Lists:
    """``lists`` of pairs of tokens that have other ``numbers`` now, in the new order of their keys."""
    first, second = (lists.keys >> 32).astype(np.int64), (lists.keys & 0xFFFFFFFF).astype(np.int64)
    following = np.where(second > 0, numbers[np.maximum(second - 1, 0)] + 1, 0) if len(numbers) else second
    keys = (numbers[first] << 32 | following).astype(np.uint64) if len(numbers) else lists.keys
    # Both numberings are sorted, so that the order of the pairs stays.
    return Lists(keys, lists.starts, lists.records)


class HeldStrings:
    """Finds strings in the files of ``join_strings``."""

    def __init__(self, files: Files) -> None:
        """KeyError or ValueError when the files are none of ``join_strings``."""
        self._number = {token: n for n, token in enumerate(read_words(files["tokens.txt"]))}
        self._pairs = PackedLists(files, "pairs")
        self._texts = files["texts.bin"]
        self._starts, self._first = read_array(files["texts_starts.npy"]), read_array(files["texts_first.npy"])
        if len(self._starts) != len(self._first) or int(self._starts[-1]) != len(self._texts):
            raise ValueError("texts that do not fit together")
        kept: LRUCache[int, list[str]] = LRUCache(_OPEN_BYTES, lambda block: sum(map(len, block)) * 2)
        self._block = cached(kept, lock=Lock())(self._open_block)

    def find(self, tokens: tuple[str, ...]) -> Ids:
        """The records that hold ``tokens`` side by side, ascending."""
        numbers = [self._number.get(token, -1) for token in tokens]
        if not numbers or -1 in numbers:
            return _NOTHING
        if len(numbers) == 1:
            places = self._pairs.find(numbers[0] << 32, (numbers[0] + 1) << 32)
            return np.unique(np.concatenate([_NOTHING, *map(self._pairs.records, places)]))
        keys = [first << 32 | (second + 1) for first, second in pairwise(numbers)]
        held = [self._pairs.find(key, key + 1) for key in dict.fromkeys(keys)]
        if not all(held):
            return _NOTHING
        lists = sorted((self._pairs.records(places[0]) for places in held), key=len)
        found = lists[0]
        for other in lists[1:]:
            if len(found) > _FEW:
                found = np.intersect1d(found, other, assume_unique=True)
        if len(numbers) > 2:
            found = np.fromiter(self._holding(join_chars(tokens), found), np.int64)
        return found

    def _holding(self, wanted: str, records: Ids) -> Iterator[int]:
        blocks = np.searchsorted(self._first, records, side="right") - 1
        for record, block in zip(records.tolist(), blocks.tolist(), strict=True):
            if wanted in self._block(block)[record - int(self._first[block])]:
                yield record

    def _open_block(self, block: int) -> list[str]:
        return (
            zlib.decompress(self._texts[int(self._starts[block]) : int(self._starts[block + 1])]).decode().split("\n")
        )
