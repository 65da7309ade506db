"""What does a Word document print, line by line?

Invariant: paragraphs and tables come in printed order with their automatic numbers; deletions, struck-out and hidden
text, comments, headers, footers and notes are no part of the text.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from search_app.files.archive import Archive
from search_app.files.numbering import Numbering
from search_app.files.problem import FormatError
from search_app.files.struck import ParsedText, Struck, StruckRuns
from search_app.files.wordxml import find_child, find_tag, find_value, is_on

# Nothing below these is printed in the body. "*Fallback" repeats "*Choice" and is read only when that is empty.
_DROPPED = frozenset(
    [
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "rPr",
        "pPr",
        "tblPr",
        "trPr",
        "tcPr",
        "sectPr",
        "rt",
        "fldData",
        "sdtPr",
        "sdtEndPr",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "annotationRef",
        "*Fallback",
        "*textpath",
    ]
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_DOCUMENT = "/officeDocument"


def read_docx(raw: bytes) -> ParsedText:
    """The text of a .docx: a line for each paragraph, a line of tab-joined cells for each row of a table.

    FormatError when the archive or its XML is damaged or hostile.
    """
    archive = Archive(raw)
    place = _find_document(archive)
    root = archive.read_xml(place)
    body = find_child(root, "body")
    if body is None:
        raise FormatError("holds no Word document", "open it in Word or WPS and save it as .docx", place)
    folder = posixpath.dirname(place)
    numbering, styles = (archive.read_xml(posixpath.join(folder, part)) for part in ("numbering.xml", "styles.xml"))
    struck = StruckRuns(styles)
    lines = _Reader(Numbering(numbering, styles), struck).read_blocks(body)
    return ParsedText("\n".join(lines) + "\n", tuple(struck.found))


def _find_document(archive: Archive) -> str:
    """The name of the main part; some programs do not call it word/document.xml."""
    relations = archive.read_xml("_rels/.rels")
    for relation in () if relations is None else relations:
        if str(relation.get("Type", "")).endswith(_DOCUMENT):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


class _Reader:
    """Walks the body once, because numbers count as paragraphs come."""

    def __init__(self, numbering: Numbering, struck: StruckRuns) -> None:
        self._numbering = numbering
        self._struck = struck
        self._carried = ""  # the text of a paragraph whose mark was deleted: it runs on into the next one

    def read_blocks(self, parent: etree._Element) -> list[str]:
        """The lines of the paragraphs and tables below ``parent``."""
        lines = self._read_children(parent)
        if self._carried:
            lines.extend(self._carried.split("\n"))
            self._carried = ""
        return lines

    def _read_children(self, parent: etree._Element) -> list[str]:
        lines: list[str] = []
        for child in parent:
            tag = find_tag(child)
            if tag == "p":
                lines.extend(self._read_paragraph(child))
            elif tag == "tbl":
                lines.extend(self._read_table(child))
            elif tag == "*AlternateContent":
                lines.extend(self._read_children(_alternative(child)))
            elif tag and tag not in _DROPPED:
                lines.extend(self._read_children(child))
        return lines

    def _read_paragraph(self, paragraph: etree._Element) -> list[str]:
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        properties = find_child(paragraph, "pPr")
        style = find_value(find_child(properties, "pStyle"))
        before = len(self._struck.found)
        self._read_inline(paragraph, pieces, boxes, style)
        text = "".join(pieces)
        if find_child(properties, "rPr", "del") is not None:
            self._carried += text
            lines = []
        else:
            label = self._numbering.make_label(properties)
            if len(self._struck.found) > before and not text.strip():
                label = ""  # a paragraph that is struck out as a whole
            lines = (label + self._carried + text).split("\n")
            self._carried = ""
        for box in boxes:
            lines.extend(self.read_blocks(box))
        return lines

    def _read_table(self, table: etree._Element) -> list[str]:
        lines: list[str] = []
        for row in _find_all(table, "tr"):
            if find_child(row, "trPr", "del") is not None:
                continue
            cells = [self.read_blocks(cell) for cell in _find_all(row, "tc")]
            if len(cells) == 1:  # a frame around text, not a row of values
                lines.extend(cells[0])
            else:
                lines.append("\t".join(" ".join(" ".join(cell).split()) for cell in cells))
        return lines

    def _read_inline(
        self, parent: etree._Element, pieces: list[str], boxes: list[etree._Element], style: str | None
    ) -> None:
        """Append the printed text below ``parent`` to ``pieces``, and its text boxes to ``boxes``; ``style`` is that
        of the paragraph."""
        for child in parent:
            tag = find_tag(child)
            if tag == "del" or (tag == "r" and self._struck.holds(child, style)):
                self._leave_out(child, pieces)
                continue
            if not tag or tag in _DROPPED or (tag == "r" and is_on(find_child(child, "rPr", "vanish"))):
                continue
            if tag == "t" or (tag == "*t" and "/math" in str(child.tag)):
                pieces.append((child.text or "").replace("\n", " "))
            elif tag in _SIGNS:
                pieces.append(_SIGNS[tag])
            elif tag == "sym":
                pieces.append(_read_symbol(child))
            elif tag == "txbxContent":
                boxes.append(child)
            else:
                inside = _alternative(child) if tag == "*AlternateContent" else child
                self._read_inline(inside, pieces, boxes, style)

    def _leave_out(self, element: etree._Element, pieces: list[str]) -> None:
        said = (e for e in element.iter() if find_tag(e) in ("t", "delText"))
        if text := "".join(e.text or "" for e in said).strip():
            self._struck.found.append(Struck("".join(pieces).strip()[-20:], text))


def _find_all(parent: etree._Element, tag: str) -> list[etree._Element]:
    """The elements ``tag`` below ``parent``, through wrappers but not through other rows and cells."""
    found: list[etree._Element] = []
    for child in parent:
        name = find_tag(child)
        if name == tag:
            found.append(child)
        elif name and name not in _DROPPED and name not in ("p", "tbl", "tr", "tc"):
            found.extend(_find_all(child, tag))
    return found


def _alternative(element: etree._Element) -> etree._Element:
    """The first alternative that holds any text; all of them say the same."""
    return next((child for child in element if "".join(map(str, child.itertext())).strip()), element)


def _read_symbol(element: etree._Element) -> str:
    """The character of a w:sym, such as a box of Wingdings; the private area of a font is kept."""
    code = find_value(element, "char") or ""
    try:
        return chr(int(code[:6], 16))
    except (ValueError, OverflowError):
        raise FormatError(f"a symbol has no character ({code[:10]!r})", "type the symbol in as text") from None
