"""Departments, validity, rules and citations, industries: what a document says beside its figures."""

from __future__ import annotations

from datetime import date

import pytest

from search_app.clauses.force import find_term, with_issue_date
from search_app.clauses.offices import find_offices_on_duty, find_printed_names, read_bodies
from search_app.clauses.validity import find_validity
from search_app.data import read_table
from search_app.model import Library, Term
from search_app.text.fold import fold

# ── validity ──


def test_a_day_of_issue_that_is_known_is_said() -> None:
    """Where the text states no dates and the catalogue gives the day of issue."""
    day = date(2026, 11, 22)
    unknown, issued = find_validity(Term(), day), find_validity(with_issue_date(Term(), date(2026, 6, 1)), day)
    assert unknown.reason.zh == "未载明施行日期和终止日期。" and unknown.status == issued.status == "in_force"
    assert (
        issued.reason.zh.startswith("2026年6月1日印发")
        and issued.reason.en == "Issued on 1 June 2026; no start or end date is stated."
    )
    version = find_validity(Term(counts_from=date(2026, 6, 1)), day).reason
    assert "自2026年6月1日起适用" in version.zh and "applies from 1 June 2026" in (version.en or "")
    ended = find_validity(Term(until=date(2025, 12, 31)), day).reason
    assert ended.en == "Expired on 31 December 2025."


# ── departments ──


def test_every_printed_office_is_one_known_body(library: Library) -> None:
    printed = {fold(d.printed) for c in library.clauses for d in c.departments}
    assert len(printed) == 41
    known = {fold(name) for body in read_bodies() for name in body.printed}
    assert printed <= known


def test_39_clauses_print_no_office(library: Library) -> None:
    assert sum(1 for c in library.clauses if c.numbered and not c.departments) == 39


@pytest.mark.parametrize(
    ("one", "other"),
    [("市卫健委", "市卫生健康委"), ("鹤岗银保监分局", "国家金融监督管理总局鹤岗分局"), ("各县（区）人民政府", "各（县）区人民政府"),
     ("中国人民银行鹤岗中心支行", "中国人民银行鹤岗市分行")],
)  # fmt: skip
def test_names_of_one_body(one: str, other: str) -> None:
    ids = {name: body.id for body in read_bodies() for name in body.printed}
    assert ids[one] == ids[other]


def test_no_name_belongs_to_two_bodies() -> None:
    names = [fold(name) for body in read_bodies() for name in dict.fromkeys((*body.printed, *body.aliases))]
    assert sorted(names) == sorted(set(names))
    assert len({body.id for body in read_bodies()}) == len(read_bodies())
    assert all(body.name.zh and body.name.en for body in read_bodies())


@pytest.mark.parametrize(
    ("bracket", "names"),
    [("〔责任单位：市科技局、市财政局]", ("市科技局", "市财政局")), ("(责任单位:市工信局,各县(区)人民政府)", ("市工信局", "各县(区)人民政府")),
     ("", ()), ("〔责任单位：〕", ()), ("（主责单位：县林业局；协同单位：县供电公司）", ("县林业局", "县供电公司")),
     ("【主办：市商务局；参与单位：市教育局】", ("市商务局", "市教育局")), ("责任部门：财务处", ("财务处",))],
)  # fmt: skip
def test_names_are_read_as_printed(bracket: str, names: tuple[str, ...]) -> None:
    assert find_printed_names(bracket) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("本办法由市文化旅游局商市财政局解释。", ("市文化旅游局", "市财政局")),
        ("由市商务局会同市工业和信息化局负责。", ("市商务局", "市工业和信息化局")),
        (
            "市科学技术局主管备案，市财政局主管资金，市创业服务中心受托开展日常服务。",
            ("市科学技术局", "市财政局", "市创业服务中心"),
        ),
        ("【分工】新区党工委组织部负责认定，新区服务中心承担受理工作。", ("新区党工委组织部", "新区服务中心")),
        ("本條例之主管機關為本府建設處；資格之查核，由本府社會處為之。", ("本府建設處", "本府社會處")),
        ("市教育局、市体育局负责产品审评。", ("市教育局", "市体育局")),
        ("市教育局受理后20日内完成初审，并会同市财政局、市审计局进行评审。", ("市教育局", "市财政局", "市审计局")),
        ("申請人應檢具計畫書向本府文化局提出。", ("本府文化局",)),
        ("申报单位应当对材料真实性负责，运营中心承担国家任务的，给予奖励。", ()),
        ("由市教育局认定的企业，给予奖励20万元。", ()),
    ],
)
def test_offices_that_a_sentence_gives_a_task(sentence: str, names: tuple[str, ...]) -> None:
    assert find_offices_on_duty(sentence) == names


# ── validity ──

