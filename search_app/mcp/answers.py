"""What stands beside every answer? A permanent address, whether it is in force, the words it rests on, how sure it is.

Invariant: the Chinese of a quote is words of the clause, joined by …… where they stand apart. Called within a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from search_app.clauses.validity import choose_version, find_validity
from search_app.mcp.shapes import AnswerShape
from search_app.model import Benefit, Clause, DocumentHead, Span, english_of, split_benefit_id, split_id
from search_app.web import shapes
from search_app.web.awards.rows import AwardRow
from search_app.web.awards.shapes import quote as quote_row
from search_app.web.news.happened import name_clause
from search_app.web.requests import absolute, generation, today
from search_app.web.shapes import BilingualShape
from search_app.web.versions import permanent_address

NO_SITE = "http://policy.invalid"  # a host that is none (RFC 2606); it is cut off, and addresses are paths


def answer_clause(
    head: DocumentHead, clause: Clause, day: date, quote: BilingualShape | None = None, benefit: Benefit | None = None
) -> AnswerShape:
    """``clause`` of the version ``head`` on ``day``, or one benefit of it. Without a ``quote``: the words that the
    benefit rests on, else the whole clause."""
    any_id = benefit.id or clause.id if benefit else clause.id
    if quote is None:
        quote = quote_benefit(head, clause, benefit, day) if benefit else shapes.bilingual(clause.quotable)
    return {
        "id": any_id,
        "address": _cut_site(permanent_address(generation(), head, clause.id, any_id, today())),
        "name": shapes.bilingual(name_clause(head, clause)),
        "status": shapes.validity(find_validity(head.term, day)),
        "as_of": day.isoformat(),
        "quote": quote,
        "sure": benefit.sure if benefit else min((one.sure for one in clause.benefits), default=1.0),
    }


def quote_benefit(head: DocumentHead, clause: Clause, benefit: Benefit, day: date) -> BilingualShape:
    """The words that ``benefit`` rests on."""
    return quote_row(AwardRow(head, find_validity(head.term, day), clause, benefit, day))


def answer_document(head: DocumentHead, day: date) -> AnswerShape:
    """The document of the version ``head``. Its quote is the sentence on its force, else that it begins with."""
    validity = find_validity(head.term, day)
    clauses = generation().store.document(head).clauses
    return {
        "id": head.id,
        "address": find_address(head.id),
        "name": shapes.bilingual(head.title),
        "status": shapes.validity(validity),
        "as_of": day.isoformat(),
        "quote": _quote_from(clauses, validity.quote) if validity.quote else quote_sentences(clauses[0], Span(0, 1)),
        "sure": 1.0,
    }


def _quote_from(clauses: Sequence[Clause], words: str) -> BilingualShape:
    """``words`` of whichever of ``clauses`` has them."""
    holding = next((clause for clause in clauses if words in clause.text.zh), None)
    return quote_words(holding, words) if holding else {"zh": words, "en": None}


def answer_id(any_id: str, day: date) -> AnswerShape | None:
    """The document, clause or benefit of this id as it stood on ``day``; None for one that is not held."""
    of = generation()
    if split_benefit_id(any_id):
        paid = of.find_benefit(any_id, day)
        return answer_clause(paid[0], paid[1], day, benefit=paid[2]) if paid else None
    if split_id(any_id)[1]:
        held = of.find_clause(any_id, day)
        return answer_clause(*held, day) if held else None
    versions = of.versions.get(any_id)
    return answer_document(choose_version(versions, day), day) if versions else None


def find_held(clause_id: str, day: date) -> tuple[DocumentHead, Clause]:
    """A clause that the API has just answered with."""
    return cast(tuple[DocumentHead, Clause], generation().find_clause(clause_id, day))


def quote_words(clause: Clause, words: str) -> BilingualShape:
    """``words`` of ``clause`` with the English of their sentences."""
    start = clause.text.zh.find(words)
    if start < 0:
        return {"zh": words, "en": None}
    return {"zh": words, "en": english_of(Span(start, start + len(words)), clause.text.en, clause.sentences)}


def quote_sentences(clause: Clause, span: Span) -> BilingualShape:
    """The sentences of ``clause`` that ``span`` touches; where there is no English, they end with 。"""
    text = clause.text.zh
    pairs = [pair for pair in clause.sentences if pair.zh.start < span.end and pair.zh.end > span.start]
    if pairs:
        english = english_of(span, clause.text.en, clause.sentences)
        return {"zh": text[pairs[0].zh.start : pairs[-1].zh.end], "en": english}
    start, end = text.rfind("。", 0, span.start) + 1, text.find("。", max(span.end - 1, 0))
    return {"zh": text[start : end + 1 if end >= 0 else len(text)], "en": None}


def quote_passage(clause: Clause, runs: Iterable[str]) -> BilingualShape:
    """The sentences that a passage shows, whose runs may have … where it was cut."""
    passage = "".join(runs).strip("…")
    start = clause.text.zh.find(passage)
    return quote_sentences(clause, Span(start, start + len(passage)) if start >= 0 else Span(0, 1))


def find_address(any_id: str) -> str:
    """The permanent address of an id, whatever it is of."""
    return _cut_site(absolute(f"/id/{any_id}"))


def _cut_site(address: str) -> str:
    return address.removeprefix(NO_SITE)
