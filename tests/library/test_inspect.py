"""What a person is shown before a document is published: every part, every doubt, each with its line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from search_app.clauses.validity import find_validity
from search_app.library.inspect import DoubtKind, Inspection, inspect_file
from search_app.model import PAID
from search_app.reading.roles import NO_RULE
from search_app.terminal import print_inspections
from search_app.text.fold import squeeze
from search_app.web.shapes import inspection as inspection_shape
from tests.conftest import CORPUS

CASES = Path(__file__).resolve().parents[1] / "cases"
TEXT = """某市支持测试产业若干政策
第一章 总则
第一条 对新认定的企业给予一次性奖励20万元。（责任单位：市科技局）
- 1 -
第三条 对购买设备的企业，按投资额的5%补助，最高10
00万元。（责任单位：市某某局）
第二章 附则
第一条 注册资本5000万元。（责任单位：市某某局）
第二条 对甲类、乙类企业的总部、分部，分别给予50万元、20万元奖励。
"""


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    path = tmp_path_factory.mktemp("inspect") / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    (found,) = inspect_file(path)
    return found


@pytest.mark.parametrize(
    ("lines", "kind", "message"),
    [
        ((6,), "joined_figure", "最高10|00万元。（: the figures on both sides of a line end were joined"),
        ((8,), "unknown_role", "第一条 5000万元: no rule says what it is for"),
        ((5,), "gap", "第三条: 2 was expected here"),
        ((1,), "no_validity", "no sentence about validity"),
        ((9,), "no_office", "第二条: names no office, most others do"),
        ((6, 8), "unknown_office", "not in the table of departments: 市某某局 (2×)"),
        ((4,), "left_out", "left out: -1-"),
    ],
)
def test_every_doubt_has_its_lines_and_kind(
    inspection: Inspection, lines: tuple[int, ...], kind: DoubtKind, message: str
) -> None:
    (doubt,) = [d for d in inspection.doubts if message in (d.message.en or "")]
    assert (doubt.lines, doubt.kind) == (lines, kind)


def test_the_worst_doubts_come_first(inspection: Inspection) -> None:
    kinds = [doubt.kind for doubt in inspection.doubts]
    assert kinds == sorted(kinds, key=get_args(DoubtKind).index) and kinds[0] == "joined_figure"
    assert kinds[-2:] == ["unknown_office", "left_out"]


def test_many_page_numbers_and_unknown_offices_are_one_line_each(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    pages = "".join(f"第{n}条 支持企业发展。（责任单位：市第{n}局）\n- {n} -\n" for n in range(1, 31))
    path.write_text(f"某市支持测试产业若干政策\n{pages}第三十一条 本政策自2024年1月1日起施行。\n", encoding="utf-8")
    (one,) = inspect_file(path)
    told = {doubt.kind: doubt for doubt in one.doubts}
    assert len(told["left_out"].lines) == len(told["unknown_office"].lines) == 30 and len(one.doubts) <= 5


@pytest.mark.parametrize(
    "text", [TEXT, "某市办法\n第二章 对象\n对象为：\n（一）街道；\n（二）企业。\n第三章 资金\n第一条 奖励5万元。\n"]
)
def test_the_parts_in_json_joined_are_the_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    (one,) = inspect_file(path)
    shape = inspection_shape(one, find_validity(one.document.term, date(2026, 11, 26)), "zh")
    assert squeeze("".join(part["text"] for part in shape["parts"])) == squeeze(text)
    lines = text.splitlines()
    for part in shape["parts"]:
        first, last = part["lines"]
        assert squeeze(part["text"]) in squeeze("".join(lines[first - 1 : last]))
    assert [part["text"] for part in shape["parts"] if part["kind"] == "left_out"] == re.findall("- 1 -", text)


def test_nothing_else_is_doubted(inspection: Inspection) -> None:
    """A number may begin again under a new heading."""
    told = [d.message.en for d in inspection.doubts]
    assert not [message for message in told if "第一条: " in message and "expected" in message]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    "path", [*sorted(CASES.glob("*.txt")), CORPUS / "hegang-investment-policies.txt"], ids=lambda p: p.stem
)
def test_source_lines_and_parts_hold_the_whole_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    lines = text.split("\n")
    shown: dict[int, str] = {}
    for one in inspect_file(path):
        assert [c.id for c in one.document.clauses] == [r.clause.id for r in one.parts if r.clause]
        for read in one.parts:
            for line in read.lines:
                shown[line.number] = shown.get(line.number, "") + line.text
        for doubt in one.doubts:
            assert 1 <= doubt.line <= len(lines) and doubt.message.zh and doubt.message.en
    assert {n: t.strip() for n, t in shown.items() if t.strip()} == {
        n: t.strip() for n, t in enumerate(lines, start=1) if t.strip()
    }


def test_the_outline_in_both_languages(inspection: Inspection) -> None:
    english = print_inspections([inspection], "en")
    assert (
        "第三条 对购买设备的企业，按投资额的5%补助，最高100… · 28 characters, lines 5–6, line ends joined: 1" in english
    )
    assert "amounts: 5% (rate), 1000万元 (cap)" in english
    assert f"all {len(TEXT)} characters of it stand in {len(inspection.parts)} parts" in english
    chinese = print_inspections([inspection], "zh")
    assert "数值：5% (标准), 1000万元 (上限)" in chinese and "第5行: 第三条：此处应为第2条" in chinese


def test_a_role_is_not_decided_a_second_time(tmp_path: Path) -> None:
    """The figures that no rule knew are those whose own reason says so, whatever stands around them."""
    path = tmp_path / "a.txt"
    path.write_text(
        "某市办法\n第一条 注册资本新台币 5000 万元。\n第二条 对企业给予 新台币 50 万元奖励；面积达 1 亿元 。\n",
        encoding="utf-8",
    )
    checked = [*sorted(CASES.glob("*.txt")), path]
    unknown = 0
    for file in checked:
        for one in inspect_file(file):
            used = {(c.id, n) for c in one.document.clauses for b in c.benefits for n in b.amounts}
            said = [d.message.en or "" for d in one.doubts if "no rule says" in (d.message.en or "")]
            meant = [
                f"{c.label} {a.text}: "
                for c in one.document.clauses for n, a in enumerate(c.amounts)
                if a.why == NO_RULE and (a.role not in PAID or (c.id, n) in used)
            ]  # fmt: skip
            assert all(any(message.startswith(start) for start in meant) for message in said), file.stem
            assert all(any(message.startswith(start) for message in said) for start in meant), file.stem
            unknown += len(said)
    assert unknown > 5


def test_every_figure_says_why(inspection: Inspection) -> None:
    reasons = {a.text: a.why for c in inspection.document.clauses for a in c.amounts}
    assert reasons["5000万元"] == NO_RULE and reasons["20万元"] == "sum-granted"
