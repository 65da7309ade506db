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
_USUAL_WIDTHS = (
    {"default": 1000.0}
    | {chr(code): 500.0 for code in range(0x21, 0x7F)}
    | {" ": 207.0}
    | dict.fromkeys("0123456789", 462.0)
)
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
        font = Font.from_font_resource(resource)
        if _has_known_codes(resource):
            font.character_widths, font.space_width = _USUAL_WIDTHS, _USUAL_WIDTHS[" "]
        fonts[key] = font, _is_mute(resource)
    return fonts[key]


def _has_known_codes(font: DictionaryObject) -> bool:
    """A Chinese font by the codes of a standard (UniGB-UCS2-H). Its widths are listed by the numbers of its glyphs,
    which pypdf takes for the codes, so the usual widths of such fonts stand for them."""
    encoding = font.get("/Encoding")
    return font.get("/Subtype") == "/Type0" and isinstance(encoding, str) and not encoding.startswith("/Identity")


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
