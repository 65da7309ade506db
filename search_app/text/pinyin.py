"""How does a Chinese word sound? Only this module knows pypinyin.

Invariant: ``sound`` is lower-case ASCII without tones; words of equal sound may be typed
for each other.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Finals and initials that typists of many regions do not tell apart.
_BLUR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
Syllables = tuple[str, ...]


@lru_cache(maxsize=65536)
def syllables(word: str) -> Syllables:
    """``syllables("贷款")`` → ("dai", "kuan"); what is not Chinese stays as it is."""
    # Its dictionaries take half a second and 57 MB, and most servers are never asked how something sounds.
    import pypinyin

    return tuple(re.sub("[^a-z0-9]", "", s.lower().replace("ü", "v")) for s in pypinyin.lazy_pinyin(word))


def sound(word: str) -> str:
    """The word as one string of letters: 贷款 → daikuan."""
    return join_sound(syllables(word))


def join_sound(said: Syllables) -> str:
    """``sound`` of a word of these syllables."""
    return "".join(said)


def blurred(word: str) -> str:
    """``sound`` with zh/z, ch/c, sh/s and ng/n made equal, syllables kept apart."""
    return blur(syllables(word))


def blur(said: Syllables) -> str:
    """``blurred`` of a word of these syllables."""
    text = " ".join(said)
    for sharp, flat in _BLUR:
        text = text.replace(sharp, flat)
    return text


def initials(said: Syllables) -> str:
    """First letters: of 贷款担保 dkdb."""
    return "".join(s[0] for s in said if s)
