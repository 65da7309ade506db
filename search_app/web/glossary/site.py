"""The addresses of the glossary: its list, a page for each term, words of force, and files to take away.

Invariant: the address of a term is its Chinese, for ever; one that was given up leads to what stands for it, or says
what it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from search_app.model import Bilingual, FormerTerm, Lang
from search_app.search.glossary.held import Entry, HeldGlossary
from search_app.search.published.opening import Generation
from search_app.text.wording import write_date
from search_app.web import present
from search_app.web.addresses import asked_day, see
from search_app.web.errors import NotHeldError, find_language, respond
from search_app.web.glossary.asked import Asked, parse_asked, take_nothing
from search_app.web.glossary.exchange import write_table, write_tmx
from search_app.web.glossary.found import (
    NEAR,
    Named,
    find_beside,
    find_entries,
    find_frequent,
    find_near,
    group_entries,
    sort_entries,
)
from search_app.web.glossary.linked import term_address, word_address
from search_app.web.glossary.names import find_named_body
from search_app.web.glossary.tbx import write_tbx
from search_app.web.glossary.term_page import make_term_page, make_word_page
from search_app.web.lost.ways import Way
from search_app.web.params import check_page
from search_app.web.requests import (
    absolute,
    address,
    built_on,
    day_and_page_from_request,
    generation,
    request_args,
    today,
)
from search_app.web.views.laid_out import render

blueprint = Blueprint("glossary", __name__)
LISTED = 100  # terms on a page
# By index that is open, and by where the addresses of a site begin, what marks its translation memory.
_MARKS: WeakKeyDictionary[Generation, dict[str, str]] = WeakKeyDictionary()
ALL_TERMS = Way(Bilingual("全部术语", "All terms"), "/glossary")


@blueprint.get("/glossary")
@blueprint.get("/glossary/<path:rest>")
def in_no_language(rest: str = "") -> AnyResponse:
    """To the same page in the reader's language."""
    return see(address(f"/{find_language()}/glossary{rest and '/'}{rest}", request_args()), 302)


