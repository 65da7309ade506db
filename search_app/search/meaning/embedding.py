"""How do the clauses of an index get their vectors? Document by document, on all cores, and each text once.

A clause takes a fifth of a second and its sentences as long again, so what was made is kept for the next build under
the texts themselves. Invariant: what is kept depends on the texts and the embedder alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search_app.jobs.cache import BuildCache, Result, find_code_key, make_key
from search_app.model import Clause
from search_app.search.clause_store import ClauseStore
from search_app.search.embedded.arrays import read_array, write_array
from search_app.search.meaning import passages
from search_app.search.meaning.embedder import Embedder, choose_embedder
from search_app.search.meaning.passages import find_sentences, whole_text
from search_app.search.meaning.vectors import Embedded, write_vectors

LABEL = "meaning"  # of the work, and of the folder where it is kept
_FEW = 2  # loading the model takes a process a tenth of a second: even two documents are made faster by two


@dataclass(frozen=True, slots=True)
class Task:
    """The texts of a version of a document: of each clause the whole, then its sentences."""

    texts: tuple[str, ...]


class Embedding:
    """The vectors of all clauses of ``store`` by ``embedder``: what is kept of them, and what is still to be made."""

    def __init__(self, store: ClauseStore, embedder: Embedder, build_cache: BuildCache) -> None:
        self._store, self._name, self._cache = store, embedder.name, build_cache
        code = find_code_key(Path(passages.__file__), Path(__file__), packages=())
        self._tasks: dict[str, Task] = {}
        self._keys: list[str] = []  # one a version, in the order of the index
        for head in store.heads:
            texts = tuple(text for key in store.clause_keys(head) for text in _find_texts(store.clause(key)))
            self._keys.append(make_key(self._name, code, *texts))
            self._tasks[self._keys[-1]] = Task(texts)

    def count_missing(self) -> int:
        """Of how many texts there are no vectors yet."""
        kept = self._cache.find_kept(self._tasks, LABEL)
        return sum(len(task.texts) for key, task in self._tasks.items() if key not in kept)

    def write_kept(self) -> Mapping[str, bytes]:
        """The files of the vectors that are kept."""
        return self._write(dict(self._cache.read_kept(self._tasks, LABEL)))

    def make_missing(self) -> None:
        """Make all vectors that are not kept. MeaningUnavailableError when that fails."""
        for _ in self._cache.make_all(_make, self._tasks, LABEL, _FEW):
            pass

    def write_all(self) -> Mapping[str, bytes]:
        """The files of all vectors; what is missing is made now. MeaningUnavailableError when that fails."""
        return self._write(dict(self._cache.make_all(_make, self._tasks, LABEL, _FEW)))

    def _write(self, made: Mapping[str, bytes]) -> Mapping[str, bytes]:
        width = next((read_array(content).shape[1] for content in made.values()), 1)
        return write_vectors(self._name, self._divide(made), width)

    def _divide(self, made: Mapping[str, bytes]) -> Iterator[Embedded | None]:
        for head, key in zip(self._store.heads, self._keys, strict=True):
            vectors = read_array(made[key]).astype(np.float32) if key in made else None
            at = 0
            for clause in map(self._store.clause, self._store.clause_keys(head)):
                sentences = find_sentences(clause)
                end = at + 1 + len(sentences)
                yield None if vectors is None else Embedded(vectors[at:end], sentences)
                at = end


def _make(task: Task) -> Result:
    embedder = choose_embedder()
    if embedder is None:
        raise ValueError("meaning is off")
    return Result(write_array(embedder.embed_passages(task.texts).astype(np.float16)))


def _find_texts(clause: Clause) -> tuple[str, ...]:
    text = clause.text.zh
    return (whole_text(clause), *(text[span.start : span.end] for span in find_sentences(clause)))
