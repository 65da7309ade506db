"""What does a reader see when something is wrong? The thing, the place and the remedy, in the reader's language.

Addresses below /api, and those that end with .json, answer with application/problem+json (RFC 9457), all others with a
page that has a search box.
A failure never looks like an empty result, and never shows a trace.
"""

from __future__ import annotations

import json
import logging
import string
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from search_app.jobs.telling import tell
from search_app.model import LANGS, Bilingual, DocumentHead, Lang, Withdrawal
from search_app.search.engine import (
    EngineError,
    EngineRefusedError,
    EngineUnavailableError,
    PartialAnswerError,
    WrongIndexError,
)
from search_app.search.model import FILTERS
from search_app.search.published.held import IndexUnavailableError
from search_app.text.printable import make_printable
from search_app.web.bodies import UnreadableBodyError
from search_app.web.listing.items import PARAMETER
from search_app.web.lost.near import find_near_pages
from search_app.web.lost.ways import Way, add_known, find_ways_on, say, say_gone
from search_app.web.one_clause.searched import HIT
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import generation, today
from search_app.web.words import interface_words, make_translate

log = logging.getLogger(__name__)
_ENGINE_WORDS: Mapping[type[EngineError], str] = {
    EngineRefusedError: "error_503_refused",  # before what it is one of
    EngineUnavailableError: "error_503_unavailable",
    PartialAnswerError: "error_503_partial",
    WrongIndexError: "error_503_wrong_index",
}
# What whoever runs the service is told, from the narrowest kind on: a name for programs, and words.
_STATES: Mapping[type[Exception], tuple[str, str]] = {
    EngineRefusedError: ("refused", "error_ready_refused"),
    EngineUnavailableError: ("unreachable", "error_ready_unreachable"),
    PartialAnswerError: ("red", "error_ready_red"),
    WrongIndexError: ("wrong index", "error_ready_wrong_index"),
    EngineError: ("unusable", "error_ready_unusable"),
    IndexUnavailableError: ("no index", "error_index"),
}


class FaultyHostError(Exception):
    """A request whose Host header is no name of a host, so that no address could be made from it."""


class GoneError(Exception):
    """An id that was published and withdrawn; ``document`` is the one it belonged to, where that is held, and
    ``clause_held`` whether its clause is."""

    def __init__(self, gone: Withdrawal, document: DocumentHead | None = None, clause_held: bool = False) -> None:
        super().__init__(gone.id)
        self.gone = gone
        self.document, self.clause_held = document, clause_held


class NotHeldError(Exception):
    """An address of a document or clause that is not held: what there is instead, and ways on."""

    def __init__(self, detail: Bilingual, ways: Sequence[Way]) -> None:
        super().__init__(detail.en)
        self.detail = detail
        self.ways = tuple(ways)


