"""Can a reply of the cluster be believed, and what does a refusal mean for us? Pure functions over JSON.

Invariant: what did not come from every shard, in time, and with all that was asked for, is an error, never an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from search_app.search.engine import (
    EngineError,
    EngineRefusedError,
    EngineUnavailableError,
    PartialAnswerError,
    WrongIndexError,
)
from search_app.search.opensearch.cluster.place import LEASE

T = TypeVar("T")
_BUSY = ("circuit_breaking_exception", "rejected_execution_exception")
_MISSING = re.compile(r"no permissions for (\[[a-z:/_, *\[\]]{1,120}\]) and")  # as the security plugin says it
_NO_COPY = "no data nodes with criter"  # as is said of a search that was to keep to some nodes
_LACKING = ("phase_execution", "no_shard_available", _NO_COPY)
_MORE_CLAUSES = "raise indices.query.bool.max_clause_count of the cluster"
# Settings of a cluster that forbid what is asked, by what it says then.
_SETTINGS = {
    "maxClauseCount": _MORE_CLAUSES,
    "too_many_clauses": _MORE_CLAUSES,
    "allow_expensive_queries": "set search.allow_expensive_queries of the cluster to true, or MEANING=off",
}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,254}")  # of an index


class NeverSentError(EngineUnavailableError):
    """There was no connection, so that nothing can have happened."""


class TooLateError(EngineUnavailableError):
    """There was no reply in time; what was asked may still be done."""


class TooBusyError(EngineUnavailableError):
    """The cluster has no memory or no thread for it now; nothing was done, and may be asked again after a pause."""


class NoCopyError(PartialAnswerError):
    """None of the nodes that a search was to keep to has a copy of a part of the index."""


class UnbelievableReplyError(EngineUnavailableError):
    """What came back is no reply to what was asked, whatever its status says."""


def believe(reply: Any, take: Callable[[Any], T]) -> T:
    """What ``take`` makes of ``reply``. UnbelievableReplyError where it does not find what it looks for."""
    try:
        return take(reply)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        kind = type(reply).__name__
        raise UnbelievableReplyError(f"a node sent what is no reply ({kind}: {type(error).__name__})") from None


def need(is_so: bool) -> None:
    """ValueError where it is not."""
    if not is_so:
        raise ValueError


def take_object(reply: Any) -> dict[str, Any]:
    """``reply``, which must be an object."""
    need(isinstance(reply, dict))
    found: dict[str, Any] = reply
    return found


def take_everywhere(reply: Any) -> None:
    """Nothing; what was to be done must have been, on every copy of every shard that there is. One that failed would
    answer as if nothing had been done."""
    need(reply["_shards"]["failed"] == 0 and reply["_shards"]["successful"] > 0)


def take_acknowledged(reply: Any) -> None:
    """Nothing; what was to be done must have been."""
    need(reply["acknowledged"] is True)


def check_whole(reply: Any) -> Any:
    """``reply`` itself. PartialAnswerError when it does not come from every shard or came too late."""
    if "error" in reply:
        raise make_error(reply.get("status"), reply)
    shards = reply.get("_shards", {})
    whole = shards.get("failed") == 0 and shards.get("successful") == shards.get("total", 0) > 0
    if not whole or reply.get("timed_out"):
        raise PartialAnswerError("the cluster answered in part; a part is never shown as the whole")
    return reply


# ── does the reply to a search have what was asked for? ──
def check_found(asked: Mapping[str, Any], reply: Any) -> None:
    """ValueError, KeyError or TypeError where the reply to the search ``asked`` lacks anything of it."""
    found = reply["hits"]
    if asked.get("track_total_hits"):
        need(_is_count(found["total"]["value"]) and found["total"].get("relation", "eq") == "eq")
    if asked["size"]:
        need(found["max_score"] is None or isinstance(found["max_score"], int | float))
        _check_hits(asked, found["hits"])
        need(found["max_score"] is not None or bool(asked.get("sort")) or not found["hits"])
        if asked.get("track_total_hits"):
            left = found["total"]["value"] - asked.get("from", 0)
            need(len(found["hits"]) == max(0, min(asked["size"], left)))
    for name, one in asked.get("aggs", {}).items():
        _check_aggregation(one, reply["aggregations"][name])


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _check_hits(asked: Mapping[str, Any], hits: Any) -> None:
    need(isinstance(hits, list) and len(hits) <= asked["size"])
    need(len({hit["_id"] for hit in hits}) == len(hits))
    for hit in hits:
        need(isinstance(hit["_id"], str) and isinstance(hit.get("matched_queries", []), list))
        if asked.get("track_scores"):
            need(isinstance(hit["_score"], int | float))
        if asked.get("sort"):
            need(isinstance(hit["sort"], list))


def _check_aggregation(asked: Mapping[str, Any], found: Any) -> None:
    if "top_hits" in asked:
        _check_hits(asked["top_hits"], found["hits"]["hits"])
    elif "filter" in asked:
        need(_is_count(found["doc_count"]))
        for name, one in asked.get("aggs", {}).items():
            _check_aggregation(one, found[name])
            if "top_hits" in one:  # what is counted is there
                need(len(found[name]["hits"]["hits"]) == min(one["top_hits"]["size"], found["doc_count"]))
    elif "filters" in asked:
        need(all(_is_count(found["buckets"][name]["doc_count"]) for name in asked["filters"]["filters"]))
    elif "terms" in asked:
        need(_is_count(found["sum_other_doc_count"]) and type(found["doc_count_error_upper_bound"]) is int)
        need(all(isinstance(one["key"], str) and _is_count(one["doc_count"]) for one in found["buckets"]))
    elif "sum" in asked:
        need(isinstance(found["value"], int | float))
    elif "histogram" in asked:
        need(all(isinstance(one["key"], int | float) and _is_count(one["doc_count"]) for one in found["buckets"]))


# ── what does a refusal mean? ──
def make_error(status: Any, info: Any) -> EngineError:
    """What a refusal of the cluster means for us."""
    kind, reason = _find_reason(info)
    if status == 400 and (kind, reason) == ("error", ""):  # what a proxy says to a request without TLS
        return EngineError(
            "what answers is no cluster (400, and no reason); look at OPENSEARCH_URLS: is it https there?"
        )
    said = f"the cluster refused ({status}, {kind}: {reason})"
    if not isinstance(status, int) or status < 400:
        return UnbelievableReplyError(f"a node sent what is no reply ({str(status)[:20]})")
    if status in (401, 403) and kind in ("error", "security_exception"):  # the first: what speaks no JSON
        return EngineRefusedError(_say_refused(status, reason))
    if status == 404:
        return WrongIndexError(f"{said}; what is asked for is not there")
    if kind == "index_closed_exception":
        return WrongIndexError(f"{said}; {_say_open(info)}")
    if remedy := next((remedy for word, remedy in _SETTINGS.items() if word in f"{kind} {reason}"), None):
        return EngineError(f"{said}; {remedy}")
    if kind in _BUSY or _names_busy(info):
        return TooBusyError(f"{said}; the nodes need more memory, or fewer who ask")
    if status == 408 and isinstance(info, dict) and info.get("timed_out"):  # a wait for a state of the index
        return PartialAnswerError(f"the index is {str(info.get('status'))[:10]}: copies of a part of it are missing")
    if status == 408 or any(word in f"{kind} {reason}" for word in _LACKING):
        lacks = NoCopyError if _NO_COPY in reason else PartialAnswerError
        return lacks(f"{said}; a part of the index cannot be read")
    return EngineUnavailableError(said) if status == 429 or status >= 500 else EngineError(said)


def _say_open(info: Any) -> str:
    """What to do about an index that is closed: that of a lease is none that a build makes anew."""
    error = info.get("error") if isinstance(info, dict) else None
    named = (one.get("index") for one in (error, *_causes(error)) if one) if isinstance(error, dict) else ()
    name = next((one for one in named if isinstance(one, str) and _NAME.fullmatch(one)), "NAME")
    opened = f"open it (POST /{name}/_open)"
    return opened if name.endswith(LEASE) else f"{opened}, or make it anew: index_build.py"


def _say_refused(status: int, reason: str) -> str:
    """Why who asks may not, and what to do. Of ``reason``, which names who asks, what is missing alone is repeated."""
    if status == 401:
        return "the cluster refused (401): look at OPENSEARCH_USER and the password in OPENSEARCH_PASSWORD_FILE"
    missing = _MISSING.search(reason)
    said = f"403, no permission for {missing[1]}" if missing else "403"
    return f"the cluster refused ({said}): compare the roles of OPENSEARCH_USER with docs/security/roles.yml"


def _find_reason(info: Any) -> tuple[str, str]:
    """(type, reason) of an error as the cluster tells it, from the innermost cause that says one."""
    error = info.get("error") if isinstance(info, dict) else None
    if error is None and isinstance(info, dict):
        error = _find_failure(info.get("_shards"))
    if not isinstance(error, dict):
        return "error", str(error or "")[:200]
    kind, reason = str(error.get("type", "error")), str(error.get("reason", ""))
    said = (str(one.get("reason")) for one in _causes(error) if one.get("reason"))
    return kind[:80], next((one for one in said if one and one != reason), reason)[:200]


def _find_failure(shards: Any) -> Any:
    """Why the first of the shards did not do it that did not; None where nothing says so."""
    failures = shards.get("failures") if isinstance(shards, dict) else None
    first = failures[0] if isinstance(failures, list) and failures else None
    return first.get("reason") if isinstance(first, dict) else None


def _causes(error: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    shards = error.get("failed_shards")
    roots = error.get("root_cause")
    listed = [one.get("reason") for one in shards if isinstance(one, dict)] if isinstance(shards, list) else []
    every = [error.get("caused_by"), *(roots if isinstance(roots, list) else ()), *listed]
    return (one for one in every if isinstance(one, dict))


def _names_busy(info: Any) -> bool:
    """Whether a cause of the error is that the cluster had too much to do."""
    error = info.get("error") if isinstance(info, dict) else None
    return isinstance(error, dict) and any(str(one.get("type")) in _BUSY for one in _causes(error))
