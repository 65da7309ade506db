"""Is an index of the cluster what was built? Its description, fields, write block and number of clauses tell.

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
from search_app.search.opensearch.schema import make_mapping

OF = "policy clauses"  # what an index of ours says that it is of
Meta = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class State:
    """What an index says of itself, and what it is."""

    meta: Meta
    fields: Mapping[str, str]  # its fields by their types
    strict: bool  # takes no field that it does not know
    blocked: bool  # cannot be written to


def read_state(client: Client, name: str) -> State | None:
    """The state of the index ``name``; None when it is not there."""
    try:
        # Of the node that is asked, which need not wait for one that leads the cluster.
        return client.read("GET", f"/{name}", take=lambda reply: _take_state(reply[name]), local="true")
    except WrongIndexError:
        return None


def _take_state(found: Any) -> State:
    mappings, settings = found["mappings"], found["settings"]["index"]
    blocked = str(settings.get("blocks", {}).get("write")) == "true"
    fields = dict(_list_fields(mappings.get("properties", {})))
    return State(dict(mappings.get("_meta", {})), fields, mappings.get("dynamic") == "strict", blocked)


def _list_fields(properties: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, field in properties.items():
        if "properties" in field:
            yield from _list_fields(field["properties"], f"{before}{name}.")
        else:
            kinds = [field["type"], *(f"{n}:{one['type']}" for n, one in sorted(field.get("fields", {}).items()))]
            yield before + name, " ".join(kinds)


def has_our_fields(state: State) -> bool:
    """Whether it has the fields of the schema and no others."""
    return state.strict and state.fields == dict(_list_fields(make_mapping({})["properties"]))


def find_fault(client: Client, name: str, meta: Meta) -> str:
    """What is wrong with the index ``name``, which should say ``meta`` of itself; "" when it is as it was built. It is
    counted by a search, the way in which it is asked. EngineError when it cannot be told."""
    state = read_state(client, name)
    if state is None:
        return "is not there"
    if state.meta != meta:
        return "is not what was built"
    if not has_our_fields(state):
        return "has other fields than it was built with"
    if not state.blocked:
        return "can be written to, which an index that is served never can"
    (reply,) = client.search(name, {"size": 0, "track_total_hits": True})
    held = reply["hits"]["total"]["value"]
    return "" if held == meta["clauses"] else f"holds {held} of {meta['clauses']} clauses"


def take_health(reply: Any) -> str:
    """green, yellow or red, of a reply of ``_cluster/health``; what was waited for in vain is "late"."""
    status: str = reply["status"]
    need(status in ("green", "yellow", "red"))
    return "late" if reply.get("timed_out") and status != "red" else status
