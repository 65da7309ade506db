"""English that does not say what its Chinese says, and what is no translation at all."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from search_app.data import read_table
from search_app.library.library import read_library
from search_app.library.translation.checking import find_doubt, find_fault, find_wrong
from search_app.library.translation.figures import find_figures
from tests.library.altered import KINDS, SEED, read_pairs

LONG = "1" * 45


NUMBER_WORDS = [
    row
    for kind in ("packed", "hint", "proportion", "change", "result", "difference", "off", "whole", "ordinal")
    for row in read_table("counted", kind)
]


@pytest.mark.parametrize("row", NUMBER_WORDS, ids=str)
def test_a_word_that_is_a_number_says_it(row: dict[str, Any]) -> None:
    assert find_wrong(*row["yes"]) is None and find_wrong(*row["no"])


@pytest.mark.parametrize("row", read_table("drafting", "refusal"), ids=str)
def test_a_model_that_speaks_of_itself_is_heard(row: dict[str, Any]) -> None:
    zh = "提供厂房和设备，拓宽融资渠道。"
    assert "speaks of itself" in (find_fault(zh, row["yes"], ()) or "")
    assert "speaks of itself" not in (find_fault(zh, row["no"], ()) or "")
    assert all(
        "speaks of" not in (find_fault(f"{one}{zh}", f"{row['words'][0]} …", ()) or "") for one in row.get("but", ())
    )


# The Chinese, English that says it, English that counts something else.
COUNTED = [
    ("有效期2年。", "Valid for two full calendar years.", "Valid for 2 months."),
    ("有效期一年。", "Valid for a year.", "Valid for one day."),
    ("一年内，单个企业最高20万元。", "Within a year, any one enterprise receives up to RMB 200,000.", "Within 1 month, any one enterprise receives up to RMB 200,000."),
    ("15个工作日内。", "Within 15 working days.", "Within 15 days."),
    ("15日内。", "Within 15 days.", "Within 15 working days."),
    ("30天内。", "Within 30 days.", "Within 30 hours."),
    ("60周岁以下。", "Under 60 years of age.", "Under 60 weeks of age."),
    ("每人每月2000元，最长3年。", "RMB 2,000 a month each for up to three years.", "RMB 2,000 a year each for up to three months."),
    ("奖励企业5家、个人3名。", "Awards to five enterprises and three individuals.", "Awards to three enterprises and five individuals."),
    ("面积1000平方米。", "An area of 1,000 square metres.", "An area of 1,000 mu."),
    ("种植500亩。", "500 mu are planted.", "500 hectares are planted."),
    ("奖励3台设备。", "Awards for three units of equipment.", "Awards for three enterprises."),
    ("3套住房。", "Three homes.", "Three households."),
    ("给予租金的二分之一。", "One half of the rent is granted.", "A third of the rent is granted."),
    ("全天候服务，举办双年展。", "Service around the clock and a biennial exhibition.", "Service for 12 hours and a biennial exhibition."),
    ("减半征收。", "Levied at half the rate.", "Levied at a third of the rate."),
    (f"编号{LONG}。", f"The number {LONG}.", "The number."),
    (f"奖励{LONG}万元。", f"An award of RMB {LONG}0000.", "An award is granted."),
    ("提供厂房。", "Premises are provided.", f"Premises are provided {LONG}."),
]  # fmt: skip


@pytest.mark.parametrize(("zh", "right", "wrong"), COUNTED)
def test_a_figure_stands_with_its_unit(zh: str, right: str, wrong: str) -> None:
    assert find_wrong(zh, wrong)
    assert LONG in zh or find_wrong(zh, right) is None


# The Chinese, English that says the same in other words, English that does not.
PROPORTIONS: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("自筹资金不少于三分之二。", ("Not less than two thirds are own funds.", "Own funds of at least 2/3."), ("Not less than one third.", "Not less than three quarters.", "Not less than half.")),
    ("按租金的四分之三补贴。", ("75% of the rent is subsidised.", "Three-fourths of the rent."), ("A third of the rent is subsidised.", "One quarter of the rent.")),
    ("减少一半。", ("It falls by half.", "It is halved.", "It is cut by 50%."), ("It falls by a third.", "It falls.")),
    ("减半征收租金。", ("The rent is halved.", "Rent is charged at half the rate.", "The rent is reduced by 50%."), ("The rent is levied in full.", "The rent is reduced by 30%.")),
    ("增长两倍以上。", ("An increase of 200% or more.", "It at least triples.", "It grows threefold or more.", "It grows by two times or more."), ("It doubles.", "It grows twofold.", "An increase of 300% or more.")),
    ("产值增长到两倍。", ("Output grows to twice that.", "Output doubles.", "Output rises to 200% of it."), ("Output triples.", "Output grows threefold.")),
    ("提高至原来的3倍。", ("Raised to three times the original.", "Raised threefold."), ("Raised by four times.", "Quadrupled.", "Doubled.")),
    ("营业收入翻一番。", ("Revenue doubles.", "Revenue rises by 100%."), ("Revenue triples.", "Revenue rises by 50%.")),
    ("营业收入翻两番。", ("Revenue quadruples.", "Revenue rises fourfold.", "Revenue grows by 300%."), ("Revenue doubles.", "Revenue grows by 200%.")),
    ("按1.5倍给予奖励。", ("An award of 1.5 times the amount.", "An award of 150% of it.", "One and a half times the amount."), ("An award of 2.5 times the amount.", "An award of 15%.")),
    ("不超过注册资本的2倍。", ("Not more than twice the capital.", "Up to 200% of the capital."), ("Up to three times the capital.", "Not more than the capital.")),
    ("利率提高5个百分点。", ("The rate rises by five percentage points.",), ("The rate rises by 5%.",)),
    ("利率下降5%。", ("The rate falls by 5 per cent.",), ("The rate falls by 5 percentage points.",)),
    ("按八五折收取租金。", ("At 85% of the rent.", "A 15% discount on the rent."), ("At 80% of the rent.",)),
    ("年销售额同比增长一倍以上。", ("Annual sales at least double.", "Annual sales rise by 100% or more."), ("Annual sales at least triple.",)),
    ("面积增加两倍、产量达到三倍的。", ("The area triples and output is three times as much.",), ("The area doubles and output doubles.",)),
    ("电价打九折。", ("A discount of 10% on the price.", "90% of the price."), ("A discount of 90% on the price.", "A 90% discount.")),
    ("同比增长10%以上的。", ("A year-on-year rise of 10% or more.",), ("A fall of 10% or more.",)),
    ("2027年6月底前，期限24个月。", ("By 30 June 2027, for two years.",), ("By 30 June 2027, for four years.",)),
    ("稅率減半徵收，產值增長兩倍。", ("The tax is halved, and output triples.",), ("The tax is halved, and output doubles.", "Output triples.")),
    ("減少三分之一，每畝補貼１００元。", ("It falls by a third; RMB 100 per mu.",), ("It falls by a third; RMB 100 per hectare.",)),
    ("两次以上获奖的。", ("Those that win twice or more.",), ()),
    ("超过半数由企业投入，半年内完成。", ("More than half is invested by enterprises, within six months.",), ()),
    ("连续两个季度增长的。", ("Those that grow for two quarters in succession.",), ("Those that grow for three quarters.",)),
]  # fmt: skip


@pytest.mark.parametrize(("zh", "rights", "wrongs"), PROPORTIONS)
def test_a_part_or_a_multiple_is_said_in_any_words_that_mean_it(
    zh: str, rights: tuple[str, ...], wrongs: tuple[str, ...]
) -> None:
    assert [en for en in rights if find_wrong(zh, en)] == []
    assert [en for en in wrongs if not find_wrong(zh, en)] == []


# The Chinese, for each of what, English that says it, English that says another unit or none.
EACH: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("每亩补贴100元。", ("RMB 100 a mu.", "RMB 100 for each mu."), ("RMB 100 per hectare.", "RMB 100 for each acre.")),
    ("补助标准为10元/平方米。", ("RMB 10 per square metre.",), ("RMB 10 per square foot.", "RMB 10 per mu.")),
    ("每度电补贴0.1元。", ("RMB 0.1 per kWh.",), ("RMB 0.1 per kilowatt.",)),
    ("每亩每年补贴200元。", ("RMB 200 a year per mu.",), ("RMB 200 a year.",)),
    ("每人每月2000元。", ("A monthly RMB 2,000 for each person.",), ("RMB 2,000 per person.", "RMB 2,000 a year each.")),
    ("每年给予10万元。", ("RMB 100,000 annually.", "RMB 100,000 in each year."), ("RMB 100,000 is granted.", "RMB 100,000 a month.")),
    ("每家企业每年最高50万元。", ("An annual maximum of RMB 500,000 for any one company.",), ("Up to RMB 500,000 per enterprise per month.",)),
]  # fmt: skip


@pytest.mark.parametrize(("zh", "rights", "wrongs"), EACH)
def test_what_is_given_for_each_is_given_for_each_of_the_same(
    zh: str, rights: tuple[str, ...], wrongs: tuple[str, ...]
) -> None:
    assert [en for en in rights if find_wrong(zh, en)] == []
    assert [en for en in wrongs if not find_wrong(zh, en)] == []


def test_the_figures_to_carry_are_those_that_are_asked_for() -> None:
    """With their units, in order, as often as they stand there; and English without one of them is refused."""
    zh = "三年内分别按40%、30%、30%给予，前三名奖励两倍，十五个工作日内办结，减半征收，500平方米以上每平方米10元。"
    assert find_figures(zh) == (
        "三年", "40%", "30%", "30%", "三名", "两倍", "十五个工作日", "减半", "500平方米", "10元",
    )  # fmt: skip
    en = (
        "For three years, 40%, 30% and 30%; for the top three persons twice that; within 15 working days; halved; "
        "RMB 10 per square metre from 500 square metres."
    )
    assert find_wrong(zh, en) is None
    for said in ("40%", "30%", "twice that", "15 ", "halved", "RMB 10 ", "500 "):
        assert find_wrong(zh, en.replace(said, "", 1)), said
    assert find_figures("自2026年7月1日起，“十四五”期间第三条第2项，一年内一次性给予一百万元。") == (
        "2026年7月1日", "2项", "一百万元",
    )  # fmt: skip


def test_sums_that_were_exchanged_are_named_and_no_draft() -> None:
    zh = "对年销售额5000万元以上的茶企业，给予一次性奖励20万元。"
    right = "A tea enterprise with annual sales of RMB 50 million or more receives a one-off award of RMB 200,000."
    behind = (
        "A one-off award of RMB 200,000 is granted to tea enterprises whose annual sales are RMB 50 million or more."
    )
    wrong = "A tea enterprise with annual sales of RMB 200,000 or more receives a one-off award of RMB 50 million."
    assert find_doubt(zh, right) is None and find_doubt(zh, behind) is None
    assert "5000万元, 20万元 stand in it in another order" in (find_doubt(zh, wrong) or "") and find_fault(
        zh, wrong, ()
    )
    assert "3年, 5年 stand" in (
        find_doubt("第一类补3年，第二类补5年。", "Class I: five years; Class II: three years.") or ""
    )
    assert find_doubt("第一类补3年，第二类补5年。", "Class I: three years; Class II: five years.") is None
    pairs = read_pairs()
    assert not any(find_doubt(*pair) for pair in pairs)
    exchange, random = KINDS["two sums changed places"], Random(SEED)
    exchanged = [(zh, en) for zh, right in pairs if (en := exchange(right, random))]
    assert len(exchanged) >= 20 and all(find_doubt(*pair) for pair in exchanged)


def test_a_doubt_is_said_until_it_is_confirmed_and_hides_nothing(tmp_path: Path) -> None:
    zh, en = "企业奖励20万元、个人奖励5万元。", "An individual receives RMB 50,000 and an enterprise RMB 200,000."
    (tmp_path / "translations").mkdir()
    (tmp_path / "tea.txt").write_text(f"某市支持茶园若干政策\n第一条 {zh}\n", encoding="utf-8")
    for mark, count in (("", 1), (', { confirmed = "Read again." }', 0)):
        text = f'[title]\nen = "x"\n[[clause]]\nid = "1"\nsentences = [["{zh}", "{en}"{mark}]]\n'
        (tmp_path / "translations" / "tea.toml").write_text(text, encoding="utf-8")
        library = read_library(tmp_path)
        assert library.clauses[0].text.en == en
        assert sum("another order" in one for one in library.warnings) == count


def test_every_sentence_that_is_wrong_is_named(tmp_path: Path) -> None:
    """Two of one clause, and one of a clause that is not finished; none is shown."""
    (tmp_path / "translations").mkdir()
    text = "某市支持茶园若干政策\n第一条 奖励20万元。奖励3个百分点。\n第二条 奖励5万元。提供服务。\n"
    (tmp_path / "tea.txt").write_text(text, encoding="utf-8")
    clauses = (
        '[[clause]]\nid = "1"\nsentences = [["奖励20万元。", "RMB 2 million."], ["奖励3个百分点。", "An award of 3%."]]\n'
        '[[clause]]\nid = "2"\nsentences = [["奖励5万元。", "RMB 500,000."], ["提供服务。", ""]]\n'
    )
    (tmp_path / "translations" / "tea.toml").write_text(f'[title]\nen = "x"\n{clauses}', encoding="utf-8")
    library = read_library(tmp_path)
    assert [one.text.en for one in library.clauses] == [None, None]
    for zh in ("奖励20万元。", "奖励3个百分点。", "奖励5万元。"):
        assert any(zh in one for one in library.warnings), zh


NO_TRANSLATIONS = (
    "This content is not available.", "Here it is:", "Not possible.", "The text was left as it is", "OK.", "[]", "抱歉，无法处理。",
)  # fmt: skip


@pytest.mark.parametrize("said", NO_TRANSLATIONS)
def test_what_is_too_short_or_ends_otherwise_is_no_translation(said: str) -> None:
    """Whatever its words are."""
    assert find_fault("鼓励金融机构加大对茶产业的信贷支持力度，拓宽融资渠道。", said, ())


def test_what_people_wrote_here_would_pass_as_a_draft() -> None:
    assert not [pair for pair in read_pairs() if find_fault(*pair, ())]
