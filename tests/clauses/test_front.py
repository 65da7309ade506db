"""What stands around the clauses: title, number and days in every printed form, and what is none of them."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import opencc
import pytest

from search_app import data
from search_app.clauses.front import find_number, is_date_line, is_issuer
from search_app.clauses.front.days import find_days, write_line
from search_app.clauses.front.given_titles import find_given_title
from search_app.clauses.front.index_rows import read_index
from search_app.clauses.front.titles import forwards, names_kind
from search_app.clauses.outline import split_file
from search_app.files.read import SourceText, read_source
from search_app.library.draft import Draft, make_draft

BODY = "第一条 给予茶企奖励20万元。\n第二条 支持茶园建设。\n"
TABLE = tomllib.loads((Path(data.__path__[0]) / "front.toml").read_text(encoding="utf-8"))
ROWS = [(name, row) for name, rows in TABLE.items() for row in rows]


def read(text: str, name: str = "0001.txt", page_title: str = "") -> Draft:
    source = SourceText(name, text, "", page_title=page_title)
    (parts,) = split_file(source).documents
    return make_draft(source, parts)


def make_traditional(text: str) -> str:
    """One character for one: what stands around a character must not change it."""
    return "".join(map(opencc.OpenCC("s2t").convert, text))


def decides(name: str, row: dict[str, Any], text: str) -> bool:
    """Whether ``text`` is what the entry is about."""
    checks = {
        "kind": lambda: names_kind(write_line(text)),
        "letter": lambda: forwards(write_line(text)) and names_kind(write_line(text)),
        "forwards": lambda: forwards(write_line(text)),
        "body": lambda: is_issuer(text),
        "signatory": lambda: is_issuer(text),
        "no_body": lambda: not is_issuer(text),
        "goes_on": lambda: read(f"某市加强茶业的办法\n{text}\n{BODY}").title.endswith(text),
        "index": lambda: [field for field, _ in read_index([text])] == [row["field"]],
        "act": lambda: find_days(text)[0].act == row["field"],
        "cited": lambda: find_number(text) is None,
        "beside": lambda: find_given_title("", f"青山市茶业办法-{text}.docx")[0] == "青山市茶业办法",
        "site": lambda: not find_given_title(text, "")[0],
    }
    return bool(checks[name]())


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_each_row_of_the_table_decides_its_examples(name: str, row: dict[str, Any]) -> None:
    assert decides(name, row, row["yes"])
    assert not decides(name, row, row["no"])


TITLES = [
    ("青山市人民政府\n关于加快发展茶业的若干意见\n", "青山市人民政府关于加快发展茶业的若干意见"),
    ("关 于 支 持 茶 业 发 展 的 若 干 意 见\n", "关于支持茶业发展的若干意见"),
    ("青 山 市 人 民 政 府 文 件\n青政发（2024）3号\n青山市人民政府\n关于支持茶业\n发展的若干意见\n（试行）\n",
     "青山市人民政府关于支持茶业发展的若干意见（试行）"),
    ("青山市人民政府办公室\n关于进一步加快推进\n茶叶加工和茶文化旅\n游融合发展的若干政\n策措施\n",
     "青山市人民政府办公室关于进一步加快推进茶叶加工和茶文化旅游融合发展的若干政策措施"),
    ("青山市茶业扶持办法\n（2024年修订）\n（青政规〔2024〕5号）\n", "青山市茶业扶持办法（2024年修订）"),
    ("青山市茶业扶持办法（青政规〔2024〕5号）\n", "青山市茶业扶持办法"),
    ("《青山市茶业扶持办法》\n", "青山市茶业扶持办法"),
    ("当前位置：首页 > 政务公开 > 政策文件\n青山市茶业扶持办法\n", "青山市茶业扶持办法"),
    # The measure is called by its own title, not by that of the letter before it.
    ("青山市人民政府办公室关于印发青山市茶业扶持办法的通知\n青政办发〔2024〕8号\n各县人民政府：\n现印发给你们。\n"
     "青山市人民政府办公室\n2024年3月5日\n（此件公开发布）\n青山市茶业\n扶持办法\n", "青山市茶业扶持办法"),
    ("青山市茶业局关于印发《青山市茶业扶持办法》的通知\n各县茶业局：\n请遵照执行。\n附件：青山市茶业扶持办法\n青山市茶业局\n"
     "2024年3月5日\n附件\n青山市茶业扶持办法\n", "青山市茶业扶持办法"),
    # A letter that stands alone keeps its title; so does one behind which no other title stands.
    ("青山市茶业局关于开展春茶奖励申报的通知\n各茶企：\n请按时申报。\n", "青山市茶业局关于开展春茶奖励申报的通知"),
    ("青山市人民政府关于印发青山市茶业扶持办法的通知\n各县人民政府：\n现印发给你们。\n青山市人民政府\n2024年3月5日\n",
     "青山市人民政府关于印发青山市茶业扶持办法的通知"),
    ("名称：青山市茶业扶持办法\n发文字号：青政规〔2024〕5号\n", "青山市茶业扶持办法"),
    ("Green Hill Tea Industry\nSupport Scheme\n", "Green Hill Tea Industry Support Scheme"),
    ("", ""),
    ("为支持茶业发展，经市政府同意，现将有关事项通知如下。\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("above", "title"), TITLES)
def test_the_title_in_every_form(above: str, title: str) -> None:
    assert read(above + BODY).title == title
    assert read(make_traditional(above + BODY)).title == make_traditional(title)


NUMBERS = [
    ("青政发〔2024〕3号", "青政发〔2024〕3号"),
    ("青政发 [2024] 3 号", "青政发[2024]3号"),
    ("青政发﹝2024﹞3号", "青政发﹝2024﹞3号"),
    ("青政发【2024】第3号", "青政发【2024】第3号"),
    ("（青政发〔2024〕3号）", "青政发〔2024〕3号"),
    ("青政规〔２０２４〕５号", "青政规〔２０２４〕５号"),
    ("青政规〔2024〕\n5号", "青政规〔2024〕5号"),
    ("青政发〔2024〕3号 签发人：张三", "青政发〔2024〕3号"),
    ("青山市人民政府文件 青政发〔2024〕3号", "青政发〔2024〕3号"),
    ("青教政法厅函〔2021〕3号", "青教政法厅函〔2021〕3号"),
    ("青山市人民政府令 第 十二 号", "青山市人民政府令第十二号"),
    ("青山市人民政府令\n第12号", "青山市人民政府令第12号"),
    ("青山市茶业局公告\n2024年第3号", "青山市茶业局公告2024年第3号"),
    ("發文字號：府農字第1130012345號", "府農字第1130012345號"),
    ("索引号：11230/2024-001 文号：青政办发〔2024〕8号 成文日期：2024-03-05", "青政办发〔2024〕8号"),
    ("文件编号\t青政规〔2024〕5", "青政规〔2024〕5"),
    ("No. 5 of 2024", "No. 5 of 2024"),
    # Cited numbers, and what only looks like one.
    ("根据《青山市产业意见》（青政发〔2020〕5号），制定本办法。", None),
    ("为贯彻《青山市产业意见》\n（青政发〔2020〕5号）\n精神，制定本办法。", None),
    ("根据青政发〔2020〕5号", None),
    ("热线：12345号", None),
]


@pytest.mark.parametrize(("lines", "number"), NUMBERS)
def test_the_number_in_every_form(lines: str, number: str | None) -> None:
    assert read(f"青山市茶业扶持办法\n{lines}\n{BODY}").number == number


def test_the_number_of_the_title_and_of_the_letter() -> None:
    assert read(f"青山市茶业扶持办法（青政规〔2024〕5号）\n{BODY}").number == "青政规〔2024〕5号"
    letter = "青山市人民政府关于印发茶业办法的通知\n各县：\n现印发给你们。\n青山市人民政府\n2024年3月5日\n（青政发〔2024〕3号）\n"
    document = read(f"{letter}青山市茶业扶持办法\n{BODY}")
    assert (document.title, document.number) == ("青山市茶业扶持办法", "青政发〔2024〕3号")
    assert document.issued == date(2024, 3, 5)


DAYS = [
    ("成文日期：2024年3月5日 发布日期：2024年3月9日\n", "", date(2024, 3, 5), date(2024, 3, 9)),
    ("发布时间：2024-03-09 来源：青山市茶业局\n", "", None, date(2024, 3, 9)),
    ("發文日期：中華民國113年3月5日\n", "", date(2024, 3, 5), None),
    ("（2024年3月1日市政府第5次常务会议通过）\n", "青山市人民政府\n2024.3.5\n", date(2024, 3, 5), None),
    ("（2024年3月1日公布 2024年5月1日起施行）\n", "", date(2024, 3, 1), date(2024, 3, 1)),
    ("", "二○二四年三月五日\n", date(2024, 3, 5), None),
    ("", "青山市茶业局\n二〇二四年三月五日\n青山市茶业局办公室　2024年3月8日印发\n", date(2024, 3, 5), None),
    ("", "青山市人民政府办公室 2024年3月8日印发\n", date(2024, 3, 8), None),
    ("5 March 2024\n", "", date(2024, 3, 5), None),
    ("青山市茶业局 March 5, 2024\n", "", date(2024, 3, 5), None),
    ("（青政规〔2024〕5号，2024年3月8日印发）\n", "", date(2024, 3, 8), None),
    ("", "", None, None),
    ("2024年2月30日\n", "", None, None),
]


@pytest.mark.parametrize(("above", "below", "issued", "published"), DAYS)
def test_the_days_of_issue_and_publication_apart(
    above: str, below: str, issued: date | None, published: date | None
) -> None:
    document = read(f"青山市茶业扶持办法\n{above}{BODY}{below}")
    assert (document.issued, document.published) == (issued, published)


def test_a_line_in_a_clause_is_no_day_of_issue() -> None:
    assert not is_date_line("2024年5月1日前签约的项目，仍按原规定执行。")
    assert read(f"青山市茶业办法\n{BODY}第三条 2023年5月1日前签约的，仍按原规定执行。\n").issued is None


FILES = [
    ("01-青山市茶业扶持办法（试行）_20240305.docx", "青山市茶业扶持办法（试行）"),
    ("附件1：青山市茶业扶持办法.pdf", "青山市茶业扶持办法"),
    ("2024/青山市茶业扶持办法 - 副本 (2).docx", "青山市茶业扶持办法"),
    ("【扫描件】青山市人民政府关于支持茶业的意见（青政发〔2024〕3号）.pdf", "青山市人民政府关于支持茶业的意见"),
    ("青山市茶业扶持办法-3f2a9c1b7de.docx", "青山市茶业扶持办法"),
    ("20240305_关于茶叶加工的通知(终稿).docx", "关于茶叶加工的通知"),
    ("leasing.docx", ""),
    ("scan0012.pdf", ""),
    ("微信图片_20240305.pdf", ""),
    ("政策文件.docx", ""),
]


@pytest.mark.parametrize(("name", "title"), FILES)
def test_a_text_without_a_title_is_called_by_its_file(name: str, title: str) -> None:
    assert read(BODY, name).title == title
    assert read(f"青山市茶叶奖励规定\n{BODY}", name).title == "青山市茶叶奖励规定", "what is printed goes before"


PAGES = [
    ("青山市茶业扶持办法_青山市人民政府门户网站", "青山市茶业扶持办法"),
    ("青山市人民政府|青山市茶业局关于茶企奖励的公告|首页", "青山市茶业局关于茶企奖励的公告"),
    ("青山市茶业扶持办法-政策文件-青山市人民政府网", "青山市茶业扶持办法"),
    ("首页 - 青山市人民政府", ""),
    ("404 Not Found", ""),
]


@pytest.mark.parametrize(("page_title", "title"), PAGES)
def test_a_page_without_a_title_in_its_text_is_called_by_its_own(page_title: str, title: str) -> None:
    assert read(BODY, "index.html", page_title).title == title


@pytest.mark.parametrize(
    "head",
    [
        "<title>青山市人民政府</title><meta name='ArticleTitle' content='青山市茶业扶持办法'>",
        "<title>青山市茶业扶持办法 - 青山市人民政府</title>",
    ],
)
def test_a_saved_page_carries_its_title(tmp_path: Path, head: str) -> None:
    path = tmp_path / "content_12345.html"
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.splitlines())
    page = f"<html><head><meta charset='utf-8'>{head}</head><body><div>{paragraphs}</div></body></html>"
    path.write_text(page, encoding="utf-8")
    source = read_source(path)
    (parts,) = split_file(source).documents
    assert make_draft(source, parts).title == "青山市茶业扶持办法"


def test_what_a_letter_encloses_is_no_title_and_the_line_above_the_first_clause_is_one() -> None:
    letter = "雲山縣政府　令\n發文日期：中華民國114年3月12日\n附件：如主旨\n訂定「雲山縣投資獎勵辦法」。\n縣長　王　○　○\n雲山縣投資獎勵辦法\n"
    assert read(letter + BODY).title == "雲山縣投資獎勵辦法"


def test_the_number_in_the_register_of_a_page_is_read_although_the_table_is_no_text(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    rows = "<tr><td>索引号：</td><td>A-1</td></tr><tr><td>文　　号：</td><td>云商规〔2026〕3号</td></tr>"
    body = "".join(f"<p>{line}</p>" for line in ("云山区茶业扶持办法", *BODY.strip().split("\n")))
    page.write_text(
        f"<meta charset='utf-8'><div class='header'><table>{rows}</table></div><div>{body}</div>", encoding="utf-8"
    )
    source = read_source(page)
    (parts,) = split_file(source).documents
    assert make_draft(source, parts).number == "云商规〔2026〕3号"


@pytest.mark.parametrize(
    ("above", "below", "issuer"),
    [
        ("", "\n某市人民政府办公室\n2025年3月1日\n", "某市人民政府办公室"),
        ("", "\n某 市 人 民 政 府\n2025年3月1日\n", "某市人民政府"),
        ("", "\n某市商务局　　某市财政局\n2025年3月1日\n", "某市商务局、某市财政局"),
        ("", "\n某市商务局\n某市财政局\n2025年3月1日\n", "某市商务局、某市财政局"),
        ("某市人民政府文件\n某政发〔2025〕3号\n", "", "某市人民政府"),
        ("发文机关：某市数据局\n成文日期：2025年3月1日\n", "\n某市政务服务局\n2025年3月1日\n", "某市数据局"),
        ("发布机构：某市政府网站\n", "", None),
        ("", "\n市长 张某\n2025年3月1日\n", None),
        ("", "", None),
    ],
)
def test_who_issued_a_document(above: str, below: str, issuer: str | None) -> None:
    assert read(f"{above}某市茶产业若干政策\n{BODY}{below}").issuer == issuer
