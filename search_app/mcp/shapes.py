"""What do the tools answer with? One TypedDict for each tool; the schemas of the protocol are made from these types.

Every answer is an ``AnswerShape``; what the API says of it stands beside it in the API's own shape.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from search_app.matching.facts import Fact
from search_app.matching.match import Reason
from search_app.model import Promise
from search_app.web.company.shapes import AdditionShape
from search_app.web.news.happened import Kind
from search_app.web.shapes import (
    BenefitShape,
    BilingualShape,
    CitedShape,
    ClauseShape,
    EstimateShape,
    HeadlineShape,
    ValidityShape,
)


class AnswerShape(TypedDict):
    """A document, clause or benefit that an answer speaks of.

    ``address``: permanent, the one to cite; a path where the server knows no address of its site. ``status``: whether
    it is in force on ``as_of``, with the sentence that says so (null where none does). ``quote``: the Chinese words
    that the answer rests on, as printed; ``en`` is an unofficial translation. ``sure``: 0 to 1, how sure the reading
    is of what is said of the quote: of a benefit its own, of a clause that of its least sure benefit; 1 where nothing
    but the printed words is told.
    """

    id: str
    address: str
    name: BilingualShape
    status: ValidityShape
    as_of: str
    quote: BilingualShape
    sure: float


class PagedShape(TypedDict):
    """``next_page`` is null on the last page."""

    total: int
    page: int
    pages: int
    next_page: int | None


class HitShape(AnswerShape):
    """``benefit``: id of the benefit that answers the query, of which ``quote`` and ``sure`` then are; ``headline``:
    the largest sum that is granted; ``only_near``: the words were not found, the clause is near in meaning."""

    benefit: str | None
    more_benefits: int
    headline: HeadlineShape | None
    departments: list[BilingualShape]
    only_near: bool


class ReadShape(TypedDict):
    field: str
    op: str
    value: str
    text: str
    weight: str


class HitsShape(PagedShape):
    """``read``: what was read from the words as a condition; ``not_understood``: words that were not."""

    hits: list[HitShape]
    corrected: str | None
    read: list[ReadShape]
    not_understood: list[str]


class OneClauseShape(AnswerShape):
    """``benefit``: the one whose id was asked for, null for a clause."""

    clause: ClauseShape
    benefit: BenefitShape | None


class ListedBenefitShape(AnswerShape):
    clause: str
    benefit: BenefitShape


class BenefitsShape(PagedShape):
    """``complete`` is false where the clauses have more benefits than are counted."""

    benefits: list[ListedBenefitShape]
    clauses: int
    complete: bool


class EstimatedShape(AnswerShape):
    clause: str
    benefit: BenefitShape
    estimate: EstimateShape


class MatchedShape(AnswerShape):
    """``benefit`` is null for a clause that pays nothing. Sums are of what fits; null where they cannot be told."""

    clause: str
    benefit: str | None
    promise: Promise | None
    because: list[BilingualShape]
    yearly: int | None
    total: int | None
    at_most: bool
    missing: list[Fact]
    reasons: list[Reason]


class CountsShape(TypedDict):
    fits: int
    cannot_tell: int
    no: int
    apart: int
    pays_nobody: int


Group = Literal["fits", "cannot_tell", "no", "apart"]


class CompanyShape(PagedShape):
    """``matched`` are those of ``group``: ``counts`` counts all of them, and ``total`` those that can be
    listed, the 1,000 with the largest sums. ``not_together``: (id, id, the rule) of what
    is listed here; ``together``: what all that fits comes to; ``asked_next``: the fact that would decide the most."""

    group: Group
    counts: CountsShape
    matched: list[MatchedShape]
    not_together: list[tuple[str, str, str]]
    together: AdditionShape | None
    asked_next: Fact | None


class ResolvedShape(CitedShape):
    """``answers``: what is cited, or what may be meant; those of ``candidates`` that are held."""

    answers: list[AnswerShape]


class ResolvedPageShape(PagedShape):
    """``not_looked_at``: how many citations behind the last one were not looked at; send the text from there on."""

    found: list[ResolvedShape]
    not_looked_at: int


class ChangeShape(AnswerShape):
    """``day``: of an end the last day of force, of an amendment the first day of the new version. ``before`` and
    ``after`` are in words. ``quote`` and ``status`` are of what is held now; of what was withdrawn, of its document."""

    day: str
    kind: Kind
    before: BilingualShape | None
    after: BilingualShape | None


class ChangesShape(PagedShape):
    changes: list[ChangeShape]