STATUS = [
    ("digital-economy", "2026-11-22", "in_force"), ("bio-economy", "2026-11-22", "in_force"),
    ("ice-snow-economy", "2025-12-31", "in_force"), ("ice-snow-economy", "2026-01-01", "expired"),
    ("creative-design", "2025-06-30", "in_force"), ("creative-design", "2026-01-01", "expired"),
    ("financial-opening", "2022-01-01", "unknown"), ("financial-opening", "2030-01-01", "unknown"),
    ("innovation-35", "2026-11-22", "in_force"), ("innovation-35", "2022-12-31", "not_yet_in_force"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "day", "status"), STATUS)
def test_status_on_a_day(library: Library, document: str, day: str, status: str) -> None:
    found = next(d for d in library.documents if d.id == document)
    validity = find_validity(found.term, date.fromisoformat(day))
    assert validity.status == status
    assert validity.reason.zh and validity.reason.en


def test_what_is_missing_is_said(library: Library) -> None:
    terms = {d.id: find_validity(d.term, date(2026, 11, 22)) for d in library.documents}
    assert "未载明印发日期" in terms["financial-opening"].reason.zh
    assert terms["financial-opening"].term == "P5Y"
    assert "no end date is stated" in (terms["digital-economy"].reason.en or "")
    assert terms["ice-snow-economy"].until == date(2025, 12, 31)
    assert terms["creative-design"].quote and "执行期至2025年" in terms["creative-design"].quote


def test_the_quote_stands_in_the_text(library: Library) -> None:
    for document in library.documents:
        if document.term.quote:
            assert any(document.term.quote in clause.text.zh for clause in document.clauses), document.id


@pytest.mark.parametrize(
    ("sentence", "start", "until", "years"),
    [
        ("本政策自2024年1月1日起施行，有效期三年。", "2024-01-01", "2026-12-31", 3),
        ("本办法自2024年3月1日起施行，有效期至2026年12月31日。", "2024-03-01", "2026-12-31", None),
        ("有效期至2024年2月。", None, "2024-02-29", None),
        ("本措施自2023年5月1日至2025年4月30日施行。", "2023-05-01", "2025-04-30", None),
        ("本规定自印发之日起施行，试行两年。", None, None, 2),
        ("贴息期限5年，每年最高800万元。", None, None, None),
        ("在我市正常运营1年以上的企业。", None, None, None),
        ("本政策自2024年2月30日起施行。", None, None, None),
        ("本办法由市教育局解释，自2024年10月8日起试行两年。", "2024-10-08", "2026-10-07", 2),
        ("本政策自2024年4月1日起试行，至2027年3月31日止，由经济发展局解释。", "2024-04-01", "2027-03-31", None),
        ("本意见有效期五年，自2024年12月1日起算。", "2024-12-01", "2029-11-30", 5),
        ("本规定有效期5年，自2024年6月1日起计算。", "2024-06-01", "2029-05-31", 5),
        ("本规定自2024年6月1日起计算，有效期5年。", "2024-06-01", "2029-05-31", 5),
        ("本办法试行两年，自2024年7月1日起计算。", "2024-07-01", "2026-06-30", 2),
        ("本條例自民國113年2月1日施行，施行期間至一百一十五年十二月三十一日止。", "2024-02-01", "2026-12-31", None),
        ("本办法有效期自2024年1月1日起三年。", "2024-01-01", "2026-12-31", 3),
        ("本措施执行期一年，自2024年1月1日至2024年12月31日。", "2024-01-01", "2024-12-31", 1),
        ("本自治條例自公布日施行，施行至民國一百一十七年十二月三十一日止。", None, "2028-12-31", None),
        ("本條例自民國114年3月5日施行，至一百一十七年十二月三十一日止。", "2025-03-05", "2028-12-31", None),
        ("本办法自二〇二五年三月一日起施行，有效期至二○二七年十二月三十一日。", "2025-03-01", "2027-12-31", None),
        # Days of application and of projects are not the document's.
        ("自2024年1月1日至2024年3月31日签约的项目，可参照执行。", None, None, None),
        ("2024年1月1日至5月21日开业的首店一并纳入奖励范围。", None, None, None),
        ("已经受理的项目（受理期为2024年6月1日至7月15日）继续依原标准办结。", None, None, None),
        ("对自2024年1月1日起实施的技改项目给予补助。", None, None, None),
        ("申报期自2024年6月1日至2024年7月15日。", None, None, None),
        ("期限二年，每年二千元。", None, None, None),
        ("有效期暂定三年，自2024年1月1日起执行。", "2024-01-01", "2026-12-31", 3),
        ("本办法暂定执行三年，自2024年1月1日起施行。", "2024-01-01", "2026-12-31", 3),
        ("政策期限为2024年至2026年。", "2024-01-01", "2026-12-31", None),
        ("政策期限為2024年至2026年。", "2024-01-01", "2026-12-31", None),
        ("自 2 0 2 4 年 1 月 1 日 起 施 行 ， 有 效 期 三 年 。", "2024-01-01", "2026-12-31", 3),
        ("本办法由市科技局负责解释，有效期三年，自2024年1月1日起施行。", "2024-01-01", "2026-12-31", 3),
        # The validity of another thing is not the document's.
        ("人才码有效期2年，期满重新申请。", None, None, None),
        ("人才碼由市人社局發放，有效期2年。", None, None, None),
        ("高新技术企业证书有效期三年。", None, None, None),
        ("本办法规定的购房补贴有效期2年。", None, None, None),
        ("申报通知自2024年3月1日起执行，执行期至2024年5月31日。", None, None, None),
        ("奖励资金执行期限为2024年1月1日至2025年12月31日。", None, None, None),
        ("贷款合同有效期至2026年12月31日。", None, None, None),
        ("签证有效期5年，每次停留不超过180日。", None, None, None),
        ("补贴标准自2024年1月1日起执行。", None, None, None),
        ("《外商投资法》自2020年1月1日起施行。", None, None, None),
        ("原办法自2019年1月1日起施行。", None, None, None),
        ("有效期2年，期满重新认定。", None, None, None),
    ],
)
def test_sentences_about_time(sentence: str, start: str | None, until: str | None, years: int | None) -> None:
    term = find_term((sentence,))
    assert (term.start and term.start.isoformat(), term.until and term.until.isoformat(), term.years) == (
        start,
        until,
        years,
    )


