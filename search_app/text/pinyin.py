"""How does Chinese sound? Only this module knows pypinyin, and only a build needs it.

Its dictionaries take half a second and 57 MB. So a build writes what they say into the index, where a server looks it
up. Invariant: ``Dictionary`` gives any text the syllables that ``syllables`` gives it. Sounds are lower-case ASCII
without tones; words of equal sound may be typed for each other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

Syllables = tuple[str, ...]
# Finals and initials that typists of many regions do not tell apart.
_BLUR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
# What pypinyin takes for Chinese characters; stretches of them are read by themselves.
HAN = (
    "\u3007\ue815-\ue864\ufa18\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a703-\U0002b73f"
    "\U0002b740-\U0002b81d\U0002b825-\U0002bf6e\U0002c029-\U0002ce93\U0002d016\U0002d11b-\U0002ebd9"
    "\U0002f80a-\U0002fa1f\U00030000-\U0003134a\U000300f7-\U00031288\U00030edd\U00030ede\U00031350-\U00032389"
)
_STRETCH = re.compile(f"(?P<han>[{HAN}]+)|[^{HAN}]+")
_NO_LETTER = re.compile("[^a-z0-9]")


class Dictionary:
    """Characters and phrases with their syllables: a line each, sorted. A phrase that sounds as its characters do alone
    has none of its own.

    It is looked up where it lies, a megabyte of bytes: as objects its lines would take fifteen."""

    def __init__(self, lines: bytes) -> None:
        self._lines = lines

    def syllables(self, text: str) -> Syllables:
        """``syllables("贷款")`` → ("dai", "kuan"); what is not Chinese stays as it is."""
        found: list[str] = []
        for stretch in _STRETCH.finditer(text):
            if stretch["han"]:
                for phrase in self._divide(stretch["han"]):
                    found += self._read(phrase)
            else:
                found.append(spell(stretch[0]))
        return tuple(found)

    def sound(self, word: str) -> str:
        """``word`` as one string of letters: 贷款 → daikuan."""
        return join_sound(self.syllables(word))

    def _divide(self, han: str) -> Iterator[str]:
        """The longest phrases from left to right, as pypinyin divides a text."""
        start = 0
        while start < len(han):
            longest = start + 1
            for end in range(start + 2, len(han) + 1):
                part = han[start:end]
                words = self._find(part)[0]
                if not words.startswith(part):
                    break
                longest = end if words == part else longest
            else:
                if longest == start + 1:  # all of the rest begins a phrase that it does not end
                    yield from han[start:]
                    return
            yield han[start:longest]
            start = longest

    def _read(self, phrase: str) -> list[str]:
        words, said = self._find(phrase)
        if words == phrase and said:
            return said.split(" ")
        return [""] if len(phrase) == 1 else [one for char in phrase for one in self._read(char)]

    def _find(self, phrase: str) -> tuple[str, str]:
        """The first line that is not before ``phrase``: (its phrase, its syllables)."""
        places = range(len(self._lines))
        at = bisect_left(places, phrase.encode("utf-8", "surrogatepass"), key=self._line_at)
        words, _, said = self._line_at(at).decode("utf-8", "surrogatepass").partition("\t")
        return words, said

    def _line_at(self, place: int) -> bytes:
        start = self._lines.rfind(b"\n", 0, place) + 1
        return self._lines[start : self._lines.find(b"\n", start)]


def spell(said: str) -> str:
    """The Latin letters and digits of ``said``, as they are typed without tones."""
    return _NO_LETTER.sub("", said.lower().replace("ü", "v"))


def join_sound(said: Syllables) -> str:
    """A word of these syllables as one string of letters: 贷款 → daikuan."""
    return "".join(said)


def blur(said: Syllables) -> str:
    """The sound of a word with zh/z, ch/c, sh/s and ng/n made equal, syllables kept apart."""
    text = " ".join(said)
    for sharp, flat in _BLUR:
        text = text.replace(sharp, flat)
    return text


def initials(said: Syllables) -> str:
    """First letters: of 贷款担保 dkdb."""
    return "".join(s[0] for s in said if s)


# ── what a build asks ──


@lru_cache(maxsize=65536)
def syllables(word: str) -> Syllables:
    """``syllables("贷款")`` → ("dai", "kuan"); what is not Chinese stays as it is."""
    from pypinyin import lazy_pinyin  # takes half a second, and most builds find all their words said before

    return tuple(map(spell, lazy_pinyin(word)))


def make_dictionary() -> bytes:
    """Every character and phrase that pypinyin knows, as ``Dictionary`` reads them."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    alone = {chr(code): _spell_toned(said.split(",")[0]) for code, said in PINYIN_DICT.items()}
    lines = [f"{char}\t{said}" for char, said in alone.items()]
    for phrase, heard in PHRASES_DICT.items():
        said = [_spell_toned(first) for first, *_ in heard]
        lines.append(phrase if said == [alone.get(char) for char in phrase] else f"{phrase}\t{' '.join(said)}")
    return "".join(f"{line}\n" for line in sorted(lines)).encode("utf-8")


@cache
def _spell_toned(syllable: str) -> str:
    from pypinyin import Style
    from pypinyin.style import convert

    return spell(convert(syllable, Style.NORMAL, True, default=syllable))
