"""The pages: home, results, documents, clauses, and the permanent addresses that lead to them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from search_app.clauses.validity import find_validity
from search_app.model import Clause, Lang
from search_app.search.answer import answer
from search_app.search.overview import make_overview
from search_app.search.passages import Searched
from search_app.search.published.opening import Generation
from search_app.search.query.plan import MAX_QUERY, read_query
from search_app.text.wording import write_date, write_sum
from search_app.web import benefits, present
from search_app.web.addresses import asked_day, find_by_alias, link, list_link, raise_missing, see
from search_app.web.citations import name_part
from search_app.web.doors.api_page import make_api_page
from search_app.web.doors.carried import carry
from search_app.web.doors.formats import FORMATS
from search_app.web.doors.legislation import embed
from search_app.web.doors.linked import add_formats
from search_app.web.doors.preview import preview_clause, preview_document, preview_site
from search_app.web.errors import find_language
from search_app.web.glossary.linked import TERMS, add_terms, make_switch
from search_app.web.one_clause.around import find_links
from search_app.web.one_clause.estimate_form import ESTIMATE_ARGS
from search_app.web.one_clause.page import make_clause_page
from search_app.web.one_clause.searched import Opened, is_opened, make_hit_links, make_way_back, read_opened
from search_app.web.params import check_page
from search_app.web.requests import (
    absolute,
    address,
    built_on,
    day_and_page_from_request,
    day_from_request,
    encode,
    generation,
    query_from_request,
    request_args,
    revision_from_request,
    shown_address,
    today,
)
from search_app.web.versions import find_day, find_version_note, make_change_views
from search_app.web.views import marked
from search_app.web.views.cards import make_card, make_section
from search_app.web.views.home_page import find_validities, make_home
from search_app.web.views.laid_out import render as _render
from search_app.web.views.results_page import make_results
from search_app.web.views.shown import SHOW, as_args, make_choices, show_from_request
from search_app.web.views.worth import (
    begin_with_capital,
    find_usual,
    name_worth,
    say_lacking,
    say_revising,
    say_worth,
)
from search_app.web.words import make_translate

blueprint = Blueprint("pages", __name__)
LISTED = 50  # documents on a page of their list
EXAMPLES = {
    "zh": ("贷款贴息", "总部 奖励", '"首台（套）"', "人才 补贴", "上市", "1:1"),
    "en": ("loan interest subsidy", "headquarters award", "listing support", "tax relief", "RMB 5 million"),
}


@blueprint.app_context_processor
def _frame() -> dict[str, Any]:
    """What every template may use."""
    return {
        "headline_sums": benefits.headline_sums,
        "write_date": write_date,
        "write_sum": write_sum,
        "clause_name": present.clause_name,
        "count_in_words": present.count_in_words,
        "name_part": name_part,
        "office_name": present.office_name,
        "open_points": benefits.open_points,
        "quote": present.quote,
        "added_words": present.added_words,
        "unsure_figures": benefits.unsure_figures,
        "today": today,
        "say_worth": say_worth,
        "say_lacking": say_lacking,
        "say_revising": say_revising,
        "name_worth": name_worth,
        "find_usual": find_usual,
        "begin_with_capital": begin_with_capital,
        "shown_address": shown_address,
        "built_on": built_on,
        "absolute": absolute,
        "link": link,
        "asked_day": asked_day,
        "version": current_app.extensions["asset_version"],
        "request_query": request.args.get("q", "")[:500],
    }


@blueprint.get("/")
def root() -> AnyResponse:
    """To the home page in the reader's language."""
    return see(address(f"/{find_language()}/"), 302)


@blueprint.get("/<any(zh, en):lang>/")
def home(lang: Lang) -> Response:
    """Search box, and ways in by industry and by document."""
    day = day_from_request()
    return _render(
        "home.html",
        lang,
        examples=EXAMPLES[lang],
        preview=preview_site(lang),
        **make_home(generation(), day, _frame_of(lang)),
    )


def _frame_of(lang: Lang) -> present.Frame:
    return present.Frame(lang, today(), make_translate(lang), f"/{lang}/search")


@blueprint.get("/<any(zh, en):lang>/search")
def results(lang: Lang) -> Response:
    """Ranked clauses with filters; the address holds the whole state."""
    of = generation()
    query = query_from_request(of, lang, pages=True)
    page = answer(query, of)
    check_page(query.page, page.pages)
    frame, first = _frame_of(lang), (query.page - 1) * query.per_page + 1
    by_amount = query.sort == "amount"
    return _render(
        "results.html",
        lang,
        **make_results(page, of, frame),
        hit_link=make_hit_links(Opened(replace(query, page=1), 1), today()),
        pages=list(present.make_pages(query.page, page.pages, lambda n: frame.url(replace(query, page=n)))),
        cards={
            hit.clause.id: of.store.made(hit.clause.key, make_card, hit.benefit, lang, by_amount) for hit in page.hits
        },
        first=first,
        last=first + len(page.hits) - 1,
    )


@blueprint.get("/<any(zh, en):lang>/api")
def data_api(lang: Lang) -> Response:
    """What programs can ask, for people."""
    return _render("api.html", lang, **make_api_page(lang))


