"""What is a file really, whatever its name ends in?

Invariant: only bytes are looked at, nothing is parsed; so this is safe on any file.
"""

from __future__ import annotations

import re

from search_app.files.problem import FormatError

# What each ending may hold. An HTML fragment looks like plain text; an .html is never required to start with <html>.
KINDS = {
    ".txt": ("text",),
    ".docx": ("docx",),
    ".pdf": ("pdf",),
    ".html": ("html", "text"),
    ".htm": ("html", "text"),
    ".doc": ("ole",),
    ".wps": ("ole",),
}
NAMES = {
    "text": "plain text (.txt)",
    "docx": "a Word document (.docx)",
    "pdf": "a PDF (.pdf)",
    "html": "a web page (.html)",
    "ole": "an old Word or WPS file (.doc, .wps) or an office file with a password",
    "xlsx": "an Excel workbook (.xlsx)",
    "pptx": "a PowerPoint file (.pptx)",
    "ofd": "an OFD document (.ofd)",
    "odt": "an OpenDocument file (.odt)",
    "zip": "a ZIP archive",
    "rtf": "an RTF document (.rtf)",
    "mht": "a web archive (.mht)",
    "wordml": "a Word 2003 XML document (.xml)",
    "image": "an image",
    "archive": "a compressed archive",
}
_READABLE = {"text": ".txt", "docx": ".docx", "pdf": ".pdf", "html": ".html"}
_STARTS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_IN_ZIP = (
    (b"word/document", "docx"),
    (b"xl/workbook", "xlsx"),
    (b"ppt/presentation", "pptx"),
    (b"OFD.xml", "ofd"),
    (b"mimetypeapplication/vnd.oasis", "odt"),
    (b"word/", "docx"),
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
# What may stand before it, from its beginning to its end.
_BEFORE_PAGE = ((b"<!--", b"-->"), (b"<?xml", b">"))
_WINDOW = 4096


def find_kind(raw: bytes) -> str:
    """The kind of ``raw``, a key of ``NAMES``; "text" when nothing else is recognised."""
    head = raw[:_WINDOW]
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for inside, kind in _IN_ZIP if inside in raw), "zip")
    # A UTF-16 page shows its tags once the zero bytes are gone.
    plain = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    if plain.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if b"<?mso-application" in plain:
        return "wordml"
    if _is_page(plain):
        return "html"
    return "mht" if plain.lstrip().lower().startswith(b"mime-version:") else "text"


def _is_page(head: bytes) -> bool:
    """Whether ``head`` begins as a web page, behind any number of comments; nothing is tried in two ways."""
    rest = head.lstrip()
    while not _PAGE.match(rest):
        end = next((end for start, end in _BEFORE_PAGE if rest[: len(start)].lower() == start), None)
        if end is None:
            return False
        _, found, rest = rest[4:].partition(end)
        if not found:
            return False
        rest = rest.lstrip()
    return True


def check_ending(suffix: str, raw: bytes) -> str:
    """The kind of ``raw``; FormatError, which says what the file really is, when ``suffix`` promises another."""
    kind = find_kind(raw)
    if kind in KINDS[suffix]:
        return "html" if suffix in (".html", ".htm") else kind
    better = _READABLE.get(kind)
    remedy = f"rename it to {better}" if better else "open it in its own program and save it as .docx"
    if kind == "text":
        remedy = f"get the {suffix} file again, or rename it to .txt if it is readable"
    raise FormatError(f"the name ends in {suffix}, but the file is {NAMES[kind]}", remedy)
