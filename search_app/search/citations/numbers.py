"""Which numbers stand in a citation: of a clause (九, 9, IX), and of a document (鹤政办规〔2022〕4号)?

Texts are looked at in one script, width and case (``text.passage``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from search_app.data.phrases import one_of_named
from search_app.text.numerals import HAN_NUMERALS, parse_number

ISSUER = 24  # characters before a 文号 that may be part of it
_ROMAN = dict(zip("ivxlc", (1, 5, 10, 50, 100), strict=True))
_IN_ORDER = re.compile(r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+$")


def parse_clause_number(printed: str) -> str:
    """九, 9, 09 and ix as 9; anything else as it is."""
    value = parse_number(printed)
    if value is not None:
        return str(int(value)) if value == int(value) else printed
    if printed and _IN_ORDER.fullmatch(printed):
        parts = [_ROMAN[letter] for letter in printed]
        return str(sum(-one if one < (parts[n + 1 : n + 2] or [0])[0] else one for n, one in enumerate(parts)))
    return printed


def write_number(word: str) -> str:
    """三十五 as 35; any other word as it is."""
    value = parse_number(word)
    return word if value is None else str(value)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A 文号 in a text: its place, the words before it that end with its issuer, and year and count."""

    start: int
    end: int
    issuer: str
    key: tuple[str, str]
    whole: bool  # with brackets and 号, so that it can be nothing else


@cache
def _core() -> re.Pattern[str]:
    """〔2022〕4号, 2022年第4号, 20224号; 字第1130012345号; 令第12号."""
    year, count = r"(?P<year>(?:19|20)\d\d|[一二][零○一二三四五六七八九]{3})", rf"(?:\d{{1,5}}|[{HAN_NUMERALS}]{{1,5}})"
    return re.compile(
        rf"(?P<open>[\[(]\s?)?{year}\s?年?\s?(?P<shut>[\])]\s?)?[第字-]?\s?(?P<count>{count})\s?(?P<end>号)?"
        rf"|(?P<order>字|{one_of_words('order')})\(?第?(?P<alone>\d{{1,12}}|[{HAN_NUMERALS}]{{1,7}})号"
    )


def one_of_words(*names: str) -> str:
    """A pattern, without groups, of the words of these rows of the table of citations."""
    return one_of_named("citations", "word", *names)


def find_numbers(text: str) -> Iterator[PrintedNumber]:
    """Everything in ``text`` that has the form of a 文号, with or without its brackets."""
    for found in _core().finditer(text):
        start = found.start()
        before = _HAN_RUN.search(text, max(0, start - ISSUER), start)
        enclosed, ended = bool(found["open"] and found["shut"]), bool(found["end"])
        if not before or not (found["order"] or enclosed or ended):
            continue
        issuer = before.group() + (found["order"] or "")
        count = found["count"] or found["alone"]
        key = (write_number((found["year"] or "").replace("○", "零")), write_number(count))
        yield PrintedNumber(before.start(), found.end(), issuer, key, bool(found["order"]) or (enclosed and ended))
