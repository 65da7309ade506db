"""What is carried away reads back: documents for Word and QR codes."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from datetime import date
from io import BytesIO

import docx
import pytest
import segno
from lxml import etree

from search_app.web.written.paper import Column, Heading, Paper, Paragraph, Picture, Said, Table
from search_app.web.written.qr import MAX_BYTES, fits_qr, qr_png, qr_svg
from search_app.web.written.word import write_docx

ADDRESS = "https://www.example.org/政策/id/bio-economy/9/b2?a=1&b=<2>"


def rows_of(png: bytes) -> list[bytes]:
    """The rows of a picture of one bit a dot."""
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    assert (depth, colours) == (1, 0)
    at, data = 8, b""
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + size] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    raw, line, rows = zlib.decompress(data), 1 + (width + 7) // 8, [bytes((width + 7) // 8)]
    for n in range(height):
        kind, *row = raw[n * line : (n + 1) * line]
        assert kind in (0, 2), "as it is, or what is added to the row above"
        above = rows[-1] if kind == 2 else bytes(len(row))
        rows.append(bytes((one + upper) % 256 for one, upper in zip(row, above, strict=True)))
    return rows[1:]


def test_both_drawings_of_a_code_show_the_same_dots() -> None:
    dots = [list(row) for row in segno.make(ADDRESS, error="m", micro=False).matrix_iter(border=4)]
    rows = rows_of(qr_png(ADDRESS))[4::8]
    bits = [[1 - (row[(8 * x + 4) // 8] >> (7 - (8 * x + 4) % 8) & 1) for x in range(len(dots))] for row in rows]
    assert bits == dots
    drawn = etree.fromstring(qr_svg(ADDRESS))
    assert drawn.get("viewBox") == f"0 0 {len(dots)} {len(dots)}"
    inside = {name for one in drawn.iter() for name in one.attrib}
    assert inside <= {"viewBox", "d", "fill", "stroke", "shape-rendering"}, "nothing that a page would not be allowed"


def test_what_no_phone_could_read_is_no_code() -> None:
    assert fits_qr("政" * (MAX_BYTES // 3)) and not fits_qr("政" * (MAX_BYTES // 3 + 1)) and not fits_qr("")
    with pytest.raises(ValueError, match="1 to"):
        qr_png("x" * (MAX_BYTES + 1))


def zh(text: str, **looks: bool) -> Said:
    return Said(text, "zh", **looks)


def test_a_paper_reads_back_as_it_was_said() -> None:
    hostile = '=1+1 <w:p/> {MERGEFIELD x} "&" \x00\ud800'
    paper = Paper(
        (zh("生物经济"), Said(" Bio-economy", "en")),
        [
            Heading(zh("支持内容")),
            Paragraph((zh("中文"), Said(hostile, "en", quiet=True))),
            Paragraph(zh("一项"), item=True),
            Table([Column(zh("对象"), 2), Column(zh("合计"), 1, figures=True)], [[zh("企业"), zh("5,000万元")]]),
            Table([Column(zh("")), Column(zh(""), 3)], [[zh("文号"), zh("鹤政规〔2024〕1号")]]),
            Picture(qr_png(ADDRESS), "永久地址的二维码"),
        ],
        "zh",
        date(2026, 11, 22),
        "鹤岗政策库",
        foot="非官方",
        wide=True,
    )
    read = docx.Document(BytesIO(write_docx(paper)))
    texts = [(one.style.name, one.text) for one in read.paragraphs if one.text]
    assert texts[:2] == [("Title", "生物经济 Bio-economy"), ("Heading 1", "支持内容")]
    assert texts[2][1] == '中文=1+1 <w:p/> {MERGEFIELD x} "&" \ufffd\ufffd' and texts[3] == ("List Bullet", "一项")
    first, second = read.tables
    assert [[cell.text for cell in row.cells] for row in first.rows] == [["对象", "合计"], ["企业", "5,000万元"]]
    assert len(second.rows) == 1, "a table without heads has no head row"
    assert first.rows[0]._tr.trPr.xpath("w:tblHeader") and first.rows[1]._tr.trPr.xpath("w:cantSplit")
    assert first.rows[1].cells[1].paragraphs[0].alignment == 2, "figures stand at the right"
    assert read.sections[0].page_width > read.sections[0].page_height and len(read.inline_shapes) == 1
    assert read.sections[0].footer.paragraphs[0].text.startswith("非官方 · ")
    assert read.core_properties.author == "鹤岗政策库" and read.core_properties.created.year == 2026


def test_nothing_that_writes_files_is_loaded_before_a_file_is_asked_for() -> None:
    code = "import sys, search_app.web.app; print({'docx', 'segno', 'xlsxwriter', 'lxml'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
