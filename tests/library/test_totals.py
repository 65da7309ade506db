"""What a benefit comes to over its years: only what the text fixes is multiplied, and nothing is added up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.estimate.estimate import estimate
from search_app.estimate.work import Inputs
from search_app.library.figures import read_figures
from search_app.library.totals import YEARLY, with_totals
from search_app.model import Amount, Benefit, Library, Limit, Open, OpenKind, Period, Promise, Total


def read(text: str) -> list[Benefit]:
    return list(read_figures(text)[1])


def totals(text: str) -> list[tuple[int, int | None] | None]:
    return [(int(b.total.value), b.total.years) if b.total else None for b in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对新落户的会展企业，连续4年按场租的30%给予补贴，每年最高60万元。", [(2_400_000, 4)]),
        ("对入选的非遗传承人工作室，三年内每年给予补助8万元。", [(240_000, 3)]),
        ("对新认定的气象观测站，一次性给予补助15万元。", [(150_000, None)]),
        ("对新建的船闸，按投资额的5%给予一次性补助，最高不超过700万元。", [(7_000_000, None)]),
        ("对租用厂房的企业，五年内每年按租金的20%给予补贴。", [None]),
        ("对会展企业给予奖励40万元。", [None]),
        ("每个展位给予补助2000元。", [None]),
    ],
)
def test_totals_of_texts(text: str, expected: list[tuple[int, int | None] | None]) -> None:
    assert totals(text) == expected


def test_the_steps_say_how_in_both_languages() -> None:
    (benefit,) = read("对新落户的会展企业，连续4年按场租的30%给予补贴，每年最高60万元。")
    assert benefit.total is not None
    assert [step.zh for step in benefit.total.steps] == ["每年最高60万元 × 4年 = 240万元"]
    assert [step.en for step in benefit.total.steps] == ["up to RMB 600,000 a year × 4 years = RMB 2.4 million"]


def test_a_ceiling_over_all_years_binds() -> None:
    text = "对会展企业，连续3年每年给予补贴，每年最高50万元，累计最高不超过120万元。"
    found = [b for b in read(text) if b.total]
    assert found and all(b.total and (b.total.value, b.total.years) == (1_200_000, 3) for b in found)
    assert all("120万元" in b.total.steps[-1].zh for b in found if b.total)
    each = read("对会展企业，连续3年给予补贴，每年累计最高不超过50万元。")
    assert [b.total.value for b in each if b.total] == [1_500_000]


BASE = Benefit(
    1, "grant", "会展企业", None, Decimal("0.1"), "场租", (Limit(Decimal(500_000), "year"),), (), "year", Period(4),
    None, "committed", (), (),
)  # fmt: skip


def total_of(benefit: Benefit) -> Total | None:
    return with_totals("", (), (benefit,))[0].total


@pytest.mark.parametrize(
    "kind", ["foreign", "approximate", "least", "several", "unsure", "cap_below_award", "shortest"]
)
def test_what_the_text_leaves_open_is_not_multiplied(kind: OpenKind) -> None:
    assert total_of(BASE) is not None and total_of(replace(BASE, open=(Open(kind),))) is None


@pytest.mark.parametrize("promise", ["case_by_case", "by_other_rule"])
def test_what_another_decides_has_no_total(promise: Promise) -> None:
    assert total_of(replace(BASE, promise=promise)) is None


def test_who_only_seeks_a_sum_may_have_its_total() -> None:
    assert total_of(replace(BASE, promise="endeavour")) is not None


def test_a_stage_on_top_of_another_is_not_added() -> None:
    one = replace(BASE, per="once", rate=None, award=Decimal(300_000), limits=(), duration=None)
    stages = (one, replace(one, n=2, award=Decimal(500_000), open=(Open("next_stage"),)))
    assert [b.total.value for b in with_totals("", (), stages) if b.total] == [300_000, 500_000]


@pytest.mark.parametrize(("sure", "counted"), [(0.5, False), (0.9, True)])
def test_a_sum_that_is_not_certain_is_not_multiplied(sure: float, counted: bool) -> None:
    cap = Amount("50万元", 0, 4, "money", Decimal(500_000), "cap", currency="CNY", sure=sure)
    benefit = replace(BASE, amounts=(0,), sure=0.5)  # of whom it is for, say
    assert (with_totals("50万元", (cap,), (benefit,))[0].total is not None) == counted


@pytest.mark.parametrize(
    ("benefit", "told"),
    [
        (replace(BASE, per="item", limits=(Limit(Decimal(500_000), "item"),)), True),
        (replace(BASE, per="person", rate=None, award=Decimal(3000), limits=()), True),
        (replace(BASE, per="person", rate=None, award=Decimal(3000), limits=(), duration=None), False),
        (replace(BASE, per="item", limits=()), False),
    ],
)
def test_per_item_there_is_no_total_and_it_is_said_where_one_is_expected(benefit: Benefit, told: bool) -> None:
    (found,) = with_totals("", (), (benefit,))
    assert found.total is None
    assert (Open("total_per_item") in found.open) == told


def test_the_headquarters_of_the_corpus_get_fifty_millions(library: Library) -> None:
    first = next(c for c in library.clauses if c.id == "bio-economy/9").benefits[0]
    assert first.total is not None and (first.total.value, first.total.years) == (50_000_000, 5)


def test_totals_of_the_corpus_are_their_years_times_a_sum_of_their_own(library: Library) -> None:
    found = [(c, b) for c in library.clauses for b in c.benefits if b.total]
    assert len(found) > 30
    for _, benefit in found:
        assert benefit.total is not None
        sums = {*(limit.value for limit in benefit.limits), benefit.award}
        assert benefit.total.value / (benefit.total.years or 1) in sums
        assert (benefit.total.years is None) == (benefit.per == "once")


@given(
    st.integers(1, 10**12), st.one_of(st.none(), st.integers(1, 10**12)), st.integers(1, 50), st.sampled_from(YEARLY)
)
def test_a_total_is_the_yearly_sum_times_its_years(most: int, award: int | None, years: int, per: str) -> None:
    benefit = replace(
        BASE, per=per, limits=(Limit(Decimal(most), per),), duration=Period(years), rate=None,
        award=None if award is None else Decimal(award),
    )  # fmt: skip
    total = total_of(benefit)
    assert total is not None and total.years == years
    assert total.value == min(most, award or most) * years


def test_the_estimate_does_not_say_that_items_cannot_be_counted(library: Library) -> None:
    clause = next(c for c in library.clauses if any(p.kind == "total_per_item" for b in c.benefits for p in b.open))
    benefit = next(b for b in clause.benefits if any(point.kind == "total_per_item" for point in b.open))
    notes = estimate(clause, benefit, Inputs(base=(Decimal(1_000_000),))).notes
    assert not [note for note in notes if "不能合计" in note.zh]
