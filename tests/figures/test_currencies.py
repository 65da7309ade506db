"""One table of currencies, for texts and queries in both languages."""

from __future__ import annotations

from typing import Any

import opencc
import pytest

from search_app.data import read_table
from search_app.figures.currencies import code_of, find_default_currency
from search_app.figures.english_figures import find_english_figures
from search_app.figures.quantities import find_quantities
from search_app.reading.roles import find_amounts

TRADITIONAL = opencc.OpenCC("s2t").convert
ROWS = read_table("currencies", "currency")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_each_currency_reads_its_example(row: dict[str, Any]) -> None:
    written, value = row["yes"]
    assert [(f.value, f.currency) for f in find_english_figures(written)] == [(value, row["code"])]
    assert [f for f in find_english_figures(row["no"]) if f.kind == "money"] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
@pytest.mark.parametrize("form", [str, TRADITIONAL], ids=["simplified", "traditional"])
def test_every_name_is_known_on_both_sides_of_a_figure(row: dict[str, Any], form: Any) -> None:
    for name in row["names"]:
        before, behind = form(f"补助{name}60,000给社区"), form(f"补助6万{name}给社区")
        for text in (before, behind):
            assert [(q.value, q.currency) for q in find_quantities(text)] == [(60_000, row["code"])], text
    for sign in row["signs"]:
        assert [(q.value, q.currency) for q in find_quantities(f"补助{sign}60,000")] == [(60_000, row["code"])], sign


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_every_english_name_is_known_on_both_sides_of_a_figure(row: dict[str, Any]) -> None:
    for name in filter(str.isascii, row["names"]):
        for text in (
            f"a grant of {name} 6 million",
            f"a grant of 6 million {name}",
            f"a grant of {name.upper()} 6,000,000",
        ):
            assert [(f.value, f.currency) for f in find_english_figures(text)] == [(6_000_000, row["code"])], text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("本办法所称“元”，均指澳门元。补助5万元。", "MOP"), ("本辦法所稱「元」，係指新臺幣元。補助5萬元。", "TWD"),
        ("以下金额单位均为港币。补助5万元。", "HKD"), ("本细则所列金额一律以新加坡元计价。补助5万元。", "SGD"),
        ("每次不超過新臺幣三萬元。補助5萬元。", "TWD"),
        ("合同金额为美元80万元以上的，补助5万元。", "CNY"), ("本办法所称外资，是指美元投资。补助5万元。", "CNY"),
        ("到账外资以美元计算，补助5万元。", "CNY"), ("奖励新台币业务的银行人民币5万元。", "CNY"),
    ],
)  # fmt: skip
def test_a_document_says_what_it_counts_in(text: str, code: str) -> None:
    assert find_default_currency(text) == code
    assert find_amounts(text)[-1].currency == code


@pytest.mark.parametrize("row", read_table("currencies", "definition"), ids=lambda row: row["yes"][0])
def test_each_definition_decides_its_example(row: dict[str, Any]) -> None:
    text, code = row["yes"]
    assert find_default_currency(text) == code
    assert find_default_currency(row["no"]) == "CNY"


def test_a_sign_that_several_use_is_that_of_the_document() -> None:
    assert [f.currency for f in find_english_figures("“$” refers to Australian dollars. A grant of $600.")] == ["AUD"]
    assert [f.currency for f in find_english_figures("A grant of $600 and of 700 dollars.")] == ["USD", "USD"]
    assert [q.currency for q in find_quantities("补助¥600、$600", own="JPY")] == ["JPY", "USD"]
    assert [q.currency for q in find_quantities("补助¥600")] == ["CNY"]
    assert (code_of("元", "HKD"), code_of("元", "EUR"), code_of("$", "CAD"), code_of("$", "CNY")) == (
        "HKD",
        "CNY",
        "CAD",
        "USD",
    )


@pytest.mark.parametrize(
    ("text", "printed", "code"),
    [
        ("补助60万元（港币）", "60万元", "HKD"), ("补助60万元港币", "60万元港币", "HKD"), ("补助港币60万元", "60万元", "HKD"),
        ("补助人民币（大写）陆拾万元整", "陆拾万元", "CNY"), ("补助NT$600,000元", "600,000元", "TWD"), ("补助600块。", "600块", "CNY"),
    ],
)  # fmt: skip
def test_where_a_currency_may_stand(text: str, printed: str, code: str) -> None:
    assert [(q.text, q.currency) for q in find_quantities(text)] == [(printed, code)]


@pytest.mark.parametrize("text", ["更新3元素模型", "2块展板", "每人民币账户", "多元化经营", "单位：万元", "新增8元件"])
def test_words_that_hold_the_name_of_a_coin_are_none(text: str) -> None:
    assert find_quantities(text) == ()


def test_a_currency_that_is_counted_is_no_mark_of_the_figure_behind_it() -> None:
    assert [(str(q.value), q.currency) for q in find_quantities("每美元0.04元")] == [("0.04", "CNY")]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("最高资助伍拾万元整（¥500,000）", ["伍拾万元"]), ("资助80万元（约11万美元）", ["80万元"]), ("资助80万元（即800,000元，折合11万美元）", ["80万元"]),
        ("资助80万元（八十万元）", ["80万元"]), ("资助80万元（含税）", ["80万元"]), ("承担一半（50%）", ["一半"]), ("资助80万元（RMB 0.8 million）", ["80万元"]),
        ("内资企业80万元（外资企业11万美元）", ["80万元", "11万美元"]), ("资助80万元（其中装修30万元）", ["80万元", "30万元"]),
        ("资助80万元（50%）", ["80万元", "50%"]),
    ],
)  # fmt: skip
def test_what_says_a_figure_again_belongs_to_it(text: str, printed: list[str]) -> None:
    assert [q.text for q in find_quantities(text)] == printed


def test_a_bound_behind_what_says_a_figure_again_is_its_bound() -> None:
    (amount,) = find_amounts("对投资800万元（约110万美元）以上的冷库给予补助。")
    assert (amount.bound, amount.role) == ("at_least", "condition")


@pytest.mark.parametrize("row", read_table("currencies", "gloss"), ids=lambda row: row["yes"])
def test_each_gloss_decides_its_example(row: dict[str, Any]) -> None:
    find = find_english_figures if row["yes"].isascii() or "grant" in row["yes"] else find_quantities
    plain = [row[key].replace("⟨", "").replace("⟩", "") for key in ("yes", "no")]
    assert [len(find(text)) for text in plain] == [1, 2]
