"""Tools that judge a case: what a benefit comes to, and what a company would get. Always of today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from search_app.mcp.answers import answer_clause, find_held, quote_words
from search_app.mcp.asking import Call, Question
from search_app.mcp.paging import read_page
from search_app.mcp.shapes import CompanyShape, EstimatedShape, Group, MatchedShape
from search_app.model import Bilingual
from search_app.web import shapes
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import today

GROUPS: tuple[Group, ...] = ("fits", "cannot_tell", "no", "apart")


def estimate(arguments: Mapping[str, Any]) -> Call:
    """What one benefit comes to."""

    def write(said: Any) -> EstimatedShape:
        head, clause = find_held(arguments["clause"], today())
        benefit = clause.benefits[arguments.get("benefit", 1) - 1]
        return {
            **answer_clause(head, clause, today(), benefit=benefit),
            "clause": clause.id,
            "benefit": shapes.benefit(benefit),
            "estimate": said,
        }

    body = {name: value for name, value in arguments.items() if value is not None}
    return Call(Question("/api/v1/estimate", body=body), write)


def match_company(arguments: Mapping[str, Any]) -> Call:
    """A page of what fits a company, or of what does not, or cannot be told."""
    page, group = read_page(arguments), arguments.get("group") or "fits"
    if group not in GROUPS:
        listed = ", ".join(GROUPS)
        raise FaultyQueryError([Fault("group", Bilingual(f"只能是 {listed}", f"must be one of {listed}"))])

    def write(said: Any) -> CompanyShape:
        day, every = date.fromisoformat(said["as_of"]), said[group]
        matched = [_write_matched(one, day) for one in page.cut(every)]
        here = {one["id"] for one in matched}
        return {
            **page.describe(len(every)),
            "group": group,
            "counts": said["counts"],
            "matched": matched,
            "not_together": [pair for pair in said["not_together"] if here.intersection(pair[:2])],
            "together": said["together"],
            "asked_next": said["asked_next"],
        }

    return Call(Question("/api/v1/match", body={"facts": arguments["facts"]}), write)


def _write_matched(one: Mapping[str, Any], day: date) -> MatchedShape:
    head, clause = find_held(one["clause"], day)
    benefit = next((its for its in clause.benefits if its.id == one["benefit"]), None)
    return {
        **answer_clause(head, clause, day, quote_words(clause, one["quote"]), benefit),
        "clause": clause.id,
        "benefit": one["benefit"],
        "promise": one["promise"],
        "because": one["because"],
        "yearly": one.get("yearly"),
        "total": one.get("total"),
        "at_most": one.get("at_most", False),
        "missing": one.get("missing", []),
        "reasons": one.get("reasons", []),
    }
