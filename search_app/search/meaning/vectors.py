"""How do the vectors of clauses and sentences lie in an index, and which are nearest to a question?

Each is kept as whole numbers from -127 to 127 with one factor. A clause is as near as its whole text and its nearest
sentence are on average. Invariant: a clause without vectors is never near.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_app.model import Span
from search_app.search.embedded.arrays import gather, read_array, write_array
from search_app.search.meaning.embedder import MeaningUnavailableError, Vector, Vectors

_BLOCK = 8_192  # vectors that are compared at once
_CLOSER = 4  # times as many clauses as are asked for have their sentences compared
ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of a clause: of the whole in the first row, of its ``sentences`` in the others."""

    vectors: Vectors
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A clause that is near in meaning: how near (1 is the same), and which sentence is nearest; None: the whole."""

    key: str
    likeness: float
    sentence: Span | None


@dataclass(frozen=True, slots=True)
class Rounded:
    """Vectors as they are kept."""

    numbers: NDArray[np.int8]
    factors: NDArray[np.float32]

    def likeness(self, vector: Vector, rows: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """How near each row (of ``rows``) is to ``vector``."""
        numbers = self.numbers if rows is None else self.numbers[rows]
        factors = self.factors if rows is None else self.factors[rows]
        blocks = (numbers[at : at + _BLOCK].astype(np.float32) @ vector for at in range(0, len(numbers), _BLOCK))
        near: NDArray[np.float32] = np.concatenate([np.zeros(0, np.float32), *blocks]) * factors
        return near


def round_vectors(vectors: Vectors) -> Rounded:
    """``vectors`` in a quarter of their size."""
    factors = np.abs(vectors).max(axis=1, initial=0.0).astype(np.float32) / 127
    safe = np.where(factors > 0, factors, 1)[:, None]
    return Rounded(np.rint(vectors / safe).astype(np.int8), factors)


def write_vectors(name: str, clauses: Iterable[Embedded | None], width: int) -> Mapping[str, bytes]:
    """The files of the vectors of all clauses, in the order of the index; None: not embedded yet. ``name`` is that of
    the embedder, ``width`` the length of its vectors."""
    held = list(clauses)
    nothing = np.zeros((1, width), np.float32)
    whole = round_vectors(np.concatenate([nothing[:0], *(one.vectors[:1] if one else nothing for one in held)]))
    parts = round_vectors(np.concatenate([nothing[:0], *(one.vectors[1:] for one in held if one)]))
    counts = [len(one.sentences) if one else 0 for one in held]
    spans = [(span.start, span.end) for one in held if one for span in one.sentences]
    about = {"name": name, "clauses": len(held), "embedded": sum(one is not None for one in held)}
    return {
        ABOUT: json.dumps(about).encode(),
        "whole.npy": write_array(whole.numbers),
        "whole_factors.npy": write_array(whole.factors),
        "sentences.npy": write_array(parts.numbers),
        "sentence_factors.npy": write_array(parts.factors),
        "sentence_counts.npy": write_array(np.array(counts, dtype=np.int64)),
        "sentence_spans.npy": write_array(np.array(spans, dtype=np.int64).reshape(-1, 2)),
    }


class HeldVectors:
    """The vectors of an index. Safe for threads: nothing changes."""

    def __init__(self, files: Mapping[str, bytes], keys: Sequence[str]) -> None:
        """Open the contents of the files of ``write_vectors`` over the clauses of ``keys``; ValueError when they do
        not fit."""
        about = json.loads(files[ABOUT])
        self.name, self.embedded = str(about["name"]), int(about["embedded"])
        self._keys = keys
        self._whole = Rounded(read_array(files["whole.npy"]), read_array(files["whole_factors.npy"]))
        self._parts = Rounded(read_array(files["sentences.npy"]), read_array(files["sentence_factors.npy"]))
        self._counts = read_array(files["sentence_counts.npy"])
        self._spans = read_array(files["sentence_spans.npy"])
        self._starts = np.cumsum(self._counts) - self._counts
        if not len(keys) == len(self._counts) == len(self._whole.factors):
            raise ValueError("vectors of other clauses")

    @property
    def size(self) -> int:
        """How many clauses there are."""
        return len(self._keys)

    @property
    def whole(self) -> bool:
        """Whether every clause has its vectors."""
        return self.embedded == self.size

    def find_nearest(self, vector: Vector, most: int) -> tuple[Near, ...]:
        """The ``most`` nearest clauses, nearest first; equal ones in the order of the index. MeaningUnavailableError
        for a vector of another length."""
        if vector.shape != self._whole.numbers.shape[1:]:
            raise MeaningUnavailableError(f"{self.name} gives vectors of another length than when the index was built")
        whole = self._whole.likeness(vector)
        few = min(len(whole), most * _CLOSER)
        rows = np.sort(np.argpartition(-whole, few - 1)[:few]) if few else np.zeros(0, np.int64)
        rows = rows[self._whole.factors[rows] > 0].astype(np.int64)
        starts, counts = self._starts[rows], self._counts[rows]
        places = gather(starts, counts)
        near = self._parts.likeness(vector, places)
        best, at = whole[rows].astype(np.float64), np.full(len(rows), -1)
        for row, (first, count) in enumerate(zip(np.cumsum(counts) - counts, counts, strict=True)):
            if count:
                at[row] = first + int(np.argmax(near[first : first + count]))
                best[row] = near[at[row]]
        likeness = (whole[rows] + best) / 2
        order = np.argsort(-likeness, kind="stable")[:most]
        return tuple(Near(self._keys[rows[n]], float(likeness[n]), self._span(places, int(at[n]))) for n in order)

    def _span(self, places: NDArray[np.int64], at: int) -> Span | None:
        if at < 0:
            return None
        start, end = self._spans[places[at]]
        return Span(int(start), int(end))
