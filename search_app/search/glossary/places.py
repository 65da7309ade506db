"""In which sentences and titles does each term stand? Found when an index is built, one group of documents at a time.

A place is a number: that of the clause in the index, of the sentence in the clause or of the title that begins with
it, which of the two it is, and whether the term stands there only within longer terms. Invariant: a sentence is a place
of a term exactly when its Chinese holds the term; so is a title, where it begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search_app.model import Document, Span
from search_app.search.glossary.pairs import find_begun, read_sentence, read_title
from search_app.search.passages import Searched
from search_app.text.fold import drop_unseen, fold
from search_app.text.script import simplify

Places = NDArray[np.uint64]
CLAUSE_BITS, SENTENCE_BITS = 24, 2  # below the number of the clause, and below that of the sentence
TITLE, WITHIN = 2, 1  # what is set below the number of the sentence
_MOST = 2 ** (CLAUSE_BITS - SENTENCE_BITS)  # sentences of a clause


@dataclass(frozen=True, slots=True)
class Place:
    """One place, read: the number of the clause in the index, that of the sentence in the clause, or, of a ``title``,
    that among those above the clause; whether only within longer terms."""

    clause: int
    n: int
    title: bool
    within: bool


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


def find_places(documents: Iterable[Document], terms: Sequence[str]) -> dict[str, bytes]:
    """By term, its places in the clauses of ``documents``, which are numbered from 0, packed."""

    def find(text: str) -> dict[str, bool]:
        found = find_terms(text, terms)
        return {term: is_within(term, found) for term in found}

    return pack_places(documents, find)


def pack_places(documents: Iterable[Document], find: Callable[[str], Mapping[str, bool]]) -> dict[str, bytes]:
    """By name, the places in ``documents`` of whatever ``find`` finds in the Chinese of a pair, with whether it is only
    within something longer."""
    places: dict[str, list[int]] = {}
    every = (one for document in documents for one in _list_clauses(document))
    for number, texts in enumerate(every):
        for at, text in texts:
            for name, within in find(text).items():
                places.setdefault(name, []).append((number << CLAUSE_BITS) + at + within)
    return {name: np.array(its, "<u8").tobytes() for name, its in places.items()}


def _list_clauses(document: Document) -> Iterator[list[tuple[int, str]]]:
    """Of each clause the Chinese of its pairs, each with what a place says of where it is."""
    for clause, begun in find_begun(document, document.clauses):
        sentences = ((n << SENTENCE_BITS, read_sentence(clause, n).zh) for n in range(len(clause.sentences[:_MOST])))
        titles = (((n << SENTENCE_BITS) + TITLE, read_title(document, clause, n).zh) for n in begun)
        yield [*sentences, *titles]


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


def read_places(places: Places) -> Iterator[Place]:
    """What each of ``places`` says."""
    for place in places.tolist():
        n = (place & (2**CLAUSE_BITS - 1)) >> SENTENCE_BITS
        yield Place(place >> CLAUSE_BITS, n, bool(place & TITLE), bool(place & WITHIN))
