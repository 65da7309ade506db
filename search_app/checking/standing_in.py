"""Where in the library does a sum stand that a memo names without a source?

Invariant: a sum without a source is ``found`` only where the same words stand around it in a clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from search_app.checking.citing import HeldClause
from search_app.checking.contexts import count_common
from search_app.checking.judging import Claim, Figures, Judged, Place, is_same
from search_app.model import PAID, Span
from search_app.search.answer import answer
from search_app.search.model import Query
from search_app.search.published.opening import Generation

MAX_SOUGHT = 24  # sums of one memo that are looked for in the whole library: each is a search
_LOOKED_AT = 20  # clauses of each search
_SHOWN = 3
_TERMS = 12  # of the words of a sentence, that are looked for
_ENOUGH = 3  # terms that are shared


def find_standing_in(claim: Claim, judged: Judged, figures: Figures, of: Generation, day: date) -> Judged:
    """``judged`` with up to three places that state the same sum in like words; found where they are the same words,
    and nothing is cited."""
    ranked = sorted(_find(claim, figures, of, day), key=lambda one: (-one[0], -one[1]))
    places = tuple(place for _, _, place in ranked)[:_SHOWN]
    if ranked and ranked[0][0] and judged.reason != "no_clause":
        return Judged("found", "no_source", places[:1])
    return Judged(judged.verdict, judged.reason, places)


def _find(claim: Claim, figures: Figures, of: Generation, day: date) -> Iterator[tuple[int, int, Place]]:
    """(tokens in common around it, terms in common, place) of each."""
    words = sorted(claim.listed.near | claim.listed.words, key=lambda term: (term not in claim.listed.near, -len(term)))
    if not words or claim.amount.role not in (*PAID, "unsure", "condition"):
        return
    query = Query(as_of=day, q=" ".join(words[:_TERMS]), lang=claim.lang, per_page=_LOOKED_AT, weak=True, meaning=False)
    for hit in answer(query, of).hits:
        held = HeldClause(hit.document, hit.clause)
        for one in figures.of(held):
            for own in one.listed.figures:
                shared = len(claim.listed.words & one.listed.words)
                if one.lang == claim.lang and is_same(claim.amount, own) and shared >= _ENOUGH:
                    place = Place(held, one.lang, one.listed.sentence, (Span(own.start, own.end),))
                    yield count_common(claim.listed, one.listed), shared, place
