"""What a clause is called, and that its name is not read as its text."""

from __future__ import annotations

import pytest

from search_app.clauses.outline import split_file
from search_app.files.read import SourceText
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.model import Clause
from search_app.text.fold import squeeze
from tests.clauses.outlines import LONG, parts_of


def clauses_of(text: str) -> list[Clause]:
    source = SourceText("test.txt", text, "")
    (parts,) = split_file(source).documents
    return [c for c in assemble(name_as_printed(make_draft(source, parts), Entry("test"))).clauses if c.numbered]


def titles_of(text: str) -> list[str | None]:
    return [clause.title.zh if clause.title else None for clause in clauses_of(text)]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("一、支持上云\n对上云企业，给予1万元奖励。", "支持上云"),
        ("第一条 奖励标准\n对新建冷库的企业，给予6万元奖励。", "奖励标准"),
        ("第一条　奖励标准　对新建冷库的企业，给予6万元奖励。", "奖励标准"),
        ("第一條 獎勵標準\n業者新建冷庫者，獎勵六萬元。", "獎勵標準"),
        ("第一条 申报条件\n（一）在本市登记；\n（二）依法纳税。", "申报条件"),
        ("第三条【奖励标准】对新建冷库的企业，给予6万元奖励。", "奖励标准"),
        ("第三条 〔奖励标准〕对新建冷库的企业，给予6万元奖励。", "奖励标准"),
        ("1. 装修补贴\n对装修的门店，按面积给予每平方米100元补贴。", "装修补贴"),
    ],
)
def test_a_name_is_the_title_and_stays_in_the_text(item: str, title: str) -> None:
    (clause,) = clauses_of(f"某市扶持措施\n{item}\n")
    assert clause.title is not None and clause.title.zh == title
    assert title in clause.text.zh


@pytest.mark.parametrize(
    "item",
    [
        "第一条 申请企业应当符合下列条件：\n（一）在本市登记；\n（二）依法纳税。",
        "第一条 对新建冷库的企业，给予6万元奖励。\n按年兑现。",
        "第一条 新建冷库的\n给予6万元奖励。",
        "第一条 给予最高50万元奖励\n由市商务局会同市财政局审核。",
        "第一条 对新建冷库的企业给予\n最高50万元奖励，分两年兑现。",
        "第一条 新建冷库的投资不低于\n300万元的，给予6万元奖励。",
    ],
)
def test_the_beginning_of_a_sentence_is_no_title(item: str) -> None:
    assert titles_of(f"某市扶持措施\n{item}\n") == [None]


def test_a_line_that_the_page_broke_is_no_title() -> None:
    text = "某市冷链扶持办法\n第一条 在本市新建冷库并投入使用满一年\n的企业，给予6万元奖励。\n第二条 购置冷藏车辆并在本市上牌登记的\n物流企业，每辆给予2万元补贴。\n"
    assert titles_of(text) == [None, None]


@pytest.mark.parametrize(
    ("item", "recipient"),
    [
        ("一、支持上云\n对上云企业，给予1万元奖励。", "上云企业"),
        ("一、鼓励扩产\n对扩产的冷库企业给予8万元奖励。", "冷库企业"),
        ("第一条 补助对象\n养殖大户每户给予5000元补助。", "养殖大户"),
        ("第一條 支持直播\n对直播基地，给予3万元獎勵。", "直播基地"),
    ],
)
def test_a_recipient_is_not_read_out_of_the_title(item: str, recipient: str) -> None:
    (clause,) = clauses_of(f"某市扶持措施\n{item}\n")
    (benefit,) = clause.benefits
    assert recipient in benefit.recipient
    assert clause.title is not None and clause.title.zh not in benefit.recipient
    amount = clause.amounts[benefit.amounts[0]]
    assert clause.text.zh[amount.start : amount.end] == amount.text
    assert all(clause.text.zh[e.start : e.end] for e in benefit.evidence)


def test_a_title_that_refuses_governs_what_stands_below_it() -> None:
    (clause,) = clauses_of("某市扶持措施\n第一条 不予扶持的情形\n（一）骗取补助资金的企业；\n（二）拖欠工资的企业。\n")
    assert clause.title is not None and clause.benefits == ()


@pytest.mark.parametrize(
    "names",
    [
        "灯光补助\n{}\n延时经营\n{}\n摊位减免\n{}\n",
        "【灯光补助】{}\n【延时经营】{}\n【摊位减免】{}\n",
    ],
)
def test_clauses_may_have_a_name_instead_of_a_number(names: str) -> None:
    text = "云河区夜间经济扶持措施\n为繁荣夜市，制定如下措施。\n" + names.format(
        "对统一亮化的街区，每处补助10万元。", "对营业至零点的商户，每户奖励1万元。", "摊位费减半收取，期限一年。"
    )
    assert [(c.clause, c.title.zh if c.title else "") for c in clauses_of(text)] == [
        ("1", "灯光补助"), ("2", "延时经营"), ("3", "摊位减免"),
    ]  # fmt: skip


