"""How does an index come into a cluster, whole or not at all?

It is named after its content: the same content has the same index, and one that was interrupted is gone on with. It may
be served once everything is counted, every copy is there and it can no longer be written to. Invariant: what is there
under another name stays as it is.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from search_app.search.engine import EngineError, EngineUnavailableError, PartialAnswerError, WrongIndexError
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.lease import Lease
from search_app.search.opensearch.cluster.replies import take_acknowledged, take_everywhere
from search_app.search.opensearch.indexes.kinds import Meta, find_kind
from search_app.search.opensearch.indexes.sound import (
    WRITTEN,
    count_written,
    find_fault,
    is_as_made,
    read_state,
    take_health,
)

CLAUSES_A_SHARD = 500_000
CHUNK = 500  # clauses sent at once: one or two megabytes, with vectors some more
_TRIES = 5  # of a chunk, which can be sent again: what is there already is not written twice
_NAMES = 8  # of an index, one after another
_MERGE_SECONDS, _GREEN_SECONDS = 3_600, 120
Line = tuple[str, str, bytes]  # key, route, document


def count_shards(clauses: int) -> int:
    """On how many shards so many clauses lie."""
    return -(-clauses // CLAUSES_A_SHARD) or 1


def make_index(client: Client, lease: Lease, meta: Meta, lines: Iterable[Line]) -> tuple[str, Meta]:
    """(the index that holds ``lines``, what it says of itself): the one that is there, or a new one. ``meta`` is what
    it says of itself as it is made: ``of``, ``prefix``, ``clauses``, ``content`` and what its kind needs.

    EngineError says why it could not be made; what was made is gone on with next time."""
    name, whole = _find_name(client, meta)
    if whole is None:
        _fill(client, lease, name, lines, int(meta["clauses"]))
        whole = _finish(client, lease, name, meta)
    return name, whole


def _find_name(client: Client, meta: Meta) -> tuple[str, Meta | None]:
    """(the index to make, what it says of itself if it is there as it should be). Where nothing has its first name it
    is created. What is not ours, or was changed by hand, keeps its name, and another one is taken: it may be served, or
    belong to others."""
    for attempt in range(_NAMES):
        digest = hashlib.sha256(f"{meta['content']} {attempt}".encode()).hexdigest()
        name = f"{meta['prefix']}-{digest[:16]}"
        state = read_state(client, name)
        if state is None:
            _create(client, name, meta)
            return name, None
        if state.meta == _begun(meta) and is_as_made(state) and _is_open(client, name):
            return name, None
        said = {what: value for what, value in state.meta.items() if what != WRITTEN}
        if said == meta and _is_sound(client, name, state.meta):
            return name, state.meta
    raise WrongIndexError(f"{_NAMES} indexes that were changed by hand are in the way ({name}); delete them")


def _begun(meta: Meta) -> dict[str, str | int]:
    return dict(meta) | {"whole": 0}


def _is_sound(client: Client, name: str, meta: Meta) -> bool:
    try:
        return not find_fault(client, name, meta)
    except (WrongIndexError, PartialAnswerError):  # it is closed, or a part of it is lost for good
        return False


def _is_open(client: Client, name: str) -> bool:
    """Whether an index that was begun can be gone on with."""
    try:
        client.repeat("POST", f"/{name}/_refresh")
        client.search(name, {"size": 0})
    except (WrongIndexError, PartialAnswerError):
        return False
    return True


def _create(client: Client, name: str, meta: Meta) -> None:
    shards = {"number_of_shards": count_shards(int(meta["clauses"]))}
    kind, said = find_kind(meta), _begun(meta)
    body = {"settings": {"index": kind.settings(meta) | shards}, "mappings": kind.mapping(meta) | {"_meta": said}}
    try:
        client.write("PUT", f"/{name}", body, take=take_acknowledged, wait_for_active_shards="1")
    except EngineError:  # perhaps it was created and only the reply was lost
        state = read_state(client, name)
        if state is None or state.meta != _begun(meta):
            raise


def _fill(client: Client, lease: Lease, name: str, lines: Iterable[Line], clauses: int) -> None:
    """Send every clause that is not there yet."""
    there = _count_chunks(client, name)
    left, start = iter(lines), 0
    while chunk := list(islice(left, CHUNK)):
        if there.get(start) != len(chunk):
            lease.renew()
            _send(client, name, chunk, start)
        start += len(chunk)
    if start != clauses:
        raise EngineError(f"{start} of {clauses} clauses were sent")


def _count_chunks(client: Client, name: str) -> dict[int, int]:
    """How many clauses of each chunk are there, by its first one."""
    client.repeat("POST", f"/{name}/_refresh", take=take_everywhere)
    histogram = {"histogram": {"field": "ord", "interval": CHUNK, "min_doc_count": 1}}
    (reply,) = client.search(name, {"size": 0, "aggs": {"chunks": histogram}})
    return {int(one["key"]): one["doc_count"] for one in reply["aggregations"]["chunks"]["buckets"]}


def _send(client: Client, name: str, chunk: Sequence[Line], start: int) -> None:
    """Write the clauses of ``chunk``; each is answered for, or nothing is believed."""
    lines = []
    for number, (key, route, document) in enumerate(chunk, start):
        lines.append(json.dumps({"create": {"_id": key, "routing": route}}).encode("ascii"))
        lines.append(b'{"ord":%d,' % number + document[1:])
    body = b"\n".join([*lines, b""])
    for attempt in range(1, _TRIES + 1):
        try:
            wrong = client.write("POST", f"/{name}/_bulk", body, take=lambda reply: _find_refused(reply, len(chunk)))
            wrong = client.place.hide(wrong)
            if not wrong:
                return
            if not wrong.startswith("429") or "disk" in wrong or "read-only" in wrong:
                raise EngineError(f"the cluster did not take a clause ({wrong}); what is served stays; build again")
        except EngineUnavailableError as error:
            wrong = str(error)
        if attempt == _TRIES:
            raise EngineUnavailableError(f"a build was given up ({wrong}); what is served stays; build again to go on")
        time.sleep(min(2.0**attempt, 20.0))


def _find_refused(reply: Any, sent: int) -> str:
    """Why a clause of a bulk was not written, of the first that was not; "" when all are there. One that was there
    before is: an index is named after its content."""
    items = [item["create"] for item in reply["items"]]
    if len(items) != sent:
        return f"{len(items)} of {sent} clauses were answered for"
    refused = [one for one in items if one["status"] not in (200, 201, 409)]
    if not refused:
        return ""
    error = refused[0].get("error", {})
    return f"{refused[0]['status']} {error.get('type')}: {str(error.get('reason'))[:300]}"


def _finish(client: Client, lease: Lease, name: str, meta: Meta) -> Meta:
    """Merge, count, wait for the copies, and close the index to all writing. What it says of itself then."""
    client.repeat("POST", f"/{name}/_forcemerge", seconds=_MERGE_SECONDS, max_num_segments=1)
    client.repeat("POST", f"/{name}/_refresh", take=take_everywhere)
    lease.renew()
    held, _ = count_written(client, name)
    if held != meta["clauses"]:
        raise EngineError(f"the new index holds {held} of {meta['clauses']} clauses; nothing was published")
    wait = {"wait_for_status": "green", "timeout": f"{_GREEN_SECONDS}s"}
    health = client.repeat("GET", f"/_cluster/health/{name}", seconds=_GREEN_SECONDS + 10, take=take_health, **wait)
    if health != "green":
        raise EngineUnavailableError(f"the new index is {health}: copies are missing; build again to go on")
    client.repeat("PUT", f"/{name}/_settings", {"index": {"blocks.write": True}}, take=take_acknowledged)
    whole = dict(meta) | {WRITTEN: count_written(client, name)[1]}
    client.repeat("PUT", f"/{name}/_mapping", {"_meta": whole}, take=take_acknowledged)
    if fault := find_fault(client, name, whole):
        raise WrongIndexError(f"the new index {name} {fault}; nothing was published")
    return whole
