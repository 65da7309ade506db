"""What does a query not want, in words: 不要贷款, 除了金融以外, without loans?

What is left out is a kind of benefit, an industry, or a word. Invariant: what is not wanted is never looked for; where
it cannot be said what it is, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from search_app.data import read_table
from search_app.search.asked.grammar import Found, Place, compile_phrases
from search_app.search.asked.slots import Seen, find_called
from search_app.search.model import Read
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import stop_words
from search_app.text.tokens import find_words, is_han

_HAN_THING = r"[^\s,。、;:!?()《》a-z0-9\"的之以也和或及与还]{1,8}"
_THINGS_ZH = rf"{_HAN_THING}(?:(?:、|和|或者?|以及|及|与){_HAN_THING}){{0,4}}"
_LATIN_THING = r"[a-z][a-z&-]*(?: +[a-z][a-z&-]*){0,2}"
_THINGS_EN = rf"{_LATIN_THING}(?:,? +(?:or|and|nor) +{_LATIN_THING}){{0,4}}"
_THINGS = f"(?:{_THINGS_ZH}|{_THINGS_EN})"  # in either language, whatever that of the words that say no
_SPLIT = re.compile(r"、|和|或者?|以及|及|与|,? +(?:or|and|nor) +")
_MAX_WORDS = 2  # of an English thing that is neither kind nor industry


@dataclass(frozen=True, slots=True)
class Unclear:
    """What is not wanted and cannot be left out, because nobody knows what it is."""

    place: Place


@cache
def exclusions() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """The rows that say what is not wanted: (whether any word or only a known thing may stand there, patterns)."""
    return tuple(
        (
            row["strength"],
            compile_phrases(
                (_spaced(phrase).replace("{thing}", _THINGS) for phrase in row["zh"]),
                (phrase.replace("{thing}", _THINGS) for phrase in row["en"]),
            ),
        )
        for row in read_table("asking", "exclusion")
    )


def _spaced(phrase: str) -> str:
    """A Chinese ``phrase`` in which spaces may part the thing from the words that say no, as they do an English one."""
    before, after, behind = phrase.partition("(?P<thing>{thing})")
    return f"{before}{' *' if before else ''}{after}{' *' if before else '(?: (?=以外|之外|除外))?'}{behind}"


@cache
def _manner() -> re.Pattern[str]:
    words = [word for row in read_table("asking", "manner") for word in row["zh"]]
    return re.compile(f"(?:{'|'.join(words)})+$")


@cache
def _free_of() -> re.Pattern[str]:
    (row,) = read_table("asking", "free_of")
    english = "|".join(row["en"])
    return re.compile(rf"(?:{'|'.join(map(re.escape, row['zh']))})$|(?:{english})(?![a-z])")


def find_exclusions(seen: Seen, lexicon: Lexicon) -> Iterator[Found | Unclear]:
    """Everything that ``seen`` says is not wanted, overlapping or not."""
    for strength, patterns in exclusions():
        for pattern in patterns:
            for match in pattern.finditer(seen.text):
                yield from _resolve(match, strength == "any", seen, lexicon)


def _resolve(match: re.Match[str], anything: bool, seen: Seen, lexicon: Lexicon) -> Iterator[Found | Unclear]:
    """One constraint for each thing. The first carries the words that say no."""
    behind = match.start("thing") == match.start()
    at = match.start("thing")
    ends = [found.span() for found in _SPLIT.finditer(match["thing"])]
    places = list(
        zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(match["thing"])], strict=True)
    )
    start = match.start()
    for n, (low, high) in enumerate(places):
        text = match["thing"][low:high]
        if _free_of().match(text):
            return
        named = _name(text, behind and n == len(places) - 1, anything, lexicon)
        if named is None:
            if anything and n == 0:
                yield Unclear(match.span())
            return
        field, value, skipped, length = named
        if skipped:  # what stands before the thing is another word: 总部奖励金融的不算
            start = at + low + skipped
        end = match.end() if n == len(places) - 1 and skipped + length == high - low else at + low + skipped + length
        read = Read(field, "not", value, seen.typed[start:end].strip(), "must")
        yield Found(read, (start, end), ((start, end),))
        start = end


def _name(text: str, behind: bool, anything: bool, lexicon: Lexicon) -> tuple[str, str, int, int] | None:
    """(field, value, characters before it, its length): the longest known thing at the beginning of ``text``, or at its
    end where the words that say no stand ``behind`` it; else, of ``anything``, a word that the library knows."""
    borders = range(len(text), 0, -1) if is_han(text) else [m.end() for m in re.finditer(r"[^ ]+", text)][::-1]
    stretches = [(len(text) - n, n) if behind and is_han(text) else (0, n) for n in borders]
    for skipped, length in stretches:
        thing = text[skipped : skipped + length]
        plain = _manner().sub("", thing) or thing
        for table in ("kind", "industry"):
            if value := find_called(table, plain):
                return table, value, skipped, length
    for skipped, length in stretches if anything else ():
        thing = text[skipped : skipped + length]
        if _is_thing(thing, lexicon):
            return "words", thing, skipped, length
    return None


def _is_thing(thing: str, lexicon: Lexicon) -> bool:
    """Whether ``thing`` is a word, or a few, that a text may hold."""
    if is_han(thing):
        return len(thing) > 1 and lexicon.knows(thing) and not set(find_words(thing)) & stop_words()
    words = thing.split()
    stems = [stem for word in words for stem in find_words(word)]
    return len(words) <= _MAX_WORDS and bool(stems) and set(stems) <= lexicon.stems and not set(words) & stop_words()
