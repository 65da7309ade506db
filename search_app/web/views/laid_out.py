"""How does a template become a page? With the words of its language, and the way to itself in the other one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, render_template, request

from search_app.model import LANGS, Lang
from search_app.web.doors.linked import find_neutral, link_page
from search_app.web.listing.items import PARAMETER
from search_app.web.requests import address
from search_app.web.words import make_translate


def render(template: str, lang: Lang, own: Iterable[str] = (), **values: Any) -> Response:
    """The page of the address that was asked for. ``own``: parameters that are of this language alone."""
    t = make_translate(lang)
    other: Lang = "en" if lang == "zh" else "zh"
    path = request.path
    tail = path[len(f"/{lang}") :]
    left = {PARAMETER, *own}  # a list is handed on by all links
    args = [arg for arg in request.args.items(multi=True) if arg[0] not in left]
    page = render_template(
        template,
        lang=lang,
        t=t,
        other=other,
        other_url=address(f"/{other}{tail}", args),
        paths={code: f"/{code}{tail}" for code in LANGS},
        neutral=find_neutral(tail),
        **values,
    )
    response = Response(page, mimetype="text/html")
    link_page(response, lang, tail, values.get("canonical_query", ""))
    return response
