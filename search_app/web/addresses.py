"""Which address stands for which provision for ever? What ``/id/…`` leads to, and what is said where it leads nowhere.

Invariant: an address that was published answers with its provision, or says what it was and when it went.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from search_app.clauses.validity import choose_version
from search_app.model import LANGS, Bilingual, Clause, DocumentHead, Lang, split_benefit_id, split_id
from search_app.search.citations.resolve import find_citations
from search_app.search.model import CitedAs
from search_app.search.published.opening import Generation
from search_app.search.query.plan import MAX_QUERY
from search_app.text.fold import fold
from search_app.text.numerals import parse_number
from search_app.web import present
from search_app.web.doors.formats import JSON, JSON_LD, PAGE, Format, choose_format
from search_app.web.errors import GoneError, NotHeldError, find_language, respond
from search_app.web.lost.near import find_near_documents
from search_app.web.lost.ways import Way
from search_app.web.lost.ways import say as say_both
from search_app.web.params import NOT_TEXT
from search_app.web.requests import address, day_from_request, generation, request_args, today
from search_app.web.versions import find_day
from search_app.web.views.cited import Note, find_meant, find_ways, join_words, make_note, say
from search_app.web.words import make_translate

blueprint = Blueprint("addresses", __name__)
_CLAUSE_ALIAS = re.compile(r"第?\s*\(?\s*([^()第条條、.\s]{1,8})\s*\)?\s*[条條、.]?")


def link(lang: Lang, policy_id: str, q: str = "", day: date | None = None) -> str:
    """The page of a document or clause, on ``day``, else on the day that is looked at; ``q`` marks words in it."""
    asked = [("as_of", str(day))] if day else asked_day()
    return address(f"/{lang}/policies/{policy_id}", ([("q", q)] if q else []) + asked)


def list_link(lang: Lang, page: int) -> str:
    """A page of the list of documents."""
    return address(f"/{lang}/policies", [*asked_day(), ("page", str(page))])


def asked_day() -> list[tuple[str, str]]:
    """``as_of`` as a parameter to hand on, where it is not today."""
    if "asked_day" not in g:  # every link of a page asks
        day = request.args.get("as_of", "")
        g.asked_day = [("as_of", day)] if day not in ("", str(today())) else []
    asked: list[tuple[str, str]] = g.asked_day
    return asked


def see(path: str, code: int) -> AnyResponse:
    response = redirect(path, code)
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.after_request
def _vary(response: Response) -> Response:
    """A clause, and what is said where there is none, depends on the format that is asked for."""
    if request.endpoint == f"{blueprint.name}.{clause_id.__name__}":
        response.vary.update(("Accept", "Accept-Language"))
    return response


@blueprint.get("/id")
def citation() -> AnyResponse:
    """From a citation (``cite``) to what it means: there, to a choice, or to what is near."""
    day, of = day_from_request(also=("cite", "lang")), generation()
    given = [value for name, value in request_args() if name == "cite"]
    cite = given[0].strip() if len(given) == 1 else ""
    if not cite or len(cite) > MAX_QUERY or NOT_TEXT.search(cite):
        key = "no_text" if cite and len(cite) <= MAX_QUERY else "too_long" if cite else "empty"
        return _tell(400, say(key, n=MAX_QUERY))
    found = find_citations(cite, of, day, asked=True).found
    meant = find_meant(found)
    notes = [make_note(one, of) for one in found]
    if len(meant) == 1 and all(one.status == "found" for one in found):
        return _lead_to(of, meant[0], day)
    if not meant:
        if found and (gone := found[0].gone):
            clause_id, benefit = split_benefit_id(gone.id) or (gone.id, 0)
            held = bool(benefit and of.find_clause(clause_id, day))
            raise GoneError(gone, of.on(day).get(split_id(gone.id)[0]), held)
        return _tell(404, join_words(notes) if notes else say("not_read", value=cite[:80]), find_ways(notes))
    places = find_ways([note for note in notes if not note.missing])
    missing = [note for note, one in zip(notes, found, strict=True) if one.status != "found"]
    many = [Note(say("many", n=len(places)))] if len(notes) > 1 else []
    return _tell(300, join_words([*many, *missing]), find_ways(notes))


def _tell(status: int, detail: Bilingual, ways: Sequence[Way] = ()) -> AnyResponse:
    key = "uncited" if status == 404 else str(status)
    return respond(status, key, headers=[("Vary", "Accept-Language")], detail=detail, ways=ways)


def _lead_to(of: Generation, one: CitedAs, day: date) -> AnyResponse:
    """To the page of what was found, in the version that is cited."""
    any_id = one.id or ""
    clause_id, benefit = split_benefit_id(any_id) or (any_id, 0)
    held = of.find_benefit(any_id, day) if benefit else None
    version = held[0] if held else one.version
    document = split_id(clause_id)[0]
    counting = choose_version(of.versions[document], day)
    elsewhere = find_day(of.versions[document], version) if version and version.key != counting.key else None
    return see(link(find_language(), clause_id, day=elsewhere) + (f"#b-{held[2].n}" if held else ""), 303)


@blueprint.get("/id/<document>")
def document_id(document: str) -> AnyResponse:
    """The permanent address of a document."""
    of = generation()
    day_from_request()
    if document not in of.versions:
        raise_missing(of, document)
    return see(link(find_language(), document), 303)


@blueprint.get("/id/<document>/<clause>")
def clause_id(document: str, clause: str) -> AnyResponse:
    """The permanent address of a clause, which leads to the format that is asked for (``Accept``); other ways to write
    its number lead to it."""
    form = choose_format(request.accept_mimetypes)
    g.as_problem = form in (JSON, JSON_LD)
    of, clause_id = generation(), f"{document}/{clause}"
    if of.find_clause(clause_id, day_from_request()):
        lang = find_language()
        there = link(lang, clause_id) if form is PAGE else _link_format(lang, clause_id, form)
        return see(there, 303)
    return see(address(f"/id/{find_by_alias(of, document, clause).id}", asked_day()), 301)


def _link_format(lang: Lang, clause_id: str, form: Format) -> str:
    return address(f"/{lang}/policies/{clause_id}{form.suffix}", asked_day())


@blueprint.get("/id/<document>/<clause>/<benefit>")
def benefit_id(document: str, clause: str, benefit: str) -> AnyResponse:
    """The permanent address of a benefit: its place on the page of its clause, in the version that has it."""
    of, day = generation(), day_from_request()
    clause_id, any_id = f"{document}/{clause}", f"{document}/{clause}/{benefit}"
    found = of.find_benefit(any_id, day)
    if found:
        whole, _, one = found
        shown = of.find_clause(clause_id, day)
        elsewhere = None if shown and shown[0].key == whole.key else find_day(of.versions[document], whole)
        return see(f"{link(find_language(), clause_id, day=elsewhere)}#b-{one.n}", 303)
    if of.find_clause(clause_id, day) is None and of.store.withdrawal(any_id) is None:
        named = find_by_alias(of, document, clause)  # 七/b1; 404 where no clause is meant
        return see(address(f"/id/{named.id}/{benefit}", asked_day()), 301)
    return raise_no_benefit(of, document, clause, benefit, day)


def raise_no_benefit(of: Generation, document: str, clause: str, benefit: str, day: date) -> NoReturn:
    """410 for the id of a benefit that was withdrawn, 404 for one that never was."""
    clause_id = f"{document}/{clause}"
    held = of.find_clause(clause_id, day)
    if gone := of.store.withdrawal(f"{clause_id}/{benefit}"):
        raise GoneError(gone, held[0] if held else None, held is not None)
    if held is None:
        raise_missing(of, document, clause)
    raise NotHeldError(say_both("error_benefit"), [Way(_name_in_both(held[1]), f"/policies/{clause_id}")])


def find_by_alias(of: Generation, document: str, written: str) -> Clause:
    """The clause that （七）, 第七条, 七, ７ or 7. means; 404 when there is none."""
    found = _CLAUSE_ALIAS.fullmatch(fold(written))
    number = parse_number(found.group(1)) if found else None
    named = of.find_clause(f"{document}/{int(number)}", today()) if number is not None else None
    return named[1] if named else raise_missing(of, document, written, int(number) if number is not None else None)


def raise_missing(of: Generation, document: str, written: str = "", number: int | None = None) -> NoReturn:
    """410 for an id that was withdrawn, 404 for one that never was, with what there is instead. ``written``: a clause
    as it was asked for, ``number`` its number where it is one."""
    held = of.on(today()).get(document)
    for any_id in (f"{document}/{written}", document):
        if gone := of.store.withdrawal(any_id):
            raise GoneError(gone, held)
    if held is None:
        near = [Way(head.title, f"/policies/{head.id}") for head in find_near_documents(document, of, today())]
        raise NotHeldError(say_both("error_document"), near)
    numbered = [clause for clause in of.store.document(held).clauses if clause.numbered]
    near_by = [*_nearest_clauses(numbered, number), *numbered[:1], *numbered[-1:]]
    ways = [Way(_name_in_both(clause), f"/policies/{clause.id}") for clause in near_by]
    raise NotHeldError(_say_missing(held, numbered, written), [Way(held.title, f"/policies/{document}"), *ways])


def _say_missing(held: DocumentHead, numbered: Sequence[Clause], written: str) -> Bilingual:
    """That a document has no such clause, and which it has."""
    if not numbered:
        return say_both("error_no_clause")
    first, last = numbered[0].number, numbered[-1].number
    return say_both("error_missing", document=held.title, value=written[:20], n=len(numbered), first=first, last=last)


def _nearest_clauses(numbered: Sequence[Clause], number: int | None) -> list[Clause]:
    """The clauses before and behind the place where ``number`` would stand."""
    if number is None:
        return []
    numbers = [int(clause.number) if clause.number.isdigit() else n for n, clause in enumerate(numbered, start=1)]
    before = [clause for clause, own in zip(numbered, numbers, strict=True) if own < number]
    behind = [clause for clause, own in zip(numbered, numbers, strict=True) if own > number]
    return before[-1:] + behind[:1]


def _name_in_both(clause: Clause) -> Bilingual:
    zh, en = (present.clause_name(clause, lang, make_translate(lang)) for lang in LANGS)
    return Bilingual(zh, en)
