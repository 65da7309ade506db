"""The application factory: one served index, pages in two languages, an API, and the habits of every response."""

from __future__ import annotations

import hashlib
import os
import re
import string
import threading
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, Request, Response, request

from search_app.clauses.validity import today_in_hegang
from search_app.library.library import read_library
from search_app.model import Bilingual
from search_app.search.generations import (
    DEFAULT_CORPUS,
    DEFAULT_HOME,
    Generation,
    build_generation,
    fingerprint,
    open_generation,
)
from search_app.search.home import read_pointer, temporary_home
from search_app.search.served import ServedIndex
from search_app.text.tokens import warm_up
from search_app.web import addresses, api, errors, pages
from search_app.web.params import Fault, FaultyQueryError

MAX_ADDRESS = 8_192  # characters of path and parameters: ten times the longest our own links make
MAX_BODY = 262_144
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class _Request(Request):
    max_form_memory_size = MAX_BODY
    max_content_length = MAX_BODY


# A name, an address, or an IPv6 address in brackets, each with a port perhaps. Labels have at most 63 characters.
_HOST = re.compile(r"(?:(?:[\w-]{1,63}\.){0,126}[\w-]{1,63}\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{0,5})?", re.ASCII)
_MAX_HOST = 260
_NO_HOST = "invalid"  # a name that stands for none (RFC 6761)


class Site(Flask):
    """A Flask application that answers in its own way whatever bytes a request is made of.

    Flask makes a table of addresses from the Host header and the parameters before any handler is asked; it fails, and
    no handler is asked, where the one is no host or the others are no UTF-8."""

    request_class = _Request

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Take out of what Flask sees a Host that is none, which marks the request, and bytes that are no ASCII, which
        some clients send in parameters as they are."""
        words = environ.get("QUERY_STRING", "").encode("latin-1")
        environ["QUERY_STRING"] = quote(words, safe=string.punctuation)
        if not _is_host(environ.get("HTTP_HOST", "")):
            environ |= {"HTTP_HOST": _NO_HOST, "policy.faulty_host": True}
        return super().wsgi_app(environ, start_response)

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


def create_app(
    index: Path | None = None, corpus: Path | None = None, today: Callable[[], date] = today_in_hegang
) -> Flask:
    """The application that serves the index below ``index``.

    Without ``index`` it is INDEX_DIR, else the default place; when nothing was ever built there, an index is built
    from ``corpus`` and held in memory until one is published there. The segmenter and the index are loaded before this
    returns. PUBLIC_URL is the address that citations and canonical links use; without it, the one that was asked.
    """
    app = Site(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.tests["contains"] = lambda text, part: part in (text or "")
    served = _find_index(index, corpus or DEFAULT_CORPUS)
    app.extensions["served"] = served
    app.extensions["leaving"] = threading.Event()  # set when this process is about to end
    app.extensions["today"] = today
    app.extensions["public_url"] = os.environ.get("PUBLIC_URL", "").rstrip("/")
    app.extensions["asset_version"] = asset_version(Path(app.static_folder or ""))
    warm_up()
    served.preload()
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(addresses.blueprint)
    app.register_blueprint(api.blueprint)
    errors.register(app)
    app.before_request(_refuse_long_addresses)
    app.after_request(_add_headers)
    return app


def asset_version(folder: Path) -> str:
    """Changes with every change of a static file, so that browsers may keep them for a year."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir())))
    return digest.hexdigest()[:12]


def _find_index(index: Path | None, corpus: Path) -> ServedIndex:
    configured = os.environ.get("INDEX_DIR")
    home = index or (Path(configured) if configured else DEFAULT_HOME)
    if index or configured or read_pointer(home) is not None:
        return ServedIndex(home)
    return ServedIndex(home, _build_for_now(corpus))


def _build_for_now(corpus: Path) -> Generation:
    """An index of ``corpus`` that is held in memory alone: nothing of it stays on the disk."""
    with temporary_home() as home:
        return open_generation(build_generation(read_library(corpus), home, fingerprint(corpus)))


def _refuse_long_addresses() -> None:
    if len(request.full_path) > MAX_ADDRESS:
        long, short = f"地址超过{MAX_ADDRESS}个字符", f"the address is longer than {MAX_ADDRESS} characters"
        raise FaultyQueryError([Fault("q", Bilingual(long, short))])


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
