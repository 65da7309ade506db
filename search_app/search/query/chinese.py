"""What else does a stretch of Chinese mean? Each help adds needles to a wish and says where they come from.

script, question, synonyms, spelling, offices: each works alone and can be switched off. Invariant: what was typed stays
a needle, except where it is an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import cache
from itertools import accumulate

from search_app.data import read_table
from search_app.search.model import Help, Needle, Origin
from search_app.search.query.related import (
    LOOSE,
    SOUNDED,
    UNBROKEN,
    find_synonyms,
    office_needles,
    related,
    telling_words,
)
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import stop_words
from search_app.text.fold import fold
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.pinyin import blur
from search_app.text.script import simplify
from search_app.text.tokens import END_MARK, cut_words, find_borders, find_chars, find_words, is_han, is_word

# A single character is half a word at best: 买 of 买大学的技术.
SINGLE = 0.3


@cache
def _question_words() -> re.Pattern[str]:
    rows = read_table("stopwords", "question")
    words = sorted({word for row in rows for word in row["zh"]}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


_COUNTING = f"{HAN_NUMERALS}几"


def expand_chinese(
    typed: str, text: str, lexicon: Lexicon, helps: frozenset[Help]
) -> tuple[tuple[Needle, ...], str | None]:
    """(needles, corrected text) of a stretch of Chinese; ``text`` is ``typed`` folded and simplified."""
    origin: Origin = "script" if text != typed else "typed"
    needles = [Needle(text, "chars", origin, UNBROKEN)]
    rest = text
    if "offices" in helps:
        found = list(_find_offices(text, lexicon))
        for name, office in found:
            needles += office_needles(office, () if name == text else (name,))
            rest = rest.replace(name, " ")
        if found and not rest.strip():
            return tuple(needles), None
    pieces = re.sub(END_MARK, " ", rest).split()
    if "question" in helps:
        pieces = [part for piece in pieces for part in _split_question(piece)] or pieces
    corrected = None
    for piece in pieces:
        fixed = _correct_chinese(piece, lexicon) if "spelling" in helps else None
        if fixed:
            corrected = (corrected or text).replace(*fixed)
        needles += _piece_needles(piece, origin, lexicon, helps, len(pieces) > 1, fixed)
    if "synonyms" in helps:
        needles += _find_concepts(text, telling_words(text), lexicon, {needle.text for needle in needles})
    return tuple(dict.fromkeys(needles)), corrected


def _find_concepts(text: str, words: Iterable[str], lexicon: Lexicon, have: Set[str]) -> Iterator[Needle]:
    """What the concepts that ``text`` means lead to; ``words`` are its own."""
    for meant in lexicon.concepts.in_chinese(text):
        said = tuple(w for w in words if any(w in one or one in w for one in meant.words))
        for means in meant.concept.means:
            if means not in have:
                yield replace(related(means, "synonym", said or meant.words), weight=LOOSE)


def _piece_needles(
    piece: str, origin: Origin, lexicon: Lexicon, helps: frozenset[Help], is_part: bool, fixed: tuple[str, str] | None
) -> Iterator[Needle]:
    """The needles of one unbroken stretch; ``is_part`` when the wish has others, ``fixed`` is (as typed, as meant)."""
    meant = piece.replace(*fixed) if fixed else piece
    words, said = telling_words(piece), telling_words(meant)
    for word in words:
        mistyped = fixed is not None and word not in said
        stands_for = tuple(said) if mistyped else (word,)
        weight = SINGLE if len(word) == 1 else 1.0
        yield Needle(word, "words", origin, weight, stands_for=stands_for, share=SINGLE if mistyped else 1.0)
    if is_part and len(find_chars(piece)) > 1:
        yield Needle(piece, "chars", origin, 0.5, stands_for=tuple(words))
    if "synonyms" in helps:
        yield from find_synonyms(piece, words, lexicon)
    if fixed:
        yield Needle(meant, "chars", "spelling", SOUNDED * UNBROKEN, stands_for=tuple(said))
        for word in said:
            yield Needle(word, "words", "spelling", SOUNDED, stands_for=(word,))
        yield from find_synonyms(fixed[1], said, lexicon)


def is_empty_talk(text: str) -> bool:
    """Whether nothing is left of ``text`` without question words and stop words: 最多能补, 的, 的条款."""
    rest = " ".join(_split_question(text))
    return is_han(text) and all(word in _idle_words() or word in "补给拿领" for word in find_words(rest))


@cache
def _idle_words() -> frozenset[str]:
    """Stop words, and what everything here is called: 条款, 政策."""
    return stop_words() | {word for row in read_table("stopwords", "document_kind") for word in row["zh"]}


def is_keyword(text: str) -> bool:
    """Whether ``text`` is a term rather than part of a sentence: it has no stop words and no question words."""
    folded = simplify(fold(text))
    return not set(find_words(folded)) & stop_words() and _split_question(folded) == [folded]


def _split_question(piece: str) -> list[str]:
    """``piece`` without question words. Only whole words are cut out: of 高管奖励 and 个人所得 nothing is."""
    borders = find_borders(piece)
    parts, at = [], 0
    for found in _question_words().finditer(piece):
        if found.start() in borders and found.end() in borders:
            parts.append(piece[at : found.start()])
            at = found.end()
    return [part for part in (*parts, piece[at:]) if part]


def _find_offices(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """(name as typed, office id): names of three characters and more anywhere, shorter ones only alone."""
    at = 0
    while at < len(text):
        for length in range(min(24, len(text) - at), 1, -1):
            name = text[at : at + length]
            if name in lexicon.offices and (length > 2 or name == text):
                yield name, lexicon.offices[name]
                at += length - 1
                break
        at += 1


def _correct_chinese(piece: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """(as typed, as meant) of the first stretch that nobody knows, but that the texts know by another spelling.

    A slip breaks a word into pieces. So only whole words side by side are looked at, of which one is a single
    character that is no word of its own; what general Chinese, an office or the texts know is never corrected, nor
    the unit behind a figure (3亿円).
    """
    words = cut_words(piece)
    ends = list(accumulate(map(len, words), initial=0))
    spans = ((i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1) if 1 < ends[j] - ends[i] <= 6)
    for i, j in sorted(spans, key=lambda span: (ends[span[0]] - ends[span[1]], span)):
        typed = piece[ends[i] : ends[j]]
        broken = _broken_places(words[i:j])
        # A part of a stretch of single characters (创板 of 科创板) is a piece of a new word, or of spoken grammar.
        if len(words[i]) == len(words[j - 1]) == 1 and (_is_single(words[i - 1 : i]) or _is_single(words[j : j + 1])):
            continue
        # 奖|有, 要|建: a word of grammar beside another is what a sentence is made of.
        if all(len(word) == 1 for word in words[i:j]) and not stop_words().isdisjoint(words[i:j]):
            continue
        if not broken or not is_han(typed) or lexicon.knows(typed) or piece[: ends[i]][-1:].isdigit():
            continue
        for meant in _same_sound(typed, lexicon):
            # Two words that stand side by side somewhere (市场 上市) are no word that a slip could be made in.
            if not (is_word(meant) or meant in lexicon.renderings):
                continue
            wrong = {n for n, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other}
            if wrong and wrong <= broken:
                return typed, meant
    return None


def _is_single(beside: Sequence[str]) -> bool:
    return any(len(word) == 1 and is_han(word) for word in beside)


def _broken_places(words: Iterable[str]) -> frozenset[int]:
    """Offsets of the single characters among ``words`` that no rule of grammar puts there, and that do not count."""
    places, at = set(), 0
    for word in words:
        if len(word) == 1 and is_han(word) and word not in stop_words() and word not in _COUNTING:
            places.add(at)
        at += len(word)
    return frozenset(places)


def _same_sound(typed: str, lexicon: Lexicon) -> list[str]:
    words = lexicon.tables.sounds.by_blurred_sound.get(blur(lexicon.sounds.syllables(typed)), ())
    return [word for word in words if len(word) == len(typed) and set(word) & set(typed)]
