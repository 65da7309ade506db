"""What stands between two printed lines that are one: nothing, or the space between two words?

Invariant: nothing but white space is added.
"""

from __future__ import annotations

from collections.abc import Iterable

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def join_printed(lines: Iterable[str]) -> str:
    """``lines`` as one: nothing between Chinese characters or inside a number, a space between words."""
    text = ""
    for line in lines:
        text += (" " if _are_words(text[-1:], line[:1]) else "") + line
    return text


def _are_words(left: str, right: str) -> bool:
    both = left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
    return both and not (left.isdigit() and right.isdigit())


def raise_digits(text: str) -> str:
    """``text`` that stands raised: figures as the raised ones of Unicode (m², a footnote¹), so that none of them joins
    the number it stands beside; everything else as it is."""
    stripped = text.strip()
    return text.translate(_RAISED) if stripped.isascii() and stripped.isdecimal() else text
