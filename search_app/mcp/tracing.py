"""Tools that trace: what a citation means, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from search_app.mcp.answers import answer_id, find_address, find_held, quote_sentences
from search_app.mcp.asking import Call, Question
from search_app.mcp.paging import Page, make_args, read_page
from search_app.mcp.shapes import AnswerShape, ChangeShape, ChangesShape, ResolvedPageShape, ResolvedShape
from search_app.model import Span, split_benefit_id, split_id
from search_app.search.citations.resolve import find_citations
from search_app.search.query.plan import MAX_QUERY
from search_app.web import shapes
from search_app.web.news.site import LISTED
from search_app.web.requests import generation, read_day


def resolve_citation(arguments: Mapping[str, Any]) -> Call:
    """A page of the citations of a text; a short one that has none is taken as one, as ``/id?cite=`` does."""
    page = read_page(arguments)

    def write(said: Any) -> ResolvedPageShape:
        day = read_day(make_args(arguments, ("as_of",)))
        if not said["found"] and len(arguments["text"]) <= MAX_QUERY:
            said = shapes.citations(find_citations(arguments["text"], generation(), day, asked=True))
        found = said["found"]
        return {
            **page.describe(len(found)),
            "found": [_write_resolved(one, day) for one in page.cut(found)],
            "not_looked_at": said["not_looked_at"],
        }

    body = {"text": arguments["text"]}
    return Call(Question("/api/v1/cite", make_args(arguments, ("as_of",)), body), write)


def _write_resolved(one: Mapping[str, Any], day: date) -> ResolvedShape:
    ids = [one["id"]] if one["id"] else one["candidates"]
    return {**one, "answers": [held for any_id in ids if (held := answer_id(any_id, day))]}  # type: ignore[typeddict-item]


def list_changes(arguments: Mapping[str, Any]) -> Call:
    """A page of what is new, in pages of the API."""
    page = Page(read_page(arguments).number, LISTED)

    def write(said: Any) -> ChangesShape:
        day = read_day(make_args(arguments, ("as_of",)))
        return {**page.describe(said["total"]), "changes": [_write_change(one, day) for one in said["changes"]]}

    return Call(Question("/api/v1/changes", make_args(arguments, ("since", "as_of", "page"))), write)


def _write_change(one: Mapping[str, Any], day: date) -> ChangeShape:
    return {
        **_answer_changed(one, day),
        "name": one["title"],
        "day": one["day"],
        "kind": one["kind"],
        "before": one["before"],
        "after": one["after"],
    }


def _answer_changed(one: Mapping[str, Any], day: date) -> AnswerShape:
    """What was changed as it is held now; of what is not held, what is known of it."""
    if held := answer_id(one["id"], day):
        if split_id(one["id"])[1] and not split_benefit_id(one["id"]):
            clause = find_held(one["id"], day)[1]
            return {**held, "quote": quote_sentences(clause, Span(0, 1))}
        return held
    document = answer_id(split_id(one["id"])[0], day)
    unknown: shapes.ValidityShape = {
        "status": "unknown", "from": None, "until": None, "term": None, "quote": None,
        "reason": {"zh": "本站不再收录。", "en": "No longer held here."},
    }  # fmt: skip
    return {
        "id": one["id"],
        "address": find_address(one["id"]),
        "name": one["title"],
        "status": document["status"] if document else unknown,
        "as_of": day.isoformat(),
        "quote": one["before"] or one["title"],
        "sure": 1.0,
    }
