"""The application factory: one served index, pages in two languages, an API, and the habits of every response."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Flask, Request, Response, request

from search_app.model import Bilingual
from search_app.policy.library import read_library
from search_app.policy.validity import today_in_hegang
from search_app.search.generations import (
    DEFAULT_CORPUS,
    DEFAULT_HOME,
    build_generation,
    fingerprint,
    publish,
    read_pointer,
)
from search_app.search.served import ServedIndex
from search_app.text.tokens import warm_up
from search_app.web import api, errors, pages
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


class _Flask(Flask):
    request_class = _Request


def create_app(
    index: Path | None = None, corpus: Path | None = None, today: Callable[[], date] = today_in_hegang
) -> Flask:
    """The application that serves the index below ``index``.

    Without ``index`` it is INDEX_DIR, else the default place; when nothing was ever built there, an index is built
    from ``corpus`` in a temporary place. The segmenter and the index are loaded before this returns. PUBLIC_URL is the
    address that citations and canonical links use; without it, the one that was asked.
    """
    app = _Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.tests["contains"] = lambda text, part: part in (text or "")
    served = ServedIndex(_find_home(index, corpus or DEFAULT_CORPUS))
    app.extensions["served"] = served
    app.extensions["today"] = today
    app.extensions["public_url"] = os.environ.get("PUBLIC_URL", "").rstrip("/")
    app.extensions["asset_version"] = asset_version(Path(app.static_folder or ""))
    warm_up()
    served.preload()
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    errors.register(app)
    app.before_request(_refuse_long_addresses)
    app.after_request(_add_headers)
    return app


def asset_version(folder: Path) -> str:
    """Changes with every change of a static file, so that browsers may keep them for a year."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir())))
    return digest.hexdigest()[:12]


def _find_home(index: Path | None, corpus: Path) -> Path:
    if index is not None:
        return index
    if configured := os.environ.get("INDEX_DIR"):
        return Path(configured)
    if read_pointer(DEFAULT_HOME) is not None:
        return DEFAULT_HOME
    home = Path(tempfile.mkdtemp(prefix="policy-index-"))
    publish(build_generation(read_library(corpus), home, fingerprint(corpus)))
    return home


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
