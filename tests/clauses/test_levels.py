"""The level of the clauses is chosen for each branch."""

from __future__ import annotations

import pytest

from search_app.text.fold import squeeze
from tests.clauses.outlines import LONG, outline_of, parts_of


def test_a_chapter_of_its_own_kind_beside_others() -> None:
    """In one branch 一、 is the clause, in another （一） below it, in a third 1. below that."""
    text = (
        f"某市意见\n第一章 商贸\n一、支持首店。{LONG}\n二、支持夜市。{LONG}\n第二章 工业\n一、技术改造\n（一）支持设备。{LONG}\n"
        f"（二）支持软件。{LONG}\n二、节能\n（一）降碳\n1.支持光伏。{LONG}\n2.支持储能。{LONG}\n（二）支持审计。{LONG}\n"
    )
    assert outline_of(text) == [
        "# 第一章商贸", "一、支持首店", "二、支持夜市", "# 第二章工业", "# 一、技术改造", "（一）支持设备", "（二）支持软件",
        "# 二、节能", "# （一）降碳", "1.支持光伏", "2.支持储能", "（二）支持审计",
    ]  # fmt: skip


def test_numbers_that_run_on_below_headings_are_clauses() -> None:
    text = "某市意见\n一、做强主体\n1.引进冷链企业。\n2.培育仓储企业。\n二、做优服务\n3.简化审批。\n4.缩短时限。\n"
    assert outline_of(text) == [
        "# 一、做强主体",
        "1.引进冷链",
        "2.培育仓储",
        "# 二、做优服务",
        "3.简化审批",
        "4.缩短时限",
    ]


def test_numbers_that_name_their_place_are_clauses() -> None:
    text = "科研资助章程\n1. 目的\n1.1 鼓励养殖。\n2. 资助\n2.1 每家养殖场最高30万元。\n2.2 每名渔工每月补贴800元。\n3. 附则\n3.1 明年起实行。\n"
    clauses = [part for part in parts_of(text) if part.kind == "clause"]
    assert [(part.label, part.number) for part in clauses] == [
        ("1.1", "1.1"),
        ("2.1", "2.1"),
        ("2.2", "2.2"),
        ("3.1", "3.1"),
    ]
    assert [part.text for part in parts_of(text) if part.kind == "heading"] == ["目的", "资助", "附则"]


def test_the_outer_and_the_inner_number_may_be_exchanged() -> None:
    sections = "".join(f"{n}.分类{n}\n（一）支持新建。{LONG}\n（二）支持改建。{LONG}\n" for n in (1, 2, 3))
    assert outline_of(f"某县意见\n{sections}")[:4] == ["# 1.分类1", "（一）支持新建", "（二）支持改建", "# 2.分类2"]


@pytest.mark.parametrize("above", ["一、通道与口岸\n{}\n二、产业承接\n{}\n三、其他\n{}"])
def test_articles_stand_below_headings_of_any_kind(above: str) -> None:
    articles = (f"第{a}条 甲。\n第{b}条 乙。" for a, b in ("一二", "三四", "五六"))
    assert outline_of("某州规定\n" + above.format(*articles)) == [
        "# 一、通道与口", "第一条甲。", "第二条乙。", "# 二、产业承接", "第三条甲。", "第四条乙。", "# 三、其他", "第五条甲。", "第六条乙。",
    ]  # fmt: skip


def test_items_of_an_article_are_a_list_whatever_their_number() -> None:
    text = (
        "某縣辦法\n第一條 為獎勵業者，訂定本辦法。\n第二條 補助如下：\n一、裝修：最高十萬元。\n二、租金：每月五千元。\n"
        "第三條 人員補助如下：\n一、青年：每人一萬元。\n二、中高齡：每人二萬元。\n第四條 自公布日施行。\n"
    )
    assert outline_of(text) == ["第一条为奖励业", "第二条补助如下", "第三条人员补助", "第四条自公布日"]


