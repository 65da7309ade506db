"""What is every request and every answer made into at the edge of the site?

Requests: bytes that Flask cannot take, hosts that are not ours, the path below which the site lies. Answers: the
headers of the house, a mark by which an unchanged answer need not be sent again, and gzip where it is accepted.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import string
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Request, Response, current_app, g, request

from search_app.text.printable import make_printable
from search_app.web import errors
from search_app.web.serving.server import HEALTH
from search_app.web.serving.wire import HEADERS

MAX_BODY = 262_144
_TEXT = (
    "text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml",
    "application/atom+xml", "application/ld+json", "application/xml", "application/akn+xml",
    "application/opensearchdescription+xml", "application/x-suggestions+json", "application/x-tbx+xml",
    "application/x-tmx+xml",
)  # fmt: skip
_PORTS = {"http": ":80", "https": ":443"}  # which say no more than the scheme
_TOOK = re.compile(rb'"took_ms":[0-9.]+')  # the one thing in which equal answers differ
_SHORT = 1_000  # bytes that are not worth compressing
_LEVEL = 4  # of gzip: half the time of the usual 6 for a twentieth more bytes
_AS_GZIP = 31  # what zlib calls a stream with the head and the end of a gzip file


class _Request(Request):
    max_form_memory_size = MAX_BODY
    max_content_length = MAX_BODY


# A name, an address, or an IPv6 address in brackets, each with a port perhaps. Labels have at most 63 characters.
_HOST = re.compile(r"(?:(?:[\w-]{1,63}\.){0,126}[\w-]{1,63}\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{0,5})?", re.ASCII)
_MAX_HOST = 260
# An address of a site: paths are compared as they are typed, and what is written with percent signs has two spellings.
_SITE = re.compile(r"https?://(?P<host>[^/?#]+)(?:/+[\w.~-]+)*/*", re.ASCII)
_NO_HOST = "invalid"  # a name that stands for none (RFC 6761)


class Site(Flask):
    """A Flask application that answers in its own way whatever bytes a request is made of.

    Flask makes a table of addresses from the Host header and the parameters before any handler is asked; it fails, and
    no handler is asked, where the one is no host or the others are no UTF-8."""

    request_class = _Request
    public = ""  # PUBLIC_URL

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Take out of what Flask sees a Host that is none, which marks the request, and bytes that are no ASCII, which
        some clients send in parameters as they are."""
        words = environ.get("QUERY_STRING", "").encode("latin-1")
        self._put_below(environ)
        environ["QUERY_STRING"] = quote(words, safe=string.punctuation)
        if not _is_host(environ.get("HTTP_HOST", "")) or self._is_stranger(environ):
            environ |= {"HTTP_HOST": _NO_HOST, "policy.faulty_host": True}
        return super().wsgi_app(environ, start_response)

    def _put_below(self, environ: dict[str, Any]) -> None:
        """Have every link stand below the path of PUBLIC_URL, whether or not a proxy has taken it off the address."""
        if below := urlsplit(self.public).path:
            path = environ.get("PATH_INFO", "")
            environ["SCRIPT_NAME"] = below
            environ["PATH_INFO"] = path.removeprefix(below) if path == below or path.startswith(f"{below}/") else path

    def _is_stranger(self, environ: dict[str, Any]) -> bool:
        """Whether another host was asked than that of PUBLIC_URL; whoever asks after the health asks this machine."""
        if not self.public or environ.get("PATH_INFO") in HEALTH:
            return False
        own = urlsplit(self.public)
        port = _PORTS.get(own.scheme, "")
        asked = environ.get("HTTP_HOST", "").lower()
        return bool(asked.removesuffix(port) != own.netloc.lower().removesuffix(port))

    def preprocess_request(self) -> Any:
        """Refuse a marked request before anything else looks at it."""
        if request.environ.get("policy.faulty_host"):
            raise errors.FaultyHostError
        return super().preprocess_request()


def _is_host(text: str) -> bool:
    """Whether an address can be made with ``text``; a request without a Host has none that is wrong."""
    if not text:
        return True
    if len(text) > _MAX_HOST or not _HOST.fullmatch(text):
        return False
    try:
        return bool(text.encode("ascii").decode("idna"))  # xn-- may stand before what no name was made of
    except UnicodeError:
        return False


def is_site(text: str) -> bool:
    """Whether ``text`` is an address below which a site can lie."""
    found = _SITE.fullmatch(text)
    return found is not None and _is_host(found["host"])


def finish(response: Response) -> Response:
    """Give an answer the headers of the house; send it short, or not at all where the reader has it."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code == 200 and request.method in ("GET", "HEAD") and request.path not in HEALTH:
        _compress(response)
        response.make_conditional(request)
    if current_app.extensions.get("access_log"):
        _log(response, current_app.extensions["access_log"])
    return response


def note_beginning() -> None:
    """Remember when a request began."""
    g.began = time.perf_counter()


def _log(response: Response, much: str) -> None:
    """One line about an answer: without the reader's words, unless ``much`` is "queries"."""
    asked = request.path
    if much == "queries" and request.query_string:
        asked += f"?{request.query_string.decode('ascii', 'replace')}"
    took = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    day = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    size = response.content_length or 0
    line = f"{day} {request.method} {make_printable(asked)} {response.status_code} {size} {took:.0f}ms"
    print(line, file=sys.stderr, flush=True)


def _compress(response: Response) -> None:
    """Mark what is sent by its content, and gzip it where the reader takes that."""
    if not (response.mimetype or "").startswith(_TEXT):
        return
    if response.is_streamed and not response.direct_passthrough:
        _compress_stream(response)
        return
    response.direct_passthrough = False  # a static file would else be read behind our back
    sent = response.response
    whole = response.get_data()
    if close := getattr(sent, "close", None):
        close()
    response.set_etag(hashlib.sha256(_TOOK.sub(b"", whole)).hexdigest()[:32], weak=True)
    response.vary.add("Accept-Encoding")
    if len(whole) > _SHORT and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(whole, _LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def _compress_stream(response: Response) -> None:
    """The same for what is sent piece by piece and never held whole; whoever writes it has marked it."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.call_on_close(getattr(response.response, "close", lambda: None))
        response.response = _press(response.iter_encoded())
        response.headers["Content-Encoding"] = "gzip"


def _press(pieces: Iterable[bytes]) -> Iterator[bytes]:
    press = zlib.compressobj(_LEVEL, wbits=_AS_GZIP)
    for piece in pieces:
        if pressed := press.compress(piece):
            yield pressed
    yield press.flush()
