"""Files as offices send them, and files as nobody should: text comes out, or an error that names the remedy."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from search_app.clauses.front import find_issue_date
from search_app.clauses.outline import split_file
from search_app.files.pdf import _PAGE_NUMBER, PageLine, _with_single_spaces, _without_page
from search_app.files.printed_numbers import make_number
from search_app.files.read import MAX_BYTES, SUFFIXES, DocumentError, SourceText, read_source
from search_app.files.sniff import find_kind
from search_app.files.webpage import _CHARSET
from search_app.library.inspect import inspect_file
from tests.conftest import CORPUS
from tests.evaluate.cases import find_cases

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
POLICY = "某市支持测试产业若干政策\n第一条 对新认定的企业给予一次性奖励20万元。\n第二条 本政策自2024年1月1日起施行，有效期三年。\n"


class Files:
    """Writes files into one folder and reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str, raw: bytes) -> str:
        path = self.folder / name
        path.write_bytes(raw)
        return read_source(path).text

    def refuse(self, name: str, raw: bytes) -> str:
        with pytest.raises(DocumentError) as caught:
            self.read(name, raw)
        message = str(caught.value)
        assert message.startswith(name) and "; " in message and "Traceback" not in message
        return message


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


# Makers of real files


def make_docx(body: str, numbering: str = "", styles: str = "", **more: bytes) -> bytes:
    def part(tag: str, inside: str) -> str:
        return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} xmlns:w="{W}">{inside}</w:{tag}>'

    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/numbering.xml": part("numbering", numbering),
        "word/styles.xml": part("styles", styles),
        "word/header1.xml": part("hdr", p("页眉")),
        "word/comments.xml": part("comments", p("批注")),
    }
    return make_zip({name: text.encode() for name, text in parts.items()} | more)