def test_a_line_above_several_names_is_their_heading() -> None:
    def entry(name: str) -> str:
        return f"{name}\n政策内容：对符合条件的人员，每人补贴500元。\n申请渠道：街道服务窗口\n"

    text = (
        f"云河区就业政策\n服务对象：高校毕业生\n{entry('求职补贴')}{entry('见习补贴')}{entry('安家补贴')}"
        f"服务对象：困难人员\n{entry('岗位补贴')}{entry('社保补贴')}"
    )
    found = [([h.zh for h in c.path], c.title.zh if c.title else "") for c in clauses_of(text)]
    assert [title for _, title in found] == ["求职补贴", "见习补贴", "安家补贴", "岗位补贴", "社保补贴"]
    assert found[0][0] == ["服务对象：高校毕业生"] and found[-1][0] == ["服务对象：困难人员"]


def test_a_name_above_a_list_is_a_clause() -> None:
    text = (
        "某市措施\n支持冷库建设\n（一）新建的，补10万元；\n（二）改建的，补5万元。\n"
        "支持车队建设\n（一）新购的，每辆补2万元；\n（二）租用的，每辆补1万元。\n"
    )
    assert [(c.clause, c.title.zh if c.title else "") for c in clauses_of(text)] == [
        ("1", "支持冷库建设"),
        ("2", "支持车队建设"),
    ]


def test_short_lines_above_lists_that_begin_anew_are_headings() -> None:
    text = (
        "Night Market Subsidy Scheme\nThe scheme supports stalls in the old town, is open all year round and is run by the council of the city.\n\n"
        "Benefits\n1. Each stall receives INR 5,000.\n2. Each street receives lights.\n\n"
        "Eligibility\n1. Any registered stall.\n2. Any association of stalls.\n"
    )
    assert [[h.zh for h in c.path] for c in clauses_of(text)] == [["Benefits"]] * 2 + [["Eligibility"]] * 2


def test_a_text_without_names_and_numbers_has_no_clauses() -> None:
    text = "某市人民政府通知\n各县人民政府：\n经研究，继续执行有关规定。\n特此通知。\n某市人民政府\n2024年5月6日\n"
    assert [part.kind for part in parts_of(text)] == ["title", "addressee", "preamble", "signature"]


def test_first_sentences_are_titles_where_most_clauses_of_a_chapter_have_one() -> None:
    text = f"某市措施\n一、支持冷库。{LONG}\n二、支持车队。{LONG}\n三、本措施自印发之日起施行。\n"
    assert titles_of(text) == ["支持冷库", "支持车队", None]
    assert squeeze(clauses_of(text)[0].text.zh).startswith("支持冷库。给予")


def test_a_line_of_offices_and_a_row_of_a_table_are_no_names_and_a_name_above_names_is_a_heading() -> None:
    text = (
        "河口区夜间消费若干政策\n为繁荣夜间消费，制定以下政策。\n面向商户\n引进首店\n对品牌首店给予商户一次性奖励40万元。\n"
        "责任单位：区商务局\n统计奖励\n对首次纳入统计的商户，按下表给予奖励，次年兑付。\n行业\t标准（万元）\n零售业\t6\n住宿业\t4\n"
        "面向运营方\n改造街区\n对改造街区的运营方，按投入额的8%给予补助，最高600万元。\n责任单位：区商务局、区财政局\n"
    )
    source = SourceText("a.txt", text, "")
    (parts,) = split_file(source).documents
    assert [part.text for part in parts.parts if part.kind == "heading"] == ["面向商户", "面向运营方"]
    clauses = [part for part in parts.parts if part.kind == "clause"]
    assert [part.text[:4] for part in clauses] == ["引进首店", "统计奖励", "改造街区"]
    assert "责任单位" in clauses[0].bracket and "住宿业" in clauses[1].text


@pytest.mark.parametrize("line", ["享受补助的企业应当承诺五年内不迁出", "企业新引进的博士，缴纳社保满半年，每人每月"])
def test_a_sentence_that_a_printer_broke_is_no_name(line: str) -> None:
    source = SourceText(
        "a.txt", f"某市办法\n1.{line}\n本区的，给予补助10万元。\n2.支持上云\n对上云企业，给予奖励5万元。\n", ""
    )
    (parts,) = split_file(source).documents
    first, second = (part for part in parts.parts if part.kind == "clause")
    assert first.title is None and second.title is not None
