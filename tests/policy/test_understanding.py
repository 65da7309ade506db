"""Departments, validity, rules and citations, industries: what a document says beside its figures."""

from __future__ import annotations

from datetime import date

import pytest

from search_app.data import read_table
from search_app.model import Library, Term
from search_app.policy.departments import find_printed_names, read_bodies
from search_app.policy.validity import find_term, find_validity, with_issue_date
from search_app.text.fold import fold

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
     ("", ()), ("〔责任单位：〕", ())],
)  # fmt: skip
def test_names_are_read_as_printed(bracket: str, names: tuple[str, ...]) -> None:
    assert find_printed_names(bracket) == names


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
    assert "no end is stated" in (terms["digital-economy"].reason.en or "")
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
    ],
)
def test_sentences_about_time(sentence: str, start: str | None, until: str | None, years: int | None) -> None:
    term = find_term((sentence,))
    assert (term.start and term.start.isoformat(), term.until and term.until.isoformat(), term.years) == (
        start,
        until,
        years,
    )


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
