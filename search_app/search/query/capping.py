"""How much of a query is looked for at once? Of more than that, what is worth most and is rarest.

Invariant: what is left of each wish is some of its needles, in their order.
"""

from __future__ import annotations

from dataclasses import replace

from search_app.search.model import Wish
from search_app.search.words.lexicon import Lexicon
from search_app.text.tokens import is_han

# A page of text pasted as a query asks for hundreds of words, each of which costs a reading of the index.
MAX_NEEDLES = 64


def cap(wishes: tuple[Wish, ...], lexicon: Lexicon | None) -> tuple[Wish, ...]:
    """``wishes`` with at most MAX_NEEDLES needles: quoted strings first, then what is worth most, then what is rare."""
    if sum(len(wish.needles) for wish in wishes) <= MAX_NEEDLES:
        return wishes
    holding = lexicon.vocabulary.han if lexicon else {}
    places = [(n, k) for n, wish in enumerate(wishes) for k in range(len(wish.needles))]

    def worth(place: tuple[int, int]) -> tuple[bool, bool, float, int, tuple[int, int]]:
        wish, needle = wishes[place[0]], wishes[place[0]].needles[place[1]]
        count = holding.get(needle.text, 0)
        # A Chinese word that no text holds is found nowhere, however rare: it comes last.
        absent = bool(holding) and needle.view == "words" and len(needle.text) > 1 and is_han(needle.text) and not count
        return (not wish.required, absent, -needle.weight, count, place)

    kept = set(sorted(places, key=worth)[:MAX_NEEDLES])
    cut = (
        replace(wish, needles=tuple(needle for k, needle in enumerate(wish.needles) if (n, k) in kept))
        for n, wish in enumerate(wishes)
    )
    return tuple(wish for wish in cut if wish.needles)