def make_zip(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in entries.items():
            archive.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def p(text: str, num: int | None = None, level: int = 0, style: str = "") -> str:
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None:
        own += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{own}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def level(n: int, style: str, text: str, more: str = "", suffix: str = "nothing", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(n: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{n}">{"".join(levels)}</w:abstractNum>'


def num(n: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{n}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def make_pdf(pages: list[list[tuple[float, str]]]) -> bytes:
    """Each page is a list of (height, text)."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    for page in pages:
        canvas.setFont("STSong-Light", 12)
        for height, text in page:
            canvas.drawString(72, height, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def make_policy_pdf() -> bytes:
    pages = []
    for n in range(1, 5):
        title = [(790.0, "某市政策汇编"), (40.0, f"— {n} —")]
        pages.append([*title, (700.0, f"第{n}条 对企业给予"), (680.0, f"奖励{n}0万元。")])
    pages[0].insert(2, (740.0, "某市政策汇编"))  # the title of the document, at another height
    return make_pdf(pages)


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>某市若干政策_某市人民政府</title>
<style>p {{color: red}}</style><script>var a = "脚本";</script></head><body>
<header>某市人民政府网站</header><nav><a href="/">首页</a><a href="/b">政务公开</a></nav>
<div class="top"><ul><li><a href="/1">要闻</a></li><li><a href="/2">公告</a></li><li><a href="/3">解读</a></li></ul></div>
<div id="content"><h1>某市若干政策</h1><p>第一条 对企业给予<b>奖励</b>20万元。</p>
<table><tr><th>类别</th><th>标准</th></tr><tr><td>甲类</td><td><p>10万元</p></td></tr></table>
<p style="display: none">看不见</p><p>第二条 本政策自<br>2024年起施行。</p></div>
<div class="related"><a href="/4">相关链接甲</a><a href="/5">相关链接乙</a></div>
<form>搜索<input value="词"></form><footer>版权所有 某市人民政府</footer></body></html>"""
PAGE_LINES = [
    "某市若干政策",
    "第一条 对企业给予奖励20万元。",
    "类别\t标准",
    "甲类\t10万元",
    "第二条 本政策自",
    "2024年起施行。",
]


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_in_every_encoding(files: Files, encoding: str, end: str) -> None:
    assert files.read("a.txt", POLICY.replace("\n", end).encode(encoding)) == POLICY


def test_the_corpus_and_all_cases_are_read_in_gb18030_as_in_utf8(files: Files) -> None:
    # Documents of other sets (English among them) are not taken for that encoding.
    for path in [*CORPUS.glob("*.txt"), *(case.path for case in find_cases(wanted=tuple("abcdefghi")) if case.path)]:
        text = read_source(path).text
        assert files.read("a.txt", text.encode("gb18030")) == text


@pytest.mark.parametrize(
    "made",
    [
        lambda t: t.encode("utf-8").decode("latin-1"),
        lambda t: t.encode("utf-8").decode("cp1252", "ignore"),
        lambda t: t.encode("utf-8").decode("gbk", "replace"),
        lambda t: t.encode("utf-8").decode("gbk", "ignore"),
        lambda t: t.encode("gbk").decode("latin-1"),
        lambda t: t.encode("gbk").decode("utf-8", "replace"),
        lambda t: t + "锟斤拷锟斤拷",
        lambda t: t + "\nthe cityâ€™s",
        lambda t: t + "\ncafÃ©",
    ],
)
def test_mojibake_is_named(files: Files, made: Callable[[str], str]) -> None:
    message = files.refuse("a.txt", made(POLICY).encode("utf-8"))
    assert "mojibake" in message or "U+00" in message
    assert "line" in message


def test_bytes_of_other_encodings_are_not_guessed(files: Files) -> None:
    assert "GB18030" in files.refuse("a.txt", "第一條 對企業給予獎勵，最高二十萬元。\n適用範圍".encode("big5"))
    assert "broken UTF-8, " not in files.refuse("a.txt", b"\xff\xff")
    broken = POLICY.encode()
    assert "broken UTF-8" in files.refuse("a.txt", broken[:60] + b"\xff" + broken[60:])
    assert files.refuse("a.txt", b"\xff\xfe\x00bad\x81")


def test_signs_written_on_purpose_are_no_mojibake(files: Files) -> None:
    text = "××××公司····3\n“…”——5×…3°C ± §§ é à façon “支持”\n〇①㎡ℓ🏭\n"
    assert files.read("a.txt", text.encode()) == text


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x0c", "\x85", "\x1b"])
def test_control_characters_are_refused(files: Files, sign: str) -> None:
    assert "line 2" in files.refuse("a.txt", f"甲\n乙{sign}丙\n".encode())


# What a file is and where it lies


def test_endings() -> None:
    assert set(SUFFIXES) == {".txt", ".docx", ".pdf", ".html", ".htm", ".doc", ".wps"}


def test_empty_and_large_and_unknown_files(files: Files) -> None:
    for suffix in SUFFIXES:
        assert "0 bytes" in files.refuse(f"a{suffix}", b"")
    assert "larger" in files.refuse("a.txt", b"a" * (MAX_BYTES + 1))
    assert ".docx" in files.refuse("a.rtf", b"x")
    assert "no text" in files.refuse("a.txt", b" \n\n")
    assert "no text" in files.refuse("a.docx", make_docx(p("")))
    assert "no text" in files.refuse("a.html", b"<html><body><script>1</script></body></html>")


@pytest.mark.parametrize(
    ("name", "raw", "really"),
    [
        ("a.txt", b"%PDF-1.7\n", "a PDF"),
        ("a.txt", make_docx(p("甲")), "a Word document"),
        ("a.txt", PAGE.encode(), "a web page"),
        ("a.docx", PAGE.encode("utf-16"), "a web page"),
        ("a.docx", POLICY.encode(), "plain text"),
        ("a.docx", make_zip({"xl/workbook.xml": b"<a/>"}), "Excel"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "password"),
        ("a.pdf", make_zip({"a": b"b"}), "ZIP"),
        ("a.doc", b"{\\rtf1 x}", "RTF"),
        ("a.doc", make_docx(p("甲")), "rename it to .docx"),
        ("a.html", b"%PDF-1.7\n", "a PDF"),
        ("a.pdf", b"\x89PNG\r\n", "an image"),
    ],
)
def test_a_wrong_ending_says_what_the_file_is(files: Files, name: str, raw: bytes, really: str) -> None:
    assert really in files.refuse(name, raw)


def test_links_out_of_the_corpus_pipes_and_folders(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside.txt"
    corpus.mkdir()
    outside.write_text(POLICY, encoding="utf-8")
    (corpus / "in.txt").write_text(POLICY, encoding="utf-8")
    (corpus / "out.txt").symlink_to(outside)
    (corpus / "same.txt").symlink_to(corpus / "in.txt")
    (corpus / "loop.txt").symlink_to(corpus / "loop.txt")
    (corpus / "folder.txt").mkdir()
    os.mkfifo(corpus / "pipe.txt")
    assert read_source(corpus / "same.txt", root=corpus).text == read_source(corpus / "out.txt").text == POLICY
    for name in ("out.txt", "loop.txt", "folder.txt", "pipe.txt", "none.txt"):
        with pytest.raises(DocumentError, match=name):
            read_source(corpus / name, root=corpus)


# Word


def test_docx_paragraphs_tables_links_and_changes(files: Files) -> None:
    def cell(text: str) -> str:
        return f"<w:tc>{p(text)}</w:tc>"

    rows = f"<w:tr>{cell('类别')}{cell('标准')}</w:tr><w:tr>{cell('甲类')}<w:tc>{p('10万元')}{p('封顶')}</w:tc></w:tr>"
    body = (
        p("标题")
        + "<w:p><w:r><w:t>给予</w:t></w:r><w:ins><w:r><w:t>奖励</w:t></w:r></w:ins>"
        + "<w:del><w:r><w:delText>罚款</w:delText></w:r></w:del><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:br/><w:t>换行</w:t></w:r></w:p>"
        + f"<w:tbl>{rows}</w:tbl>"
        + f"<w:tbl><w:tr><w:tc>{p('框一')}{p('框二')}</w:tc></w:tr></w:tbl>"
        + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>"
        + p("后半")
        + f"<w:sdt><w:sdtContent>{p('末尾')}</w:sdtContent></w:sdt>"
    )
    lines = ["标题", "给予奖励链接", "换行", "类别\t标准", "甲类\t10万元 封顶", "框一", "框二", "前半后半", "末尾"]
    assert files.read("a.docx", make_docx(body)).splitlines() == lines


STYLES = (
    '<w:style w:type="paragraph" w:styleId="Article"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Article"/></w:style>'
)


def test_docx_automatic_numbers(files: Files) -> None:
    numbering = (
        abstract(
            0,
            level(0, "chineseCountingThousand", "第%1章", suffix="tab"),
            level(1, "chineseCounting", "（%2）"),
            level(2, "decimal", "%3.", suffix="space"),
            level(3, "decimalEnclosedCircle", "%4"),
            level(4, "upperRoman", "%5、", '<w:lvlRestart w:val="0"/>'),
            level(5, "decimal", "%1.%6", "<w:isLgl/>"),
        )
        + abstract(1, level(0, "chineseCountingThousand", "第%1条", '<w:pStyle w:val="Article"/>', start=9))
        + abstract(2, level(0, "bullet", "\uf0b7", suffix="space"))
        + num(1, 0)
        + num(2, 1)
        + num(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
        + num(4, 2)
    )
    wanted = {
        p("总则", 1): "第一章 总则",
        p("甲", 1, 1): "（一）甲",
        p("乙", 1, 1): "（二）乙",
        p("丙", 1, 2): "1. 丙",
        p("丁", 1, 3): "①丁",
        p("戊", 1, 4): "I、戊",
        p("第", style="Article"): "第九条第",
        p("附则", 1): "第二章 附则",
        p("又", 1, 1): "（一）又",
        p("条", style="Child"): "第十条条",
        p("续", 1, 4): "II、续",
        p("法", 1, 5): "2.1法",
        p("新", 3): "第五章 新",
        p("再", 3): "第六章 再",
        p("点", 4): "• 点",
        p("无", 0, style="Article"): "无",
        p("末", style="Article"): "第十一条末",
    }
    text = files.read("a.docx", make_docx("".join(wanted), numbering, STYLES))
    assert text.splitlines() == list(wanted.values())


def test_printed_numbers() -> None:
    assert [make_number("chineseCountingThousand", n) for n in (1, 10, 15, 20, 99, 100, 101, 110, 1001)] == (
        ["一", "十", "十五", "二十", "九十九", "一百", "一百零一", "一百一十", "一千零一"]
    )
    assert [make_number("chineseCounting", n) for n in (10, 99, 101)] == ["十", "九十九", "一〇一"]
    assert [make_number("upperRoman", n) for n in (4, 9, 1994)] == ["IV", "IX", "MCMXCIV"]
    assert make_number("decimalEnclosedCircle", 20) + make_number("decimalEnclosedCircle", 21) == "⑳21"
    assert make_number("lowerLetter", 28) == "bb"


def test_docx_with_an_unknown_numbering_is_refused(files: Files) -> None:
    raw = make_docx(p("甲", 1), abstract(0, level(0, "hebrew1", "%1")) + num(1, 0))
    assert "hebrew1" in files.refuse("a.docx", raw)


def test_hostile_docx(files: Files) -> None:
    bomb = make_docx(p("甲"), **{"word/media/a": b"\0" * 30_000_000})
    assert "bomb" in files.refuse("a.docx", bomb)
    many = make_docx(p("甲"), **{f"word/a{n}": b"" for n in range(2001)})
    assert "entries" in files.refuse("a.docx", many)
    assert "outside" in files.refuse("a.docx", make_docx(p("甲"), **{"../a": b"x"}))
    entities = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
    )
    xml = f'<?xml version="1.0"?>{entities}]><w:document xmlns:w="{W}"><w:body>{p("&j;")}</w:body></w:document>'
    for encoding in ("utf-8", "utf-16"):
        raw = xml.replace("?>", f' encoding="{encoding}"?>', 1).encode(encoding)
        assert "entity bomb" in files.refuse("a.docx", make_zip({"word/document.xml": raw}))
    deep = "<w:sdt>" * 5000 + "</w:sdt>" * 5000
    assert files.refuse("a.docx", make_docx(deep))
    assert files.refuse("a.docx", make_docx("<w:p>"))
    assert files.refuse("a.docx", make_zip({"word/other.xml": b"<a/>"}))


def test_a_lying_size_unpacks_no_further(files: Files) -> None:
    raw = bytearray(make_zip({"word/document.xml": b"<a>" + b" " * 900_000 + b"</a>"}))
    at = raw.rindex(b"PK\x01\x02") + 24
    raw[at : at + 4] = struct.pack("<I", 10)
    assert files.refuse("a.docx", bytes(raw))


# PDF


def test_pdf_without_running_titles_and_page_numbers(files: Files) -> None:
    wanted = "某市政策汇编\n" + "".join(f"第{n}条 对企业给予\n奖励{n}0万元。\n" for n in range(1, 5))
    assert files.read("a.pdf", make_policy_pdf()) == wanted


def test_figures_that_do_not_count_with_the_pages_stay(files: Files) -> None:
    pages = [[(700.0, f"第{n}页的正文"), (680.0, str(figure))] for n, figure in enumerate((300, 20, 7), start=1)]
    text = files.read("a.pdf", make_pdf(pages))
    assert [line for line in text.splitlines() if line.isdecimal()] == ["300", "20", "7"]


def test_lines_that_repeat_in_the_text_stay(files: Files) -> None:
    """The same office closes every page; annexes begin pages that have their number."""
    pages = [[(700.0, f"附件 {n}"), (680.0, "甲" * n), (660.0, "（责任单位：市科技局）")] for n in range(1, 6)]
    text = files.read("a.pdf", make_pdf(pages))
    assert text.count("责任单位") == 5 and "附件 3" in text
    assert files.read("a.pdf", make_pdf([[(700.0, "补助标准"), (680.0, "300")]])) == "补助标准\n300\n"


def test_a_running_title_with_its_page_number(files: Files) -> None:
    pages = [[(790.0, f"某市政策汇编 {n}"), (700.0, "甲" * n)] for n in range(1, 5)]
    assert files.read("a.pdf", make_pdf(pages)) == "甲\n甲甲\n甲甲甲\n甲甲甲甲\n"


def test_a_running_title_may_end_in_a_bracket(files: Files) -> None:
    """On most pages at one edge it is a title; the office that closes every page is not, with or without a label."""
    title = "某市促进工业发展办法（暂行）"
    pages = [[(790.0, title), (700.0, "甲" * n), (680.0, "奖励资金（市教育局牵头）")] for n in range(1, 6)]
    text = files.read("a.pdf", make_pdf(pages))
    assert title not in text and text.count("（市教育局牵头）") == 5
    offices = [[(790.0, "乙" * n), (700.0, "甲" * n), (680.0, "资金。（责任单位：市教育局）")] for n in range(1, 6)]
    assert files.read("a.pdf", make_pdf(offices)).count("责任单位") == 5
    seldom = [[(790.0, "乙" * n), (700.0, title if n in (2, 5) else "丙" * n)] for n in range(1, 6)]
    assert files.read("a.pdf", make_pdf(seldom)).count(title) == 2


def test_a_scan_is_refused(files: Files) -> None:
    assert "a scan" in files.refuse("a.pdf", make_pdf([[], []]))
    assert "a scan" in files.refuse("a.pdf", make_pdf([[(40.0, f"- {n} -")] for n in range(1, 5)]))


def test_broken_and_endless_pdf(files: Files) -> None:
    raw = make_policy_pdf()
    assert files.refuse("a.pdf", b"%PDF-1.7\nnothing")
    assert files.refuse("a.pdf", raw[:200])
    loop = raw.replace(b"/Kids [", b"/Kids [ 1 0 R ", 1)
    files.folder.joinpath("b.pdf").write_bytes(loop)
    outcome(files.folder / "b.pdf")
    many = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 2001/Kids[" + b"3 0 R " * 2001
    )
    many += b"]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>"
    assert files.refuse("a.pdf", many)


# Web pages


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "utf-16"])
def test_html_main_text(files: Files, charset: str) -> None:
    raw = PAGE.format(charset=charset).encode("gb18030" if charset == "gb2312" else charset)
    assert files.read("a.html", raw).splitlines() == PAGE_LINES


def test_html_whose_charset_is_wrong_or_unknown(files: Files) -> None:
    assert files.read("a.htm", PAGE.format(charset="utf-8").encode("gb18030")).splitlines() == PAGE_LINES
    assert "klingon" in files.refuse("a.htm", PAGE.format(charset="klingon").encode())


def test_html_of_one_form_lists_and_a_title_outside(files: Files) -> None:
    page = (
        "<html><head><title>某市办法-某市</title></head><body><form><div class='title'>某市办法</div><div id='zoom'>"
        "<p>正文第一段，足够长的一段话，说明办法的内容和范围。</p><ol start='3'><li>甲</li><li><p>乙</p></li></ol>"
        "<div>见<a href='/x'>《另一办法》</a>。</div></div></form></body></html>"
    )
    lines = ["某市办法", "正文第一段，足够长的一段话，说明办法的内容和范围。", "3. 甲", "4. 乙", "见《另一办法》。"]
    assert files.read("a.html", page.encode()).splitlines() == lines


def test_html_with_the_table_of_the_register_above_the_title(files: Files) -> None:
    row = "<tr><td>{}：</td><td>{}</td><td>{}：</td><td>{}</td></tr>"
    table = row.format("索 引 号", "0001", "主题分类", "工业") + row.format(
        "标　　题", "某市办法", "成文日期", "2024年3月5日"
    )
    body = "<p>第一条 对企业给予奖励20万元，说明办法的内容和范围。</p>"
    for inside, outside in (("<h1>某市办法</h1>", ""), ("", "<h1>某市办法</h1>")):
        page = (
            f"<html><head><title>某市办法_某市</title></head><body><div>{outside}</div>"
            f"<div id='zoom'><table>{table}</table>{inside}{body * 3}</div></body></html>"
        )
        text = files.read("a.html", page.encode())
        (document,) = split_file(SourceText("a.html", text, "")).documents
        assert text.split("\n").count("某市办法") == 1 and "索 引 号：\t0001" in text
        assert document.title == "某市办法"
        assert find_issue_date((*document.front, *document.parts)) == date(2024, 3, 5)


def test_no_part_of_a_long_text_is_taken_for_furniture(files: Files) -> None:
    parts = "".join(f"<div><h2>第{n}章</h2><p>{'正文' * n * 20}。</p></div>" for n in range(1, 8))
    text = files.read("a.html", f"<html><body><div>{parts}</div></body></html>".encode())
    assert text.count("正文") == 20 * 28


def test_hostile_html(files: Files) -> None:
    for n in (300, 100_000):
        assert "deep" in files.refuse("a.html", b"<html><body>" + b"<div>" * n + "文".encode())
    dtd = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>文字&x;</p></body></html>'
    assert "root:" not in files.read("a.html", dtd.encode())


# Old office files


def test_doc_without_libreoffice_says_what_to_do(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(files.folder))
    for name in ("a.doc", "a.wps"):
        assert "save it as .docx" in files.refuse(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)


def test_doc_goes_through_libreoffice(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in its place shows how it is called: --outdir FOLDER FILE."""
    made = files.folder / "made.docx"
    made.write_bytes(make_docx(p("第一条 支持。")))
    program = files.folder / "soffice"
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp "{made}" "${{last%.*}}.docx"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{files.folder}:{os.environ['PATH']}")
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    assert files.read("a.wps", raw) == "第一条 支持。\n"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert "LibreOffice" in files.refuse("a.doc", raw)


# Damaged bytes


def outcome(path: Path) -> str | None:
    """The text, or None for a DocumentError; any other exception fails the test."""
    try:
        text = read_source(path).text
    except DocumentError as error:
        assert path.name in str(error)
        return None
    assert text.strip() and "\r" not in text and "\0" not in text
    text.encode("utf-8")
    return text


def mutations(raw: bytes, seed: int, count: int) -> Iterator[bytes]:
    rng = random.Random(seed)
    for _ in range(count):
        damaged = bytearray(raw)
        for _ in range(rng.choice((1, 3, 30))):
            at = rng.randrange(len(damaged))
            end = at + rng.randrange(1, 40)
            action = rng.randrange(4)
            if action == 0:
                damaged[at] = rng.randrange(256)
            elif action == 1:
                damaged[at:end] = b""
            elif action == 2:
                damaged[at:at] = damaged[at:end]
            else:
                damaged[at:end] = rng.randbytes(8)
            damaged = damaged or bytearray(b"x")
        yield bytes(damaged)


def stored_docx() -> bytes:
    """Not packed, so that damage reaches the XML; numbers, a table and a style are in it."""
    body = p("甲", 1) + f"<w:tbl><w:tr><w:tc>{p('一')}</w:tc><w:tc>{p('二')}</w:tc></w:tr></w:tbl>" + p("乙", style="A")
    raw = make_docx(body, abstract(0, level(0, "decimal", "%1.")) + num(1, 0))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, zipfile.ZipFile(out, "w") as stored:
        for name in packed.namelist():
            stored.writestr(zipfile.ZipInfo(name), packed.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("suffix", "make", "count"),
    [
        (".txt", lambda: POLICY.encode(), 300),
        (".txt", lambda: POLICY.encode("gb18030"), 300),
        (".txt", lambda: POLICY.encode("utf-16"), 300),
        (".docx", stored_docx, 40),
        (".docx", lambda: make_docx(p("甲", 1)), 20),
        (".pdf", make_policy_pdf, 40),
        (".html", lambda: PAGE.format(charset="utf-8").encode(), 40),
        (".doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)), 10),
    ],
)
def test_damaged_bytes_give_text_or_a_document_error(
    tmp_path: Path, suffix: str, make: Callable[[], bytes], count: int
) -> None:
    paths = []
    for n, raw in enumerate(mutations(make(), 7, count)):
        path = tmp_path / f"{n}{suffix}"
        path.write_bytes(raw)
        paths.append(path)
    with ThreadPoolExecutor(2) as pool:
        assert len(list(pool.map(outcome, paths))) == count


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_damage_inside_the_parsers(kind: str) -> None:
    """Many more mutations without a process for each: a parser may raise only what the worker turns into a reason."""
    from search_app.files import worker

    made = stored_docx() if kind == "docx" else PAGE.format(charset="utf-8").encode()
    for raw in mutations(made, 11, 400):
        answer = worker.make_answer(f".{kind}", raw)
        assert "text" in answer or set(answer) == {"reason", "remedy", "place"}


# ── patterns are linear in what they are given ──


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (b"<!---->", "html"),
        (b"<!-- a -->\r\n", "html"),
        (b"<?xml version='1.0'?>", "html"),
        (b"<?xml?><!---->", "html"),
        (b" \n", "html"),
    ],
)
@pytest.mark.parametrize("times", [0, 1, 32, 150])
def test_a_page_is_known_behind_any_number_of_comments(before: bytes, kind: str, times: int) -> None:
    for start in (b"<html>", b"<!DOCTYPE  html>", b"<body class=a>", b"<HEAD\n>"):
        assert find_kind(before * times + start) == kind
    for start in (b"x", b"", b"<htmlx>", b"<!--", b"<p>", "政策".encode()):
        assert find_kind(before * times + start) == "text"  # in no time, however often it could be divided


def test_a_comment_that_names_a_page_is_none() -> None:
    assert find_kind(b"<!-- <html> --> 1") == "text" and find_kind(b"<!-- <html>") == "text"


@pytest.mark.parametrize("space", [" ", "\u3000", "\t "])
def test_white_space_beside_page_numbers_is_any_number_of_it(space: str) -> None:
    wide = space * 3000
    assert _PAGE_NUMBER.fullmatch(_with_single_spaces(f"-{wide}第{wide}3{wide}页{wide}共{wide}9{wide}页{wide}-"))
    assert not _PAGE_NUMBER.fullmatch(_with_single_spaces(f"{wide}3{wide}x"))
    assert _without_page(PageLine(3, f"某市政策汇编{wide}3", 0.0)) == "某市政策汇编"
    assert _without_page(PageLine(3, f"某市政策{wide}汇编", 0.0)) == "某市政策汇编"


@pytest.mark.parametrize("space", [b"", b" " * 4000])
def test_a_charset_is_found_behind_any_white_space(space: bytes) -> None:
    for quote in (b"", b'"', b"'"):
        found = _CHARSET.search(b"<meta charset" + space + b"=" + quote + space + b"gbk" + quote + b">")
        assert found and found.group(1) == b"gbk"
    assert not _CHARSET.search(b"<meta charset=" + space * 2 + b">")


# What is struck out


def run(text: str, mark: str = "") -> str:
    return f"<w:r><w:rPr>{mark}</w:rPr><w:t>{text}</w:t></w:r>"


STRUCK_STYLES = (
    '<w:style w:type="character" w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Gone"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Old"><w:rPr><w:dstrike/></w:rPr></w:style>'
)


@pytest.mark.parametrize(
    "struck",
    [
        run("20万元", "<w:strike/>"),
        run("20万元", "<w:dstrike/>"),
        run("20万", '<w:strike w:val="true"/>') + run("元", "<w:strike/>"),
        run("20万元", '<w:rStyle w:val="Gone"/>'),
        "<w:del><w:r><w:delText>20万元</w:delText></w:r></w:del>",
        "<w:moveFrom>" + run("20万元") + "</w:moveFrom>",
    ],
)
def test_struck_out_text_of_word_is_no_text(files: Files, struck: str) -> None:
    body = p("某市办法") + f"<w:p>{run('第一条 对企业给予')}{struck}{run('50万元')}{run('奖励。')}</w:p>"
    assert files.read("a.docx", make_docx(body, styles=STRUCK_STYLES)) == "某市办法\n第一条 对企业给予50万元奖励。\n"


def test_text_of_word_that_is_not_struck_out_stays(files: Files) -> None:
    not_struck = run("20万元", '<w:strike w:val="0"/>') + run(
        "和30万元", '<w:rStyle w:val="Gone"/><w:strike w:val="false"/>'
    )
    body = p("某市办法") + f"<w:p>{run('第一条 对企业给予')}{not_struck}<w:ins>{run('奖励。')}</w:ins></w:p>"
    body += p("第二条 旧文。", style="Old") + p("第三条 新文。")
    read = files.read("a.docx", make_docx(body, styles=STRUCK_STYLES))
    assert read.split() == ["某市办法", "第一条", "对企业给予20万元和30万元奖励。", "第三条", "新文。"]


@pytest.mark.parametrize(
    "struck",
    [
        "<s>20万元</s>",
        "<strike>20万元</strike>",
        "<del>20万元</del>",
        "<span style='color:red;text-decoration: line-through'>20万元</span>",
        "<span style='text-decoration-line:line-through'>20<b>万元</b></span>",
        "<span class='big gone'>20万元</span>",
        "<font class='away'>20万元</font>",
        "<b id='old'>20万元</b>",
        "<em class='law past'>20万元</em>",
        "<span class='amended'><i>20万元</i></span>",
        "<span class='amended'><b><u class='out'>20万元</u></b></span>",
    ],
)
def test_struck_out_text_of_a_page_is_no_text(files: Files, struck: str) -> None:
    style = (
        ".gone, .away {color: red; text-decoration: line-through} a:hover {text-decoration: line-through} "
        "/* .b {} */ #old {text-decoration-line: line-through} em.law.past, .amended > i {text-decoration: line-through}"
        "@media screen { .amended u.out { text-decoration: red line-through } }"
    )
    page = f"<html><head><style>{style}</style></head><body><h1>某市办法</h1><p>第一条 给予{struck}<ins>50万元</ins>奖励。</p></body></html>"
    assert files.read("a.html", page.encode()).split() == ["某市办法", "第一条", "给予50万元奖励。"]


def test_underlined_and_linked_text_of_a_page_stays(files: Files) -> None:
    style = (
        "a:hover {text-decoration: line-through} .under {text-decoration: underline} .old .part {text-decoration: line-through} "
        ".old > b {text-decoration: line-through} /* .under {text-decoration: line-through} */ .kept {text-decoration: line-through}"
    )
    for inside in (
        "<span class='under'>20万元</span>",
        "<span class='part'>20万元</span>",
        "<span class='old'><i><b>20万元</b></i></span>",
        "<span class='kept' style='text-decoration: none'>20万元</span>",
    ):
        page = f"<html><head><style>{style}</style></head><body><h1>某市办法</h1><p>第一条 给予{inside}奖励。</p></body></html>"
        assert "给予20万元奖励" in files.read("a.html", page.encode())


def test_inspect_says_what_was_struck_out_and_where(files: Files) -> None:
    body = p("某市办法") + f"<w:p>{run('第一条 对企业给予')}{run('20万元', '<w:strike/>')}{run('50万元奖励。')}</w:p>"
    path = files.folder / "a.docx"
    path.write_bytes(make_docx(body))
    (inspection,) = inspect_file(path)
    (doubt,) = [d for d in inspection.doubts if "划去" in d.message.zh]
    assert doubt.line == 2 and doubt.message.zh.startswith("20万元") and "struck out" in (doubt.message.en or "")
    (clause,) = inspection.document.clauses
    assert [(a.text, a.role) for a in clause.amounts] == [("50万元", "award")]


def test_a_deleted_row_of_a_table_is_left_out_and_said(files: Files) -> None:
    def row(*texts: str, mark: str = "") -> str:
        return f"<w:tr><w:trPr>{mark}</w:trPr>{''.join(f'<w:tc>{p(text)}</w:tc>' for text in texts)}</w:tr>"

    table = f"<w:tbl>{row('类别', '标准')}{row('甲', '20万元', mark='<w:del/>')}{row('乙', '50万元')}</w:tbl>"
    path = files.folder / "a.docx"
    path.write_bytes(make_docx(p("某市办法") + table))
    source = read_source(path)
    assert source.text.splitlines() == ["某市办法", "类别\t标准", "乙\t50万元"]
    assert [one.text for one in source.struck] == ["甲20万元"]


# Signs of symbol fonts, and characters that only a font knows


def symbol(code: str, font: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        (symbol("F0B3", "Symbol"), "≥"),
        (symbol("00A3", "Symbol"), "≤"),
        (symbol("F0B4", "symbol"), "×"),
        (symbol("F0FE", "Wingdings"), "☑"),
        (symbol("F081", "Wingdings"), "①"),
        (run("\uf0b1", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), "±"),
        (symbol("E010", "方正仿宋"), "\ue010"),
        (symbol("F0B3", "Webdings"), "\uf0b3"),
    ],
)
def test_signs_of_symbol_fonts_are_the_characters_that_they_show(files: Files, sign: str, shown: str) -> None:
    body = p("某市办法") + f"<w:p>{run('第一条 投资')}{sign}{run('500万元的给予奖励。')}</w:p>"
    assert files.read("a.docx", make_docx(body)) == f"某市办法\n第一条 投资{shown}500万元的给予奖励。\n"


@pytest.mark.parametrize(
    "provision",
    [
        "第一条 每出口1件产品给予0\ue01002元的奖励。",
        "第一条 给予2\uf0b00万元的奖励。",
        "第一条 增长7 \ue010 5 %的给予奖励。",
        "第一条 给予50万元\U000f0010的奖励。",
        "第一条 按\U0010001050%给予补助。",
    ],
)
def test_no_figure_is_read_beside_a_character_that_nobody_knows(files: Files, provision: str) -> None:
    path = files.folder / "a.txt"
    path.write_text(f"某市办法\n{provision}\n第二条 给予30万元的奖励。\n", encoding="utf-8")
    (inspection,) = inspect_file(path)
    assert [[a.text for a in clause.amounts] for clause in inspection.document.clauses] == [[], ["30万元"]]
    (doubt,) = [d for d in inspection.doubts if "U+" in d.message.zh]
    assert doubt.line == 2


def test_the_sign_of_a_list_is_beside_no_figure(files: Files) -> None:
    (inspection,) = inspect_file(
        write(files, "某市办法\n第一条 奖励如下：\n\uf0b750万元，奖励总部；\n\uf0b7 20万元，奖励门店。\n")
    )
    (clause,) = inspection.document.clauses
    assert [a.text for a in clause.amounts] == ["50万元", "20万元"]


def write(files: Files, text: str) -> Path:
    path = files.folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_site_shows_around_its_main_text_is_said(files: Files) -> None:
    path = files.folder / "a.html"
    path.write_bytes(PAGE.format(charset="utf-8").encode())
    said = [one.text for one in read_source(path).left_out]
    assert {"首页政务公开", "版权所有 某市人民政府"} <= set(said) and not any("20万元" in text for text in said)


def test_raised_figures_of_word_and_pages_do_not_join_a_number(files: Files) -> None:
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    assert files.read("a.docx", make_docx(f"<w:p>{run('奖励50')}{raised}{run('万元')}</w:p>")) == "奖励50¹万元\n"
    page = "<html><body><h1>某市办法</h1><p>每m<sup>2</sup>奖励50<sup>1</sup>元</p></body></html>"
    assert files.read("a.html", page.encode()).splitlines()[1] == "每m²奖励50¹元"


@pytest.mark.parametrize("module", ["docx", "webpage", "pdf", "worker"])
def test_a_parser_loads_neither_tables_nor_scripts(module: str) -> None:
    """A process is started for each document: what checks tables and converts scripts takes longer to load than to parse."""
    heavy = "{'pydantic', 'opencc', 'jieba', 'search_app.data', 'search_app.text.passage'} & set(sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, search_app.files.{module}; print({heavy})"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"
