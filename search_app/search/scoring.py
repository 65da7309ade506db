"""What is a clause worth for a query, and which steps come first? The formula, written once, above every engine.

A word is worth Lucene's BM25 in each field: boost * weight * idf * tf / (tf + k1 * (1 - b + b * length / average)) with
k1 = 1.2, b = 0.75, idf = ln(1 + (N - df + 0.5) / (df + 0.5)), N and average over the clauses that have the field, and
lengths rounded as Lucene stores them in one byte (Apache Lucene, BM25Similarity and SmallFloat). Clauses that meet more
wishes stand a step higher, whatever their scores. Invariant: equal plans give equal answers; ties keep clause order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Protocol, TypeVar

import numpy as np
from cachetools import LRUCache, cached
from numpy.typing import NDArray

from search_app.model import Status
from search_app.search.engine import BOOSTS, EXCLUDING
from search_app.search.model import Needle, Plan, View, Wish
from search_app.text.tokens import find_chars, find_words, is_han

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]
Place = tuple[str, Ids, Scores]  # field, clause numbers, worth
T = TypeVar("T")

K1 = 1.2
B = 0.75
# Lucene keeps this many small lengths exactly; above, four significant bits.
_EXACT_LENGTHS = 24
# What is kept of words and strings asked for before, in bytes of each cache.
_KEPT_BYTES = 24_000_000
# A wish counts as met when the words found carry at least half of its weight: 政策 alone does not meet 冰雪政策.
MET = 0.5
# The preamble and the closing name everything and pay nothing: behind clauses that say the same.
UNNUMBERED_FACTOR = 0.5
# What has ended stands behind what says the same and is in force. Not tuned: 0.8 and 1.0
# change nDCG of the development half by less than 0.003.
ENDED: tuple[Status, ...] = ("expired", "repealed")
ENDED_FACTOR = 0.9
# Expressions that stand for the typed one are alternatives: the best counts, the others add a tenth, so that a clause
# with many synonyms does not pass one that says the word itself.
ALTERNATIVES = ("synonym",)
REST = 0.1
_DECIMALS = 9  # in which scores are compared
_FEW = 4
# Shares that differ by less are one: every engine rounds sums otherwise.
NEAR = 1e-6


def rounded_length(length: int) -> int:
    """``length`` as it comes back from Lucene's one-byte table: exact up to 40, then with four significant bits."""
    if length < _EXACT_LENGTHS:
        return length
    above = length - _EXACT_LENGTHS
    shift = max(0, above.bit_length() - 4)
    return ((above >> shift) << shift) + _EXACT_LENGTHS


def idf(clauses: int, holding: int) -> float:
    """How much a word that ``holding`` of ``clauses`` clauses hold tells them apart."""
    return math.log(1 + (clauses - holding + 0.5) / (holding + 0.5))


def bm25(frequency: Scores, length: Scores, average: float, word_idf: float) -> Scores:
    """The worth of one word in each of the clauses that hold it."""
    saturation = K1 * (1 - B + B * length / average)
    worth: Scores = word_idf * frequency / (frequency + saturation)
    return worth


class Postings(Protocol):
    """What scores are computed from. Clauses are numbered in the order of the index."""

    size: int
    numbered: Mask
    translated: Mask  # whether a clause has an English text

    @property
    def averages(self) -> Mapping[str, float]:
        """Tokens of a field, over the clauses that have it."""

    @property
    def holding(self) -> Mapping[str, int]:
        """How many clauses have a field."""

    def word(self, word: str) -> Iterator[tuple[str, Ids, Scores, Scores]]:
        """(field, clause numbers ascending, how often each holds ``word`` there, rounded length of the field)."""

    def count(self, word: str) -> int:
        """How many clauses hold ``word``, whatever the field."""

    def token(self, view: str, token: str) -> Ids:
        """The clauses that have ``token`` in the view "figures", "offices" or "facts"."""

    def string(self, tokens: tuple[str, ...]) -> Ids:
        """The clauses that hold ``tokens`` of the view "chars" unbroken."""

    def find(self, key: str) -> int | None:
        """The number of the clause of ``key``."""


