"""Which clauses are nearest to a question, by the vectors that lie in a cluster?

Invariant: what the cluster does not say whole and in time is not known, and is said to be unavailable.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from search_app.model import Lang
from search_app.search.engine import EngineError, PartialAnswerError, WrongIndexError
from search_app.search.meaning.embedder import MeaningUnavailableError, Vector
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import find_place
from search_app.search.opensearch.cluster.replies import believe
from search_app.search.opensearch.indexes.described import ABOUT, Described, read_described
from search_app.search.opensearch.indexes.sound import find_fault
from search_app.search.opensearch.vectors import schema
from search_app.text.printable import make_printable

log = logging.getLogger(__name__)
_CHECKED = 10.0  # seconds for which an index is believed to be the one that was built
_KEPT = 500  # questions, of which each takes some 5 KB
_WIDER = 4  # times as many as are wanted are looked for in a graph, which misses some
Rows = NDArray[np.int64]


def open_finder(folder: Path, client: Client | None = None) -> ClusterFinder | None:
    """Who finds clauses by the vectors of ``folder``; None where they lie in no cluster. EngineError for a description
    that cannot be read."""
    try:
        described = read_described((folder / ABOUT).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EngineError(f"{folder / ABOUT} cannot be read ({type(error).__name__}); run index_build.py") from error
    if described.meta.get("schema") != schema.SCHEMA:
        raise EngineError(f"the vectors of {folder.parent.name} were sent by another version; run index_build.py")
    return ClusterFinder(described, client or Client(find_place()))


class ClusterFinder:
    """A ``Finder`` that asks a cluster. Safe for threads."""

    where = "the cluster"

    def __init__(self, described: Described, client: Client) -> None:
        self._about, self._client = described, client
        self._checked = -_CHECKED
        self._lock = Lock()
        self._kept: LRUCache[tuple[Lang, bytes, int], Rows] = LRUCache(_KEPT)

    def check(self) -> None:
        """As ``Finder`` says."""
        try:
            self._check()
        except EngineError as error:
            raise MeaningUnavailableError(str(error)) from error

    def _check(self) -> None:
        """WrongIndexError when what has the name of the index is not what was built, or was changed since."""
        if fault := find_fault(self._client, self._about.index, self._about.meta):
            name = self._about.index
            raise WrongIndexError(f"the index {name} of the cluster {fault}; index_build.py makes it anew")
        self._checked = time.monotonic()

    def find(self, lang: Lang, vector: Vector, few: int) -> Rows:
        """As ``Finder`` says; a question that was asked before is not asked again."""
        asked = (lang, vector.tobytes(), few)
        with self._lock:
            kept: Rows | None = self._kept.get(asked)
        if kept is not None:
            return kept
        try:
            found = self._find(lang, vector, few)
        except EngineError as error:
            log.warning("meaning was not asked: %s", make_printable(str(error)))
            raise MeaningUnavailableError(str(error)) from error
        with self._lock:
            self._kept[asked] = found
        return found

    def _find(self, lang: Lang, vector: Vector, few: int) -> Rows:
        if time.monotonic() - self._checked > _CHECKED:
            self._check()
        few = min(few, self._about.clauses)
        query = self._make_query(lang, vector.astype(float).tolist(), few)
        (reply,) = self._client.search(self._about.index, {"size": few, "track_total_hits": False, "query": query})
        rows = believe(reply, _take_rows)
        if len(rows) < few:
            raise PartialAnswerError(f"{len(rows)} of {few} clauses came; a part is never shown as the whole")
        return rows

    def _make_query(self, lang: Lang, numbers: list[float], few: int) -> dict[str, Any]:
        if self._about.meta["graph"]:
            return {"knn": {lang: {"vector": numbers, "k": _WIDER * few}}}
        params = {"field": lang, "query_value": numbers, "space_type": schema.SPACE}
        script = {"lang": "knn", "source": "knn_score", "params": params}
        return {"script_score": {"query": {"match_all": {}}, "script": script}}


def _take_rows(reply: Any) -> Rows:
    return np.array(sorted(int(hit["_id"]) for hit in reply["hits"]["hits"]), dtype=np.int64)