@blueprint.get("/<any(zh, en):lang>/glossary")
def terms(lang: Lang) -> Response:
    """Terms by their initials, or those that hold what was typed."""
    entries = sort_entries(generation().glossary, lang)
    groups = group_entries(entries, lang)
    asked = parse_asked(groups)
    found = _find(entries, groups, asked)
    pages, first = check_page(asked.page, -(-len(found) // LISTED)), (asked.page - 1) * LISTED

    def find_link(page: int) -> str:
        return address(f"/{lang}/glossary", asked.args(page))

    return render(
        "glossary.html",
        lang,
        asked=asked,
        groups=groups,
        found=found[first : first + LISTED],
        beside=find_beside(generation().glossary, asked.q),
        total=len(entries),
        count=len(found),
        places=lambda entry: len(generation().glossary.places(entry.term.zh)),
        term_url=lambda entry: term_address(lang, entry.term.zh),
        pages=list(present.make_pages(asked.page, pages, find_link)),
    )


def _find(entries: Sequence[Entry], groups: Mapping[str, list[Entry]], asked: Asked) -> list[Entry]:
    if asked.q:
        return find_entries(entries, asked.q)
    return groups[asked.initial] if asked.initial else find_frequent(entries)


@blueprint.get("/<any(zh, en):lang>/glossary/<term>")
def term(lang: Lang, term: str) -> AnyResponse:
    """One term, with every pair of sentences that holds it."""
    of = generation()
    entry = of.glossary.entries.get(term)
    if entry is None:
        return _lead_on(of.glossary, lang, term)
    day, page = day_and_page_from_request()
    made = make_term_page(of, entry, day, today(), page)
    return _render_pairs("term.html", lang, f"/{lang}/glossary/{term}", made, day, page)


def _lead_on(glossary: HeldGlossary, lang: Lang, name: str) -> AnyResponse:
    """From an address that is no term's to the term, word of force or body that is meant, or to what is near."""
    if gone := glossary.former.get(name):
        return _go_on(term_address(lang, gone.now)) if gone.now else _say_gone(gone)
    if name in glossary.words:
        return _go_on(word_address(lang, name))
    named = glossary.find_named(name)
    if len(named) == 1:
        return _go_on(term_address(lang, named[0]))
    if not named and (word := glossary.find_word_named(name)):
        return _go_on(word_address(lang, word))
    if not named and (body := find_named_body(name)):
        return _go_on(address(f"/{lang}{body.path}"))
    near = [glossary.entries[zh] for zh in named] or find_near(glossary, name)
    return _raise_unknown(near, find_beside(glossary, name.replace("-", " "))[:NEAR])


def _go_on(path: str) -> AnyResponse:
    return Response(status=301, headers={"Location": path})


def _say_gone(gone: FormerTerm) -> AnyResponse:
    zh, en = write_date(gone.since, "zh"), write_date(gone.since, "en")
    detail = Bilingual(
        f"术语“{gone.zh}”（{gone.en}）自{zh}起不再收录。", f"The term “{gone.en}” has not been listed since {en}."
    )
    return respond(410, "410", detail=detail, ways=[ALL_TERMS])


def _raise_unknown(near: list[Entry], beside: list[Named]) -> NoReturn:
    detail = Bilingual("术语表中没有这个词。", "The glossary has no such term.")
    ways = [Way(Bilingual(one.term.zh, one.term.en), f"/glossary/{one.term.zh}") for one in near]
    ways = [*(Way(one.name, one.path) for one in beside), *ways]
    raise NotHeldError(detail, [*ways, ALL_TERMS])


@blueprint.get("/<any(zh, en):lang>/glossary/words-of-force")
def words_of_force(lang: Lang) -> Response:
    """Words that decide rights, bounds and periods, and how they are said."""
    take_nothing()
    words = generation().glossary.notes.words
    groups = {group: [one for one in words if one.group == group] for group in dict.fromkeys(w.group for w in words)}
    count = generation().glossary.word_places
    return render("force.html", lang, groups=groups, places=lambda word: len(count(word.zh)))


@blueprint.get("/<any(zh, en):lang>/glossary/words-of-force/<word>")
def word_of_force(lang: Lang, word: str) -> AnyResponse:
    """One word of force, with every pair of sentences that holds it."""
    of = generation()
    held = of.glossary.words.get(word)
    if held is None:
        if meant := of.glossary.find_word_named(word):
            return _go_on(word_address(lang, meant))
        detail = Bilingual("这里没有这个用语。", "There is no such word of force.")
        raise NotHeldError(
            detail, [Way(Bilingual("规范性用语", "Words of force"), "/glossary/words-of-force"), ALL_TERMS]
        )
    day, page = day_and_page_from_request()
    made = make_word_page(of, held, day, today(), page)
    return _render_pairs("word.html", lang, f"/{lang}/glossary/words-of-force/{word}", made, day, page)


def _render_pairs(template: str, lang: Lang, path: str, made: dict[str, Any], day: date, page: int) -> Response:
    """A page of pairs; ``made`` says how many pages there are."""
    check_page(page, made["pages"])

    def find_link(number: int) -> str:
        return address(path, [*asked_day(), ("page", str(number))])

    return render(
        template,
        lang,
        **made | {"pages": list(present.make_pages(page, made["pages"], find_link))},
        day=day,
        public=absolute(path),
        term_url=lambda other: term_address(lang, other.term.zh),
        canonical_query=f"?page={page}" if page > 1 else "",
    )


@blueprint.get("/glossary.csv")
def as_table() -> Response:
    """The terms as a table."""
    return _hand_out(write_table(generation().glossary, absolute), "text/csv", "glossary.csv", "; header=present")


@blueprint.get("/glossary.tbx")
def as_tbx() -> Response:
    """The terms for the tools of translators."""
    written = write_tbx(generation().glossary, absolute, built_on())
    return _hand_out(written, "application/x-tbx+xml", "glossary.tbx")


@blueprint.get("/translation-memory.tmx")
def as_tmx() -> Response:
    """Every pair of sentences, sent clause by clause."""
    of, built = generation(), built_on()
    written = stream_with_context(write_tmx(of, absolute, built))
    response = _hand_out(written, "application/x-tmx+xml", "translation-memory.tmx")  # type: ignore[arg-type]
    response.set_etag(_mark_memory(of, absolute("/"), built), weak=True)
    return response


def _mark_memory(of: Generation, site: str, built: date | None) -> str:
    """What tells a translation memory from another one: it is written once for its mark, and never held whole. ``site``
    is where its addresses begin."""
    known = _MARKS.setdefault(of, {})
    if site not in known:
        mark = hashlib.sha256()
        for piece in write_tmx(of, absolute, built):
            mark.update(piece.encode())
        known[site] = mark.hexdigest()[:32]
    return known[site]


def _hand_out(written: str | bytes, kind: str, name: str, said: str = "") -> Response:
    take_nothing()
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return Response(written, content_type=f"{kind}; charset=utf-8{said}", headers=headers)
