"""Which characters do the codes of a PDF font stand for?

Fonts are pypdf's (``pypdf.generic._font``, of the pinned version). Invariant: a font that does not say its characters
is known for it, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pypdf.generic import DictionaryObject, IndirectObject
from pypdf.generic._font import Font

Fonts = dict[int, tuple[Font, bool]]  # by number of object: the font, and whether it names no characters
MAX_DEPTH = 12  # forms inside forms, pages inside branches of the tree of pages


def find_font(holder: Any, name: str, fonts: Fonts) -> tuple[Font | None, bool]:
    """The font that ``holder``, a page or a form, calls ``name``, and whether it names no characters; ``fonts`` keeps
    what was read."""
    table = look_up(holder, "/Font")
    found = table.raw_get(name) if isinstance(table, DictionaryObject) and name in table else None
    resource = found.get_object() if found is not None else None
    if not isinstance(resource, DictionaryObject):
        return None, False
    key = found.idnum if isinstance(found, IndirectObject) else -id(resource)
    if key not in fonts:
        fonts[key] = Font.from_font_resource(resource), _is_mute(resource)
    return fonts[key]


def look_up(holder: Any, kind: str) -> Any:
    """The table of fonts or forms that ``holder``, a page or a form, or what it belongs to names."""
    for _ in range(MAX_DEPTH):
        resources = holder.get("/Resources")
        table = resources.get_object().get(kind) if resources is not None else None
        if table is not None:
            return table.get_object()
        parent = holder.get("/Parent")
        if parent is None:
            return None
        holder = parent.get_object()
    return None


def _is_mute(font: DictionaryObject) -> bool:
    """A font whose codes are glyph numbers and that has no table from them to characters."""
    return str(font.get("/Encoding")).startswith("/Identity") and "/ToUnicode" not in font


def decode(font: Font, raw: bytes | str) -> Iterator[tuple[str, str]]:
    """Each code of ``raw`` as the font's widths know it, and the characters that it shows."""
    if isinstance(raw, str):
        yield from ((char, char) for char in raw)
    elif isinstance(font.encoding, str):
        try:
            codes = raw.decode(font.encoding, "surrogatepass")
        except UnicodeDecodeError:
            codes = raw.decode(font.encoding, "replace")
        yield from ((code, str(font.character_map.get(code, code))) for code in codes)
    else:
        for byte in raw:
            named = font.encoding.get(byte, chr(byte))
            yield chr(byte), str(font.character_map.get(named, named))
