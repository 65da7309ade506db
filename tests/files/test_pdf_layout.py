"""A PDF is read by where its characters stand, in whatever pieces and order the file draws them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from search_app.files.read import SourceText, read_source
from search_app.library.inspect import inspect_file

FONT, SIZE = "STSong-Light", 12
TEXT = ["云河区水产奖补办法", "第一条 对新建冷库的企业按投资的15%给予补助。", "第二条 每家奖励20万元。"]


def draw(folder: Path, paint: Callable[[Canvas], None]) -> SourceText:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont(FONT, SIZE)
    paint(canvas)
    canvas.save()
    path = folder / "a.pdf"
    path.write_bytes(out.getvalue())
    return read_source(path)


def glyphs(canvas: Canvas, x: float, y: float, text: str) -> list[tuple[float, float, str]]:
    """Each character with its own place."""
    placed = []
    for char in text:
        placed.append((x, y, char))
        x += pdfmetrics.stringWidth(char, FONT, SIZE)
    return placed


def test_characters_that_are_drawn_one_by_one_in_any_order_are_lines(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        placed = [one for n, line in enumerate(TEXT) for one in glyphs(canvas, 72, 700 - 20 * n, line)]
        random.Random(3).shuffle(placed)
        for x, y, char in placed:
            canvas.drawString(x, y, char)

    assert draw(tmp_path, paint).text.splitlines() == TEXT


def test_words_that_are_drawn_twice_are_one(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 700, TEXT[0])
        canvas.drawString(72.4, 700, TEXT[0])
        canvas.drawString(72, 680, "奖奖励11万元")

    assert draw(tmp_path, paint).text.splitlines() == [TEXT[0], "奖奖励11万元"]


def test_a_line_through_words_strikes_them_out_and_one_below_does_not(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 700, TEXT[0])
        for x, words in ((72, "给予"), (96, "贰拾万元"), (144, "伍拾万元奖励")):
            canvas.drawString(x, 680, words)
        canvas.line(96, 684, 144, 684)
        canvas.line(144, 678.5, 192, 678.5)

    source = draw(tmp_path, paint)
    assert source.text.splitlines()[1].replace(" ", "") == "给予伍拾万元奖励"
    assert [(one.before, one.text) for one in source.struck] == [("给予", "贰拾万元")]


def test_raised_figures_do_not_join_a_number(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "给予奖励50")
        end = 72 + pdfmetrics.stringWidth("给予奖励50", FONT, SIZE)
        canvas.setFont(FONT, 7)
        canvas.drawString(end, 705, "1")
        canvas.setFont(FONT, SIZE)
        canvas.drawString(end + 4, 700, "万元，每m")
        canvas.setFont(FONT, 7)
        canvas.drawString(end + 4 + pdfmetrics.stringWidth("万元，每m", FONT, SIZE), 705, "2")

    assert draw(tmp_path, paint).text == "给予奖励50¹万元，每m²\n"


def test_turned_text_across_a_page_is_left_out_and_said(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        for n, line in enumerate(TEXT * 3):
            canvas.drawString(72, 700 - 20 * n, line)
        canvas.rotate(45)
        canvas.drawString(400, 100, "内部资料")

    source = draw(tmp_path, paint)
    assert "内部资料" not in source.text and [(one.kind, one.text) for one in source.left_out] == [
        ("stamp", "内部资料")
    ]
    (inspection,) = inspect_file(tmp_path / "a.pdf")
    assert any("内部资料" in doubt.message.zh for doubt in inspection.doubts)


def test_what_repeats_at_the_edge_of_pages_is_said(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        for n in range(1, 5):
            canvas.setFont(FONT, SIZE)
            canvas.drawString(72, 790, "云河区政策汇编")
            canvas.drawString(72, 700, f"第{n}条 给予奖励{n}0万元。")
            canvas.drawString(300, 40, f"— {n} —")
            canvas.showPage()

    source = draw(tmp_path, paint)
    assert "汇编" not in source.text
    assert [one.kind for one in source.left_out].count("page") == 4
    assert [one.text for one in source.left_out if one.kind == "running_title"] == ["云河区政策汇编"] * 4


def test_a_paragraph_that_a_page_ends_goes_on_over_the_page(tmp_path: Path) -> None:
    sentence = "第一条　对新建冷库的企业，按照设备投资的百分之十五给予补助，单个企业最高补助一百五十万元，已享受市级补助的不再重复，由区商务局负责。"

    def paint(canvas: Canvas) -> None:
        pieces = [sentence[n : n + 22] for n in range(0, len(sentence), 22)]
        canvas.drawString(72, 700, TEXT[0])
        for n, piece in enumerate(pieces[:2]):
            canvas.drawString(72, 660 - 20 * n, piece)
        canvas.showPage()
        canvas.setFont(FONT, SIZE)
        for n, piece in enumerate([*pieces[2:], TEXT[2]]):
            canvas.drawString(72, 700 - 20 * n, piece)

    assert draw(tmp_path, paint).text.splitlines() == [TEXT[0], sentence.replace("\u3000", " "), TEXT[2]]
