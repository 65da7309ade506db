"""Where are the paragraphs and sentences of a text that somebody wrote or pasted?

Places are those of the text as it was given. Invariant: the sentences joined are the text.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass

from search_app.model import Lang, Span
from search_app.text.fold import fold
from search_app.text.joining import LABEL

_HAN, _LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]")
# A point ends a sentence before a capital, but for one that begins a sum (approx. RMB 10 million).
_END = re.compile(r"(?:[。;!?；！？]|\.(?=\s+[A-Z\"“(])(?!\s+(?:RMB|CNY|USD|US\$|EUR|HKD))|\.$)[”」』\"’)）]*")
_BULLET = re.compile(r"\s*(?:[-*•·●○■◆▪>]|\(?(?:[a-z]|[ivx]{1,4})[).])\s*")
_BRACKET = re.compile(r"\s*\([^()]{1,160}\)[.。]?\s*")
_CELL = re.compile(r"[\t|](?!\s*(?:第|\(?[\d一二三四五六七八九十]{1,3}\)?\s*[条\t|\n]|clause|article|art\.))")
_TAB = re.compile(r"\t|\|.*\|")
_LONG = {"zh": 30, "en": 60}  # characters of a line that may have been wrapped by a mail program


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch between two line ends. ``item``: it is one of a list, or the row of a table."""

    span: Span
    sentences: tuple[Span, ...]
    item: bool
    colon: bool  # it leads to a list


@dataclass(frozen=True, slots=True)
class Layout:
    """The paragraphs of a text, in its order."""

    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Span, ...]
    starts: tuple[int, ...]  # of the sentences
    owners: tuple[int, ...]  # by sentence, its paragraph

    def at(self, place: int) -> tuple[int, Span]:
        """(the paragraph, the sentence) that ``place`` stands in."""
        number = bisect_right(self.starts, place) - 1
        return self.owners[number], self.sentences[number]


def find_layout(text: str) -> Layout:
    """The paragraphs of ``text``; a line that only its width has broken goes on."""
    folded = _fold(text)
    paragraphs = tuple(_read(text, folded, span) for span in _find_paragraphs(folded))
    sentences = tuple(one for paragraph in paragraphs for one in paragraph.sentences)
    owners = tuple(n for n, paragraph in enumerate(paragraphs) for _ in paragraph.sentences)
    return Layout(paragraphs, sentences, tuple(one.start for one in sentences), owners)


def find_language(text: str) -> Lang:
    """In which language most of ``text`` is written."""
    return "zh" if 3 * len(_HAN.findall(text)) > len(_LATIN.findall(text)) else "en"


def divide(text: str, layout: Layout) -> str:
    """``text`` with a full stop in place of what divides it without saying so: line ends, cells of a table, numbers of
    a list. The same length; a number of a clause in the cell behind a title stays beside it."""
    chars = list(text)
    folded = _fold(text)
    for one in layout.paragraphs:
        start = one.span.end - len(folded[one.span.start : one.span.end].lstrip())
        label = LABEL.match(folded, start, one.span.end) or _BULLET.match(folded, start, one.span.end)
        end = label.end() if label and not label.group().startswith("第") else start
        chars[one.span.start : end] = "。" * (end - one.span.start)
        for tab in _CELL.finditer(folded, end, one.span.end):
            chars[tab.start()] = "。"
    return "".join(chars)


def _fold(text: str) -> str:
    """``text`` as it is compared, with the tabs between its cells."""
    return "".join("\t" if char == "\t" else one for char, one in zip(text, fold(text), strict=True))


def _find_paragraphs(text: str) -> list[Span]:
    """``text`` is folded but for its tabs."""
    spans, start, line = [], 0, 0
    for end in (*(one.start() for one in re.finditer("\n", text)), len(text)):
        if end == len(text) or not _is_wrapped(text, line, end):
            spans.append(Span(start, end))
            start = end
        line = end + 1
    return spans


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether the line end at ``end`` stands inside a sentence."""
    line, behind = text[start:end].rstrip(), text[end + 1 : end + 60].partition("\n")[0]
    if not line or not behind.strip() or "://" in line.split()[-1]:
        return False
    if _TAB.search(text[start:end]) or _TAB.search(behind):  # a row of a table
        return False
    if len(line) < _LONG[find_language(line)] or LABEL.match(behind) or _BULLET.match(behind):
        return False
    return bool(re.search("[\u4e00-\u9fffa-z0-9,、(%]$", line))


def _read(text: str, folded: str, span: Span) -> Paragraph:
    words = folded[span.start : span.end].strip()
    item = "\t" in folded[span.start : span.end] or "|" in words or bool(LABEL.match(words) or _BULLET.match(words))
    return Paragraph(span, _find_sentences(text, folded, span), item, words.endswith(":"))


def _find_sentences(text: str, folded: str, span: Span) -> tuple[Span, ...]:
    """The sentences of a paragraph; a remark in brackets behind its full stop belongs to the one before it."""
    ends = [one.end() for one in _END.finditer(text, span.start, span.end)]
    edges = [span.start, *(end for end in ends if end < span.end), span.end]
    found: list[Span] = []
    for start, end in itertools.pairwise(edges):
        if found and _BRACKET.fullmatch(folded[start:end]):
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return tuple(found)
