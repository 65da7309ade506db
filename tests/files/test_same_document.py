"""One document in every format gives the same parts and the same figures."""

from __future__ import annotations

import html
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from tests.evaluate.cases import CASES
from tests.evaluate.perturbed import Told, tell_file
from tests.files.test_formats import make_docx, p

# Articles, numbered lists, offices on lines of their own, a letter with a signature, chapters apart.
NAMES = (
    "smart-equipment-city",
    "tourism-city-measures",
    "young-talent",
    "investment-county-trial",
    "exhibition-fund",
    "free-trade-headquarters",
    "computing-power",
    "culture-tourism-city",
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def lines_of(name: str) -> list[str]:
    text = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip()]


def as_docx(lines: list[str]) -> bytes:
    return make_docx("".join(p(html.escape(line)) for line in lines))


def as_page(lines: list[str]) -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    style = "p {text-indent: 2em; margin: 0.4em 0}"
    head = f"<meta charset='utf-8'><title>{html.escape(lines[0])}</title><style>{style}</style>"
    return f"<html><head>{head}</head><body><div>{body}</div></body></html>".encode()


def as_pdf(lines: list[str]) -> bytes:
    """Wrapped and paged by reportlab, with a page number below each page."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("text", fontName="STSong-Light", fontSize=12, leading=18, wordWrap="CJK", firstLineIndent=24)

    def number(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawCentredString(300, 30, f"— {document.page} —")

    out = io.BytesIO()
    paragraphs = [Paragraph(html.escape(line), style) for line in lines]
    SimpleDocTemplate(out, invariant=True).build(paragraphs, onFirstPage=number, onLaterPages=number)
    return out.getvalue()


def told_as(folder: Path, name: str, raw: bytes) -> Told:
    path = folder / name
    path.write_bytes(raw)
    return tell_file(path)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("suffix", "make"), [(".docx", as_docx), (".html", as_page), (".pdf", as_pdf)])
def test_word_page_and_pdf_read_as_the_text(
    tmp_path: Path, name: str, suffix: str, make: Callable[[list[str]], bytes]
) -> None:
    assert told_as(tmp_path, f"a{suffix}", make(lines_of(name))) == tell_file(CASES / f"{name}.txt")


@pytest.mark.skipif(CHROMIUM is None, reason="no browser: install Debian's chromium to print pages")
@pytest.mark.parametrize("name", ["young-talent", "tourism-city-measures"])
def test_a_page_that_a_browser_printed_reads_as_the_text(tmp_path: Path, name: str) -> None:
    """With the day, title and address that the browser prints on each page."""
    page, printed = tmp_path / "a.html", tmp_path / "a.pdf"
    page.write_bytes(as_page(lines_of(name)))
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run([*command, f"--print-to-pdf={printed}", str(page)], capture_output=True, check=True, timeout=120)
    assert tell_file(printed) == tell_file(CASES / f"{name}.txt")
