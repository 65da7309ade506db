"""Figures of English texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table
from search_app.figures.english_figures import find_english_figures
from search_app.reading.english import find_english_amounts, find_english_benefits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A one-off award of RMB 10 million.", [("RMB 10 million", 10_000_000, "award")]),
        ("10% of fixed-asset investment, up to RMB 5 million, is granted.", [("10%", 0.1, "rate"), ("RMB 5 million", 5_000_000, "cap")]),
        ("Enterprises investing at least CNY 500,000 are granted 40% of it, no more than CNY 1,000,000.",
         [("CNY 500,000", 500_000, "condition"), ("40%", 0.4, "rate"), ("CNY 1,000,000", 1_000_000, "cap")]),
        ("Grants of RMB 300,000, RMB 200,000 and RMB 100,000 respectively.",
         [("RMB 300,000", 300_000, "award"), ("RMB 200,000", 200_000, "award"), ("RMB 100,000", 100_000, "award")]),
        ("Enterprise income tax is levied at the reduced rate of 15%.", [("15%", 0.15, "term")]),
        ("Support is provided at a ratio of 1:1.", [("1:1", 1.0, "ratio-rate")]),
        ("Projects with revenue of RMB 2 million or more are rewarded.", [("RMB 2 million", 2_000_000, "condition")]),
        ("A subsidy of USD 5,000 is granted.", [("USD 5,000", 5_000, "award")]),
        ("An award of 3.5 million yuan is paid.", [("3.5 million yuan", 3_500_000, "award")]),
        ("In 2025, 500 firms in 3 districts.", []),
    ],
)  # fmt: skip
def test_english_figures(text: str, expected: list[tuple[str, float, str]]) -> None:
    found = [
        (a.text, float(a.value), a.role if a.kind != "ratio" else f"ratio-{a.role}") for a in find_english_amounts(text)
    ]
    assert found == expected


@given(st.text(alphabet="RMB CNY 0123456789,.%:-milonbupt o$¥", max_size=80))
def test_figures_stand_where_they_say(text: str) -> None:
    amounts = find_english_amounts(text)
    assert all(text[a.start : a.end] == a.text for a in amounts)


def test_english_benefits_are_read_sentence_by_sentence() -> None:
    text = (
        "A company that builds a plant receives a grant of RMB 2 million. "
        "The city will seek a subsidy of 5 million yuan from the province."
    )
    found = find_english_benefits(text, find_english_amounts(text))
    assert [(b.n, b.award, b.promise) for b in found] == [(1, 2_000_000, "committed"), (2, 5_000_000, "endeavour")]
    assert found[0].recipient == "A company that builds a plant"


@pytest.mark.parametrize(
    ("text", "value", "high", "currency"),
    [
        ("RMB 5-10 million", 5_000_000, 10_000_000, "CNY"),
        ("RMB 5 million to 10 million", 5_000_000, 10_000_000, "CNY"),
        ("5 to 10 million yuan", 5_000_000, 10_000_000, "CNY"),
        ("between RMB 1 million and RMB 2 million", 1_000_000, 2_000_000, "CNY"),
        ("RMB10 million", 10_000_000, None, "CNY"),
        ("half a million yuan", 500_000, None, "CNY"),
        ("a quarter of a million yuan", 250_000, None, "CNY"),
        ("a hundred thousand yuan", 100_000, None, "CNY"),
        ("two hundred thousand yuan", 200_000, None, "CNY"),
        ("twenty-five million yuan", 25_000_000, None, "CNY"),
        ("300 million RMB", 300_000_000, None, "CNY"),
        ("₹20,00,000/-", 2_000_000, None, "INR"),
        ("5%-10%", 0.05, 0.1, None),
        ("5 to 10 percent", 0.05, 0.1, None),
        ("1:0.5", 0.5, None, None),
        ("2:1", 2, None, None),
    ],
)
def test_english_values(text: str, value: float, high: float | None, currency: str | None) -> None:
    (amount,) = find_english_amounts(text)
    assert (float(amount.value), amount.value_hi and float(amount.value_hi), amount.currency) == (value, high, currency)
    (inside,) = find_english_amounts(f"A grant is paid; {text} is what it comes to.")
    assert inside.value == amount.value


@pytest.mark.parametrize("name", ["multiplier", "number"])
def test_each_row_of_english_numbers_reads_its_example(name: str) -> None:
    for row in read_table("english_numbers", name):
        written, value = row["yes"]
        assert [float(f.value) for f in find_english_figures(written)] == [value], written
        assert [f for f in find_english_figures(row["no"]) if f.kind == "money"] == [], row["no"]


def test_each_english_bound_decides_its_example() -> None:
    for row in read_table("english_numbers", "bound"):
        assert find_english_figures(row["yes"])[0].bound == row["bound"]
        assert find_english_figures(row["no"])[0].bound != row["bound"]


@pytest.mark.parametrize("text", ["8:30", "in 2025", "5 million people", "a yuan bond", "section 5.1.2", "1.2.3 yuan"])
def test_what_is_no_english_figure(text: str) -> None:
    assert find_english_amounts(text) == ()


def test_an_english_approximation_is_no_exact_award_and_rupees_are_no_yuan() -> None:
    text = "A company that builds a plant receives about RMB 2 million. The startup is paid a grant of ₹20,00,000."
    about, rupees = find_english_benefits(text, find_english_amounts(text))
    assert about.award is None and about.open
    assert rupees.award is None and any(point.kind == "foreign" for point in rupees.open)
    text = (
        "A 20% subsidy subject to a maximum of RMB 2 million is given. The startup will be reimbursed 50% of the cost."
    )
    assert [(a.role, float(a.value)) for a in find_english_amounts(text)] == [
        ("rate", 0.2),
        ("cap", 2_000_000),
        ("rate", 0.5),
    ]
