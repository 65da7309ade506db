"""How is a cluster asked, of which some nodes may be down or answer what is no answer?

What only reads is asked of another node where one answers nothing, or nothing that can be believed, and that node is
left alone for a while; what writes is sent once. Invariant: no message, log or error holds a password.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from search_app.search.engine import (
    EngineError,
    EngineRefusedError,
    EngineUnavailableError,
    PartialAnswerError,
    WrongIndexError,
)
from search_app.search.opensearch.cluster import living
from search_app.search.opensearch.cluster.place import Place, find_place
from search_app.search.opensearch.cluster.replies import (
    NeverSentError,
    NoCopyError,
    TooBusyError,
    TooLateError,
    believe,
    check_found,
    check_whole,
    need,
    take_object,
)
from search_app.search.opensearch.cluster.wire import Connection, connect, perform

T = TypeVar("T")
_READ_SECONDS, _WRITE_SECONDS = 5.0, 120.0
_SHORTEST = 0.05  # seconds in which no node answers
REPEATS = 5  # of what can be done again
_READS = 3  # times that a question is asked, of one node after another
_PAUSE = 0.3  # seconds before a node is asked again that had too much to do; then three times as long
_ASIDE = 30.0  # seconds for which a node is asked last that answered nothing while another did
_PLACES = 4  # clusters that one process asks, and certificates that they had
_OLDEST = 3  # major version: scores of older ones lack a factor
_VERSION = re.compile(r"[0-9]{1,3}\.[0-9.]{1,9}[-a-zA-Z0-9.]{0,20}")
Body = Mapping[str, Any]
_UNTIL: ContextVar[float] = ContextVar("until", default=math.inf)  # the instant at which nobody waits any more


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """What is read here is there after so many seconds, or there is an error, however many requests it takes."""
    token = _UNTIL.set(min(_UNTIL.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _UNTIL.reset(token)


@dataclass
class _Node:
    """One address of the cluster. ``aside``: until when it is asked only where no other is left."""

    connection: Connection
    aside: float = 0.0

    def set_aside(self) -> None:
        self.aside = time.monotonic() + _ASIDE


class Client:
    """A cluster, asked by many threads. A fork gets connections of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        # What fails is told by the errors below; the client's own log would repeat addresses and questions.
        for name in ("opensearch", "opensearchpy.trace", "opensearch.trace"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._lock = threading.Lock()
        self._made: tuple[int, tuple[_Node, ...]] | None = None
        self._turn = count()
        self._living = living.Living()

    def _order(self) -> list[_Node]:
        """The nodes in the order in which they are asked now: each is the first in its turn; those set aside last."""
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = (os.getpid(), tuple(_Node(connect(self.place, url)) for url in self.place.urls))
            nodes = self._made[1]
        first, now = next(self._turn) % len(nodes), time.monotonic()
        return sorted((*nodes[first:], *nodes[:first]), key=lambda node: node.aside > now)

    def read(
        self, method: str, path: str, body: Any = None, seconds: float = _READ_SECONDS,
        take: Callable[[Any], T] = take_object, **params: Any,  # type: ignore[assignment]
    ) -> T:  # fmt: skip
        """What ``take`` finds in the reply to what changes nothing; where it does not find it (KeyError and the like),
        and where a node refuses or fails, another one is asked. ``body`` may be made anew for each."""
        nodes = self._order()
        failed: list[_Node] = []
        problems: list[EngineError] = []
        for attempt in range(_READS):
            worth = self._living.keep_to(nodes)
            node, left = worth[attempt % len(worth)], _UNTIL.get() - time.monotonic()
            if left < _SHORTEST:
                break
            try:
                asked = body() if callable(body) else body
                found = self._ask(node, method, path, asked, min(seconds, left), take, params)
            except (EngineUnavailableError, PartialAnswerError, WrongIndexError) as error:
                # What two nodes refuse is refused.
                final = isinstance(error, EngineRefusedError | WrongIndexError)
                if final and (len(nodes) == 1 or type(error) in map(type, problems)):
                    raise
                failed, problems = [*failed, *self._learn(node, error)], [*problems, error]
                if attempt + 1 < _READS and (isinstance(error, TooBusyError) or attempt + 1 >= len(worth)):
                    time.sleep(_PAUSE * 3**attempt)
                continue
            for one in failed:
                if one is not node:
                    one.set_aside()
            return found
        # What a node that lives has said says more than that another one is dead.
        late = TooLateError("no node of the cluster answers in the time of a question")
        raise max(problems or [late], key=lambda error: not isinstance(error, NeverSentError | TooLateError))

    def _learn(self, node: _Node, error: EngineError) -> tuple[_Node, ...]:
        """The node that is to be asked last because of what it did. One that only waits for a node that hangs is none:
        from now on searches keep to the copies of those that live."""
        if not isinstance(error, TooLateError):
            if isinstance(error, NoCopyError):
                self._living.lacks()
            if isinstance(error, NeverSentError):
                node.set_aside()
            return (node,)
        silent = self._look_around()
        if silent and node not in silent:
            return ()
        node.set_aside()
        return (node,)

    def _look_around(self) -> tuple[_Node, ...]:
        """Find out which nodes live, so that searches keep to their copies; the others, which are asked last."""
        silent = self._living.look(self._order(), self._find_name)
        for node in silent:
            node.set_aside()
        return silent

    def _find_name(self, node: _Node) -> str | None:
        try:
            return self._ask(node, "GET", "/", None, living.SECONDS, lambda reply: str(reply["name"]), {})
        except EngineUnavailableError:
            return None
        except EngineError:
            return ""  # it lives, and does not say its name

    def write(
        self, method: str, path: str, body: Any = None, seconds: float = _WRITE_SECONDS,
        take: Callable[[Any], T] = take_object, **params: Any,  # type: ignore[assignment]
    ) -> T:  # fmt: skip
        """What ``take`` finds in the reply to what changes something. It is sent once: only where no connection came
        about another node is asked, and where the cluster had too much to do it is sent again after a pause."""
        for attempt in range(1, REPEATS):
            try:
                return self._write(method, path, body, seconds, take, params)
            except TooBusyError:
                time.sleep(min(2.0**attempt, 20.0))
        return self._write(method, path, body, seconds, take, params)

    def _write(
        self, method: str, path: str, body: Any, seconds: float, take: Callable[[Any], T], params: Mapping[str, Any]
    ) -> T:
        *others, last = self._order()
        for node in others:
            try:
                return self._ask(node, method, path, body, seconds, take, params)
            except NeverSentError:
                node.set_aside()
        return self._ask(last, method, path, body, seconds, take, params)

    def _ask(
        self, node: _Node, method: str, path: str, body: Any, seconds: float, take: Callable[[Any], T],
        params: Mapping[str, Any],
    ) -> T:  # fmt: skip
        """What ``take`` finds in the reply of ``node``. What a node says again of who asks is in no error."""
        try:
            return believe(perform(node.connection, method, path, body, seconds, params), take)
        except EngineError as error:
            raise type(error)(self.place.hide(str(error))) from None

    def repeat(
        self, method: str, path: str, body: Any = None, seconds: float = _WRITE_SECONDS,
        take: Callable[[Any], T] = take_object, **params: Any,  # type: ignore[assignment]
    ) -> T:  # fmt: skip
        """The reply to what changes something and leaves the same however often it is done (refresh, settings): it is
        sent again where its reply was lost, as with a node that ended meanwhile."""
        for attempt in range(1, REPEATS):
            try:
                return self.write(method, path, body, seconds, take, **params)
            except (TooLateError, EngineRefusedError):
                raise
            except EngineUnavailableError:
                time.sleep(min(2.0**attempt, 20.0))
        return self.write(method, path, body, seconds, take, **params)

    def search(self, index: str, *bodies: Body) -> list[Any]:
        """The reply to each of ``bodies``, from all shards and with all that was asked for, or an error."""
        header = {"index": index, "allow_partial_search_results": False, "search_type": "dfs_query_then_fetch"}

        def make() -> bytes:
            kept = self._living.preference(self._look_around)
            where = header | ({"preference": kept} if kept else {})
            lines = (json.dumps(one) for body in bodies for one in (where, body))
            return "\n".join([*lines, ""]).encode("ascii")

        def take(reply: Any) -> list[Any]:
            found = []
            for body, one in zip(bodies, reply["responses"], strict=True):
                check_found(body, check_whole(one))
                found.append(one)
            return found

        return self.read("POST", "/_msearch", make, take=take)

    def version(self) -> str:
        """The version of the cluster; EngineError for one that would score otherwise."""
        number = self.read("GET", "/", take=_take_version)
        if int(number.split(".")[0]) < _OLDEST:
            raise EngineError(f"the cluster runs OpenSearch {number}; {_OLDEST}.0 or later is needed")
        return number


def shared_client(place: Place | None = None) -> Client:
    """The client of ``place``, else of the environment: one for all who ask it, so that what one has found out of a
    node the others need not wait for. SettingError as of ``find_place``."""
    place = place or find_place()
    return _make(place, Path(place.ca).stat().st_mtime_ns if place.ca else 0)


@lru_cache(_PLACES)
def _make(place: Place, _: int) -> Client:
    return Client(place)


def _take_version(reply: Any) -> str:
    number: str = reply["version"]["number"]
    need(bool(_VERSION.fullmatch(number)))
    return number
