"""What is each word of a wish worth, by the table of words alone, before anything is asked?

Which strings any clause holds the table does not tell: they are looked for as if one did. Invariant: shares are those
of ``scoring.Scoring``, whatever the order of the sums.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from search_app.search.model import Needle, View, Wish
from search_app.search.opensearch.words import HeldWords
from search_app.search.scoring import MET, NEAR, count_needle, weigh_words

Sought = tuple[View, str]  # a needle, whatever it is worth


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a wish: its part of the weight of all, and the needles that say it, of which the best counts."""

    weight: float
    needles: tuple[Needle, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A wish with those of its needles that some clause may hold. ``whole`` are the wish itself; ``words`` say it word
    by word."""

    wish: Wish
    needles: tuple[Needle, ...]
    whole: tuple[Needle, ...]
    words: tuple[Said, ...]

    def share(self, held: Container[Sought]) -> float:
        """How much of the wish a clause says that holds these."""
        return self._share(lambda needle: sought(needle) in held)

    @property
    def most(self) -> float:
        """How much of the wish a clause may say at most."""
        return self._share(lambda _: True)

    def _share(self, holds: Callable[[Needle], bool]) -> float:
        whole = max((n.share for n in self.whole if holds(n)), default=0.0)
        said = (one.weight * max((n.share for n in one.needles if holds(n)), default=0.0) for one in self.words)
        return max(whole, sum(said))

    def is_met(self, held: Container[Sought]) -> bool:
        """Whether that is enough."""
        return self.share(held) >= MET - NEAR


def sought(needle: Needle) -> Sought:
    """What is looked for."""
    return needle.view, needle.text


def weigh(wish: Wish, words: HeldWords, size: int) -> Weighed:
    """``wish`` over an index of ``size`` clauses with these words."""
    weights = weigh_words(wish, size, words.count)
    total = sum(weights.values())
    needles = tuple(_may_be_found(wish.needles, words))
    said = (
        Said(weight / total, tuple(needle for needle in needles if word in needle.stands_for))
        for word, weight in weights.items()
    )
    whole = tuple(needle for needle in needles if not needle.stands_for)
    return Weighed(wish, needles, whole, tuple(one for one in said if one.needles))


def _may_be_found(needles: Iterable[Needle], words: HeldWords) -> Iterator[Needle]:
    """Those of ``needles`` of which the table does not say that no clause holds them."""
    return (needle for needle in needles if needle.view == "chars" or count_needle(needle, words.count))
