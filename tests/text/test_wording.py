"""Sums, rates and dates are written exactly, and what is written reads back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.figures.quantities import find_quantities
from search_app.model import LANGS, Lang
from search_app.reading.english import find_english_amounts
from search_app.text.wording import exact_rate, write_date, write_money, write_rate, write_sum
from search_app.web.sums import parse_sum

SUMS = (
    st.integers(0, 10**13)
    | st.decimals(0, 10**10, places=4)
    | st.sampled_from([10**n + d for n in range(4, 14) for d in (-1, 0, 1)])
)


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        (123_456_789, "123,456,789元", "RMB 123,456,789"), (100_000_001, "100,000,001元", "RMB 100,000,001"),
        (10_000_000, "1,000万元", "RMB 10 million"), (22_500_000, "2,250万元", "RMB 22.5 million"),
        (1_250_000_000, "12.5亿元", "RMB 1.25 billion"), (75_000, "7.5万元", "RMB 75,000"), (9_999, "9,999元", "RMB 9,999"),
        (123_460_000, "12,346万元", "RMB 123.46 million"), (0, "0元", "RMB 0"), (Decimal("0.5"), "0.5元", "RMB 0.5"),
        (Decimal("10000.01"), "10,000.01元", "RMB 10,000.01"), (Decimal("7.50E+7"), "7,500万元", "RMB 75 million"),
    ],
)  # fmt: skip
def test_a_sum_is_written_in_a_unit_that_holds_it(yuan: Decimal | int, zh: str, en: str) -> None:
    assert (write_money(yuan, "zh"), write_money(yuan, "en")) == (zh, en)


@given(SUMS)
def test_what_is_written_reads_back_to_the_same_sum(yuan: Decimal | int) -> None:
    """By the readers of figures in documents, and by the fields that sums are typed into."""
    zh, en = write_money(yuan, "zh"), write_money(yuan, "en")
    assert [(q.text, q.value, q.currency) for q in find_quantities(zh)] == [(zh, yuan, "CNY")]
    assert [(a.text, a.value, a.currency) for a in find_english_amounts(en)] == [(en, yuan, "CNY")]
    assert parse_sum(zh) == parse_sum(en) == yuan


@pytest.mark.parametrize(
    ("per", "zh", "en"),
    [
        ("company-year", "每户每年最高200万元", "up to RMB 2 million per company a year"),
        ("year", "每年最高200万元", "up to RMB 2 million a year"),
        ("unit", "每计量单位最高200万元", "up to RMB 2 million per unit"),
        ("once", "一次性最高200万元", "up to RMB 2 million, one-off"), (None, "最高200万元", "up to RMB 2 million"),
    ],
)  # fmt: skip
def test_for_each_what_a_sum_is_granted_is_said(per: str | None, zh: str, en: str) -> None:
    assert [write_sum(2_000_000, per, lang, up_to=True) for lang in LANGS] == [zh, en]


def test_rates_are_exact() -> None:
    assert [write_rate(Decimal(r)) for r in ("0.015", "0.5", "1", "0.0008", "0.1234567")] == [
        "1.5%",
        "50%",
        "100%",
        "0.08%",
        "12.34567%",
    ]
    third = Decimal(1) / Decimal(3)
    assert (
        write_rate(third) == "1/3"
        and exact_rate(third) == Fraction(1, 3)
        and exact_rate(Decimal("0.333")) == Fraction(333, 1000)
    )


@pytest.mark.parametrize(("lang", "words"), [("zh", "2026年1月31日"), ("en", "31 January 2026")])
def test_dates(lang: Lang, words: str) -> None:
    assert write_date(date(2026, 1, 31), lang) == words
