"""In which sentences does each term stand? Found when an index is built, one group of documents at a time.

A place is a number: that of the clause in the index, of the sentence in the clause, and whether the term stands there
only within longer terms. Invariant: a sentence is a place of a term exactly when its Chinese holds the term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search_app.model import Clause, Span
from search_app.search.passages import Searched
from search_app.text.fold import drop_unseen, fold
from search_app.text.script import simplify

Places = NDArray[np.uint64]
CLAUSE_BITS, SENTENCE_BITS = 24, 1  # below the number of the clause, and below that of the sentence
_MOST = 2 ** (CLAUSE_BITS - SENTENCE_BITS)  # sentences of a clause


def plain(text: str) -> str:
    """``text`` as terms are looked for: in one script, width and case, without what nobody sees."""
    return simplify(fold(drop_unseen(text)))


def find_terms(text: str, terms: Iterable[str]) -> dict[str, tuple[Span, ...]]:
    """Those of ``terms`` that stand in ``text``, each with where it does."""
    seen = plain(text)
    standing = [term for term in terms if _plain(term) in seen]
    if not standing:
        return {}
    searched = Searched(text)
    found = ((term, searched.find((term,))) for term in standing)
    return {term: spans for term, spans in found if spans}


@lru_cache(8192)
def _plain(term: str) -> str:
    return plain(term)


def is_within(term: str, found: Mapping[str, Sequence[Span]]) -> bool:
    """Whether ``term``, one of those that were ``found`` in a text, stands there only within longer ones."""
    longer = [span for other, spans in found.items() if len(other) > len(term) for span in spans]
    return all(any(one.start <= own.start and own.end <= one.end for one in longer) for own in found[term])


def find_places(clauses: Iterable[Clause], terms: Sequence[str]) -> dict[str, bytes]:
    """By term, its places in ``clauses``, which are numbered from 0, packed."""

    def find(text: str) -> dict[str, bool]:
        found = find_terms(text, terms)
        return {term: is_within(term, found) for term in found}

    return pack_places(clauses, find)


def pack_places(clauses: Iterable[Clause], find: Callable[[str], Mapping[str, bool]]) -> dict[str, bytes]:
    """By name, the places in ``clauses`` of whatever ``find`` finds in a sentence, with whether it is only within
    something longer."""
    places: dict[str, list[int]] = {}
    for number, clause in enumerate(clauses):
        for n, pair in enumerate(clause.sentences[:_MOST]):
            for name, within in find(clause.text.zh[pair.zh.start : pair.zh.end]).items():
                places.setdefault(name, []).append((number << CLAUSE_BITS) + (n << SENTENCE_BITS) + within)
    return {name: np.array(its, "<u8").tobytes() for name, its in places.items()}


def join_places(groups: Iterable[tuple[Mapping[str, bytes], int]]) -> dict[str, bytes]:
    """The places of whole groups of clauses that follow one another, each with how many clauses it has. The first
    clause of an index has the number 1."""
    joined: dict[str, list[bytes]] = {}
    first = 1
    for places, clauses in groups:
        for term, packed in places.items():
            joined.setdefault(term, []).append((unpack(packed) + np.uint64(first << CLAUSE_BITS)).tobytes())
        first += clauses
    return {term: b"".join(parts) for term, parts in joined.items()}


def unpack(packed: bytes) -> Places:
    """Places that were packed."""
    return np.frombuffer(packed, "<u8")


def read_places(places: Places) -> Iterator[tuple[int, int, bool]]:
    """(number of the clause in the index, of the sentence in the clause, whether only within longer terms) of each."""
    for place in places.tolist():
        below = place & (2**CLAUSE_BITS - 1)
        yield place >> CLAUSE_BITS, below >> SENTENCE_BITS, bool(below & 1)