@pytest.mark.parametrize(
    "items",
    [
        "申请企业应当符合下列条件：\n1.在本市登记；\n2.依法纳税；\n3.有固定场所。",
        "申报条件\n1.在本市登记；\n2.依法纳税；\n3.有固定场所。",
        "按营业面积分档补助。\n1.满500平方米的，补5万元。\n2.满1000平方米的，补8万元。",
        "提交以下材料：\n1.营业执照复印件\n2.纳税证明\n3.租赁合同",
        "奖励标准\n（1）国家级的，30万元；\n（2）省级的，20万元。",
    ],
)
def test_a_list_stays_with_the_sentence_that_introduces_it(items: str) -> None:
    text = f"某市扶持政策\n一、冷链\n（一）支持冷库。{LONG}\n（二）{items}\n（三）支持车队。{LONG}\n"
    clauses = [part for part in parts_of(text) if part.kind == "clause"]
    assert [part.label for part in clauses] == ["（一）", "（二）", "（三）"]
    assert squeeze(clauses[1].text) == squeeze(items)


@pytest.mark.parametrize(
    ("below", "kind"),
    [
        ("奖励对象为：\n（一）村民委员会；\n（二）在本区纳税的商户。", "list"),
        ("共设三个奖项：\n1.冷链奖\n2.仓储奖\n3.运输奖", "list"),
        ("奖励对象包括村民委员会和在本区纳税的商户。", "clause"),
    ],
)
def test_what_a_chapter_says_without_articles_is_a_part_of_its_own(below: str, kind: str) -> None:
    text = f"某区办法\n第一章 总则\n第一条 为奖励先进，制定本办法。\n第二章 对象\n{below}\n第三章 标准\n第二条 对商户奖励2万元。\n"
    part = next(part for part in parts_of(text) if part.text.startswith(below[:4]))
    assert (part.kind, squeeze(part.text)) == (kind, squeeze(below))


def test_what_stands_between_a_heading_and_its_clauses_is_an_introduction() -> None:
    text = (
        f"某市意见\n一、冷链服务\n（一）完善居民服务\n居民服务以老年人为重点，依托专业机构上门提供。\n1.建立网络。{LONG}\n"
        f"2.制定标准。{LONG}\n（二）完善社区服务\n社区服务由街道统筹。\n1.建设场所。{LONG}\n2.配齐人员。{LONG}\n"
    )
    found = [(part.kind, part.text[:4]) for part in parts_of(text) if part.kind in ("heading", "introduction")]
    assert found == [
        ("heading", "冷链服务"), ("heading", "完善居民"), ("introduction", "居民服务"), ("heading", "完善社区"), ("introduction", "社区服务"),
    ]  # fmt: skip


def test_a_list_that_stands_before_the_articles_of_its_chapter_is_no_clause() -> None:
    text = "某市办法\n第一章 对象\n本章所称企业包括：\n（一）冷链企业；\n（二）仓储企业。\n第一条 对上述企业给予5万元补助。\n"
    assert outline_of(text) == ["# 第一章对象", "第一条对上述企"]
    assert [part.text for part in parts_of(text) if part.kind == "list"] == [
        "本章所称企业包括：（一）冷链企业；（二）仓储企业。"
    ]


@pytest.mark.parametrize("note", ["略", "（略）", "……"])
def test_a_note_that_something_is_left_out_is_no_clause(note: str) -> None:
    text = f"某市意见\n一、总体要求\n{note}\n二、扶持\n（一）支持冷库。{LONG}\n（二）支持车队。{LONG}\n"
    assert [part.text for part in parts_of(text) if part.kind == "omitted"] == [note]
    assert outline_of(text)[:2] == ["# 一、总体要求", "# 二、扶持"]


def test_a_heading_on_two_lines_stays_one() -> None:
    text = f"某市意见\n第一章\n总则\n第一条 {LONG}\n第二章 支持冷链\n做大做强\n第二条 {LONG}\n"
    assert [part.text for part in parts_of(text) if part.kind == "heading"] == ["总则", "支持冷链做大做强"]


def test_a_letter_that_is_longer_than_its_clauses_has_clauses() -> None:
    letter = "为进一步提升商业网点服务水平，现就有关事项通知如下，请结合实际抓好落实，确保取得实效。\n" * 6
    text = (
        f"某区关于做好商业网点工作的通知\n各镇人民政府：\n{letter}一、总体要求\n（一）便民为先。以需定点。\n（二）统筹布局。分步实施。\n"
        "二、支持措施\n（三）租金补贴。每年补5万元。\n（四）装修补贴。一次补3万元。\n"
    )
    assert outline_of(text) == [
        "# 一、总体要求",
        "（一）便民为先",
        "（二）统筹布局",
        "# 二、支持措施",
        "（三）租金补贴",
        "（四）装修补贴",
    ]
