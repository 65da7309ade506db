"""Which offices brackets, lines and sentences name, and who is none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import opencc
import pytest

from search_app import data
from search_app.clauses.numbering import split_label
from search_app.clauses.offices import by_printed_name as by_name
from search_app.clauses.offices import (
    find_office_end,
    find_offices,
    find_offices_on_duty,
    make_departments,
    read_bodies,
)
from search_app.clauses.outline import split_file
from search_app.files.read import SourceText
from search_app.library.draft import make_draft
from search_app.text.passage import read_passage

TABLE = tomllib.loads((Path(data.__path__[0]) / "offices.toml").read_text(encoding="utf-8"))
ROWS = [(name, row) for name, rows in TABLE.items() for row in rows]


def name_offices(text: str) -> tuple[str, ...]:
    label, words = split_label(text)
    return find_offices_on_duty(words) if label else find_offices(text)


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_each_row_of_the_table_decides_its_examples(name: str, row: dict[str, Any]) -> None:
    assert name_offices(row["yes"]) == tuple(row["names"]), name
    assert name_offices(row["no"]) == (), name


NAMED = [
    # Several brackets, each name once, in printed order.
    ("加强协作（责任单位：市茶业局、市财政局）。扩大信贷。（责任单位：市金融办、市茶业局等）", "市茶业局 市财政局 市金融办"),
    ("改造茶园（市茶业局牵头，市水利局配合）。开展培训。〔市人社局、市教育局按职责分工负责〕", "市茶业局 市水利局 市人社局 市教育局"),
    # Every separator, and what stands behind the last name.
    ("给予奖励。（责任单位：市茶业局,市财政局；市税务局、市审计局等有关部门）", "市茶业局 市财政局 市税务局 市审计局"),
    ("给予奖励。（责任单位：市茶业局 市财政局 市税务局）", "市茶业局 市财政局 市税务局"),
    ("给予奖励。（责任单位：市茶业局和市财政局及市税务局或市审计局）", "市茶业局 市财政局 市税务局 市审计局"),
    ("给予奖励。【责任单位：市工业和信息化局、市住房和城乡建设局、市发展和改革委员会】", "市工业和信息化局 市住房和城乡建设局 市发展和改革委员会"),
    ("给予奖励。（责任单位：各县（市、区）人民政府、市茶业局）", "各县（市、区）人民政府 市茶业局"),
    ("给予奖励。（责任单位：各县、区人民政府，市茶业局）", "各县、区人民政府 市茶业局"),
    ("给予奖励。（责任单位：省、市茶业局，市财政局）", "省、市茶业局 市财政局"),
    ("给予奖励。（责任单位：各县、市财政局）", "各县 市财政局"),
    # Remarks of a name stay, remarks of a role do not.
    ("给予奖励。（责任单位：市科技局（外专局）、市茶业局（牵头））", "市科技局（外专局） 市茶业局"),
    ("给予奖励。（责任单位：市茶业局、市财政局。排名第一的为牵头单位）", "市茶业局 市财政局"),
    ("给予奖励。（市茶业局牵头负责，市财政局、国网清河供电公司配合）", "市茶业局 市财政局 国网清河供电公司"),
    # Lines of their own, before and behind the text.
    ("牵头单位：市茶业局；配合单位：市财政局、市税务局。", "市茶业局 市财政局 市税务局"),
    ("对茶企给予奖励20万元。牵头部门：市茶业局　配合部门：市财政局、市税务局", "市茶业局 市财政局 市税务局"),
    ("责任单位：市茶业局。对茶企给予奖励20万元。配合单位：市财政局。", "市茶业局 市财政局"),
    ("责任单位：市茶业局、市财政局对茶企给予奖励20万元。", "市茶业局 市财政局"),
    # A list of any length.
    ("给予奖励。（" + "、".join(f"市{name}局" for name in ["茶业", "财政", "税务", "审计", "水利", "林业", "商务", "教育", "体育", "民政", "司法", "统计", "医保", "信访", "气象", "地震", "档案", "规划", "交通", "公安", "应急", "文旅", "人社", "环保"]) + "按职责分工负责）",
     " ".join(f"市{name}局" for name in ["茶业", "财政", "税务", "审计", "水利", "林业", "商务", "教育", "体育", "民政", "司法", "统计", "医保", "信访", "气象", "地震", "档案", "规划", "交通", "公安", "应急", "文旅", "人社", "环保"])),
]  # fmt: skip
NOBODY = [
    "对茶企给予奖励20万元（由申报单位负责说明）。",
    "对茶企（含茶厂）给予奖励20万元，由合作银行负责放款（贷款银行负责）。",
    "联合体（茶企牵头，科研院所配合）可以申报。",
    "材料由法定代表人（主要负责人）签字。",
    "咨询电话（工作日）：0451-123。",
    "主要措施：滴灌、覆膜。",
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_offices_are_read_as_printed(text: str, names: str) -> None:
    assert find_offices(text) == tuple(names.split())


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_in_traditional_script_too(text: str, names: str) -> None:
    traditional = opencc.OpenCC("s2t").convert
    assert find_offices(traditional(text)) == tuple(traditional(names).split())


@pytest.mark.parametrize("text", NOBODY)
def test_who_applies_or_pays_is_no_office(text: str) -> None:
    assert find_offices(text) == ()


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("市审计局对资金使用情况进行监督；各县（区）人民政府负责本级资金。", "市审计局 各县（区）人民政府"),
        ("异议由新区商务和物流局在10日内核实。", "新区商务和物流局"),
        ("产业政策由市科技局、青山区人民政府牵头制定。", "市科技局 青山区人民政府"),
        ("区政府主管部门及其工作人员违反规定的，依法处理。", ""),
        ("茶企应当将决算报市财政局备案。", ""),
        ("由市教育局审核的茶企，给予奖励20万元。", ""),
        ("贷款由合作银行负责发放。", ""),
    ],
)
def test_a_sentence_charges_an_office(sentence: str, names: str) -> None:
    assert find_offices_on_duty(sentence) == tuple(names.split())


def test_the_statement_at_the_end_is_no_text() -> None:
    text = read_passage("改造茶园（市茶业局牵头）。给予奖励。〔市财政局、市税务局按职责分工负责〕").text
    assert text[find_office_end(text) :].startswith("[市财政局")
    assert find_office_end("改造茶园（市茶业局牵头），给予奖励。") is None
    assert find_office_end("责任部门：市茶业局，") is None, "the line goes on below"


def test_a_clause_has_the_offices_of_all_its_brackets() -> None:
    text = "青山市茶业措施\n一、支持茶园。改造茶园（责任单位：市茶业局）。开展培训。（市人社局负责）\n二、支持茶企。给予奖励20万元。\n"
    source = SourceText("test.txt", text, "")
    (parts,) = split_file(source).documents
    first, second = make_draft(source, parts).clauses
    assert [d.printed for d in first.departments] == ["市茶业局", "市人社局"]
    assert second.departments == ()
    assert first.text == "支持茶园。改造茶园（责任单位：市茶业局）。开展培训。"


def test_a_remark_in_brackets_does_not_hide_the_body() -> None:
    (department,) = make_departments(("市科技局（外专局）",), by_name(read_bodies()))
    assert (department.id, department.printed) == ("science-technology", "市科技局（外专局）")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("补助新造林地。每亩补助400元。（县林业局、县财政局）", ("县林业局", "县财政局")),
        ("降低用电成本。对用电大户给予补贴。（市商务局、市供电公司）", ("市商务局", "市供电公司")),
        ("做大进口。首次进口的奖励10万元。〔市商务局、汐口海关〕", ("市商务局", "汐口海关")),
        ("帶動出口。首次出口的獎勵10萬元。（縣林業局、縣財政局）", ("縣林業局", "縣財政局")),
        # A remark inside a sentence, and a bracket that holds anything but bodies, is text.
        ("对金融机构（银行、保险公司）给予奖励10万元。", ()),
        ("给予奖励10万元。（不含税）", ()),
        ("给予奖励10万元。（申报单位、承办企业）", ()),
    ],
)
def test_a_bracket_of_bodies_alone_behind_a_sentence_names_the_offices(text: str, names: tuple[str, ...]) -> None:
    assert find_offices(text) == names


def test_who_is_only_asked_or_reported_to_is_no_office_of_a_bracketed_document() -> None:
    text = "完成向省金融监管局提出的申请并经受理的，给予50万元支持。"
    assert find_offices_on_duty(text, named_by=True) == ()


def test_a_sentence_charges_offices_where_its_clause_prints_no_bracket() -> None:
    text = (
        "某市若干措施\n（一）支持甲。给予奖励20万元。（责任单位：市茶业局）\n"
        "（二）本措施由市财政局会同市茶业局负责解释，自2024年1月1日起施行。\n"
    )
    source = SourceText("test.txt", text, "")
    (parts,) = split_file(source).documents
    printed = [tuple(d.printed for d in clause.departments) for clause in make_draft(source, parts).clauses]
    assert printed == [("市茶业局",), ("市财政局", "市茶业局")]
