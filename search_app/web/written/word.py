"""How is a paper written for Word? The one owner of python-docx, which is loaded when the first paper is asked for.

Invariant: every text of the paper stands in the file as it is, without acting there: no field, no link, no markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

from search_app.model import Lang
from search_app.text.printable import make_writable
from search_app.web.written.paper import Column, Heading, Paper, Paragraph, Part, Picture, Said, Table, Words

# A4 with margins of 2 cm.
_SHORT, _LONG, _MARGIN = 21.0, 29.7, 2.0
_LATIN, _HAN, _HAN_HEADS = "Calibri", "宋体", "黑体"
_SIZE, _IN_TABLES, _SMALL = 10.5, 9.0, 8.5  # points
_QUIET = (0x59, 0x61, 0x6B)
_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en-GB"}


def write_docx(paper: Paper) -> bytes:
    """``paper`` as a .docx file."""
    from docx import Document  # a quarter of a second, and most servers are never asked

    document = Document()
    _set_up(document, paper)
    _say(document.add_paragraph(style="Title"), paper.title)
    for part in paper.parts:
        _add(document, part, paper)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    width, height = (_LONG, _SHORT) if paper.wide else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(_MARGIN))
    _set_styles(document)
    _set_foot(section.footer.paragraphs[0], paper)
    made = datetime.combine(paper.day, time())
    core = document.core_properties
    core.author = core.last_modified_by = make_writable(paper.author)
    core.title = make_writable("".join(one.text for one in _parts_of(paper.title)))[:255]
    core.comments, core.language = "", _TAGS[paper.lang]
    core.created = core.modified = made


def _set_styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size, han in (
        ("Normal", _SIZE, _HAN), ("Title", 18, _HAN_HEADS), ("Heading 1", 13, _HAN_HEADS),
        ("Heading 2", 11, _HAN_HEADS), ("List Bullet", _SIZE, _HAN), ("Footer", _SMALL, _HAN),
    ):  # fmt: skip
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.name, style.font.size = _LATIN, Pt(size)
        fonts.set(qn("w:eastAsia"), han)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_after = Pt(4)
    for spelling in document.styles.element.iter(qn("w:lang")):
        spelling.set(qn("w:val"), _TAGS["en"])
        spelling.set(qn("w:eastAsia"), _TAGS["zh"])


def _set_foot(paragraph: Any, paper: Paper) -> None:
    """The words of the foot and the number of the page, which is a field that Word fills in."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    _say(paragraph, Said(f"{paper.foot} · " if paper.foot else "", paper.lang, quiet=True))
    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def _add(document: Any, part: Part, paper: Paper) -> None:
    if isinstance(part, Heading):
        _say(document.add_paragraph(style=f"Heading {part.level}"), part.words)
    elif isinstance(part, Paragraph):
        _say(document.add_paragraph(style="List Bullet" if part.item else None), part.words)
    elif isinstance(part, Picture):
        _add_picture(document, part)
    else:
        _add_table(document, part, (_LONG if paper.wide else _SHORT) - 2 * _MARGIN)


def _add_picture(document: Any, part: Picture) -> None:
    from docx.shared import Cm

    shape = document.add_picture(BytesIO(part.png), width=Cm(part.width))
    shape._inline.docPr.set("descr", make_writable(part.says))


def _add_table(document: Any, part: Table, width: float) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Cm, Pt

    headed = any(one.text for column in part.columns for one in _parts_of(column.head))
    table = document.add_table(rows=headed + len(part.rows), cols=len(part.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    shares = sum(column.share for column in part.columns)
    widths = [Cm(width * column.share / shares) for column in part.columns]
    for column, its_width in zip(table.columns, widths, strict=True):
        column.width = its_width
    rows: list[Sequence[Words]] = [*([[_strong(c.head) for c in part.columns]] if headed else []), *part.rows]
    for row, words in zip(table.rows, rows, strict=True):
        _fill_row(row, words, part.columns, widths)
    if headed:
        _repeat(table.rows[0])
    document.add_paragraph().paragraph_format.space_after = Pt(2)  # two tables that touch become one


def _fill_row(row: Any, words: Sequence[Words], columns: Sequence[Column], widths: Sequence[Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    _mark(row, "cantSplit")
    for cell, said, column, width in zip(row.cells, words, columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if column.figures:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _say(paragraph, said, _IN_TABLES)


def _repeat(row: Any) -> None:
    _mark(row, "tblHeader")


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def _say(paragraph: Any, words: Words, size: float | None = None) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for one in _parts_of(words):
        run = paragraph.add_run(make_writable(one.text))
        run.bold = True if one.strong else None
        if size:
            run.font.size = Pt(size)
        if one.quiet:
            run.font.color.rgb = RGBColor(*_QUIET)
        if one.lang == "zh":  # marks that both languages use are then set as Chinese ones
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _strong(words: Words) -> Words:
    return tuple(Said(one.text, one.lang, strong=True) for one in _parts_of(words))


def _parts_of(words: Words) -> tuple[Said, ...]:
    return (words,) if isinstance(words, Said) else words
