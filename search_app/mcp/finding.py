"""Tools that find and read: clauses of a search, one clause, the benefits of a search.

A tool reads its arguments into a question and a way to write the answer, which runs while the request lasts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from search_app.clauses.validity import find_validity
from search_app.mcp.answers import answer_clause, find_held, quote_benefit, quote_passage, quote_sentences
from search_app.mcp.asking import Call, Question
from search_app.mcp.paging import make_args, read_page
from search_app.mcp.shapes import BenefitsShape, HitShape, HitsShape, ListedBenefitShape, OneClauseShape
from search_app.model import Bilingual, Span
from search_app.search.model import FILTERS
from search_app.web import shapes
from search_app.web.addresses import raise_no_benefit
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import generation, read_day, today

SEARCHED = ("q", *FILTERS, "amount_min", "amount_max", "duration_min", "as_of", "sort", "exact", "page", "per_page")
_ID = re.compile(r"[^/\s]{1,100}/[^/\s]{1,40}(?P<benefit>/b[1-9][0-9]{0,3})?")


def search_clauses(arguments: Mapping[str, Any]) -> Call:
    """A page of hits."""

    def write(said: Any) -> HitsShape:
        query = said["query"]
        named = (one["value"] for one in query["read"] if one["field"] == "as_of")  # by the words of the query
        day = date.fromisoformat(next(named, query["as_of"]))
        return {
            **read_page(arguments).describe(said["total"]),
            "hits": [_write_hit(hit, day) for hit in said["hits"]],
            "corrected": said["corrected"],
            "read": query["read"],
            "not_understood": query["not_understood"],
        }

    return Call(Question("/api/v1/search", make_args(arguments, SEARCHED)), write)


def _write_hit(hit: Mapping[str, Any], day: date) -> HitShape:
    head, clause = find_held(hit["id"], day)
    benefit, near = (clause.benefits[hit["benefit"] - 1] if hit["benefit"] else None), hit["nearest"]
    if near:
        words = quote_sentences(clause, Span(near["start"], near["end"]))
    elif benefit:
        words = quote_benefit(head, clause, benefit, day)
    else:
        words = quote_passage(clause, (run["text"] for run in hit["snippet"]["zh"]))
    shown = answer_clause(head, clause, day, words)
    return {
        **shown,
        "sure": benefit.sure if benefit else shown["sure"],
        "benefit": benefit.id if benefit else None,
        "more_benefits": hit["more_benefits"],
        "headline": hit["headline"],
        "departments": [one["name"] for one in hit["departments"]],
        "only_near": near is not None,
    }


def get_clause(arguments: Mapping[str, Any]) -> Call:
    """One clause, or one benefit with its clause, in the version that has it."""
    any_id = arguments["id"]
    found = _ID.fullmatch(any_id) if isinstance(any_id, str) else None
    if not found:
        message = Bilingual(
            "须写作 bio-economy/9 或 bio-economy/9/b2", "must be like bio-economy/9 or bio-economy/9/b2"
        )
        raise FaultyQueryError([Fault("id", message)])
    clause_id = any_id.removesuffix(found["benefit"] or "")

    def write(said: Any) -> OneClauseShape:
        day = read_day(make_args(arguments, ("as_of",)))
        if not found["benefit"]:
            return {**answer_clause(*find_held(clause_id, day), day), "clause": said, "benefit": None}
        paid = generation().find_benefit(any_id, day)
        if paid is None:
            document, name, number = any_id.split("/")
            raise_no_benefit(generation(), document, name, number, day)
        head, clause, benefit = paid
        return {
            **answer_clause(head, clause, day, benefit=benefit),
            "clause": shapes.clause(clause, find_validity(head.term, day), None if day == today() else day),
            "benefit": shapes.benefit(benefit),
        }

    return Call(Question(f"/api/v1/clauses/{quote(clause_id)}", make_args(arguments, ("as_of",))), write)


def list_benefits(arguments: Mapping[str, Any]) -> Call:
    """A page of the benefits of all hits; the API gives them without pages."""

    def write(said: Any) -> BenefitsShape:
        page, day, listed = read_page(arguments), date.fromisoformat(said["as_of"]), said["benefits"]
        return {
            **page.describe(len(listed)),
            "benefits": [_write_benefit(one, day) for one in page.cut(listed)],
            "clauses": said["clauses"],
            "complete": said["complete"],
        }

    return Call(Question("/api/v1/benefits", make_args(arguments, SEARCHED)), write)


def _write_benefit(one: Mapping[str, Any], day: date) -> ListedBenefitShape:
    head, clause = find_held(one["clause"]["id"], day)
    benefit = clause.benefits[one["n"] - 1]
    return {
        **answer_clause(head, clause, day, one["quote"], benefit),
        "clause": clause.id,
        "benefit": shapes.benefit(benefit),
    }
