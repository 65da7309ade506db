"""Into which tokens is a text cut: words for ranking, and characters with whole numbers for exactness?

Only this module knows jieba. Its tokenizer is our own (never the global one), reads no cache that others could have
written, and is loaded once. Invariant: the same text gives the same tokens, wherever and whenever it is cut.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from search_app.data import read_table
from search_app.text.english import stem
from search_app.text.fold import drop_unseen, fold

# jieba is quadratic on a run of one unknown character, so no longer piece is handed to it.
MAX_RUN = 100
SEPARATOR = (
    "\x1f"  # between the tokens of a "chars" view; cannot be typed, because queries with control characters fail
)
# Marks that end a phrase end a word, but for a comma inside a figure (1,000). Matched on folded text.
END_MARK = r"(?:[、;。!?…]|,(?!\d)|(?<!\d),(?=\d))"
_PIECE = re.compile(
    r"\b[a-z]&[a-z]\b|"
    r"\d+(?:[.,]\d+)*(?![a-z])|[a-z]+(?:-[a-z]+)+|[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W_]"
)
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\u3400-\u9fff\U00020000-\U0003ffff]+", re.S)
_POSSESSIVE = re.compile(r"(?<=[a-z])[’']s\b")
_CHAR = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|\S")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@cache
def _segmenter() -> Any:
    import jieba  # a second to load: only when the first text is cut, or by ``warm_up``

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # initialize() would read and write a cache in the shared temporary directory; build the table ourselves instead.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for row in read_table("segmentation", "word"):
        for word in row["zh"]:
            tokenizer.add_word(word, freq=row["freq"])
    return tokenizer


def warm_up() -> None:
    """Load the segmenter, so that no reader waits for it."""
    _segmenter().lcut("鹤岗")


def is_han(text: str) -> bool:
    """Whether ``text`` has a Chinese character."""
    return bool(_HAN.search(text))


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
            words = _segmenter().cut(part, HMM=True) if is_han(run) else (part,)
            guessed.update(accumulate(map(len, words), initial=at))
            at += len(part)
    return frozenset(plain & guessed)


def is_word(text: str) -> bool:
    """Whether ``text``, folded and simplified, is a word of general Chinese or of our field."""
    return bool(_segmenter().FREQ.get(text))


def _words(folded: str) -> Iterator[str]:
    for piece in _PIECE.findall(folded):
        if not is_han(piece):
            yield from _latin_words(piece)
            continue
        for start in range(0, len(piece), MAX_RUN):
            for word in _cut(piece[start : start + MAX_RUN]):
                yield from _shorter_words(word)
                yield word


@lru_cache(maxsize=4096)  # what is stored of a clause and its words ask for the same, and so do titles and headings
def _cut(run: str) -> tuple[str, ...]:
    return tuple(_segmenter().cut(run, HMM=False))


def _shorter_words(word: str) -> Iterator[str]:
    """The words of two and three characters inside a longer one, as jieba cuts for search engines."""
    known = _segmenter().FREQ
    for length in (2, 3):
        if len(word) > length:
            parts = (word[at : at + length] for at in range(len(word) - length + 1))
            yield from (part for part in parts if known.get(part))


def _latin_words(piece: str) -> Iterator[str]:
    """A number, or the stem of a word; of e-commerce its parts and ecommerce."""
    parts = piece.split("-")
    yield from (stem(part) if part.isalpha() else part.replace(",", "") for part in parts)
    if len(parts) > 1:
        yield stem("".join(parts))


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
