"""Bare numbers in the cells of a table have the unit of its header."""

from __future__ import annotations

from typing import Any

import opencc
import pytest

from search_app.data import read_table
from search_app.figures.quantities import find_quantities
from search_app.reading.roles import find_amounts

TRADITIONAL = opencc.OpenCC("s2t").convert


def table(*rows: tuple[str, ...], above: str = "") -> str:
    return "\n".join([*([above] if above else []), *("\t".join(row) for row in rows)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (table(("事项", "门槛", "补助（万元）"), ("开店", "面积200平方米", "12"), ("连锁", "3家门店", "30")), [("12", 120_000), ("30", 300_000)]),
        (table(("事项", "补助/元"), ("甲", "1,500"), ("乙", "800")), [("1,500", 1500), ("800", 800)]),
        (table(("事项", "补助标准：万元/年"), ("甲", "5"), ("乙", "0.5")), [("5", 50_000), ("0.5", 5000)]),
        (table(("等次", "名额", "奖金"), ("金", "2", "8"), ("银", "4", "3"), above="单位：万元"), [("8", 80_000), ("3", 30_000)]),
        (table(("等次", "奖金\n单位：千元"), ("金", "8"), ("银", "3")), [("8", 8000), ("3", 3000)]),
        (table(("项目", "比例（%）"), ("甲", "35"), ("乙", "20-25")), [("35", 0.35), ("20-25", 0.2)]),
        (table(("项目", "出口额（万美元）"), ("甲", "≥500"), ("乙", "100以上")), [("500", 5_000_000), ("100", 1_000_000)]),
        (table(("项目", "补助（万元）"), ("甲", "20-50"), ("乙", "最高80")), [("20-50", 200_000), ("80", 800_000)]),
        (table(("项目", "补助（万元）"), ("甲", "20万元"), ("乙", "6")), [("20万元", 200_000), ("6", 60_000)]),
        (table(("项目", "补助（万元）"), ("甲", "6（一次性）"), ("乙", "另议")), [("6", 60_000)]),
    ],
)  # fmt: skip
def test_the_unit_of_a_column_is_that_of_its_header(text: str, found: list[tuple[str, float]]) -> None:
    for form in (text, TRADITIONAL(text)):
        quantities = find_quantities(form)
        assert [(q.text, float(q.value)) for q in quantities] == [
            (TRADITIONAL(p) if form != text else p, v) for p, v in found
        ]
        assert all(form[q.start : q.end] == q.text for q in quantities)


@pytest.mark.parametrize(
    "text",
    [
        table(("序号", "年份", "人数（人）"), ("1", "2023", "30"), ("2", "2024", "28"), above="单位：万元"),
        table(("项目", "床位"), ("甲", "300"), ("乙", "120"), above="（单位：万元）"),
        "补助（万元）\t对象",  # one row is no table
        "补助（万元）\n12\n30",  # and lines without cells are none
        table(("项目", "补助"), ("甲", "12"), ("乙", "30")),
        table(("1", "甲"), ("2", "乙"), ("3", "丙"), above="单位：万元"),
    ],
)
def test_counts_years_and_ranks_have_no_unit(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize("row", read_table("table_heads", "head"), ids=lambda row: row["yes"])
def test_each_kind_of_header_decides_its_example(row: dict[str, Any]) -> None:
    def has_sums(header: str) -> bool:
        return bool(find_quantities(table(("项目", header), ("甲", "7"), ("乙", "9"), above="单位：万元")))

    assert not has_sums(row["yes"]) and has_sums(row["no"])


def test_a_table_in_a_provision_leaves_its_sentences_as_they_are() -> None:
    text = (
        "对食堂给予补助5万元，标准如下：\n"
        + table(("类别", "补助（万元）"), ("新建", "8"), ("改建", "4"))
        + "\n其他给予3万元。"
    )
    assert [(a.text, int(a.value)) for a in find_amounts(text)] == [
        ("5万元", 50_000),
        ("8", 80_000),
        ("4", 40_000),
        ("3万元", 30_000),
    ]


def test_the_figures_of_two_tables_do_not_mix() -> None:
    text = (
        table(("甲", "补助（万元）"), ("a", "8"), ("b", "4")) + "\n\n" + table(("乙", "床位"), ("a", "8"), ("b", "4"))
    )
    assert len(find_quantities(text)) == 2
