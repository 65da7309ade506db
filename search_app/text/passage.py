"""How is a text looked at while it is read? Without stray white space, and in one script, width and case.

White space between Chinese characters, beside figures and inside them is a printer's; between Latin words it is the
writer's. Characters that nobody sees are no text. Invariant: ``len(printed) == len(text)``, and ``span`` leads every
place back to the text that was given; a text and the same text with stray spaces have equal passages but for the way
back. Everything in this package that reads a provision reads a ``Passage``, and folds and simplifies nothing itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search_app.model import Amount, Span
from search_app.text.fold import drop_unseen, fold
from search_app.text.joining import LABEL
from search_app.text.script import simplify


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a passage, or several joined: as ``printed``, and the same characters as they are compared."""

    printed: str
    text: str

    def part(self, start: int, end: int | None = None) -> Words:
        """The characters from ``start`` up to ``end``."""
        return Words(self.printed[start:end], self.text[start:end])

    def __add__(self, other: Words) -> Words:
        return Words(self.printed + other.printed, self.text + other.text)

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as it is read: ``text`` is what patterns look at, ``printed`` what is quoted, both of one length."""

    source: str
    printed: str
    text: str
    offsets: Sequence[int]  # of each character in ``source``

    def words(self, start: int, end: int) -> Words:
        """The stretch between two places of the passage."""
        return Words(self.printed[start:end], self.text[start:end])

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the passage stands in ``source``."""
        if end <= start:
            at = self.offsets[start] if start < len(self.offsets) else len(self.source)
            return Span(at, at)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def place(self, offset: int) -> int:
        """The place in the passage of ``offset`` in ``source``, or of the first character behind it that is read."""
        return bisect_left(self.offsets, offset)

    def seen(self, amounts: Iterable[Amount]) -> tuple[Amount, ...]:
        """``amounts`` of ``source`` with the places that they have in the passage."""
        if self.printed == self.source:
            return tuple(amounts)
        return tuple(replace(a, start=self.place(a.start), end=self.place(a.end)) for a in amounts)


# ── one character for one character ──


class _OneForm(dict[int, str]):
    """The one form of each character that was met, folded and simplified: one pass over a text instead of two."""

    def __missing__(self, code: int) -> str:
        far = code > 0xFFFF  # who sends all of these that there are fills no memory
        if far and not (0x1D400 <= code < 0x1D800 or 0x2F800 <= code < 0x2FA20):
            return chr(code)
        formed = simplify(fold(chr(code)))
        if not far:
            self[code] = formed
        return formed


_ONE_FORM = _OneForm({9: " "})


@lru_cache(maxsize=2048)  # the lines of a file are looked at by many in turn
def plain(text: str) -> str:
    """``text`` in one script, width and case; the same length. A middle dot between figures is their point."""
    return _MIDDLE_DOT.sub(".", text.translate(_ONE_FORM))


_MIDDLE_DOT = re.compile(r"(?<=\d)[·・](?=\d)")


# ── what is left out ──

_WIDE = "\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff《》·"
_WIDE_CHAR = re.compile(f"[{_WIDE}]")
_SPACE = re.compile(r"\s+")
_RANGE = re.compile(r"[-~]\s*\d")
_SHUTS_OUT = "([;:/¥$€)]%‰"  # marks behind which no space is meant
_SHUT_OUT = ")],;:/%‰"  # and before which none is
_OF_NUMBER = "0123456789.,"
_THOUSANDS = re.compile(r"\d{3}(?!\d)")
# 1 000 000, and characters that are set apart one by one: 5 0, 1 , 5 0 0, R & D. The cells of a table stay apart.
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[^\S\t\n]\d{3})+(?![\d])")
# 不超过 3 00 万元, 奖励 1 50 万元: beside no other mark, two numbers before one unit are one. A year is a number alone.
_TORN = re.compile(
    rf"(?<![第件表附图注])(?<=[{_WIDE}])[^\S\t\n]?(?!(?:19|20)\d\d\b)\d{{1,4}}(?:[^\S\t\n]\d{{1,3}})+(?=[^\S\t\n]?[万亿元%‰])"
)
# 奖励1. 2万元: a point inside a sentence and before a unit is one of a number, and no end of a label.
_POINT = re.compile(r"(?<=[\u4e00-\u9fff])\d{1,4}[^\S\t\n]?\.[^\S\t\n]?\d{1,4}(?=[^\S\t\n]?[万亿元%‰])")
# 自20 24年1 0月1 日起
_GAP = r"[^\S\t\n]?"
_TWO = rf"{_GAP}\d{_GAP}\d?{_GAP}"
_DAY = re.compile(rf"(?<!\d)[12]{_GAP}\d{_GAP}\d{_GAP}\d{_GAP}年(?:{_TWO}月)?(?:{_TWO}日)?")
_ONE_BY_ONE = re.compile(rf"(?<![^\s{_WIDE}(\[,;:])[!-~‰](?:[^\S\t\n]+[!-~‰](?![^\s{_WIDE})\],;:%]))+")


