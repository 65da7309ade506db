"""The JSON API below /api/v1, and the two health addresses."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from search_app.clauses.validity import find_validity
from search_app.estimate.estimate import estimate
from search_app.model import Bilingual, Clause, DocumentHead
from search_app.search.answer import answer
from search_app.search.citations.resolve import find_citations
from search_app.search.engine import EngineError
from search_app.search.meaning.asking import describe_meaning
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.opening import Generation
from search_app.search.words.suggest import suggest
from search_app.web import shapes
from search_app.web.addresses import raise_missing
from search_app.web.bodies import MAX_TEXT, parse_estimate, parse_extract, parse_json
from search_app.web.company.answers import parse_facts
from search_app.web.company.asking import match_on
from search_app.web.company.shapes import write_match
from search_app.web.errors import GoneError, find_language, respond, respond_not_ready
from search_app.web.lost.ways import say
from search_app.web.openapi import make_openapi
from search_app.web.params import Fault, FaultyQueryError, check_page
from search_app.web.requests import (
    absolute,
    day_from_request,
    generation,
    query_from_request,
    revision_from_request,
    suggest_from_request,
    text_from_request,
    today,
)
from search_app.web.views.search_json import dump, write_search_page

blueprint = Blueprint("api", __name__)


def _json(body: Mapping[str, object] | str) -> Response:
    text = body if isinstance(body, str) else dump(body)
    return Response(text, mimetype="application/json", headers={"Access-Control-Allow-Origin": "*"})


@blueprint.after_request
def _open_to_other_sites(response: Response) -> Response:
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    return response


@blueprint.get("/api/v1/search")
def search() -> Response:
    """``SearchPage`` of the parameters."""
    start = time.perf_counter()
    of = generation()
    query = query_from_request(of, find_language())
    page = answer(query, of)
    check_page(query.page, page.pages)
    return _json(write_search_page(page, of.store, (time.perf_counter() - start) * 1000, today()))


@blueprint.get("/api/v1/clauses/<document>/<clause>")
def clause(document: str, clause: str) -> Response:
    """``Clause`` by its id."""
    of = generation()
    name = f"{document}/{clause}"
    day = day_from_request()
    held = None if of.store.withdrawal(name) else of.find_clause(name, day)
    whole, found = held or raise_missing(of, document, clause)
    return _json(shapes.clause(found, find_validity(whole.term, day), _unless_today(day)))


def _unless_today(day: date) -> date | None:
    return None if day == today() else day


@blueprint.get("/api/v1/documents")
def documents() -> Response:
    """Every ``Document``, without its clauses."""
    of, day = generation(), day_from_request()
    return _json({"documents": [_shape(of, one, day) for one in of.on(day).values()]})


@blueprint.get("/api/v1/documents/<document>")
def document(document: str) -> Response:
    """One ``Document`` with its clauses."""
    of = generation()
    if gone := of.store.withdrawal(document):
        raise GoneError(gone)
    day = day_from_request()
    head = of.on(day).get(document) or abort(404)
    return _json(_shape(of, head, day, of.store.document(head).clauses))


def _shape(
    of: Generation, document: DocumentHead, day: date, clauses: tuple[Clause, ...] | None = None
) -> shapes.DocumentShape:
    its_validity = find_validity(document.term, day)
    return shapes.document(document, its_validity, of.versions[document.id], _unless_today(day), clauses)


@blueprint.get("/api/v1/documents/<document>/changes")
def changes(document: str) -> Response:
    """What an amendment changed, clause by clause; 404 when only one version is held."""
    of = generation()
    if gone := of.store.withdrawal(document):
        raise GoneError(gone)
    if document not in of.versions:
        abort(404)
    return _json(shapes.revision(revision_from_request(of.store.revisions(document)) or abort(404)))


@blueprint.get("/api/v1/suggest")
def suggestions() -> Response:
    """Terms, titles and offices that begin like ``q``."""
    of = generation()
    typed, lang = suggest_from_request()
    found = suggest(typed, lang, of.lexicon)
    return _json({"suggestions": [{"text": one.text, "kind": one.kind} for one in found]})


@blueprint.post("/api/v1/extract", provide_automatic_options=False)
def extract() -> Response:
    """Figures and benefits of any text, Chinese or English."""
    from search_app.library.figures import read_in_one_go  # half a second to load, and most servers are never asked

    text = parse_extract(_body())
    return _json(shapes.extract(read_in_one_go(text), len(text)))


@blueprint.route("/api/v1/cite", methods=["GET", "POST"], provide_automatic_options=False)
def cite() -> Response:
    """What a text cites, with the place of each citation and what it means."""
    of = generation()
    if request.method == "POST":
        text, day = parse_extract(_body()), day_from_request()
    else:
        text, day = text_from_request("text", MAX_TEXT)
    return _json(shapes.citations(find_citations(text, of, day)))


@blueprint.post("/api/v1/estimate", provide_automatic_options=False)
def estimate_benefit() -> Response:
    """What a benefit comes to for the inputs given."""
    asked = parse_estimate(_body())
    of = generation()
    held = of.find_clause(asked.clause, today())
    if held is None:
        if gone := of.store.withdrawal(asked.clause):
            raise GoneError(gone)
        raise FaultyQueryError([Fault("clause", Bilingual("没有这一条", "there is no such clause"))])
    found, benefits = held[1], held[1].benefits
    if asked.benefit > len(benefits):
        message = Bilingual(f"本条有{len(benefits)}项", f"the clause has {len(benefits)} benefits")
        raise FaultyQueryError([Fault("benefit", message)])
    return _json(shapes.estimate(estimate(found, benefits[asked.benefit - 1], asked.inputs)))


@blueprint.post("/api/v1/match", provide_automatic_options=False)
def match_company() -> Response:
    """What fits a company, what does not, and what nobody can tell."""
    company, faults = parse_facts(_body())
    if faults:
        raise FaultyQueryError(faults)
    of, day = generation(), today()
    return _json({**write_match(match_on(company, of, day), company, of, day)})


def _body() -> Any:
    if not request.is_json:
        abort(415)
    return parse_json(request.get_data())


@blueprint.route("/api/v1/<any(extract, estimate, cite, match):_>", methods=["OPTIONS"])
def preflight(_: str) -> Response:
    """Browsers of other sites ask first before they post JSON."""
    headers = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type"}
    return Response(status=204, headers=headers)


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    """This API, described."""
    return _json(_openapi(absolute("")))


@lru_cache(4)  # sites have one address, whatever hosts are asked for where none is set
def _openapi(site: str) -> str:
    return json.dumps(make_openapi(site), ensure_ascii=False)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _json({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """An index is open and the segmenter loaded; 503 otherwise, and as soon as this process is about to end."""
    if current_app.extensions["leaving"].is_set():
        return respond(503, "503", detail=say("error_stopping"), also={"state": "stopping"})
    try:
        of = generation()
        engine = of.engine.status()
    except (IndexUnavailableError, EngineError) as error:
        return respond_not_ready(error)
    return _json({"status": "ready", "generation": of.name, **engine, "meaning": describe_meaning(of.vectors)})


@blueprint.get("/api/v1/<any(extract, estimate, match):_>")
def posted_to(_: str) -> Response:
    """What is only posted to, as somebody opens it who followed a link."""
    return respond(405, "405", headers=[("Allow", "OPTIONS, POST")])


@blueprint.route("/api/<path:_>")
def unknown(_: str) -> Response:
    """No such address, as JSON."""
    return respond(404, "404")
