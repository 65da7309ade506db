"""How is a cluster asked? The one place that knows the client of OpenSearch.

What only reads is asked of another node where one answers nothing, or nothing that can be believed, and that node is
left alone for a while; what writes is sent once. Invariant: no message, log or error holds a password.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from opensearchpy import ConnectionError as NotReachedError
from opensearchpy import ConnectionTimeout, OpenSearch, OpenSearchException, SSLError, TransportError
from urllib3.exceptions import NewConnectionError

from search_app.search.engine import EngineError, EngineUnavailableError, PartialAnswerError, WrongIndexError
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.cluster.replies import (
    NeverSentError,
    RefusedError,
    TooBusyError,
    TooLateError,
    UnbelievableReplyError,
    believe,
    check_found,
    check_whole,
    make_error,
    take_object,
)

T = TypeVar("T")
_READ_SECONDS, _WRITE_SECONDS = 5.0, 120.0
REPEATS = 5  # of what can be done again
_READS = 3  # times that a question is asked, of one node after another
_PAUSE = 0.3  # seconds before a node is asked again that had too much to do; then three times as long
_ASIDE = 30.0  # seconds for which a node is asked last that answered nothing while another did
_OLDEST = 3  # major version: scores of older ones lack a factor
Body = Mapping[str, Any]


@dataclass
class _Node:
    """One address of the cluster. ``aside``: until when it is asked only where no other is left."""

    connection: OpenSearch
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
        and where a node refuses or fails, another one is asked."""
        nodes = self._order()
        tried: list[_Node] = []
        problem: EngineError | None = None
        for attempt in range(_READS):
            node = nodes[attempt % len(nodes)]
            try:
                found = believe(_perform(node.connection, method, path, body, seconds, params), take)
            except (EngineUnavailableError, PartialAnswerError, WrongIndexError) as error:
                # What two nodes refuse is refused.
                final = isinstance(error, RefusedError | WrongIndexError)
                if final and (len(nodes) == 1 or type(error) is type(problem)):
                    raise
                if isinstance(error, NeverSentError | TooLateError):
                    node.set_aside()
                tried, problem = [*tried, node], error
                if attempt + 1 < _READS and (isinstance(error, TooBusyError) or attempt + 1 >= len(nodes)):
                    time.sleep(_PAUSE * 3**attempt)
                continue
            for one in tried:
                if one is not node:
                    one.set_aside()
            return found
        raise problem or EngineUnavailableError("no node of the cluster answers")

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
                return believe(_perform(node.connection, method, path, body, seconds, params), take)
            except NeverSentError:
                node.set_aside()
        return believe(_perform(last.connection, method, path, body, seconds, params), take)

    def repeat(
        self, method: str, path: str, body: Any = None, seconds: float = _WRITE_SECONDS,
        take: Callable[[Any], T] = take_object, **params: Any,  # type: ignore[assignment]
    ) -> T:  # fmt: skip
        """The reply to what changes something and leaves the same however often it is done (refresh, settings): it is
        sent again where its reply was lost, as with a node that ended meanwhile."""
        for attempt in range(1, REPEATS):
            try:
                return self.write(method, path, body, seconds, take, **params)
            except (TooLateError, RefusedError):
                raise
            except EngineUnavailableError:
                time.sleep(min(2.0**attempt, 20.0))
        return self.write(method, path, body, seconds, take, **params)

    def search(self, index: str, *bodies: Body) -> list[Any]:
        """The reply to each of ``bodies``, from all shards and with all that was asked for, or an error."""
        header = {"index": index, "allow_partial_search_results": False, "search_type": "dfs_query_then_fetch"}
        lines = (json.dumps(one) for body in bodies for one in (header, body))

        def take(reply: Any) -> list[Any]:
            found = []
            for body, one in zip(bodies, reply["responses"], strict=True):
                check_found(body, check_whole(one))
                found.append(one)
            return found

        return self.read("POST", "/_msearch", "\n".join([*lines, ""]).encode("ascii"), take=take)

    def version(self) -> str:
        """The version of the cluster; EngineError for one that would score otherwise."""
        number = self.read("GET", "/", take=_take_version)
        if int(number.split(".")[0]) < _OLDEST:
            raise EngineError(f"the cluster runs OpenSearch {number[:20]!r}; {_OLDEST}.0 or later is needed")
        return number


def _take_version(reply: Any) -> str:
    number = str(reply["version"]["number"])
    int(number.split(".")[0])
    return number


def connect(place: Place, url: str) -> OpenSearch:
    """One node of ``place``, asked once for whatever it is asked."""
    how: dict[str, Any] = {"max_retries": 0, "retry_on_timeout": False, "retry_on_status": ()}
    if place.user:  # as UTF-8: the client itself knows Latin-1 alone
        secret = base64.b64encode(f"{place.user}:{place.password}".encode()).decode("ascii")
        how["headers"] = {"authorization": f"Basic {secret}"}
    if place.ca:
        how["ca_certs"] = place.ca
    return OpenSearch(hosts=[url], **how)


def _perform(of: OpenSearch, method: str, path: str, body: Any, seconds: float, params: Mapping[str, Any]) -> Any:
    asked = dict(params) | {"request_timeout": seconds}  # else a "timeout" for the cluster would be taken for it
    content = json.dumps(body).encode("ascii") if isinstance(body, dict) else body
    lines = {"content-type": "application/x-ndjson" if isinstance(body, bytes) else "application/json"}
    try:
        return of.transport.perform_request(method, path, params=asked, body=content, headers=lines)
    except NotReachedError as error:
        # What it was raised from may hold anything of the connection.
        raise _not_reached(error) from None
    except TransportError as error:
        raise make_error(error.status_code, error.info) from None
    except (OpenSearchException, ValueError, RecursionError) as error:
        raise UnbelievableReplyError(f"a node sent what is no reply ({type(error).__name__})") from None


def _not_reached(error: NotReachedError) -> EngineUnavailableError:
    if isinstance(error, SSLError):
        said = "the certificate of a node is not believed; look at OPENSEARCH_CA and the names in OPENSEARCH_URLS"
        return EngineUnavailableError(f"{said} ({type(error).__name__})")
    said = f"no node of the cluster answers ({type(error).__name__})"
    if isinstance(error, ConnectionTimeout):
        return TooLateError(said)
    return NeverSentError(said) if isinstance(error.info, NewConnectionError) else EngineUnavailableError(said)
