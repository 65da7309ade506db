"""Which other clauses are about the same as one? The engine is asked for the words that tell this clause from others.

A clause is as similar as its worth for these words is to that of the clause itself. Invariant: only clauses of the day
that is looked at are named, never the clause itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from search_app.model import Clause
from search_app.search.model import Needle, Plan, Wish
from search_app.search.published.opening import Generation
from search_app.search.query.related import telling_words
from search_app.search.scoring import K1, idf

MOST = 5
# Of its own worth. Below a fifth, of twenty clauses that were read, most had only common words (支持, 企业) in common.
_LEAST = 0.2
_WORDS = 24  # of the text beside those of the title: more change the first five hardly and cost a search more
_TITLE, _TEXT = 1.0, 0.5
_LOOKED_AT = 4 * MOST


def find_similar(clause: Clause, of: Generation, day: date, known: frozenset[str] = frozenset()) -> tuple[Clause, ...]:
    """At most MOST clauses of ``day``, most similar first, without those of the ids ``known``. None for a clause that
    ``day`` does not have, whose worth is not known. EngineError when the engine fails."""
    needles = tuple(Needle(word, "words", weight=weight) for word, weight in _choose_words(clause, of))
    if not needles:
        return ()
    found = of.engine.search(Plan((Wish("", needles),), as_of=day, limit=_LOOKED_AT)).page
    own = next((one.score for one in found if one.id == clause.key), None)
    if own is None:
        return ()
    near = (of.store.clause(one.id) for one in found if one.id != clause.key and one.score >= _LEAST * own)
    return tuple(one for one in near if one.id not in known)[:MOST]


def _choose_words(clause: Clause, of: Generation) -> Iterator[tuple[str, float]]:
    """The words of the title, and those of the text that tell most: said often here and in few other clauses."""
    title = dict.fromkeys(telling_words(clause.title.zh if clause.title else ""))
    yield from ((word, _TITLE) for word in title)
    held = of.lexicon.vocabulary.han
    size = int(of.engine.status()["clauses"])
    said = Counter(word for word in telling_words(clause.text.zh) if word not in title and held.get(word, 0) > 1)
    worth = {word: n / (n + K1) * idf(size, min(size, held[word])) for word, n in said.items()}
    best = sorted(worth, key=lambda word: (-worth[word], word))[:_WORDS]
    yield from ((word, _TEXT if title else _TITLE) for word in best)
