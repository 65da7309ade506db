"""What does a reader see when something is wrong? The thing, the place and the remedy, in the reader's language.

Addresses below /api answer with application/problem+json (RFC 9457), all others with a page that has a search box.
A failure never looks like an empty result, and never shows a trace.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from search_app.model import LANGS, Bilingual, Lang, Withdrawal
from search_app.search.engine import EngineError
from search_app.search.held import IndexUnavailableError
from search_app.web.bodies import UnreadableBodyError
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.words import make_translate

log = logging.getLogger(__name__)


class FaultyHostError(Exception):
    """A request whose Host header is no name of a host, so that no address could be made from it."""


class GoneError(Exception):
    """An id that was published and withdrawn."""

    def __init__(self, gone: Withdrawal) -> None:
        super().__init__(gone.id)
        self.gone = gone


def find_language() -> Lang:
    """The language of the address, else of ``lang``, else of the browser; Chinese when unsure."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    given = request.args.get("lang", "")
    for lang in LANGS:
        if lang in (first, given if first == "api" else ""):
            return lang
    best = request.accept_languages.best_match(["zh", "zh-CN", "zh-TW", "zh-HK", "en", "en-US", "en-GB"])
    return "en" if best and best.startswith("en") else "zh"


def register(app: Flask) -> None:
    """Answer every exception in the reader's terms."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(FaultyQueryError, _faulty)
    app.register_error_handler(FaultyHostError, _faulty_host)
    app.register_error_handler(UnreadableBodyError, _unreadable_body)
    app.register_error_handler(GoneError, _gone)
    app.register_error_handler(IndexUnavailableError, _unavailable)
    app.register_error_handler(EngineError, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    if error.response is not None and not error.code:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    known = {400, 404, 405, 410, 413, 414, 415, 422}
    key = str(status) if status in known else ("400" if status < 500 else "500")
    return respond(status, key, headers=[h for h in error.get_headers() if h[0] == "Allow"])


def _faulty(error: FaultyQueryError) -> Response:
    return respond(422, "422", error.faults)


def _faulty_host(_: FaultyHostError) -> Response:
    zh = "请求头 Host 不是有效的主机名。请检查地址，或检查转发请求的代理。"
    en = "The Host header is no valid name of a host. Check the address, or the proxy that passes requests on."
    return respond(400, "400", detail=Bilingual(zh, en))


def _unreadable_body(_: UnreadableBodyError) -> Response:
    zh = "提交的内容不是有效的 JSON：须为 UTF-8 编码，嵌套不超过200层，且不含残缺的字符。请改正后重试。"
    en = "The body is no valid JSON: it must be UTF-8, nest no deeper than 200 levels and hold whole characters."
    return respond(400, "400", detail=Bilingual(zh, f"{en} Correct it and try again."))


def _gone(error: GoneError) -> Response:
    gone = error.gone
    detail = Bilingual(
        f"{gone.id}（{gone.title}）已于{gone.day}撤下，不再收录。",
        f"{gone.id} ({gone.title}) was withdrawn on {gone.day} and is no longer held.",
    )
    return respond(410, "410", detail=detail)


def _unavailable(error: Exception) -> Response:
    # The index's own trouble was logged when it was met; repeating it for every reader would hide everything else.
    log.debug("not answered: %s", error)
    return respond(503, "503", headers=[("Retry-After", "60")])


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected", exc_info=error)
    return respond(500, "500")


def respond(
    status: int,
    key: str,
    faults: Sequence[Fault] = (),
    headers: Sequence[tuple[str, str]] = (),
    detail: Bilingual | None = None,
) -> Response:
    """A problem as JSON below /api, as a page elsewhere."""
    lang = find_language()
    t = make_translate(lang)
    title, text = t(f"error_{key}_title"), detail.get(lang) if detail else t(f"error_{key}")
    if request.path.startswith(("/api/", "/healthz", "/readyz")):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": text}
        if faults:
            problem["errors"] = [{"name": fault.name, "message": fault.message.get(lang)} for fault in faults]
        body = json.dumps(problem, ensure_ascii=False)
        return Response(body, status, list(headers), mimetype="application/problem+json")
    try:
        page = render_template("error.html", lang=lang, t=t, status=status, title=title, text=text, faults=faults)
    except Exception:  # what failed before may be what the page needs
        log.exception("the page of error %s", status)
        page = f"<!doctype html><html lang={lang}><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{text}"
    return Response(page, status, list(headers), mimetype="text/html")
