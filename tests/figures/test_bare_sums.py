"""万 and 亿 without a unit: money where money is spoken of and nothing else is counted."""

from __future__ import annotations

from typing import Any

import opencc
import pytest

from search_app.data import read_table
from search_app.figures.quantities import find_quantities
from search_app.reading.roles import find_amounts

TRADITIONAL = opencc.OpenCC("s2t").convert


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("创建示范食堂的奖励15万、25万", ["15万", "25万"]),
        ("新开门店补8万，第二年仍在营的再补2万。", ["8万", "2万"]),
        ("年纳税达到6千万、9千万和1.2亿的商贸企业", ["6千万", "9千万", "1.2亿"]),
        ("注册资本金3亿（含）以上，8亿以下的租赁公司", ["3亿", "8亿"]),
        ("单个项目补助上限40万", ["40万"]),
        ("对驿站运营方给予12万装修补贴", ["12万"]),
        ("一等奖6万，二等奖4万，三等奖2万，均为奖金", ["2万"]),
        ("每引进一名厨师奖1.5万", ["1.5万"]),
        ("资助额度在2万-7万之间的课题", ["2万-7万"]),
        ("发放35万购房款", ["35万"]),
        ("三十万的扶持资金", ["三十万"]),
        ("到位资金5000万元以上、1亿以下", ["5000万元", "1亿"]),
        ("首年补6万，次年再补4万。", ["6万", "4万"]),
        ("第一次获评的奖8万，次数不限", ["8万"]),
        ("对示范村加发8万、6万。", ["8万", "6万"]),
        ("带徒的师傅另加2万，", ["2万"]),
        ("对书店给15万装修费", ["15万"]),
        ("首次迈上20亿、60亿、200亿台阶的公司", ["20亿", "60亿", "200亿"]),
        ("首次突破3000万大关的门店", ["3000万"]),
        ("承建单位获补20万、8万、4万", ["20万", "8万", "4万"]),
    ],
)
@pytest.mark.parametrize("form", [str, TRADITIONAL], ids=["simplified", "traditional"])
def test_a_sum_needs_no_unit(text: str, printed: list[str], form: Any) -> None:
    found = [q.text for q in find_quantities(form(text)) if q.kind == "money"]
    assert set(map(form, printed)) <= set(found)


@pytest.mark.parametrize(
    "text",
    [
        "常住人口10万以上的镇", "接待游客30万人次", "厂房面积2万平方米", "年产能5万吨", "服务居民20万户", "累计用电3亿度", "印数达到1万册",
        "补贴水稻6万亩", "奖励发放3万件", "注册会员突破50万", "种植果树10万株", "播放量超过1亿次", "投资建设20万千瓦电站", "获奖作品销量10万",
        "支持改造老旧住房4万套", "资助学生1万名", "扶持农户2万", "建筑面积30万，", "总人口6万，", "注册用户200万，", "给8万农户送种子", "给30万旅客免费乘车",
        "注册用户迈上20万、50万台阶的平台", "年接待游客突破100万大关", "给6万消费者发券", "万众创新", "百千万人才工程", "千家万户",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [str, TRADITIONAL], ids=["simplified", "traditional"])
def test_what_is_counted_is_no_money(text: str, form: Any) -> None:
    assert find_quantities(form(text)) == ()


@pytest.mark.parametrize("row", read_table("sums", "word"), ids=lambda row: row["yes"])
def test_each_row_decides_its_example_and_not_the_opposite(row: dict[str, Any]) -> None:
    def is_sum(example: str) -> bool:
        plain, at = example.replace("⟨", "").replace("⟩", ""), example.index("⟨")
        return any(q.start <= at < q.end for q in find_quantities(plain))

    assert is_sum(row["yes"]) is (row["kind"] != "count")
    assert is_sum(row["no"]) is (row["kind"] == "count")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("分别给予8、12、16万元奖励", [80_000, 120_000, 160_000]),
        ("分别奖励5、3和1万元", [50_000, 30_000, 10_000]),
        ("各级分别按50、30、20%的比例承担", [0.5, 0.3, 0.2]),
        ("第2、3条奖励4万元", [40_000]),
        ("2、奖励4万元", [40_000]),
        ("奖励前1、2、3名各4万元", [40_000]),
    ],
)
def test_members_of_a_list_share_the_unit_of_the_last(text: str, values: list[float]) -> None:
    assert [float(a.value) for a in find_amounts(text)] == values
