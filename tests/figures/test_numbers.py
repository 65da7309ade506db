"""Numbers in every writing, against a generator that knows nothing of the reader."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import cn2an
import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.figures.numbers import read_number
from search_app.figures.quantities import find_quantities

TRADITIONAL = opencc.OpenCC("s2t").convert
WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1亿3000万元", 130_000_000), ("三亿两千万元", 320_000_000), ("12亿零5万元", 1_200_050_000), ("2万零500元", 20_500),
        ("一百零八万元", 1_080_000), ("九千九百元", 9900), ("一〇五万元", 1_050_000), ("五○万元", 500_000), ("1千2百万元", 12_000_000),
        ("0.8万元", 8000), ("1.25千万元", 12_500_000), ("2万亿元", 2 * 10**12), ("一万二千亿元", 12 * 10**11),
        ("陆拾万元", 600_000), ("叁佰贰拾万元", 3_200_000), ("捌仟元", 8000), ("两万三千六百元", 23_600),
        ("七元二角", Decimal("7.2")), ("7元2角5分", Decimal("7.25")), ("八角五分", Decimal("0.85")), ("六千元零五分", Decimal("6000.05")),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "form", [str, TRADITIONAL, lambda text: text.translate(WIDE)], ids=["plain", "traditional", "wide"]
)
def test_a_sum_is_worth_what_it_says(written: str, value: Decimal | int, form: Callable[[str], str]) -> None:
    (found,) = find_quantities(form(f"对社区食堂补助{written}。"))
    assert (found.text, found.value, found.bound) == (form(written), value, "exact")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("建设补助18万6。", [186_000]), ("一次性补贴四万二的装修费", [42_000]), ("补贴27w；", [270_000]), ("奖励1亿二。", [120_000_000]),
        ("补助6万3年内拨付", []), ("补助6万元3年内拨付", [60_000]), ("统一四十万元包干", [400_000]), ("单一90万元的合同", [900_000]),
        ("经费3亿5亿元", [500_000_000]), ("费用三百五百元", []), ("版本1.2.3万元", []),
    ],
)  # fmt: skip
def test_where_a_number_ends(text: str, values: list[int]) -> None:
    assert [q.value for q in find_quantities(text)] == values


@pytest.mark.parametrize(
    ("written", "low", "high", "bound"),
    [
        ("几十万元", 100_000, None, "about"), ("数千万元", 10_000_000, None, "about"), ("好几百万元", 1_000_000, None, "about"),
        ("若干万元", 10_000, None, "about"), ("二十几万元", 200_000, None, "about"), ("十来万元", 100_000, None, "about"),
        ("一百二十来万元", 1_200_000, None, "about"), ("百把万元", 1_000_000, None, "about"), ("万把块钱", 10_000, None, "about"),
        ("80多万元", 800_000, None, "at_least"), ("八十余万元", 800_000, None, "at_least"), ("六百多元", 600, None, "at_least"),
        ("两三百万元", 2_000_000, 3_000_000, "about"), ("七八万元", 70_000, 80_000, "about"), ("十五六万元", 150_000, 160_000, "about"),
        ("三五万元", 30_000, 50_000, "about"),
    ],
)  # fmt: skip
def test_an_approximation_says_so(written: str, low: int, high: int | None, bound: str) -> None:
    for form in (written, TRADITIONAL(written)):
        (found,) = find_quantities(f"每村可得{form}。")
        assert (found.value, found.value_hi, found.bound) == (low, high, bound)


@pytest.mark.parametrize(
    ("text", "printed", "low", "high"),
    [
        ("租金补贴6-9万元", "6-9万元", 60_000, 90_000), ("租金补贴三至五千元", "三至五千元", 3000, 5000),
        ("租金补贴五到十万元", "五到十万元", 50_000, 100_000), ("租金补贴二十至三十万元", "二十至三十万元", 200_000, 300_000),
        ("租金补贴8千—1.2万元", "8千—1.2万元", 8000, 12_000), ("到账1500万（含）至3000万美元的", "1500万（含）至3000万美元", 15_000_000, 30_000_000),
        ("补贴6万元与9万元之间", "6万元与9万元", 60_000, 90_000), ("补贴6万到9万的店铺", "6万到9万", 60_000, 90_000),
        ("利率4%～5%", "4%～5%", Decimal("0.04"), Decimal("0.05")), ("利率百分之四到百分之五", "百分之四到百分之五", Decimal("0.04"), Decimal("0.05")),
        ("占三到四成", "三到四成", Decimal("0.3"), Decimal("0.4")), ("上浮30-50个基点", "30-50个基点", Decimal("0.003"), Decimal("0.005")),
    ],
)  # fmt: skip
def test_the_ends_of_a_range(text: str, printed: str, low: Decimal | int, high: Decimal | int) -> None:
    (found,) = find_quantities(text)
    assert (found.text, found.value, found.value_hi) == (printed, low, high)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("千分之二点五", Decimal("0.0025")), ("万分之三", Decimal("0.0003")), ("百分之百", 1), ("8.5‰", Decimal("0.0085")), ("25BP", Decimal("0.0025")),
        ("25bps", Decimal("0.0025")), ("3个百分点", Decimal("0.03")), ("四成半", Decimal("0.45")), ("5分之2", Decimal("0.4")),
        ("保险费的1/4", Decimal("0.25")), ("按1比2配套", 2), ("按1∶0.8配套", Decimal("0.8")), ("按1:15的比例配套", 15),
    ],
)  # fmt: skip
def test_shares_and_ratios(text: str, value: Decimal | int) -> None:
    assert [q.value for q in find_quantities(text)] == [value]


@pytest.mark.parametrize("text", ["9:15开会", "9:15:00", "5月1/2日", "总分5分", "3比2获胜", "三成员", "第7/8页", "3折"])
def test_times_scores_and_pages_are_no_figures(text: str) -> None:
    assert find_quantities(text) == ()


def test_the_parts_of_a_whole_are_shares() -> None:
    for text, parts in (("市、区、镇按5:3:2分担", [0.5, 0.3, 0.2]), ("分三次按40:30:30兑付", [0.4, 0.3, 0.3])):
        assert [(float(q.value), q.share) for q in find_quantities(text)] == [(part, True) for part in parts]


def test_a_glyph_that_is_not_known_beside_a_figure_is_not_read_over() -> None:
    """The font alone knows whether it is a decimal point: better nothing than a tenth or the hundredfold."""
    for text in ("增长6\ue0035%", "每件补贴0\ue01005元", "补助3\ue0105万元"):
        assert find_quantities(text) == ()
    assert [q.text for q in find_quantities("\ue010补助35万元")] == ["35万元"]


def written(number: int, unit: str, form: str) -> str:
    """``number`` of ``unit`` (万 or nothing) in figures, grouped figures, numerals or financial capitals."""
    if form == "figures":
        return f"{number}{unit}"
    if form == "grouped":
        return f"{number:,}{unit}"
    return f"{cn2an.an2cn(number, 'up' if form == 'capitals' else 'low')}{unit}"


FORMS = st.sampled_from(["figures", "grouped", "numerals", "capitals"])
PARTS = st.integers(1, 9999)


@given(PARTS, PARTS, st.integers(1000, 9999), FORMS, FORMS, FORMS, st.booleans())
def test_any_mixture_of_writings_reads_back(
    a: int, b: int, c: int, fa: str, fb: str, fc: str, traditional: bool
) -> None:
    """亿, 万 and yuan each in a writing of its own."""
    text = f"{written(a, '亿', fa)}{written(b, '万', fb)}{written(c, '', fc)}元"
    shown = TRADITIONAL(text) if traditional else text
    (found,) = find_quantities(f"投入{shown}。")
    assert (found.text, found.value) == (shown, a * 10**8 + b * 10**4 + c)


@given(st.integers(1, 10**15), st.sampled_from(["low", "up"]), st.data())
def test_spaces_and_width_change_no_value(number: int, mode: str, data: st.DataObject) -> None:
    text = f"补助{cn2an.an2cn(number, mode)}元，按{number % 99 + 1}%计"
    spaced = "".join(char + " " * data.draw(st.integers(0, 1)) for char in text.translate(WIDE))
    assert [q.value for q in find_quantities(spaced)] == [number, Decimal(number % 99 + 1) / 100]


@given(st.text(alphabet="0123456789,.零一二三五十百千万亿数几多余来把点w", max_size=30))
def test_a_number_ends_inside_its_text_and_is_no_less_than_nothing(text: str) -> None:
    number = read_number(text, 0)
    assert number is None or (0 < number.end <= len(text) and number.value >= 0)
    assert number is None or number.high is None or number.high > number.value


@pytest.mark.parametrize(
    ("text", "value"), [("不超过户数百分之六十", 0.6), ("职工总数百分之五以上", 0.05), ("不足次数百分之二十", 0.2)]
)
def test_a_count_before_a_share_is_no_approximation(text: str, value: float) -> None:
    assert [(float(q.value), q.bound) for q in find_quantities(text)] == [(value, "exact")]


def test_a_currency_before_numerals_belongs_to_the_figure_as_before_figures() -> None:
    for currency, code in (("新臺幣", "TWD"), ("港幣", "HKD"), ("新台币", "TWD")):
        for number in ("六万元", "60000元"):
            (figure,) = find_quantities(f"每家补助{currency}{number}。")
            assert (figure.value, figure.currency, figure.whole[0]) == (60_000, code, 4)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("30万元-10万元", 100_000, 300_000),
        ("300万元至50万元", 500_000, 3_000_000),
        ("30%—10%", Decimal("0.1"), Decimal("0.3")),
    ],
)
def test_a_range_from_high_to_low_is_one_figure(text: str, low: Decimal, high: Decimal) -> None:
    (found,) = find_quantities(f"给予{text}的奖励")
    assert (found.value, found.value_hi, found.text) == (low, high, text)


@pytest.mark.parametrize(
    ("text", "found"), [("在5000万元年度预算之内", ["5000万元"]), ("把2024元年活动办好", []), ("第三元年", [])]
)
def test_a_sum_may_stand_before_a_year(text: str, found: list[str]) -> None:
    assert [figure.text for figure in find_quantities(text)] == found


@pytest.mark.parametrize("text", ["由30%降至10%", "30-10万元", "30万元减10万元"])
def test_what_falls_is_no_range(text: str) -> None:
    assert all(found.value_hi is None for found in find_quantities(text))
