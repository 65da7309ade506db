"""What a benefit that is paid like another one refers to: only where one thing can be meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from search_app.clauses.outline import split_file
from search_app.data import read_table
from search_app.files.read import read_source
from search_app.library.assemble import NamedDraft, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.library.library import read_library
from search_app.library.links import find_references
from search_app.model import Library

TEXT = """戊市支持船舶产业若干措施
第一章 建造
第一条 对新建船坞的船厂，按投资额的5%给予补助，最高500万元。
第二条 对首制船型的设计院，给予奖励80万元。对通过入级检验的船型，给予奖励20万元。
第三条 对拖轮公司给予一次性补助30万元。对外地拖轮公司，参照{reference}给予补助。
第二章 配套
第四条 对船用电缆厂给予奖励12万元。
"""


@pytest.fixture
def drafts(tmp_path: Path) -> dict[str, NamedDraft]:
    path = tmp_path / "ships.txt"
    path.write_text(TEXT.format(reference="本措施第一条"), encoding="utf-8")
    source = read_source(path)
    draft = make_draft(source, split_file(source).documents[0])
    return {"ships": name_as_printed(draft, Entry("ships"))}


def refer(named: NamedDraft, reference: str) -> NamedDraft:
    """``named`` with a benefit in its third clause that refers to ``reference``."""
    clauses = list(named.draft.clauses)
    place = next(n for n, clause in enumerate(clauses) if clause.number == "3")
    own = clauses[place].benefits[0]
    other = replace(own, n=2, recipient="外地拖轮公司", award=None, promise="by_other_rule", refers_to=reference)
    text = clauses[place].text.replace("本措施第一条", reference)
    clauses[place] = replace(clauses[place], text=text, benefits=(own, other))
    return replace(named, draft=replace(named.draft, clauses=tuple(clauses)))


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("第一条", ("ships/1/b1",)),
        ("本措施第1条", ("ships/1/b1",)),
        ("第（一）条", ("ships/1/b1",)),
        ("第二条", ("ships/2",)),
        ("第一条至第二条", ("ships/1/b1", "ships/2")),
        ("第一至四条", ("ships/1/b1", "ships/2", "ships/3/b1", "ships/4/b1")),
        ("第一条、第四条", ("ships/1/b1", "ships/4/b1")),
        ("第九条", ()),
        ("前款", ("ships/3/b1",)),
        ("上述标准", ("ships/3/b1",)),
        ("前条", ("ships/2",)),
        ("本地同类型企业", ("ships/1", "ships/2")),
        ("新引进船用电缆厂", ("ships/4/b1",)),
        ("新建船坞的船厂", ("ships/1/b1",)),
        ("国家有关规定", ()),
        ("《戊市支持船舶产业若干措施》", ("ships",)),
        ("《戊市支持船舶产业若干措施》第四条", ("ships/4/b1",)),
        ("《某省船舶条例》第一条", ()),
    ],
)
def test_what_is_meant(drafts: dict[str, NamedDraft], reference: str, meant: tuple[str, ...]) -> None:
    named = refer(drafts["ships"], reference)
    found = find_references(named, {"戊市支持船舶产业若干措施": "ships"}, {"ships": named}.__getitem__)
    assert found.get("ships/3/b2", ()) == meant


def test_several_that_could_be_meant_are_none(drafts: dict[str, NamedDraft]) -> None:
    named = refer(drafts["ships"], "前款")
    clauses = list(named.draft.clauses)
    place = next(n for n, clause in enumerate(clauses) if clause.number == "3")
    own, other = clauses[place].benefits
    clauses[place] = replace(clauses[place], benefits=(own, replace(own, n=2), replace(other, n=3)))
    several = replace(named, draft=replace(named.draft, clauses=tuple(clauses)))
    assert find_references(several, {}, {"ships": several}.__getitem__) == {}


def test_a_clause_number_that_stands_twice_names_nothing(drafts: dict[str, NamedDraft]) -> None:
    named = refer(drafts["ships"], "第一条")
    clauses = [replace(clause, number="1") for clause in named.draft.clauses]
    twice = replace(named, draft=replace(named.draft, clauses=tuple(clauses)))
    assert find_references(twice, {}, {"ships": twice}.__getitem__) == {}


def test_the_eleventh_clause_of_finance_pays_what_the_ten_before_it_pay(library: Library) -> None:
    eleventh = next(c for c in library.clauses if c.id == "financial-opening/11")
    named = [b.refers_to_ids for b in eleventh.benefits]
    assert named[:2] == [("financial-opening/1/b1",), ("financial-opening/8/b1",)]
    assert named[2] == tuple(f"financial-opening/{n}" for n in range(1, 11))


def test_every_reference_of_the_corpus_is_held(library: Library) -> None:
    ids = {d.id for d in library.documents} | {c.id for c in library.clauses}
    benefits = {b.id: b for c in library.clauses for b in c.benefits}
    for one in benefits.values():
        assert set(one.refers_to_ids) <= ids | benefits.keys() and one.id not in one.refers_to_ids
        assert not one.refers_to_ids or one.refers_to


def test_references_go_into_the_library(tmp_path: Path) -> None:
    (tmp_path / "ships.txt").write_text(TEXT.format(reference="本措施第一条标准"), encoding="utf-8")
    found = [b for c in read_library(tmp_path).clauses for b in c.benefits if b.refers_to_ids]
    assert [b.refers_to_ids for b in found] == [("ships/1/b1",)]


def test_words_of_references_are_told_by_their_examples() -> None:
    for row in read_table("references", "word"):
        assert any(word in row["yes"] for word in row["words"]), row["name"]
        assert not any(word in row["no"] for word in row["words"]), row["name"]
