"""How do the clauses of an index get their vectors? Document by document, on all cores, and each text once.

A clause takes a fifth of a second and its sentences as long again, so what was made is kept for the next build under
the titles and texts themselves, with the places of the sentences: a clause whose vectors are kept is not opened.
Invariant: what is kept depends on the texts and the embedder alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from search_app.data import read_table
from search_app.jobs.cache import BuildCache, Kept, Result, find_code_key, make_key
from search_app.model import Clause, DocumentHead, Span
from search_app.search.clause_store import ClauseStore
from search_app.search.embedded.arrays import read_array, write_array
from search_app.search.meaning import passages
from search_app.search.meaning.embedder import Embedder, choose_embedder
from search_app.search.meaning.passages import english_text, find_sentences, whole_text
from search_app.search.meaning.vectors import Embedded, Samples, write_vectors
from search_app.search.words.bridge import name_dictionary, read_first_definitions

LABEL = "meaning"  # of the work, and of the folder where it is kept
_FEW = 2  # loading the model takes a process a tenth of a second: even two documents are made faster by two
Sentences = tuple[tuple[Span, ...], ...]  # by clause
_SENTENCES = TypeAdapter(Sentences)


@dataclass(frozen=True, slots=True)
class Task:
    """The texts of a version of a document, of each clause the whole, its English, then its sentences; and where those
    stand."""

    texts: tuple[str, ...]
    sentences: Sentences
    asked: bool = False  # whether they are questions instead


class Embedding:
    """The vectors of all clauses of ``store`` by ``embedder``: what is kept of them, and what is still to be made."""

    def __init__(self, store: ClauseStore, embedder: Embedder, build_cache: BuildCache) -> None:
        self._store, self._name, self._cache = store, embedder.name, build_cache
        code = find_code_key(Path(passages.__file__), Path(__file__), packages=())
        # One a version, in the order of the index.
        self._keys = [make_key(self._name, code, name_dictionary(), texts) for texts in store.texts]
        samples = _sample_questions()
        self._samples = make_key(self._name, code, *samples.texts)
        self._tasks = _Tasks(store, dict(zip(self._keys, store.heads, strict=True)), {self._samples: samples})

    def write_kept(self) -> Mapping[str, bytes]:
        """The files of the vectors that are kept."""
        return self._write(dict(self._cache.read_kept(self._tasks, LABEL)))

    def make_missing(self) -> None:
        """Make all vectors that are not kept. MeaningUnavailableError when that fails."""
        self._make_all()

    def write_all(self) -> Mapping[str, bytes]:
        """The files of all vectors; what is missing is made now. MeaningUnavailableError when that fails."""
        return self._write(self._make_all())

    def _make_all(self) -> Mapping[str, Kept]:
        return self._cache.keep_all(_make, self._tasks, LABEL, _FEW)

    def _write(self, made: Mapping[str, Kept]) -> Mapping[str, bytes]:
        if self._samples not in made:  # nobody could say what a likeness is worth
            return write_vectors(self._name, [None] * self._store.size, Samples(np.zeros((1, 1), np.float32), {}))
        vectors = read_array(made[self._samples].read()).astype(np.float32)
        english, zh, en = np.split(vectors, np.cumsum([len(group) for group in _groups()])[:-1])
        return write_vectors(self._name, self._divide(made), Samples(english, {"zh": zh, "en": en}))

    def _divide(self, made: Mapping[str, Kept]) -> Iterator[Embedded | None]:
        for head, key in zip(self._store.heads, self._keys, strict=True):
            if key not in made:
                yield from (None for _ in self._store.clause_keys(head))
                continue
            vectors = read_array(made[key].read()).astype(np.float32)
            at = 0
            for sentences in _SENTENCES.validate_json(made[key].front):
                end = at + 2 + len(sentences)
                yield Embedded(vectors[at:end], sentences)
                at = end


class _Tasks(Mapping[str, Task]):
    """By key, what is to be embedded of each version of ``store``, whose clauses are opened when it is asked for, and
    ``others``."""

    def __init__(self, store: ClauseStore, heads: Mapping[str, DocumentHead], others: Mapping[str, Task]) -> None:
        self._store, self._heads, self._others = store, heads, others

    def __getitem__(self, key: str) -> Task:
        if key in self._others:
            return self._others[key]
        clauses = tuple(map(self._store.clause, self._store.clause_keys(self._heads[key])))
        texts = tuple(text for clause in clauses for text in self._find_texts(clause))
        return Task(texts, tuple(map(find_sentences, clauses)))

    def __iter__(self) -> Iterator[str]:
        return chain(self._others, self._heads)

    def __len__(self) -> int:
        return len(self._heads) + len(self._others)

    def _find_texts(self, clause: Clause) -> Iterator[str]:
        yield whole_text(clause)
        yield english_text(clause, self._definitions)
        yield from (clause.text.zh[span.start : span.end] for span in find_sentences(clause))

    @cached_property
    def _definitions(self) -> Mapping[str, str]:
        return read_first_definitions()


def _groups() -> tuple[Sequence[str], ...]:
    """The sample questions: in English of what a library is about, and in either language of something else."""
    (shared,), (unrelated,) = read_table("meaning", "shared"), read_table("meaning", "unrelated")
    return shared["en"], unrelated["zh"], unrelated["en"]


def _sample_questions() -> Task:
    return Task(tuple(chain(*_groups())), (), asked=True)


def _make(task: Task) -> Result:
    embedder = choose_embedder()
    if embedder is None:
        raise ValueError("meaning is off")
    if task.asked:
        return Result(write_array(np.array([embedder.embed_query(text) for text in task.texts]).astype(np.float16)))
    told = [n for n, text in enumerate(task.texts) if text]
    vectors = embedder.embed_passages([task.texts[n] for n in told])
    every = np.zeros((len(task.texts), vectors.shape[1]), np.float16)
    every[told] = vectors
    return Result(write_array(every), front=_SENTENCES.dump_json(task.sentences))
