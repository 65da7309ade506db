"""Who may build? One builder of a prefix at a time, on whatever machine.

The lease is one document that only one can create, and that its builder writes again all the time. No clock is
compared with another: who finds a lease looks at it, and takes it over once it has not been written for as long as any
builder that lives would have taken. Invariant: who has lost a lease is told before it writes on.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from search_app.search.engine import EngineError, EngineRefusedError, EngineUnavailableError, WrongIndexError
from search_app.search.opensearch.cluster.client import REPEATS, Client
from search_app.search.opensearch.cluster.place import LEASE
from search_app.search.opensearch.cluster.replies import need
from search_app.text.printable import make_printable

log = logging.getLogger(__name__)
SECONDS = 60.0  # after which a lease that nobody writes is anybody's
_RENEWALS = 6  # in that time
_LOOK = 1.0  # seconds between two looks at somebody else's
_ID = "build"
MAPPING = {"dynamic": "strict", "properties": {"owner": {"type": "keyword"}, "until": {"type": "long"}}}
_State = dict[str, Any]  # of the document: it is written only as it was seen


class LeaseTakenError(EngineError):
    """Another builder works on the same prefix, or took it over."""


class Lease:
    """The right to build, until it is given back, or its builder ends."""

    def __init__(self, client: Client, seconds: float | None = None) -> None:
        """Take it, or wait until it is known whether who has it still works: LeaseTakenError names who does."""
        self._client, self._seconds = client, seconds or SECONDS
        self._index = f"{client.place.prefix}{LEASE}"
        self._owner = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._lost: LeaseTakenError | None = None
        settings = {"settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}, "mappings": MAPPING}
        try:
            client.repeat("PUT", f"/{self._index}", settings)
        except EngineError as error:
            if "already_exists" not in str(error):
                raise
        self._state = self._take()

    def _take(self) -> _State:
        problem: EngineError | None = None
        for attempt in range(REPEATS):
            if attempt:
                time.sleep(min(2.0**attempt, 20.0) if isinstance(problem, EngineUnavailableError) else 0.0)
            try:
                return self._put(op_type="create")
            except EngineRefusedError:
                raise
            except (LeaseTakenError, EngineUnavailableError) as error:  # the latter: perhaps only the reply was lost
                problem = error
            owner, state = self._read()
            if owner == self._owner and state:
                return state
            if state and self._is_abandoned(owner, state):
                with suppress(EngineUnavailableError):  # perhaps only the reply is lost
                    return self._put(**state)
        raise problem or LeaseTakenError("another build has begun meanwhile; nothing of it was touched")

    def _is_abandoned(self, owner: str, state: _State) -> bool:
        """Whether ``state`` stood for as long as nobody who works lets it; False when the lease is given back
        meanwhile. LeaseTakenError when it is written."""
        log.warning(
            "a build has begun (%s); looking for %.0f s whether it goes on", make_printable(owner), self._seconds
        )
        end = time.monotonic() + self._seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(_LOOK, left, self._seconds / _RENEWALS))
            now, seen = self._read()
            if seen is None:
                return False
            if seen != state:
                raise LeaseTakenError(f"another build runs ({now or owner}); wait for it, or end it there")
        return True

    def _read(self) -> tuple[str, _State | None]:
        """(who has it, in which state); nobody and None where it is free."""
        try:
            return self._client.read("GET", f"/{self._index}/_doc/{_ID}", take=_take_owner)
        except WrongIndexError:
            return "", None

    def _put(self, **state: Any) -> _State:
        where = f"/{self._index}/_doc/{_ID}"
        try:
            return self._client.write("PUT", where, {"owner": self._owner}, take=_take_state, **state)
        except WrongIndexError:
            raise
        except EngineError as error:
            if "version_conflict" not in str(error):
                raise
            raise LeaseTakenError("another build has begun meanwhile; nothing of it was touched") from None

    def renew(self) -> None:
        """Write it again. LeaseTakenError when another builder has begun. Where the reply is lost it is looked up who
        has the lease, and asked again."""
        with self._lock:
            if self._lost:
                raise self._lost
            try:
                self._renew()
            except LeaseTakenError as error:
                self._lost = error
                raise

    def _renew(self) -> None:
        problem: EngineError | None = None
        for attempt in range(REPEATS):
            if attempt:
                time.sleep(min(2.0**attempt, 20.0))
            try:
                self._state = self._put(**self._state)
                return
            except EngineUnavailableError as error:
                problem = error
            except WrongIndexError:
                raise LeaseTakenError("the lease was taken away meanwhile; build again") from None
            with suppress(EngineUnavailableError):
                owner, state = self._read()
                if owner == self._owner and state:
                    self._state = state
        raise problem or EngineUnavailableError("the lease cannot be written")

    def keep(self, until: threading.Event) -> None:
        """Renew it again and again until told to end, or until it is lost, which the next ``renew`` tells."""
        while not until.wait(self._seconds / _RENEWALS):
            try:
                self.renew()
            except LeaseTakenError:
                return
            except EngineError:  # the next time may go well; who took it over meanwhile is seen then
                continue

    def release(self) -> None:
        """Give it back, unless another has it."""
        with suppress(EngineError):
            try:
                self._client.write("DELETE", f"/{self._index}/_doc/{_ID}", **self._state)
            except EngineError:  # perhaps a reply was lost, so that it is in another state than we saw
                owner, state = self._read()
                if owner == self._owner and state:
                    self._client.write("DELETE", f"/{self._index}/_doc/{_ID}", **state)


def _take_state(reply: Any) -> _State:
    number, term = reply["_seq_no"], reply["_primary_term"]
    need(type(number) is int and type(term) is int)
    return {"if_seq_no": number, "if_primary_term": term}


def _take_owner(reply: Any) -> tuple[str, _State]:
    return str(reply["_source"]["owner"]), _take_state(reply)


@contextmanager
def leased(client: Client) -> Iterator[Lease]:
    """The lease while something is built or published, also when this process is told to end meanwhile."""
    with _ending_in_order():
        lease = Lease(client)
        over = threading.Event()
        keeper = threading.Thread(target=lease.keep, args=(over,), daemon=True)
        try:
            keeper.start()
            yield lease
        finally:
            over.set()
            if keeper.is_alive():
                keeper.join(10)
            lease.release()


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Told to end, this process gives back what it has, as it does after an error."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught = [one for one in (signal.SIGTERM, getattr(signal, "SIGHUP", None)) if one]
    caught = [one for one in caught if signal.getsignal(one) is signal.SIG_DFL]
    for one in caught:
        signal.signal(one, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        for one in caught:
            signal.signal(one, signal.SIG_DFL)
