"""Sums that a Chinese text writes in the English way."""

from __future__ import annotations

import pytest

from search_app.reading.roles import find_amounts


@pytest.mark.parametrize(
    ("text", "printed", "value", "high", "currency"),
    [
        ("奖励RMB 5-10 million", "RMB 5-10 million", 5_000_000, 10_000_000, "CNY"),
        ("給予RMB10 million獎勵", "RMB10 million", 10_000_000, None, "CNY"),
        ("给予最高 US$ 2 million 资助", "US$ 2 million", 2_000_000, None, "USD"),
        ("投资达到¥3 billion的企业", "¥3 billion", 3_000_000_000, None, "CNY"),
        ("奖励RMB 300k", "RMB 300k", 300_000, None, "CNY"),
    ],
)
def test_english_multipliers_count_in_a_chinese_text(
    text: str, printed: str, value: int, high: int | None, currency: str
) -> None:
    (amount,) = find_amounts(text)
    assert (amount.text, amount.value, amount.value_hi, amount.currency) == (printed, value, high, currency)


@pytest.mark.parametrize("text", ["高度5m以上", "面积5 million平方米", "带宽100m"])
def test_a_measure_is_no_sum(text: str) -> None:
    assert find_amounts(text) == ()


def test_a_sentence_of_hundreds_of_figures_is_no_grant() -> None:
    amounts = find_amounts("给予" + "奖励5万元，" * 400)
    assert len(amounts) == 400 and {amount.role for amount in amounts} == {"term"}
    assert {amount.role for amount in find_amounts("给予奖励5万元。" * 400)} == {"award"}
