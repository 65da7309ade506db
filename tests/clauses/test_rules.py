"""What forbids to draw twice is known wherever a document says it, and in whatever words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search_app.clauses.outline import split_file
from search_app.data import read_table
from search_app.data.phrases import one_of
from search_app.files.read import read_source
from search_app.library.draft import Draft, make_draft
from search_app.text.passage import plain
from tests.evaluate.cases import CASES

TEXT = """丙市支持茶产业发展若干措施
第一条 对年营业收入达到8000万元以上的茶企，奖励30万元。同一企业不重复奖励。
第二条 对新建厂房的茶企，奖励90万元。{}
第三条 {}
"""


def read(path: Path) -> Draft:
    source = read_source(path)
    return make_draft(source, split_file(source))


def draft(folder: Path, second: str, third: str) -> Draft:
    path = folder / "tea.txt"
    path.write_text(TEXT.format(second, third), encoding="utf-8")
    return read(path)


@pytest.mark.parametrize(
    ("name", "row"),
    [(name, row) for name in ("forbids", "whom", "together", "at_most") for row in read_table("stacking", name)],
    ids=lambda one: one if isinstance(one, str) else str(one["words"][0]),
)
def test_each_word_list_finds_its_example_and_not_its_counter_example(name: str, row: dict[str, str]) -> None:
    assert any(word in plain(row["yes"]) for word in row["words"])
    assert not re.search(one_of("stacking", name), plain(row["no"]))


@pytest.mark.parametrize(
    "rule", ["同一事项符合多项政策的，择高享受。", "本措施与市内其他政策重复的，由企业择一申报。", "同类奖励不得叠加。"]
)
def test_an_article_that_pays_nothing_governs_all_others(tmp_path: Path, rule: str) -> None:
    found = draft(tmp_path, "", rule)
    assert [(one.kind, one.source) for one in found.rules] == [("no_stacking", "3")]
    sources = {clause.name: [one.source for one in clause.rules] for clause in found.clauses}
    assert sources == {"1": ["3", "1"], "2": ["3"], "3": ["3"]}


@pytest.mark.parametrize(
    ("rule", "capped"),
    [
        ("单个企业一个年度内依照本措施取得的资金合计不超过600万元。", True),
        ("同一企业全年奖励总额以500万元为顶。", True),
        ("申报单位上年度经审计的亏损额不得超过300万元。", False),
        ("市财政每年统筹8000万元兑现本措施，总额不超过一亿元。", False),
    ],
)
def test_a_ceiling_on_all_that_one_applicant_gets_governs_all_articles(tmp_path: Path, rule: str, capped: bool) -> None:
    found = draft(tmp_path, "", rule)
    assert [(one.kind, one.source) for one in found.rules] == ([("total_cap", "3")] if capped else [])


def test_what_an_article_forbids_of_its_own_is_its_own(tmp_path: Path) -> None:
    found = draft(tmp_path, "已获其他同类奖励的，不再重复奖励。", "本措施由市商务局解释。")
    assert found.rules == ()
    assert {clause.name: len(clause.rules) for clause in found.clauses} == {"1": 1, "2": 1, "3": 0}


def test_an_article_that_pays_may_speak_of_the_whole_document(tmp_path: Path) -> None:
    found = draft(tmp_path, "同一事项符合本措施多项规定的，从高执行。", "本措施由市商务局解释。")
    assert [one.source for one in found.rules] == ["2"]


def test_the_documents_of_other_places_that_forbid_it_are_known() -> None:
    """Of the 54 texts that speak of it, 42 forbid it of all they pay (read one by one); before, one was known."""
    known = {path.stem for path in CASES.glob("*.txt") if any(r.kind == "no_stacking" for r in read(path).rules)}
    assert len(known) >= 42
    assert not known & {"camellia-county", "renovation-fund-province", "talent-housing-rules"}
