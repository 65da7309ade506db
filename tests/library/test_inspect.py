"""What a person is shown before a document is published: every part, every doubt, each with its line."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from search_app.clauses.validity import find_validity
from search_app.library.inspect import DoubtKind, Inspection, inspect_file
from search_app.library.inspect.doubts import put_in_order
from search_app.library.inspect.unsure import find_unread
from search_app.model import RECIPIENT, Document, Role
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
        ((5,), "gap", "clause numbers go from 1 to 3"),
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
    assert "数值：5% (标准), 1000万元 (上限)" in chinese and "第5行: 条款编号由1到3，不连续" in chinese


def unsure(document: Document, sures: tuple[float, ...]) -> Document:
    """``document`` with figures of its first clauses in need of a look."""
    clauses = list(document.clauses)
    for place, sure in enumerate(sures):
        first, *rest = clauses[place].amounts
        role: Role = "unsure" if sure < 0.7 else first.role
        figure = replace(first, role=role, sure=sure, maybe=("condition", "award"))
        clauses[place] = replace(clauses[place], amounts=(figure, *rest))
    return replace(document, clauses=tuple(clauses))


def test_what_is_least_sure_comes_first_of_its_kind(inspection: Inspection) -> None:
    doubts = put_in_order(find_unread(unsure(inspection.document, (0.6, 0.4, 0.74))))
    told = [doubt for doubt in doubts if doubt.kind == "unsure_figure"]
    assert [doubt.sure for doubt in told] == [0.4, 0.6, 0.74]
    assert told[1].message.en == (
        "第一条 20万元: its purpose is not certain (60% sure), condition or sum granted: 对新认定的企业给予一次性奖励⟨20万元⟩"
    )
    assert "用途不能确定（把握60%），可能是申报条件或给予金额：对新认定的企业" in told[1].message.zh


@pytest.mark.parametrize(("why", "kind"), [(RECIPIENT, "unsure_recipient"), ("frame", "unsure_benefit")])
def test_an_unsure_benefit_is_named_with_its_sentence(inspection: Inspection, why: str, kind: DoubtKind) -> None:
    first = inspection.document.clauses[0]
    doubtful = replace(first, benefits=(replace(first.benefits[0], sure=0.5, why=why),))
    (doubt,) = [d for d in find_unread(replace(inspection.document, clauses=(doubtful,))) if d.kind == kind]
    assert "50% sure" in (doubt.message.en or "") and "对新认定的企业给予一次性奖励20万元" in doubt.message.zh


def test_a_sentence_with_too_many_figures_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("某市办法\n第一条 " + "给予企业奖励1万元，" * 320 + "。\n", encoding="utf-8")
    (one,) = inspect_file(path)
    assert [doubt.kind for doubt in one.doubts].count("crowded") == 1


def test_the_terminal_says_how_sure_only_where_it_is_not(inspection: Inspection) -> None:
    document = unsure(inspection.document, (0.62, 0.91))
    parts = tuple(
        replace(read, clause=next((c for c in document.clauses if read.clause and c.id == read.clause.id), None))
        for read in inspection.parts
    )
    english = print_inspections([replace(inspection, document=document, parts=parts)], "en")
    assert "20万元 (not certain, 62 % sure)" in english and "5% (rate), 1000万元 (cap)" in english


def test_every_figure_says_why(inspection: Inspection) -> None:
    reasons = {a.text: a.why for c in inspection.document.clauses for a in c.amounts}
    assert all(reasons.values())
