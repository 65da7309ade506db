"""Where does a benefit lead that another rule decides, and what does that one pay?

Invariant: what is said of another clause is what its own page says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search_app.model import Benefit, Clause, DocumentHead, Lang, split_benefit_id, split_id
from search_app.search.clause_store import ClauseStore
from search_app.web.benefits import benefit_sums, headline_sums, rate_in_words
from search_app.web.requests import address
from search_app.web.words import make_translate


@dataclass(frozen=True, slots=True)
class Lead:
    """The clause, benefit or document that a benefit refers to; ``pays``: what it grants, "" where it states no sum."""

    name: str
    address: str
    pays: str


def find_leads(
    own: Clause,
    clauses: Mapping[str, Clause],
    documents: Mapping[str, DocumentHead],
    day: list[tuple[str, str]],
    lang: Lang,
) -> dict[int, tuple[Lead, ...]]:
    """By the n of each benefit of ``own`` that refers to something: to what. ``day``: as a parameter to hand on."""
    return {
        benefit.n: tuple(_follow(any_id, own, clauses, documents, day, lang) for any_id in benefit.refers_to_ids)
        for benefit in own.benefits
        if benefit.refers_to_ids
    }


def _follow(
    any_id: str,
    own: Clause,
    clauses: Mapping[str, Clause],
    documents: Mapping[str, DocumentHead],
    day: list[tuple[str, str]],
    lang: Lang,
) -> Lead:
    t = make_translate(lang)
    clause_id, number = split_benefit_id(any_id) or (any_id, None)
    document, clause = documents.get(split_id(any_id)[0]), clauses.get(clause_id)
    words = [document.title.get(lang)] if document and document.id != own.document else []
    if clause:
        words.append(t("clause_n", value=clause.number or clause.clause))
    benefit = next((b for b in clause.benefits if b.id == any_id), None) if clause and number else None
    if benefit and clause and len(clause.benefits) > 1:
        words.append(t("benefit_n", value=benefit.n))
    return Lead(" ".join(words) or any_id, address(f"/id/{any_id}", day), _pays(clause, benefit, lang))


def _pays(clause: Clause | None, benefit: Benefit | None, lang: Lang) -> str:
    """What ``benefit`` grants, or where the whole ``clause`` is meant, its only one or its largest sums."""
    if clause and benefit is None and len(clause.benefits) == 1:
        benefit = clause.benefits[0]
    if benefit:
        said: Iterator[str] = iter((rate_in_words(benefit, lang), *(one.text for one in benefit_sums(benefit, lang))))
    else:
        said = (one.text for one in headline_sums(clause, lang)) if clause else iter(())
    return ("，" if lang == "zh" else ", ").join(filter(None, said))


def find_referring(store: ClauseStore, whole: DocumentHead, own: Clause) -> tuple[Clause, ...]:
    """The other clauses of ``whole``, the document of ``own``, of which a benefit refers to ``own``, as printed."""
    keys = (key for key in store.clause_keys(whole) if key != own.key)
    return tuple(store.clause(key) for key in keys if own.id in store.made(key, _named))


def _named(clause: Clause) -> frozenset[str]:
    """The ids of the clauses that benefits of ``clause`` refer to."""
    return frozenset((split_benefit_id(one) or (one, 0))[0] for b in clause.benefits for one in b.refers_to_ids)
