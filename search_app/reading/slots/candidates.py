"""Which words of a sentence could name who or what receives? Nouns of the table of receivers, and plain names.

A name has two ends. Where it ends is a ``Head``: a noun that can receive (``data/receivers.toml``), or the last
character of a plain name that stands alone in its phrase (对水稻给予…, 船长每人4万元). Where it may begin is one of few
places: the beginning of its phrase, behind a word of the lexicon, behind 的. Invariant: both ends stand outside
brackets and quotation marks, so that what stands between two of these is never cut.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from search_app.data import read_table
from search_app.reading.words.lexicon import Token, find_word
from search_app.reading.words.units import Segment, Unit
from search_app.text.passage import Passage

PLAIN, SUFFIX, PAYER = "plain", "suffix", "payer"
RECEIVER, OPENING = "receiver", "opening"  # kinds of rows
_OPEN, _SHUT = "([《“", ")]》”"
_ASIDE = re.compile(r"\([^(),;。]{1,8}\)")
_BRACKETS = re.compile(r"\([^()]*\)")
_LAST_ASIDE = re.compile(r"\([^()]*\)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Numbering and marks that open a phrase; the words that do are rows of the table.
_NUMBERING = re.compile(
    r"\[[^\]]*\]|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]{1,3}、|[①-⑳]|[:、]"
)
_OF = re.compile("的(?!确|士)")
_LONGEST_PLAIN = 16
_LONGEST_OPENING = 6  # words that are stripped one after another
# Behind which words of the lexicon a name can begin. The others also stand inside names: 政府性担保机构, 规模以上企业.
_CLOSES = {
    "give", "aid", "interest_aid", "return", "by", "to", "encourage", "endeavour", "apply", "becomes", "does", "set_up",
    "again", "respective", "per", "same", "once", "bear", "cap", "held", "raise", "not_over", "at_least", "total",
    "case", "by_rule", "step", "instalment", "goal", "#money", "#percent", "#ratio",
}  # fmt: skip
_BOUNDS = {"upward", "downward", "over", "included"}  # only behind a figure: 5000万元以上企业
_PAYS = re.compile("由[^,;:的]{0,6}$")  # 由省级|财政 pays, 由合作|银行 lends
_RANK = re.compile(r"(?:第[一二三四五六七八九十\d]{1,3}[^、]{0,2}[、和及至]?)+")  # 第二台、第三台 are no names
_BECOMES = re.compile("[为成]")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a name ends: the noun from ``start`` to ``end``; ``until`` is the end with the bracket or quotation mark
    that belongs to it."""

    name: str  # the class
    word: str
    start: int
    end: int
    until: int


@dataclass(frozen=True, slots=True)
class _Noun:
    word: str
    name: str
    not_after: str
    not_before: str


@cache
def _nouns(kind: str) -> Mapping[str, tuple[_Noun, ...]]:
    """By first character, the words of one kind of row that begin with it, longest first."""
    found: dict[str, list[_Noun]] = {}
    for row in read_table("receivers", kind):
        for word in row["words"]:
            found.setdefault(word[0], []).append(_Noun(word, row["class"], row["not_after"], row["not_before"]))
    return {first: tuple(sorted(nouns, key=lambda n: -len(n.word))) for first, nouns in found.items()}


def _noun_at(text: str, at: int, kind: str = RECEIVER) -> _Noun | None:
    """The longest word of one kind of row that begins at ``at``."""
    for one in _nouns(kind).get(text[at], ()):
        end = at + len(one.word)
        if not text.startswith(one.word, at) or (at and text[at - 1] in one.not_after):
            continue
        if text[end : end + 1] and text[end] in one.not_before:
            continue
        return one
    return None


def mask(text: str) -> str:
    """``text`` of a passage, with what stands in brackets blotted out: 企业(集团)总部 → 企业(一一)总部."""
    return _BRACKETS.sub(lambda m: "(" + "一" * (len(m.group()) - 2) + ")", text)


def name_within(words: str) -> tuple[int, int] | None:
    """The name with which ``words`` begin, before what it does: 本科毕业生首次就业 → 本科毕业生."""
    stop = next(
        (at for at in range(1, len(words)) if (word := find_word(words, at)) and word.name in _CLOSES), len(words)
    )
    ends = [at + len(noun.word) for at in range(stop) if (noun := _noun_at(words, at)) and noun.name != SUFFIX]
    return (0, ends[-1]) if ends and ends[-1] <= stop else None


def names_receiver(words: str) -> bool:
    """Whether ``words`` of a passage end in a noun that can receive: 省级孵化器(园区), but not 受理 or 优秀."""
    bare = _LAST_ASIDE.sub("", words).rstrip("”》]")
    ends = ((at, _noun_at(bare, at)) for at in range(len(bare)))
    return any(noun is not None and at + len(noun.word) == len(bare) for at, noun in ends)


@lru_cache(maxsize=32)  # each benefit of a provision asks again
def depths(text: str) -> tuple[int, ...]:
    """How many brackets and quotation marks are open at each place of ``text``, and at its end."""
    found, depth = [0], 0
    for char in text:
        if char in _OPEN:
            depth += 1
        elif char in _SHUT:
            depth = max(0, depth - 1)
        elif char == "。":
            depth = 0
        found.append(depth)
    return tuple(found)


