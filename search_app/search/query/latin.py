"""What else do words in Latin letters mean? English for Chinese words, pinyin, a slip, or the name of an office.

translation, pinyin, spelling, offices: each works alone and can be switched off. Invariant: what was typed stays a
needle, except where it is an office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search_app.search.model import Help, Needle, Wish
from search_app.search.query.related import (
    KNOWN,
    LOOSE,
    MAX_MEANINGS,
    SOUNDED,
    UNBROKEN,
    find_loose,
    find_synonyms,
    office_needles,
    related,
    telling_words,
)
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import office_key, stop_words
from search_app.text.tokens import find_chars, find_words

# Latin words side by side are wishes of their own up to this number.
MAX_WISHES = 3
# Pinyin is looked for in this many words side by side, each of this many letters: a longer one is no pinyin.
MAX_SYLLABLES = 8
MAX_LETTERS = 60
# A word of the dictionary may mean much else: as strong as a synonym it lowered what the tables had gained.
GLOSSED = 0.3
MIN_CORRECTED = 6  # letters of an English word: a shorter one may well be another word (mayor, major)


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
        have = {needle.text for wish in wishes for needle in wish.needles}
        meant = lexicon.concepts.in_english(tuple(stem for word in words for stem in find_words(word)))
        also = [
            replace(related(means, "translation", tuple(" ".join(one.words).split())), weight=LOOSE)
            for one in meant
            for means in one.concept.means
            if means not in have
        ]
        wishes = _add(wishes, (*loose, *also))
        wishes = [_bridge(wish, lexicon) for wish in wishes]
    return wishes, corrections


def _add(wishes: list[Wish], needles: Iterable[Needle]) -> list[Wish]:
    """``wishes`` with ``needles`` that several of them mean together, each with the last one whose words it stands for:
    what no word of a wish means is no answer to it."""
    added: list[list[Needle]] = [[] for _ in wishes]
    said = [{stem for needle in wish.needles for stem in needle.stands_for} for wish in wishes]
    for needle in needles:
        meant = (n for n in reversed(range(len(wishes))) if said[n] & set(needle.stands_for))
        added[next(meant, len(wishes) - 1)].append(needle)
    return [replace(wish, needles=(*wish.needles, *more)) for wish, more in zip(wishes, added, strict=True)]


def _bridge(wish: Wish, lexicon: Lexicon) -> Wish:
    """``wish`` with the Chinese words that the dictionary gives for those of its English ones that no table knows, for
    texts without English."""
    have = {needle.text for needle in wish.needles}
    known = {stem for needle in wish.needles if needle.origin == "translation" for stem in needle.stands_for}
    stems = dict.fromkeys(s for n in wish.needles if n.origin == "typed" for s in n.stands_for if s not in known)
    found = [
        Needle(word, "gloss", "translation", GLOSSED * share, stands_for=(stem,), share=share)
        for stem in stems
        for word, share in lexicon.tables.english.bridge.words.get(stem, ())
        if word not in have
    ]
    return replace(wish, needles=wish.needles + tuple(found))


def _find_expression(words: list[str], at: int, lexicon: Lexicon, helps: frozenset[Help]) -> tuple[Wish | None, int]:
    for length in range(min(len(words) - at, lexicon.longest_english + 2), 0, -1):
        typed = " ".join(words[at : at + length])
        whole = tuple(stem for word in words[at : at + length] for stem in find_words(word))
        if "offices" in helps and (office := lexicon.offices.get(office_key(typed))):
            return Wish(typed, (Needle(typed, "chars", stands_for=whole), *office_needles(office, whole))), length
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
                        for needle in find_synonyms(word, (), lexicon)
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
    words = tuple(telling_words(word))
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
            before, words = best[start], lexicon.tables.sounds.by_sound.get(letters[start:end])
            if before is not None and words:
                longer = [*before, words[:2]]
                current = best[end]
                if current is None or len(longer) < len(current):
                    best[end] = longer
    whole = best[-1]
    if whole:
        return whole
    by_initials = lexicon.tables.sounds.by_initials.get(letters)
    return [by_initials[:3]] if by_initials else []


def _correct_english(word: str, lexicon: Lexicon) -> str | None:
    """The word of the texts that ``word`` is a slip for: one slip in short words, two in words of nine letters up."""
    if len(word) < MIN_CORRECTED:
        return None
    allowed = 1 if len(word) < 9 else 2
    found = process.extractOne(word, lexicon.spelled, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
    return str(found[0]) if found and found[0][0] == word[0] else None