@lru_cache(maxsize=128)  # figures, benefits, validity and rules of a provision look at the same text
def read_passage(source: str) -> Passage:
    """The passage of ``source``. A line break stays one only where a numbered paragraph or an empty line follows;
    between Latin words it is a space."""
    seen = drop_unseen(source)
    if len(seen) == len(source) and (source.isascii() or not _SPACE.search(source)):
        return Passage(source, source, plain(source), range(len(source)))
    kept = range(len(source)) if seen == source else [at for at, char in enumerate(source) if drop_unseen(char)]
    becomes = _find_stray(seen)
    offsets = tuple(at for n, at in enumerate(kept) if becomes.get(n) != "")
    printed = "".join(becomes.get(n, char) for n, char in enumerate(seen))
    return Passage(source, printed, plain(printed), offsets)


@lru_cache(maxsize=128)
def read_english(source: str) -> Passage:
    """The passage of an English ``source``: white space divides words, so each stretch of it is a space, or the end of
    a paragraph where a numbered one or an empty line follows."""
    kept = [at for at, char in enumerate(source) if drop_unseen(char)]
    seen = "".join(source[at] for at in kept)
    text = plain(seen)
    becomes: dict[int, str] = {}
    for run in _SPACE.finditer(text):
        becomes.update(dict.fromkeys(range(*run.span()), ""))
        becomes[run.start()] = "\n" if _ends_paragraph(text, run) else " "
    offsets = tuple(at for n, at in enumerate(kept) if becomes.get(n) != "")
    printed = "".join(becomes.get(n, char) for n, char in enumerate(seen))
    return Passage(source, printed, plain(printed), offsets)


def _find_stray(seen: str) -> dict[int, str]:
    """What white space becomes, by its place in ``seen``: nothing, a space, or the end of a paragraph."""
    text = plain(seen)
    if "\t" in seen:  # which keeps the cells of a table apart
        text = "".join("\t" if char == "\t" else one for char, one in zip(seen, text, strict=True))
    becomes: dict[int, str] = {}
    for run in _SPACE.finditer(text):
        ends = _ends_paragraph(text, run)
        char = "" if ends or _is_stray(text, run) else " "
        becomes.update(dict.fromkeys(range(*run.span()), char))
        if ends:
            becomes[run.start()] = "\n"
    for pattern in (_GROUPS, _ONE_BY_ONE, _TORN, _POINT, _DAY):
        for found in pattern.finditer(text):
            for space in _SPACE.finditer(text, *found.span()):
                becomes.update(dict.fromkeys(range(*space.span()), ""))
    return becomes


def _ends_paragraph(text: str, run: re.Match[str]) -> bool:
    breaks = run.group().count("\n")
    return breaks > 1 or (breaks == 1 and bool(LABEL.match(text, run.end())))


def _is_stray(text: str, run: re.Match[str]) -> bool:
    left, right = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    if not left or not right:
        return False
    if _WIDE_CHAR.match(left) or _WIDE_CHAR.match(right) or left in _SHUTS_OUT or right in _SHUT_OUT:
        return True
    if left in "-~" or right in "-~":
        return _joins(text, run)
    broken = "\n" in run.group() and left in _OF_NUMBER and right in _OF_NUMBER  # by a printer, not by a writer
    if left == ",":  # 100, 200 are two numbers
        return not right.isdigit() or (broken and bool(_THOUSANDS.match(text, run.end())))
    return broken


def _joins(text: str, run: re.Match[str]) -> bool:
    """Whether white space stands beside the dash of a range: 50 - 100, 5% ~ 8%."""
    if text[run.start() - 1] in "-~":
        return text[run.end()].isdigit()
    return bool(_RANGE.match(text, run.end()))


# ── sentences ──

_OPENING, _SHUTTING = "([{《“", ")]}》”"


def find_sentences(passage: Passage) -> tuple[Span, ...]:
    """What stands between two full stops, semicolons or ends of paragraphs, in places of the passage. Marks inside
    brackets do not divide, but for a full stop: a bracket that nobody shut goes no further."""
    spans, depth, start = [], 0, 0
    for at, char in enumerate(passage.text):
        if char in _OPENING:
            depth += 1
        elif char in _SHUTTING:
            depth = max(0, depth - 1)
        elif char in "。\n" or (depth == 0 and char in ";!?"):
            spans.append(Span(start, at))
            depth, start = 0, at + 1
    spans.append(Span(start, len(passage.text)))
    return tuple(span for span in spans if passage.text[span.start : span.end].strip())
