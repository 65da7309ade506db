"""Which numbers count an item: by what stands around them, in any form that authors use."""

from __future__ import annotations

import pytest

from search_app.clauses.printed.lines import find_lines
from search_app.clauses.sequence import mark_lines
from search_app.text.fold import squeeze
from tests.clauses.outlines import LONG, outline_of, parts_of


def numbers_of(text: str) -> list[str]:
    return [line.number for line in mark_lines(find_lines(text)) if line.style]


@pytest.mark.parametrize(
    "items",
    [
        "一、甲。\n二、乙。\n三、丙。",
        "（一）甲。\n（二）乙。\n（三）丙。",
        "1.甲。\n2.乙。\n3.丙。",
        "1、甲。\n2、乙。\n3、丙。",
        "1,甲。\n2,乙。\n3,丙。",
        "1 甲。\n2 乙。\n3 丙。",
        "一，甲。\n二，乙。\n三，丙。",
        "(1)甲。\n(2)乙。\n(3)丙。",
        "1）甲。\n2）乙。\n3）丙。",
        "①甲。\n②乙。\n③丙。",
        "a.甲。\nb.乙。\nc.丙。",
        "(a) 甲。\n(b) 乙。\n(c) 丙。",
        "Ⅰ、甲。\nⅡ、乙。\nⅢ、丙。",
        "第一条 甲。\n第二条 乙。\n第三条 丙。",
        "第1條 甲。\n第2條 乙。\n第3條 丙。",
    ],
)
def test_items_are_counted_in_any_kind_of_number(items: str) -> None:
    assert numbers_of(f"某市商圈扶持措施\n{items}\n") == ["1", "2", "3"]


def test_numbers_of_two_levels_keep_both() -> None:
    text = "1. 目的\n1.1 鼓励养殖。\n1.2 培养渔工。\n2. 资助\n2.1 每家养殖场最高30万元。\n2.1.1 合作社同等享受。\n2.1.2 兼业减半。\n"
    assert numbers_of(text) == ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.2"]


@pytest.mark.parametrize(
    "line",
    [
        "第一条规定的补助由市商务局受理。",
        "第一条、第二条所列企业不得重复申领。",
        "第一条中的面积以产权证为准。",
        "1.5万元以下的不予补助。",
        "30 日内完成审核。",
        "12,000元以上的分两年拨付。",
    ],
)
def test_a_reference_or_a_figure_at_the_beginning_of_a_line_counts_nothing(line: str) -> None:
    text = f"第一条 对新建冷库给予补助。\n第二条 对冷链车给予补助。\n{line}\n第三条 按年兑现。\n"
    assert numbers_of(text) == ["1", "2", "3"]


def test_a_reference_to_the_next_article_is_not_the_article() -> None:
    text = "第一条 甲。\n第二条规定的项目除外。\n第二条 乙。\n第三条 丙。第四条规定的企业除外。\n第四条 丁。\n"
    assert [part.label for part in parts_of(text) if part.kind == "clause"] == ["第一条", "第二条", "第三条", "第四条"]


@pytest.mark.parametrize("numbers", ["一二四五", "一二二三", "一三二四"])
def test_a_number_that_is_left_out_repeated_or_swapped_still_counts(numbers: str) -> None:
    text = "某市办法\n" + "".join(f"第{n}条 对商户给予补助。\n" for n in numbers)
    assert len(numbers_of(text)) == len(numbers)


def test_a_list_that_begins_in_the_middle_counts_where_its_numbers_go_on() -> None:
    assert outline_of("园区优惠\n6,给予企业房租补贴20万元。\n7,对企业给予30万元奖励。\n") == [
        "6,给予企业",
        "7,对企业给",
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "第一条 为繁荣夜市，制定本办法。第二条 对摊主每人补2000元。第三条 依据第一条规定办理。",
            ["第一条", "第二条", "第三条"],
        ),
        ("一、支持摊位。每个补2000元。二、支持灯光。每处补1万元。三、按月兑现。", ["一、", "二、", "三、"]),
        ("第一條 為繁榮夜市，訂定本辦法。第二條 攤商每人補助二千元。", ["第一條", "第二條"]),
    ],
)
def test_items_inside_one_line_are_clauses_of_their_own(text: str, labels: list[str]) -> None:
    clauses = [part for part in parts_of(f"某市夜市办法\n{text}\n") if part.kind == "clause"]
    assert [part.label for part in clauses] == labels
    assert squeeze("".join(part.label + part.text for part in clauses)) == squeeze(text)


@pytest.mark.parametrize(
    "list_",
    [
        "一是补助摊位；二是补助灯光。",
        "（一）补助摊位；（二）补助灯光；（三）补助雨棚。",
        "①补助摊位；②补助灯光。",
        "1.补助摊位；2.补助灯光。",
        "分别对一、二、三等奖给予补助。",
    ],
)
def test_a_list_inside_a_line_stays_in_its_clause(list_: str) -> None:
    text = f"某市措施\n一、支持夜市。{list_}\n二、支持早市。{LONG}\n"
    clauses = [part for part in parts_of(text) if part.kind == "clause"]
    assert [part.label for part in clauses] == ["一、", "二、"]
    assert clauses[0].text == f"支持夜市。{list_}"


def test_a_file_on_one_line_is_read_like_one_of_many() -> None:
    lines = (
        "某市夜市办法", "某政发〔2024〕2号", "第一章 总则", "第一条 为繁荣夜市，制定本办法。", "第二章 补助",
        "第二条 对摊主每人补助2000元，对灯光改造每处补助1万元。", "第三条 本办法自印发之日起施行。", "某市人民政府", "2024年3月1日",
    )  # fmt: skip
    apart, together = parts_of("\n".join(lines) + "\n"), parts_of(" ".join(lines) + "\n")
    assert [(p.kind, p.label, squeeze(p.text)) for p in together] == [(p.kind, p.label, squeeze(p.text)) for p in apart]


def test_a_number_in_the_middle_of_a_broken_sentence_counts_nothing() -> None:
    text = (
        "某市办法\n第一条 对符合下列条件之一的企业，由市商务局会同市财政局按照第二条第\n（二）项规定的标准给予补助。\n"
        "第二条 标准如下：\n（一）冷库每座10万元；\n（二）冷链车每辆2万元。\n"
    )
    first = next(part for part in parts_of(text) if part.kind == "clause")
    assert first.text.endswith("按照第二条第（二）项规定的标准给予补助。")
