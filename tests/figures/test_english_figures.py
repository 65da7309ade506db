"""Sums, shares and bounds of English texts, in figures and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table
from search_app.figures.english_figures import find_english_figures

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
]
ONES += ["eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int) -> str:
    """``number`` below 10^12 in English words, as a generator that knows nothing of the reader."""
    for scale, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= scale:
            rest = number % scale
            return f"{spell(number // scale)} {name}" + (f" {spell(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (f" and {spell(rest)}" if rest else "")
    if number < 20:
        return ONES[number]
    return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")


@given(st.integers(1, 10**6 - 1), st.sampled_from(["yuan", "dollars", "euros", "Hong Kong dollars"]))
def test_numbers_in_words_read_back(number: int, currency: str) -> None:
    text = f"{spell(number)} {currency}"
    assert [(f.text, f.value) for f in find_english_figures(f"They get {text}.")] == [(text, number)]


@given(
    st.integers(1, 999),
    st.sampled_from([("thousand", 10**3), ("million", 10**6), ("mn", 10**6), ("bn", 10**9), ("lakh", 10**5)]),
)
def test_multipliers_read_back(number: int, scale: tuple[str, int]) -> None:
    for text in (f"RMB {number} {scale[0]}", f"{number} {scale[0]} yuan", f"CNY {number}.5 {scale[0]}"):
        (figure,) = find_english_figures(text)
        assert figure.value == (Decimal(number) + (Decimal("0.5") if ".5" in text else 0)) * scale[1]


@pytest.mark.parametrize(
    ("text", "value", "high", "bound"),
    [
        ("one and a half million yuan", 1_500_000, None, "exact"), ("three quarters of a million euros", 750_000, None, "exact"),
        ("a couple of million yuan", 2_000_000, None, "exact"), ("tens of millions of yuan", 10_000_000, None, "about"),
        ("several hundred thousand yuan", 100_000, None, "about"), ("RMB 40 ten thousand", 400_000, None, "exact"),
        ("nearly RMB 4 million", 4_000_000, None, "about"), ("in excess of RMB 4 million", 4_000_000, None, "at_least"),
        ("RMB 4 million or more", 4_000_000, None, "at_least"), ("RMB 4 million or less", 4_000_000, None, "at_most"),
        ("about RMB 4 million or more", 4_000_000, None, "about"), ("capped at RMB 4 million", 4_000_000, None, "at_most"),
        ("from RMB 4 million to RMB 6 million", 4_000_000, 6_000_000, "exact"), ("4-6 million yuan", 4_000_000, 6_000_000, "exact"),
        ("Rs. 12,50,000/-", 1_250_000, None, "exact"), ("S$ 4,000", 4000, None, "exact"), ("CNY4.5m", 4_500_000, None, "exact"),
    ],
)  # fmt: skip
def test_sums_and_their_bounds(text: str, value: int, high: int | None, bound: str) -> None:
    (figure,) = find_english_figures(f"They get {text}, and no more is said.")
    assert (figure.value, figure.value_hi, figure.bound) == (value, high, bound)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35 per cent", 0.35), ("thirty-five percent", 0.35), ("4 percentage points", 0.04), ("40 basis points", 0.004), ("40 bps", 0.004),
        ("6 per mille", 0.006), ("two-thirds of the rent", 2 / 3), ("a quarter of the rent", 0.25), ("half of the rent", 0.5), ("1:0.8", 0.8),
    ],
)  # fmt: skip
def test_shares(text: str, value: float) -> None:
    assert [pytest.approx(float(f.value)) for f in find_english_figures(f"They get {text}.")] == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("RMB 400,000, 300,000 and 200,000 respectively", [400_000, 300_000, 200_000]),
        ("4, 3 and 2 million yuan respectively", [4_000_000, 3_000_000, 2_000_000]),
        ("RMB 4, 5 or 6 million", [4_000_000, 5_000_000, 6_000_000]),
        ("RMB 400,000, 30 jobs and 4 years", [400_000]),
        ("RMB 400,000 and 200 million trees", [400_000]),
        ("in 2023, 2024 and 6 million yuan", [6_000_000]),
        ("an award of RMB 400,000 to an inventor and RMB 300,000 to one school", [400_000, 300_000]),
    ],
)
def test_a_list_that_prints_its_unit_once(text: str, values: list[int]) -> None:
    assert [f.value for f in find_english_figures(text)] == values


def test_what_says_a_sum_again_belongs_to_it() -> None:
    for text in (
        "6 million yuan (about US$0.9 million)",
        "six million yuan (RMB 6,000,000)",
        "RMB 6 million (i.e. six million yuan)",
    ):
        assert len(find_english_figures(f"A grant of {text} is paid.")) == 1, text
    assert len(find_english_figures("6 million yuan (foreign firms: US$0.9 million)")) == 2


@pytest.mark.parametrize(
    "text",
    ["half a day", "a third party", "two hundred firms", "several companies", "5 million people", "10:30 a.m.", "10:30:00", "2024-2026",
     "a yuan bond", "one of the firms", "a hundred and one firms", "4G and 5 km"],
)  # fmt: skip
def test_what_is_no_figure(text: str) -> None:
    assert find_english_figures(text) == ()


@pytest.mark.parametrize("row", read_table("english_numbers", "part"), ids=lambda row: row["yes"][0])
def test_each_part_reads_its_example(row: dict[str, object]) -> None:
    text, value = row["yes"]  # type: ignore[misc]
    assert [round(float(f.value), 6) for f in find_english_figures(text)] == [value]
    assert find_english_figures(str(row["no"])) == ()
