"""Which citation says where a sum of a memo comes from?

A sentence is written one of two ways: the citation first (依据第九条，每年最高…), or the sums first and the citation
behind them, mostly in brackets. A sentence without a citation belongs to the one before it in its paragraph, an item of
a list to what leads to the list. Invariant: what is ``firm`` follows from where things stand, and never from what the
clauses say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search_app.checking.citing import CheckedCitation
from search_app.checking.layout import Layout
from search_app.checking.words import joins
from search_app.model import Span
from search_app.text.passage import plain

_RUNS_ON = re.compile(r"[^,;:、()\n]{0,40}")  # between a sum and the citation that ends its phrase
_STOP = re.compile(r"[。!?\n]|\.\s")
_HEADING = re.compile(r"[\s\d一二三四五六七八九十.、()“”:,-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """Citations that stand together and govern what is beside them. ``firm``: a sum beside them is claimed of them;
    otherwise they are only the nearest."""

    cited: tuple[CheckedCitation, ...]
    firm: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Citations that are listed together: 第九条和第十一条."""

    start: int
    end: int
    cited: tuple[CheckedCitation, ...]


class Sources:
    """The sources of a memo, by place."""

    def __init__(self, text: str, layout: Layout, cited: Iterable[CheckedCitation], sums: Sequence[Span]) -> None:
        self._text, self._layout, self._sums = plain(text), layout, sums
        self._groups = self._join(cited)
        self._starts = [one.start for one in self._groups]
        self._by_paragraph: dict[int, list[_Group]] = {}
        for one in self._groups:
            self._by_paragraph.setdefault(layout.at(one.start)[0], []).append(one)

    def _join(self, cited: Iterable[CheckedCitation]) -> list[_Group]:
        groups: list[_Group] = []
        for one in cited:
            start, end = one.cited.start, one.cited.end
            before = groups[-1] if groups else None
            if before and (start < before.end or joins().fullmatch(self._text, before.end, start)):
                groups[-1] = _Group(before.start, max(end, before.end), (*before.cited, one))
            else:
                groups.append(_Group(start, end, (one,)))
        return groups

    def find(self, span: Span) -> Source | None:
        """The source of what stands at ``span``; None where none is named."""
        paragraph, sentence = self._layout.at(span.start)
        own = self._by_paragraph.get(paragraph, [])
        here = [one for one in own if sentence.start <= one.start < sentence.end]
        if here:
            return Source(self._in_sentence(span, sentence, here).cited, firm=True)
        before = [one for one in own if one.end <= span.start]
        if before:
            return Source(before[-1].cited, firm=True)
        if own:  # the citation ends a series (甲给予…；乙给予…（第九条）。), or the paragraph
            return Source(own[0].cited, firm=not _STOP.search(self._text, span.end, own[0].start))
        return self._above(paragraph)

    def _in_sentence(self, span: Span, sentence: Span, here: Sequence[_Group]) -> _Group:
        """Of the citations of the sentence, the one that governs."""
        place = bisect_right([one.start for one in here], span.start)
        before, behind = (here[place - 1] if place else None), (here[place] if place < len(here) else None)
        if before is None or behind is None:
            return before or behind or here[0]
        if self._in_brackets(span, behind) or self._ends_phrase(span, sentence, here[0], behind):
            return behind
        return before

    def _in_brackets(self, span: Span, behind: _Group) -> bool:
        """Whether ``behind`` stands in brackets that hold no sum of their own before it."""
        gap = self._text[span.end : behind.start]
        opened = gap.rfind("(")
        if opened < 0 or ")" in gap[opened:]:
            return False
        return not any(span.end + opened < one.start < behind.start for one in self._sums)

    def _ends_phrase(self, span: Span, sentence: Span, first: _Group, behind: _Group) -> bool:
        """RMB 10m under clause 9 and RMB 8m under clause 11: a sentence that begins with a sum."""
        sums_first = any(sentence.start <= one.start < first.start for one in self._sums)
        return sums_first and bool(_RUNS_ON.fullmatch(self._text, span.end, behind.start))

    def _above(self, number: int) -> Source | None:
        """What stands above a paragraph without a citation: the lead of its list, a heading, the paragraph before."""
        item, at = self._layout.paragraphs[number].item, number - 1
        while at >= 0:
            paragraph = self._layout.paragraphs[at]
            own = self._by_paragraph.get(at)
            if own and (self._is_heading(paragraph.span, own) or (item and paragraph.colon)):
                return Source(own[-1].cited, firm=True)
            if own:
                return Source(own[-1].cited, firm=False) if self._near(at, number) else None
            if paragraph.colon and not item:
                return None
            at -= 1
        return None

    def _near(self, at: int, number: int) -> bool:
        """Whether no more than empty lines stand between two paragraphs."""
        between = self._layout.paragraphs[at + 1 : number]
        return not any(self._text[one.span.start : one.span.end].strip() for one in between)

    def _is_heading(self, span: Span, own: Sequence[_Group]) -> bool:
        """Whether a paragraph says no more than what it cites."""
        rest, at = "", span.start
        for one in own:
            rest, at = rest + self._text[at : one.start], one.end
        return bool(_HEADING.fullmatch(rest + self._text[at : span.end]))
