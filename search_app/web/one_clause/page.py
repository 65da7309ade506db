"""What does the page of a clause tell, besides its text: what it pays, what stands around it, what it became?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from search_app.clauses.validity import find_validity, say_length
from search_app.model import LANGS, Clause, DocumentHead, Lang, split_benefit_id, split_id
from search_app.search.published.opening import Generation
from search_app.web import benefits, present
from search_app.web.addresses import asked_day
from search_app.web.citations import cite
from search_app.web.one_clause.applying import say_unstated
from search_app.web.one_clause.around import find_similar_now
from search_app.web.one_clause.estimate_form import make_form
from search_app.web.one_clause.leads import find_leads, find_referring
from search_app.web.one_clause.pay_tables import Carried, make_first_line, make_tables
from search_app.web.versions import find_day, find_history, find_version_note, permanent_address
from search_app.web.views.marked import find_roles


def make_clause_page(
    of: Generation,
    whole: DocumentHead,
    found: Clause,
    lang: Lang,
    day: date,
    today: date,
    args: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """What the template of a clause is given of ``found``, of the version ``whole``, looked at as of ``day``. ``args``:
    the parameters of its address, among which are those of its estimate."""
    around = of.store.neighbours(whole, found)
    versions = of.versions[whole.id]
    shown_today = of.on(day)[whole.id].key == whole.key  # else a version that alone has this clause
    views = benefits.make_benefit_views(found, lang)
    clauses, documents = _find_referred(of, whole, found), of.on(day)
    carried = _carry(of, whole, found, today, lang)
    named, referring = set(clauses), find_referring(of.store, whole, found)
    return {
        "clause": found,
        "document": whole,
        "validity": find_validity(whole.term, day),
        "length": say_length(whole.term),
        "day": day,
        "previous": around.previous,
        "following": around.following,
        "clauses": clauses,
        "documents": documents,
        "overlaps": [one for one in found.overlaps if _stands_then(of, one.clause, day)],
        "elsewhere": None if shown_today else find_day(versions, whole),
        "note": find_version_note(versions, whole, today, of.store.holding(found.id)),
        "history": find_history(found.id, of.store.revisions(whole.id)),
        "rules": present.group_rules(found.rules),
        "first_line": make_first_line(found, lang) if len(found.benefits) > 1 else (),
        "tables": make_tables(found, views, find_leads(found, clauses, documents, asked_day(), lang), carried, lang),
        "referring": referring,
        "similar": find_similar_now(found, of, day, frozenset(named | {one.id for one in referring})),
        "unstated": say_unstated(of, whole, lang) if found.benefits else "",
        "form": make_form(found, views, args, lang),
        "roles": find_roles(found),
        "permanent": carried.address(found.id),
        "citations": {code: cite(found, whole, versions, carried.address(found.id), today, code) for code in LANGS},
    }


def _carry(of: Generation, whole: DocumentHead, found: Clause, today: date, lang: Lang) -> Carried:
    """How the clause and its benefits are addressed and cited: with a day, where another version counts today."""
    versions = of.versions[whole.id]

    def address(any_id: str) -> str:
        return permanent_address(of, whole, found.id, any_id, today)

    def cite_benefit(benefit_id: str, quoted: Lang) -> str:
        return cite(found, whole, versions, address(benefit_id), today, lang, quoted)

    return Carried(address, cite_benefit)


def _find_referred(of: Generation, whole: DocumentHead, found: Clause) -> Mapping[str, Clause]:
    """The clauses that the page of ``found`` names, by id: of its own version, else of the newest."""
    named = {rule.source for rule in found.rules} | {overlap.clause for overlap in found.overlaps}
    named |= {(split_benefit_id(one) or (one, 0))[0] for b in found.benefits for one in b.refers_to_ids}
    read = {one: of.find_in(whole, one) or of.find_newest(one) for one in named}
    return {one: clause for one, clause in read.items() if clause}


def _stands_then(of: Generation, clause_id: str, day: date) -> bool:
    """Whether the clause of the newest version, which overlaps were found in, is also that of ``day``."""
    newest = of.find_newest(clause_id)
    shown = of.on(day).get(split_id(clause_id)[0])
    return bool(newest and shown and shown.key_of(clause_id) == newest.key)
