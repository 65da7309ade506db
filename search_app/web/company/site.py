"""The page of a company: ten questions, and below them what fits, what does not, and what nobody can tell yet.

The address holds every answer; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response

from search_app.matching.facts import Fact, choices
from search_app.matching.match import LISTED
from search_app.model import Bilingual, Lang
from search_app.web.company.answers import NONE, PRODUCT, is_empty, parse_answers
from search_app.web.company.view import make_view
from search_app.web.requests import generation, request_args, today
from search_app.web.views.laid_out import render

blueprint = Blueprint("company", __name__)
# The ten questions, each with its fields.
QUESTIONS: tuple[tuple[Fact, ...], ...] = (
    ("industry", "trade"),
    ("foreign_owned",),
    ("rank",),
    ("headquarters",),
    ("revenue", "revenue_before"),
    ("investment", "loans"),
    ("products",),
    ("people", "talents"),
    ("county", "newly_founded"),
    ("titles", "new_titles"),
)
_FORMS: Mapping[Fact, str] = {
    "industry": "boxes", "trade": "text", "foreign_owned": "truth", "rank": "boxes", "headquarters": "boxes",
    "revenue": "sum", "revenue_before": "sum", "investment": "sum", "loans": "sum", "products": "counts",
    "people": "count", "talents": "count", "county": "list", "newly_founded": "truth", "titles": "boxes",
    "new_titles": "boxes",
}  # fmt: skip
_FOLDED: tuple[Fact, ...] = ("titles", "products")  # too long to stand open unless answered


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: how it is filled in, its choices, what was typed, and what is wrong with it."""

    fact: Fact
    form: str
    choices: Mapping[str, Bilingual]
    typed: tuple[str, ...]
    counts: Mapping[str, str]
    faults: tuple[Bilingual, ...]
    folded: bool


@blueprint.get("/<any(zh, en):lang>/company")
def company(lang: Lang) -> Response:
    """What fits the company of the address."""
    of, day = generation(), today()
    answers = parse_answers(request_args())
    fields = {fact: _field(fact, answers.typed, answers.faults) for question in QUESTIONS for fact in question}
    faulty = bool(answers.faults or answers.unknown)
    view = None if faulty or is_empty(answers.company) else make_view(answers.company, of, day, lang)
    page = render(
        "company.html",
        lang,
        questions=[[fields[fact] for fact in question] for question in QUESTIONS],
        fields=fields,
        faults=answers.faults,
        unknown=answers.unknown,
        view=view,
        listed=LISTED,
        none=NONE,
        product=PRODUCT,
        day=day,
        hidden=[(name, value) for name, values in answers.typed.items() for value in values],
        held=answers.company.holds or (),
    )
    page.status_code = 422 if faulty else 200
    return page


def _field(fact: Fact, typed: Mapping[str, tuple[str, ...]], faults: Mapping[str, Bilingual]) -> Field:
    known = choices().get(fact, {})
    if fact == "new_titles":  # of those that are held; without script they are asked for when these are known
        held = {*typed.get("titles", ()), *typed.get(fact, ())}
        known = {name: label for name, label in choices()["titles"].items() if name in held}
    counts = {name: (typed.get(PRODUCT + name) or ("",))[0] for name in known} if fact == "products" else {}
    own = tuple(
        words for name, words in faults.items() if name == fact or (fact == "products" and name.startswith(PRODUCT))
    )
    given = typed.get(fact, ())
    answered = bool(given) or any(counts.values())
    return Field(fact, _FORMS[fact], known, given, counts, own, fact in _FOLDED and not answered and not own)
