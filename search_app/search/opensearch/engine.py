"""The engine of a cluster: plans asked of one index of OpenSearch, by its own name.

A plan takes one request, in which it is asked as if some clause said all of it that can be said; where none does, and
that makes a difference, it is asked again. Invariant: equal plans give equal answers, those of the embedded engine;
and an index that is not the one that was built is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

from cachetools import LRUCache

from search_app.model import STATUSES
from search_app.search.engine import Answer, Counts, EngineError, Found, PartialAnswerError
from search_app.search.model import FACETS, Needle, Plan
from search_app.search.opensearch import bodies
from search_app.search.opensearch.cluster.client import Client, answered_within, shared_client
from search_app.search.opensearch.indexes.described import ABOUT, read_described
from search_app.search.opensearch.indexes.sound import take_health
from search_app.search.opensearch.indexes.watched import Watched
from search_app.search.opensearch.request import Asked
from search_app.search.opensearch.schema import MOST_FIRST, MOST_HITS, SCHEMA
from search_app.search.opensearch.weighing import sought
from search_app.search.opensearch.words import HeldWords
from search_app.search.scoring import NEAR

_KEPT_BEST = 2_000  # plans
_STEPS = 4  # so many come with hits at once
_SCANNED = 5_000  # keys a request
_DAYS = 16  # of the days last asked for
_SECONDS = 10.0  # of a search, in however many requests
_ALL = 1.0  # what a clause says that says all of a query


class OpenSearchEngine:
    """An index of a cluster, opened. Safe for threads."""

    def __init__(self, files: Mapping[str, bytes], name: str = "index", client: Client | None = None) -> None:
        """Open what ``ABOUT`` of ``files`` names. WrongIndexError when that is not there as it was built,
        EngineUnavailableError when nobody says so. ``name`` is for messages."""
        try:
            self._about, self._words = read_described(files[ABOUT]), HeldWords(files)
        except (KeyError, ValueError, TypeError) as error:
            raise EngineError(f"the index in {name} cannot be opened ({error!r}); run index_build.py") from error
        if self._about.meta.get("schema") != SCHEMA:
            raise EngineError(f"the index in {name} was made by another version; run index_build.py")
        self._client = client or shared_client()
        self._version = self._client.version()
        self._watched = Watched(self._client, self._about)
        self._watched.look()
        self._best: LRUCache[Plan, float] = LRUCache(_KEPT_BEST)
        self._lock = Lock()
        self._statuses = lru_cache(_DAYS)(self._count_statuses)

    def status(self) -> Mapping[str, str | int]:
        """Name, version and number of clauses, and how the index is: green, or yellow where a copy of it is missing.
        EngineError where it cannot answer as it should."""
        index = self._about.index
        with answered_within(_SECONDS):
            self._watched.look()
            # A wait for a state that is there comes back at once; one that will not come ends in this time. As the node
            # that is asked knows it: a cluster whose leader hangs answers searches.
            health = self._client.read(
                "GET", f"/_cluster/health/{index}", take=take_health, wait_for_status="yellow", timeout="2s",
                local="true",
            )  # fmt: skip
        if health not in ("green", "yellow"):
            raise PartialAnswerError(f"the index {index} is red: a part of it has no node")
        said: dict[str, str | int] = {"engine": "opensearch", "version": self._version, "clauses": self._about.clauses}
        said |= {"index": index, "health": health}
        if not self._watched.is_named:  # answers need no alias, and builders do
            said["alias"] = "does not name this index; where it was deleted, index_build.py brings it back"
        return said

    def search(self, plan: Plan) -> Answer:
        """As ``Engine`` says."""
        with answered_within(_SECONDS):
            return self._find(plan)

    def _find(self, plan: Plan) -> Answer:
        asked = self._ask(plan)
        # Of the first hits as many as are wanted come with all the rest; what lies deeper is asked for by its place.
        size = min(plan.offset + plan.limit, self._about.clauses) if plan.limit else 0
        size = size if size <= MOST_FIRST else 0
        best, reply = self._answer(asked, list(bodies.list_buckets(asked))[: _STEPS + 1], size)
        found = reply["aggregations"]["found"]
        return Answer(
            found["doc_count"],
            found["numbered"]["doc_count"],
            tuple(self._read_page(asked, best, found)),
            _in_order(plan.near, self._read_hits(asked, found.get("near"))),
            {facet: self._read_counts(facet, asked, reply["aggregations"]) for facet in FACETS},
            reply["aggregations"].get("weak", {}).get("doc_count", 0),
        )

    def _answer(self, asked: Asked, wanted: Sequence[str], size: int) -> tuple[float, Any]:
        """(what the best clause says of the query, all that the answer says).

        What is enough depends on the best clause. Where that is not known, all is asked as if it said as much as one
        may say, and with it what it says; then nothing more need be asked if no clause lies between what would be
        enough and what is."""
        best = self._find_kept(asked)
        if best is None:
            body = bodies.make_search(asked, asked.most, wanted, size)
            first, following, reply = self._search(bodies.make_best(asked), bodies.make_next(asked, asked.most), body)
            best = self._keep_best(asked.plan, first)
            if not best or _read_best(following) < asked.plan.least * best - 2 * NEAR:
                return best, reply
        (reply,) = self._search(bodies.make_search(asked, best, wanted, size))
        return best, reply

    def scan(self, plan: Plan) -> Iterator[str]:
        """As ``Engine`` says. A generation never changes, so that its pages fit together."""
        asked = self._ask(plan)
        best = self._find_kept(asked)
        if best is None:
            best = self._keep_best(plan, *self._search(bodies.make_best(asked)))
        body = bodies.make_scan(asked, best, _SCANNED)
        (reply,) = self._search(body)
        left = reply["hits"]["total"]["value"]
        while hits := reply["hits"]["hits"]:
            yield from (hit["_id"] for hit in hits)
            left -= len(hits)
            if left <= 0:
                break
            (reply,) = self._search(body | {"track_total_hits": False, "search_after": hits[-1]["sort"]})
        if left:
            raise PartialAnswerError("not every hit came that was counted; a part is never shown as the whole")

    def _search(self, *asked: Mapping[str, Any]) -> list[Any]:
        return self._client.search(self._about.index, *asked)

    def _ask(self, plan: Plan) -> Asked:
        self._watched.look_at_times()
        asked = Asked(plan, self._words, self._about.clauses)
        if asked.is_unsure:
            (reply,) = self._search(bodies.make_found(asked))
            return replace(asked, nothing_else=not reply["hits"]["total"]["value"])
        return asked

    def _find_kept(self, asked: Asked) -> float | None:
        """What the best clause says, if that decides anything; None where it is still to be asked."""
        if not asked.enough(_ALL):
            return _ALL
        with self._lock:
            return self._best.get(_without_filters(asked.plan))

    def _keep_best(self, plan: Plan, reply: Any) -> float:
        """What the first hit says, which is the same whatever the filters: the next page need not ask."""
        best = _read_best(reply)
        with self._lock:
            self._best[_without_filters(plan)] = best
        return best

    def _count_statuses(self, day: date) -> tuple[str, ...]:
        (reply,) = self._search(bodies.make_statuses(day.toordinal()))
        held = reply["aggregations"]["held"]["buckets"]
        return tuple(status for status in STATUSES if held[status]["doc_count"])

    def _read_page(self, asked: Asked, best: float, found: Any) -> Iterator[Found]:
        """The hits of the page, bucket by bucket; those that did not come with the rest are asked for together."""
        start, end = asked.plan.offset, asked.plan.offset + asked.plan.limit
        places: list[tuple[str, int, int]] = []  # name of a bucket, from where to where in it
        at = 0
        for name in bodies.list_buckets(asked):
            count = found[name]["doc_count"]
            places.append((name, max(0, start - at), min(count, end - at)))
            at += count
        places = [one for one in places if one[1] < one[2]]
        missing = [one for one in places if "hits" not in found[one[0]]]
        if any(last > MOST_HITS for _, _, last in missing):
            raise EngineError(f"no more than {MOST_HITS:,} hits can be leafed through; narrow the search")
        asks = [bodies.make_page(asked, best, name, first, last - first) for name, first, last in missing]
        more = dict(zip(missing, self._search(*asks), strict=True)) if asks else {}
        for place in places:
            name, first, last = place
            if place in more:
                yield from (_read_hit(asked, hit) for hit in more[place]["hits"]["hits"])
            else:
                hits = self._read_hits(asked, found[name])
                # Of what is cited each stands on a step of its own.
                yield from (sorted(hits, key=lambda one: -one.step) if name == "cited" else hits)[first:last]

    def _read_hits(self, asked: Asked, bucket: Any) -> list[Found]:
        hits = bucket["hits"]["hits"]["hits"] if bucket else ()
        return [_read_hit(asked, hit) for hit in hits]

    def _read_counts(self, facet: str, asked: Asked, aggregations: Any) -> Counts:
        if facet == "validity":
            shown = self._statuses(asked.plan.as_of) if asked.plan.as_of else ()
            return Counts({status: aggregations[facet]["values"]["buckets"][status]["doc_count"] for status in shown})
        bucket = aggregations[facet]
        values = {one["key"]: one["doc_count"] for one in bucket["values"]["buckets"]}
        if dict(asked.plan.sizes).get(facet) is not None:
            chosen = bucket.get("chosen", {"buckets": ()})["buckets"]
            values |= {one["key"]: one["doc_count"] for one in chosen if one["doc_count"]}
            return Counts(values, bucket["doc_count"] - sum(values.values()))
        left = bucket["values"]["sum_other_doc_count"]
        return Counts(values, left, not left and not bucket["values"]["doc_count_error_upper_bound"])


def _read_best(reply: Any) -> float:
    return float(reply["hits"]["max_score"] or 0.0)


def _without_filters(plan: Plan) -> Plan:
    """What of ``plan`` decides what is found before its filters."""
    return Plan(plan.wishes, plan.excluded, plan.cited, plan.near, as_of=plan.as_of)


def _read_hit(asked: Asked, hit: Any) -> Found:
    names = set(hit.get("matched_queries", ()))
    held = {one for one, n in asked.names.items() if any(name.split(".")[0] == str(n) for name in names)}
    matches: list[tuple[Needle, str]] = []
    for weighed in asked.wishes:
        for needle in weighed.needles:
            n = asked.names[sought(needle)]
            fields = asked.fields(needle)
            matches += [(needle, field) for field in fields if f"{n}.{field}" in names]
    return Found(hit["_id"], _find_step(asked, hit["_id"], held), float(hit["_score"]), tuple(matches))


def _find_step(asked: Asked, key: str, held: set[Any]) -> int:
    met = sum(wish.is_met(held) for wish in asked.steps)
    cited = asked.plan.cited
    return met + (len(asked.plan.wishes) + len(cited) - cited.index(key) if key in cited else 0)


def _in_order(keys: Iterable[str], found: Iterable[Found]) -> tuple[Found, ...]:
    by_key = {one.id: one for one in found}
    return tuple(by_key[key] for key in keys if key in by_key)
