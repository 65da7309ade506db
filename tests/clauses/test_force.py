"""From when until when a document says that it holds, and what only speaks of something else."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import opencc
import pytest

from search_app import data
from search_app.clauses.force import find_term, with_issue_date
from search_app.clauses.validity import find_validity
from search_app.model import Term

TABLE = tomllib.loads((Path(data.__path__[0]) / "validity.toml").read_text(encoding="utf-8"))
ROWS = [(name, row) for name, rows in TABLE.items() for row in rows]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(ROWS)])
def test_each_row_of_the_table_decides_its_examples(name: str, row: dict[str, str]) -> None:
    assert find_term((row["yes"],)).quote, name
    assert find_term((row["no"],)) == Term(), name


def say(term: Term) -> str:
    """from/until/years/months, or "issue" for from."""
    start = "issue" if term.start_on_issue else str(term.start or "")
    return "/".join(str(part or "") for part in (start, term.until, term.years, term.months)).rstrip("/")


OWN = [
    ("本细则自2022年5月1日起与《奖补资金规定》一并施行，有效期至2024年12月31日。", "2022-05-01/2024-12-31"),
    ("本措施自签发之日起试行，试行期一年。", "issue//1"),
    ("本办法自下发之日起起效，有效三年。", "issue//3"),
    ("本政策有效期为2024-2026年度。", "2024-01-01/2026-12-31"),
    ("本政策实施期限为三年（2024年1月1日—2026年12月31日）。", "2024-01-01/2026-12-31/3"),
    ("本规定试行期为一年六个月，自2024年7月1日起施行。", "2024-07-01/2025-12-31/1/6"),
    ("本办法自2024年7月1日起试行半年。", "2024-07-01/2024-12-31//6"),
    ("本细则自2024年7月1日起施行，有效期18个月。", "2024-07-01/2025-12-31/1/6"),
    ("自2024年3月1日起，本条例正式实施。", "2024-03-01"),
    ("本办法自公布之日起第30日施行，有效期两年半。", "issue//2/6"),
    ("以上措施自发布之日起执行，执行至2026年底。", "issue/2026-12-31"),
    ("上述政策自2024年1月1日起执行，到2026年6月底结束。", "2024-01-01/2026-06-30"),
    ("本公告有效期自2024年8月1日至2026年7月31日。", "2024-08-01/2026-07-31"),
    ("本办法施行日期为2024年8月1日。", "2024-08-01"),
    ("实施期限：自2024年1月1日起至2026年12月31日止。", "2024-01-01/2026-12-31"),
    ("2024年2月1日至2025年1月31日为本政策执行期。", "2024-02-01/2025-01-31"),
    ("本意见自印发之日起施行，原《青山市茶业若干意见》（青政发〔2019〕8号）同时废止，有效期3年。", "issue//3"),
    ("本办法有效期延长至2027年12月31日。", "/2027-12-31"),
    ("本办法自2027年1月1日起失效。", "/2026-12-31"),
    ("本办法自2024年1月1日起施行，2026年12月31日自动失效。", "2024-01-01/2026-12-31"),
    ("本办法由市茶业局会同市财政局制定实施细则，有效期三年，自2024年2月1日起施行。", "2024-02-01/2027-01-31/3"),
    ("本政策自2024年1月1日起实施，实施期限暂定为5年，期满后视情况调整。", "2024-01-01/2028-12-31/5"),
    ("本辦法自中華民國一百一十三年七月一日施行，施行期間三年。", "2024-07-01/2027-06-30/3"),
    ("本要點自發布日實施，實施期間至中華民國一一五年十二月三十一日止。", "issue/2026-12-31"),
    ("（三）本政策自二〇二四年三月五日起实施，暂行两年。", "2024-03-05/2026-03-04/2"),
    ("本办法自发布之日起生效，有效期5年。本办法施行前已受理的，仍按原标准执行至2024年12月31日。", "issue//5"),
]  # fmt: skip
ENGLISH = [
    ("This policy shall come into force on 1 April 2024 and shall remain in force for three years.", "2024-04-01/2027-03-31/3"),
    ("The Scheme is valid from 1 January 2024 until 31 December 2026.", "2024-01-01/2026-12-31"),
    ("These Measures take effect on the date of promulgation and shall be valid for five (5) years.", "issue//5"),
    ("The scheme shall remain in force until March 31, 2027.", "/2027-03-31"),
    ("Effective date: 1 May 2025.", "2025-05-01"),
    ("The policy will be in force for a period of 5 years with effect from 1 July 2024.", "2024-07-01/2029-06-30/5"),
]  # fmt: skip
OTHER = [
    "《青山市茶业若干意见》自本办法施行之日起废止。",
    "《青山市茶业若干意见》有效期延长至2027年12月31日。",
    "继续执行《青山市园区政策》（青政办发〔2010〕38号），有效期延续5年。",
    "本办法规定的授信额度有效期三年。",
    "信用等级有效期为两年，自评定之日起计算。",
    "本政策适用于2024年1月1日至2026年12月31日期间新引进的茶企。",
    "企业应当自2024年1月1日起执行新的会计准则。",
    "申报时间为2024年3月1日至2024年4月30日。",
    "贷款期限三年，从2024年1月1日起执行基准利率。",
    "外籍专家可换发入境有效期5年、停留期不超过180日的签证。",
    "租金补贴期限三年，自入驻之日起计算。",
    "项目执行期为2024年1月至2025年12月。",
    "本合同自2024年1月1日起生效，有效期三年。",
    "人才卡自发放之日起三年有效。",
    "现行政策执行至2025年12月31日。",
    "本市茶业政策自2024年1月1日起施行。",
    "对自2024年1月1日起实施的技改项目，按投资额的5%给予补助。",
    "The certificate issued under this scheme shall be valid for two years.",
    "Visas are valid for five years from 1 January 2024.",
    "The loan shall remain in force until 31 December 2026.",
]


@pytest.mark.parametrize(("sentence", "said"), [*OWN, *ENGLISH])
def test_a_document_speaks_of_its_own_time(sentence: str, said: str) -> None:
    assert say(find_term((sentence,))) == said


@pytest.mark.parametrize(("sentence", "said"), OWN)
def test_the_script_and_the_spaces_make_no_difference(sentence: str, said: str) -> None:
    traditional = opencc.OpenCC("s2t").convert(sentence)
    assert say(find_term((traditional,))) == said
    assert say(find_term((" ".join(sentence),))) == said


@pytest.mark.parametrize("sentence", OTHER)
def test_what_else_lasts_is_not_the_document(sentence: str) -> None:
    assert say(find_term((sentence,))) == ""
    own = find_term((sentence, "为发展茶业，按年度安排资金。", "本规定自2023年6月1日起施行，有效期三年。"))
    assert say(own) == "2023-06-01/2026-05-31/3"


def test_a_sentence_without_a_subject_counts_at_the_end_or_below_its_heading() -> None:
    nothing = ("自2024年3月1日起执行，有效期2年。", "支持茶园改造。", "支持茶叶检测。", "支持茶叶出口。")
    assert say(find_term(nothing)) == ""
    assert say(find_term(nothing[::-1])) == "2024-03-01/2026-02-28/2"
    led = ("实施期限。自2024年3月1日起执行，有效期2年。", *nothing[1:])
    assert say(find_term(led)) == "2024-03-01/2026-02-28/2"


@pytest.mark.parametrize(
    ("sentence", "issued", "until"),
    [
        ("本办法自印发之日起施行，有效期三年。", date(2024, 3, 5), date(2027, 3, 4)),
        ("本办法自发布之日起30日后施行，试行六个月。", date(2024, 1, 1), date(2024, 7, 30)),
        ("本办法自印发之日起施行，有效期一年。", date(2024, 2, 29), date(2025, 2, 28)),
        ("本办法有效期三年。", date(2024, 3, 5), None),
        ("本办法自印发之日起施行。", date(2024, 3, 5), None),
    ],
)
def test_an_end_follows_from_a_length_and_the_day_of_issue(sentence: str, issued: date, until: date | None) -> None:
    assert with_issue_date(find_term((sentence,)), issued).until == until


def test_a_length_in_months_is_told() -> None:
    validity = find_validity(find_term(("本办法自印发之日起施行，有效期18个月。",)), date(2024, 5, 1))
    assert (validity.status, validity.term) == ("unknown", "P1Y6M")
    assert "1年6个月" in validity.reason.zh and "1 year and 6 months" in (validity.reason.en or "")
