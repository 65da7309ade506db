"""Which words do the texts themselves use, and in how many clauses?

Taken from the texts at build time, one group of documents at a time. Invariant: the vocabulary of all clauses is that
of its parts joined.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import PlainSerializer

from search_app.model import Clause
from search_app.search.engine import WordFinder
from search_app.search.query.figure_keys import FigureKey, sort_keys
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import cut_words, find_run_words, find_words

SortedSet = Annotated[frozenset[str], PlainSerializer(sorted)]  # written in one order, whichever process made it
MAX_SAID = 12  # characters of a Chinese expression in the tables
MAX_UNLISTED = 4  # characters of a word that no dictionary has


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of the texts with the number of clauses that hold them; made at build time."""

    han: Mapping[str, int]
    latin: Mapping[str, int]  # as printed, lower case
    pairs: SortedSet  # stems of two English words that stand side by side
    figures: tuple[FigureKey, ...]
    unlisted: SortedSet = frozenset()  # stretches of single characters side by side (科创板): words of no dictionary


def find_vocabulary(
    clauses: Iterable[Clause], terms: Iterable[str], figures: Iterable[FigureKey], find_words: WordFinder = find_words
) -> Vocabulary:
    """All words of two characters and more, pairs of neighbouring words, and those of ``terms`` that stand in the
    texts of ``clauses``. ``figures`` are the keys of their figures; ``find_words`` cuts their English."""
    han: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    pairs: set[str] = set()
    unlisted: set[str] = set()
    beginning = _by_beginning(terms)
    for clause in clauses:
        text = simplify(fold(clause.printed))
        words: set[str] = set()
        for run in re.findall(r"[\u3400-\u9fff]+", text):
            cut = [word for word in find_run_words(run) if len(word) > 1]
            words.update(cut)
            words.update(a + b for a, b in pairwise(cut) if a + b in run and len(a + b) <= MAX_SAID)
            unlisted.update(_find_unlisted(run))
        words.update(_find_terms(text, beginning))
        han.update(words)
        english = fold(clause.text.en or "")
        latin.update(set(re.findall(r"[a-z0-9]*[a-z][a-z0-9]+|[0-9]+[a-z]", english)))
        pairs.update(f"{a} {b}" for a, b in pairwise(find_words(clause.text.en or "")))
    return Vocabulary(dict(han), dict(latin), frozenset(pairs), sort_keys(figures), frozenset(unlisted))


def _by_beginning(terms: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """``terms`` by their first two characters: of thousands few need be looked for at any place of a text."""
    found: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        found[term[:2]].append(term)
    return {beginning: tuple(held) for beginning, held in found.items()}


def _find_terms(text: str, beginning: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for at in range(len(text)):
        yield from (term for term in beginning.get(text[at : at + 2], ()) if text.startswith(term, at))


def _find_unlisted(run: str) -> Iterator[str]:
    """Every stretch of 2 to MAX_UNLISTED single characters of ``run`` that the cut leaves side by side."""
    stretch = ""
    for word in (*cut_words(run), ""):
        if len(word) == 1:
            stretch += word
            continue
        for length in range(2, min(MAX_UNLISTED, len(stretch)) + 1):
            yield from (stretch[at : at + length] for at in range(len(stretch) - length + 1))
        stretch = ""


def join_vocabularies(parts: Iterable[Vocabulary]) -> Vocabulary:
    """The vocabulary of all clauses from those of some."""
    han: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    pairs: set[str] = set()
    figures: set[FigureKey] = set()
    unlisted: set[str] = set()
    for part in parts:
        han.update(part.han)
        latin.update(part.latin)
        pairs.update(part.pairs)
        figures.update(part.figures)
        unlisted.update(part.unlisted)
    by_word, by_latin_word = (dict(sorted(counted.items())) for counted in (han, latin))
    return Vocabulary(by_word, by_latin_word, frozenset(pairs), sort_keys(figures), frozenset(unlisted))
