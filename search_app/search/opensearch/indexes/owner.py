"""Whose is a prefix? It belongs to one folder of indexes and its copies: two that build would drop each other's index.

The owner stands in the description of the lease's index. Invariant: a prefix that belongs to another folder is not
touched until somebody says that it shall; who is refused has changed nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search_app.search.engine import EngineError, WrongIndexError
from search_app.search.opensearch.cluster.client import Client, shared_client
from search_app.search.opensearch.cluster.lease import MAPPING, leased
from search_app.search.opensearch.cluster.place import LEASE
from search_app.search.opensearch.cluster.replies import take_acknowledged
from search_app.search.opensearch.indexes.described import ABOUT
from search_app.search.opensearch.indexes.serving import describe, list_ours, read_alias

_SITE, _SAID = "site", "said"


def claim(home: Path, site: str, over: bool = False, client: Client | None = None) -> None:
    """Let the prefix belong to the folder ``home``, which has the id ``site``, if it belongs to nobody, or is to be
    taken ``over``. EngineError names whose it is."""
    client = client or shared_client()
    prefix = client.place.prefix
    if _read(client).get(_SITE) == site:
        return
    if not over:
        _refuse_other(client, home, site)
    with leased(client):
        if not over:  # who came meanwhile
            _refuse_other(client, home, site)
        said = f"{socket.gethostname()[:60]}, {home.resolve()}, since {datetime.now(UTC):%Y-%m-%d}"
        about = {"_meta": {_SITE: site, _SAID: said}}
        client.repeat("PUT", f"/{prefix}{LEASE}/_mapping", about, take=take_acknowledged)


def _refuse_other(client: Client, home: Path, site: str) -> None:
    """EngineError where another folder has the prefix."""
    if other := _find_other(client, home, site):
        raise EngineError(
            f"the prefix {client.place.prefix} of the cluster belongs to another folder ({other}), whose index would "
            "be dropped; set OPENSEARCH_PREFIX to a name of its own, or, if that folder is gone, run "
            "index_build.py claim"
        )


def _find_other(client: Client, home: Path, site: str) -> str:
    """Which other folder has the prefix, as far as it says so; "" where none has. Where no owner is said, as after the
    lease's index was deleted, it is whoever has built what is served, or, where nothing is, any index of the prefix."""
    if held := _read(client):
        return "" if held.get(_SITE) == site else str(held.get(_SAID))
    served = read_alias(client)
    others = {served} if served else set(list_ours(client))
    others.difference_update(_list_own(home))
    return f"which has built {', '.join(sorted(others))}" if others else ""


def _list_own(home: Path) -> Iterator[str]:
    """The indexes that what lies in ``home`` names."""
    for path in home.glob(f"*/*/{ABOUT}"):
        with suppress(OSError, ValueError):
            yield describe(path.parent).index


def _read(client: Client) -> dict[str, Any]:
    """What is said of the owner; nothing where there is none yet. WrongIndexError where what has the name of the
    lease's index is none of ours."""
    name = f"{client.place.prefix}{LEASE}"
    try:
        found = client.read("GET", f"/{name}/_mapping", take=lambda reply: dict(reply[name]["mappings"]))
    except WrongIndexError:
        return {}
    said: dict[str, Any] = found.pop("_meta", {})
    if found != MAPPING:
        raise WrongIndexError(
            f"the index {name} of the cluster is not the lease of this prefix; set OPENSEARCH_PREFIX to another name, "
            "or, if nobody needs that index, delete it"
        )
    return said
