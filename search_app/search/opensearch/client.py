"""How is a cluster asked, and is its reply whole? The one place that knows the client of OpenSearch.

Where it is comes from the environment and from nowhere else. Invariant: what did not come from every shard, in time, is
an error and never an answer; and no message, log or error holds a password.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from opensearchpy import ConnectionError as NotReachedError
from opensearchpy import ConnectionTimeout, OpenSearch, OpenSearchException, TransportError
from urllib3.exceptions import NewConnectionError

from search_app.jobs.outside import is_loopback
from search_app.search.engine import EngineError, EngineUnavailableError, PartialAnswerError, WrongIndexError

_READ_SECONDS, _WRITE_SECONDS = 5.0, 120.0
REPEATS = 5  # of what can be done again
_READ_AGAIN = 2  # times, on other nodes
_OLDEST = 3  # major version: scores of older ones lack a factor
_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cluster is and who asks. ``repr`` leaves out the password."""

    urls: tuple[str, ...]
    prefix: str
    ca: str | None = None
    user: str | None = None
    password: str = field(default="", repr=False)


def find_place(environment: Mapping[str, str] = os.environ) -> Place:
    """What OPENSEARCH_… say. SystemExit names what is wrong with them, and no secret."""
    urls = tuple(re.split(r"[\s,]+", environment.get("OPENSEARCH_URLS", "").strip()))
    for url in urls:
        _check_url(url)
    prefix = environment.get("OPENSEARCH_PREFIX", "") or "policies"
    if not _PREFIX.fullmatch(prefix):
        raise SystemExit(f"OPENSEARCH_PREFIX={prefix[:50]!r}: small letters, digits and hyphens, at most 41")
    ca = environment.get("OPENSEARCH_CA") or None
    if ca and not Path(ca).is_file():
        raise SystemExit(f"OPENSEARCH_CA={ca!r}: no such file")
    user, secret = environment.get("OPENSEARCH_USER") or None, environment.get("OPENSEARCH_PASSWORD_FILE") or None
    if bool(user) != bool(secret):
        raise SystemExit("OPENSEARCH_USER and OPENSEARCH_PASSWORD_FILE: both or neither")
    try:
        password = Path(secret).read_text("utf-8").rstrip("\r\n") if secret else ""
    except (OSError, ValueError) as error:
        raise SystemExit(f"OPENSEARCH_PASSWORD_FILE: cannot be read ({type(error).__name__})") from None
    return Place(urls, prefix, ca, user, password)


