"""What does a model behind an address make of a text? Any service that speaks OpenAI's ``/v1/embeddings``.

Used only where ``MEANING`` names its address: then every query is sent there. ``MEANING_MODEL`` is the model that is
asked for, ``MEANING_KEY_FILE`` a file with the key. Invariant: an answer of another shape is no vector.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request

import numpy as np

from search_app.jobs.outside import make_opener
from search_app.search.meaning.embedder import MeaningUnavailableError, Vector, Vectors

_MODEL = "text-embedding-3-small"
_BATCH = 64  # texts of one request
# A reader waits for the vector of his words; nobody waits for those of a build.
_QUERY_SECONDS, _BUILD_SECONDS = 2.0, 120.0
_MAX_ANSWER = 64_000_000  # bytes


class RemoteEmbedder:
    """The service at ``address``."""

    def __init__(self, address: str) -> None:
        base = address.rstrip("/")
        self._address = base if base.endswith("/embeddings") else f"{base.removesuffix('/v1')}/v1/embeddings"
        self._model = os.environ.get("MEANING_MODEL", "") or _MODEL
        self._open = make_opener(self._address)

    @property
    def name(self) -> str:
        return f"{self._model}, {self._address}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        parts = [self._ask(texts[at : at + _BATCH], _BUILD_SECONDS) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.float32)

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._ask([text], _QUERY_SECONDS)[0]
        return vector

    def _ask(self, texts: Sequence[str], seconds: float) -> Vectors:
        body = json.dumps({"model": self._model, "input": list(texts), "encoding_format": "float"}).encode()
        try:
            request = Request(self._address, body, self._headers())  # noqa: S310  the setting is https or this machine
            with self._open(request, timeout=seconds) as answer:
                return _read(json.loads(answer.read(_MAX_ANSWER)), len(texts))
        except (URLError, HTTPException, OSError, ValueError, TypeError, KeyError) as error:
            raise MeaningUnavailableError(f"{self._address} does not answer as it should ({error})") from error

    def _headers(self) -> Mapping[str, str]:
        headers = {"Content-Type": "application/json"}
        if name := os.environ.get("MEANING_KEY_FILE", ""):
            headers["Authorization"] = f"Bearer {Path(name).read_text(encoding='utf-8').strip()}"
        return headers


def _read(answer: Mapping[str, list[Mapping[str, object]]], count: int) -> Vectors:
    """The vectors of an answer, of length 1, in the order of the texts; ValueError when they are not ``count``."""
    rows = sorted(answer["data"], key=lambda row: int(str(row["index"])))
    vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True) if vectors.ndim == 2 else np.zeros(1)
    if len(vectors) != count or not np.isfinite(vectors).all() or not (lengths > 0).all():
        raise ValueError(f"{len(vectors)} vectors for {count} texts")
    scaled: Vectors = (vectors / lengths).astype(np.float32)
    return scaled
