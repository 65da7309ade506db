"""Which character does a sign of a symbol font stand for (``data/symbol_fonts.toml``)?

Invariant: what no table knows stays the character that the file holds, so that it can be seen and named later.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_NAMED = ("symbol", "ding")  # in the name of every font of the table
_PRIVATE = 0xF000  # where the signs of a symbol font lie in Unicode, behind their number in the font


@cache
def _signs() -> Mapping[str, Mapping[int, str]]:
    """By name of font: the characters by their numbers in it. Read only for a file that has such a font: what checks a
    table takes longer to load than the process that parses a document takes for all the rest."""
    from search_app.data import read_table

    return {
        row["name"]: {int(code, 16): sign for code, sign in row["signs"]} for row in read_table("symbol_fonts", "font")
    }


def is_symbol_font(font: str | None) -> bool:
    """Whether ``font`` has signs in place of letters."""
    name = (font or "").lower()
    return any(part in name for part in _NAMED) and name in _signs()


def read_symbol(code: int, font: str | None) -> str:
    """The character of number ``code`` in ``font``, or the character that lies there where nobody knows the font."""
    known = _signs().get((font or "").lower(), {})
    return known.get(code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code) or chr(code)


def read_in_font(text: str, font: str | None) -> str:
    """``text`` that is set in ``font``, with the signs of a symbol font as what they stand for."""
    return "".join(read_symbol(ord(char), font) for char in text) if is_symbol_font(font) else text
