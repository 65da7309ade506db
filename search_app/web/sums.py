"""Which sums did a reader type into a field? As people write them: 3亿, 30000万元, RMB 300 million, 300m, 1,500,000.

The library's own readers of figures read them, so that whatever the pages write can be typed back. Invariant: a sum is
read whole or not at all; what is left over is a fault, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from search_app.figures.quantity import Quantity
from search_app.model import Amount
from search_app.text.fold import fold
from search_app.text.numerals import parse_arabic
from search_app.text.script import simplify
from search_app.text.tokens import is_han

MAX_LENGTH = 60  # characters of one sum
# A space or a comma may stand inside a number; what stands between two sums is a line end or one of these.
_BETWEEN = re.compile(r"[\r\n;；、]+")
# Figures with spaces between them are one number only where they are grouped by threes or spaced out one by one:
# 2000 3000 are two sums, and nobody is told what they never typed.
_SPACED = re.compile(r"\d[\d,.]*(?:\s+\d[\d,.]*)+")
_ONE_NUMBER = re.compile(r"\d{1,3}(?:\s\d{3})+(?:\.\d+)?|\d(?:\s\d)+")
_ENDS_IN_A_UNIT = re.compile(r"(?:元|圆|人民币|块钱|rmb|cny|yuan|renminbi)$")
_MARK = re.compile(r"^(?:人民币|rmb|cny|¥)+")
_SCALE_LETTER = re.compile(r"(?<=\d)(?:bn|mn|[km])$")
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")  # pasted with a sum, seen by nobody


def split_sums(typed: str) -> tuple[str, ...]:
    """The sums of a field that takes several: one a line, or with ； or 、 between them."""
    return tuple(part for part in map(str.strip, _BETWEEN.split(typed)) if part)


def parse_sum(typed: str) -> Decimal | None:
    """Yuan, exactly; a number alone is yuan. None for what is no single sum of yuan (a range, dollars, words)."""
    folded = simplify(fold(typed.translate(_UNSEEN))).strip()
    if len(folded) > MAX_LENGTH or not all(map(_ONE_NUMBER.fullmatch, _SPACED.findall(folded))):
        return None
    plain = parse_arabic("".join(folded.split()))
    if plain is not None:
        return plain
    return next(_chinese("".join(folded.split())) if is_han(folded) else _english(folded), None)


def _chinese(squeezed: str) -> Iterator[Decimal]:
    """The sum that a Chinese text without spaces is, whole; its unit may be left out (3亿)."""
    from search_app.figures.quantities import find_quantities  # loaded, as in ``plan``, where somebody names a figure

    bare = _MARK.sub("", squeezed)
    text = bare if _ENDS_IN_A_UNIT.search(bare) else f"{bare}元"
    yield from _whole(text, find_quantities(text))


def _english(folded: str) -> Iterator[Decimal]:
    """The sum that an English text is, whole; its currency may be left out (300 million, 300m)."""
    from search_app.reading.english import find_english_amounts

    bare = _SCALE_LETTER.sub(lambda scale: f" {scale.group()}", _MARK.sub("", folded).strip())
    bare = re.sub(r"(?<=\d) (?=\d)", "", bare)
    text = bare if _ENDS_IN_A_UNIT.search(bare) else f"RMB {bare}"
    yield from _whole(text, find_english_amounts(text))


def _whole(text: str, figures: Iterable[Quantity | Amount]) -> Iterator[Decimal]:
    """The one sum of yuan that is all of ``text``."""
    for found in figures:
        if found.text == text and (found.kind, found.currency, found.value_hi) == ("money", "CNY", None):
            yield found.value
