"""The addresses that programs look for on every site: what may be read, what there is, and how it is searched."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, render_template

from search_app.model import LANGS, Lang
from search_app.search.overview import make_overview
from search_app.search.words.suggest import suggest
from search_app.web.doors import formats
from search_app.web.doors.linked import find_neutral
from search_app.web.doors.sitemap import list_places, split_places
from search_app.web.errors import find_language
from search_app.web.params import FaultyQueryError, no_such_parameter
from search_app.web.requests import absolute, day_from_request, generation, request_args, root, today
from search_app.web.words import make_translate

blueprint = Blueprint("doors", __name__)
_LISTED = 100  # documents in what is written for language models, which read no more than a few pages
_CLOSED = ("search", "list", "offer", "company")  # addresses without an end: what they show stands on pages


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What programs may read: all pages, but not every search that can be made."""
    closed = [f"Disallow: {root()}/{lang}/{name}" for lang in LANGS for name in _CLOSED]
    lines = ["User-agent: *", *closed, f"Allow: {root()}/", "", f"Sitemap: {absolute('/sitemap.xml')}"]
    return _plain("\n".join(lines) + "\n")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The parts of the map."""
    parts = split_places(list(list_places(generation(), today())))
    listed = [
        (absolute(f"/sitemap-{n}.xml"), max((one.changed for one in part if one.changed), default=None))
        for n, part in enumerate(parts, start=1)
    ]
    return _xml(render_template("sitemaps.xml", parts=listed), "application/xml")


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """A part of the map, from 1."""
    parts = split_places(list(list_places(generation(), today())))
    if not 1 <= number <= len(parts):
        abort(404)
    listed = [
        (
            [(lang, absolute(f"/{lang}{one.tail}")) for lang in LANGS],
            absolute(find_neutral(one.tail)),
            one.changed,
        )
        for one in parts[number - 1]
    ]
    return _xml(render_template("sitemap.xml", places=listed), "application/xml")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How the site is searched from the address bar of a browser; ``lang``: the language that comes first."""
    given = request_args()
    if extra := [no_such_parameter(name[:40]) for name, _ in given if name != "lang"]:
        raise FaultyQueryError(extra)
    named: list[Lang] = [lang for lang in LANGS if ("lang", lang) in given]
    lang = named[0] if named else find_language()
    t = make_translate(lang)
    langs = [lang, *(other for other in LANGS if other != lang)]
    response = _xml(
        render_template("opensearch.xml", t=t, langs=langs, base=absolute("")), "application/opensearchdescription+xml"
    )
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/<any(zh, en):lang>/suggestions.json")
def suggestions(lang: Lang) -> Response:
    """What may be meant by ``q``, in the shape that browsers take: ``["typed", ["one", "another"]]``."""
    of = generation()
    day_from_request()
    typed = next((value for name, value in request_args() if name == "q"), "")
    found = [one.text for one in suggest(typed, lang, of.lexicon)]
    body = json.dumps([typed, found], ensure_ascii=False)
    return Response(body, content_type="application/x-suggestions+json; charset=utf-8")


@blueprint.get("/llms.txt")
def for_models() -> Response:
    """What the site is and how it is read, for language models (llmstxt.org)."""
    of, day = generation(), today()
    held = of.on(day)
    values: dict[str, Any] = {
        "t": make_translate("en"),
        "overview": make_overview(of, day),
        "documents": list(islice(held.values(), _LISTED)),
        "left_out": max(0, len(held) - _LISTED),
        "formats": formats.FORMATS,
        "absolute": absolute,
    }
    return _plain(render_template("llms.txt", **values))


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")


def _xml(text: str, kind: str) -> Response:
    return Response(text, content_type=f"{kind}; charset=utf-8", headers={"X-Robots-Tag": "noindex"})
