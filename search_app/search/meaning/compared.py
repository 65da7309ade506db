"""By which vectors are clauses found, before the sentences of the nearest are compared with a question?

By that of the whole clause, and for a question in English by that of its English text, too. Both lie behind one another
in one vector, and so does what they are compared with: the product is how near the clause is as far as this tells.
Invariant: a clause without vectors is none of those that are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search_app.model import Lang
from search_app.search.meaning.embedder import Vector, Vectors

_BLOCK = 8_192  # vectors that are compared at once
Rows = NDArray[np.int64]  # places of clauses in the index


class ByRows(Protocol):
    """An array of which rows are taken: one in memory or a ``RowsInFile``."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Rows, /) -> NDArray[Any]: ...


@dataclass(frozen=True, slots=True)
class Rounded:
    """Vectors as they are kept: whole numbers from -127 to 127 with one factor each."""

    numbers: ByRows
    factors: ByRows

    def likeness(self, vector: Vector) -> NDArray[np.float32]:
        """How near each row is to ``vector``."""
        rows = np.arange(len(self.numbers))
        blocks = (rows[at : at + _BLOCK] for at in range(0, len(rows), _BLOCK))
        near = [self.numbers[block].astype(np.float32) @ vector * self.factors[block] for block in blocks]
        every: NDArray[np.float32] = np.concatenate([np.zeros(0, np.float32), *near])
        return every

    def exact_likeness(self, vector: Vector, rows: Rows) -> NDArray[np.float64]:
        """How near each of ``rows`` is to ``vector``, to nine digits, so that equal texts are equally near whichever
        others they are compared with."""
        near = self.numbers[rows].astype(np.float64) @ vector.astype(np.float64)
        exact: NDArray[np.float64] = np.round(near * self.factors[rows], 9)
        return exact

    def read(self, rows: Rows) -> Vectors:
        """The vectors of ``rows``."""
        vectors: Vectors = self.numbers[rows] * self.factors[rows][:, None]
        return vectors


def round_vectors(vectors: Vectors) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The numbers and factors of ``vectors``, in a quarter of their size."""
    factors = np.abs(vectors).max(axis=1, initial=0.0).astype(np.float32) / 127
    safe = np.where(factors > 0, factors, 1)[:, None]
    return np.rint(vectors / safe).astype(np.int8), factors


def count_numbers(lang: Lang, length: int) -> int:
    """How long the vector of a clause for a question in ``lang`` is, where one text's has this ``length``."""
    return length * 2 if lang == "en" else length


class Finder(Protocol):
    """Who finds the nearest clauses. Safe for threads."""

    @property
    def where(self) -> str:
        """Where they are compared, for whoever runs it."""

    def check(self) -> None:
        """MeaningUnavailableError when nothing could be found now."""

    def find(self, lang: Lang, vector: Vector, few: int) -> Rows:
        """The places of the ``few`` clauses that are nearest to ``vector``, rising. MeaningUnavailableError when they
        cannot be found."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The vectors of all clauses, of the whole and of its English text, and a ``Finder`` that compares each of them."""

    whole: Rounded
    english: Rounded
    where = "the server"

    @property
    def length(self) -> int:
        """Of the vector of one text."""
        return int(self.whole.numbers.shape[1])

    def list_rows(self) -> Rows:
        """The places of the clauses that have vectors."""
        return np.flatnonzero(self.whole.factors[np.arange(len(self.whole.factors))] > 0)

    def read(self, rows: Rows) -> Mapping[Lang, Vectors]:
        """The vectors of ``rows`` for questions in each language."""
        whole = self.whole.read(rows)
        return {"zh": whole, "en": np.concatenate([whole, self.english.read(rows)], axis=1)}

    def check(self) -> None:
        """As ``Finder`` says: they are here."""

    def find(self, lang: Lang, vector: Vector, few: int) -> Rows:
        """As ``Finder`` says."""
        near = self.whole.likeness(vector[: self.length])
        if lang == "en":
            near = near + self.english.likeness(vector[self.length :])
        # To six digits: equal texts come out equal wherever they stand.
        near = np.where(self.whole.factors[np.arange(len(near))] > 0, np.round(near, 6), -np.inf)
        return _find_largest(near, min(few, int(np.isfinite(near).sum())))


def _find_largest(values: NDArray[np.float32], few: int) -> Rows:
    """The places of the ``few`` largest of ``values``, rising; of equal ones the first."""
    if not few:
        return np.zeros(0, np.int64)
    least = np.partition(values, len(values) - few)[len(values) - few]
    larger, equal = np.flatnonzero(values > least), np.flatnonzero(values == least)
    return np.sort(np.concatenate([larger, equal[: few - len(larger)]]))
