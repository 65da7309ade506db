"""How does an index come into a cluster, and how does it become the one that is served?

An index is named after its content: the same documents have the same index, and a build that was interrupted goes on
with it. It is served once every clause is counted, every copy is there and it can no longer be written to; then the
alias moves in one step, from the index that was there when the build began and from no other. Invariant: what was
served before stays as it was until that step, and is kept behind it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from search_app.search.engine import EngineError, EngineUnavailableError, WrongIndexError
from search_app.search.opensearch.client import Client, find_place
from search_app.search.opensearch.described import ABOUT, Described, read_described, write_described
from search_app.search.opensearch.lease import Lease, leased
from search_app.search.opensearch.schema import SCHEMA, make_mapping, make_settings
from search_app.search.opensearch.segments import read_segment
from search_app.search.opensearch.words import join_words

CLAUSES_A_SHARD = 500_000
CHUNK = 500  # clauses sent at once: one or two megabytes
_TRIES = 5  # of a chunk, which can be sent again: what is there already is not written twice
_MERGE_SECONDS, _GREEN_SECONDS = 3_600, 120
Line = tuple[str, str, bytes]  # key, route, document
Segments = Iterable[Mapping[str, bytes]]  # which can be gone through again


def write_index(parts: Segments, folder: Path, client: Client | None = None) -> None:
    """Make the index of ``parts``, in their order, and name it in ``folder``. Nobody is served from it yet.

    EngineError says why it could not be made; what was made is gone on with next time."""
    client = client or Client(find_place())
    client.version()
    meta = _describe(parts)
    name = f"{client.place.prefix}-{str(meta['content'])[:16]}"
    with leased(client) as lease:
        before = read_alias(client)
        if not _is_whole(client, name, meta):
            _fill(client, lease, name, parts, int(meta["clauses"]))
            _finish(client, lease, name, meta)
    (folder / ABOUT).write_bytes(write_described(Described(name, int(meta["clauses"]), meta, before)))
    for file, content in join_words(parts).items():
        (folder / file).write_bytes(content)


def _lines(parts: Segments) -> Iterator[Line]:
    for part in parts:
        yield from read_segment(part)


def _describe(parts: Segments) -> dict[str, str | int]:
    """What an index says of itself: that it is ours, how it is made, and a hash of all that is in it."""
    digest, clauses = hashlib.sha256(f"{SCHEMA} {CLAUSES_A_SHARD}".encode()), 0
    for key, route, document in _lines(parts):
        digest.update(b"\n".join((key.encode(), route.encode(), document, b"")))
        clauses += 1
    return {"of": "policy clauses", "schema": SCHEMA, "clauses": clauses, "content": digest.hexdigest(), "whole": 1}


def _is_whole(client: Client, name: str, meta: Mapping[str, str | int]) -> bool:
    """Whether the index is there as it should be; where nothing of it is, it is created. WrongIndexError when something
    else has its name."""
    begun = dict(meta) | {"whole": 0}
    shards = -(-int(meta["clauses"]) // CLAUSES_A_SHARD) or 1
    found = _read_meta(client, name)
    if found is None:
        body = {"settings": {"index": make_settings(shards)}, "mappings": make_mapping(begun)}
        try:
            client.write("PUT", f"/{name}", body, wait_for_active_shards="1")
        except EngineError:  # perhaps it was created and only the reply was lost
            if _read_meta(client, name) != begun:
                raise
        return False
    if found not in (meta, begun):
        raise WrongIndexError(f"an index {name} that is not ours is in the way; nothing was changed")
    return bool(found == meta)


def _read_meta(client: Client, name: str) -> Any:
    """What the index says of itself; None when it is not there, {} when it says nothing."""
    try:
        return client.read("GET", f"/{name}/_mapping")[name]["mappings"].get("_meta", {})
    except WrongIndexError:
        return None


def _fill(client: Client, lease: Lease, name: str, parts: Segments, clauses: int) -> None:
    """Send every clause that is not there yet."""
    there = _count_chunks(client, name)
    lines, start = _lines(parts), 0
    while chunk := list(islice(lines, CHUNK)):
        if there.get(start) != len(chunk):
            lease.renew()
            _send(client, name, chunk, start)
        start += len(chunk)
    if start != clauses:
        raise EngineError(f"{start} of {clauses} clauses were sent")


def _count_chunks(client: Client, name: str) -> dict[int, int]:
    """How many clauses of each chunk are there, by its first one."""
    client.repeat("POST", f"/{name}/_refresh")
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
            reply = client.write("POST", f"/{name}/_bulk", body)
            if not (wrong := _find_refused(reply, len(chunk))):
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


def _finish(client: Client, lease: Lease, name: str, meta: Mapping[str, str | int]) -> None:
    """Merge, count, wait for the copies, and close the index to all writing."""
    client.repeat("POST", f"/{name}/_forcemerge", seconds=_MERGE_SECONDS, max_num_segments=1)
    client.repeat("POST", f"/{name}/_refresh")
    lease.renew()
    (reply,) = client.search(name, {"size": 0, "track_total_hits": True})
    if (held := reply["hits"]["total"]["value"]) != meta["clauses"]:
        raise EngineError(f"the new index holds {held} of {meta['clauses']} clauses; nothing was published")
    wait = {"wait_for_status": "green", "timeout": f"{_GREEN_SECONDS}s"}
    health = client.repeat("GET", f"/_cluster/health/{name}", seconds=_GREEN_SECONDS + 10, **wait)
    if health["status"] != "green" or health["timed_out"]:
        raise EngineUnavailableError(f"the new index is {health['status']}: copies are missing; build again to go on")
    client.repeat("PUT", f"/{name}/_settings", {"index": {"blocks.write": True}})
    client.repeat("PUT", f"/{name}/_mapping", {"_meta": dict(meta)})
    if _read_meta(client, name) != meta:
        raise WrongIndexError(f"the new index {name} was replaced meanwhile; nothing was published")


def read_alias(client: Client) -> str | None:
    """The index that is served by the alias; None when there is none yet."""
    prefix = client.place.prefix
    try:
        found = client.read("GET", f"/_alias/{prefix}")
    except WrongIndexError:
        return None
    if len(found) != 1:
        raise WrongIndexError(f"the alias {prefix} names {len(found)} indexes; leave it one")
    return str(next(iter(found)))


def publish_index(folder: Path, client: Client | None = None) -> None:
    """Let the alias name the index of ``folder`` from now on, and drop what is older than the one before. EngineError
    when another index was published since this one was begun: then nothing is changed."""
    client = client or Client(find_place())
    described = read_described((folder / ABOUT).read_bytes())
    with leased(client):
        now = read_alias(client)
        if now != described.index:
            _move_alias(client, described.before, described.index)
            _drop_others(client, {described.index, described.before})


def roll_back_index(served: Path, former: Path, client: Client | None = None) -> None:
    """Let the alias name the index of ``former`` instead of that of ``served``."""
    client = client or Client(find_place())
    old, new = (read_described((folder / ABOUT).read_bytes()) for folder in (served, former))
    if _read_meta(client, new.index) != new.meta:
        raise WrongIndexError(f"the index {new.index} is not kept by the cluster any more; build again")
    with leased(client):
        if old.index != new.index:
            _move_alias(client, old.index, new.index)


def _move_alias(client: Client, old: str | None, new: str) -> None:
    """In one step, and only if the alias names ``old``."""
    prefix = client.place.prefix
    actions: list[dict[str, Any]] = [{"add": {"index": new, "alias": prefix}}]
    if old:
        actions.insert(0, {"remove": {"index": old, "alias": prefix, "must_exist": True}})
    elif found := read_alias(client):
        raise WrongIndexError(f"another build published {found} meanwhile; nothing was changed; build again")
    try:
        client.write("POST", "/_aliases", {"actions": actions})
    except WrongIndexError:
        raise WrongIndexError("another build was published meanwhile; nothing was changed; build again") from None


def _drop_others(client: Client, kept: set[str | None]) -> None:
    """Indexes of ours that nobody is served from any more; what does not say that it is ours is never touched."""
    found = client.read("GET", f"/{client.place.prefix}-*/_mapping")
    for name, about in found.items():
        if name not in kept and about["mappings"].get("_meta", {}).get("of") == "policy clauses":
            client.write("DELETE", f"/{name}")
