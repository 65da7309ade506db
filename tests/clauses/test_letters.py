"""Letters, annexes, tables and contents are known for what they are."""

from __future__ import annotations

import pytest

from search_app.clauses.front import find_issue_date, find_own_number
from tests.clauses.outlines import LONG, kinds_of, outline_of, parts_of

MEASURE = "第一章 总则\n第一条 为发展夜市，制定本办法。\n第二章 扶持\n第二条 对新开夜市给予30万元补助。\n第三条 自印发之日起施行。\n"


@pytest.mark.parametrize(
    "letter",
    [
        "各县商务局：\n现将《岩溪市夜市扶持办法》印发给你们，请遵照执行。\n岩溪市商务局\n2024年3月4日\n岩溪市夜市扶持办法\n",
        "各县商务局：\n现将《岩溪市夜市扶持办法》印发给你们，并提出以下要求：\n一、加强领导。各单位要高度重视。\n二、抓好落实。按月报送情况。\n"
        "附件：岩溪市夜市扶持办法\n岩溪市商务局\n2024年3月4日\n附件\n岩溪市夜市扶持办法\n",
        "各县商务局：\n《岩溪市夜市扶持办法》已经市政府同意，现予印发。\n" + "夜市是城市活力所在，各单位要充分认识其意义，主动服务。\n" * 8
        + "岩溪市商务局\n2024年3月4日\n（此件公开发布）\n岩溪市夜市扶持办法\n",
        "各縣商務局：\n《岩溪市夜市扶持办法》业经市政府同意。现印发给你们。\n附件：岩溪市夜市扶持办法\n\n岩溪市夜市扶持办法\n",
    ],
)  # fmt: skip
def test_the_clauses_are_those_of_the_measure_and_not_of_its_letter(letter: str) -> None:
    text = f"岩溪市商务局关于印发《岩溪市夜市扶持办法》的通知\n{letter}{MEASURE}"
    assert outline_of(text) == ["# 第一章总则", "第一条为发展夜", "# 第二章扶持", "第二条对新开夜", "第三条自印发之"]
    titles = [part.text for part in parts_of(text) if part.kind == "title"]
    assert titles[1:] == ["岩溪市夜市扶持办法"]
    assert kinds_of(text)[1] == "addressee"


def test_a_number_behind_the_signature_of_the_letter_is_a_number() -> None:
    letter = "岩溪市政府关于转发《岩溪市夜市扶持办法》的通知\n各县商务局：\n现转发给你们，请认真执行。\n岩溪市政府\n2024年3月4日\n"
    parts = parts_of(f"{letter}岩商发〔2024〕3号\n岩溪市夜市扶持办法\n{MEASURE}")
    assert find_own_number(parts) == "岩商发〔2024〕3号"
    assert [part.kind for part in parts][:6] == ["title", "addressee", "preamble", "signature", "number", "title"]


def test_forms_and_lists_behind_a_measure_have_no_clauses() -> None:
    text = (
        f"岩溪市夜市扶持办法\n{MEASURE}附件：1.夜市补助申请表\n2.申请材料清单\n岩溪市商务局\n2024年3月4日\n附件1\n夜市补助申请表\n一、单位名称\n"
        "二、补助金额\n附件2\n申请材料清单\n1.营业执照；\n2.租赁合同。\n抄送：市财政局。\n岩溪市商务局办公室 2024年3月5日印发\n"
    )
    assert len(outline_of(text)) == 5
    assert kinds_of(text)[-5:] == ["annex", "signature", "annex", "annex", "imprint"]
    assert find_issue_date(parts_of(text)) is not None


@pytest.mark.parametrize("head", ["附件", "附件1", "附件：", "附 件"])
def test_an_annex_that_is_a_measure_has_clauses_of_its_own(head: str) -> None:
    text = (
        f"岩溪市夜市若干措施\n一、支持夜市。{LONG}\n二、支持早市。{LONG}\n岩溪市商务局\n2024年3月4日\n{head}\n岩溪市夜市评定办法\n"
        f"第一条 评定每年一次。\n第二条 评为优秀的给予5万元奖励。\n"
    )
    assert outline_of(text) == ["一、支持夜市", "二、支持早市", "第一条评定每年", "第二条评为优秀"]


@pytest.mark.parametrize(
    "salutation",
    [
        "各县人民政府，市直各单位：",
        "各乡镇人民政府、街道办事处，\n县直各部门：",
        "有关企业：",
        "各縣市政府、各直屬機構：",
        "驻市各金融机构，各商业银行：",
    ],
)
def test_who_is_saluted_is_no_preamble(salutation: str) -> None:
    found = [(p.kind, p.text) for p in parts_of(f"某市若干意见\n{salutation}\n现提出以下意见。\n第一条 给予奖励。\n")]
    assert found[1:3] == [("addressee", salutation), ("preamble", "现提出以下意见。")]


@pytest.mark.parametrize("line", ["申请企业应当符合下列条件：", "为发展夜市，现就有关事项通知如下："])
def test_a_sentence_that_introduces_what_follows_salutes_nobody(line: str) -> None:
    assert "addressee" not in kinds_of(f"某市若干意见\n{line}\n第一条 给予奖励。\n")


def test_contents_of_a_document_are_no_list_of_documents() -> None:
    for entries in ("第一章 总则……1\n第二章 扶持……3\n", "第一章 总则\n第二章 扶持\n"):
        assert kinds_of(f"某市夜市办法\n目 录\n{entries}{MEASURE}")[:3] == ["title", "contents", "heading"]
        assert kinds_of(f"目录\n{entries}某市夜市办法\n{MEASURE}")[:3] == ["contents", "title", "heading"]
        assert len(outline_of(f"某市夜市办法\n目录\n{entries}{MEASURE}")) == 5


def test_a_table_behind_the_last_clause_and_what_closes_the_document_stand_apart() -> None:
    text = (
        "某市冷链办法\n第一条 给予5万元补助。\n第二条 按年兑现。\n类别\t金额（万元）\n甲\t5\n乙\t3\n注：金额含税。\n本办法自2024年1月1日起施行。\n"
        "某市商务局\n2024年1月1日\n"
    )
    assert kinds_of(text)[3:] == ["table", "closing", "signature"]
    assert parts_of(text)[3].text == "类别\t金额（万元）\n甲\t5\n乙\t3\n注：金额含税。"


@pytest.mark.parametrize("lead", ["按下表补助。", "补助标准如下：", "补助标准见附表。"])
def test_a_table_that_a_clause_speaks_of_stays_in_it(lead: str) -> None:
    text = f"某市冷链办法\n第一条 给予补助。\n第二条 {lead}\n类别\t金额\n甲\t5万元\n"
    assert kinds_of(text) == ["title", "clause", "clause"]


def test_a_paragraph_below_the_last_of_many_single_clauses_is_the_documents() -> None:
    items = "".join(f"{n}、支持{n}类冷库。{LONG}\n" for n in "一二三四")
    text = f"某市冷链措施\n{items}同时符合其他规定的，从优执行。\n"
    assert kinds_of(text)[-1] == "closing"
    longer = text.replace("三、支持三类冷库。", "三、支持三类冷库。按年申报。\n另行公布名单。")
    assert kinds_of(longer)[-1] == "clause"
