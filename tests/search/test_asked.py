"""Constraints in words: what each row of the grammar reads, what people mean, and what must stay words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search_app.data import read_table
from search_app.search.asked.read import read_asked
from search_app.search.published.generations import Generation

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
