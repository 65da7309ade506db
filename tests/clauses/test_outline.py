"""Documents, headings and clauses: all of the text, nothing but the text, in the right places."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.clauses.front import find_issue_date, find_own_number
from search_app.clauses.outline import split_file
from search_app.files.read import DocumentError, SourceText, read_source
from search_app.model import Library
from search_app.text.fold import squeeze
from tests.clauses.outlines import assert_nothing_lost, parts_of

NUMBERED = {
    "digital-economy": 10, "bio-economy": 20, "ice-snow-economy": 10, "creative-design": 16, "financial-opening": 23,
    "innovation-35": 35,
}  # fmt: skip


def test_the_corpus_is_the_compilation_as_issued() -> None:
    path = Path(__file__).resolve().parents[2] / "corpus" / "hegang-investment-policies.txt"
    digest = "2c1f8a46aa3c2486f9cb640f476ea1d421ad01db736b74db02271354611ee8ca"
    assert read_source(path).sha256 == digest


def test_nothing_of_the_source_is_lost_or_invented(source: SourceText) -> None:
    assert_nothing_lost(source.text, split_file(source).parts)


def test_six_documents_and_114_clauses_in_order(library: Library) -> None:
    found = {d.id: [c.clause for c in d.clauses if c.numbered] for d in library.documents}
    assert found == {name: [str(n) for n in range(1, count + 1)] for name, count in NUMBERED.items()}
    unnumbered = Counter(c.clause for c in library.clauses if not c.numbered)
    assert unnumbered == {"preamble": 6, "closing": 6, "scope": 1}


def test_page_breaks_are_healed(library: Library) -> None:
    texts = {c.id: c for c in library.clauses}
    assert "实现再融资5亿元（含）以上的" in texts["financial-opening/13"].text.zh
    assert texts["innovation-35/22"].departments[-1].printed == "市财政局"
    assert "支持农作物生物育种平台建设，开展" in texts["bio-economy/3"].text.zh
    assert all("\n" not in c.text.zh and "责任单位" not in c.text.zh for c in library.clauses)


def test_headings_stand_above_their_clauses(library: Library) -> None:
    clauses = {c.id: c for c in library.clauses}
    assert [h.zh for h in clauses["creative-design/4"].path] == ["二、支持政策", "（一）培育壮大市场主体"]
    assert [h.zh for h in clauses["financial-opening/13"].path] == ["二、强化金融助振兴贡献激励"]
    assert clauses["digital-economy/7"].path == ()
    assert clauses["creative-design/scope"].label == "一、适用范围"
    assert clauses["creative-design/scope"].text.zh.startswith("本政策措施适用于")


def test_titles_are_taken_where_a_chapter_has_them(library: Library) -> None:
    titles = {c.id: c.title.zh if c.title else None for c in library.clauses}
    assert titles["digital-economy/7"] == "支持发展总部经济"
    assert titles["financial-opening/3"] is None  # a provision that happens to be short
    assert titles["financial-opening/21"] == "强化省市协同，确保政策落实"
    assert sum(title is not None for title in titles.values()) == 94


def test_source_lines_lead_to_the_clause(library: Library, source: SourceText) -> None:
    lines = source.text.split("\n")
    for clause in library.clauses:
        printed = "".join(lines[clause.source.line_start - 1 : clause.source.line_end])
        assert squeeze(clause.printed) == squeeze(printed), clause.id


PIECES = (
    "一、", "（一）", "1.", "2.1", "3,", "①", "(a)", "第一条", "第二条", "第一章 总则", "目录", "…3", "附件1", "附件：某市办法",
    "〔责任单位：市科技局]", "【名称】", "支持企业", "某市扶持办法", "各县人民政府：", "某市人民政府", "2024年3月1日", "抄送：市财政局。",
    "现将《某市扶持办法》印发给你们。", "奖励。", "，", " ", "\t", "\n", "\n\n", "　　", "略",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40))
def test_no_text_is_ever_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        parts_of(text)
    except DocumentError as error:
        assert "test.txt" in str(error)


@given(st.text(min_size=1))
def test_no_text_of_any_characters_is_ever_lost(text: str) -> None:
    try:
        parts_of(text)
    except DocumentError as error:
        assert "test.txt" in str(error)


WRITTEN = sorted((Path(__file__).resolve().parents[1] / "cases").glob("*.txt"))
REAL = Path(os.environ.get("REAL_DOCUMENTS", Path(__file__).resolve().parents[3] / "shared/samples/real"))
ISSUED = sorted(
    path for path in REAL.glob("*") if path.suffix in (".docx", ".html", ".txt")
)  # none where it is missing


@pytest.mark.parametrize("path", [*WRITTEN, *ISSUED], ids=lambda path: str(path.stem))
def test_every_character_of_a_document_is_in_exactly_one_part(path: Path) -> None:
    source = read_source(path)
    assert_nothing_lost(source.text, split_file(source).parts)


def test_wrapped_lines_change_nothing(source: SourceText) -> None:
    """Every long line broken into two at a place where no number or word begins."""
    wrapped = []
    for line in source.text.split("\n"):
        middle = len(line) // 2
        safe = (
            len(line) > 60 and not any(c.isascii() for c in line[middle - 1 : middle + 6]) and line[middle - 1] != "。"
        )
        wrapped.append(
            f"{line[:middle]}\n{line[middle:]}" if safe and line[middle] not in "（一二三四五六七八九十" else line
        )
    again = split_file(SourceText("wrapped.txt", "\n".join(wrapped), ""))
    before = [(p.kind, p.label, p.text, p.bracket) for p in split_file(source).parts if p.kind == "clause"]
    assert [(p.kind, p.label, p.text, p.bracket) for p in again.parts if p.kind == "clause"] == before


def test_articles_and_a_closing_office() -> None:
    text = "某市测试政策\n第一条 给予奖励20万元。（责任单位：市科技局）\n第二条 本政策自2024年1月1日起施行。\n"
    kinds = [(p.kind, p.label, p.bracket) for p in parts_of(text)]
    assert kinds == [
        ("title", "", ""),
        ("clause", "第一条", "（责任单位：市科技局）"),
        ("clause", "第二条", ""),
    ]


def test_a_bracket_inside_the_text_is_no_office(library: Library) -> None:
    clause = next(c for c in library.clauses if c.id == "innovation-35/14")
    assert "〔首台（套）装备、首批次材料、首版次软件〕" in clause.text.zh


def test_a_title_that_is_missing_is_named() -> None:
    with pytest.raises(DocumentError, match="另一份政策"):
        parts_of("目 录\n一份政策…1\n另一份政策…2\n一份政策\n1.支持。\n")


# Offices, levels and chapters


def clauses_of(text: str) -> list[tuple[str, str, str, str]]:
    """(kind, label, text, bracket) of the headings and clauses of a document; nothing may be lost."""
    parts = parts_of(text)
    assert_nothing_lost(text, parts)
    return [(p.kind, p.label, p.text, p.bracket) for p in parts if p.kind in ("heading", "clause")]


def test_an_office_line_after_the_last_clause_stays_with_it() -> None:
    text = (
        "某市若干意见\n一、支持\n1.给予奖励20万元。\n责任单位：市教育局\n2.给予补助10万元。\n责任单位：市国有资产监督管理委员会\n"
        "二、附则\n本意见自2024年1月1日起施行。\n\n某市人民政府\n2024年1月1日\n"
    )
    assert clauses_of(text) == [
        ("heading", "一、", "支持", ""),
        ("clause", "1.", "给予奖励20万元。", "责任单位：市教育局"),
        ("clause", "2.", "给予补助10万元。", "责任单位：市国有资产监督管理委员会"),
        ("heading", "二、", "附则", ""),
        ("clause", "", "本意见自2024年1月1日起施行。", ""),
    ]
    assert parts_of(text)[-1].text == "某市人民政府\n2024年1月1日"


@pytest.mark.parametrize(
    "office",
    [
        "（主责单位：市商务局；协同单位：市财政局）",
        "【牵头部门：市商务局】",
        "主办单位：市商务局",
        "责任部门：市商务局，\n市财政局",
    ],
)
def test_offices_by_any_label(office: str) -> None:
    text = (
        f"某市若干措施\n一、支持甲。给予奖励20万元。\n{office}\n二、支持乙。给予奖励30万元。\n{office}\n某市人民政府\n"
    )
    assert [bracket for *_, bracket in clauses_of(text)] == [office.replace("\n", "")] * 2
    assert parts_of(text)[-1].kind == "signature"


LONG = "给予一次性奖励20万元，同一企业全年累计不超过100万元；提供虚假材料的，全部退回。"


def test_clauses_stand_one_level_higher_in_some_chapters() -> None:
    text = (
        f"某市若干意见\n一、甲\n（一）支持首店。{LONG}\n（二）支持首发。{LONG}\n二、乙\n（一）改造商圈\n1．硬件。{LONG}\n"
        f"2．街区。{LONG}\n（二）夜间经济\n1．灯光。{LONG}\n2．餐饮。{LONG}\n三、丙\n1．演出。{LONG}\n2．家政。{LONG}\n"
    )
    found = clauses_of(text)
    assert [label + body for kind, label, body, _ in found if kind == "heading"] == [
        "一、甲", "二、乙", "（一）改造商圈", "（二）夜间经济", "三、丙",
    ]  # fmt: skip
    assert [label + body[:2] for kind, label, body, _ in found if kind == "clause"] == [
        "（一）支持", "（二）支持", "1．硬件", "2．街区", "1．灯光", "2．餐饮", "1．演出", "2．家政",
    ]  # fmt: skip


def test_clauses_stand_one_level_lower_in_some_chapters() -> None:
    text = (
        f"某市扶持政策\n一、甲\n（一）提升能力\n1.总包。{LONG}\n2.保险。{LONG}\n二、乙\n（一）支持研发。{LONG}\n"
        f"（二）支持养殖。{LONG}\n（三）支持船员。{LONG}\n三、丙\n1.基金。{LONG}\n"
    )
    assert [label + body[:2] for kind, label, body, _ in clauses_of(text)] == [
        "一、甲", "（一）提升", "1.总包", "2.保险", "二、乙", "（一）支持", "（二）支持", "（三）支持", "三、丙", "1.基金",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "items",
    [
        "对企业按设备投资分档补助：\n1.500万元以上的，补助6%；\n2.1000万元以上的，补助8%。",
        "培育龙头企业。\n1.首次认定的，给予10万元奖励。\n2.年销售收入首次突破2亿元的，奖励20万元。",
        "支持对象\n1.规模以上工业企业；\n2.高新技术企业。",
    ],
)
def test_a_list_in_a_clause_is_no_level_of_its_own(items: str) -> None:
    text = f"某市扶持政策\n一、甲\n（一）{items}\n（二）支持养殖。{LONG}\n（三）支持船员。{LONG}\n二、乙\n（一）支持。{LONG}\n"
    assert [label for kind, label, *_ in clauses_of(text) if kind == "clause"] == [
        "（一）",
        "（二）",
        "（三）",
        "（一）",
    ]


def test_articles_always_are_the_clauses() -> None:
    text = f"某市办法\n第一章 总则\n第一条 补助对象\n（一）甲类。{LONG}\n（二）乙类。{LONG}\n第二条 {LONG}\n"
    assert [label for kind, label, *_ in clauses_of(text) if kind == "clause"] == ["第一条", "第二条"]


def test_numbered_parts_are_chapters() -> None:
    text = (
        "某区细则\n第一部分　招引总部\n1．给予开办费300万元。\n责任部门：投资处\n第二部分　离岸贸易\n2．按万分之四激励。\n"
        "第一部分资金在年内拨付。\n责任部门：财务处\n"
    )
    assert [(kind, label) for kind, label, *_ in clauses_of(text)] == [
        ("heading", "第一部分"), ("clause", "1．"), ("heading", "第二部分"), ("clause", "2．"),
    ]  # fmt: skip


# What stands above and below the clauses


def kinds_of(text: str) -> list[tuple[str, str]]:
    parts = parts_of(text)
    assert_nothing_lost(text, parts)
    return [(part.kind, part.text) for part in parts if part.kind not in ("heading", "clause")]


BODY = "第一条 给予奖励20万元。\n"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("某区人民政府办公室转发\n区自然资源和规划分局等部门关于工业用地\n提质增效若干规定的通知", None),
        ("某新区人才工作领导小组\n某新区人才创新创业扶持细则", "某新区人才创新创业扶持细则"),
        ("某省招商引资工作指挥部\n某省招商奖励办法\n（试行）", "某省招商奖励办法（试行）"),
        ("某市加快发展总部\n经济实施意见", None),
        ("某市落实用地支持政策\n的若干措施", None),
        ("某市商务局\n某市财政局\n关于促进消费的通知", None),
        ("某市自然资源和规划局\n某市工业用地供应办法", "某市工业用地供应办法"),
    ],
)
def test_titles_and_issuers_over_lines(lines: str, title: str | None) -> None:
    found = dict(kinds_of(f"{lines}\n某政发〔2024〕2号\n{BODY}"))
    assert squeeze(found["title"]) == (title or squeeze(lines))
    assert found["number"] == "某政发〔2024〕2号"


@pytest.mark.parametrize(
    "first", ["各县（区）人民政府，高新区管委会，市政府各部", "驻市各单位、市政府各部", "市直属机关各部"]
)
def test_a_broken_salutation_is_no_issuer(first: str) -> None:
    text = f"某市若干意见\n某政发〔2024〕2号\n{first}\n门、各直属机构：\n现提出以下意见。\n{BODY}"
    assert [kind for kind, _ in kinds_of(text)] == ["title", "number", "addressee", "preamble"]
    assert kinds_of(text)[2][1].startswith(first)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("中華民國一百一十四年三月五日某縣政府府建商字第1140028873號令制定公布全文十八條", "府建商字第1140028873號"),
        ("民國113年1月15日某市政府府文創字第11300\n12345號令訂定發布全文十四條", "府文創字第1130012345號"),
        ("民國113年1月15日某市政府府文創字第1130012345A號令訂定發布", "府文創字第1130012345A號"),
        ("（某人才发〔2023〕2号　2023年12月8日发布）", "某人才发〔2023〕2号"),
        ("某政办函〔2025〕11号，2025年2月8日印发", "某政办函〔2025〕11号"),
        ("某政规〔2025〕3号 二〇二五年二月八日公布", "某政规〔2025〕3号"),
        ("根据某政规〔2025〕3号文件公布的目录，制定本办法。", None),
    ],
)
def test_numbers_on_a_line_with_the_day(line: str, number: str | None) -> None:
    parts = parts_of(f"某市若干措施\n{line}\n{BODY}")
    assert find_own_number(parts) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"某縣條例\n中華民國一百一十四年三月五日某縣政府府商字第114002號令制定公布\n{BODY}", date(2025, 3, 5)),
        (f"某市细则\n（某人才发〔2023〕2号　2023年12月8日发布）\n{BODY}", date(2023, 12, 8)),
        (f"某市办法\n{BODY}\n某市人民政府\n二〇二五年一月二十日\n", date(2025, 1, 20)),
        (f"某市办法\n{BODY}\n某市人民政府\n二○二四年 十二月 三十一日\n", date(2024, 12, 31)),
        (f"某市办法\n某市科学技术局　2024年8月9日\n{BODY}", date(2024, 8, 9)),
        (
            f"某市办法\n（2024年3月1日市政府第20次常务会议通过）\n{BODY}\n某市人民政府\n2024年3月15日\n",
            date(2024, 3, 15),
        ),
        (f"某市办法\n（2024年3月1日通过，2024年3月15日公布，自2024年5月1日起施行）\n{BODY}", date(2024, 3, 15)),
        (f"某市办法\n{BODY}\n2024年5月1日前签约的项目仍按原规定执行。\n", None),
    ],
)
def test_the_day_of_issue_in_any_figures(text: str, day: date | None) -> None:
    assert find_issue_date(parts_of(text)) == day


@pytest.mark.parametrize(
    "rows",
    [
        "索 引 号：\t0001/2024-00012\t主题分类：\t工业、交通\n发文机关：\t某市人民政府\t成文日期：\t2024年03月05日\n"
        "标　　题：\t某市支持工业若干政策\t发布日期：\t2024年03月09日\n发文字号：\t某政发〔2024〕2号\t有 效 性：\t有效\n",
        "索引号\n0001/2024-00012\n发文机关\n某市人民政府\n成文日期\n2024-03-05\n发布日期\n2024年3月9日\n发文字号\n某政发〔2024〕2号\n",
    ],
)
def test_the_table_of_the_register_is_no_title(rows: str) -> None:
    text = f"{rows}某市支持工业若干政策\n{BODY}"
    (document,) = split_file(SourceText("test.txt", text, "")).documents
    assert document.title == "某市支持工业若干政策"
    assert find_own_number(document.front) == "某政发〔2024〕2号"
    assert find_issue_date(document.front) == date(2024, 3, 5)
    assert_nothing_lost(text, split_file(SourceText("test.txt", text, "")).parts)


def test_a_letter_is_signed_before_what_it_issues() -> None:
    letter = "某市人民政府关于印发某市奖励办法的通知\n某政发〔2024〕2号\n各县人民政府：\n现印发给你们，请认真执行。\n"
    signed = "某市人民政府\n2024年4月18日\n（此件公开发布）\n\n某市奖励\n办法\n"
    parts = parts_of(letter + signed + BODY)
    assert_nothing_lost(letter + signed + BODY, parts)
    before = ["title", "number", "addressee", "preamble", "signature", "title"]
    assert [part.kind for part in parts] == [*before, "clause"]
    assert find_issue_date(parts) == date(2024, 4, 18)
    text = f"{letter}{signed}为鼓励发展，制定本办法。\n第一章 总则\n{BODY}"
    assert [part.kind for part in parts_of(text)] == [*before, "preamble", "heading", "clause"]
    assert kinds_of(text)[-1] == ("preamble", "为鼓励发展，制定本办法。")


def test_text_that_is_broken_where_the_page_ends() -> None:
    """A heading ends where its line does; a full line goes on, and may begin with what looks like a number."""
    text = (
        "某市扶持政策\n一、发展目标\n力争到2027年全市低空经济的规模\n突破一千亿元，建成起降场六十处\n以上。\n二、支持研发\n"
        "（一）奖励新药。依次资助100万、200\n万、300万元。\n（责任单位：市科学技术局）\n（二）本政策自2024年1月1日起施行，\n"
        "《某市若干规定》（某政发〔2021〕\n8号）同时废止；此前的规定停止；\n有效期三年。\n"
    )
    assert clauses_of(text) == [
        ("heading", "一、", "发展目标", ""),
        ("clause", "", "力争到2027年全市低空经济的规模突破一千亿元，建成起降场六十处以上。", ""),
        ("heading", "二、", "支持研发", ""),
        ("clause", "（一）", "奖励新药。依次资助100万、200万、300万元。", "（责任单位：市科学技术局）"),
        (
            "clause",
            "（二）",
            "本政策自2024年1月1日起施行，《某市若干规定》（某政发〔2021〕8号）同时废止；此前的规定停止；有效期三年。",
            "",
        ),
    ]
