"""Sums as people type them into a field."""

from __future__ import annotations

import pytest

from search_app.web.sums import parse_sum, split_sums


@pytest.mark.parametrize(
    "typed",
    ["3亿", "3亿元", "３亿元", "30000万元", "30,000万", "３０，０００万", "三亿元", "300000000", "300,000,000", "300 000 000", "3 0 0 0 0 万 元",
     "￥3亿", "¥300000000", "人民币3亿元", "3亿元人民币", "RMB 300 million", "rmb300m", "300m", "300 million", "300 Million yuan", "0.3bn",
     "CNY 300,000,000", "300 000 thousand", "三億元", "300\u200b000000", "\u00a03亿 "],
)  # fmt: skip
def test_one_sum_in_many_ways(typed: str) -> None:
    assert parse_sum(typed) == 300_000_000


@pytest.mark.parametrize(
    "typed",
    ["", "many", "-5", "5-10万元", "RMB 5-10 million", "3亿 5亿", "2000 3000", "20 30", "3亿元以上", "约3亿", "15%", "US$ 5 million", "$5m",
     "3万美元", "港币50万", "1e9", "万元", "1,2345", "3.000.000", "1" * 70],
)  # fmt: skip
def test_what_is_no_single_sum_of_yuan_is_refused(typed: str) -> None:
    assert parse_sum(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["3亿\n300 million", "3亿\r\n\r\nRMB 300 million\r\n", "3亿；300 million", "3亿、300 million", "3亿;300 million;"],
)
def test_several_sums_stand_on_lines_or_between_marks(typed: str) -> None:
    assert [parse_sum(one) for one in split_sums(typed)] == [300_000_000] * 2
