"""Kinds of misreading that real documents showed, each with other words and with its opposite, in both scripts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_app.model import Benefit, Period
from search_app.reading.benefits import find_benefits
from search_app.reading.roles import find_amounts
from tests.evaluate.cases import find_cases, read_case

TRADITIONAL = opencc.OpenCC("s2t").convert
SCRIPTS = pytest.mark.parametrize("script", [str, TRADITIONAL], ids=["simplified", "traditional"])


def read(text: str, heading: str = "") -> tuple[Benefit, ...]:
    return find_benefits(text, find_amounts(text, heading), heading)


def roles(text: str) -> list[str]:
    return [a.role for a in find_amounts(text)]


@SCRIPTS
@pytest.mark.parametrize(
    "text",
    [
        # sanctions and exclusions
        "采取欺骗手段获取奖补的单位，退回全部资金，并处5万元以上10万元以下罚款。",
        "项目停建的，由主管部门收回已拨付的补助资金，三年内不再受理其申请。",
        "存在下列情况的合作社不纳入扶持：（一）拖欠农民工工资的；（二）近三年享受过30万元以上补助的。",
        # papers and procedure
        "申报补助时须附年度审计报告；设备单价超过20万元的，还应提交购置合同和付款凭证。",
        "补助资金由区财政局直接拨付至申报单位账户，申报单位应当专账核算。",
        # funds, budgets and goals
        "市财政每年安排3000万元文化产业专项资金，支持文艺精品创作。",
        "力争到2028年全市冷链流通率达到45%，培育年销售额超10亿元的龙头企业5家。",
        "组建总规模20亿元的数字产业引导基金。",
        # definitions and conditions alone
        "本细则所称小微商户，是指年营业额不足200万元的个体经营者。",
        "申请单位上年度研发投入占比不低于4%，净资产不少于300万元。",
        # shares between payers
        "上述奖补资金由市、区两级财政按6:4的比例承担。",
    ],
)
def test_what_gives_nothing_is_no_benefit(text: str, script: Any) -> None:
    assert read(script(text)) == ()
    assert set(roles(script(text))) <= {"condition", "term", "unsure"}


@SCRIPTS
@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("对整改到位、信用修复的合作社，给予8万元奖励。", [80_000]),
        ("提交申请后经审核通过的商户，每户补助6000元。", [6_000]),
        ("文化产业专项资金对获奖剧目给予一次性30万元奖励。", [300_000]),
        ("对年销售额超10亿元的龙头企业，奖励60万元。", [600_000]),
    ],
)
def test_the_opposite_is_one(text: str, sums: list[int], script: Any) -> None:
    assert [int(b.award or 0) for b in read(script(text))] == sums


@SCRIPTS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("固定资产投资1000万元以上3000万元以下的，补助50万元。", ["condition", "condition", "award"]),
        ("年纳税在100万元至300万元之间的商贸企业，奖励6万元。", ["condition", "award"]),
        ("网络零售额每突破500万元，奖励经营主体1万元。", ["condition", "award"]),
        ("设备投资超过200万元的部分，按6%给予补助，最高120万元。", ["condition", "rate", "cap"]),
        ("实缴资本5000万—1亿元（不含）人民币的，一次性奖励40万元。", ["condition", "award"]),
    ],
)
def test_the_level_of_a_tier_is_what_must_be_reached(text: str, expected: list[str], script: Any) -> None:
    assert roles(script(text)) == expected


@SCRIPTS
def test_parts_of_a_payment_are_one_grant(script: Any) -> None:
    text = script("对新建冷库给予200万元补助，建成投用后拨付60%，运营满一年后拨付40%。")
    (benefit,) = read(text)
    assert benefit.award == 2_000_000 and roles(text) == ["award", "term", "term"]
    (spread,) = read(script("给予首席专家60万元安家补助，分三年发放。"))
    assert (spread.award, spread.duration) == (600_000, Period(3))


@SCRIPTS
def test_a_floor_is_granted_and_says_that_it_is_the_least(script: Any) -> None:
    (benefit,) = read(script("对引进的领军团队给予不低于200万元的科研资助。"))
    assert (benefit.award, benefit.floor) == (None, 2_000_000)
    assert "least" in [point.kind for point in benefit.open]
    assert roles(script("对年产值不低于200万元的作坊给予3万元补助。")) == ["condition", "award"]


@SCRIPTS
def test_what_may_be_chosen_is_an_alternative(script: Any) -> None:
    one, other = read(script("按设备投资的8%给予补助，或者按贷款利息的50%给予贴息。"))
    assert (one.alternatives, other.alternatives) == ((2,), (1,))
    first, second = read(script("按设备投资的8%给予补助，并按贷款利息的50%给予贴息。"))
    assert first.alternatives == second.alternatives == ()


@SCRIPTS
def test_a_step_is_compared_with_nothing(script: Any) -> None:
    (benefit,) = read(script("营业额每增加100万元，奖励1万元，最高20万元。"))
    (condition,) = benefit.conditions
    assert (condition.value, condition.compare, benefit.award) == (1_000_000, None, 10_000)


@SCRIPTS
def test_tiers_are_rows_of_one_group(script: Any) -> None:
    found = read(script("年产值首次达到1亿元、5亿元、10亿元的，分别奖励10万元、30万元、60万元。"))
    assert [(int(b.award or 0), int(b.conditions[0].value or 0)) for b in found] == [
        (100_000, 100_000_000), (300_000, 500_000_000), (600_000, 1_000_000_000),
    ]  # fmt: skip
    assert [b.tier and (b.tier.group, b.tier.row) for b in found] == [(1, 1), (1, 2), (1, 3)]


def test_a_ceiling_over_the_whole_document_is_none_of_one_benefit() -> None:
    text = "对新开业民宿给予10万元奖励。单个经营主体每年依照本办法享受的各类资金合计不超过50万元。"
    (benefit,) = read(text)
    assert benefit.limits == ()
    (own,) = read("对新开业民宿按投资额的10%给予补助。单家民宿最高50万元。")
    assert [int(limit.value) for limit in own.limits] == [500_000]


# ── invariants over everything that was ever written ──


def test_no_benefit_rests_on_a_condition_and_none_has_a_cap_below_its_award_unsaid() -> None:
    for case in find_cases():
        _, clauses = read_case(case)
        for clause in clauses:
            for b in clause.benefits:
                own = [clause.amounts[n] for n in b.amounts]
                granted = {a.value for a in own if a.role not in ("condition", "term", "unsure")}
                granted |= {a.value_hi for a in own if a.role not in ("condition", "term", "unsure")}
                assert b.award is None or b.award in granted, (clause.id, b)
                assert all(limit.value in granted for limit in b.limits), (clause.id, b)
                below = b.award is not None and any(limit.value < b.award for limit in b.limits)
                assert not below or "cap_below_award" in {point.kind for point in b.open}, (clause.id, b)
                assert all(n != b.n and b.n in clause.benefits[n - 1].alternatives for n in b.alternatives)


PIECES = st.sampled_from(
    ["对企业", "给予", "50万元", "奖励", "，", "。", "；", "最高", "100万元", "按投资额的", "5%", "补助", "年产值", "超过",
     "1亿元", "的", "分别", "、", "30万元", "追回", "或", "每年", "不少于", "：", "（一）", "设立", "10亿元基金"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=24).map("".join))
def test_any_text_is_read_into_benefits_that_hold_together(text: str) -> None:
    amounts = find_amounts(text)
    benefits = find_benefits(text, amounts)
    assert [b.n for b in benefits] == list(range(1, len(benefits) + 1))
    for b in benefits:
        assert 0 <= b.sure <= 1 and b.why
        assert all(amounts[n].role != "unsure" for n in b.amounts)
        assert all(one.start < one.end for one in b.evidence)
    assert all(a.end <= b.start for a, b in pairwise(amounts))


# ── an item does what the line above its list announces ──


@SCRIPTS
@pytest.mark.parametrize(
    "text",
    [
        "申请资金的农场应具备以下条件：1.在本县登记满两年。2.按规定足额缴纳各项税费，不拖欠工钱。3.足额提取安全费用。",
        "资金可用于以下支出：1.劳务费：支付给临时聘请的审稿人员的费用。2.印刷费：需要支付的排版、装订费用。",
        "有下列情形之一的，不予支持：（一）享受过同类补助的；（二）拖欠贷款贴息资金的。",
    ],
)
def test_items_of_conditions_costs_and_exclusions_give_nothing(text: str, script: Any) -> None:
    assert read(script(text)) == ()


@SCRIPTS
def test_items_of_a_list_that_grants_do_give(script: Any) -> None:
    text = "对入驻的工坊给予以下支持：1.免收三年租金。2.每年补助水电费2万元。3.优先推荐参加展会。"
    found = read(script(text))
    assert [b.award for b in found if b.award] == [20_000] and len(found) >= 2


@SCRIPTS
@pytest.mark.parametrize("number", ["", "（一）", "1.", "①", "一是"])
def test_the_number_of_an_item_changes_nothing(number: str, script: Any) -> None:
    text = script(f"{number}对新评为四星的客栈，给予6万元奖励。")
    ((benefit,), (figure,)) = read(text), find_amounts(text)
    assert (benefit.recipient, benefit.award, figure.role) == (script("新评为四星的客栈"), 60_000, "award")


# ── what stands beside a sum ──


@SCRIPTS
@pytest.mark.parametrize(
    "text",
    [
        "最高可给予酿造厂70万元补助。",
        "对酿造厂每年最高补助70万元。",
        "对酿造厂，每个项目最高70万元。",
        "对酿造厂最高可一次性奖励70万元。",
    ],
)
def test_the_most_is_no_fixed_sum(text: str, script: Any) -> None:
    assert roles(script(text)) == ["cap"]
    assert [(b.award, b.promise) for b in read(script(text))] == [(None, "up_to")]


@SCRIPTS
@pytest.mark.parametrize(
    "text",
    [
        "对落户的窑厂奖励500万元，其中落户当年兑现200万元，投产后兑现300万元。",
        "对认定的书屋给予80万元奖励，认定后拨付30万元，运营满两年再拨付50万元。",
    ],
)
def test_instalments_of_a_sum_are_no_further_sums(text: str, script: Any) -> None:
    assert len(read(script(text))) == 1


@SCRIPTS
def test_whoever_gets_nothing_has_no_part_in_what_others_get(script: Any) -> None:
    (benefit,) = read(script("低于300万元的不予补助，300万元以上的按2%补助。"))
    assert [(c.value, c.compare) for c in benefit.conditions] == [(3_000_000, "ge")]


@SCRIPTS
def test_each_phrase_has_its_own_years(script: Any) -> None:
    first, second = read(script("前两年每年给予染坊12万元补助，后三年每年给予7万元补助。"))
    assert (first.duration, second.duration) == (Period(2), Period(3))
    (past,) = read(script("对连续两年获评的染坊，给予9万元奖励。"))
    assert past.duration is None


@SCRIPTS
def test_a_ceiling_over_all_years_is_none_a_year(script: Any) -> None:
    (benefit,) = read(script("每年给予剧团最高40万元补助，期限5年，累计不超过150万元。"))
    assert [(int(one.value), one.per) for one in benefit.limits] == [(400_000, "year"), (1_500_000, None)]
    (benefit,) = read(script("按票价的10%给予剧团补助，全年累计不超过150万元。"))
    assert [(int(one.value), one.per) for one in benefit.limits] == [(1_500_000, "year")]


def test_a_middle_dot_between_figures_is_their_point() -> None:
    (amount,) = find_amounts("给予染坊1·5万元补助。")
    assert amount.value == 15_000 and amount.text == "1·5万元"


@SCRIPTS
def test_a_range_from_above_is_one_figure(script: Any) -> None:
    text = script("投资10亿元以上、5亿元以上到10亿元、1亿元到5亿元的船厂，分别奖励300万元、200万元、100万元。")
    assert [a.role for a in find_amounts(text)] == ["condition"] * 3 + ["award"] * 3
