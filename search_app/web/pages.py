"""The pages: home, results, documents, clauses, and the permanent addresses that lead to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from search_app.clauses.validity import day_in_hegang, find_validity
from search_app.estimate.estimate import estimate
from search_app.model import LANGS, Clause, DocumentHead, Lang, Validity
from search_app.search.answer import answer
from search_app.search.model import Hit, Query
from search_app.search.overview import make_overview
from search_app.search.passages import Searched
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.opening import Generation
from search_app.search.query.plan import MAX_QUERY, read_query
from search_app.text.wording import write_date, write_sum
from search_app.web import benefits, present
from search_app.web.addresses import asked_day, find_by_alias, link, list_link, raise_missing, see
from search_app.web.benefits import make_shown
from search_app.web.citations import cite
from search_app.web.errors import find_language
from search_app.web.openapi import ADDRESSES
from search_app.web.params import check_page, to_args
from search_app.web.requests import (
    absolute,
    address,
    day_and_page_from_request,
    day_from_request,
    estimate_from_request,
    generation,
    query_from_request,
    request_args,
    revision_from_request,
    today,
)
from search_app.web.versions import find_day, find_version_note, make_change_views
from search_app.web.views import cited, marked, switches
from search_app.web.views.cards import make_card, make_section
from search_app.web.views.clause_page import make_clause_page
from search_app.web.views.laid_out import render as _render
from search_app.web.views.read_chips import make_read_chips
from search_app.web.words import make_translate

blueprint = Blueprint("pages", __name__)
LISTED = 50  # documents on a page of their list
HOME_DOCUMENTS = 12  # listed on the home page; a longer list has a page of its own
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
        "office_name": present.office_name,
        "open_points": benefits.open_points,
        "quote": present.quote,
        "added_words": present.added_words,
        "years_of": benefits.years_of,
        "unsure_figures": benefits.unsure_figures,
        "references": benefits.references,
        "built_on": _built_on,
        "absolute": absolute,
        "link": link,
        "asked_day": asked_day,
        "version": current_app.extensions["asset_version"],
        "request_query": request.args.get("q", "")[:500],
    }


def _built_on() -> date | None:
    """The day in China on which the texts that are served were last read; None when nothing is served, or when its
    manifest names no day that a calendar has."""
    try:
        return day_in_hegang(datetime.fromisoformat(generation().manifest.built))
    except (IndexUnavailableError, ValueError, OverflowError):
        return None


@blueprint.get("/")
def root() -> AnyResponse:
    """To the home page in the reader's language."""
    return see(address(f"/{find_language()}/"), 302)


@blueprint.get("/<any(zh, en):lang>/")
def home(lang: Lang) -> Response:
    """Search box, and ways in by industry and by document."""
    of, day = generation(), day_from_request()
    held, overview = of.on(day), make_overview(of, day)
    listed = list(islice(held.values(), HOME_DOCUMENTS))
    return _render(
        "home.html",
        lang,
        tiles=present.make_tiles(overview, of.labels["industry"], Query(as_of=day, lang=lang), _frame_of(lang)),
        documents=listed,
        validities=_find_validities(listed, day),
        number_of_documents=len(held),
        overview=overview,
        examples=EXAMPLES[lang],
    )


def _find_validities(documents: Iterable[DocumentHead], day: date) -> dict[str, Validity]:
    return {document.id: find_validity(document.term, day) for document in documents}


def _frame_of(lang: Lang, view: str = "") -> present.Frame:
    return present.Frame(lang, today(), make_translate(lang), f"/{lang}/search{view}")


@blueprint.get("/<any(zh, en):lang>/search")
def results(lang: Lang) -> Response:
    """Ranked clauses with filters; the address holds the whole state."""
    return _results(lang, "")


@blueprint.get("/<any(zh, en):lang>/search/table")
def results_table(lang: Lang) -> Response:
    """The same results as a table of sums, with a picture of their sizes."""
    return _results(lang, "/table")


