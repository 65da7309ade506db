"""What is the JSON of the benefits that a search finds? Shapes, and how our nouns become them."""

from __future__ import annotations

from datetime import date

from typing_extensions import TypedDict

from search_app.model import english_of
from search_app.web import shapes
from search_app.web.awards.columns import quote_of
from search_app.web.awards.found import FoundRows
from search_app.web.awards.rows import AwardRow
from search_app.web.requests import root
from search_app.web.shapes import (
    BenefitShape,
    BilingualShape,
    DepartmentShape,
    FacetValueShape,
    LinksShape,
    TranslationShape,
    ValidityShape,
)


class AwardClauseShape(TypedDict):
    id: str
    label: str
    title: BilingualShape | None


class AwardDocumentShape(TypedDict):
    """``name``: what lists call it, short where it has a short name."""

    id: str
    title: BilingualShape
    name: BilingualShape
    number: str | None


class AwardShape(BenefitShape):
    """A benefit with what it stands in. ``quote``: the words that it rests on."""

    clause: AwardClauseShape
    document: AwardDocumentShape
    validity: ValidityShape
    departments: list[DepartmentShape]
    quote: BilingualShape
    translation: TranslationShape | None
    links: LinksShape


class BenefitsShape(TypedDict):
    """The benefits of all hits, in the order of the hits, without pages; of whole clauses, at most 10,000 benefits.

    ``total``: how many are listed. ``complete`` is false where the hits have more: of ``clauses`` hits those of the
    first ``clauses_listed`` are listed. The counts of the facets are of clauses; ``exact``: whether all of them are
    counts of all clauses. ``as_of``: the day on which validity was judged.
    """

    benefits: list[AwardShape]
    total: int
    complete: bool
    clauses: int
    clauses_listed: int
    as_of: str
    corrected: str | None
    facets: dict[str, list[FacetValueShape]]
    exact: bool


def benefits_page(found: FoundRows, today: date) -> BenefitsShape:
    """``found`` on ``today``."""
    day = None if found.day == today else found.day
    page = found.page
    return {
        "benefits": [award(row, day) for row in found.rows],
        "total": len(found.rows),
        "complete": found.complete,
        "clauses": page.total,
        "clauses_listed": found.clauses,
        "as_of": found.day.isoformat(),
        "corrected": page.corrected,
        "facets": {name: [shapes.facet_value(value) for value in values] for name, values in page.facets},
        "exact": page.exact,
    }


def award(row: AwardRow, day: date | None) -> AwardShape:
    """``day``: the one that was asked for, None for today."""
    clause, document, benefit = row.clause, row.document, row.benefit
    return {
        **shapes.benefit(benefit),
        "clause": {
            "id": clause.id,
            "label": clause.label,
            "title": shapes.bilingual(clause.title) if clause.title else None,
        },
        "document": {
            "id": document.id,
            "title": shapes.bilingual(document.title),
            "name": shapes.bilingual(document.name),
            "number": document.number,
        },
        "validity": shapes.validity(row.validity),
        "departments": [shapes.department(one) for one in clause.departments],
        "quote": quote(row),
        "translation": shapes.translation(clause),
        "links": _links(row, day),
    }


def quote(row: AwardRow) -> BilingualShape:
    """The words that the benefit rests on, and the English of their sentences."""
    clause = row.clause
    found = (english_of(span, clause.text.en, clause.sentences) for span in row.benefit.evidence)
    return {"zh": quote_of(row, "zh"), "en": " … ".join(dict.fromkeys(filter(None, found))) or None}


def _links(row: AwardRow, day: date | None) -> LinksShape:
    """To the benefit, and to its place on the pages of its clause."""
    of_clause = shapes.links(row.clause.id, day)
    place = f"#b-{row.benefit.n}"
    return {
        "id": f"{root()}/id/{row.benefit.id or row.clause.id}",
        "zh": of_clause["zh"] + place,
        "en": of_clause["en"] + place,
        "json": of_clause["json"],
    }
