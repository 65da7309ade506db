"""Which words of a provision say what it is about? The word classes of the reader, found in one pass.

The words are rows of ``data/lexicon``; of words that begin at one place the longest counts. Invariant: tokens are in
order and do not overlap, and ``text[t.start:t.end] == t.word`` for every token that is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from search_app.data import read_tables
from search_app.figures.quantity import Quantity

FIGURE = {"money": "#money", "percent": "#percent", "ratio": "#ratio"}
COMMA, STOP = ",", "."
_MARKS = {",": COMMA, ":": ":", "。": STOP, ";": STOP, "!": STOP, "?": STOP, "\n": STOP, "(": "(", ")": ")", "、": "、"}
_SPAN = re.compile(r"[\d一二三四五六七八九十两]{1,3}(?:个月|年|季度)(?![级度会月])")
_NUMBER = re.compile(r"[\d.]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a class, a mark, a number that is no figure, or a figure."""

    name: str  # the class
    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    name: str
    not_after: str
    not_before: str


@cache
def _words() -> Mapping[str, tuple[_Word, ...]]:
    """By its first two characters, or its only one, the words that begin so, longest first."""
    found: dict[str, list[_Word]] = {}
    for row in read_tables("lexicon", "word"):
        for word in row["words"]:
            found.setdefault(word[:2], []).append(_Word(word, row["class"], row["not_after"], row["not_before"]))
    return {first: tuple(sorted(words, key=lambda w: -len(w.word))) for first, words in found.items()}


def find_word(text: str, at: int) -> Token | None:
    """The longest word of the lexicon that begins at ``at`` of ``text``, that of a passage."""
    words = _words()
    for first in (text[at : at + 2], text[at]):
        for one in words.get(first, ()):
            end = at + len(one.word)
            if not text.startswith(one.word, at) or (one.not_after and at and text[at - 1] in one.not_after):
                continue
            if not (one.not_before and end < len(text) and text[end] in one.not_before):
                return Token(one.name, at, end, one.word)
    return None


def find_tokens(text: str, figures: Sequence[Quantity] = ()) -> tuple[Token, ...]:
    """The tokens of ``text``, that of a passage; ``figures`` are tokens of their own."""
    tokens: list[Token] = []
    waiting = list(reversed(figures))
    at = 0
    while at < len(text):
        if waiting and at >= waiting[-1].whole[0]:
            figure = waiting.pop()
            tokens.append(Token(FIGURE[figure.kind], *figure.whole, figure.text))
            at = max(at + 1, figure.whole[1])
            continue
        token = _token_at(text, at)
        if token:
            tokens.append(token)
        at = token.end if token else at + 1
    return tuple(tokens)


def _token_at(text: str, at: int) -> Token | None:
    if word := find_word(text, at):
        return word
    char = text[at]
    if mark := _MARKS.get(char):
        return Token(mark, at, at + 1, char)
    if span := _SPAN.match(text, at):
        return Token("span", at, span.end(), span.group())
    if char.isdigit() and (number := _NUMBER.match(text, at)):
        return Token("number", at, number.end(), number.group())
    return None
