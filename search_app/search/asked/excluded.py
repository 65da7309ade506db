"""What does a query not want, in words: 不要贷款, 除了金融以外, without loans?

What is left out is a kind of benefit, an industry, or a word. Invariant: what is not wanted is never looked for; where
it cannot be said what it is, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from search_app.data import read_table
from search_app.data.patterns import Pattern
from search_app.search.asked.borders import cuts_a_word
from search_app.search.asked.grammar import Found, Place, Unclear, make_patterns
from search_app.search.asked.polarity import is_beside, is_stated
from search_app.search.asked.slots import Seen, find_called, list_called
from search_app.search.model import Read
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import stop_words
from search_app.text.tokens import cut_words, find_words, is_han

_NO = (
    "(?!我|咱|俺|你|他|不|没|除|别|非|以外|之外|(?:no|not|without|nor|the|any|need|use)(?![a-z]))"  # no thing: 除了除了
)
_HAN_THING = _NO + r"[^\s,。、;:!?()《》a-z0-9\"的之以也和或及与还]{1,8}"
_THINGS_ZH = rf"{_HAN_THING}(?:(?:、|和|或者?|以及|及|与){_HAN_THING}){{0,4}}"
_LATIN_THING = _NO + r"[a-z][a-z&-]*(?: +[a-z][a-z&-]*){0,2}"
_THINGS_EN = rf"{_LATIN_THING}(?:,? +(?:or|and|nor) +{_LATIN_THING}){{0,4}}"
_THINGS = f"(?:{_THINGS_ZH}|{_THINGS_EN})"  # in either language, whatever that of the words that say no
_SPLIT = re.compile(r"、|和|或者?|以及|及|与|,? +(?:or|and|nor) +")
_AFTER = re.compile("[只就想]?要")  # 不要优惠|要现金
_MAX_WORDS = 2  # of an English thing that is neither kind nor industry


@cache
def exclusions() -> tuple[tuple[str, tuple[Pattern, ...]], ...]:
    """The rows that say what is not wanted: (whether any word or only a known thing may stand there, patterns)."""
    return tuple(
        (
            row["strength"],
            make_patterns(
                (_fill(_spaced(phrase)) for phrase in row["zh"]),
                (_fill(phrase) for phrase in row["en"]),
            ),
        )
        for row in read_table("asking", "exclusion")
    )


def _fill(phrase: str) -> str:
    """``phrase`` with what it leaves out: whatever stands there, or what the tables know."""
    known = "|".join(name for table in ("kind", "industry") for name in list_called(table))
    return phrase.replace("{thing}", _THINGS).replace("{known}", known)


def _spaced(phrase: str) -> str:
    """A Chinese ``phrase`` in which spaces may part the thing from the words that say no, as they do an English one."""
    before, after, behind = phrase.partition("(?P<thing>{thing})")
    return f"{before}{' *' if before else ''}{after}{' *' if before else '(?: (?=以外|之外|除外))?'}{behind}"


@cache
def _manner() -> re.Pattern[str]:
    (row,) = read_table("asking", "manner")
    return re.compile(rf"(?:{'|'.join(row['zh'])})+$| (?:{'|'.join(row['en'])})(?![a-z])")


@cache
def _free_of() -> re.Pattern[str]:
    (row,) = read_table("asking", "free_of")
    english = "|".join(row["en"])
    return re.compile(rf"(?:{'|'.join(map(re.escape, row['zh']))})$|(?:{english})(?![a-z])")


def find_exclusions(seen: Seen, lexicon: Lexicon, borders: frozenset[int]) -> Iterator[Found | Unclear]:
    """Everything that ``seen`` says is not wanted, overlapping or not."""
    for strength, patterns in exclusions():
        for pattern in patterns:
            for match in pattern.finditer(seen.text):
                behind = match.start("thing") == match.start()
                inside = not behind and cuts_a_word(seen.text, (match.start(),), borders)
                if not inside and not is_stated(seen.text, match.start()):
                    yield from _resolve(match, strength == "any", seen, lexicon, borders)


def _resolve(
    match: re.Match[str], anything: bool, seen: Seen, lexicon: Lexicon, borders: frozenset[int]
) -> Iterator[Found | Unclear]:
    """One constraint for each thing. The first carries the words that say no."""
    at, start = match.start("thing"), match.start()
    ends = [found.span() for found in _SPLIT.finditer(match["thing"])]
    places = list(
        zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(match["thing"])], strict=True)
    )
    for n, (low, high) in enumerate(places):
        place = (at + low, at + high)
        if _free_of().match(match["thing"][low:high]):
            return
        behind = at == match.start() and n == len(places) - 1
        named = _name_known(seen.text, place, behind, borders)
        if named is None and anything:
            named = _name_word(seen.text, place, behind, lexicon)
        if named is None:
            if anything and n == 0 and not is_beside(seen.text, *match.span()):
                yield Unclear(match.span())
            return
        field, value, begin, finish = named
        if begin > place[0]:  # what stands before the thing is another word: 总部奖励金融的不算
            start = begin
        end = match.end() if n == len(places) - 1 and finish == place[1] else finish
        read = Read(field, "not", value, seen.typed[start:end].strip(), "must")
        yield Found(read, (start, end), ((start, end),))
        start = end


_Named = tuple[str, str, int, int]  # field, value, where the thing begins and ends


def _stretches(text: str, place: Place, behind: bool) -> list[Place]:
    """The beginnings of what stands at ``place``, or its ends where the words that say no stand ``behind`` it."""
    low, high = place
    if not is_han(text[low:high]):
        return [(low, low + word.end()) for word in re.finditer(r"[^ ]+", text[low:high])][::-1]
    return [(high - n, high) if behind else (low, low + n) for n in range(high - low, 0, -1)]


def _name_known(text: str, place: Place, behind: bool, borders: frozenset[int]) -> _Named | None:
    """The longest kind or industry at the beginning of ``place``, or at its end. In English no other noun may follow:
    no tax registration is not without tax."""
    for low, high in _stretches(text, place, behind):
        thing, rest = text[low:high], text[high : place[1]]
        following = re.match(r" +([a-z&'-]+)", rest)
        if cuts_a_word(text, (low, high), borders) and (low, high) != place:
            continue
        if following and not (following[1] in stop_words() or _manner().match(rest)):
            continue
        plain = _manner().sub("", thing) or thing
        for table in ("kind", "industry"):
            if value := find_called(table, plain):
                return table, value, low, high
    return None


def _name_word(text: str, place: Place, behind: bool, lexicon: Lexicon) -> _Named | None:
    """The longest word that the library knows; in Chinese only one that is all that is not wanted (不看|广告|看疗效 and
    不要|错过|的补贴 leave out no word)."""
    for low, high in _stretches(text, place, behind):
        if is_han(text[low:high]) and not behind:
            relative = text[place[1] : place[1] + 1] == "的" and is_han(text[place[1] + 1 : place[1] + 2])
            if relative or not (
                high == place[1] or _AFTER.match(text[high : place[1]]) or _manner().fullmatch(text[high : place[1]])
            ):
                continue
        if _is_thing(text[low:high], lexicon):
            return "words", text[low:high], low, high
    return None


def _is_thing(thing: str, lexicon: Lexicon) -> bool:
    """Whether ``thing`` is a word, or a few, that a text may hold."""
    if is_han(thing):
        known = lexicon.knows(thing) or all(len(word) > 1 and lexicon.knows(word) for word in cut_words(thing))
        return len(thing) > 1 and known and not set(find_words(thing)) & stop_words()
    words = thing.split()
    stems = [stem for word in words for stem in find_words(word)]
    return len(words) <= _MAX_WORDS and bool(stems) and set(stems) <= lexicon.stems and not set(words) & stop_words()
