"""Which passage of a text shows best why it was found, and where are the words in it?

Invariant: joined runs are a passage of the text, with … where it was cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from search_app.model import Span
from search_app.search.model import Run
from search_app.text.fold import drop_unseen, fold
from search_app.text.script import simplify
from search_app.text.tokens import find_words, is_han

LENGTH = 150  # characters: three lines of a result at the width of the page
LENGTH_EN = 320
_KEPT = 2048  # texts, of 1 to 3 KB each with what is kept of it
_LATIN = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
_BREAK = re.compile(r"[。；，、！？;,.!?]")


def find_marks(text: str, words: Iterable[str]) -> tuple[Span, ...]:
    """Where any of ``words`` stands in ``text``; overlapping places are one. Numbers match whole, English words and
    expressions by their stems. Characters that nobody sees break no word."""
    seen = drop_unseen(text)
    if len(seen) < len(text):
        places = [place for place, char in enumerate(text) if drop_unseen(char)]
        return tuple(Span(places[mark.start], places[mark.end - 1] + 1) for mark in find_marks(seen, words))
    folded = _fold(text)
    wanted = dict.fromkeys(simplify(fold(word)).strip() for word in words)
    phrases = {tuple(find_words(word)) for word in wanted if word and not is_han(word) and re.search("[a-z]", word)}
    spans = _latin_spans(folded, phrases) if phrases else []
    for word in wanted:
        if not word or (not is_han(word) and re.search("[a-z]", word)):
            continue
        start = r"(?<![a-z0-9.])" if word[0].isascii() and word[0].isalnum() else ""
        end = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
        spans += [match.span() for match in re.finditer(start + re.escape(word) + end, folded)]
    merged: list[list[int]] = []
    for begin, stop in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], stop)
        else:
            merged.append([begin, stop])
    return tuple(Span(begin, stop) for begin, stop in merged)


@lru_cache(_KEPT)  # the same clauses are found again and again
def _fold(text: str) -> str:
    return simplify(fold(text))


@lru_cache(_KEPT)
def _find_stems(folded: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The stems of the Latin words of ``folded``, one for each, and where they stand."""
    found = list(_LATIN.finditer(folded))
    stems = tuple((find_words(m.group())[-1:] or ("",))[0] for m in found)
    return stems, tuple(m.span() for m in found)


def _latin_spans(folded: str, phrases: set[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Places of expressions given as stems; the words of the text may be inflected."""
    stems, places = _find_stems(folded)
    spans = []
    for phrase in phrases:
        first, long = phrase[0], len(phrase)
        spans += [
            (places[n][0], places[n + long - 1][1])
            for n in range(len(stems) - long + 1)
            if stems[n] == first and stems[n : n + long] == phrase
        ]
    return spans


def make_snippet(text: str, marks: tuple[Span, ...], length: int = LENGTH) -> tuple[Run, ...]:
    """The passage of about ``length`` characters that holds the most marks, cut at punctuation where it can be."""
    start = _best_start(text, marks, length)
    end = len(text) if len(text) - start <= length * 5 // 4 else start + length
    end = max((mark.end for mark in marks if mark.start < end < mark.end), default=end)
    runs = list(make_runs(text, marks, start, end))
    if start:
        runs.insert(0, Run("…", False))
    if end < len(text):
        runs.append(Run("…", False))
    return tuple(runs)


def make_runs(text: str, marks: tuple[Span, ...], start: int = 0, end: int | None = None) -> Iterable[Run]:
    """``text[start:end]`` as runs, marked and plain in turn."""
    end = len(text) if end is None else end
    at = start
    for mark in marks:
        if mark.end <= start or mark.start >= end:
            continue
        if mark.start > at:
            yield Run(text[at : mark.start], False)
        yield Run(text[max(mark.start, start) : min(mark.end, end)], True)
        at = min(mark.end, end)
    if at < end:
        yield Run(text[at:end], False)


def _best_start(text: str, marks: tuple[Span, ...], length: int) -> int:
    if len(text) <= length * 5 // 4 or not marks:
        return 0
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    starts = [start for start in starts if start < len(text) - 20]

    def marked(start: int) -> int:
        inside = {text[m.start : m.end] for m in marks if start <= m.start and m.end <= start + length}
        count = sum(1 for m in marks if start <= m.start and m.end <= start + length)
        return 4 * len(inside) + count

    return max(starts, key=lambda start: (marked(start), -start))
