"""Which passage of a text shows best why it was found, and where are the words in it?

Invariant: joined runs are a passage of the text, with … where it was cut.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from search_app.data import read_table
from search_app.model import Span
from search_app.search.model import Run
from search_app.text.english import stem
from search_app.text.fold import drop_unseen, fold
from search_app.text.script import simplify
from search_app.text.tokens import is_han

LENGTH = 150  # characters: three lines of a result at the width of the page
LENGTH_EN = 320
_NEAR = 4  # words of a text for each word of a phrase whose words stand apart in it
_LEAST = 20  # characters that a passage has before the end of the text
_KEPT = 4096  # words, with the way to look for them
_LATIN = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z]+)+")
_BREAK = re.compile(r"[。；，、！？;,.!?]")


class Searched:
    """A text made ready for words to be found in it. What a finding needs of it is made once, when it is first asked
    for: a clause is found again and again."""

    def __init__(self, text: str) -> None:
        self.text = text
        seen = drop_unseen(text)
        # Where each seen character stands, if some are not seen.
        self._places = None if len(seen) == len(text) else [at for at, char in enumerate(text) if drop_unseen(char)]
        self._folded = simplify(fold(seen))

    @cached_property
    def _latin(self) -> tuple[tuple[str, ...], array[int], array[int]]:
        """The stems of the Latin words, one for each, and where these begin and end."""
        found = list(_LATIN.finditer(self._folded))
        stems = tuple(_stem(m.group()) for m in found)
        return stems, array("I", (m.start() for m in found)), array("I", (m.end() for m in found))

    @cached_property
    def _joined(self) -> Mapping[str, list[tuple[int, int]]]:
        """Where words stand that hyphens join, by the stem of what they are without them: e-commerce is ecommerce."""
        places: dict[str, list[tuple[int, int]]] = {}
        for found in _HYPHENATED.finditer(self._folded):
            places.setdefault(stem(found.group().replace("-", "")), []).append(found.span())
        return places

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where a passage may begin: with the text, or behind a mark of punctuation."""
        every = (0, *(found.end() for found in _BREAK.finditer(self.text)))
        return tuple(start for start in every if start < len(self.text) - _LEAST)

    def find(self, words: Iterable[str]) -> tuple[Span, ...]:
        """Where any of ``words`` stands; overlapping places are one. Numbers match whole, English words and expressions
        by their stems. Characters that nobody sees break no word."""
        merged: list[list[int]] = []
        for begin, stop in sorted(span for word in words for span in self._find(_sought(word))):
            if merged and begin <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], stop)
            else:
                merged.append([begin, stop])
        return tuple(self._as_printed(begin, stop) for begin, stop in merged)

    def find_near(self, phrases: Iterable[str]) -> tuple[Span, ...]:
        """The shortest stretch in which all words of one of ``phrases`` stand, in any order and form, small words aside
        and others between them; nothing where the words stand far apart, or for a single word."""
        found = [span for phrase in phrases if (span := self._find_window(_without_small(phrase)))]
        best = min(found, key=lambda span: (span[1] - span[0], span), default=None)
        return (self._as_printed(*best),) if best else ()

    def _find_window(self, wanted: frozenset[str]) -> tuple[int, int] | None:
        if len(wanted) < 2:
            return None
        stems, begins, ends = self._latin
        standing = [n for n, one in enumerate(stems) if one in wanted]
        last: dict[str, int] = {}  # where each word stood last
        best: tuple[int, int] | None = None
        for n in standing:
            last[stems[n]] = n
            first = min(last.values())
            if len(last) == len(wanted) and (best is None or n - first < best[1] - best[0]):
                best = first, n
        if best is None or best[1] - best[0] >= _NEAR * len(wanted):
            return None
        return begins[best[0]], ends[best[1]]

    def _as_printed(self, begin: int, stop: int) -> Span:
        if self._places is None:
            return Span(begin, stop)
        return Span(self._places[begin], self._places[stop - 1] + 1)

    def _find(self, sought: str | re.Pattern[str] | tuple[str, ...]) -> Iterator[tuple[int, int]]:
        if isinstance(sought, str):
            at = self._folded.find(sought) if sought else -1
            while at >= 0:
                yield at, at + len(sought)
                at = self._folded.find(sought, at + len(sought))
        elif isinstance(sought, tuple):
            stems, begins, ends = self._latin
            last = len(sought) - 1
            for n, one in enumerate(stems):
                if one == sought[0] and stems[n : n + len(sought)] == sought:
                    yield begins[n], ends[n + last]
            if not last:
                yield from self._joined.get(sought[0], ())
        else:
            yield from (match.span() for match in sought.finditer(self._folded))


def _cut(folded: str) -> tuple[str, ...]:
    """The stems of the Latin words of a text: every text is cut alike, so that what stands in it is found in it."""
    return tuple(_stem(word) for word in _LATIN.findall(folded))


@lru_cache(_KEPT)
def _without_small(phrase: str) -> frozenset[str]:
    """The stems of ``phrase`` but for words that carry nothing: of, the, and."""
    small = {word for row in read_table("stopwords", "stop") for word in row["en"]}
    return frozenset(_stem(word) for word in _LATIN.findall(simplify(fold(phrase))) if word not in small)


@lru_cache(_KEPT)
def _stem(word: str) -> str:
    return stem(word) if word.isalpha() else word.replace(",", "")


@lru_cache(_KEPT)
def _sought(word: str) -> str | re.Pattern[str] | tuple[str, ...]:
    """How ``word`` is looked for: as it is, as a pattern that takes numbers whole, or by its stems."""
    wanted = simplify(fold(word)).strip()
    if not is_han(wanted) and re.search("[a-z]", wanted):
        return _cut(wanted)
    start = r"(?<![a-z0-9.])" if wanted[:1].isascii() and wanted[:1].isalnum() else ""
    end = r"(?![a-z0-9])" if wanted[-1:].isascii() and wanted[-1:].isalnum() else ""
    return re.compile(start + re.escape(wanted) + end) if start or end else wanted


def make_snippet(searched: Searched, marks: tuple[Span, ...], length: int = LENGTH) -> tuple[Run, ...]:
    """The passage of about ``length`` characters that holds the most marks, cut at punctuation where it can be."""
    text, start = searched.text, _best_start(searched, marks, length)
    end = len(text) if len(text) - start <= length * 5 // 4 else start + length
    end = max((mark.end for mark in marks if mark.start < end < mark.end), default=end)
    runs = list(make_runs(text, marks, start, end))
    if start:
        runs.insert(0, Run("…", False))
    if end < len(text):
        runs.append(Run("…", False))
    return tuple(runs)


def show_sentence(text: str, sentence: Span, length: int = LENGTH) -> tuple[Run, ...]:
    """The passage of about ``length`` characters that begins with ``sentence``, without marks."""
    start = max(0, min(sentence.start, len(text) - length))
    end = min(len(text), start + length)
    dots = Run("…", False)
    return ((dots,) if start else ()) + (Run(text[start:end], False),) + ((dots,) if end < len(text) else ())


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


def _best_start(searched: Searched, marks: tuple[Span, ...], length: int) -> int:
    text = searched.text
    if len(text) <= length * 5 // 4 or not marks:
        return 0
    begins, ends = [mark.start for mark in marks], [mark.end for mark in marks]
    words = [text[mark.start : mark.end] for mark in marks]

    def count(start: int) -> int:
        inside = words[bisect_left(begins, start) : bisect_right(ends, start + length)]
        return 4 * len(set(inside)) + len(inside)

    return max(searched.starts, key=count)  # of equal ones the first
