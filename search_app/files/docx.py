"""What does a Word document print, line by line?

Invariant: paragraphs and tables come in printed order with their automatic numbers; deletions, struck-out and hidden
text, comments, headers, footers and notes are no part of the text.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from search_app.files.archive import Archive
from search_app.files.numbering import Numbering
from search_app.files.parsed import ParsedText, Struck
from search_app.files.problem import FormatError
from search_app.files.struck import StruckRuns
from search_app.files.symbols import read_in_font, read_symbol
from search_app.files.tables import MAX_SPAN, holds_text
from search_app.files.wordxml import find_child, find_number, find_tag, find_value, is_on
from search_app.text.joining import raise_digits

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
        rows = [row for row in _find_all(table, "tr") if not self._is_deleted(row)]
        read = [[(cell, self.read_blocks(cell)) for cell in _find_all(row, "tc")] for row in rows]
        if any(holds_text(lines) for cells in read for _, lines in cells):
            return [line for cells in read for _, lines in cells for line in lines]  # a table that only places its text
        lines: list[str] = []
        for row, cells in zip(rows, read, strict=True):
            if len(cells) == 1:  # a frame around text, not a row of values
                lines.extend(cells[0][1])
                continue
            before = find_number(find_child(row, "trPr", "gridBefore")) or 0
            line = "\t".join([*[""] * min(before, MAX_SPAN), *(text for cell in cells for text in _fill_cell(*cell))])
            lines += [line] * bool(line.strip())
        return lines

    def _is_deleted(self, row: etree._Element) -> bool:
        """Whether a row is struck out as a whole, which is said."""
        deleted = find_child(row, "trPr", "del") is not None
        if deleted:
            self._leave_out(row, [])
        return deleted

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
                pieces.append(_read_text(child, parent))
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


def _fill_cell(cell: etree._Element, lines: list[str]) -> list[str]:
    """The text of a cell and an empty one for each further column that it spans; one that goes on from the row above
    is empty."""
    properties = find_child(cell, "tcPr")
    merge = find_child(properties, "vMerge")
    goes_on = merge is not None and find_value(merge) != "restart"
    spans = find_number(find_child(properties, "gridSpan")) or 1
    text = "" if goes_on else " ".join(" ".join(lines).split())
    return [text, *[""] * (min(spans, MAX_SPAN) - 1)]


def _font_of(run: etree._Element) -> str | None:
    fonts = find_child(run, "rPr", "rFonts")
    return find_value(fonts, "ascii") or find_value(fonts, "hAnsi")


def _read_text(element: etree._Element, run: etree._Element) -> str:
    """What a w:t prints: raised figures as raised ones, signs of symbol fonts as what they stand for."""
    text = read_in_font((element.text or "").replace("\n", " "), _font_of(run))
    raised = find_value(find_child(run, "rPr", "vertAlign")) == "superscript"
    return raise_digits(text) if raised else text


def _read_symbol(element: etree._Element) -> str:
    """The character of a w:sym, such as a box of Wingdings; what no table knows is kept as it is."""
    code = find_value(element, "char") or ""
    try:
        return read_symbol(int(code[:6], 16), find_value(element, "font"))
    except (ValueError, OverflowError):
        raise FormatError(f"a symbol has no character ({code[:10]!r})", "type the symbol in as text") from None