@blueprint.get("/<any(zh, en):lang>/policies")
def policies(lang: Lang) -> Response:
    """Every document with its validity, a page at a time."""
    day, page = day_and_page_from_request()
    of = generation()
    held = of.on(day)
    pages, first = check_page(page, -(-len(held) // LISTED)), (page - 1) * LISTED
    listed = list(islice(held.values(), first, first + LISTED))
    return _render(
        "policies.html",
        lang,
        documents=listed,
        pages=list(present.make_pages(page, pages, partial(list_link, lang))),
        canonical_query=f"?page={page}" if page > 1 else "",
        validities=find_validities(listed, day),
        overview=make_overview(of, day),
        day=day,
        amended={head.id for head in listed if len(of.versions[head.id]) > 1},
    )


@blueprint.get("/<any(zh, en):lang>/policies/<document>")
def document(lang: Lang, document: str) -> Response:
    """One document in full, with its contents and the terms that govern it."""
    day, of, show = day_from_request(also=(SHOW,)), generation(), show_from_request()
    head = of.on(day).get(document) or raise_missing(of, document)
    found, t = of.store.document(head), make_translate(lang)
    return _render(
        "document.html",
        lang,
        own=(SHOW,),
        document=found,
        validity=find_validity(head.term, day),
        preview=preview_document(head, find_validity(head.term, day), lang),
        day=day,
        sections={c.clause: of.store.made(c.key, make_section, lang) for c in found.clauses},
        show=show,
        choices=make_choices(f"/{lang}/policies/{document}", asked_day(), show, t),
        versions=[(one, find_day(of.versions[document], one)) for one in of.versions[document]],
        note=find_version_note(of.versions[document], head, today()),
    )


@blueprint.get("/<any(zh, en):lang>/policies/<document>/changes")
def changes(lang: Lang, document: str) -> Response:
    """What an amendment changed, clause by clause."""
    of = generation()
    held = of.versions.get(document) or raise_missing(of, document)
    revisions = of.store.revisions(document)
    revision = revision_from_request(revisions)
    by_day = {one.version: one for one in held}
    return _render(
        "changes.html",
        lang,
        document=by_day[revision.after] if revision else held[-1],
        former=by_day[revision.before] if revision else None,
        revision=revision,
        days={one.version: find_day(held, one) for one in held},
        canonical_query=f"?version={revision.after}" if revision else "",
        others=[one for one in revisions if one is not revision],
        views=make_change_views(revision, of.store, by_day) if revision else [],
    )


@blueprint.get("/<any(zh, en):lang>/policies/<document>/<clause>")
def clause(lang: Lang, document: str, clause: str) -> AnyResponse:
    """One clause: text, figures, offices, governing terms, citation."""
    of, show, opened = generation(), show_from_request(), None
    own = (*ESTIMATE_ARGS, SHOW, TERMS)
    switch = make_switch(request.path, request_args())
    if is_opened(request_args()):
        opened = read_opened(of, lang, also=own)
    day = opened.query.as_of if opened else day_from_request(also=own)
    held = of.find_clause(f"{document}/{clause}", day)
    if held is None:
        return see(link(lang, find_by_alias(of, document, clause).id), 301)
    whole, found = held
    asked, q, t = f"?{encode(asked_day())}" if asked_day() else "", request.args.get("q", ""), make_translate(lang)
    others = [one for one in request_args() if one[0] != SHOW]
    searched = opened.args(today()) if opened else [*([("q", q)] if q else []), *asked_day()]
    made = make_clause_page(of, whole, found, lang, day, today(), request_args())
    marks, links = _marks(of, found, q[:MAX_QUERY]), find_links(found, whole, of, day, made["elsewhere"], lang)
    if switch.on:
        links = add_terms(links, of.glossary, found, lang)
    response = _render(
        "clause.html",
        lang,
        own=(SHOW,),
        **made,
        way_back=make_way_back(of, opened, found, today(), [*as_args(show), *switch.args]) if opened else None,
        kept=[*searched, *as_args(show), *switch.args],
        show=show,
        choices=make_choices(f"/{lang}/policies/{found.id}", others, show, t),
        pairs=marked.make_pairs(found, *marks, t, *links),
        term_switch=switch,
        preview=preview_clause(found, whole, find_validity(whole.term, day), lang),
        formats=FORMATS,
        linked_data=embed(carry(of, whole, found, day), lang),
        address_in=lambda one: absolute(f"/{lang}/policies/{found.id}{one.suffix}") + asked,
    )
    add_formats(response, found.id, lang, asked)
    return response


def _marks(of: Generation, found: Clause, q: str) -> tuple[Any, Any]:
    """(marks in the Chinese, marks in the English) of the words that led here."""
    reading = read_query(q, of.lexicon) if q else None
    words = {needle.text for wish in (reading.wishes if reading else ()) for needle in wish.needles}
    shown = {of.lexicon.renderings[word] for word in words if word in of.lexicon.renderings}
    return Searched(found.text.zh).find(words), Searched(found.text.en or "").find(words | shown)


@blueprint.get("/favicon.ico")
def favicon() -> AnyResponse:
    """The site's mark."""
    return redirect(url_for("static", filename="mark.svg"), 301)
