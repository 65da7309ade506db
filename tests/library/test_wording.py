"""The term base and the words of force, and whether they find what they are for."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.library.altered import KINDS, alter_sentences
from tests.library.usage import TABLES, find_faults, read_rules
from tests.library.wording import find_all, find_breaches, main

TERMS = tomllib.loads((TABLES / "terms.toml").read_text(encoding="utf-8"))
WORDS = tomllib.loads((TABLES / "usage.toml").read_text(encoding="utf-8"))["word"]
_KEYS = {"zh", "group", "compare", "pattern", "but", "en", "admitted", "forbidden", "silent", "right", "wrong", "why"}


def test_every_term_is_there_once_and_says_whose_usage_it_is() -> None:
    terms = TERMS["term"]
    assert len(terms) > 500
    for rows in (terms, WORDS):
        assert not [zh for zh, count in Counter(row["zh"] for row in rows).items() if count > 1]
    sources = [source["id"] for source in TERMS["source"]]
    assert len(set(sources)) == len(sources) and set(sources) == {term["source"] for term in terms}


def test_no_rendering_is_both_right_and_wrong() -> None:
    for row in (*TERMS["term"], *WORDS):
        right = [row["en"], *row.get("admitted", ())]
        assert len(set(right)) == len(right), row["zh"]
        assert not {one.lower() for one in right} & {one.lower() for one in row.get("forbidden", ())}, row["zh"]


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row["zh"])
def test_a_word_of_force_finds_what_is_wrong_and_lets_pass_what_is_right(row: dict[str, Any]) -> None:
    assert row.keys() <= _KEYS and {"zh", "group", "en", "right", "wrong", "why"} <= row.keys()
    _, words = read_rules()
    zh, right = row["right"]
    assert not [rule.zh for rule, _ in find_faults(zh, right, (), words)]
    assert row["zh"] in [rule.zh for rule, _ in find_faults(zh, row["wrong"], (), words)]


def test_every_sentence_says_what_its_terms_and_its_words_of_force_ask_for() -> None:
    """Figures, numbers, dates, bounds, periods, payers, force and terms of every sentence that has its English."""
    breaches = tuple(find_breaches())
    kinds = Counter(one.fault for one in breaches).most_common(10)
    assert not breaches, (len(breaches), kinds, *map(str, breaches[:5]))


SENTENCE = "对投资50万元以上的企业，由市财政给予最高10万元奖励，分别于三年内每年拨付。"
ENGLISH = (
    "For an enterprise that invests RMB 500,000 or more, the municipal treasury grants an award of up to RMB 100,000, "
    "which is paid out each year for three years respectively."
)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("RMB 500,000", "RMB 900,000", "money: 500000, 100000 in Chinese, 900000, 100000 in English"),
        ("RMB 500,000 or more", "more than RMB 500,000", "bounds: 1 ge, 1 le in Chinese, 1 gt, 1 le in English"),
        ("up to ", "", "bounds: 1 ge, 1 le in Chinese, 1 ge in English"),
        ("three", "seven", "numbers: 3 in Chinese, 7 in English"),
        ("the municipal treasury grants an award", "an award is granted", "payer: city 1 times in Chinese, 0"),
        ("each year ", "", "no rendering of 每年"),
        (" respectively", "", "no rendering of 分别"),
        (ENGLISH, "An award is granted.", "length: 4 English words for 39 Chinese characters"),
    ],
)
def test_a_fault_is_named_with_what_either_side_says(right: str, wrong: str, fault: str) -> None:
    assert not list(find_all(SENTENCE, ENGLISH, *read_rules()))
    found = list(find_all(SENTENCE, ENGLISH.replace(right, wrong), *read_rules()))
    assert [one for one in found if one.startswith(fault)], found


@pytest.mark.parametrize(
    ("zh", "right", "wrong"),
    [
        ("以出让方式取得土地。", "Land is obtained by grant.", "Land is obtained by transfer."),
        ("以出让方式取得土地。", "Land is obtained by grant.", "Land is obtained by sale."),
        ("缴纳土地出让金。", "The land grant premium is paid.", "The land transfer fee is paid."),
        ("市级财政拨付。", "The municipal treasury pays it out.", "Municipal finance pays it out."),
        ("省级财政拨付。", "The provincial treasury pays it out.", "Provincial finance pays it out."),
        ("引进高技能人才。", "Recruit highly skilled workers.", "Introduce highly skilled workers."),
        ("引进高技能人才。", "The City recruits highly skilled workers.", "The City recruits high-skilled talents."),
        ("推广品种。", "Promote varieties.", "Promote kinds."),
        ("集约用水。", "Use water economically and efficiently.", "Use water intensively."),
        ("各环节。", "All stages.", "All links."),
        (
            "《支持旅游若干政策措施》",
            "“Policy Measures to Support Tourism”",
            "“Several Policy Measures to Support Tourism”",
        ),
        ("由市财政局负责。", "The Municipal Finance Bureau is responsible.", "The municipal treasury is responsible."),
    ],
)
def test_the_families_of_the_term_base_are_said_as_it_says(zh: str, right: str, wrong: str) -> None:
    assert not list(find_all(zh, right, *read_rules()))
    assert list(find_all(zh, wrong, *read_rules()))


_FOR, _WITHIN = (
    "An annual grant of RMB 100,000 is granted for {}.",
    "An annual grant of RMB 100,000 is granted within {}.",
)


@pytest.mark.parametrize(
    ("zh", "en"),
    [("3年", "three years"), ("8年", "eight years"), ("两年", "two years"), ("２ 年", "two years"), ("十年", "10 years"),
     ("十二年", "12 years"), ("1年", "one year"), ("一年", "a year"), ("半年", "six months"), ("半年", "half a year"),
     ("18个月", "18 months"), ("三至五年", "three to five years"), ("兩年", "two years")],
)  # fmt: skip
def test_years_in_which_something_goes_on_are_no_deadline(zh: str, en: str) -> None:
    """For every number in either script; of a deadline the contrary, and where nothing tells, both pass."""
    for told, words, wrong, right in (
        (f"自投产之日起{zh}内，每年给予10万元补助。", _FOR, _WITHIN, True),
        (f"厂房{zh}内不得转让。", "The plant may not be transferred for {}.", "… within {}.", True),
        (f"厂房{zh}内免收租金。", "The rent of the plant is waived for {}.", "… within {}.", True),
        (f"厂房{zh}內享受優惠。", "The plant is eligible for preferences for {}.", "… within {}.", True),
        (f"厂房{zh}内建成。", "The plant is completed within {}.", "The plant is completed for {}.", True),
        (f"厂房{zh}内的账目。", "Accounts of the plant for {}.", "Accounts of the plant within {}.", False),
    ):
        assert not list(find_all(told, words.format(en), *read_rules())), told
        assert bool(list(find_all(told, wrong.format(en), *read_rules()))) is right, told


def test_a_deadline_and_a_length_of_support_are_told_apart_in_one_sentence() -> None:
    zh = "3年内建成的，5年内每年给予10万元补助。"
    en = "Where it is completed within {} years, an annual grant of RMB 100,000 is granted for {} years."
    assert not list(find_all(zh, en.format("three", "five"), *read_rules()))
    assert list(find_all(zh, en.format("five", "three"), *read_rules()))


_COUNTS = [
    ("职工{}50人{}", "{}50 employees{}"), ("用地{}500平方米{}", "{}500 square metres of land{}"), ("种植{}100亩{}", "{}100 mu{}"),
    ("专利{}五件{}", "{}five patents{}"), ("期限{}3年{}", "{}three years{}"), ("设备{}20台（套）{}", "{}20 machines{}"),
    ("网点{}两家{}", "{}two outlets{}"), ("產量{}1萬噸{}", "{}10,000 tonnes{}"), ("举办{}１０次{}", "{}10 events{}"),
]  # fmt: skip
_BOUNDS = [
    ("", "以上", ["at least {}", "not fewer than {}", "{} or more"], ["over {}", "more than {}", "above {}", "{}"]),
    ("", "（含）以上", ["at least {}"], ["over {}", "more than {}", "up to {}"]),
    ("", "以下", ["up to {}", "not more than {}", "{} or fewer"], ["under {}", "fewer than {}", "below {}", "{}"]),
    ("", "以内", ["up to {}", "within {}"], ["fewer than {}", "under {}", "more than {}", "{}"]),
    ("不足", "", ["fewer than {}", "under {}"], ["up to {}", "at most {}", "{} or fewer", "{}"]),
    ("少于", "", ["fewer than {}", "less than {}"], ["up to {}", "{} or fewer"]),
    ("超过", "", ["over {}", "more than {}"], ["at least {}", "{} or more", "{}"]),
    (
        "不得超过",
        "",
        ["not to exceed {}", "it may not have more than {}"],
        ["fewer than {}, and may not", "{}, and may not"],
    ),
]


@pytest.mark.parametrize(("zh", "en"), _COUNTS, ids=[zh for zh, _ in _COUNTS])
@pytest.mark.parametrize(("before", "behind", "right", "wrong"), _BOUNDS, ids=[a + b for a, b, _, _ in _BOUNDS])
def test_a_bound_is_one_of_whatever_is_counted(
    zh: str, en: str, before: str, behind: str, right: list[str], wrong: list[str]
) -> None:
    told = f"{zh.format(before, behind)}。"
    for words, good in (*((one, True) for one in right), *((one, False) for one in wrong)):
        head, _, tail = words.partition("{}")
        said = f"{en.format(head, tail)}{', and may not' * ('不得' in before and 'may not' not in words)}."
        assert (not list(find_all(told, said, *read_rules()))) is good, said


_PERIODS = {
    "每年": "a year", "每季度": "a quarter", "每月": "per month", "每周": "a week", "每天": "a day", "每次": "each time",
    "每学期": "a term", "每小时": "an hour", "每半年": "every six months", "每个月": "each month",
}  # fmt: skip


@pytest.mark.parametrize("zh", _PERIODS)
def test_the_period_that_a_sum_is_paid_for_is_neither_lost_nor_exchanged(zh: str) -> None:
    told, en = f"每人{zh}补助2000元。", "A grant of RMB 2,000 {} is given for each person."
    assert not list(find_all(told, en.format(_PERIODS[zh]), *read_rules()))
    assert list(find_all(told, en.replace("{} ", ""), *read_rules()))
    other = {"a year", "per month", "a quarter"} - {_PERIODS[zh]} - ({"per month"} if zh == "每个月" else set())
    assert all(list(find_all(told, en.format(one), *read_rules())) for one in other)


def test_two_sums_of_two_periods_do_not_change_places() -> None:
    zh, en = "每人每月2000元，每年最高2万元。", "RMB 2,000 {} for each person, up to RMB 20,000 {}."
    assert not list(find_all(zh, en.format("a month", "a year"), *read_rules()))
    found = list(find_all(zh, en.format("a year", "a month"), *read_rules()))
    assert found[0] == "period: 2000 for each month in Chinese, for each year in English"
    (added,) = find_all("给予2000元补助。", "A grant of RMB 2,000 a month is given.", *read_rules())
    assert added == "period: no month in Chinese"


@pytest.mark.parametrize(
    ("zh", "right", "wrong"),
    [
        # for whom, and how often
        ("每件作品奖励1万元。", "{}Each work receives{} an award of RMB 10,000.", [("Works receive",)]),
        ("单笔贷款贴息最高50万元。", "The interest subsidy is up to RMB 500,000 {}per loan{}.", [("for loans",)]),
        (
            "每个品牌奖励10万元，单个企业每年合计最高30万元。",
            "RMB 100,000 is awarded {}for each brand{}, up to RMB 300,000 {}in total{} {}a year{} {}for any one enterprise{}.",
            [("for brands",), (None, ""), (None, None, ""), (None, None, None, "")],
        ),
        (
            "按年租金的30%给予补贴，每家企业每年不超过10万元。",
            "A subsidy of 30% of the annual rent is granted, not exceeding RMB 100,000 {}a year{} {}per enterprise{}.",
            [("",), (None, "")],
        ),
        (
            "按3%给予奖励，五年内每年给予扶持，每年最高200万元。",
            "An award of 3% is granted; annual support is given for five years, up to RMB 2 million {}a year{}.",
            [("",)],
        ),
        # how much of it, and in all
        ("各项补助总计不超过50万元。", "The grants {}together{} do not exceed RMB 500,000.", [("",)]),
        ("补贴总额不超过60万元。", "The {}total{} subsidy does not exceed RMB 600,000.", [("",)]),
        ("投资不超过50万元的部分按8%奖励。", "An award of 8% of {}the part{} up to RMB 500,000 is granted.", [("the investment",)]),
        ("投资超过50万元的部分按8%奖励。", "An award of 8% of the part {}above{} RMB 500,000 is granted.", [("up to",), ("of",)]),
        ("三年内投入共计1000万元以上。", "An investment totalling RMB 10 million {}or more{} over three years.", [("",)]),
        # how long
        ("缴费满6个月的。", "Where contributions have been paid for {}six full{} months.", [("six",), ("less than six",)]),
        ("运营满1年的。", "Where it has been in operation for {}at least{} one year.", [("",), ("up to",)]),
        ("未满一年的，不予发放。", "{}Nothing is{} paid for {}less than{} one year.", [("It is",), (None, "up to")]),
        # until when
        ("2025年至2027年，每年安排500万元。", "From 2025 {}to 2027{}, RMB 5 million a year is allocated.", [("to 2028",), ("",)]),
        ("至2027年底，产值达到10亿元。", "By {}the end of{} 2027, output value reaches RMB 1 billion.", [("",), ("the beginning of",)]),
        ("有效期至2028年。", "They remain in force {}through 31 December 2028{}.", [("until 2028",), ("through 30 June 2028",)]),
        ("到2028年，产值达到10亿元。", "{}By{} 2028, output value reaches RMB 1 billion.", [("After",), ("Before",)]),
        # of what rank
        ("获得一等奖以上的，给予奖励。", "Winners of a {}first prize or higher{} are granted an award.", [("first prize",), ("first award or higher",)]),
        ("本科以上学历的人员。", "Persons with a bachelor’s degree {}or higher{}.", [("",)]),
        ("省级以上（含省级）平台。", "Platforms {}at or above provincial level{}.", [("at provincial level",)]),
        # as what, and not at all
        ("分公司视同子公司。", "A branch is {}treated as{} a subsidiary.", [("",)]),
        ("该证书等同于学历证书。", "The certificate is {}equivalent to{} an academic one.", [("",)]),
        ("严禁挪用资金。", "The misuse of funds is {}strictly forbidden{}.", [("forbidden",), ("discouraged",)]),
        ("严禁挪用资金。", "{}On no account may{} funds be misused.", [("Nor may",)]),
        ("禁止新建项目。", "{}No{} new projects may be built.", [("Many",)]),
    ],
)  # fmt: skip
def test_for_whom_how_often_and_how_much_of_it_is_not_lost(
    zh: str, right: str, wrong: list[tuple[str | None, ...]]
) -> None:
    """For whom, how often, in total, of which part, how long, until when, of what rank: ``{}`` … ``{}`` is what the
    wrong ones say otherwise, None where they do not."""
    parts = right.split("{}")
    assert not list(find_all(zh, "".join(parts), *read_rules()))
    for others in wrong:
        said = list(parts)
        for n, other in enumerate(others):
            said[2 * n + 1] = said[2 * n + 1] if other is None else other
        assert list(find_all(zh, "".join(said), *read_rules())), said


def test_a_word_is_found_by_each_of_its_names_in_one_sentence() -> None:
    _, words = read_rules()
    rules = {rule.zh: rule for rule in words}
    for name, zh in (
        ("每年", "按年拨付，每年评选。"),
        ("每家", "每家企业、单户农户。"),
        ("累计", "累计补助合计50万元。"),
    ):
        assert len(rules[name].find(zh)) == 2, name


def test_what_is_no_bound_asks_for_none() -> None:
    for zh, en in (
        (
            "以上政策由市科技局负责解释。",
            "These Policies are interpreted by the Municipal Science and Technology Bureau.",
        ),
        ("规模以上企业职工50人以上的。", "An enterprise above designated size with 50 or more employees."),
        ("职工50人、100人以上的。", "Where there are at least 50 or at least 100 employees."),
        ("职工50人、100人以上的。", "Where there are at least 50 or 100 employees."),
    ):
        assert not [one for one in find_all(zh, en, *read_rules()) if "bound" in one or "以上" in one], zh


@pytest.mark.parametrize(
    ("zh", "en", "added"),
    [
        ("对获奖企业奖励50万元。", "An award of RMB 500,000 {} to enterprises that win an award.",
         {"is granted": None, "may be granted": "may", "shall be granted": "shall", "will be granted": "will"}),
        ("推广应用新技术。", "{} the use of new technologies.",
         {"Promote": None, "In principle, promote": "in principle", "As appropriate, promote": "as appropriate"}),
        ("企业可自主选择。", "Enterprises {} choose for themselves.", {"may": None, "shall": "shall", "should": "should"}),
        ("本措施自2026年5月1日起施行。", "These Measures take effect on 1 May 2026{}.", {"": None}),
    ],
)  # fmt: skip
def test_no_word_of_force_is_added(zh: str, en: str, added: dict[str, str | None]) -> None:
    for phrase, word in added.items():
        found = [fault for fault in find_all(zh, en.format(phrase), *read_rules()) if fault.endswith("is added")]
        assert found == ([f"“{word}” is added"] if word else [])


def test_a_sentence_that_is_to_be_translated_is_no_breach(tmp_path: Path) -> None:
    """A document that ``index_build.py translate`` began, of which one sentence is translated, and wrongly."""
    begun = [("给予一次性奖励20万元。", ""), ("给予一次性奖励30万元。", "A one-off award of RMB 3 million is granted.")]
    pairs = ", ".join(f'["{zh}", "{en}"]' for zh, en in begun)
    _write(tmp_path, "begun", f'\n[[clause]]\nid = "1"\nsentences = [{pairs}]\n')
    _write(tmp_path, "empty", "")
    (breach,) = find_breaches(corpus=tmp_path)
    assert str(breach).startswith("begun/1: money: 300000 in Chinese, 3000000 in English: A one-off award")


def _write(corpus: Path, name: str, clauses: str) -> None:
    (corpus / "translations").mkdir(exist_ok=True)
    (corpus / "translations" / f"{name}.toml").write_text(f'[title]\nen = ""\n{clauses}', encoding="utf-8")


@pytest.mark.parametrize(
    ("mark", "faults"),
    [
        ('{ confirmed = "the sum is of another year" }', ["no rendering of 每年"]),
        ('{ machine_draft = "model", day = 2026-07-01 }', ["money: 200000 in Chinese", "no rendering of 每年"]),
        ('{ unfinished = "An", state = "needs-translation" }', ["money: 200000 in Chinese", "no rendering of 每年"]),
    ],
)
def test_a_sentence_with_a_mark_is_held_to_the_same(tmp_path: Path, mark: str, faults: list[str]) -> None:
    """Only the figures that a person has confirmed are not asked again."""
    pair = f'["每年给予20万元奖励。", "An award of RMB 300,000 is granted.", {mark}]'
    begun = '["每户。", "", { unfinished = "Each", state = "needs-translation" }]'
    kinds = f"sentences = [{pair}, {begun}]\nparts = [{begun}]\nformer = [{pair}]\n"
    _write(tmp_path, "marked", f'\n[[clause]]\nid = "1"\n{kinds}')
    found = sorted(one.fault.split(",")[0] for one in find_breaches(corpus=tmp_path))
    assert found == faults


def test_an_unknown_document_is_named_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bio-economy", "nothing"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("no translation of nothing; there are ") and err.count("\n") == 1


def test_nearly_every_fault_that_is_put_into_a_sentence_is_found() -> None:
    """Of each kind in eight real sentences, or in as many as have a place for it; ``docs/translation-review.md`` has
    the figures of all."""
    altered = tuple(alter_sentences(KINDS, 8))
    kinds = Counter(one.kind for one in altered)
    assert kinds.keys() == KINDS.keys() and sum(count == 8 for count in kinds.values()) >= 16
    missed = Counter(one.kind for one in altered if not one.found)
    assert not [(kind, count) for kind, count in missed.items() if count > 2], missed
    assert missed.total() <= 0.03 * len(altered), missed
