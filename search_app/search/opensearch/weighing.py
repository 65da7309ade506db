"""What must be counted before a plan can be asked, and what is each word of it worth then?

How rare a string, a figure or an office is decides its worth, and how rare the words of a wish are decides how much of
it a clause says. Both are counts over the whole index that no query language knows beforehand, so they are asked
first. Invariant: shares are those of ``scoring.Scoring``, whatever the order of the sums.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from search_app.search.model import Needle, Plan, View, Wish
from search_app.search.opensearch.words import HeldWords
from search_app.search.scoring import MET, NEAR, idf

Sought = tuple[View, str]  # a needle, whatever it is worth
Union = frozenset[Sought]  # clauses that hold any of these
Holding = Mapping[Union, int]  # how many clauses do
_TOLD = ("words", "figures", "offices", "facts")  # views of which the table of words tells
_PERHAPS = 1  # what was not counted yet may be found


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a wish: its part of the weight of all, and the needles that say it, of which the best counts."""

    weight: float
    needles: tuple[Needle, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A wish with those of its needles that are found anywhere. ``whole`` are the wish itself; ``words`` say it word
    by word."""

    wish: Wish
    needles: tuple[Needle, ...]
    whole: tuple[Needle, ...]
    words: tuple[Said, ...]

    def share(self, held: Container[Sought]) -> float:
        """How much of the wish a clause says that holds these."""
        whole = max((n.share for n in self.whole if sought(n) in held), default=0.0)
        said = (
            one.weight * max((n.share for n in one.needles if sought(n) in held), default=0.0) for one in self.words
        )
        return max(whole, sum(said))

    def is_met(self, held: Container[Sought]) -> bool:
        """Whether that is enough."""
        return self.share(held) >= MET - NEAR


def sought(needle: Needle) -> Sought:
    """What is looked for."""
    return needle.view, needle.text


def find_unions(plan: Plan) -> frozenset[Union]:
    """What must be counted for ``plan``: each needle, and for each word all needles that stand for it."""
    every = {frozenset([sought(needle)]) for wish in plan.wishes for needle in wish.needles}
    return frozenset(every | {frozenset(map(sought, n)) for wish in plan.wishes for n in _by_word(wish).values()})


def count_known(unions: Iterable[Union], words: HeldWords) -> dict[Union, int]:
    """How many clauses hold those of ``unions`` of which the table of words tells."""
    known = {}
    for union in unions:
        left = [one for one in union if not _is_absent(one, words)]
        if not left or (len(left) == 1 and left[0][0] in _TOLD):
            known[union] = words.count(*left[0]) if left else 0
    return known


def _is_absent(one: Sought, words: HeldWords) -> bool:
    view, text = one
    return view in (*_TOLD, "gloss") and not words.count("words" if view == "gloss" else view, text)


def knows_weights(plan: Plan, known: Holding) -> bool:
    """Whether it is known how rare each word of ``plan`` is; then what it finds need not be."""
    for wish in plan.wishes:
        own = {n.text: known.get(frozenset([sought(n)])) for n in wish.needles if n.stands_for == (n.text,)}
        for word, needles in _by_word(wish).items():
            if not own.get(word) and (own.get(word, 0) is None or frozenset(map(sought, needles)) not in known):
                return False
    return True


def _by_word(wish: Wish) -> dict[str, list[Needle]]:
    found: dict[str, list[Needle]] = {}
    for needle in wish.needles:
        for word in needle.stands_for:
            found.setdefault(word, []).append(needle)
    return found


def weigh(wish: Wish, holding: Holding, size: int) -> Weighed:
    """``wish`` over an index of ``size`` clauses."""
    # As rare as the word itself is; one that no text has is as rare as what stands for it.
    own = {n.text: holding.get(frozenset([sought(n)])) for n in wish.needles if n.stands_for == (n.text,)}
    words = {}
    for word, needles in _by_word(wish).items():
        if count := own.get(word, 0) or holding[frozenset(map(sought, needles))]:
            words[word] = (idf(size, count), tuple(found_of(needles, holding)))
    total = sum(weight for weight, _ in words.values())
    return Weighed(
        wish,
        tuple(found_of(wish.needles, holding)),
        tuple(found_of((n for n in wish.needles if not n.stands_for), holding)),
        tuple(Said(weight / total, needles) for weight, needles in words.values()),
    )


def found_of(needles: Iterable[Needle], holding: Holding) -> Iterator[Needle]:
    """Those of ``needles`` that any clause holds."""
    return (needle for needle in needles if holding.get(frozenset([sought(needle)]), _PERHAPS))
