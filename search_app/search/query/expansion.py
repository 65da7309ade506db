"""What else does a query mean? Each help adds needles to a wish and says where they come from.

script, question, synonyms, translation, pinyin, spelling, offices (and amounts, in ``figures``): each works alone and
can be switched off; with ``exact`` none works. Invariant: what was typed stays a needle, except where it is a figure or
an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import accumulate

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search_app.data import read_table
from search_app.search.model import Help, Needle, Origin, Wish
from search_app.search.query.lexicon import Lexicon
from search_app.search.query.stopwords import office_key, stop_words
from search_app.search.query.tables import Meaning
from search_app.text.fold import fold
from search_app.text.pinyin import blur
from search_app.text.script import simplify
from search_app.text.tokens import END_MARK, cut_words, find_borders, find_chars, find_words, is_han, is_word

# A word that stands for the typed one is worth a little less than the typed one itself. Not tuned.
RELATED = 0.65
SOUNDED = 0.9
# An expression whose words stand apart in the query is a weaker sign than one that stands unbroken.
LOOSE = 0.8
# A single character is half a word at best: 买 of 买大学的技术.
SINGLE = 0.3
# The words of an expression that stands for the typed one, found apart: 子女就学 → 子女.
PART = 0.15
# What the texts call by the typed word themselves needs less help: then its synonyms only add what it misses.
KNOWN = 0.25
# A clause that says all of it unbroken is a better answer than one that says the words apart, even in its title.
UNBROKEN = 1.0
# Latin words side by side are wishes of their own up to this number.
MAX_WISHES = 3
# An office that is named is what the reader looks for, more than any single word.
LEAD_OFFICE = 3.0
OFFICE = 1.5
# Pinyin is looked for in this many words side by side, each of this many letters: a longer one is no pinyin.
MAX_SYLLABLES = 8
MAX_LETTERS = 60
MAX_MEANINGS = 12
MIN_CORRECTED = 6  # letters of an English word: a shorter one may well be another word (mayor, major)


@cache
def _question_words() -> re.Pattern[str]:
    rows = read_table("stopwords", "question")
    words = sorted({word for row in rows for word in row["zh"]}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


# ── Chinese ──


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
            needles += _office_needles(office, () if name == text else (name,))
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
    return tuple(dict.fromkeys(needles)), corrected


def _piece_needles(
    piece: str, origin: Origin, lexicon: Lexicon, helps: frozenset[Help], is_part: bool, fixed: tuple[str, str] | None
) -> Iterator[Needle]:
    """The needles of one unbroken stretch; ``is_part`` when the wish has others, ``fixed`` is (as typed, as meant)."""
    meant = piece.replace(*fixed) if fixed else piece
    words, said = _telling_words(piece), _telling_words(meant)
    for word in words:
        mistyped = fixed is not None and word not in said
        stands_for = tuple(said) if mistyped else (word,)
        weight = SINGLE if len(word) == 1 else 1.0
        yield Needle(word, "words", origin, weight, stands_for=stands_for, share=SINGLE if mistyped else 1.0)
    if is_part and len(find_chars(piece)) > 1:
        yield Needle(piece, "chars", origin, 0.5, stands_for=tuple(words))
    if "synonyms" in helps:
        synonyms = list(_synonyms(piece, words, lexicon))
        yield from synonyms
        yield from find_loose(words, lexicon, synonyms)
    if fixed:
        yield Needle(meant, "chars", "spelling", SOUNDED * UNBROKEN, stands_for=tuple(said))
        for word in said:
            yield Needle(word, "words", "spelling", SOUNDED, stands_for=(word,))
        yield from _synonyms(fixed[1], said, lexicon)


def _telling_words(text: str) -> list[str]:
    return [word for word in find_words(text) if word not in stop_words()]


def is_empty_talk(text: str) -> bool:
    """Whether nothing is left of ``text`` without question words and stop words: 最多能补, 的."""
    rest = " ".join(_split_question(text))
    return is_han(text) and all(word in stop_words() or word in "补给拿领" for word in find_words(rest))


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


def _office_needles(office: str, stands_for: tuple[str, ...] = ()) -> list[Needle]:
    return [
        Needle(f"lead-{office}", "offices", "synonym", LEAD_OFFICE, stands_for=stands_for),
        Needle(office, "offices", "synonym", OFFICE, stands_for=stands_for),
    ]


def _synonyms(piece: str, words: Iterable[str], lexicon: Lexicon) -> Iterator[Needle]:
    """What the tables say of every expression in ``piece``, whose words are ``words``; of two expressions that overlap
    the longer one."""
    taken = 0
    for at in range(len(piece)):
        for length in range(min(12, len(piece) - at), 1, -1):
            meanings = lexicon.chinese.get(piece[at : at + length])
            if meanings and at + length > taken:
                taken = at + length
                said = piece[at : at + length]
                worth = KNOWN if said in lexicon.vocabulary.han else 1.0
                stands_for = tuple(word for word in words if word in said) or (said,)
                for meaning in meanings[:MAX_MEANINGS]:
                    needle = related(meaning.text, "synonym", stands_for, worth)
                    yield needle
                    for word in needle.words if len(needle.words) > 1 else ():
                        if len(word) > 1 and lexicon.is_telling(word):
                            yield Needle(word, "words", "synonym", PART * worth, stands_for=stands_for, share=PART)
                break


def _by_length(entry: tuple[frozenset[str], tuple[Meaning, ...]]) -> tuple[int, list[str], list[str]]:
    """The longest first; of equal ones the order is their own, whatever the order of a set."""
    words, meanings = entry
    return -len(words), sorted(words), [meaning.text for meaning in meanings]


def find_loose(words: list[str], lexicon: Lexicon, known: Iterable[Needle]) -> list[Needle]:
    """Expressions all of whose words are among ``words``, wherever they stand."""
    given, have = set(words), {needle.text for needle in known}
    entries = {entry for word in given for entry in lexicon.loose.get(word, ()) if entry[0] <= given}
    longest = sorted(entries, key=_by_length)[:MAX_MEANINGS]
    found: dict[str, Needle] = {}
    for said, meanings in longest:
        stands_for = tuple(word for word in dict.fromkeys(words) if word in said)
        for meaning in meanings[:3]:
            if meaning.text not in have:
                needle = replace(related(meaning.text, meaning.origin, stands_for), weight=LOOSE)
                found.setdefault(meaning.text, needle)
    return list(found.values())


def related(text: str, origin: Origin, stands_for: tuple[str, ...], share: float = 1.0) -> Needle:
    """A string of the texts that stands for what was typed, worth as much as its words are where it stands."""
    return Needle(text, "chars", origin, RELATED * share, tuple(_telling_words(text)), stands_for)


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


def _broken_places(words: Iterable[str]) -> frozenset[int]:
    """Offsets of the single characters among ``words`` that no rule of grammar puts there."""
    places, at = set(), 0
    for word in words:
        if len(word) == 1 and is_han(word) and word not in stop_words():
            places.add(at)
        at += len(word)
    return frozenset(places)


def _same_sound(typed: str, lexicon: Lexicon) -> list[str]:
    words = lexicon.tables.by_blurred_sound.get(blur(lexicon.sounds.syllables(typed)), ())
    return [word for word in words if len(word) == len(typed) and set(word) & set(typed)]


# ── Latin letters ──


def expand_latin(words: list[str], lexicon: Lexicon, helps: frozenset[Help]) -> tuple[list[Wish], dict[str, str]]:
    """(wishes, corrections) of words that stand side by side: known expressions together, the others alone."""
    wishes: list[Wish] = []
    corrections: dict[str, str] = {}
    at = 0
    while at < len(words):
        wish, length = _find_expression(words, at, lexicon, helps)
        if wish is None:
            wish, length = _find_unknown(words, at, lexicon, helps, corrections)
        if wish is not None:
            wishes.append(wish)
        at += length
    if len(wishes) > MAX_WISHES:
        # A sentence is one wish in many words: no clause need hold each of them.
        merged = dict.fromkeys(needle for wish in wishes for needle in wish.needles)
        wishes = [Wish(" ".join(words), tuple(merged))]
    if "translation" in helps and wishes:
        stems = [n.text for wish in wishes for n in wish.needles if n.view == "words" and n.origin == "typed"]
        loose = find_loose(stems, lexicon, (n for wish in wishes for n in wish.needles))
        wishes[-1] = replace(wishes[-1], needles=wishes[-1].needles + tuple(loose))
    return wishes, corrections


def _find_expression(words: list[str], at: int, lexicon: Lexicon, helps: frozenset[Help]) -> tuple[Wish | None, int]:
    for length in range(min(len(words) - at, lexicon.longest_english + 2), 0, -1):
        typed = " ".join(words[at : at + length])
        whole = tuple(stem for word in words[at : at + length] for stem in find_words(word))
        if "offices" in helps and (office := lexicon.offices.get(office_key(typed))):
            return Wish(typed, (Needle(typed, "chars", stands_for=whole), *_office_needles(office, whole))), length
        key = _stems(words[at : at + length])
        if "translation" in helps and whole != key and whole in lexicon.english:
            # going public: the words left without "going" would mean something else.
            said = (" ".join(whole),)
            meanings = tuple(related(m.text, m.origin, said) for m in lexicon.english[whole][:MAX_MEANINGS])
            return Wish(typed, (Needle(typed, "chars", stands_for=said), *meanings)), length
        starts_and_ends = not ({words[at].lower(), words[at + length - 1].lower()} & stop_words())
        if "translation" in helps and key in lexicon.english and starts_and_ends:
            needles = [Needle(stem, "words", stands_for=(stem,)) for stem in key]
            if length > 1:
                needles.append(Needle(typed, "chars", weight=UNBROKEN, stands_for=key))
            for meaning in lexicon.english[key][:MAX_MEANINGS]:
                rendered = _stems([lexicon.renderings.get(meaning.text, "")]) == key
                share = KNOWN if lexicon.says(key) and not rendered else 1.0
                needles.append(related(meaning.text, meaning.origin, key, share))
            for stem in key if length > 1 else ():  # headquarters bonus: what its words stand for, too
                needles += [related(m.text, m.origin, (stem,), KNOWN) for m in lexicon.english.get((stem,), ())[:3]]
            return Wish(typed, tuple(dict.fromkeys(needles))), length
    return None, 1


def _stems(words: list[str]) -> tuple[str, ...]:
    return tuple(stem for word in words for stem in find_words(word) if stem not in stop_words())


def _find_unknown(
    words: list[str], at: int, lexicon: Lexicon, helps: frozenset[Help], corrections: dict[str, str]
) -> tuple[Wish | None, int]:
    typed = words[at]
    stems = _stems([typed])
    if not stems:
        return (Wish(typed, (Needle(typed, "chars"),)) if not find_words(typed) and find_chars(typed) else None), 1
    plain = tuple(Needle(stem, "words", stands_for=(stem,)) for stem in stems)
    if not typed.isascii() or not typed.isalpha() or set(stems) <= lexicon.stems:
        return Wish(typed, plain), 1
    if "pinyin" in helps and len(typed) < MAX_LETTERS:
        end = at + 1
        while end < min(len(words), at + MAX_SYLLABLES) and _may_be_pinyin(words[end], lexicon):
            end += 1
        for stop in range(end, at, -1):
            if found := _find_pinyin("".join(words[at:stop]).lower(), lexicon):
                needles = tuple(needle for group in found for word in group for needle in _sounded(word, lexicon))
                if "synonyms" in helps:
                    needles += tuple(
                        replace(needle, stands_for=(lexicon.sounds.sound(word),))
                        for group in found
                        for word in group
                        for needle in _synonyms(word, (), lexicon)
                    )
                return Wish(" ".join(words[at:stop]), needles), stop - at
    if "spelling" in helps and (meant := _correct_english(typed.lower(), lexicon)):
        corrections[typed] = meant
        needles = plain + tuple(
            Needle(stem, "words", "spelling", SOUNDED, stands_for=stems) for stem in find_words(meant)
        )
        meanings = lexicon.english.get(_stems([meant]), ())
        return Wish(typed, needles + tuple(related(m.text, "spelling", stems) for m in meanings[:MAX_MEANINGS])), 1
    return Wish(typed, plain), 1


def _may_be_pinyin(word: str, lexicon: Lexicon) -> bool:
    return word.isascii() and word.isalpha() and len(word) < MAX_LETTERS and not set(_stems([word])) & lexicon.stems


def _sounded(word: str, lexicon: Lexicon) -> Iterator[Needle]:
    words = tuple(_telling_words(word))
    heard = (lexicon.sounds.sound(word),)
    yield Needle(word, "chars", "pinyin", SOUNDED, words, heard)
    for part in words:
        if part != word:
            yield Needle(part, "words", "pinyin", LOOSE, stands_for=heard, share=1 / len(words))


def _find_pinyin(letters: str, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """Words that sound like ``letters``, read from left to right with the fewest words; or by their initials."""
    best: list[list[tuple[str, ...]] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 36), end):
            before, words = best[start], lexicon.tables.by_sound.get(letters[start:end])
            if before is not None and words:
                longer = [*before, words[:2]]
                current = best[end]
                if current is None or len(longer) < len(current):
                    best[end] = longer
    whole = best[-1]
    if whole:
        return whole
    by_initials = lexicon.tables.by_initials.get(letters)
    return [by_initials[:3]] if by_initials else []


def _correct_english(word: str, lexicon: Lexicon) -> str | None:
    """The word of the texts that ``word`` is a slip for: one slip in short words, two in words of nine letters up."""
    if len(word) < MIN_CORRECTED:
        return None
    allowed = 1 if len(word) < 9 else 2
    found = process.extractOne(
        word, lexicon.vocabulary.latin.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed
    )
    return str(found[0]) if found and found[0][0] == word[0] else None
