"""Constraints in words: what each row of the grammar reads, what people mean, and what must stay words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search_app.data import read_table
from search_app.search.answer import answer
from search_app.search.asked.facts import find_facts, only
from search_app.search.asked.read import read_asked
from search_app.search.model import Query
from search_app.search.published.generations import Generation
from search_app.search.query.plan import read_query
from search_app.search.words.offices import OfficeNames, make_office_table

TODAY = date(2026, 11, 22)
ROWS = [(n, row) for n, row in enumerate(read_table("asking", "read"))]
EXCLUSIONS = [(n, row) for n, row in enumerate(read_table("asking", "exclusion"))]


def read(generation: Generation, q: str) -> list[tuple[str, str, str]]:
    return [(one.field, one.op, one.value) for one in read_asked(q, TODAY, generation.lexicon).read]


@pytest.mark.parametrize(("n", "row"), ROWS, ids=[f"{n}-{row['field']}-{row['value']}" for n, row in ROWS])
def test_a_row_reads_its_examples_and_not_its_counter_examples(
    n: int, row: dict[str, Any], generation: Generation
) -> None:
    fields = {one["id"] for one in read_table("asking", "basis")} if row["field"] == "{basis}" else {row["field"]}

    def says(q: str) -> bool:
        return any(
            field in fields and op == row["op"] and ("{" in row["value"] or value == row["value"])
            for field, op, value in read(generation, q)
        )

    assert [q for q in row["yes"] if not says(q)] == []
    assert [q for q in row["no"] if says(q)] == []


@pytest.mark.parametrize(("n", "row"), EXCLUSIONS, ids=[row["strength"] for _, row in EXCLUSIONS])
def test_an_exclusion_reads_its_examples(n: int, row: dict[str, Any], generation: Generation) -> None:
    def says(q: str) -> bool:
        return any(op == "not" for _, op, _ in read(generation, q))

    assert [q for q in row["yes"] if not says(q)] == []
    assert [q for q in row["no"] if says(q)] == []


@pytest.mark.parametrize(
    "q",
    [
        "no provincial money", "不是市财政出的", "不低于一千万", "奖励不超过500万", "no more than 3 million yuan", "100-500万的补助",
        "奖励最高的条款", "连续补三年", "cash grants only", "只看金融行业的", "which measures ran out last year",
        "今年还能拿到的奖励", "五百万以上五百万以上",
    ],
)  # fmt: skip
def test_what_is_taken_off_is_not_read_otherwise(q: str, generation: Generation) -> None:
    first, *others = read_asked(q, TODAY, generation.lexicon).read
    assert {one.text for one in others} <= {first.text}, "both ends of a range, from the same words"
    assert read_asked(q, TODAY, generation.lexicon, (first.text,)).read == ()


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("不要那些七零八落的补贴", "不要那些七零八落的"),
        ("别给我列花里胡哨的奖励", "别给我列花里胡哨的"),
        ("不能连续领三年的补助", "不能连续领三年的"),
        ("not for five years of support", "not for five years of support"),
    ],
)
def test_what_is_denied_and_cannot_be_left_out_is_said(q: str, said: str, generation: Generation) -> None:
    asked = read_asked(q, TODAY, generation.lexicon)
    assert asked.read == () and asked.not_understood == (said,) and said not in asked.rest


@pytest.mark.parametrize(
    ("q", "weight"),
    [
        ("冰雪旅游补贴作废了没", "should"), ("is the design grant still valid?", "should"), ("创意政策还管用吗", "should"),
        ("还能申请的旅游补贴", "must"), ("expired grants for film", "must"), ("哪些冰雪政策作废了", "must"),
        ("are there grants still open for design", "must"),
    ],
)  # fmt: skip
def test_a_validity_asked_of_something_named_hides_nothing(q: str, weight: str, generation: Generation) -> None:
    (one,) = read_asked(q, TODAY, generation.lexicon).read
    assert (one.field, one.weight) == ("validity", weight)


@pytest.mark.parametrize("q", ["不由市财政局牵头的奖励", "awards not led by the Finance Bureau", "不是给企业的奖励"])
def test_what_is_denied_is_left_out(q: str, generation: Generation) -> None:
    found = answer(Query(as_of=TODAY, q=q, per_page=50), generation)
    (one,) = found.read
    assert one.op == "not" and found.hits
    for hit in found.hits:
        clause = hit.clause
        if one.field == "responsible":
            assert [office.id for office in clause.departments[:1]] != [one.value]
        else:
            assert only(one.field, one.value) not in find_facts(clause)


HERE = Path(__file__).parent
MEANT = [tuple(line.split("\t")) for line in (HERE / "asked_queries.tsv").read_text(encoding="utf-8").splitlines()]
PLAIN = (HERE / "plain_queries.txt").read_text(encoding="utf-8").splitlines()


def test_what_people_mean_is_read(generation: Generation) -> None:
    wrong = [
        (q, meant, read(generation, q)) for q, meant in MEANT if tuple(meant.split(" ")) not in read(generation, q)
    ]
    assert wrong == [] and len(MEANT) > 150


def test_an_ordinary_query_stays_words(generation: Generation) -> None:
    wrong = [(q, asked.read) for q in PLAIN if (asked := read_asked(q, TODAY, generation.lexicon)).read]
    assert wrong == [] and len(PLAIN) > 150
    assert [q for q in PLAIN if read_asked(q, TODAY, generation.lexicon).rest != q] == []


@pytest.mark.parametrize(
    "q",
    [
        "2026年13月还有效的", "2025年4月31日仍然有效", "1700年还管用吗", "as of 30 February 2024", "still valid in 2500", "佳木斯市财政局牵头的",
        "市航天局牵头的", "led by the Fisheries Bureau",
    ],
)  # fmt: skip
def test_a_day_or_office_that_cannot_be_is_said_and_never_another(q: str, generation: Generation) -> None:
    asked = read_asked(q, TODAY, generation.lexicon)
    assert asked.read == () and asked.not_understood


def test_several_offices_of_one_name_are_one_wish(generation: Generation) -> None:
    """In a library that has a 商务局 of the province and of a district."""
    lexicon = replace(generation.lexicon)
    named = {"p": ("省商务厅",), "d": ("南山区商务局",), "f": ("区金融办",)}
    vars(lexicon)["bodies"] = OfficeNames(make_office_table(named))

    def offices(q: str) -> list[str]:
        return [one.value for one in read_asked(q, TODAY, lexicon).read]

    assert offices("商务局牵头的") == offices("区商务局牵头的") == offices("南山区商务局牵头的") == ["d"]
    assert (
        offices("省商务厅牵头的")
        == offices("商务厅牵头的")
        == offices("led by the provincial Bureau of Commerce")
        == ["p"]
    )
    assert offices("led by the Commerce Bureau") == offices("商务部门牵头的") == ["p", "d"]
    assert offices("归金融办管的") == ["f"] and offices("福田区商务局牵头的") == []
    reading = read_query("商务部门牵头的", lexicon, day=TODAY)
    assert len(reading.wishes) == 1 and {"lead-p", "lead-d"} <= {needle.text for needle in reading.wishes[0].needles}


def test_what_stands_in_the_named_document_comes_first(generation: Generation) -> None:
    def first(q: str) -> list[str]:
        return [hit.clause.document for hit in answer(Query(as_of=TODAY, q=q), generation).hits[:3]]

    assert first("生物经济措施里的平台") == ["bio-economy"] * 3
    assert first("awards in the digital economy policy") == ["digital-economy"] * 3


def test_the_smallest_sum_comes_first_and_no_sum_last(generation: Generation) -> None:
    def sums(q: str) -> list[float | None]:
        hits = answer(Query(as_of=TODAY, q=q, per_page=200), generation).hits
        return [float(one.value) if (one := hit.clause.headline) else None for hit in hits]

    for q, falling in (("补得最少的", False), ("the lowest grants", False), ("额度从高到低", True)):
        found = sums(q)
        stated = [one for one in found if one is not None]
        assert stated == sorted(stated, reverse=falling) and found[len(stated) :] == [None] * (len(found) - len(stated))


def test_a_foreign_sum_that_no_clause_states_is_named(generation: Generation) -> None:
    for q, sums in (("80万港币", ("80万港币",)), ("€70,000 or more", ("€70,000",)), ("80万", ())):
        page = answer(Query(as_of=TODAY, q=q), generation)
        assert page.foreign == sums and not (sums and page.total)


def test_ligatures_are_their_letters(generation: Generation) -> None:
    def hits(q: str) -> list[str]:
        return [hit.clause.id for hit in answer(Query(as_of=TODAY, q=q), generation).hits]

    assert hits("ﬁnancial oﬃce") == hits("financial office") != []


def test_what_is_read_is_not_named_as_missing(generation: Generation) -> None:
    """It is looked for in fields, whatever the text calls it; as words alone it is missing."""
    q, words = "subsidies paid by the city for loans", "paid by the city"
    page = answer(Query(q=q, as_of=TODAY), generation)
    assert [one.text for one in page.read] == [words] and page.dropped == ()
    assert answer(Query(q=f"{q} zzqqx", as_of=TODAY), generation).dropped == ("zzqqx",)
