"""Which records hold what? Sorted keys, each with an ascending list of records and how often it stands in each.

Where a list says in which places of a record something stands, the record comes once for each, its place as the count.
A list is kept as the gaps between its records, of two bytes each: half of what their numbers need, and read in one
step. Invariant: ``join_lists`` of the lists of parts are the lists of the whole, key by key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_app.search.embedded.arrays import Files, Ids, Keys, gather, read_array, smallest, write_array

# A gap that is larger is written as so many of these and the rest.
_FAR = 0xFFFF
_AT_ONCE = 4_000_000  # postings joined at a time: some hundred megabytes
_NOTHING = np.array([], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Lists:
    """Of each of ``keys``, ascending, the records ``records[starts[n]:starts[n + 1]]``; ``counts`` beside them are how
    often it stands in each (None where nobody asks)."""

    keys: Keys
    starts: Ids
    records: NDArray[Any]
    counts: NDArray[Any] | None = None


def make_lists(keys: Keys, records: Ids, counts: Ids | None = None) -> Lists:
    """The lists of single postings in any order; those of one key and record stay in theirs."""
    order = np.lexsort((records, keys))
    keys = keys[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else _NOTHING
    starts = np.append(first, len(keys)).astype(np.int64)
    return Lists(keys[first], starts, smallest(records[order]), None if counts is None else smallest(counts[order]))


def write_lists(lists: Lists, name: str) -> dict[str, bytes]:
    """The files of ``lists``; their names begin with ``name``."""
    files = {"keys": lists.keys, "starts": smallest(lists.starts), "records": lists.records}
    files |= {} if lists.counts is None else {"counts": lists.counts}
    return {f"{name}_{part}.npy": write_array(array) for part, array in files.items()}


def read_lists(files: Files, name: str) -> Lists:
    """The lists of ``write_lists``; KeyError or ValueError when they are none."""
    keys, starts, records = (read_array(files[f"{name}_{part}.npy"]) for part in ("keys", "starts", "records"))
    counts = files.get(f"{name}_counts.npy")
    return Lists(keys, starts, records, None if counts is None else read_array(counts))


def join_lists(parts: Sequence[Lists], bases: Sequence[int]) -> Iterator[Lists]:
    """The lists of all ``parts``, of which the records of each are numbered from its base, some keys at a time."""
    counted = bool(parts) and all(part.counts is not None for part in parts)
    keys = np.concatenate([part.keys for part in parts]) if parts else np.array([], dtype=np.uint64)
    lengths = np.concatenate([np.diff(part.starts.astype(np.int64)) for part in parts]) if parts else _NOTHING
    part_of = np.repeat(np.arange(len(parts)), [len(part.keys) for part in parts])
    starts = np.concatenate([part.starts[:-1].astype(np.int64) for part in parts]) if parts else _NOTHING
    offsets = np.cumsum([0, *(len(part.records) for part in parts)])
    records = np.concatenate([part.records for part in parts]) if parts else _NOTHING
    counts = np.concatenate([part.counts for part in parts]) if counted else None
    order = np.lexsort((part_of, keys))
    keys, lengths, part_of, starts = keys[order], lengths[order], part_of[order], starts[order]
    starts = starts + offsets[part_of]
    base = np.array(bases, dtype=np.int64)[part_of]
    new = np.concatenate(([True], keys[1:] != keys[:-1])) if len(keys) else np.array([], dtype=bool)
    for low, high in _slices(np.flatnonzero(new), lengths):
        here = slice(low, high)
        at = gather(starts[here], lengths[here])
        first = np.flatnonzero(new[here])
        begins = np.concatenate(([0], np.cumsum(lengths[here])))[np.append(first, high - low)]
        joined = records[at].astype(np.int64) + np.repeat(base[here], lengths[here])
        yield Lists(keys[here][first], begins, joined, None if counts is None else counts[at])


def _slices(first: Ids, lengths: Ids) -> Iterator[tuple[int, int]]:
    """Stretches of rows of about ``_AT_ONCE`` postings that begin where a key begins (``first``)."""
    if not len(first):
        return
    before = np.concatenate(([0], np.cumsum(lengths)))
    low = 0
    while low < len(lengths):
        beyond = np.searchsorted(before[first], before[low] + _AT_ONCE, side="right")
        high = int(first[beyond]) if beyond < len(first) else len(lengths)
        yield low, high
        low = high


# ── as they are served ──


def pack_lists(parts: Iterator[Lists], name: str, counted: bool = False) -> dict[str, bytes]:
    """The files from which ``PackedLists`` serves the joined ``parts``; ``counted``: whether they have counts."""
    keys, sizes, gaps, counts = [], [np.array([0])], [], [np.array([], dtype=np.uint8)]
    for part in parts:
        gap, place = _make_gaps(part)
        keys.append(part.keys)
        sizes.append(np.diff(place[part.starts]))
        gaps.append(gap)
        if part.counts is not None:
            spread = np.zeros(len(gap), dtype=part.counts.dtype)
            spread[place[1:] - 1] = part.counts
            counts.append(spread)
    files = {
        "keys": np.concatenate(keys) if keys else np.array([], dtype=np.uint64),
        "starts": smallest(np.cumsum(np.concatenate(sizes))),
        "gaps": np.concatenate(gaps) if gaps else np.array([], dtype=np.uint16),
    }
    files |= {"counts": smallest(np.concatenate(counts))} if counted else {}
    return {f"{name}_{one}.npy": write_array(array) for one, array in files.items()}


def _make_gaps(lists: Lists) -> tuple[NDArray[np.uint16], Ids]:
    """(the gaps of all lists, one behind another; where those of each posting begin, and the end)."""
    records = lists.records.astype(np.int64)
    whole = np.diff(records, prepend=0)
    first = lists.starts[:-1].astype(np.int64)
    whole[first] = records[first]  # the first of a list is its number itself
    far, rest = np.divmod(whole, _FAR)
    place = np.concatenate(([0], np.cumsum(far + 1)))
    gaps = np.full(int(place[-1]), _FAR, dtype=np.uint16)
    gaps[place[1:] - 1] = rest
    return gaps, place


class PackedLists:
    """Lists served from the files of ``pack_lists``, which are used where they lie."""

    def __init__(self, files: Files, name: str, counted: bool = False) -> None:
        """KeyError or ValueError when the files are none of ``pack_lists``; ``counted``: whether there are counts."""
        self.keys: Keys = read_array(files[f"{name}_keys.npy"])
        self._starts = read_array(files[f"{name}_starts.npy"])
        self._gaps = read_array(files[f"{name}_gaps.npy"])
        self._counts = read_array(files[f"{name}_counts.npy"]) if counted else self._gaps
        same = len(self._gaps) == len(self._counts) == int(self._starts[-1])
        if len(self._starts) != len(self.keys) + 1 or not same:
            raise ValueError(f"lists that do not fit together: {name}")

    def find(self, low: int, high: int) -> range:
        """The places of the keys from ``low`` up to but without ``high``."""
        first, last = np.searchsorted(self.keys, np.array([low, high], dtype=np.uint64))
        return range(int(first), int(last))

    def length(self, place: int) -> int:
        """About how long the list of the key at ``place`` is."""
        return int(self._starts[place + 1]) - int(self._starts[place])

    def records(self, place: int) -> Ids:
        """The records of the key at ``place``, ascending."""
        return self._read(place)[0]

    def postings(self, place: int) -> tuple[Ids, NDArray[Any]]:
        """The records of the key at ``place``, ascending, and the count of each."""
        records, kept = self._read(place)
        counts = self._counts[int(self._starts[place]) : int(self._starts[place + 1])]
        return records, counts if kept is None else counts[kept]

    def _read(self, place: int) -> tuple[Ids, NDArray[np.bool_] | None]:
        gaps = self._gaps[int(self._starts[place]) : int(self._starts[place + 1])]
        records = np.cumsum(gaps, dtype=np.int64)
        kept = gaps != _FAR
        return (records, None) if kept.all() else (records[kept], kept)
