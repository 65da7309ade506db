"""What a sentence does: sanctions, exclusions, papers and goals pay nothing; instalments are no rates."""

from __future__ import annotations

from typing import Any

import opencc
import pytest

from search_app.clauses.outline import split_file
from search_app.files.read import SourceText
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.model import Benefit, Document, Period
from search_app.reading.benefits import find_benefits
from search_app.reading.roles import find_amounts

TRADITIONAL = opencc.OpenCC("s2t").convert
SCRIPTS = pytest.mark.parametrize("script", [str, TRADITIONAL], ids=["simplified", "traditional"])


def read(text: str) -> tuple[Benefit, ...]:
    return find_benefits(text, find_amounts(text))


def roles(text: str) -> list[tuple[str, str]]:
    return [(a.text, a.role) for a in find_amounts(text)]


@SCRIPTS
@pytest.mark.parametrize(
    "text",
    [
        "对虚报、冒领扶持资金的企业依法处理，三年内禁止其申领。",
        "企业骗取补助的，追回全部资金，处骗取金额10%以上30%以下的罚款，并取消其享受扶持政策的资格。",
        "获得奖励的企业五年内迁出本市的，应当退还已领取的奖励资金。",
        "对弄虚作假的单位给予通报批评，并停止拨付补助资金。",
        "有下列情形之一的企业，不予扶持：（一）在享受财政资助中有严重违约行为的；（二）获得过50万元资助的。",
        "列入失信名单的企业，不得享受本办法规定的奖励政策。",
        "申请资金需提供经会计师事务所审计的财务报告，申请奖励在50万元以上的须提供公证书。",
        "申请补助的企业应当具备以下条件：1.在本市注册，享受过市级扶持的优先；2.年投入500万元以上。",
        "扶持资金由商务局拨付至项目单位，项目单位应建立完整的档案。",
        "享受本办法扶持的企业，应在本区持续经营六年以上。",
        "逐步形成100亿元规模的支持产业发展资金。",
        "本办法所称补助资金，是指由市财政安排给予企业的专项资金。",
    ],
)
def test_what_grants_nothing_pays_nothing(text: str, script: Any) -> None:
    text = script(text)
    assert read(text) == ()
    assert all(role in ("condition", "term") for _, role in roles(text))


@SCRIPTS
@pytest.mark.parametrize(
    ("text", "award", "rate"),
    [
        ("对受到处罚后整改到位的企业给予10万元奖励。", 100_000, None),
        ("对退出网箱养殖的渔民，给予一次性补偿20万元。", 200_000, None),
        ("提供担保的机构给予补助20万元。", 200_000, None),
        ("对提交申请材料的企业给予5万元奖励。", 50_000, None),
        ("对企业给予50万元奖励，同一项目不予重复奖励。", 500_000, None),
        ("未列入失信名单的企业，按投资额的5%给予补助。", None, 0.05),
        ("经审核公示后给予企业10万元奖励。", 100_000, None),
    ],
)
def test_the_opposites_still_pay(text: str, award: int | None, rate: float | None, script: Any) -> None:
    (benefit,) = read(script(text))
    assert (benefit.award, benefit.rate and float(benefit.rate)) == (award, rate)


def test_the_heading_of_a_list_governs_its_items_and_nothing_behind_it() -> None:
    text = (
        "有下列情形之一的，不予支持：（一）获得过市级资助50万元的；（二）享受过省级扶持政策的。"
        "对其他企业，按投资额的10%给予补助，最高100万元。"
    )
    (benefit,) = read(text)
    assert (benefit.recipient, benefit.limits[0].value) == ("其他企业", 1_000_000)
    assert roles(text) == [("50万元", "condition"), ("10%", "rate"), ("100万元", "cap")]


def documents(text: str) -> Document:
    source = SourceText("test.txt", text, "")
    (parts,) = split_file(source).documents
    return assemble(name_as_printed(make_draft(source, parts), Entry("test")))


def test_a_heading_above_clauses_governs_them() -> None:
    clause = "（一）享受过市级扶持政策、获得过50万元资助的企业应当退出，由主管部门登记造册并且逐年核对有关的情况。\n"
    other = "（二）在享受财政资助中有严重违约行为、两年以内没有改正到位的企业，由主管部门登记造册逐年核对情况。\n"
    document = documents(f"某市扶持办法\n一、不予扶持的情形\n{clause}{other}二、扶持标准\n（一）对企业给予10万元奖励，由主管部门每年组织一次评审并且向社会公示结果。\n")  # fmt: skip
    paid = {c.text.zh[:4]: [b.award for b in c.benefits] for c in document.clauses if c.path}
    assert paid == {"享受过市": [], "在享受财": [], "对企业给": [100_000]}


@SCRIPTS
def test_instalments_are_terms_of_one_grant(script: Any) -> None:
    for text in (
        "给予最高300万元扶持，从下一年度开始，按40%、30%、30%的比例分三年发放。",
        "给予300万元奖励，分三年兑付，各年比例依次为50%、30%、20%。",
        "给予300万元奖励，首期拨付60%，验收后拨付其余40%。",
        "给予300万元奖励，验收后一次性拨付奖励金额的80%。",
    ):
        text = script(text)
        (benefit,) = read(text)
        assert benefit.rate is None
        assert [role for _, role in roles(text)[1:]] == ["term"] * (len(roles(text)) - 1)
    (spread,) = read(script("给予最高300万元扶持，按40%、30%、30%的比例分三年发放。"))
    assert spread.duration == Period(3)
    rates = read(script("按地方贡献的50%、30%、20%，分三年给予企业奖励。"))
    assert sorted(float(b.rate or 0) for b in rates) == [0.2, 0.3, 0.5], "a share of something named is a rate"


@SCRIPTS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年度贡献在500万元至800万元（含800万元），扶持25%。", ["condition", "condition", "rate"]),
        ("投资额超过500万元不超过1000万元（含）的部分按2%给予奖励。", ["condition", "condition", "rate"]),
        ("零售企业年零售额每实现2000万元，给予奖励2万元。", ["condition", "award"]),
        ("按注册资本50万-100万（不含）美元奖励10万元，100万-200万（不含）美元奖励20万元。", ["condition", "award"] * 2),
        ("单笔投资额不超过500万元（含）的，按投资额的4%给予奖励。", ["condition", "rate"]),
        ("可分别给予企业不少于1000万元、800万元的创业资助。", ["award", "award"]),
        ("按投资额的2%给予奖励，最高不超过1000万元。", ["rate", "cap"]),
    ],
)
def test_the_threshold_of_a_tier_is_a_condition(text: str, expected: list[str], script: Any) -> None:
    assert [role for _, role in roles(script(text))] == expected


def test_each_figure_has_the_subject_of_its_own_phrase() -> None:
    found = read("获国家级表彰的企业给予10万元奖励，获省级表彰的企业给予5万元奖励，获市级表彰的企业给予3万元奖励。")
    assert [(b.recipient, b.payer) for b in found] == [
        ("获国家级表彰的企业", None), ("获省级表彰的企业", None), ("获市级表彰的企业", None),
    ]  # fmt: skip
    (paid,) = read("对企业，由市财政给予3万元奖励。")
    assert paid.payer == "city"


def test_what_somebody_else_seeks_is_no_endeavour_of_the_city() -> None:
    (one,) = read("对企业争取国家重大专项的，给予国家拨款额50%的支持。")
    assert (one.promise, one.rate and float(one.rate)) == ("committed", 0.5)
    (other,) = read("积极为企业争取省级奖励资金50万元。")
    assert other.promise == "endeavour"
