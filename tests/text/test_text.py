"""Folding, numerals and tokens: what a string is."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table
from search_app.text.fold import fold
from search_app.text.numerals import parse_han, parse_number, write_dates
from search_app.text.printable import make_printable
from search_app.text.tokens import find_chars, find_words, join_chars

ANY = st.text(max_size=60)


@given(ANY)
def test_folding_moves_no_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("printed", "folded"), [("（Ａ）５％", "(a)5%"), ("〔2022］", "[2022]"), ("500—800", "500-800")]
)
def test_widths_brackets_and_dashes_are_one(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,500", 1500), ("7.5", Decimal("7.5")), ("五十", 50), ("壹佰万", 1_000_000), ("十", 10), ("一百零五", 105),
        ("二〇二五", 2025), ("三十五", 35), ("1千", 1000), ("3.5万", 35_000), ("一亿二千万", 120_000_000), ("万亿", 10**12),
        ("两千五百", 2500),
    ],
)  # fmt: skip
def test_numerals(written: str, value: Decimal | int) -> None:
    assert parse_number(written) == value


@pytest.mark.parametrize("noise", ["", "1.2.3", "三四十", "abc", "1,50", "一" * 100, "9" * 100])
def test_what_is_no_number_is_none(noise: str) -> None:
    assert parse_number(noise) is None


@given(st.integers(min_value=0, max_value=10**12))
def test_every_numeral_reads_back(number: int) -> None:
    assert parse_han(cn2an.an2cn(number, "low")) == number
    assert parse_han(cn2an.an2cn(number, "up").replace("圆整", "")) == number


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("二零二五年一月二十日", "2025年1月20日"), ("二○二五年十二月三十一日", "2025年12月31日"),
        ("民国一百一十四年三月五日", "2025年3月5日"), ("中华民国114年3月", "2025年3月"), ("自民国114年起", "自2025年起"),
        ("至一百一十七年十二月三十一日止", "至2028年12月31日止"), ("2025年三月", "2025年3月"),
        ("有效期二年", "有效期二年"), ("一百一十七年", "一百一十七年"), ("两年", "两年"), ("满十二年", "满十二年"),
    ],
)  # fmt: skip
def test_dates_are_written_in_one_way(printed: str, written: str) -> None:
    assert write_dates(printed) == written


@given(ANY)
def test_words_never_fail_and_hold_no_space(text: str) -> None:
    assert all(word and not word.isspace() and " " not in word for word in find_words(text))


@given(ANY, ANY, ANY)
def test_a_part_of_whole_tokens_is_found_in_the_whole(before: str, part: str, after: str) -> None:
    whole = find_chars(before) + find_chars(part) + find_chars(after)
    assert join_chars(find_chars(part)) in join_chars(whole) or not find_chars(part)


def test_numbers_are_whole_characters() -> None:
    assert find_chars("最高150万元、1,000 元") == ("最", "高", "150", "万", "元", "、", "1000", "元")
    assert join_chars(find_chars("50万元")) not in join_chars(find_chars("150万元"))


def test_small_tokens_are_kept() -> None:
    words = find_words("1类药物，Ⅰ期，A级，5年，5G，1:1")
    assert {"1", "ⅰ", "a", "5", "5g"} <= set(words)


@pytest.mark.parametrize(
    ("word", "phrase"),
    [pair for row in read_table("segmentation", "word") for pair in zip(row["zh"], row["example"], strict=True)],
)
def test_segmentation_rows_do_what_they_say(word: str, phrase: str) -> None:
    assert word in find_words(phrase)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("政策 文件（一）.txt", "政策 文件（一）.txt"),
        ("a　b😀.txt", "a　b😀.txt"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred\x07\x7f\x9b", r"\x1b[31mred\x07\x7f\x9b"),
        ("a\u2028b\u2029\x85", r"a\u2028b\u2029\x85"),
        ("\u202etxt.exe\u2066\u200f", r"\u202etxt.exe\u2066\u200f"),
        ("\udcff\ud800", r"\udcff\ud800"),
        (r"a\nb", r"a\nb"),
    ],
)
def test_a_name_is_printed_on_one_line_and_acts_on_no_terminal(text: str, shown: str) -> None:
    assert make_printable(text) == shown == make_printable(shown)
    shown.encode()
