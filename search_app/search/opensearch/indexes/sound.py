"""Is an index of the cluster what was built? Its description, fields, settings, write block, and what was written tell.

Invariant: an index that was changed behind our back is never taken for ours: one with a guessed mapping finds nothing,
and one that can be written to may lack or have too much, which would look like an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from search_app.search.engine import WrongIndexError
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.replies import need
from search_app.search.opensearch.indexes.kinds import Meta, find_kind

WRITTEN = "written"  # in its description: the sum of the numbers that the cluster gave to its clauses as they came
# How an index is kept, which whoever runs the cluster may change, and settings with all that is below them.
_KEEPING = ("number_of_shards", "auto_expand_replicas", "refresh_interval")
_WHOLE = ("similarity.", "analysis.analyzer.tokens.", "analysis.tokenizer.spaces.")
Field = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """What an index says of itself, and what it is."""

    meta: Meta
    fields: Mapping[str, Field]  # by their paths
    settings: Mapping[str, str]  # by their paths
    strict: bool  # takes no field that it does not know
    blocked: bool  # cannot be written to
    aliases: frozenset[str] = frozenset()
    lost: tuple[str, ...] = ()  # settings that no node knows any more, as of a plugin that is gone


def read_state(client: Client, name: str) -> State | None:
    """The state of the index ``name``; None when it is not there."""
    try:
        # Of the node that is asked, which need not wait for one that leads the cluster.
        return client.read("GET", f"/{name}", take=lambda reply: _take_state(reply, name), local="true")
    except WrongIndexError:
        return None


def _take_state(reply: Any, name: str) -> State:
    if name not in reply:  # it is an alias of something else
        need(bool(reply) and all("mappings" in about for about in reply.values()))
        return State({}, {}, {}, False, False)
    mappings, settings = reply[name]["mappings"], dict(_list_settings(reply[name]["settings"]["index"]))
    fields = dict(_list_fields(mappings.get("properties", {})))
    blocked, strict = settings.get("blocks.write") == "true", mappings.get("dynamic") == "strict"
    aliases = frozenset(reply[name].get("aliases", {}))
    lost = tuple(path for path, _ in _list_settings(reply[name]["settings"].get("archived", {})))
    return State(dict(mappings.get("_meta", {})), fields, settings, strict, blocked, aliases, lost)


def _list_fields(properties: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Field]]:
    for name, field in properties.items():
        if "properties" in field:
            yield from _list_fields(field["properties"], f"{before}{name}.")
        else:
            yield before + name, field


def _list_settings(settings: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _list_settings(value, f"{before}{name}.")
        else:
            yield before + name, str(value)


def is_as_made(state: State) -> bool:
    """Whether it has the fields of the schema and no others, and the settings on which an answer depends: words that
    are cut or weighed in another way are found elsewhere or not at all."""
    kind = find_kind(state.meta)
    ours = {name: value for name, value in _list_settings(kind.settings(state.meta)) if name not in _KEEPING}
    found = {name: value for name, value in state.settings.items() if name in ours or name.startswith(_WHOLE)}
    fields = dict(_list_fields(kind.mapping(state.meta)["properties"]))
    return state.strict and state.fields == fields and found == ours


def count_written(client: Client, name: str) -> tuple[int, int]:
    """(how many clauses the index holds, the sum of the numbers that each was given when it was written). They are
    counted by a search, the way in which it is asked. A clause that is written anew has a higher number than before."""
    written = {WRITTEN: {"sum": {"field": "_seq_no"}}}
    (reply,) = client.search(name, {"size": 0, "track_total_hits": True, "aggs": written})
    return reply["hits"]["total"]["value"], int(reply["aggregations"][WRITTEN]["value"])


def find_fault(client: Client, name: str, meta: Meta) -> str:
    """What is wrong with the index ``name``, which should say ``meta`` of itself; "" when it is as it was built.
    EngineError when it cannot be told."""
    return judge(client, name, meta, read_state(client, name))


def judge(client: Client, name: str, meta: Meta, state: State | None) -> str:
    """``find_fault``, of an index whose state was read."""
    if state is None:
        return "is not there"
    if state.meta != meta:
        return "is not what was built"
    if state.lost:
        return f"needs a plugin that the nodes no longer have ({', '.join(state.lost)[:100]})"
    if not is_as_made(state):
        return "has other fields or settings than it was built with"
    if not state.blocked:
        return "can be written to, which an index that is served never can"
    held, written = count_written(client, name)
    if held != meta["clauses"]:
        return f"holds {held} of {meta['clauses']} clauses"
    return "" if written == meta.get(WRITTEN) else "was written to since it was published"


def take_health(reply: Any) -> str:
    """green, yellow or red, of a reply of ``_cluster/health``; what was waited for in vain is "late"."""
    status: str = reply["status"]
    need(status in ("green", "yellow", "red"))
    return "late" if reply.get("timed_out") and status != "red" else status
