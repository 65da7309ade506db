"""Figures of English texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.policy.english import find_english_amounts, find_english_benefits


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
