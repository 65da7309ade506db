"""Which two things does a query compare: 新三板和四板哪个补得多, loans versus grants?

Invariant: a query is a comparison only where a word says so; 和 and "and" alone join what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from search_app.data import read_table
from search_app.data.patterns import Pattern
from search_app.search.model import Read
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import find_words, is_han

_SIDE_ZH, _SIDE_EN = r"[^\s,。;:!?、()《》\"“”]{1,14}?", r"[^,.;:!?()\"“”]{2,50}?"
_MARKS = " ,，.。;；:：?？!！、"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared; ``rest``: what is asked of both."""

    sides: tuple[str, str]
    rest: str

    @property
    def questions(self) -> tuple[str, str]:
        """What is asked of each side, as a query of its own."""
        left, right = (f"{side} {self.rest}".strip() for side in self.sides)
        return left, right

    @property
    def read(self) -> tuple[Read, ...]:
        """The sides as what was read."""
        return tuple(Read("compare", "is", side, side) for side in self.sides)


@cache
def comparisons() -> tuple[Pattern, ...]:
    """The patterns that compare."""
    return tuple(
        Pattern(phrase.replace("{left}", f"(?P<left>{side})").replace("{right}", f"(?P<right>{side})"))
        for row in read_table("asking", "comparison")
        for lang, side in (("zh", _SIDE_ZH), ("en", _SIDE_EN))
        for phrase in row[lang]
    )


def find_comparison(typed: str, unread: Iterable[str] = ()) -> Comparison | None:
    """The comparison that ``typed`` asks for; None where it asks for none, or a side of it stands in ``unread``."""
    text = simplify(fold(typed))
    for pattern in comparisons():
        if found := pattern.search(text):
            left, right = (typed[slice(*found.span(name))].strip(_MARKS) for name in ("left", "right"))
            cut = len(_cut_alike(left, right))
            right, more = right[:cut], right[cut:]
            around = (typed[: found.start()], more, found.groupdict().get("rest") or "", typed[found.end() :])
            rest = " ".join(part for part in (part.strip(_MARKS) for part in around) if part)
            if left and right and left != right and not {left, right} & set(unread):
                return Comparison((left, right), rest)
    return None


def _cut_alike(left: str, right: str) -> str:
    """``right`` up to the word that ``left`` ends with: of 数字公司和生物公司来设总部 the second is 生物公司."""
    if not is_han(left):
        return right
    last = find_words(left)[-1:]
    at = right.find(last[0]) if last else -1
    return right[: at + len(last[0])] if at >= 0 and last else right
