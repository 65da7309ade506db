"""Figures: which there are, what they are worth, and what they are for.

Gold: tests/cases, of the corpus written by reading all clauses before the rules were written. The rules were developed with
the clauses in sight, so these files say how well the corpus is read, not how well an unseen text would be.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import cn2an
import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table
from search_app.figures.quantities import find_quantities
from search_app.library.draft import find_headline
from search_app.model import Amount, Library
from search_app.reading.benefits import find_benefits
from search_app.reading.roles import find_amounts
from search_app.text.numerals import parse_han
from tests.evaluate.cases import Case, find_cases

CORPUS = tuple(case for case in find_cases() if case.gold["use"] == "corpus")


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_every_figure_of_the_corpus_by_reading(library: Library, case: Case) -> None:
    clauses = {c.clause: c for d in library.documents if d.id == case.name for c in d.clauses}
    for gold in case.gold["clauses"]:
        clause = clauses[gold["clause"]]
        expected, at = [], 0
        for figure in gold["amounts"]:
            start = clause.text.zh.index(figure["text"], at)
            at = start + len(figure["text"])
            expected.append((start, at, figure["kind"], Decimal(str(figure["value"])), figure["role"]))
        assert [(a.start, a.end, a.kind, a.value, a.role) for a in clause.amounts] == expected, clause.id


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_the_largest_sum_granted_by_reading(library: Library, case: Case) -> None:
    clauses = {c.clause: c for d in library.documents if d.id == case.name for c in d.clauses}
    for gold in case.gold["clauses"]:
        headline, expected = clauses[gold["clause"]].headline, gold["headline"]
        found = headline and {"value": headline.value, "qualifier": headline.qualifier, "per": headline.per}
        assert found == expected, f"{case.name}/{gold['clause']}"


@pytest.mark.parametrize(
    "text",
    ["世界和国内500强", "1类药物最高奖励", "5年内", "（鹤政办规〔2022〕4号）", "室内冰雪场地面积达到1200平方米以上", "5G专网", "2个（含）以上",
     "2天1夜", "每个企业不超过7名", "前5位", "“十四五”时期", "A级景区", "单位：万元", "多元化", "一元化领导", "上午8:30开始", "成立三成员小组",
     "2022—2030年", "统一部署", "第三条"],
)  # fmt: skip
def test_what_is_no_amount(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "found", "value", "high"),
    [
        ("给予50—100万元奖励", "50—100万元", 500_000, 1_000_000),
        ("2000万至5000万元", "2000万至5000万元", 20_000_000, 50_000_000),
        ("50000-80000元", "50000-80000元", 50_000, 80_000),
        ("给予5%-20%奖励", "5%-20%", Decimal("0.05"), Decimal("0.2")),
        ("五十至一百万元", "五十至一百万元", 500_000, 1_000_000),
        ("奖励五十万元", "五十万元", 500_000, None),
        ("壹佰万元", "壹佰万元", 1_000_000, None),
        ("1,500元", "1,500元", 1500, None),
        ("千分之三", "千分之三", Decimal("0.003"), None),
        ("8‰", "8‰", Decimal("0.008"), None),
        ("补助三成", "三成", Decimal("0.3"), None),
        ("五分之一", "五分之一", Decimal("0.2"), None),
        ("给予一半补助", "一半", Decimal("0.5"), None),
        ("再融资5\n亿元", "5\n亿元", 500_000_000, None),
        ("给予200万资助", "200万", 2_000_000, None),
        ("固定资产投资超亿元", "亿元", 100_000_000, None),
        ("按1:1给予", "1:1", 1, None),
        ("500万（不含）美元", "500万（不含）美元", 5_000_000, None),
        ("百分之一點七五", "百分之一點七五", Decimal("0.0175"), None),
        ("一点五亿元", "一点五亿元", 150_000_000, None),
        ("獎助1萬5,000元", "1萬5,000元", 15_000, None),
        ("投资1亿2000万元", "1亿2000万元", 120_000_000, None),
        ("补助3万5千元", "3万5千元", 35_000, None),
        ("按费用的两成一次性补助", "两成", Decimal("0.2"), None),
        ("两成五补助", "两成五", Decimal("0.25"), None),
    ],
)
def test_figures_in_any_writing(text: str, found: str, value: Decimal | int, high: Decimal | int | None) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.text, quantity.value, quantity.value_hi) == (found, value, high)


ALPHABET = st.text(
    alphabet="0123456789,.%‰万亿元一二三十百千成分之至-:（）超过最高给予奖励的，。以上 \n美", max_size=80
)


@given(ALPHABET)
def test_figures_stand_where_they_say(text: str) -> None:
    amounts = find_amounts(text)
    assert all(text[a.start : a.end] == a.text for a in amounts)
    assert all(a.end <= b.start for a, b in pairwise(amounts))
    assert all(a.value_hi is None or a.value < a.value_hi for a in amounts)


@given(
    st.integers(min_value=100, max_value=99_999),  # a grant of a few yuan is one for each of something
    st.sampled_from(["", "万", "亿"]),
    st.sampled_from(["最高", "给予", "奖励"]),
)
def test_every_sum_reads_back(number: int, unit: str, verb: str) -> None:
    (amount,) = find_amounts(f"对企业{verb}{number}{unit}元{'' if verb == '奖励' else '奖励'}。")
    assert amount.value == number * {"": 1, "万": 10**4, "亿": 10**8}[unit]
    assert amount.role == ("cap" if verb == "最高" else "award")


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("一次性奖励1 000 000元。", 1_000_000, "CNY"),
        ("奖励港币50万元。", 500_000, "HKD"),
        ("资助US$ 20000。", 20_000, "USD"),
        ("对企业奖励200万。", 2_000_000, "CNY"),
        ("补助RMB 3,000。", 3_000, "CNY"),
    ],
)
def test_sums_as_other_cities_print_them(text: str, value: int, currency: str) -> None:
    assert [(a.value, a.currency, a.role) for a in find_amounts(text)] == [(value, currency, "award")]


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("产值一万五千亿元", "一万五千亿元", 1_500_000_000_000),
        ("产值一万亿五千亿元", "一万亿五千亿元", 1_500_000_000_000),
        ("奖励一万零十二元", "一万零十二元", 10_012),
        ("投资十亿3000万元", "十亿3000万元", 1_030_000_000),
        ("奖励100万两千元", "100万两千元", 1_002_000),
        ("投资3亿五千万元", "3亿五千万元", 350_000_000),
        ("投资1亿2000万5000元", "1亿2000万5000元", 120_005_000),
        ("奖励1亿5000万", "1亿5000万", 150_000_000),
        ("奖励3.5亿", "3.5亿", 350_000_000),
        ("奖励伍拾元叁角", "伍拾元叁角", Decimal("50.3")),
        ("补贴50元3角5分", "50元3角5分", Decimal("50.35")),
        ("每度电补贴5角", "5角", Decimal("0.5")),
        ("每度电补贴3分钱", "3分钱", Decimal("0.03")),
        ("補貼伍拾圓叁角", "伍拾圓叁角", Decimal("50.3")),
        ("按1:0.5给予配套", "1:0.5", Decimal("0.5")),
        ("自筹与申请之比为2:1", "2:1", 2),
        ("按1:2配套", "1:2", 2),
        ("按1：1给予", "1：1", 1),
        ("补助13万2。", "13万2", 132_000),
        ("补助三万五。", "三万五", 35_000),
        ("补助50w元", "50w元", 500_000),
        ("贴息50个基点", "50个基点", Decimal("0.005")),
        ("奖励NT$300,000元", "300,000元", 300_000),
        ("最高奖励壹佰万元整（¥1,000,000）", "壹佰万元", 1_000_000),
        ("奖励100万元人民币（约14万美元）", "100万元人民币", 1_000_000),
    ],
)
def test_values_in_every_writing(text: str, found: str, value: Decimal | int) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.text, quantity.value) == (found, value)


def test_a_sum_between_two_sums_is_one_range() -> None:
    for text in ("给予10万元与20万元之间的奖励", "给予新台币10万元至20万元奖励", "给予10万~20万元奖励"):
        (quantity,) = find_quantities(text)
        assert (quantity.value, quantity.value_hi) == (100_000, 200_000)
    assert len(find_quantities("分别给予10万元与20万元奖励")) == 2


def test_sums_without_a_unit_share_that_of_their_list() -> None:
    assert [q.value for q in find_quantities("分别给予企业10万、20万、30万奖励")] == [100_000, 200_000, 300_000]
    assert [q.value for q in find_quantities("首次升规的企业奖励20万，连续三年在规的再奖5万。")] == [200_000, 50_000]
    assert find_quantities("服务人口10万、20万、30万的街道") == ()


@pytest.mark.parametrize(
    "text", ["得5分", "5分之一评委", "三角形", "十多家企业", "数十家企业", "按4:3:3的方式", "奖励三年", "系数为5"]
)
def test_what_is_no_sum(text: str) -> None:
    assert [q for q in find_quantities(text) if q.kind in ("money", "ratio")] == []


@given(st.integers(min_value=1, max_value=10**15), st.sampled_from(["low", "up"]))
def test_chinese_numerals_read_back(number: int, mode: str) -> None:
    written = cn2an.an2cn(number, mode)
    assert parse_han(written) == number
    (quantity,) = find_quantities(f"奖励{written}元。")
    assert (quantity.text, quantity.value) == (f"{written}元", number)


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9999))
def test_numerals_and_figures_may_be_mixed(many: int, few: int) -> None:
    value = many * 10**8 + few * 10**4
    for written in (f"{cn2an.an2cn(many)}亿{few}万元", f"{many}亿{few}万元", f"{many}亿{few}万"):
        assert [q.value for q in find_quantities(f"奖励{written}。")] == [value], written


def marked(example: str) -> Amount:
    at = example.index("⟨")
    return next(a for a in find_amounts(example.replace("⟨", "").replace("⟩", "")) if a.start == at)


@pytest.mark.parametrize("row", read_table("bounds", "bound"), ids=lambda row: row["yes"])
def test_each_bound_decides_its_example_and_not_the_opposite(row: dict[str, Any]) -> None:
    assert marked(row["yes"]).bound == row["bound"]
    assert marked(row["no"]).bound != row["bound"]


APPROXIMATE = (
    "数百万元", "上百万元", "好几十万元", "几十万元", "近100万元", "约50万元", "100余万元", "100多万元", "十多万元",
    "50万元左右", "50万元上下", "大约50万元", "不低于50万元", "至少50万元", "50万元以上",
)  # fmt: skip


@pytest.mark.parametrize("printed", APPROXIMATE)
@pytest.mark.parametrize("script", [str, opencc.OpenCC("s2t").convert], ids=["simplified", "traditional"])
def test_an_approximation_is_never_an_exact_award(printed: str, script: Any) -> None:
    text = script(f"对企业给予{printed}的奖励。")
    amounts = find_amounts(text)
    assert [a.bound for a in amounts if a.role == "award"] in (["about"], ["at_least"], [])
    benefits = find_benefits(text, amounts)
    assert all(benefit.award is None and benefit.open for benefit in benefits)
    assert find_headline(text, amounts, benefits) is None


def test_an_exact_award_and_a_ceiling_stay_what_they_are() -> None:
    for text, award, limits in (
        ("对累计节约50万元的企业给予10万元奖励。", 100_000, []),
        ("对企业给予50万元以内的奖励。", None, [500_000]),
        ("对企业给予最高50万元奖励。", None, [500_000]),
        ("对企业给予50万元奖励。", 500_000, []),
    ):
        (benefit,) = find_benefits(text, find_amounts(text))
        assert (benefit.award, [limit.value for limit in benefit.limits]) == (award, limits), text


def test_a_floor_holds_for_each_of_a_list() -> None:
    amounts = find_amounts("可分别给予企业不少于1000万元、800万元、400万元的创业资助。")
    assert [(a.role, a.bound) for a in amounts] == [("award", "at_least")] * 3


def test_a_figure_torn_by_spaces_is_never_its_last_part() -> None:
    for text in ("最高不超过 3 00 万元", "最高不超过 30 0万元", "最高不超过3 0 0万元", "最高 不超过 300 万 元"):
        assert [a.value for a in find_amounts(text)] == [3_000_000], text
    assert [a.value for a in find_amounts("2024 500万元奖励给企业")] == [5_000_000]
