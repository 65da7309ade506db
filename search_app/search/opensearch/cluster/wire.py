"""How is one node asked, once? The one place that knows the client of OpenSearch, and bounds what that leaves open.

The client's own time-out is that of each piece that arrives: a node that sends one byte a second would keep a reader
waiting for ever, and one that sends without end would fill the memory. Invariant: a reply is whole within the time of
its request, was not unpacked, and is the one to what was asked.
"""

from __future__ import annotations

import http.client
import io
import json
import secrets
import socket
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from opensearchpy import ConnectionError as NotReachedError
from opensearchpy import (
    ConnectionTimeout,
    OpenSearch,
    OpenSearchException,
    SerializationError,
    SSLError,
    TransportError,
    Urllib3HttpConnection,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util import Timeout

from search_app.search.engine import EngineUnavailableError
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.cluster.replies import (
    NeverSentError,
    TooLateError,
    UnbelievableReplyError,
    make_error,
)

LARGEST = 64 * 2**20  # bytes of a reply; the largest that was met has five
CONNECT_SECONDS = 5.0  # at most, of the time of a request: a machine that is off takes no connection and refuses none
Connection = OpenSearch  # to one node
_MARK = "x-opaque-id"  # which a node says again, so that what a cache kept of another question is seen


class NoReplyError(OSError):
    """What a node sends cannot be taken for a reply, whatever else it says."""


class _Bounded(io.RawIOBase):
    """What arrives at ``sock`` within its time-out, counted from now, and up to ``LARGEST`` bytes of it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._from = sock, sock.makefile("rb", buffering=0)
        self._until = time.monotonic() + (sock.gettimeout() or 0.0)
        self._left = LARGEST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """As every stream; TimeoutError when the time is over, NoReplyError for what is too much."""
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("a reply that was not whole in time")
        if not self._left:
            raise NoReplyError(f"a node sent more than {LARGEST:,} bytes")
        self._sock.settimeout(seconds)
        got = self._from.readinto(memoryview(buffer)[: self._left])
        self._left -= got or 0
        return got

    def close(self) -> None:
        self._from.close()
        super().close()


class _Reply(http.client.HTTPResponse):
    """The reply on ``sock``, whose time-out is that of the whole of it."""

    def __init__(self, sock: socket.socket, *args: Any, **how: Any) -> None:
        super().__init__(sock, *args, **how)
        self.fp.close()
        self.fp = io.BufferedReader(_Bounded(sock))

    def begin(self) -> None:
        super().begin()
        if self.headers.get("content-encoding", "identity") != "identity":  # nobody asked for it
            raise NoReplyError("a node sent what is packed")


class _Http(HTTPConnection):
    response_class = _Reply


class _Https(HTTPSConnection):
    response_class = _Reply


class Wire(Urllib3HttpConnection):
    """The client's connection to one node, with these bounds."""

    def _create_urllib3_pool(self) -> None:
        super()._create_urllib3_pool()
        self.pool.ConnectionCls = _Https if self.use_ssl else _Http

    def perform_request(
        self, method: str, url: str, params: Mapping[str, Any] | None = None, body: bytes | None = None,
        timeout: float | None = None, ignore: Collection[int] = (), headers: Mapping[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """As the client's; SerializationError for the reply to another question."""
        mark = secrets.token_hex(8)
        marked = {**(headers or {}), _MARK: mark}
        bounds: Any = Timeout(connect=min(timeout or CONNECT_SECONDS, CONNECT_SECONDS), read=timeout)
        reply = super().perform_request(method, url, params, body, bounds, ignore, marked)
        if reply[1].get(_MARK, mark) != mark:
            raise SerializationError("the reply to another question")
        return reply

    def _raise_error(self, status_code: int, raw_data: str | bytes, content_type: str | None = None) -> None:
        """TransportError with what the node says, whatever the shape of that."""
        info = None
        with suppress(ValueError, RecursionError):
            info = json.loads(raw_data)
        raise TransportError(status_code, "", info)

    def _raise_warnings(self, warning_headers: Any) -> None:
        """Nothing: what a node writes there would be printed as it is."""


def connect(place: Place, url: str) -> Connection:
    """One node of ``place``, asked once for whatever it is asked."""
    how: dict[str, Any] = {"connection_class": Wire, "max_retries": 0, "retry_on_timeout": False, "retry_on_status": ()}
    if place.user:
        how["headers"] = {"authorization": f"Basic {place.secret}"}
    if place.ca:
        how["ca_certs"] = place.ca
    return OpenSearch(hosts=[url], **how)


def perform(of: Connection, method: str, path: str, body: Any, seconds: float, params: Mapping[str, Any]) -> Any:
    """The reply of a node as JSON, whole within ``seconds``; EngineError says why there is none."""
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
        if "WRONG_VERSION_NUMBER" in str(error):  # so OpenSSL calls bytes that are no TLS
            return EngineUnavailableError("a node speaks no TLS; look at OPENSEARCH_URLS: is it http there?")
        said = "the certificate of a node is not believed; look at OPENSEARCH_CA and the names in OPENSEARCH_URLS"
        return EngineUnavailableError(f"{said} ({type(error).__name__})")
    for cause in getattr(error.info, "args", ()):
        if isinstance(cause, NoReplyError):
            return UnbelievableReplyError(f"{cause}, which is no reply")
    said = f"no node of the cluster answers ({type(error).__name__})"
    if isinstance(error, ConnectionTimeout):
        return TooLateError(said)
    never = isinstance(error.info, NewConnectionError | ConnectTimeoutError)
    return NeverSentError(said) if never else EngineUnavailableError(said)
