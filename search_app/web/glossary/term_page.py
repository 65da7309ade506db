"""What does the page of a term tell: what it is, how it is said, and every pair of sentences or titles that holds it?

Invariant: each pair holds the term; those of versions that count on the day come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from search_app.clauses.validity import find_validity
from search_app.model import (
    Clause,
    DocumentHead,
    FormerRendering,
    Span,
    UsageWord,
    Validity,
    split_id,
)
from search_app.search.glossary.held import Entry, HeldGlossary, order_places
from search_app.search.glossary.pairs import Pair, PairKind, read_sentence, read_title
from search_app.search.glossary.places import Place, Places, find_terms, is_within, read_places
from search_app.search.glossary.renderings import say_word
from search_app.search.glossary.words import find_word
from search_app.search.passages import Searched
from search_app.search.published.opening import Generation
from search_app.web.versions import find_day, permanent_address
from search_app.web.views.marked import SentenceView, make_pieces

SHOWN = 50  # pairs on a page


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair of sentences or titles with the clause that it stands in or above. ``within``: the longer terms that alone
    hold the term there; ``elsewhere``: a day on which its version counts, where that is not the one that is looked
    at."""

    kind: PairKind
    id: str  # of the clause, or of the document whose title it is
    clause: Clause
    document: DocumentHead
    validity: Validity
    permanent: str
    view: SentenceView
    within: tuple[str, ...]
    elsewhere: date | None
    unrevised: bool  # nobody has revised its English


Mark = Callable[[Pair], tuple[SentenceView, tuple[str, ...]]]


def make_term_page(of: Generation, entry: Entry, day: date, today: date, page: int) -> dict[str, Any]:
    """What the template of a term is given, besides its words."""
    glossary, zh = of.glossary, entry.term.zh
    return {
        "entry": entry,
        "source": glossary.sources[entry.term.source],
        "former": find_former(glossary, zh),
        "longer": [glossary.entries[one] for one in glossary.longer.get(zh, ())],
        **show_places(of, glossary.places(zh), partial(mark_pair, glossary, zh), day, today, page),
    }


def make_word_page(of: Generation, word: UsageWord, day: date, today: date, page: int) -> dict[str, Any]:
    """What the template of a word of force is given."""
    places = of.glossary.word_places(word.zh)
    return {"word": word, **show_places(of, places, partial(_mark_word, word), day, today, page)}


def show_places(of: Generation, places: Places, mark: Mark, day: date, today: date, page: int) -> dict[str, Any]:
    """The pairs at ``places`` that stand on ``page``, how many there are, and how many of them count on
    ``day``. ``mark`` marks a pair, and names the longer terms that alone hold what is marked."""
    counting = {head.key for head in of.on(day).values()}
    versions = [n for n, head in enumerate(of.store.heads) if head.key in counting]
    ordered, current = order_places(places, of.store.firsts, versions)
    shown = ordered[(page - 1) * SHOWN : page * SHOWN]
    return {
        "total": len(ordered),
        "current": current,
        "pages": -(-len(ordered) // SHOWN),
        "pairs": [_make_pair(of, place, mark, day, today) for place in read_places(shown)],
    }


def find_former(glossary: HeldGlossary, zh: str) -> list[FormerRendering]:
    """What the texts had for a term, the last one first."""
    return sorted((one for one in glossary.notes.renderings if one.zh == zh), key=lambda one: one.until, reverse=True)


def _make_pair(of: Generation, place: Place, mark: Mark, day: date, today: date) -> PairView:
    key = of.store.key_at(place.clause)
    clause = of.store.clause(key)
    head = next(one for one in of.versions[clause.document] if one.key == split_id(key)[0])
    counts = of.on(day)[head.id].key == head.key
    pair = read_title(head, clause, place.n) if place.title else read_sentence(clause, place.n)
    view, within = mark(pair)
    leads_to = head.id if pair.kind == "document_title" else clause.id
    return PairView(
        pair.kind,
        leads_to,
        clause,
        head,
        find_validity(head.term, day),
        permanent_address(of, head, clause.id, leads_to, today),
        view,
        within,
        None if counts else find_day(of.versions[head.id], head),
        pair.unrevised is not None,
    )


def mark_pair(glossary: HeldGlossary, zh: str, pair: Pair) -> tuple[SentenceView, tuple[str, ...]]:
    """(``pair`` with the term ``zh`` marked in both languages, the longer terms that alone hold it
    there). In English what the term base knows is marked; where the pair says it otherwise, nothing is."""
    found = find_terms(pair.zh, (zh, *glossary.longer.get(zh, ())))
    within = tuple(other for other in found if other != zh) if is_within(zh, found) else ()
    said = [words for term in (within or (zh,)) for words in glossary.renderings[term]]
    searched = Searched(pair.en)
    marks = find_said(searched, said) or find_said(searched, glossary.renderings[zh])
    return SentenceView(make_pieces(pair.zh, (), found[zh]), make_pieces(pair.en, (), marks)), within


def find_said(searched: Searched, renderings: Iterable[str]) -> tuple[Span, ...]:
    """Where an English sentence says a term: a rendering as it is, else the words of one near each other, in whatever
    order and form (a company listed on an exchange)."""
    return searched.find(renderings) or searched.find_near(renderings)


def _mark_word(word: UsageWord, pair: Pair) -> tuple[SentenceView, tuple[str, ...]]:
    said = say_word(word, pair.zh)
    marks = find_said(Searched(pair.en), (said.en, *said.admitted))
    return SentenceView(make_pieces(pair.zh, (), find_word(word, pair.zh)), make_pieces(pair.en, (), marks)), ()
