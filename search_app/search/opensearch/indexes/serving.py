"""Which index of the cluster is served, and which are kept? The alias moves in one step, and back.

Invariant: only indexes of this prefix that say that they are ours are ever dropped; never one that the alias or a kept
generation names, nor anything before the generation that replaces it is the served one. Vectors that no node can read
any more are dropped all the same: they lie in the folder too, and would leave the cluster red.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from search_app.search.engine import EngineUnavailableError, WrongIndexError
from search_app.search.opensearch.cluster.client import Client, shared_client
from search_app.search.opensearch.cluster.lease import Lease, leased
from search_app.search.opensearch.cluster.replies import need, take_acknowledged
from search_app.search.opensearch.indexes.described import ABOUT, Described, read_described
from search_app.search.opensearch.indexes.kinds import KINDS, VECTORS
from search_app.search.opensearch.indexes.sound import find_fault, read_state

_LOOKS = 3  # at an alias whose move was not answered


def read_alias(client: Client) -> str | None:
    """The index that is served by the alias; None when there is none yet."""
    prefix = client.place.prefix
    try:
        found = client.read("GET", f"/{prefix}/_alias/{prefix}", take=_take_names)
    except WrongIndexError:
        return None
    if len(found) != 1:
        raise WrongIndexError(f"the alias {prefix} names {len(found)} indexes; leave it one")
    return found[0]


def _take_names(reply: Any) -> list[str]:
    need(all("aliases" in about for about in reply.values()))
    return list(reply)


def describe(folder: Path) -> Described:
    """Which index belongs to the engine in ``folder``; ValueError or OSError when nothing there says it."""
    return read_described((folder / ABOUT).read_bytes())


def is_sound(folder: Path, client: Client | None = None) -> bool:
    """Whether the index of ``folder`` is there as it was built. EngineUnavailableError when nobody says so."""
    client = client or shared_client()
    try:
        described = describe(folder)
        return not find_fault(client, described.index, described.meta)
    except (WrongIndexError, OSError, ValueError):
        return False


def is_served(folder: Path, client: Client | None = None) -> bool:
    """``is_sound``, and there is the alias, which tells builders what is served. It may name another index, which a
    copy of the folder has built. EngineUnavailableError when nobody says so."""
    client = client or shared_client()
    return is_sound(folder, client) and read_alias(client) is not None


def publish_index(folder: Path, client: Client | None = None) -> None:
    """Let the alias name the index of ``folder`` from now on. EngineError when another index was published since this
    one was begun: then nothing is changed."""
    client = client or shared_client()
    described = describe(folder)
    with leased(client) as lease:
        if read_alias(client) != described.index:
            _move_alias(client, lease, described.before, described.index)


def roll_back_index(former: Path, client: Client | None = None) -> None:
    """Let the alias name the index of ``former``, whatever it names now."""
    client = client or shared_client()
    described = describe(former)
    if fault := find_fault(client, described.index, described.meta):
        raise WrongIndexError(f"the index {described.index} {fault}, so that nothing was changed; build again")
    with leased(client) as lease:
        now = read_alias(client)
        if now != described.index:
            _move_alias(client, lease, now, described.index)


def _move_alias(client: Client, lease: Lease, old: str | None, new: str) -> None:
    """In one step, and only if the alias names ``old``."""
    prefix = client.place.prefix
    actions: list[dict[str, Any]] = [{"add": {"index": new, "alias": prefix}}]
    if old:
        actions.insert(0, {"remove": {"index": old, "alias": prefix, "must_exist": True}})
    elif found := read_alias(client):
        raise WrongIndexError(f"another build published {found} meanwhile; nothing was changed; build again")
    lease.renew()
    try:
        client.write("POST", "/_aliases", {"actions": actions}, take=take_acknowledged)
    except WrongIndexError:
        if read_alias(client) != new:  # else it was moved by a request whose reply was lost
            raise WrongIndexError("another build was published meanwhile; nothing was changed; build again") from None
    except EngineUnavailableError:
        if not _has_moved(client, new):
            raise


def _has_moved(client: Client, new: str) -> bool:
    """Whether the alias names ``new`` although nothing was answered."""
    for attempt in range(_LOOKS):
        with suppress(EngineUnavailableError):
            if read_alias(client) == new:
                return True
        time.sleep(2.0**attempt)
    return False


def drop_others(folders: Iterable[Path], client: Client | None = None) -> None:
    """Drop from the cluster what is served by nobody any more: neither by the generations with these folders of an
    engine, nor by the alias, which somebody else may have moved, nor by what it named before."""
    client = client or shared_client()
    described = []
    for folder in folders:
        with suppress(OSError, ValueError):  # of another engine
            described.append(describe(folder))
    with leased(client) as lease:
        served = read_alias(client)
        kept = {served, *(one.index for one in described), *(one.before for one in described if one.index == served)}
        kept -= {one.index for one in described if _is_lost(client, one)}
        for name in list_ours(client):
            if name not in kept:
                lease.renew()
                with suppress(WrongIndexError):  # it is gone already
                    client.repeat("DELETE", f"/{name}", take=take_acknowledged)


def _is_lost(client: Client, described: Described) -> bool:
    """Whether these are vectors that no node can read any more, for want of a plugin."""
    if described.meta.get("of") != VECTORS:
        return False
    state = read_state(client, described.index)
    return state is not None and bool(state.lost)


def list_ours(client: Client) -> list[str]:
    """The indexes, open or closed, that have a name of this prefix and say that they are ours."""
    prefix = client.place.prefix
    ours = re.compile(rf"{re.escape(prefix)}-[0-9a-f]{{16}}")

    def take(reply: Any) -> list[str]:
        said = {name: about["mappings"].get("_meta", {}) for name, about in reply.items()}
        return [name for name, meta in said.items() if meta.get("of") in KINDS and meta.get("prefix") == prefix]

    try:
        found = client.read("GET", f"/{prefix}-*/_mapping", take=take, expand_wildcards="open,closed")
    except WrongIndexError:
        return []
    return [name for name in found if ours.fullmatch(name)]
