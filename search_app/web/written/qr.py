"""How does an address become a QR code? As a drawing for pages and as a picture for documents.

segno is loaded when the first code is asked for. Invariant: whatever is drawn reads back as the text it was made of.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

# Of UTF-8. A longer text makes a code with so many dots that phones fail to read it from paper.
MAX_BYTES = 1_000
_QUIET = 4  # light dots around the code, as ISO 18004 asks for
_DOT = 8  # pixels of a dot of the picture: 3 cm at 300 dots an inch for an address of ours


def fits_qr(text: str) -> bool:
    """Whether ``text`` is short enough for a code that phones read."""
    return 0 < len(text.encode()) <= MAX_BYTES


def qr_svg(text: str) -> str:
    """A drawing of the QR code of ``text``, to stand in a page or as a file of its own; it has no size but its shape,
    dark on light in every scheme. ValueError for a text that does not fit."""
    drawn = BytesIO()
    _make(text).save(drawn, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True, nl=False, **_LOOKS)
    return drawn.getvalue().decode().replace("<svg", '<svg shape-rendering="crispEdges"', 1)


def qr_png(text: str) -> bytes:
    """The same as a picture. ValueError for a text that does not fit."""
    drawn = BytesIO()
    _make(text).save(drawn, kind="png", scale=_DOT, **_LOOKS)
    return drawn.getvalue()


_LOOKS = {"border": _QUIET, "dark": "#000", "light": "#fff"}


def _make(text: str) -> Any:
    import segno  # a tenth of a second, and most servers are never asked

    if not fits_qr(text):
        raise ValueError(f"a QR code holds 1 to {MAX_BYTES} bytes, not {len(text.encode())}")
    return segno.make(text, error="m", micro=False)
