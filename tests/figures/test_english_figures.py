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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Rs.7 lakh", [700_000]), ("Rs.3,00,000", [300_000]), ("Rs. 7", [7]), ("Rs.2.5 crore", [25_000_000]),
        ("EUR 70 000", [70_000]), ("€2 500", [2_500]), ("70 000 euros", [70_000]), ("EUR\u00a01 200 000", [1_200_000]),
        ("₹2,50,000/- (Rupees two lakh fifty thousand only)", [250_000]),
        ("raised from RMB 4 million to RMB 6 million", [4_000_000, 6_000_000]),
        ("lowered from £5,000 to £4,000", [5_000, 4_000]),
    ],
)  # fmt: skip
def test_sums_as_other_places_write_them(text: str, values: list[int]) -> None:
    found = find_english_figures(f"The unit gets {text} in all.")
    assert [f.value for f in found] == values
    assert all(f.value_hi is None for f in found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("in the proportion 70:30", 70 / 30), ("at 50:50", 1), ("half the fee", 0.5), ("half its fee", 0.5), ("two fifths of the fee", 0.4),
        ("3/4 of the fee", 0.75), ("half of the quarterly fee", 0.5),
    ],
)  # fmt: skip
def test_shares_of_what_is_named_behind(text: str, value: float) -> None:
    assert [pytest.approx(float(f.value)) for f in find_english_figures(f"The costs are borne {text}.")] == [value]


@pytest.mark.parametrize(
    "text",
    ["the second half of the year", "a quarter of an hour", "at 10:45", "half the day", "the first quarter of each year", "3/4 of the day", "paid No.5",
     "in section 4.70 000 is a number", "half of every month", "phase 1 500 firms"],
)  # fmt: skip
def test_parts_of_time_and_numbers_of_places_are_no_shares_and_no_sums(text: str) -> None:
    assert find_english_figures(f"It is open {text}.") == ()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 15% and 25% of the cost", 0.15, 0.25), ("from 15% to 25% of the cost", 0.15, 0.25), ("15 to 25 per cent", 0.15, 0.25),
        ("RMB 30 million (inclusive) to RMB 60 million", 30_000_000, 60_000_000),
        ("from RMB 30 million (included) to RMB 60 million (excluded)", 30_000_000, 60_000_000),
        ("between EUR 5 000 and EUR 8 000", 5_000, 8_000),
    ],
)  # fmt: skip
def test_one_range_has_two_ends(text: str, low: float, high: float) -> None:
    (figure,) = find_english_figures(f"It comes to {text}.")
    assert (float(figure.value), float(figure.value_hi or 0)) == (low, high)


@pytest.mark.parametrize("verb", ["raised", "increased", "lowered", "has been cut", "rises", "adjusted"])
def test_what_is_changed_has_a_former_and_a_new_value(verb: str) -> None:
    text = f"The rate is {verb} from 35% to 45% for firms in the hills."
    assert [(float(f.value), f.value_hi) for f in find_english_figures(text)] == [(0.35, None), (0.45, None)]
    assert len(find_english_figures(f"Prices are {verb}. Grants range from 35% to 45%.")) == 1
