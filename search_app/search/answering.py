"""Which benefit of a clause answers the query?

A word of the query speaks for the benefits whose own words hold it, the more the fewer of the clause's benefits do; a
word that all of them share decides nothing. Invariant: a benefit is chosen only where the query tells it from another
one of the clause, or where the clause has no other; what several answer alike is shown by the largest of its ladder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property, lru_cache, partial
from itertools import groupby
from math import log
from typing import Literal

from search_app.data import read_tables
from search_app.model import Benefit, Clause, SentencePair
from search_app.search.asked.facts import find_benefit_facts
from search_app.search.model import Needle, View, Wish
from search_app.search.query.figure_keys import figure_key
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import SEPARATOR, find_chars, find_words, is_han, join_chars

# What stands with a benefit itself (whom it names, what it is computed on, its figures) tells more than the sentence
# that it may share with others. Not tuned: sentences alone already tell most benefits of the corpus apart.
_OWN, _SENTENCE = 1.0, 0.5
# A reader who narrows to one payer asks for what that payer gives, whatever the words say.
_CHOSEN = 100.0
_KEPT = 4096  # needles, with the way to look for them
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")


class _Words:
    """Texts in which needles are looked for, and the tokens of their figures and facts. What is not always asked for is
    made when it is."""

    def __init__(
        self, texts: Iterable[str], figures: Iterable[str] = (), find_facts: Callable[[], Iterable[str]] = tuple
    ) -> None:
        self.plain = SEPARATOR.join(simplify(fold(text)) for text in texts)
        self.figures = frozenset(figures)
        self._find_facts = find_facts

    @cached_property
    def facts(self) -> frozenset[str]:
        return frozenset(self._find_facts())

    @cached_property
    def chars(self) -> str:
        return "".join(join_chars(find_chars(text)) for text in self.plain.split(SEPARATOR))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word for piece in _NOT_HAN.findall(self.plain) for word in find_words(piece))

    def holds(self, needle: Needle) -> bool:
        kind, wanted = _wanted(needle.text, needle.view)
        return wanted in getattr(self, kind)


@lru_cache(_KEPT)  # each benefit of each hit is asked for the same
def _wanted(text: str, view: View) -> tuple[Literal["figures", "facts", "stems", "plain", "chars"], str]:
    """In what of ``_Words`` a needle is looked for, and as what. The clause was found by it, so Chinese is looked for
    without being cut into words again, which would take longer than the search; numbers and Latin words are whole."""
    if view == "figures" or view == "facts":
        return view, text
    wanted = simplify(text)
    if view == "words" and not is_han(wanted):
        return "stems", wanted
    if not any(char.isascii() and char.isalnum() for char in wanted):
        return "plain", wanted
    return "chars", join_chars(find_chars(wanted))


class BenefitWords:
    """The benefits of a clause, each with the words that speak for it: its own, and those of its sentences."""

    def __init__(self, clause: Clause) -> None:
        self.benefits = clause.benefits
        self.zones = (
            (_OWN, [_own_words(clause, b) for b in clause.benefits]),
            (_SENTENCE, [_sentence_words(clause, b) for b in clause.benefits]),
        )


def choose_benefit(
    words: BenefitWords,
    wishes: Sequence[Wish],
    matched: Iterable[Needle],
    chosen: Mapping[str, Iterable[str]] | None = None,
) -> int | None:
    """``n`` of the benefit that the query asks for; None when it says nothing of them or tells none apart.

    ``matched``: the needles of ``wishes`` that found the clause, in either language. ``chosen``: values of the facets
    ``payer`` and ``promise`` that the reader selected.
    """
    if not words.benefits:
        return None
    scores = [0.0] * len(words.benefits)
    found = frozenset(needle for needle in matched if needle.view != "offices")  # of a clause, not of its benefits
    for wish_scores in (*_by_wishes(words, wishes, found), *_by_facets(words, chosen or {})):
        scores = [a + b for a, b in zip(scores, wish_scores, strict=True)]
    best = max(scores)
    if best <= 0:
        return None
    return _largest([b for b, score in zip(words.benefits, scores, strict=True) if best - score < 1e-9]).n


def _by_wishes(words: BenefitWords, wishes: Sequence[Wish], matched: frozenset[Needle]) -> Iterator[list[float]]:
    for wish in wishes:
        needles = [needle for needle in wish.needles if needle in matched]
        for worth, zone in words.zones if needles else ():
            yield [worth * score for score in _score(needles, zone)]


def _score(needles: Sequence[Needle], zone: Sequence[_Words]) -> list[float]:
    """Of one wish: what was typed adds up, word by word; of what stands for it the best counts."""
    if len(zone) == 1:  # nothing is to be told apart
        return [float(any(map(zone[0].holds, needles)))]
    typed: list[Needle] = []
    others: list[Needle] = []
    for needle in needles:
        (typed if needle.origin == "typed" and needle.view != "chars" else others).append(needle)
    scores = [_tell([words.holds(needle) for words in zone], needle.weight) for needle in typed]
    others.sort(key=lambda needle: -needle.weight)
    # Expressions that stand for one thing are that thing in other words: a benefit that holds any of them is asked for,
    # and 区域总部, found for "headquarters", is not more than 总部 is. So each is taken with all that count for more.
    held, best = [False] * len(zone), [0.0] * len(zone)
    for weight, alike in groupby(others, key=lambda needle: needle.weight):
        alike_needles = tuple(alike)
        held = [before or any(map(words.holds, alike_needles)) for before, words in zip(held, zone, strict=True)]
        best = [max(pair) for pair in zip(best, _tell(held, weight), strict=True)]
    return [sum(column) for column in zip(best, *scores, strict=True)]


def _tell(held: Sequence[bool], weight: float) -> list[float]:
    """What it is worth to each benefit that it holds a word: nothing where all do. A lone benefit needs no telling."""
    rarity = log(len(held) / sum(held)) if len(held) > 1 and any(held) else 1.0
    return [weight * rarity if one else 0.0 for one in held]


def _by_facets(words: BenefitWords, chosen: Mapping[str, Iterable[str]]) -> Iterator[list[float]]:
    of: Mapping[str, Callable[[Benefit], str | None]] = {"payer": lambda b: b.payer, "promise": lambda b: b.promise}
    for facet, value_of in of.items():
        if wanted := set(chosen.get(facet, ())):
            yield _tell([value_of(b) in wanted for b in words.benefits], _CHOSEN)


def _own_words(clause: Clause, benefit: Benefit) -> _Words:
    kind = _kind_words().get(benefit.kind, ())
    texts = (benefit.recipient, benefit.basis or "", *(c.text for c in benefit.conditions), *kind)
    figures = (figure_key(clause.amounts[n]).token for n in benefit.amounts)
    return _Words(texts, figures, partial(find_benefit_facts, clause, benefit))


def _sentence_words(clause: Clause, benefit: Benefit) -> _Words:
    zh = [clause.text.zh[span.start : span.end] for span in benefit.evidence]
    en = clause.text.en or ""
    return _Words((*zh, *(en[pair.en.start : pair.en.end] for pair in _pairs_of(clause, benefit))))


def _pairs_of(clause: Clause, benefit: Benefit) -> Iterator[SentencePair]:
    for pair in clause.sentences:
        if any(span.start < pair.zh.end and span.end > pair.zh.start for span in benefit.evidence):
            yield pair


@cache
def _kind_words() -> Mapping[str, tuple[str, str]]:
    """What the pages call each kind of benefit: 贴息, Interest subsidy."""
    rows = {row["key"]: row for row in read_tables("interface", "word")}
    return {key.removeprefix("kind_"): (row["zh"], row["en"]) for key, row in rows.items() if key.startswith("kind_")}


def _largest(alike: Sequence[Benefit]) -> Benefit:
    """The first of ``alike``, or the largest of those that differ from it in nothing but their sums."""
    return max((one for one in alike if _ladder(one) == _ladder(alike[0])), key=_sum)


def _ladder(benefit: Benefit) -> tuple[object, ...]:
    return benefit.kind, benefit.per, benefit.duration, benefit.evidence


def _sum(benefit: Benefit) -> tuple[Decimal, Decimal]:
    sums = [limit.value for limit in benefit.limits] or ([] if benefit.award is None else [benefit.award])
    return max(sums, default=Decimal(0)), benefit.rate or Decimal(0)
