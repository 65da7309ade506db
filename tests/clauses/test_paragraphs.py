"""Lines that a printer broke are one line before anything is read of them; lines that a writer ended stay."""

from __future__ import annotations

import pytest

from search_app.clauses.outline import split_file
from search_app.clauses.printed.furniture import mark_furniture
from search_app.clauses.printed.lines import find_lines, part_lines
from search_app.clauses.printed.paragraphs import find_paragraphs
from search_app.files.read import SourceText
from search_app.text.fold import squeeze

FIRST = "第一条 为推动水产加工业做大做强，引导企业建设冷库、开设门店、打造品牌，依据国家和省有关规定，结合本区实际，制定本办法。"
SECOND = "第二条 新建冷库的企业，按照设备投资的15%给予补助，单个企业最高150万元，属本办法第五条第（一）项情形的，不再给予补助。"
THIRD = "第三条 获评国家级、省级、市级农业产业化重点龙头企业的，分别给予100万元、50万元、20万元奖励。（责任单位：区农业农村局）"
LINES = [
    "云河区扶持水产加工业办法",
    "云政发〔2024〕5号",
    "第一章 总则",
    FIRST,
    SECOND,
    "第二章 品牌",
    THIRD,
    "云河区人民政府",
    "2024年5月8日",
]


def paragraphs(text: str) -> list[str]:
    found = find_paragraphs(text, mark_furniture(find_lines(text)))
    assert squeeze("".join(line.text for line in found)) == squeeze(text)
    return [line.text for line in found]


def wrap(line: str, width: int, indent: str = "") -> str:
    line = indent + line
    return "\n".join(line[n : n + width] for n in range(0, len(line), width))


@pytest.mark.parametrize("width", range(20, 41))
def test_lines_of_any_width_are_joined(width: int) -> None:
    assert paragraphs("\n".join(wrap(line, width) for line in LINES)) == LINES


@pytest.mark.parametrize("width", [22, 25, 31, 38])
def test_an_indent_counts_as_width_and_begins_a_paragraph(width: int) -> None:
    text = "\n".join(wrap(line, width, "　　" if "。" in line else "") for line in LINES)
    assert paragraphs(text) == LINES


def test_a_line_that_seems_to_begin_with_a_number_goes_on_where_no_such_number_follows() -> None:
    broken = wrap(SECOND, SECOND.index("第五条"))
    assert broken.split("\n")[1].startswith("第五条")
    text = "\n".join([wrap(FIRST, SECOND.index("第五条")), broken, wrap(THIRD, SECOND.index("第五条"))])
    assert paragraphs(text) == [FIRST, SECOND, THIRD]


def test_what_is_not_wrapped_stays() -> None:
    short = ["一、支持对象", "在本区纳税的企业", "二、支持标准", "每家奖励20万元", "三、申报时间", "每年三月"]
    assert paragraphs("\n".join(short)) == short
    assert paragraphs("\n".join(LINES)) == LINES
    table = ["类别\t标准", "甲类企业\t奖励20万元", "乙类企业\t奖励10万元", "丙类企业\t奖励5万元"]
    assert paragraphs("\n".join(table)) == table


def test_furniture_inside_a_paragraph_follows_it_with_its_kind() -> None:
    pieces = [wrap(line, 24).split("\n") for line in LINES]
    pieces[4].insert(2, "— 1 —")
    text = "\n".join(line for piece in pieces for line in piece)
    found = find_paragraphs(text, mark_furniture(find_lines(text)))
    assert [line.text for line in found if not line.noise] == LINES
    assert [(line.text, line.noise) for line in found if line.noise] == [("— 1 —", "page")]


def test_a_text_with_lines_of_its_own_is_not_broken() -> None:
    lines = find_lines(f"{LINES[0]}\n{FIRST}\n{SECOND}\n{THIRD * 4}")
    assert part_lines(lines) == lines


@pytest.mark.parametrize("width", [24, 31])
def test_a_part_that_begins_inside_a_joined_line_has_its_place_in_the_file(width: int) -> None:
    """Two articles in one paragraph of a text that is wrapped: each quotes its own stretch of the file."""
    text = "\n".join(wrap(line, width) for line in [*LINES[:3], FIRST + SECOND, *LINES[5:]])
    parts = split_file(SourceText("a.txt", text, "")).parts
    assert "".join(text[part.span.start : part.span.end] for part in parts) == text
    articles = [part for part in parts if part.label.startswith("第") and part.kind == "clause"]
    assert [part.label.strip() for part in articles] == ["第一条", "第二条", "第三条"]
    for part in articles:
        assert squeeze(text[part.span.start : part.span.end]).startswith(squeeze(part.label + part.text)[:20])
