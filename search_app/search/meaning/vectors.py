"""How do the vectors of clauses and sentences lie in an index, and which are nearest to a question?

A clause is as near as its whole text and its nearest sentence are on average; to a question in English as near as that
and its English text are. Such questions lie near one another whatever they ask, as all texts of a language do: half of
what they share is taken from each before it is compared with Chinese (after Libovický, Rosa and Fraser, EMNLP Findings
2020). Invariant: a clause without vectors is never near.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_app.model import Lang, Span
from search_app.search.embedded.arrays import gather, read_array, smallest, write_array
from search_app.search.meaning.compared import Compared, Finder, Rounded, Rows, round_vectors
from search_app.search.meaning.embedder import ABOUT, MeaningUnavailableError, Vector, Vectors
from search_app.search.meaning.verified import Digests, Watched, hash_files, read_verified

_CLOSER = 4  # times as many clauses as are asked for have their sentences compared
# Of what questions in English share so much is taken away. Chosen on development queries; 0.5 to 0.8 are alike there.
_SHARED = 0.5
# Of unrelated questions so many come less near to any clause than what is related must.
_UNRELATED = 0.9
_ARRAYS = (
    "whole.npy", "whole_factors.npy", "english.npy", "english_factors.npy", "shared.npy",
    "sentences.npy", "sentence_factors.npy", "sentence_counts.npy", "sentence_spans.npy",
)  # fmt: skip
# Those that are read row by row where they are left on the disk; the others have a few bytes a clause.
_LARGE = ("whole.npy", "english.npy", "sentences.npy", "sentence_factors.npy", "sentence_spans.npy")


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of a clause: of the whole in the first row, of its English text in the second (nothing but 0 where it
    has none), of its ``sentences`` in the others."""

    vectors: Vectors
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A clause that is near in meaning: how near (1 is the same), and which sentence is nearest; None: the whole.
    ``related``: whether it is nearer than clauses come to questions of something else."""

    key: str
    likeness: float
    sentence: Span | None
    related: bool = True


@dataclass(frozen=True, slots=True)
class Samples:
    """Vectors of questions that tell what a likeness is worth, one a row: ``english`` ones of what the library is
    about, and by language some that are ``unrelated`` to it."""

    english: Vectors
    unrelated: Mapping[Lang, Vectors]


def write_vectors(name: str, clauses: Iterable[Embedded | None], samples: Samples) -> Mapping[str, bytes]:
    """The files of the vectors of all clauses, in the order of the index; None: not embedded yet. ``name`` is that of
    the embedder."""
    held = list(clauses)
    shared = samples.english.mean(axis=0)
    nothing = np.zeros((1, len(shared)), np.float32)
    whole = round_vectors(np.concatenate([nothing[:0], *(one.vectors[:1] if one else nothing for one in held)]))
    english = round_vectors(np.concatenate([nothing[:0], *(one.vectors[1:2] if one else nothing for one in held)]))
    parts = round_vectors(np.concatenate([nothing[:0], *(one.vectors[2:] for one in held if one)]))
    counts = [len(one.sentences) if one else 0 for one in held]
    spans = [(span.start, span.end) for one in held if one for span in one.sentences]
    about = {"name": name, "clauses": len(held), "embedded": sum(one is not None for one in held), "least": {}}
    files = {
        "whole.npy": write_array(whole[0]),
        "whole_factors.npy": write_array(whole[1]),
        "english.npy": write_array(english[0]),
        "english_factors.npy": write_array(english[1]),
        "shared.npy": write_array(shared.astype(np.float32)),
        "sentences.npy": write_array(parts[0]),
        "sentence_factors.npy": write_array(parts[1]),
        "sentence_counts.npy": write_array(np.array(counts, dtype=np.int64)),
        "sentence_spans.npy": write_array(np.array(spans, dtype=np.int64).reshape(-1, 2)),
    }
    opened = read_vectors({**files, ABOUT: json.dumps(about).encode()}, [""] * len(held))
    least = {lang: _find_least(opened, vectors, lang) for lang, vectors in samples.unrelated.items()}
    return {**files, ABOUT: json.dumps({**about, "least": least}).encode()}


def _find_least(held: HeldVectors, unrelated: Vectors, lang: Lang) -> float:
    """How near a clause must be to a question so that they have to do with each other."""
    nearest = [near.likeness for vector in unrelated for near in held.find_nearest(vector, 1, lang)]
    return float(np.quantile(nearest, _UNRELATED)) if nearest else 0.0


def read_vectors(files: Mapping[str, bytes], keys: Sequence[str]) -> HeldVectors:
    """The vectors of the contents of the files of ``write_vectors``, over the clauses of ``keys``; ValueError when they
    do not fit."""
    arrays = {name: read_array(files[name]) for name in _ARRAYS}
    return HeldVectors(json.loads(files[ABOUT]), arrays, keys)


def open_vectors(
    folder: Path, keys: Sequence[str] | None = None, finder: Finder | None = None, digests: Digests | None = None
) -> HeldVectors:
    """The vectors in ``folder``, left on the disk, of which ``finder`` finds the nearest; without ``keys`` nothing can
    be found. ``digests``: what was built there; without them that is what lies there now. MeaningUnavailableError when
    it is something else, OSError, or ValueError when they do not fit."""
    digests = hash_files(folder) if digests is None else digests
    files = read_verified(folder, digests, left=_LARGE)
    watched = Watched(folder, _LARGE, digests)
    arrays = {name: read_array(files[name]) for name in _ARRAYS if name in files} | watched.files
    about = json.loads(files[ABOUT])
    return HeldVectors(about, arrays, [""] * int(about["clauses"]) if keys is None else keys, finder, watched)


@dataclass(frozen=True, slots=True)
class DamagedVectors:
    """In place of the vectors of an index that are not what was built: ``fault`` says what is wrong, and what to do."""

    fault: str


class HeldVectors:
    """The vectors of an index. Safe for threads: nothing changes. ``watched``: the files of those left on the disk."""

    def __init__(
        self,
        about: Any,
        arrays: Mapping[str, Any],
        keys: Sequence[str],
        finder: Finder | None = None,
        watched: Watched | None = None,
    ) -> None:
        self.name, self.embedded = str(about["name"]), int(about["embedded"])
        self._least = {str(lang): float(least) for lang, least in about["least"].items()}
        self._keys = keys
        self._whole = Rounded(arrays["whole.npy"], arrays["whole_factors.npy"])
        self._english = Rounded(arrays["english.npy"], arrays["english_factors.npy"])
        self._shared = np.array(arrays["shared.npy"])
        self._parts = Rounded(arrays["sentences.npy"], arrays["sentence_factors.npy"])
        self._counts = smallest(arrays["sentence_counts.npy"])
        self._spans = arrays["sentence_spans.npy"]
        self._starts = np.cumsum(self._counts, dtype=np.int64) - self._counts
        if not len(keys) == len(self._counts) == len(self._whole.factors) == len(self._english.factors):
            raise ValueError("vectors of other clauses")
        self.compared = Compared(self._whole, self._english)
        self.finder: Finder = finder or self.compared
        self._watched = watched

    @property
    def size(self) -> int:
        """How many clauses there are."""
        return len(self._keys)

    @property
    def whole(self) -> bool:
        """Whether every clause has its vectors."""
        return self.embedded == self.size

    def check(self) -> None:
        """MeaningUnavailableError when nothing could be found now."""
        if self._watched:
            self._watched.look()
        self.finder.check()

    def find_nearest(self, question: Vector, most: int, lang: Lang = "zh") -> tuple[Near, ...]:
        """The ``most`` nearest clauses to a question in ``lang``, nearest first; equal ones in the order of the index.
        MeaningUnavailableError for a vector of another length, and where vectors are not what was built; OSError where
        they cannot be read."""
        if question.shape != self._shared.shape:
            raise MeaningUnavailableError(f"{self.name} gives vectors of another length than when the index was built")
        english = lang == "en"
        vector = (question - _SHARED * self._shared).astype(np.float32) if english else question
        asked = np.concatenate([vector, question]) if english else vector
        with self._watched.reading() if self._watched else nullcontext(), np.errstate(all="ignore"):
            rows = self.finder.find(lang, asked, most * _CLOSER)
            if len(rows) and not 0 <= rows[0] <= rows[-1] < self.size:
                raise MeaningUnavailableError(f"clauses were found in {self.finder.where} that are not there")
            return self._compare(rows, vector, question, most, lang)

    def _compare(self, rows: Rows, vector: Vector, question: Vector, most: int, lang: Lang) -> tuple[Near, ...]:
        """The ``most`` nearest of the clauses at ``rows``."""
        whole, counts = self._whole.exact_likeness(vector, rows), self._counts[rows].astype(np.int64)
        places = gather(self._starts[rows], counts)
        best, at = self._find_best(whole, counts, self._parts.exact_likeness(vector, places))
        likeness = (whole + best) / 2
        if lang == "en":
            told = self._english.factors[rows] > 0
            other = self._english.exact_likeness(question, rows)
            likeness = np.where(told, (likeness + other) / 2, likeness)
        if not np.isfinite(likeness).all():
            raise OSError("what was read of the vectors are no numbers")
        order = np.argsort(-likeness, kind="stable")[:most]
        related = likeness >= self._least.get(lang, 0.0)
        return tuple(
            Near(self._keys[rows[n]], float(likeness[n]), self._span(places, int(at[n])), bool(related[n]))
            for n in order
        )

    @staticmethod
    def _find_best(
        whole: NDArray[np.float64], counts: NDArray[np.int64], near: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Of each clause how near its nearest sentence is and where that lies in ``near``; of one without sentences how
        near its ``whole`` is, and -1."""
        best, at = whole.copy(), np.full(len(whole), -1)
        for row, (first, count) in enumerate(zip(np.cumsum(counts) - counts, counts, strict=True)):
            if count:
                at[row] = first + int(np.argmax(near[first : first + count]))
                best[row] = near[at[row]]
        return best, at

    def _span(self, places: NDArray[np.int64], at: int) -> Span | None:
        if at < 0:
            return None
        ((start, end),) = self._spans[places[at : at + 1]]
        return Span(int(start), int(end))
