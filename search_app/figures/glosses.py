"""Does a bracket behind a figure say the same again: 壹佰万元整（¥1,000,000）, 100万元（约14万美元）, 一半（50%）?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from search_app.data import read_table
from search_app.figures.quantity import Quantity

_OPENS = re.compile(r"[整正]?\s?\(")
_LONGEST = 80  # characters of a bracket
_MOST = 4  # figures in it


@cache
def _says_again() -> re.Pattern[str]:
    words = (word for row in read_table("currencies", "gloss") for word in row["words"])
    return re.compile("(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r"|[:,、=¥$\s])", re.I)


def join_glosses(text: str, figures: Sequence[Quantity]) -> list[Quantity]:
    """``figures`` of ``text``, that of a passage, without those that only say the one before again; that one
    ``closes`` behind the bracket."""
    kept: list[Quantity] = []
    n = 0
    while n < len(figures):
        figure, n = figures[n], n + 1
        inside, end = _find_gloss(text, figure, figures, n)
        if inside:
            figure, n = replace(figure, closes=end), n + inside
        kept.append(figure)
    return kept


def _find_gloss(text: str, figure: Quantity, figures: Sequence[Quantity], n: int) -> tuple[int, int]:
    """How many figures from the n-th on stand in the bracket behind ``figure`` and say it again, and its end."""
    opened = _OPENS.match(text, figure.whole[1])
    shut = text.find(")", opened.end(), opened.end() + _LONGEST) if opened else -1
    if not opened or shut < 0:
        return 0, 0
    inside = []
    for other in figures[n : n + _MOST]:
        if other.start < shut:
            inside.append(other)
    at, rest = opened.end(), ""
    for other in inside:
        rest += text[at : other.whole[0]]
        at = other.whole[1]
    rest += text[at:shut]
    same = inside and all(_is_same(figure, other) for other in inside)
    return (len(inside), shut + 1) if same and not _says_again().sub("", rest) else (0, 0)


def _is_same(figure: Quantity, other: Quantity) -> bool:
    """The same value, or a sum in another currency."""
    same = (figure.value, figure.value_hi) == (other.value, other.value_hi)
    return figure.kind == other.kind and (figure.currency != other.currency or same)
