"""The addresses of benefits: the table, its files and its feed, a clause for Word, and codes of permanent addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from search_app.clauses.validity import find_validity
from search_app.model import Lang
from search_app.search.model import Query
from search_app.search.published.opening import Generation
from search_app.web.addresses import asked_day, find_by_alias, raise_missing, raise_no_benefit, see
from search_app.web.awards import about, feed
from search_app.web.awards.clause_paper import make_clause_paper
from search_app.web.awards.files import make_file, name_search
from search_app.web.awards.found import FoundRows, find_rows
from search_app.web.awards.order import PARAMETERS, Order, parse_order, put_in_order, to_args
from search_app.web.awards.shapes import benefits_page
from search_app.web.awards.table import make_table
from search_app.web.errors import find_language
from search_app.web.one_clause.searched import Opened, make_hit_links
from search_app.web.params import FaultyQueryError
from search_app.web.present import Frame
from search_app.web.requests import (
    address,
    built_on,
    day_from_request,
    generation,
    query_from_request,
    request_args,
    today,
)
from search_app.web.versions import permanent_address
from search_app.web.views.laid_out import render
from search_app.web.views.results_page import TABLE, make_results
from search_app.web.views.search_json import dump
from search_app.web.words import make_translate
from search_app.web.written.comma import write_csv
from search_app.web.written.excel import write_xlsx
from search_app.web.written.qr import qr_svg
from search_app.web.written.word import write_docx

blueprint = Blueprint("awards", __name__)
_PLAIN = "hegang-benefits"  # files, for readers that know no Chinese names
_KEPT = "public, max-age=86400"  # a code: its address never means anything else


def _frame_of(lang: Lang, view: str = "", order: Order | None = None) -> Frame:
    return Frame(lang, today(), make_translate(lang), f"/{lang}/search{view}", to_args(order))


@blueprint.get(f"/<any(zh, en):lang>/search{TABLE}")
def table(lang: Lang) -> Response:
    """The benefits of all hits, one a row."""
    of = generation()
    query, order = _table_from_request(of, lang)
    found = find_rows(query, of)
    frame = _frame_of(lang, TABLE, order)
    values = make_table(found, order, of, frame)
    hit_link = make_hit_links(Opened(query, 1, True, order), today())
    return render("results.html", lang, **make_results(found.page, of, frame), **values, hit_link=hit_link)


def _table_from_request(of: Generation, lang: Lang) -> tuple[Query, Order | None]:
    order, faults = parse_order(request_args())
    try:
        query = query_from_request(of, lang, pages=True, also=PARAMETERS)
    except FaultyQueryError as error:
        raise FaultyQueryError([*error.faults, *faults]) from None
    if faults:
        raise FaultyQueryError(faults)
    return query, order


def _found(lang: Lang, pages: bool = True) -> FoundRows:
    of = generation()
    return find_rows(query_from_request(of, lang, pages), of)


def _found_in_order(lang: Lang) -> FoundRows:
    """What a file holds: its rows stand as those of the table of the same address."""
    of = generation()
    query, order = _table_from_request(of, lang)
    found = find_rows(query, of)
    return replace(found, rows=tuple(put_in_order(found.rows, order, of, found.day, lang)))


@blueprint.get("/<any(zh, en):lang>/search.csv")
def as_csv(lang: Lang) -> Response:
    """The benefits as comma-separated text."""
    found = _found_in_order(lang)
    return _file(write_csv(about.make_found_sheet(found, _frame_of(lang))), "csv", found, lang)


@blueprint.get("/<any(zh, en):lang>/search.xlsx")
def as_xlsx(lang: Lang) -> Response:
    """The benefits for Excel, with a sheet that tells of them."""
    found, frame = _found_in_order(lang), _frame_of(lang)
    sheets = [about.make_found_sheet(found, frame), about.make_about(found, frame)]
    title, author = frame.t("award_file"), frame.t("site")
    return _file(write_xlsx(sheets, title, author, today(), lang), "xlsx", found, lang)


def _file(content: bytes, kind: Literal["csv", "xlsx"], found: FoundRows, lang: Lang) -> Response:
    return make_file(content, kind, name_search(found.query.q, lang), _PLAIN, found.day)


@blueprint.get("/api/v1/benefits")
def as_api() -> Response:
    """``Benefits`` of the parameters."""
    return _json(_found(find_language(), pages=False))


@blueprint.get("/<any(zh, en):lang>/search.json")
def as_json(lang: Lang) -> Response:
    """The same by the address of the page."""
    return _json(_found(lang))


def _json(found: FoundRows) -> Response:
    open_to_all = {"Access-Control-Allow-Origin": "*"}
    return Response(dump(benefits_page(found, today())), mimetype="application/json", headers=open_to_all)


@blueprint.get("/<any(zh, en):lang>/search.atom")
def as_feed(lang: Lang) -> Response:
    """The hits as a feed."""
    found, frame = _found(lang), _frame_of(lang)
    built = built_on() or today()
    entries = list(feed.make_entries(found, built, lang))
    left_out = found.page.total - len(entries)
    written = render_template(
        "feed.xml",
        lang=lang,
        t=frame.t,
        title=frame.t("results_title_q", q=found.query.q) if found.query.q else frame.t("results_title"),
        page=about.find_address(found, frame),
        own=about.find_address(found, _frame_of(lang, ".atom")),
        entries=entries,
        updated=max((one.updated for one in entries), default=feed.write_instant(built)),
        cut=frame.t("feed_cut", value=len(entries), n=left_out) if left_out > 0 else "",
    )
    return Response(written, mimetype="application/atom+xml", headers={"X-Robots-Tag": "noindex"})


# ── one clause ──


@blueprint.get("/<any(zh, en):lang>/policies/<document>/<clause>.docx")
def clause_as_docx(lang: Lang, document: str, clause: str) -> AnyResponse:
    """A clause for Word: both languages, what it pays, how it is cited."""
    of, day = generation(), day_from_request()
    held = of.find_clause(f"{document}/{clause}", day)
    if held is None:
        named = find_by_alias(of, document, clause)
        return see(address(f"/{lang}/policies/{named.id}.docx", asked_day()), 301)
    whole, found = held
    versions = of.versions[document]
    permanent = permanent_address(of, whole, found.id, found.id, today())
    validity = find_validity(whole.term, day)
    paper = make_clause_paper(found, whole, versions, validity, permanent, day, today(), lang)
    name = f"{whole.name.get(lang)}-{found.number or found.clause}"
    return make_file(write_docx(paper), "docx", name, f"{document}-{found.clause}", day)


@blueprint.get("/id/<document>/<clause>/qr.svg")
def clause_code(document: str, clause: str) -> AnyResponse:
    """The code of the permanent address of a clause."""
    of, day = generation(), day_from_request()
    held = of.find_clause(f"{document}/{clause}", day)
    if held is None:
        raise_missing(of, document, clause)
    return _code(permanent_address(of, held[0], held[1].id, held[1].id, today()))


@blueprint.get("/id/<document>/<clause>/<benefit>/qr.svg")
def benefit_code(document: str, clause: str, benefit: str) -> AnyResponse:
    """The code of the permanent address of a benefit."""
    of, day = generation(), day_from_request()
    any_id = f"{document}/{clause}/{benefit}"
    held = of.find_benefit(any_id, day)
    if held is None:
        raise_no_benefit(of, document, clause, benefit, day)
    return _code(permanent_address(of, held[0], held[1].id, any_id, today()))


def _code(address_to_cite: str) -> Response:
    return Response(qr_svg(address_to_cite), mimetype="image/svg+xml", headers={"Cache-Control": _KEPT})
