"""To which industries a provision belongs, and that a chance word decides nothing."""

from __future__ import annotations

import opencc
import pytest

from search_app.clauses.industries import find_industries, find_industries_of_title

ABOUT = [
    # Two different words of it.
    ("对年销售额首次达到500万元的茶企，其冷链仓储设施按投资额的10%给予补助。", (), "trade-logistics"),
    ("鼓励建设茶园，对农产品加工按投资额的8%给予补助。", (), "agriculture"),
    # One in the first words, behind a title, in a heading, or in a list of fields.
    ("支持旅游演出发展。对新创剧目给予30万元奖励。", (), "ice-snow"),
    ("支持企业落户。对新设立的融资租赁企业，给予100万元奖励。", (), "finance"),
    ("对年度营业收入增长20%以上的，给予20万元奖励。", ("三、做强医疗器械产业",), "bio-economy"),
    ("实施揭榜攻关。每年发布榜单，围绕生物医药、新材料等领域，单个榜单最高200万元。", (), "bio-economy"),
    # A chance word.
    ("支持盘活资产。利用闲置厂房、仓储用房改建的，按改造费用的20%给予补助。", (), "general"),
    ("支持用工。对与高校、金融机构共建实训基地的，一次性给予10万元补助。", (), "general"),
    ("支持创新平台。对新获批的国家制造业创新中心，给予200万元奖励。", (), "general"),
    ("支持转型。对开展贸易融资的，按1%给予补贴。", (), "general"),
    ("第一条 对来我市就业的毕业生，给予每人3000元补贴，含旅游消费券。", (), "general"),
    ("给予奖励。", (), "general"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "above", "industry"), ABOUT)
def test_a_provision_belongs_to_what_it_is_about(text: str, above: tuple[str, ...], industry: str) -> None:
    assert industry in find_industries(text, (), above)
    traditional = opencc.OpenCC("s2t").convert
    assert find_industries(traditional(text), (), map(traditional, above)) == find_industries(text, (), above)
    if industry == "general":
        assert find_industries(text, (), above) == ("general",)


def test_the_industries_of_the_document_come_first() -> None:
    assert find_industries("对新设立的银行给予奖励。", ("ice-snow",)) == ("ice-snow", "finance")
    assert find_industries("给予奖励。", ("ice-snow",)) == ("ice-snow",)


def test_a_title_names_the_industry_of_all_its_clauses() -> None:
    assert find_industries_of_title("青山区促进融资租赁业发展办法") == ("finance",)
    assert find_industries_of_title("青山区促进就业若干措施") == ()