def _results(lang: Lang, view: str) -> Response:
    of = generation()
    query = query_from_request(of, lang, pages=True)
    page = answer(query, of)
    check_page(query.page, page.pages)
    frame, first = _frame_of(lang, view), (query.page - 1) * query.per_page + 1
    return _render(
        "results.html",
        lang,
        page=page,
        query=query,
        view=view,
        **switches.make_plainer(query, frame),
        relaxed=present.make_relaxed(page, frame),
        nearest=() if page.total else _nearest(query, of),
        other_view=_frame_of(lang, "" if view else "/table").url(query),
        histogram=present.make_histogram(page, frame) if view else [],
        facets=list(present.make_facets(page, frame)),
        chips=[*present.make_chips(page, frame), *switches.make_switches(query, frame)],
        read_chips=list(make_read_chips(page, of.labels, frame)),
        sorts=list(present.make_sorts(page, frame)),
        pages=list(present.make_pages(query.page, page.pages, lambda n: frame.url(replace(query, page=n)))),
        cards={
            hit.clause.id: of.store.made(
                hit.clause.key, make_shown if view else make_card, hit.benefit, lang, query.sort == "amount"
            )
            for hit in page.hits
        },
        first=first,
        last=first + len(page.hits) - 1,
        carried=_carried(query),
        notes=cited.make_notes(page.citations, of),
    )


def _carried(query: Query) -> list[tuple[str, str]]:
    """State that the small forms of the results page hand on, besides what they set themselves."""
    return [(name, value) for name, value in to_args(query, today()) if name not in ("q", "as_of", "page", "unread")]


def _nearest(query: Query, of: Generation) -> tuple[Hit, ...]:
    """Of an empty answer: what the words alone would find, without filters, quotes and exclusions."""
    words = " ".join(word for word in query.q.replace('"', " ").split() if not word.startswith("-"))
    return answer(Query(as_of=query.as_of, q=words, lang=query.lang, per_page=3), of).hits if words else ()


@blueprint.get("/<any(zh, en):lang>/api")
def data_api(lang: Lang) -> Response:
    """What programs can ask, for people."""
    return _render("api.html", lang, addresses=ADDRESSES)


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
        validities=_find_validities(listed, day),
        overview=make_overview(of, day),
        day=day,
        amended={head.id for head in listed if len(of.versions[head.id]) > 1},
    )


@blueprint.get("/<any(zh, en):lang>/policies/<document>")
def document(lang: Lang, document: str) -> Response:
    """One document in full, with its contents and the terms that govern it."""
    day, of = day_from_request(), generation()
    head = of.on(day).get(document) or raise_missing(of, document)
    found = of.store.document(head)
    return _render(
        "document.html",
        lang,
        document=found,
        validity=find_validity(head.term, day),
        day=day,
        sections={c.clause: of.store.made(c.key, make_section, lang) for c in found.clauses},
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
    of = generation()
    day, asked, faults = estimate_from_request()
    held = of.find_clause(f"{document}/{clause}", day)
    if held is None:
        return see(link(lang, find_by_alias(of, document, clause).id), 301)
    whole, found = held
    values = make_clause_page(of, whole, found, lang, day, today())
    benefit = found.benefits[asked.benefit - 1] if asked and asked.benefit <= len(found.benefits) else None
    current = (of.find_clause(found.id, today()) or held)[0].key == whole.key
    permanent = absolute(f"/id/{found.id}") + ("" if current else f"?as_of={find_day(of.versions[document], whole)}")
    return _render(
        "clause.html",
        lang,
        **values,
        pairs=marked.make_pairs(found, *_marks(of, found, request.args.get("q", "")[:MAX_QUERY]), make_translate(lang)),
        estimate=estimate(found, benefit, asked.inputs) if benefit and asked else None,
        estimated=benefit,
        faults=faults,
        inputs=dict(request_args()),
        permanent=permanent,
        citations={code: cite(found, whole, of.versions[document], permanent, today(), code) for code in LANGS},
    )


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
