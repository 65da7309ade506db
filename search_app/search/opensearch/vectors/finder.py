"""Which clauses are nearest to a question, by the vectors that lie in a cluster?

Invariant: what the cluster does not say whole and in time is not known, and is said to be unavailable.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from search_app.model import LANGS, Lang
from search_app.search.engine import EngineError, PartialAnswerError
from search_app.search.meaning.compared import count_numbers
from search_app.search.meaning.embedder import MeaningUnavailableError, Vector
from search_app.search.opensearch.cluster.client import Client, answered_within, shared_client
from search_app.search.opensearch.cluster.replies import believe
from search_app.search.opensearch.indexes.described import ABOUT, Described, read_described
from search_app.search.opensearch.indexes.watched import Watched
from search_app.search.opensearch.vectors import schema

_KEPT = 500  # questions, of which each takes some 5 KB
_SECONDS = 6.0  # then a search goes on by words
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
    return ClusterFinder(described, client or shared_client())


class ClusterFinder:
    """A ``Finder`` that asks a cluster. Safe for threads."""

    where = "the cluster"

    def __init__(self, described: Described, client: Client) -> None:
        self._about, self._client = described, client
        self._watched = Watched(client, described)
        self._lock = Lock()
        self._kept: LRUCache[tuple[Lang, bytes, int], Rows] = LRUCache(_KEPT)

    def check(self) -> None:
        """As ``Finder`` says."""
        try:
            self._watched.look()
            self.ask_anything()
        except EngineError as error:
            raise MeaningUnavailableError(str(error)) from error

    def ask_anything(self) -> None:
        """EngineError says why the index cannot be asked: a setting may forbid it, however it lies there."""
        length = int(self._about.meta["length"])
        for lang in LANGS:
            self._find(lang, np.ones(count_numbers(lang, length), np.float32), 1)

    def find(self, lang: Lang, vector: Vector, few: int) -> Rows:
        """As ``Finder`` says; a question that was asked before is not asked again."""
        asked = (lang, vector.tobytes(), few)
        with self._lock:
            kept: Rows | None = self._kept.get(asked)
        if kept is not None:
            return kept
        try:
            with answered_within(_SECONDS):
                self._watched.look_at_times()
                found = self._find(lang, vector, few)
        except EngineError as error:
            raise MeaningUnavailableError(str(error)) from error
        with self._lock:
            self._kept[asked] = found
        return found

    def _find(self, lang: Lang, vector: Vector, few: int) -> Rows:
        few = min(few, self._about.clauses)
        query = self._make_query(lang, vector.astype(float).tolist(), few)
        # Of equal ones the first of the index, on whatever shard.
        order = [{"_score": "desc"}, {"ord": "asc"}]
        body = {"size": few, "track_total_hits": False, "query": query, "sort": order}
        (reply,) = self._client.search(self._about.index, body)
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
