"""What stands between two printed lines that are one: nothing, or the space between two words?

Invariant: nothing but white space is added.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_ENDS_APART = re.compile(r"\s\S$")
_BEGINS_APART = re.compile(r"\S\s")
MAX_WORD = 40
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def join_printed(lines: Iterable[str]) -> str:
    """``lines`` as one: nothing between Chinese characters or inside a number, a space between words, and where every
    character of the text stands apart."""
    text = ""
    for line in lines:
        apart = _ENDS_APART.search(text[-2:]) and _BEGINS_APART.match(line)
        text += (" " if apart or _are_words(text[-1:], line[:1]) else "") + line
    return text


def find_first_word(text: str) -> str:
    """The beginning of ``text`` that a printer does not part: a Latin word, a number, or a character with the marks
    that may not begin the next line."""
    end = 1
    while end < min(len(text), MAX_WORD):
        left, right = text[end - 1], text[end]
        latin = left.isascii() and right.isascii() and not right.isspace()
        mark = unicodedata.category(right) in ("Po", "Pe", "Pf") or unicodedata.category(left) in ("Ps", "Pi")
        if not (latin or mark):
            break
        end += 1
    return text[:end]


def _are_words(left: str, right: str) -> bool:
    both = left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
    return both and not (left.isdigit() and right.isdigit())


def raise_digits(text: str) -> str:
    """``text`` that stands raised: figures as the raised ones of Unicode (m², a footnote¹), so that none of them joins
    the number it stands beside; everything else as it is."""
    stripped = text.strip()
    return text.translate(_RAISED) if stripped.isascii() and stripped.isdecimal() else text
