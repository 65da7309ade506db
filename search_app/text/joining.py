"""What stands between two printed lines that are one: nothing, or the space between two words?

Invariant: nothing but white space is added.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile("[A-Za-z]{2}")
_WORD_ENDS = re.compile("[A-Za-z]$")
_WORD_BEGINS = re.compile("[A-Za-z]")
_ENDS_APART = re.compile(r"\s\S$")
_BEGINS_APART = re.compile(r"\S\s")
MAX_WORD = 40
# A number as items have it, in a text whose letters and brackets are of one width.
LABEL = re.compile(
    r"第[零一二三四五六七八九十百\d\s]{1,9}[条條章节節]|\(\s{0,2}[一二三四五六七八九十\d]{1,3}\s{0,2}\)|[一二三四五六七八九十]{1,3}、|"
    r"\d{1,2}[.、](?!\d)"
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def join_printed(lines: Iterable[str]) -> str:
    """``lines`` as one: nothing between Chinese characters or inside a number, a space between words, and where every
    character of the text stands apart."""
    text = ""
    for line in lines:
        apart = _ENDS_APART.search(text[-2:]) and _BEGINS_APART.match(line)
        words = _WORD_ENDS.search(text[-2:]) and _WORD_BEGINS.match(line)
        text += (" " if apart or words or _ends_word(text, line) else "") + line
    return text


def _ends_word(text: str, line: str) -> bool:
    """Whether a Latin word ends where a number begins, or a number where one begins; 5|G and 3|A级 are one."""
    left, right = text[-1:], line[:1]
    word_then_number = bool(_WORD.match(text[-2:])) and right.isascii() and right.isdigit()
    return word_then_number or (left.isascii() and left.isdigit() and bool(_WORD.match(line)))


def begins_item(text: str) -> bool:
    """Whether ``text`` begins with a number as items have it: 第三条, （一）, 一、, 2.

    The tables of scripts are not asked: to load them takes longer than to parse a document."""
    return bool(LABEL.match(unicodedata.normalize("NFKC", text[:20])))


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


def raise_digits(text: str) -> str:
    """``text`` that stands raised: figures as the raised ones of Unicode (m², a footnote¹), so that none of them joins
    the number it stands beside; everything else as it is."""
    stripped = text.strip()
    return text.translate(_RAISED) if stripped.isascii() and stripped.isdecimal() else text
