"""What else does a query mean? Each help adds needles to a wish and says where they come from.

script, question, synonyms, translation, pinyin, spelling, amounts, offices: each works alone and can be switched off;
with ``exact`` none works. Invariant: what was typed stays a needle, except where it is a figure or an office.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search_app.data import read_table
from search_app.model import Help, Needle, Origin, Wish
from search_app.policy.english import find_english_amounts
from search_app.policy.quantities import find_quantities
from search_app.search.lexicon import Lexicon, office_key, stop_words
from search_app.text.numerals import parse_number
from search_app.text.pinyin import blurred
from search_app.text.tokens import find_chars, find_words, is_han

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
# A figure or an office that is named is what the reader looks for, more than any single word.
FIGURE = 3.0
LEAD_OFFICE = 3.0
OFFICE = 1.5
MAX_FIGURES = 120
# Pinyin is looked for in this many words side by side, each of this many letters: a longer one is no pinyin.
MAX_SYLLABLES = 8
MAX_LETTERS = 60
MAX_MEANINGS = 12


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
            needles += _office_needles(office)
            rest = rest.replace(name, " ")
        if found and not rest.strip():
            return tuple(needles), None
    pieces = rest.split()
    if "question" in helps:
        pieces = [part for piece in pieces for part in _question_words().split(piece) if part] or pieces
    corrected = None
    for piece in pieces:
        words = [word for word in find_words(piece) if word not in stop_words()]
        needles += [Needle(word, "words", origin, SINGLE if len(word) == 1 else 1.0) for word in words]
        if len(pieces) > 1 and len(find_chars(piece)) > 1:
            needles.append(Needle(piece, "chars", origin, 0.5))
        if "synonyms" in helps:
            needles += _synonyms(piece, lexicon)
            needles += find_loose(words, lexicon, needles)
        if "spelling" in helps:
            fixed = _correct_chinese(piece, lexicon)
            if fixed:
                corrected = (corrected or text).replace(*fixed)
                meant = piece.replace(*fixed)
                needles.append(Needle(meant, "chars", "spelling", SOUNDED * UNBROKEN))
                needles += [Needle(word, "words", "spelling", SOUNDED) for word in find_words(meant)]
                needles += _synonyms(fixed[1], lexicon)
    return tuple(dict.fromkeys(needles)), corrected


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


def _office_needles(office: str) -> list[Needle]:
    return [Needle(f"lead-{office}", "offices", "synonym", LEAD_OFFICE), Needle(office, "offices", "synonym", OFFICE)]


def _synonyms(piece: str, lexicon: Lexicon) -> Iterator[Needle]:
    """What the tables say of every expression in ``piece``; of two that overlap the longer one."""
    taken = 0
    for at in range(len(piece)):
        for length in range(min(12, len(piece) - at), 1, -1):
            meanings = lexicon.chinese.get(piece[at : at + length])
            if meanings and at + length > taken:
                taken = at + length
                share = KNOWN if piece[at : at + length] in lexicon.vocabulary.han else 1.0
                for meaning in meanings[:MAX_MEANINGS]:
                    needle = related(meaning.text, "synonym", share)
                    yield needle
                    for word in needle.words if len(needle.words) > 1 else ():
                        if len(word) > 1 and lexicon.is_telling(word):
                            yield Needle(word, "words", "synonym", PART * share)
                break


def find_loose(words: list[str], lexicon: Lexicon, known: Iterable[Needle]) -> list[Needle]:
    """Expressions all of whose words are among ``words``, wherever they stand."""
    given, have = set(words), {needle.text for needle in known}
    entries = {entry for word in given for entry in lexicon.loose.get(word, ()) if entry[0] <= given}
    longest = sorted(entries, key=lambda entry: (-len(entry[0]), sorted(entry[0])))[:MAX_MEANINGS]
    found = [meaning for _, meanings in longest for meaning in meanings[:3] if meaning.text not in have]
    return [replace(related(meaning.text, meaning.origin), weight=LOOSE) for meaning in dict.fromkeys(found)]


def related(text: str, origin: Origin, share: float = 1.0) -> Needle:
    """A string of the texts that stands for what was typed, worth as much as its words are where it stands."""
    words = tuple(word for word in find_words(text) if word not in stop_words())
    return Needle(text, "chars", origin, RELATED * share, words)


def _correct_chinese(piece: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """(as typed, as meant) of the first stretch that the texts do not know, but know by another spelling."""
    known = lexicon.vocabulary.han
    for length in range(min(6, len(piece)), 1, -1):
        for at in range(len(piece) - length + 1):
            typed = piece[at : at + length]
            if typed in known or typed in lexicon.chinese or _is_covered(typed, known) or not is_han(typed):
                continue
            for meant in _same_sound(typed, lexicon) + _one_wrong(typed, lexicon):
                if meant != typed:
                    return typed, meant
    return None


def _is_covered(typed: str, known: Container[str]) -> bool:
    """Whether ``typed`` falls into words that the texts hold."""
    words = find_words(typed)
    return all(len(word) > 1 and word in known for word in words)


def _same_sound(typed: str, lexicon: Lexicon) -> list[str]:
    words = lexicon.by_blurred_sound.get(blurred(typed), ())
    return [word for word in words if len(word) == len(typed) and set(word) & set(typed)]


def _one_wrong(typed: str, lexicon: Lexicon) -> list[str]:
    if len(typed) < 4:
        return []
    patterns = (f"{typed[:n]}_{typed[n + 1 :]}" for n in range(len(typed)))
    return [word for pattern in patterns for word in lexicon.with_gaps.get(pattern, ())]


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
        if "offices" in helps and (office := lexicon.offices.get(office_key(typed))):
            return Wish(typed, (Needle(typed, "chars"), *_office_needles(office))), length
        key = _stems(words[at : at + length])
        whole = tuple(stem for word in words[at : at + length] for stem in find_words(word))
        if "translation" in helps and whole != key and whole in lexicon.english:
            # going public: the words left without "going" would mean something else.
            meanings = tuple(related(m.text, m.origin) for m in lexicon.english[whole][:MAX_MEANINGS])
            return Wish(typed, (Needle(typed, "chars"), *meanings)), length
        starts_and_ends = not ({words[at].lower(), words[at + length - 1].lower()} & stop_words())
        if "translation" in helps and key in lexicon.english and starts_and_ends:
            needles = [Needle(stem, "words") for stem in key]
            if length > 1:
                needles.append(Needle(typed, "chars", weight=UNBROKEN))
            for meaning in lexicon.english[key][:MAX_MEANINGS]:
                rendered = _stems([lexicon.renderings.get(meaning.text, "")]) == key
                share = KNOWN if lexicon.says(key) and not rendered else 1.0
                needles.append(related(meaning.text, meaning.origin, share))
            for stem in key if length > 1 else ():  # headquarters bonus: what its words stand for, too
                needles += [related(m.text, m.origin, KNOWN) for m in lexicon.english.get((stem,), ())[:3]]
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
    plain = tuple(Needle(stem, "words") for stem in stems)
    if not typed.isascii() or not typed.isalpha() or set(stems) <= lexicon.stems:
        return Wish(typed, plain), 1
    if "pinyin" in helps and len(typed) < MAX_LETTERS:
        end = at + 1
        while end < min(len(words), at + MAX_SYLLABLES) and _may_be_pinyin(words[end], lexicon):
            end += 1
        for stop in range(end, at, -1):
            if found := _find_pinyin("".join(words[at:stop]).lower(), lexicon):
                needles = tuple(needle for group in found for word in group for needle in _sounded(word))
                if "synonyms" in helps:
                    needles += tuple(n for group in found for word in group for n in _synonyms(word, lexicon))
                return Wish(" ".join(words[at:stop]), needles), stop - at
    if "spelling" in helps and (meant := _correct_english(typed.lower(), lexicon)):
        corrections[typed] = meant
        needles = plain + tuple(Needle(stem, "words", "spelling", SOUNDED) for stem in find_words(meant))
        meanings = lexicon.english.get(_stems([meant]), ())
        return Wish(typed, needles + tuple(related(m.text, "spelling") for m in meanings[:MAX_MEANINGS])), 1
    return Wish(typed, plain), 1


def _may_be_pinyin(word: str, lexicon: Lexicon) -> bool:
    return word.isascii() and word.isalpha() and len(word) < MAX_LETTERS and not set(_stems([word])) & lexicon.stems


def _sounded(word: str) -> Iterator[Needle]:
    words = tuple(w for w in find_words(word) if w not in stop_words())
    yield Needle(word, "chars", "pinyin", SOUNDED, words)
    yield from (Needle(part, "words", "pinyin", LOOSE) for part in words if part != word)


def _find_pinyin(letters: str, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """Words that sound like ``letters``, read from left to right with the fewest words; or by their initials."""
    best: list[list[tuple[str, ...]] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 36), end):
            before, words = best[start], lexicon.by_sound.get(letters[start:end])
            if before is not None and words:
                longer = [*before, words[:2]]
                current = best[end]
                if current is None or len(longer) < len(current):
                    best[end] = longer
    whole = best[-1]
    if whole:
        return whole
    by_initials = lexicon.by_initials.get(letters)
    return [by_initials[:3]] if by_initials else []


def _correct_english(word: str, lexicon: Lexicon) -> str | None:
    """The word of the texts that ``word`` is a slip for: one slip in short words, two in words of seven letters up."""
    if len(word) < 4:
        return None
    allowed = 1 if len(word) < 7 else 2
    found = process.extractOne(
        word, lexicon.vocabulary.latin.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed
    )
    return str(found[0]) if found and found[0][0] == word[0] else None


# ── figures ──

_BARE = re.compile(r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百千]{1,8})[十百千]?[万亿](?!元|个|人|美|亿|平|亩|吨)")
_BARE_EN = re.compile(
    r"(?<![\d.,])(?:\d+(?:\.\d+)?\s?(?:million|billion|bn|mn)|\d{1,3}(?:,\d{3})+|\d{5,9})(?![\d%])\b", re.I
)
_AT_LEAST = re.compile(r"^\s*(?:元|块)?\s*(?:以上|起|及以上|or more|and above|\+)", re.IGNORECASE)
_AT_LEAST_LEFT = re.compile(
    r"(?:超过|大于|高于|不少于|不低于|至少|above|over|more than|at least|exceeding)\s*$", re.IGNORECASE
)
_GRANT_MEANT = re.compile(
    r"补|奖|给|拿|领|资助|扶持|支持|最高|最多|封顶|上限|贴|返|subsid|grant|award|bonus|fund|support|up to|get|receive",
    re.I,
)
_CONDITION = re.compile(
    r"(?:投资额?|收入|营收|销售额?|产值|贷款|融资|注册资本|资产|revenue|investment|loan|sales|turnover)(?:达到|超过|of|over)?\s*$",
    re.I,
)


def is_empty_talk(text: str) -> bool:
    """Whether nothing is left of ``text`` without question words and stop words: 最多能补, 的."""
    rest = "".join(_question_words().split(text))
    return is_han(text) and all(word in stop_words() or word in "补给拿领" for word in find_words(rest))


def take_figures(text: str, lexicon: Lexicon) -> tuple[str, list[Wish]]:
    """(text without its figures, a wish for each figure that the clauses know)."""
    wishes, kept, at = [], [], 0
    for start, end, kind, value in _figures(text):
        if start < at or text.count('"', 0, start) % 2:
            continue
        needles = _figure_needles(text, start, end, kind, value, lexicon)
        if needles:
            wishes.append(Wish(text[start:end].strip(), needles))
            kept.append(text[at:start])
            at = end
    return " ".join([*kept, text[at:]]), wishes


def _figures(text: str) -> list[tuple[int, int, str, Decimal]]:
    found = [(q.start, q.end, q.kind, q.value) for q in find_quantities(text)]
    found += [(a.start, a.end, a.kind, a.value) for a in find_english_amounts(text)]
    for bare in _BARE.finditer(text):
        value = parse_number(bare.group())
        if value is not None and not any(s < bare.end() and bare.start() < e for s, e, _, _ in found):
            found.append((bare.start(), bare.end(), "money", value))
    for bare in _BARE_EN.finditer(text):
        if not any(s < bare.end() and bare.start() < e for s, e, _, _ in found):
            (sum_,) = find_english_amounts(f"RMB {bare.group()}") or (None,)
            if sum_ is not None:
                found.append((bare.start(), bare.end(), "money", sum_.value))
    longest = sorted(set(found), key=lambda f: (f[0], -f[1]))
    return [f for n, f in enumerate(longest) if not any(o[0] <= f[0] and f[1] <= o[1] and o != f for o in longest[:n])]


def _figure_needles(text: str, start: int, end: int, kind: str, value: Decimal, lexicon: Lexicon) -> tuple[Needle, ...]:
    group = "c" if _CONDITION.search(text[:start]) else "g"
    exact = f"{group}:{kind}:{value.normalize():f}"
    tokens = [exact] if exact in lexicon.vocabulary.figures else []
    if _AT_LEAST.match(text[end:]) or _AT_LEAST_LEFT.search(text[:start]):
        prefix = f"{group}:{kind}:"
        more = [t for t in lexicon.vocabulary.figures if t.startswith(prefix) and Decimal(t[len(prefix) :]) > value]
        tokens += sorted(more, key=lambda t: Decimal(t[len(prefix) :]))[:MAX_FIGURES]
    needles = [Needle(token, "figures", weight=FIGURE if token == exact else FIGURE * RELATED) for token in tokens]
    if needles and group == "g" and not _GRANT_MEANT.search(text):
        # A bare sum may be a copied condition: it is found too, behind every grant of that sum.
        needles += [Needle(f"c{exact[1:]}", "figures", weight=SINGLE), Needle(text[start:end], "chars", weight=SINGLE)]
    return tuple(needles)
