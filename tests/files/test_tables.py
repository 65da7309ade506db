"""Tables are rows of cells between tabs, in every format; a table that only places text is text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from search_app.files.read import read_source
from tests.files.test_formats import make_docx, p

ROWS = [
    ["项目", "条件", "标准（万元）"],
    ["冷库", "库容3000吨以上", "60"],
    ["", "库容1万吨以上", "150"],
    ["门店", "面积不少于80平方米", "3"],
]
LINES = ["\t".join(row) for row in ROWS]
TITLE, FIRST, LAST = "云河区水产奖补办法", "第一条 对水产企业按下表给予奖补。", "第二条 本办法自发布之日起施行。"


def cell(text: str, merge: str = "") -> str:
    return f"<w:tc><w:tcPr>{merge}</w:tcPr>{p(text)}</w:tc>"


def docx_rows() -> str:
    start, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    merges = [["", "", ""], [start, "", ""], [goes_on, "", ""], ["", "", ""]]
    rows = (
        "".join(cell(t, m) for t, m in zip(row, marks, strict=True)) for row, marks in zip(ROWS, merges, strict=True)
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def page_rows() -> str:
    cells = [[f"<td>{text}</td>" for text in row] for row in ROWS]
    cells[1][0], cells[2][0] = "<td rowspan='2'>冷库</td>", ""
    return "<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in cells) + "</table>"


def make_pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("text", fontName="STSong-Light", fontSize=11, leading=16, wordWrap="CJK")
    table = Table([[Paragraph(text, style) for text in row] for row in ROWS], colWidths=[60, 70, 90])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("SPAN", (0, 1), (0, 2))]))
    out = io.BytesIO()
    SimpleDocTemplate(out, invariant=True).build(
        [Paragraph(TITLE, style), Paragraph(FIRST, style), table, Paragraph(LAST, style)]
    )
    return out.getvalue()


def read(folder: Path, name: str, raw: bytes) -> list[str]:
    path = folder / name
    path.write_bytes(raw)
    return read_source(path).text.splitlines()


def make(kind: str) -> bytes:
    if kind == "docx":
        return make_docx(p(TITLE) + p(FIRST) + docx_rows() + p(LAST))
    if kind == "html":
        return f"<html><body><h1>{TITLE}</h1><p>{FIRST}</p>{page_rows()}<p>{LAST}</p></body></html>".encode()
    return make_pdf()


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_a_table_is_rows_with_its_header_and_merged_cells_are_printed_once(tmp_path: Path, kind: str) -> None:
    assert read(tmp_path, f"a.{kind}", make(kind)) == [TITLE, FIRST, *LINES, LAST]


def test_columns_stay_under_their_header_where_cells_span_several(tmp_path: Path) -> None:
    wanted = [TITLE, "类别\t标准\t", "\t一等\t二等", "甲\t10万元\t5万元"]
    rows = "<tr><td rowspan='2'>类别</td><td colspan='2'>标准</td></tr><tr><td>一等</td><td>二等</td></tr><tr><td>甲</td><td>10万元</td><td>5万元</td></tr>"
    page = f"<html><body><h1>{TITLE}</h1><table>{rows}</table></body></html>"
    assert read(tmp_path, "a.html", page.encode()) == wanted
    start, goes_on, two = '<w:vMerge w:val="restart"/>', '<w:vMerge w:val="continue"/>', '<w:gridSpan w:val="2"/>'
    body = f"<w:tr>{cell('类别', start)}{cell('标准', two)}</w:tr><w:tr>{cell('', goes_on)}{cell('一等')}{cell('二等')}</w:tr>"
    body += f"<w:tr>{cell('甲')}{cell('10万元')}{cell('5万元')}</w:tr>"
    assert read(tmp_path, "a.docx", make_docx(p(TITLE) + f"<w:tbl>{body}</w:tbl>")) == wanted


def test_a_cell_of_several_paragraphs_is_one_cell(tmp_path: Path) -> None:
    rows = "<tr><td>条件</td><td>标准</td></tr><tr><td><p>1.在区内纳税；</p><p>2.无失信记录。</p></td><td>20万元<br>一次性</td></tr>"
    page = f"<html><body><h1>{TITLE}</h1><table><caption>奖补标准</caption>{rows}</table></body></html>"
    assert read(tmp_path, "a.html", page.encode()) == [
        TITLE,
        "奖补标准",
        "条件\t标准",
        "1.在区内纳税； 2.无失信记录。\t20万元 一次性",
    ]


def test_a_table_that_only_places_provisions_is_text(tmp_path: Path) -> None:
    provisions = ["第一条 支持建设冷库。", "第二条 支持开设门店。", "第三条 自发布之日起施行。"]
    inside = "".join(f"<p>{line}</p>" for line in provisions)
    page = f"<html><body><h1>{TITLE}</h1><table><tr><td>正文</td><td>{inside}</td></tr></table></body></html>"
    assert read(tmp_path, "a.html", page.encode()) == [TITLE, "正文", *provisions]
    right = f"<w:tc>{''.join(p(line) for line in provisions)}</w:tc>"
    raw = make_docx(p(TITLE) + f"<w:tbl><w:tr>{cell('正文')}{right}</w:tr></w:tbl>")
    assert read(tmp_path, "a.docx", raw) == [TITLE, "正文", *provisions]


def test_spans_without_measure_cost_nothing(tmp_path: Path) -> None:
    rows = "<tr><td colspan='99999' rowspan='99999'>甲</td><td>乙</td></tr>" * 50
    lines = read(tmp_path, "a.html", f"<html><body><h1>{TITLE}</h1><table>{rows}</table></body></html>".encode())
    assert max(map(len, lines)) < 5000
