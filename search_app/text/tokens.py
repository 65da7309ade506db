"""Into which tokens is a text cut: words for ranking, and characters with whole numbers for exactness?

Only this module knows jieba, and the same in Rust, which is taken where it is installed. The tokenizer reads no cache
that others could have written, and is loaded once. Invariant: the same text
gives the same tokens, wherever and whenever it is cut (``tests/text/test_segmenter.py``); only where one character
stands three times in a row (一一一) are two cuts equally likely, and each segmenter may choose another.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, Protocol

from search_app.data import read_table
from search_app.text.english import stem
from search_app.text.fold import drop_unseen, fold

# A segmenter is quadratic on a run of one unknown character, so no longer piece is handed to it.
MAX_RUN = 100
SEPARATOR = (
    "\x1f"  # between the tokens of a "chars" view; cannot be typed, because queries with control characters fail
)
# Marks that end a phrase end a word, but for a comma inside a figure (1,000). Matched on folded text.
END_MARK = r"(?:[、;。!?…]|,(?!\d)|(?<!\d),(?=\d))"
_PIECE = re.compile(
    r"\b[a-z]&[a-z]\b|"
    r"\d++(?:[.,]\d++)*+(?![a-z])|[a-z]+(?:-[a-z]+)+|[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W_]"
)
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\u3400-\u9fff\U00020000-\U0003ffff]+", re.S)
_POSSESSIVE = re.compile(r"(?<=[a-z])[’']s\b")
_CHAR = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|\S")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


class Segmenter(Protocol):
    """Cuts a run of Chinese characters, folded and simplified."""

    def cut(self, run: str, guess: bool = False) -> list[str]:
        """The words of ``run``, one after another; with ``guess`` also words that no dictionary has."""

    def knows(self, word: str) -> bool:
        """Whether ``word`` stands in the dictionary."""


class Jieba:
    """jieba itself, which runs wherever Python does. Loading takes a second."""

    def __init__(self) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._plain: Any = jieba.Tokenizer()
        # initialize() would read and write a cache in the shared temporary directory; the table is built here instead.
        self._plain.FREQ, self._plain.total = self._plain.gen_pfdict(self._plain.get_dict_file())
        self._plain.initialized = True
        for row in read_table("segmentation", "word"):
            for word in row["zh"]:
                self._plain.add_word(word, freq=row["freq"])

    def cut(self, run: str, guess: bool = False) -> list[str]:
        """As ``Segmenter`` says."""
        return list(self._plain.cut(run, HMM=guess))

    def knows(self, word: str) -> bool:
        """As ``Segmenter`` says."""
        return bool(self._plain.FREQ.get(word))


class RustJieba:
    """The same dictionary and the same way to cut, in Rust: about ten times as fast. ImportError where it is not
    installed."""

    def __init__(self) -> None:
        import rjieba  # makes a tokenizer of its own, which nobody else uses: another one would cost as much again

        self._plain: Any = rjieba
        for row in read_table("segmentation", "word"):
            for word in row["zh"]:
                self._plain.add_word(word, row["freq"], None)

    def cut(self, run: str, guess: bool = False) -> list[str]:
        """As ``Segmenter`` says."""
        return list(self._plain.cut(run, guess))

    def knows(self, word: str) -> bool:
        """As ``Segmenter`` says."""
        return bool(self._plain.has_word(word))


@cache
def load_segmenter() -> Segmenter:
    """The faster one that is installed, loaded when the first text is cut."""
    try:
        return RustJieba()
    except ImportError:
        return Jieba()


def warm_up() -> None:
    """Load the segmenter, so that no reader waits for it."""
    load_segmenter().cut("鹤岗")


def is_han(text: str) -> bool:
    """Whether ``text`` has a Chinese character."""
    return not text.isascii() and bool(_HAN.search(text))


def find_words(text: str) -> tuple[str, ...]:
    """Tokens for ranking, folded: stems of Latin words, whole numbers, Chinese words and the shorter words in them.

    ``find_words("5G专网建设")`` → ("5g", "专网", "建设").
    """
    return tuple(_words(_POSSESSIVE.sub("", fold(drop_unseen(text)))))


def cut_words(folded: str) -> tuple[str, ...]:
    """The words of ``folded``, one after another, none inside another; joined they are ``folded`` again."""
    cut: list[str] = []
    for run in _RUN.findall(folded):
        if not is_han(run):
            cut.append(run)
            continue
        for start in range(0, len(run), MAX_RUN):
            cut += _cut(run[start : start + MAX_RUN])
    return tuple(cut)


def find_borders(folded: str) -> frozenset[int]:
    """Offsets in ``folded`` at which a word begins or ends for certain: the cut by the dictionary alone and the one
    that guesses unknown words (高管, of which the dictionary has neither) agree on them."""
    plain = {0, *accumulate(map(len, cut_words(folded)))}
    guessed = {0}
    at = 0
    for run in _RUN.findall(folded):
        for start in range(0, len(run), MAX_RUN):
            part = run[start : start + MAX_RUN]
            words = load_segmenter().cut(part, guess=True) if is_han(run) else [part]
            guessed.update(accumulate(map(len, words), initial=at))
            at += len(part)
    return frozenset(plain & guessed)


def is_word(text: str) -> bool:
    """Whether ``text``, folded and simplified, is a word of general Chinese or of our field."""
    return load_segmenter().knows(text)


def _words(folded: str) -> Iterator[str]:
    for piece in _PIECE.findall(folded):
        if piece[0] < "\u3400" or not is_han(piece):
            yield from _latin_words(piece)
        else:
            yield from find_run_words(piece)


def find_run_words(run: str) -> Iterator[str]:
    """``find_words`` of a run of Chinese characters, folded."""
    for start in range(0, len(run), MAX_RUN):
        yield from _all_words(run[start : start + MAX_RUN])


@lru_cache(maxsize=4096)  # as for _cut
def _all_words(run: str) -> tuple[str, ...]:
    """The words of ``run``, each behind the shorter ones in it."""
    return tuple(part for word in _cut(run) for part in (*(_shorter_words(word) if len(word) > 2 else ()), word))


@lru_cache(maxsize=4096)  # what is stored of a clause and its words ask for the same, and so do titles and headings
def _cut(run: str) -> tuple[str, ...]:
    return tuple(load_segmenter().cut(run))


@lru_cache(maxsize=16384)
def _shorter_words(word: str) -> tuple[str, ...]:
    """The words of two and three characters inside a longer one, as jieba cuts for search engines."""
    knows = load_segmenter().knows
    return tuple(
        part
        for length in (2, 3)
        if len(word) > length
        for part in (word[at : at + length] for at in range(len(word) - length + 1))
        if knows(part)
    )


@lru_cache(maxsize=16384)
def _latin_words(piece: str) -> tuple[str, ...]:
    """A number, or the stem of a word; of e-commerce its parts and ecommerce."""
    parts = piece.split("-")
    words = [stem(part) if part.isalpha() else part.replace(",", "") for part in parts]
    return (*words, stem("".join(parts))) if len(parts) > 1 else tuple(words)


def find_chars(text: str) -> tuple[str, ...]:
    """Tokens for exactness, folded: every character that is not white space, but numbers and Latin words whole.

    ``find_chars("最高 150万元")`` → ("最", "高", "150", "万", "元").
    """
    return tuple(
        token.replace(",", "") if token[0].isdigit() else token for token in _CHAR.findall(fold(drop_unseen(text)))
    )


def join_chars(tokens: tuple[str, ...]) -> str:
    """A "chars" view as one string: ``join_chars(find_chars(part)) in join_chars(find_chars(whole))`` is exactness."""
    return SEPARATOR + SEPARATOR.join(tokens) + SEPARATOR