def test_the_validity_of_another_thing_does_not_end_the_document() -> None:
    term = find_term(("人才码有效期2年，期满重新申请。", "本意见自2018年1月1日起施行。"))
    assert (term.start, term.until, term.years) == (date(2018, 1, 1), None, None)
    assert find_validity(term, date(2026, 1, 1)).status == "in_force"
    later = find_term(("人才码由市人社局发放。有效期2年。", "本办法自发布之日起实行。"))
    assert (later.start_on_issue, later.years) == (True, None)
    own = find_term(("本办法由市科技局负责解释。有效期5年。",))
    assert own.years == 5


def test_a_title_in_brackets_is_the_document_itself() -> None:
    sentence = "《某市人才办法》自2024年1月1日起施行。"
    assert find_term((sentence,), "某市人民政府关于印发某市人才办法的通知").start == date(2024, 1, 1)
    assert find_term((sentence,), "某市产业办法").start is None


def test_a_date_of_issue_decides_what_was_open() -> None:
    term = find_term(("本政策自印发之日起施行，有效期5年。",))
    assert find_validity(term, date(2025, 1, 1)).status == "unknown"
    known = with_issue_date(term, date(2021, 7, 1))
    assert known.until == date(2026, 6, 30)
    assert find_validity(known, date(2026, 6, 30)).status == "in_force"
    assert find_validity(known, date(2026, 7, 1)).status == "expired"


def test_repealed_from_the_day_of_the_repeal() -> None:
    term = Term(repealed_by="新政策", repealed_on=date(2025, 1, 1))
    assert find_validity(term, date(2024, 12, 31)).status == "in_force"
    assert find_validity(term, date(2025, 1, 1)).status == "repealed"


# ── rules, citations, industries ──


def test_document_wide_rules_govern_every_clause(library: Library) -> None:
    clauses = {c.id: c for c in library.clauses}
    rules = {(r.kind, r.source) for r in clauses["financial-opening/1"].rules}
    assert rules == {
        ("no_stacking", "financial-opening/closing"), ("precedence", "financial-opening/closing"),
        ("exclusion", "financial-opening/23"),
    }  # fmt: skip
    assert {(r.kind, r.source) for r in clauses["creative-design/1"].rules} >= {
        ("no_stacking", "creative-design/scope")
    }
    assert ("no_stacking", "innovation-35/23") in {(r.kind, r.source) for r in clauses["innovation-35/23"].rules}
    assert ("no_stacking", "innovation-35/23") not in {(r.kind, r.source) for r in clauses["innovation-35/22"].rules}
    for clause in library.clauses:
        for rule in clause.rules:
            assert rule.text.zh in clauses[rule.source].text.zh


def test_citations_and_the_repeal(library: Library) -> None:
    digital = library.documents[0]
    assert [(c.number, c.held) for c in digital.repeals] == [("鹤政办规〔2022〕4号", None)]
    assert "鹤政办规〔2022〕3号" in {c.number for c in digital.cites}
    innovation = library.documents[-1]
    assert {c.number for c in innovation.cites} == {"黑发〔2023〕10号", "黑办发〔2023〕19号"}


@pytest.mark.parametrize("row", read_table("industries", "industry"), ids=lambda row: row["id"])
def test_industry_rows_hold_their_examples(library: Library, row: dict[str, list[str]]) -> None:
    members = {c.id for c in library.clauses if row["id"] in c.industries}
    assert set(row["in"]) <= members
    assert not set(row["out"]) & members


def test_every_clause_has_an_industry(library: Library) -> None:
    assert all(c.industries for c in library.clauses)
