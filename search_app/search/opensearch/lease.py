"""Who may build? One builder of a prefix at a time, on whatever machine, and none for longer than it says.

The lease is one document that only one can create. It runs out by itself where its builder is gone, and is taken over
only in the state in which it was read. Invariant: who renews a lease that another has taken is told, and stops.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from search_app.search.engine import EngineError, EngineUnavailableError, WrongIndexError
from search_app.search.opensearch.client import REPEATS, Client

SECONDS = 900  # longer than anything takes between two renewals but a merge, which is renewed behind
_ID = "build"
_MAPPING = {"dynamic": "strict", "properties": {"owner": {"type": "keyword"}, "until": {"type": "long"}}}


class LeaseTakenError(EngineError):
    """Another builder works on the same prefix, or took it over."""


class Lease:
    """The right to build, until it runs out or is given back."""

    def __init__(self, client: Client, seconds: int = SECONDS) -> None:
        """LeaseTakenError names who has it."""
        self._client, self._seconds = client, seconds
        self._index = f"{client.place.prefix}-lease"
        self._owner = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"
        settings = {"settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}, "mappings": _MAPPING}
        try:
            client.write("PUT", f"/{self._index}", settings)
        except EngineError as error:
            if "already_exists" not in str(error):
                raise
        self._state = self._take()

    def _take(self) -> dict[str, Any]:
        try:
            return self._put(op_type="create")
        except LeaseTakenError:
            held = self._read()
        if held and int(held["_source"]["until"]) > time.time():
            owner, left = held["_source"]["owner"], int(held["_source"]["until"] - time.time())
            raise LeaseTakenError(f"another build runs ({owner}), for {left} s at most; wait for it")
        return self._put(**(_seen(held) if held else {"op_type": "create"}))

    def _read(self) -> Any:
        with suppress(WrongIndexError):
            return self._client.read("GET", f"/{self._index}/_doc/{_ID}")
        return None

    def _put(self, **state: Any) -> dict[str, Any]:
        body = {"owner": self._owner, "until": int(time.time()) + self._seconds}
        try:
            return _seen(self._client.write("PUT", f"/{self._index}/_doc/{_ID}", body, **state))
        except WrongIndexError:
            raise
        except EngineError as error:
            if "version_conflict" not in str(error):
                raise
            raise LeaseTakenError("another build has begun meanwhile; nothing of it was touched") from None

    def renew(self) -> None:
        """Go on for as long again. LeaseTakenError when another builder has begun. Where the reply is lost it is looked
        up who has the lease, and asked again."""
        for attempt in range(1, REPEATS):
            try:
                self._state = self._put(**self._state)
                return
            except EngineUnavailableError:
                time.sleep(min(2.0**attempt, 20.0))
            held = self._read()
            if held and held["_source"]["owner"] == self._owner:
                self._state = _seen(held)
        self._state = self._put(**self._state)

    def release(self) -> None:
        """Give it back, unless another has it."""
        with suppress(EngineError):
            self._client.write("DELETE", f"/{self._index}/_doc/{_ID}", **self._state)


def _seen(reply: Any) -> dict[str, Any]:
    return {"if_seq_no": reply["_seq_no"], "if_primary_term": reply["_primary_term"]}


@contextmanager
def leased(client: Client) -> Iterator[Lease]:
    """The lease while something is built or published."""
    lease = Lease(client)
    try:
        yield lease
    finally:
        lease.release()
