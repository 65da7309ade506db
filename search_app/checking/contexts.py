"""In which words does a figure stand, so that the same place is known again in another text?

Figures that are listed together (1000万元、500万元、300万元) share their words. Invariant: every figure of a text is in
exactly one list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from search_app.checking.layout import find_layout
from search_app.checking.words import joins
from search_app.model import Amount, Span
from search_app.text.passage import plain

_TOKEN = re.compile("[\u4e00-\u9fff]|[a-z]+|\\d+|#")
_HAN_RUN, _WORD = re.compile("[\u4e00-\u9fff]+"), re.compile("[a-z]{3,}")
_FAR = 40  # tokens on either side that are compared
_NEAR_BY = 24  # characters on either side that say what a figure is about
_WIDE = 400  # of a sentence that are looked at: more than any written one has
_LONG = 12  # tokens that only the same sentence has in common
_WHOLE = 5  # of a phrase, or a short sentence, all of whose words are the same
_COMMA = re.compile(r"[,;:。!?\n]")


@dataclass(frozen=True, slots=True)
class FigureList:
    """Figures that are listed together. ``left``, ``right``: the tokens around them, the nearest first, other figures
    as #; ``phrase``: how many of them stand between two commas. ``near``, ``words``: what is said beside them and in
    their ``sentence``."""

    figures: tuple[Amount, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    phrase: tuple[int, int]
    sentence: Span
    near: frozenset[str]
    words: frozenset[str]


def find_lists(
    text: str, amounts: Sequence[Amount], sentences: Sequence[Span], left_out: Iterable[Span] = ()
) -> list[FigureList]:
    """The lists of ``amounts`` of ``text``, in its order, each with its words but those that are ``left_out``."""
    shown = plain(text)
    for span in left_out:
        shown = shown[: span.start] + " " * (span.end - span.start) + shown[span.end :]
    masked = shown
    for one in amounts:
        masked = masked[: one.start] + "#" + " " * (one.end - one.start - 1) + masked[one.end :]
    found: list[list[Amount]] = []
    for one in amounts:
        before = found[-1][-1] if found else None
        if before and before.kind == one.kind and joins().fullmatch(shown, before.end, one.start):
            found[-1].append(one)
        else:
            found.append([one])
    own = {one.start: span for span in sentences for one in amounts if span.start <= one.start < span.end}
    return [_make(masked, tuple(figures), own[figures[0].start]) for figures in found]


def find_lists_of(text: str | None, amounts: Sequence[Amount]) -> list[FigureList]:
    """The lists of the ``amounts`` of a clause; none where it has no such text."""
    if text is None:
        return []
    layout = find_layout(text)
    return find_lists(text, amounts, [one for paragraph in layout.paragraphs for one in paragraph.sentences])


def _make(masked: str, figures: tuple[Amount, ...], sentence: Span) -> FigureList:
    start, end = figures[0].start, figures[-1].end
    low, high = max(sentence.start, start - _WIDE), min(max(end, sentence.end), end + _WIDE)
    before, behind = masked[low:start], masked[end:high]
    left, right = _TOKEN.findall(before)[: -_FAR - 1 : -1], _TOKEN.findall(behind)[:_FAR]
    phrase = len(_TOKEN.findall(_COMMA.split(before)[-1])), len(_TOKEN.findall(_COMMA.split(behind)[0]))
    near = masked[max(sentence.start, start - _NEAR_BY) : min(sentence.end, end + _NEAR_BY)]
    return FigureList(
        figures,
        tuple(left),
        tuple(right),
        phrase,
        sentence,
        find_terms(near),
        find_terms(masked[low:high]),
    )


def find_terms(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters, and Latin words, of a plain ``text``."""
    pairs = {run[n : n + 2] for run in _HAN_RUN.findall(text) for n in range(len(run) - 1)}
    return frozenset(pairs | set(_WORD.findall(text)))


def count_common(one: FigureList, other: FigureList) -> int:
    """How many tokens around both are the same, from the figures outwards; 0 where that is no more than chance: a few
    words of a longer phrase."""
    left, right = _alike(one.left, other.left), _alike(one.right, other.right)
    if left + right >= _LONG:
        return left + right
    ends = left == len(other.left) and right == len(other.right)
    phrase = all(left >= own.phrase[0] and right >= own.phrase[1] for own in (one, other))
    return left + right if (ends or phrase) and left + right >= _WHOLE else 0


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