def _check_url(url: str) -> None:
    """SystemExit for what is no address of a node, or would send what is asked unprotected over a network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if "@" in url:  # a password in it is not repeated
        raise SystemExit("OPENSEARCH_URLS: no user in an address; set OPENSEARCH_USER and OPENSEARCH_PASSWORD_FILE")
    if parts.scheme not in ("http", "https") or not host or port == 0 or parts.path.strip("/") or parts.query:
        raise SystemExit(f"OPENSEARCH_URLS: {url[:80]!r} is not like https://node-1.example.org:9200")
    if parts.scheme == "http" and not is_loopback(host):
        raise SystemExit(f"OPENSEARCH_URLS: {url[:80]!r} must begin with https:// (http:// is for this machine alone)")


class NeverSentError(EngineUnavailableError):
    """There was no connection, so that nothing can have happened."""


class TooLateError(EngineUnavailableError):
    """There was no reply in time; what was asked may still be done."""


class Client:
    """A cluster, asked by many threads. A fork gets connections of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        # What fails is told by the errors below; the client's own log would repeat addresses and questions.
        for name in ("opensearch", "opensearchpy.trace", "opensearch.trace"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._lock = threading.Lock()
        self._made: tuple[int, OpenSearch, OpenSearch] | None = None

    def _connections(self) -> tuple[OpenSearch, OpenSearch]:
        """(for reads, which may be asked again of another node; for writes, which are not)."""
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                make = partial(_connect, self.place)
                again = {"max_retries": _READ_AGAIN, "retry_on_timeout": True, "retry_on_status": (429, 502, 503, 504)}
                once: dict[str, Any] = {"max_retries": 0, "retry_on_timeout": False, "retry_on_status": ()}
                self._made = (os.getpid(), make(**again), make(**once))
            return self._made[1:]

    def read(self, method: str, path: str, body: Any = None, seconds: float = _READ_SECONDS, **params: Any) -> Any:
        """The reply to what changes nothing."""
        return _perform(self._connections()[0], method, path, body, seconds, params)

    def write(self, method: str, path: str, body: Any = None, seconds: float = _WRITE_SECONDS, **params: Any) -> Any:
        """The reply to what changes something. It is sent once: only where no connection came about, another node is
        asked."""
        for _ in self.place.urls[1:]:
            try:
                return _perform(self._connections()[1], method, path, body, seconds, params)
            except NeverSentError:
                continue
        return _perform(self._connections()[1], method, path, body, seconds, params)

    def repeat(self, method: str, path: str, body: Any = None, seconds: float = _WRITE_SECONDS, **params: Any) -> Any:
        """The reply to what changes something and leaves the same however often it is done (refresh, settings): it is
        sent again where its reply was lost, as with a node that ended meanwhile."""
        for attempt in range(1, REPEATS):
            try:
                return self.write(method, path, body, seconds, **params)
            except TooLateError:
                raise
            except EngineUnavailableError:
                time.sleep(min(2.0**attempt, 20.0))
        return self.write(method, path, body, seconds, **params)

    def search(self, index: str, *bodies: Body) -> list[Any]:
        """The reply to each of ``bodies``, from all shards, or an error. Where a part fails, as when its node ends, all
        is asked once more."""
        try:
            return self._search(index, bodies)
        except PartialAnswerError:
            return self._search(index, bodies)

    def _search(self, index: str, bodies: Sequence[Body]) -> list[Any]:
        header = {"index": index, "allow_partial_search_results": False, "search_type": "dfs_query_then_fetch"}
        lines = (json.dumps(one) for body in bodies for one in (header, body))
        replies = self.read("POST", "/_msearch", "\n".join([*lines, ""]).encode("ascii"))["responses"]
        return [check_whole(reply) for reply in replies]

    def version(self) -> str:
        """The version of the cluster; EngineError for one that would score otherwise."""
        number = str(self.read("GET", "/")["version"]["number"])
        if not number.split(".")[0].isdigit() or int(number.split(".")[0]) < _OLDEST:
            raise EngineError(f"the cluster runs OpenSearch {number[:20]!r}; {_OLDEST}.0 or later is needed")
        return number


def _connect(place: Place, **how: Any) -> OpenSearch:
    if place.user:
        how["http_auth"] = (place.user, place.password)
    if place.ca:
        how["ca_certs"] = place.ca
    return OpenSearch(hosts=list(place.urls), **how)


def _perform(of: OpenSearch, method: str, path: str, body: Any, seconds: float, params: Mapping[str, Any]) -> Any:
    asked = dict(params) | {"request_timeout": seconds}  # else a "timeout" for the cluster would be taken for it
    content = json.dumps(body).encode("ascii") if isinstance(body, dict) else body
    lines = {"content-type": "application/x-ndjson" if isinstance(body, bytes) else "application/json"}
    try:
        return of.transport.perform_request(method, path, params=asked, body=content, headers=lines)
    except NotReachedError as error:
        kind: type[EngineUnavailableError] = (
            TooLateError if isinstance(error, ConnectionTimeout) else EngineUnavailableError
        )
        kind = NeverSentError if isinstance(error.info, NewConnectionError) else kind
        # What it was raised from may hold anything of the connection.
        raise kind(f"no node of the cluster answers ({type(error).__name__})") from None
    except TransportError as error:
        raise make_error(error.status_code, error.info) from None
    except OpenSearchException as error:
        raise EngineUnavailableError(f"the cluster cannot be asked ({type(error).__name__})") from None


def make_error(status: Any, info: Any) -> EngineError:
    """What a refusal of the cluster means for us."""
    kind, reason = _find_reason(info)
    said = f"the cluster refused ({status}, {kind}: {reason})"
    if status in (401, 403) and kind in ("error", "security_exception"):  # the first: a proxy that speaks no JSON
        return EngineUnavailableError(f"the cluster refused ({status}): look at OPENSEARCH_USER and its roles")
    if status == 404:
        return WrongIndexError(f"{said}; what is asked for is not there")
    if "phase_execution" in kind or "no_shard_available" in kind:
        return PartialAnswerError(f"{said}; a part of the index cannot be read")
    if status in (429, 502, 503, 504):
        return EngineUnavailableError(said)
    if "maxClauseCount" in reason or "too_many_clauses" in kind:
        return EngineError(f"{said}; raise indices.query.bool.max_clause_count of the cluster")
    return EngineError(said)


def _find_reason(info: Any) -> tuple[str, str]:
    """(type, reason) of an error as the cluster tells it, from the innermost cause that says one."""
    error = info.get("error") if isinstance(info, dict) else None
    if not isinstance(error, dict):
        return "error", str(error or "")[:200]
    kind, reason = str(error.get("type", "error")), str(error.get("reason", ""))
    causes = [error.get("caused_by"), *(error.get("root_cause") or ()), *_causes(error.get("failed_shards") or ())]
    said = (str(one.get("reason")) for one in causes if isinstance(one, dict) and one.get("reason"))
    return kind, next((one for one in said if one and one != reason), reason)[:200]


def _causes(shards: Iterable[Any]) -> Iterable[Any]:
    return (one.get("reason") for one in shards if isinstance(one, dict))


def check_whole(reply: Any) -> Any:
    """``reply`` itself. PartialAnswerError when it does not come from every shard or came too late."""
    if "error" in reply:
        raise make_error(reply.get("status"), reply)
    shards = reply.get("_shards", {})
    whole = shards.get("failed") == 0 and shards.get("successful") == shards.get("total", 0) > 0
    if not whole or reply.get("timed_out"):
        raise PartialAnswerError("the cluster answered in part; a part is never shown as the whole")
    return reply
