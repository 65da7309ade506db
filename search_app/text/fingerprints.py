"""Is this text the same as that one, or the same amended, however it is printed?

Invariant: how a text is printed (line ends, brackets, widths, script, numbering) changes neither its fingerprint nor
its sketch; a change of words or figures changes the fingerprint.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from search_app.text.fold import fold, squeeze
from search_app.text.script import simplify

MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SKETCH = 64  # marks
_SHINGLE = 2  # characters

# Spellings of one character that simplify() leaves apart, and characters that are not seen.
_ALIKE = str.maketrans("衞敍著", "卫叙着", "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_NOISE = re.compile(r"[^\w%‰≥≤]+|_+")


def find_fingerprint(*texts: str) -> str:
    """12 hex digits that only a change of words or figures changes; of several ``texts`` each counts apart."""
    return hashlib.sha256("\n".join(map(_plain, texts)).encode()).hexdigest()[:12]


def find_sketch(text: str) -> str:
    """64 marks (one-permutation MinHash): the share of equal marks in two sketches estimates the shared shingles."""
    return sketch_set(find_shingles(text), SKETCH)


def find_shingles(text: str) -> frozenset[str]:
    """Every two neighbouring characters of ``text`` without its formatting; never empty."""
    plain = _plain(text)
    return frozenset(plain[n : n + _SHINGLE] for n in range(max(1, len(plain) - _SHINGLE + 1)))


def sketch_set(members: Iterable[str], size: int) -> str:
    """``size`` marks of a set that is not empty: the share of equal marks in two of them estimates how much the sets
    share."""
    lowest: dict[int, int] = {}
    for member in members:
        value, place = divmod(int.from_bytes(hashlib.blake2b(member.encode(), digest_size=8).digest(), "big"), size)
        lowest[place] = min(value, lowest.get(place, value))
    marks = []
    for place in range(size):
        # A small set leaves places empty: they take the next one's mark, turned by the distance.
        far = next(far for far in range(size) if (place + far) % size in lowest)
        marks.append(MARKS[(lowest[(place + far) % size] + 37 * far) % len(MARKS)])
    return "".join(marks)


@lru_cache(maxsize=16384)  # a build asks for the same words of a benefit again and again
def _plain(text: str) -> str:
    """Letters and figures only. A decimal point, and any break between two figures, make another figure: they stay."""
    text = simplify(fold(squeeze(text))).translate(_ALIKE)
    text = _THOUSANDS.sub(lambda found: found.group().replace(",", ""), text)

    def between_figures(found: re.Match[str]) -> str:
        inside = text[: found.start()][-1:].isdecimal() and text[found.end() : found.end() + 1].isdecimal()
        return ("." if found.group() == "." else "-") if inside else ""

    return _NOISE.sub(between_figures, text)