def find_heads(passage: Passage, unit: Unit, tokens: Sequence[Token]) -> tuple[Head, ...]:
    """Every place of ``unit`` where a name could end, in order. ``tokens`` are those of the unit."""
    return _find_heads(passage.text, unit, tuple(tokens))


@lru_cache(maxsize=1024)  # the sentences of a long text, which are gone through more than once
def _find_heads(text: str, unit: Unit, tokens: tuple[Token, ...]) -> tuple[Head, ...]:
    begins = {t.start for t in tokens if t.name not in ("company", "of")}
    found = {head.end: head for head in _known(text, unit, begins)}
    for segment in unit.segments:
        plain = _plain(text, segment, tokens)
        if plain and not any(end in found for end in (plain.end, plain.until)):
            found[plain.end] = plain
    return tuple(found[end] for end in sorted(found))


def _known(text: str, unit: Unit, begins: set[int]) -> Iterator[Head]:
    deep, reached, begins_noun = depths(text), unit.words, _nouns(RECEIVER)
    for at in range(unit.words, unit.end):
        noun = _noun_at(text, at) if text[at] in begins_noun else None
        if noun is None or at + len(noun.word) <= reached:
            continue  # 企业 in 企业家
        reached = at + len(noun.word)
        if noun.name == PAYER and _PAYS.search(text, max(unit.words, at - 7), at):
            continue
        until = _until(text, reached, unit.end)
        if deep[until] == 0 and (noun.name != SUFFIX or _ends_word(text, reached, unit.end, begins)):
            yield Head(noun.name, noun.word, at, reached, until)


def _ends_word(text: str, end: int, stop: int, begins: set[int]) -> bool:
    return end >= stop or end in begins or not _HAN.match(text[end]) or text[end] in "的等每给按可各均依享获领凭"


def _until(text: str, end: int, stop: int) -> int:
    """The end with what belongs to it: 人才(团队), “头雁企业”."""
    if text[end : end + 1] in ("”", "》", "]"):
        return end + 1
    aside = _ASIDE.match(text, end, stop)
    return aside.end() if aside else end


def _plain(text: str, segment: Segment, tokens: Sequence[Token]) -> Head | None:
    """A phrase that opens with words of no class up to the first one that has one: 水稻 in 对水稻给予奖励."""
    start = openings(text, segment)[-1]
    # By number: an iterator would first go through all that stands before, for each of a sentence's phrases.
    behind = range(bisect_left(tokens, start, key=lambda token: token.start), len(tokens))
    following = (tokens[n].start for n in behind if tokens[n].name not in ("company", "or", "、", "(", ")"))
    end = min(segment.end, next(following, segment.end))
    while end > start and text[end - 1] in "的每,、":
        end -= 1
    there = bisect_left(tokens, end, key=lambda token: token.start)
    graded = any(t.start == end and t.name == "ranked" for t in tokens[there : there + 1])  # 绩效评价优秀的
    words = text[start:end]
    if (
        graded
        or _RANK.fullmatch(words)
        or not 2 <= len(words) <= _LONGEST_PLAIN
        or not _HAN.match(words[-1])
        or depths(text)[end]
    ):
        return None
    return Head(PLAIN, words[-1], start, end, end)


@lru_cache(maxsize=1024)  # each name of a sentence asks for every phrase of it
def openings(text: str, segment: Segment) -> tuple[int, ...]:
    """Where ``segment`` begins, and where it begins behind each of the words that open it (其中, 对, numbering)."""
    places = [segment.start]
    while len(places) <= _LONGEST_OPENING and places[-1] < segment.end:
        numbering = _NUMBERING.match(text, places[-1], segment.end)
        word = None if numbering else _noun_at(text, places[-1], OPENING)
        if numbering is None and word is None:
            break
        places.append(numbering.end() if numbering else places[-1] + len(word.word) if word else segment.end)
    return tuple(places)


def skip_opening(text: str, at: int) -> int | None:
    """The place behind a word that opens a phrase at ``at``; None where there is none."""
    word = _noun_at(text, at, OPENING)
    return at + len(word.word) if word else None


def find_beginnings(text: str, segment: Segment, head: Head, tokens: Sequence[Token]) -> tuple[int, ...]:
    """Every place where the name that ends in ``head`` could begin, in order: outside brackets, before its noun."""
    deep = depths(text)
    last = head.end - 1 if head.name in (PLAIN, SUFFIX) else head.start
    inside = [t for t in tokens if segment.start <= t.start and t.end <= last]
    places = {*openings(text, segment), *_behind_words(text, inside)}
    places |= {m.end() for m in _OF.finditer(text, segment.start, last)}
    return tuple(sorted(at for at in places if at <= last and deep[at] == 0))


def _behind_words(text: str, tokens: Sequence[Token]) -> Iterator[int]:
    """Places behind the words of a phrase that are no part of a name: 认定为|国家级平台, 5000万元以上|企业."""
    for n, token in enumerate(tokens):
        figure = n > 0 and tokens[n - 1].name[0] == "#" and tokens[n - 1].end == token.start
        if token.name in _CLOSES or (token.name in _BOUNDS and figure):
            yield token.end
        if token.name == "becomes" and _BECOMES.match(text, token.end):
            yield token.end + 1
