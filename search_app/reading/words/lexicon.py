"""Which words of a provision say what it is about? The word classes of the reader, found in one pass.

The words are rows of ``data/lexicon``, English ones of ``data/lexicon_en``, where each stands for its inflections; of
words that begin at one place the longest counts. Invariant: tokens are in
order and do not overlap, and ``text[t.start:t.end] == t.word`` for every token that is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from search_app.data import TableError, read_tables
from search_app.figures.quantity import Quantity
from search_app.model import Lang
from search_app.text.english import spell, uninflected

FIGURE = {"money": "#money", "percent": "#percent", "ratio": "#ratio"}
COMMA, STOP = ",", "."
_MARKS = {",": COMMA, ":": ":", "。": STOP, ";": STOP, "!": STOP, "?": STOP, "\n": STOP, "(": "(", ")": ")", "、": "、"}
_COUNTS = "一二三四五六七八九十两"
_SPAN = re.compile(rf"[\d{_COUNTS}]{{1,3}}(?:个月|年|季度)(?![级度会月])")
_NUMBER = re.compile(r"[\d.]+")
_LATIN = re.compile("[a-z]+")
_ENGLISH_SPAN = re.compile(
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|eighteen|twenty|thirty)"
    r"[\s-](?:financial |calendar |consecutive )?(?:years?|months?|quarters?)\b"
)
_LONGEST = 5  # words of a row
_INSIDE = (" ", "-", "&", "'")  # what may stand between two of them
# "Not" before a word of over or under, with at most so many words between them (nor be given more than).
_DENIED = {"over": "not_over", "under": "at_least"}
_BETWEEN = 4


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
    """The longest word of the lexicon that begins at ``at`` of ``text``, that of a passage. Where what stands beside it
    makes it another word, nothing begins there, and no shorter one either."""
    words = _words()
    for first in (text[at : at + 2], text[at]):
        for one in words.get(first, ()):
            if text.startswith(one.word, at):
                end = at + len(one.word)
                return None if _is_another(one, text, at, end) else Token(one.name, at, end, one.word)
    return None


def _is_another(one: _Word, text: str, at: int, end: int) -> bool:
    """Whether the characters beside ``one`` make it another word: 财政 in 财政局."""
    after = bool(one.not_after) and at > 0 and text[at - 1] in one.not_after
    return after or (bool(one.not_before) and end < len(text) and text[end] in one.not_before)


def find_tokens(text: str, figures: Sequence[Quantity] = (), lang: Lang = "zh") -> tuple[Token, ...]:
    """The tokens of ``text``, that of a passage; ``figures`` are tokens of their own."""
    find_at = _token_at if lang == "zh" else _english_at
    tokens: list[Token] = []
    waiting = list(reversed(figures))
    at = 0
    while at < len(text):
        if waiting and at >= waiting[-1].whole[0]:
            figure = waiting.pop()
            start, end = figure.whole
            tokens.append(Token(FIGURE[figure.kind], start, end, text[start:end]))
            at = max(at + 1, figure.whole[1])
            continue
        token = find_at(text, at)
        if token:
            tokens.append(token)
        at = token.end if token else at + 1
    return tuple(tokens if lang == "zh" else _deny(tokens))


def _token_at(text: str, at: int) -> Token | None:
    if word := find_word(text, at):
        return word
    char = text[at]
    if mark := _MARKS.get(char):
        return Token(mark, at, at + 1, char)
    if (char.isdecimal() or char in _COUNTS) and (span := _SPAN.match(text, at)):
        return Token("span", at, span.end(), span.group())
    if char.isdigit() and (number := _NUMBER.match(text, at)):
        return Token("number", at, number.end(), number.group())
    return None


# ── English ──


@cache
def english_words() -> Mapping[tuple[str, ...], str]:
    """By the words of each row, in one spelling, its class; TableError where two rows claim the same."""
    found: dict[tuple[str, ...], str] = {}
    for row in read_tables("lexicon_en", "word"):
        for phrase in row["words"]:
            words = tuple(map(spell, _LATIN.findall(phrase.lower())))
            if found.setdefault(words, row["class"]) != row["class"]:
                raise TableError(f"search_app/data/lexicon_en: {phrase!r} stands in {found[words]} and {row['class']}")
    return found


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for words in english_words() for word in words)


@lru_cache(maxsize=8192)
def _known(word: str) -> str:
    """The word of the rows that ``word`` is, or is an inflection of: what is written itself goes first, so that funding
    is no fund."""
    return next((one for one in uninflected(spell(word)) if one in _vocabulary()), word)


def _class_of(words: Sequence[str]) -> str | None:
    """The class of a row, as it is written or with every word in its first form."""
    classes = english_words()
    written = tuple(map(spell, words))
    return classes.get(written) or classes.get(tuple(map(_known, words))) or classes.get(tuple(map(_first_form, words)))


@lru_cache(maxsize=8192)
def _first_form(word: str) -> str:
    """The shortest word of the rows that ``word`` may be an inflection of."""
    return min((one for one in uninflected(spell(word)) if one in _vocabulary()), key=len, default=word)


def _english_at(text: str, at: int) -> Token | None:
    """The token that begins at ``at`` of an English text, or the word that says nothing, which is passed over."""
    char = text[at]
    if not char.isalpha():
        return _number_at(text, at) or (Token(mark, at, at + 1, char) if (mark := _MARKS.get(char)) else None)
    if span := _ENGLISH_SPAN.match(text, at) if not text[at - 1 : at].isalpha() else None:
        return Token("span", at, span.end(), span.group())
    if not _LATIN.match(text, at):
        return None
    words: tuple[str, ...] = ()
    token, end = Token("", at, at, ""), at
    while len(words) < _LONGEST and (word := _LATIN.match(text, end)):
        words = (*words, word.group())
        name = _class_of(words)
        if name or len(words) == 1:
            token = Token(name or "", at, word.end(), text[at : word.end()])
        end = word.end() + (text[word.end() : word.end() + 1] in _INSIDE)
    return token


def _number_at(text: str, at: int) -> Token | None:
    if not text[at].isdigit():
        return None
    if span := _ENGLISH_SPAN.match(text, at):
        return Token("span", at, span.end(), span.group())
    number = _NUMBER.match(text, at)
    return Token("number", at, number.end(), number.group()) if number else None


def _deny(tokens: Sequence[Token]) -> list[Token]:
    """``tokens`` without those that say nothing; not … more than is a ceiling, not … less than a floor."""
    spoken, since = [], _BETWEEN + 1
    for token in tokens:
        name = _DENIED.get(token.name, token.name) if since <= _BETWEEN else token.name
        since = 0 if token.name == "not" else since + 1 if token.name[:1] not in ("#", ",") else _BETWEEN + 1
        if name:
            spoken.append(Token(name, token.start, token.end, token.word))
    return spoken