def find_language() -> Lang:
    """The language of the address, else of ``lang``, else of the browser; Chinese when unsure."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    given = request.args.get("lang", "")
    for lang in LANGS:
        if lang in (first, given if first in ("api", "id") else ""):
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
    app.register_error_handler(NotHeldError, _not_held)
    app.register_error_handler(IndexUnavailableError, _unavailable)
    app.register_error_handler(EngineError, _engine)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    if error.response is not None and not error.code:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    known = {400, 404, 405, 410, 413, 414, 415, 422}
    key = str(status) if status in known else ("400" if status < 500 else "500")
    ways = _find_near() if status == 404 else ()
    return respond(status, key, headers=[h for h in error.get_headers() if h[0] == "Allow"], ways=ways)


def _find_near() -> tuple[Way, ...]:
    """Pages that the address may have meant; none where nothing is served to look in."""
    if _is_for_programs():
        return ()
    try:
        return tuple(find_near_pages(request.path, generation(), today()))
    except (IndexUnavailableError, EngineError):
        return ()


def _faulty(error: FaultyQueryError) -> Response:
    return respond(422, "422" if _is_search() else "422_entered", error.faults)


def _not_held(error: NotHeldError) -> Response:
    return respond(404, "404", detail=error.detail, ways=error.ways)


def _faulty_host(_: FaultyHostError) -> Response:
    return respond(400, "400", detail=say("error_host"))


def _unreadable_body(_: UnreadableBodyError) -> Response:
    return respond(400, "400", detail=say("error_body"))


def _gone(error: GoneError) -> Response:
    ways = find_ways_on(error.gone, error.document, error.clause_held)
    moved = {"moved_to": error.gone.moved_to}
    return respond(410, "410", detail=say_gone(error.gone, error.document), ways=ways, also=moved)


def _unavailable(error: Exception) -> Response:
    # The index's own trouble was logged when it was met; repeating it for every reader would hide everything else.
    log.debug("not answered: %s", error)
    return respond(503, "503", headers=[("Retry-After", "60")], detail=say_cause(error))


def _engine(error: EngineError) -> Response:
    """What is wrong with the engine is logged once a minute, and told to readers in their terms."""
    _log(error)
    return respond(503, "503", headers=[("Retry-After", "60")], detail=_say_engine(error))


def _log(error: EngineError) -> None:
    tell(log, logging.ERROR, f"not answered: {make_printable(str(error))[:300]}")


def respond_not_ready(error: IndexUnavailableError | EngineError) -> Response:
    """What is wrong and what to do, for whoever runs the service and for the programs that watch it."""
    if isinstance(error, EngineError):
        _log(error)  # what was met when the index was opened is logged already
    cause = error.__cause__ if isinstance(error.__cause__, EngineError) else error
    state, words = next(said for kind, said in _STATES.items() if isinstance(cause, kind))
    return respond(503, "503", detail=say(words), also={"state": state})


def _say_engine(error: EngineError) -> Bilingual:
    return say(next((key for kind, key in _ENGINE_WORDS.items() if isinstance(error, kind)), "error_503"))


def say_cause(error: Exception) -> Bilingual | None:
    """What readers are told where there is an index and its engine cannot be asked; None where there is no index."""
    return _say_engine(error.__cause__) if isinstance(error.__cause__, EngineError) else None


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected", exc_info=error)
    return respond(500, "500")


def respond(
    status: int,
    key: str,
    faults: Sequence[Fault] = (),
    headers: Sequence[tuple[str, str]] = (),
    detail: Bilingual | None = None,
    ways: Sequence[Way] = (),
    also: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """A problem as JSON below /api and where JSON was asked for, as a page elsewhere. ``also``: what only programs are
    told besides."""
    lang = find_language()
    t = make_translate(lang)
    title, text = t(f"error_{key}_title"), detail.get(lang) if detail else t(f"error_{key}")
    if _is_for_programs():
        problem = {"type": "about:blank", "title": title, "status": status, "detail": text, **also}
        if faults:
            problem["errors"] = [{"name": fault.name, "message": fault.message.get(lang)} for fault in faults]
        body = json.dumps(problem, ensure_ascii=False)
        return Response(body, status, list(headers), mimetype="application/problem+json")
    try:
        page = render_template(
            "error.html",
            lang=lang,
            t=t,
            status=status,
            title=title,
            text=text,
            faults=[(_name_in_words(fault.name, lang), fault.words(lang)) for fault in faults],
            ways=[(way.words.get(lang), f"/{lang}{way.path}") for way in add_known(ways)],
            without=_address_of(rest) if (rest := _find_rest(faults)) is not None else None,
            again=_find_again(status),
            carried=_find_carried(lang, faults),
            **_other_language(lang),
        )
    except Exception:  # what failed before may be what the page needs
        log.exception("the page of error %s", status)
        page = f"<!doctype html><html lang={lang}><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{text}"
    return Response(page, status, list(headers), mimetype="text/html")


def _is_search() -> bool:
    """Whether the address is that of a search, or of a clause that was opened from one."""
    return "/search" in request.path or request.path.endswith("/benefits") or HIT in request.args


def _is_for_programs() -> bool:
    named = request.path.startswith(("/api/", "/healthz", "/readyz")) or request.path.endswith(".json")
    return named or bool(g.get("as_problem"))


def _name_in_words(name: str, lang: Lang) -> str:
    """What a page calls a parameter; one that it does not know stands in quotes, as it was typed."""
    t = make_translate(lang)
    if name in FILTERS:
        return t(f"facet_{name}")
    return t(f"param_{name}") if f"param_{name}" in interface_words() else f"“{name}”"


def _find_rest(faults: Sequence[Fault]) -> list[tuple[str, str]] | None:
    """The parameters of the address without those that are wrong; None where nothing is wrong with them."""
    wrong = {fault.name for fault in faults}
    if not wrong or request.path.startswith("/id/"):
        return None
    return [(name, value) for name, value in request.args.items(multi=True) if name[:40] not in wrong and value]


def _address_of(args: Sequence[tuple[str, str]]) -> str:
    return request.script_root + quote(request.path) + (f"?{urlencode(args)}" if args else "")


def _find_again(status: int) -> str | None:
    """The address itself, where asking once more may help."""
    return _address_of(list(request.args.items(multi=True))) if status >= 500 and request.method == "GET" else None


def _find_carried(lang: Lang, faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """Of a search what its box hands on besides the words: all filters that are right."""
    if not request.path.startswith(f"/{lang}/search"):
        return []
    own = ("q", "page", PARAMETER)  # the list is handed on by the box itself
    return [(name, value) for name, value in _find_rest(faults) or () if name not in own]


def _other_language(lang: Lang) -> dict[str, str]:
    """The same address in the other language, where an address has one; else the home page."""
    other = LANGS[1 - LANGS.index(lang)]
    if request.path.rstrip("/") == "/id":  # which has no language of its own
        rest = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
        return {"other": other, "other_url": f"{request.script_root}/id?{urlencode([*rest, ('lang', other)])}"}
    path = request.path.removeprefix(f"/{lang}/") if request.path.startswith(f"/{lang}/") else ""
    asked = f"?{request.query_string.decode('utf-8', 'replace')}" if path and request.query_string else ""
    whole = request.script_root + quote(f"/{other}/{path}") + quote(asked, safe=string.punctuation)
    return {"other": other, "other_url": whole}