@dataclass(frozen=True, slots=True)
class Scored:
    """By clause number: whether the words find it, on which step it stands, what it is worth there, and how much of the
    query it says (1 for all; of what is cited or near in meaning, too)."""

    matched: Mask
    steps: NDArray[np.int64]
    scores: Scores
    said: Scores
    weak: Mask  # whether the words find it, but say too little of it to be a hit


class Scoring:
    """The formula over one opened index. Safe for threads: nothing changes but caches, which lock themselves."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._size = postings.size
        self._translated = postings.translated
        self._factor = np.where(postings.numbered, 1.0, UNNUMBERED_FACTOR)
        self._word = _keep(self._score_word, lambda places: sum(a.nbytes + b.nbytes for _, a, b in places))
        self._string = _keep(self._find_string, lambda ids: ids.nbytes)

    def score(self, plan: Plan, ended: Mask | None) -> Scored:
        """What the words of ``plan`` find, before its filters. ``ended``: clauses of documents that ended before."""
        matched, met, scores, said = self._meet(plan)
        scores = scores * self._factor
        if ended is not None:
            scores[ended] *= ENDED_FACTOR
        cited = self._numbers(plan.cited)
        matched[cited] = True
        met[cited] += len(plan.wishes) + np.arange(len(cited), 0, -1)  # in the order of the citation
        said[cited] = 1.0
        for needle in plan.excluded:
            for field, ids, _ in self.find(needle):
                if field in EXCLUDING:
                    matched[ids] = False
        if not plan.wishes:  # nothing is asked in words: clauses first, then what stands around them
            scores = self._factor
        return Scored(matched, met, scores, said, np.zeros(self._size, dtype=bool))

    def _numbers(self, keys: Iterable[str]) -> Ids:
        found = map(self._postings.find, keys)
        return np.array([number for number in found if number is not None], dtype=np.int64)

    def _meet(self, plan: Plan) -> tuple[Mask, NDArray[np.int64], Scores, Scores]:
        """(whether any wish is met at all and all required ones are, how many are met, what that is worth, and how
        much of all wishes is said)."""
        matched, beside = np.full(self._size, not plan.wishes), np.zeros(self._size, dtype=bool)
        required = np.ones(self._size, dtype=bool)
        met, scores, said = np.zeros(self._size, dtype=np.int64), np.zeros(self._size), np.zeros(self._size)
        wishes = sum(not wish.aside for wish in plan.wishes)
        for wish in plan.wishes:
            worth, share = self._weigh(wish)
            scores += worth
            if wish.aside:
                beside |= share > 0
                continue
            matched |= share > 0
            met += share >= MET - NEAR
            said += share / wishes
            if wish.required:
                required &= share > 0
        # Where the other words are found nowhere, or there are none, what only weighs finds.
        if not matched.any():
            matched, said = beside, np.ones(self._size)
        near = self._numbers(plan.near)
        matched[near], said[near] = True, 1.0
        return matched & required, met, scores, said if wishes else np.ones(self._size)

    def find(self, needle: Needle) -> Iterator[Place]:
        """Where ``needle`` is found: (field, clause numbers, worth)."""
        if needle.view == "chars":
            ids = self._string(needle.text)
            if needle.words:
                worth = self._worth_of(needle.words)[ids]
            else:
                worth = np.full(len(ids), idf(self._size, count_needle(needle, self._count)))
            yield "text" if is_han(needle.text) else "text_en", ids, worth * needle.weight
            return
        if needle.view in ("figures", "offices", "facts"):
            ids = self._postings.token(needle.view, needle.text)
            yield needle.view, ids, np.full(len(ids), idf(self._size, len(ids)) * needle.weight)
            return
        for field, ids, worth in self._word(needle.text):
            if needle.view == "gloss":
                alone = ~self._translated[ids]
                ids, worth = ids[alone], worth[alone]
            yield field, ids, worth * needle.weight

    def _score_word(self, word: str) -> tuple[Place, ...]:
        found = []
        for field, ids, frequency, length in self._postings.word(word):
            word_idf = idf(self._postings.holding[field], len(ids))
            worth = BOOSTS[field] * bm25(frequency, length, self._postings.averages[field], word_idf)
            found.append((field, ids, worth))
        return tuple(found)

    def _find_string(self, text: str) -> Ids:
        return self._postings.string(find_chars(text))

    def _worth_of(self, words: tuple[str, ...]) -> Scores:
        """What ``words`` together are worth in every clause."""
        worth = np.zeros(self._size)
        for word in words:
            for _, ids, values in self._word(word):
                worth[ids] += values
        return worth

    def _weigh(self, wish: Wish) -> tuple[Scores, Scores]:
        """Worth of each clause for ``wish``, and the share of it that the clause says: of the weight of its words (how
        rare they are) that of the words found, each once, by itself or by what stands for it."""
        size = self._size
        worth, whole = np.zeros(size), np.zeros(size)
        instead: dict[tuple[str, ...], Scores] = {}
        said: dict[str, Scores] = {}
        for needle in wish.needles:
            here = np.zeros(size, dtype=bool)
            alone = np.zeros(size) if needle.origin in ALTERNATIVES else worth
            for _, ids, values in self.find(needle):
                alone[ids] += values
                here[ids] = True
            if alone is not worth:
                best = instead.get(needle.stands_for, np.zeros(size))
                instead[needle.stands_for] = np.maximum(best, alone) + REST * np.minimum(best, alone)
            for held in [said.setdefault(word, np.zeros(size)) for word in needle.stands_for] or [whole]:
                held[here] = np.maximum(held[here], needle.share)
        for alternatives in instead.values():
            worth += alternatives
        return worth, np.maximum(whole, self._share(said, wish))

    def _share(self, said: Mapping[str, Scores], wish: Wish) -> Scores:
        """The share of the weight of all words of ``wish`` that each clause holds, ``said`` by word."""
        held, total = np.zeros(self._size), 0.0
        for word, weight in weigh_words(wish, self._size, self._count).items():
            held += weight * said[word]
            total += weight
        return held / total if total else held

    def _count(self, view: View, text: str) -> int:
        return self._postings.count(text) if view == "words" else len(self._postings.token(view, text))


def weigh_words(wish: Wish, clauses: int, count: Callable[[View, str], int]) -> dict[str, float]:
    """What each word of ``wish`` weighs: the rarer among ``clauses`` clauses the more, and nothing if none holds it,
    since it can be asked of none. Where that holds for all of them they weigh alike: a string may still be found.

    A word is as rare as it is itself, and one that no text has as rare as the commonest of what stands for it.
    ``count`` tells in how many clauses a token of a view stands; of strings only their words are asked for."""
    found: dict[str, int] = {}
    own: dict[str, int] = {}
    for needle in wish.needles:
        held = count_needle(needle, count)
        for word in needle.stands_for:
            found[word] = max(found.get(word, 0), held)
        if needle.stands_for == (needle.text,):
            own[needle.text] = held
    counts = {word: own.get(word, 0) or held for word, held in found.items()}
    return {word: idf(clauses, held) for word, held in counts.items() if held} or dict.fromkeys(counts, 1.0)


def count_needle(needle: Needle, count: Callable[[View, str], int]) -> int:
    """How many clauses may hold ``needle``: a string at most as many as hold the rarest of its words."""
    if needle.view == "chars":
        return min((count("words", word) for word in find_words(needle.text)), default=0)
    return count("words" if needle.view == "gloss" else needle.view, needle.text)


def rank(scored: Scored, numbers: Ids, most: int) -> Ids:
    """The first ``most`` of ``numbers`` by step, then by score; equal ones in their own order. Scores that only the
    rounding of sums tells apart are equal."""
    if most <= 0:
        return numbers[:0]
    if len(numbers) > most * _FEW:  # all that may be among them are found faster than all are put in order
        scores = scored.scores[numbers]
        rough = scored.steps[numbers] * (float(scores.max()) + 1.0) + scores
        least = float(np.partition(rough, len(rough) - most)[len(rough) - most])
        numbers = numbers[rough >= least - NEAR]
    return numbers[np.lexsort((-np.round(scored.scores[numbers], _DECIMALS), -scored.steps[numbers]))][:most]


def _keep(find: Callable[[str], T], size: Callable[[T], int]) -> Callable[[str], T]:
    """``find`` with what it last found kept, up to so many bytes. The arrays are shared and must not be changed."""
    held: LRUCache[str, T] = LRUCache(_KEPT_BYTES, lambda found: 200 + size(found))
    return cached(held, lock=Lock())(find)
