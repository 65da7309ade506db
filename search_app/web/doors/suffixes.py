"""The addresses of a clause in the formats of programs: data, linked data, Akoma Ntoso, and text alone."""

from __future__ import annotations

import json

from flask import Blueprint, Response, g, render_template
from werkzeug.wrappers import Response as AnyResponse

from search_app.model import Lang
from search_app.text.printable import make_writable
from search_app.web import shapes
from search_app.web.addresses import asked_day, find_by_alias, see
from search_app.web.citations import cite
from search_app.web.doors import formats
from search_app.web.doors.akoma import make_akoma
from search_app.web.doors.carried import Carried, carry
from search_app.web.doors.formats import Format
from search_app.web.doors.legislation import CODES, describe_clause, name_clause
from search_app.web.doors.linked import add_formats, link_page
from search_app.web.requests import address, day_from_request, encode, generation, today
from search_app.web.views.search_json import dump
from search_app.web.views.worth import say_lacking, say_worth
from search_app.web.words import make_translate

blueprint = Blueprint("doors_clause", __name__)
_SUFFIXES = {one.suffix.lstrip("."): one for one in formats.FORMATS if one is not formats.WORD}


@blueprint.after_request
def _open_to_other_sites(response: Response) -> Response:
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    return response


@blueprint.get(f"/<any(zh, en):lang>/policies/<document>/<clause>.<any({', '.join(_SUFFIXES)}):suffix>")
def clause_as(lang: Lang, document: str, clause: str, suffix: str) -> AnyResponse:
    """A clause in another format than the page."""
    form = _SUFFIXES[suffix]
    g.as_problem = form in (formats.JSON, formats.JSON_LD)  # for a program that reads JSON, whatever goes wrong
    of, day = generation(), day_from_request()
    held = of.find_clause(f"{document}/{clause}", day)
    if held is None:
        named = find_by_alias(of, document, clause)
        return see(address(f"/{lang}/policies/{named.id}.{suffix}", asked_day()), 301)
    return _answer(carry(of, *held, day), form, lang)


def _answer(one: Carried, form: Format, lang: Lang) -> Response:
    english = lang == "en" and one.clause.text.en
    response = Response(_write(one, form, lang), content_type=f"{form.type}; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"  # the page is what people are to find
    if form is not formats.JSON:  # which holds both
        response.headers["Content-Language"] = CODES["en" if english else "zh"]
    link_page(response, lang, f"/policies/{one.clause.id}")
    add_formats(response, one.clause.id, lang, f"?{encode(asked_day())}" if asked_day() else "")
    return response


def _write(one: Carried, form: Format, lang: Lang) -> str:
    if form is formats.JSON:
        return dump(shapes.clause(one.clause, one.validity, None if one.day == today() else one.day))
    if form is formats.JSON_LD:
        return json.dumps(describe_clause(one, lang), ensure_ascii=False, indent=1)
    if form is formats.AKOMA_NTOSO:
        return render_template("akoma.xml", akoma=make_akoma(one, lang))
    return _write_text(one, lang)


def _write_text(one: Carried, lang: Lang) -> str:
    """Name, standing, text and citation, each a paragraph."""
    t = make_translate(lang)
    cited = cite(one.clause, one.document, one.versions, one.permanent, today(), lang)
    standing = f"{t(f'status_{one.validity.status}')}{t('door_mark')}{one.validity.reason.get(lang)}"
    title = name_clause(one.clause, one.document, lang)
    text = one.clause.text.get(lang)
    if lang == "en":
        text = f"{say_worth(one.clause, lang) or say_lacking(one.clause, lang)}\n\n{text}"
    return make_writable("\n\n".join((title, standing, text, cited, t("unofficial"))) + "\n")
