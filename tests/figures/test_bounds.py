"""What the words beside a figure make of it, and what a condition compares."""

from __future__ import annotations

from typing import Any

import opencc
import pytest

from search_app.data import read_table
from search_app.figures.bounds import find_compare
from search_app.library.draft import find_headline
from search_app.reading.benefits import find_benefits
from search_app.reading.roles import find_amounts

TRADITIONAL = opencc.OpenCC("s2t").convert


@pytest.mark.parametrize(
    ("text", "compare"),
    [
        ("营收低于60万元的", "lt"), ("营收不足60万元的", "lt"), ("营收不到60万元的", "lt"), ("营收未满60万元的", "lt"), ("营收少于60万元的", "lt"),
        ("营收不少于60万元的", "ge"), ("营收至少60万元的", "ge"), ("营收达到60万元的", "ge"), ("营收不低于人民币60万元的", "ge"),
        ("营收60万元以上的", "ge"), ("营收60万元以上（含）的", "ge"), ("营收60万元（含）以上的", "ge"), ("营收60万元以上（不含）的", "gt"),
        ("营收60万元（不含）以上的", "gt"), ("营收超过60万元的", "gt"), ("营收高于60万元的", "gt"), ("营收突破60万元的", "gt"), ("营收逾60万元的", "gt"),
        ("营收超60万元的", "gt"), ("营收不超过60万元的", "le"), ("营收不高于60万元的", "le"), ("营收60万元以内的", "le"), ("营收60万元及以下的", "le"),
        ("营收60万元以下的", "lt"), ("营收60万元（含）以下的", "le"), ("营收60万元起的", "ge"), ("营收60万元的", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [str, TRADITIONAL], ids=["simplified", "traditional"])
def test_what_a_condition_compares(text: str, compare: str | None, form: Any) -> None:
    provision = form(f"对{text}企业，给予5万元奖励。")
    (benefit,) = find_benefits(provision, find_amounts(provision))
    assert [(c.value, c.compare) for c in benefit.conditions] == [(600_000, compare)]


@pytest.mark.parametrize("row", [r for r in read_table("bounds", "bound") if r["compare"]], ids=lambda row: row["yes"])
def test_each_row_compares_with_every_word(row: dict[str, Any]) -> None:
    for word in row["words"]:
        left, right = (word, "的") if row["where"] == "before" else ("营收", f"{word}的")
        assert find_compare(left, right) == row["compare"], word


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("给予不低于6万元不超过9万元的补助", ["at_least", "at_most"]),
        ("给予将近6万元的补助", ["about"]), ("给予6万元上下的补助", ["about"]), ("给予6万元不等的补助", ["about"]),
        ("给予逾6万元的补助", ["at_least"]), ("给予6万多元的补助", ["at_least"]), ("给予6万元出头的补助", ["at_least"]),
        ("给予大约6万多元的补助", ["about"]), ("给予6万元封顶的补助", ["at_most"]), ("补助以6万元为限", ["at_most"]),
        ("补助6万元余额", ["exact"]), ("补助6万元起草费", ["exact"]), ("补助6万元内部装修", ["exact"]), ("附近6万元的店铺", ["exact"]),
        ("给予约6万元、约9万元的补助", ["about", "about"]), ("给予6万元、9万元左右的补助", ["about", "about"]),
        ("公益金中60%以上用于补助", ["at_least"]),
    ],
)  # fmt: skip
def test_the_bound_of_a_figure(text: str, bounds: list[str]) -> None:
    for form in (text, TRADITIONAL(text)):
        assert [a.bound for a in find_amounts(form)] == bounds


@pytest.mark.parametrize(
    "printed", ["两三百万元", "七八万元", "十几万元", "百余万元", "若干万元", "万把块钱", "近80万元", "80万元上下"]
)
@pytest.mark.parametrize("form", [str, TRADITIONAL], ids=["simplified", "traditional"])
def test_what_is_about_so_much_is_neither_award_nor_ceiling_nor_headline(printed: str, form: Any) -> None:
    text = form(f"对获评的食堂，给予{printed}奖励。")
    amounts = find_amounts(text)
    (benefit,) = find_benefits(text, amounts)
    assert (benefit.award, benefit.limits) == (None, ()) and benefit.open
    assert find_headline(text, amounts, [benefit]) is None


@pytest.mark.parametrize(
    "text",
    ["给予<b>50万元</b>补助", '给予<span class="sum">50万元</span>补助', "给予<br/>50万元补助", "<h3>50万元</h3>补助"],
)
def test_the_end_of_a_tag_is_no_bound(text: str) -> None:
    assert [a.bound for a in find_amounts(text)] == ["exact"]
    assert [a.bound for a in find_amounts("对投资>50万元的企业给予补助")] == ["at_least"]
