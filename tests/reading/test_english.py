"""Figures of English texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table, read_tables
from search_app.figures.english_figures import find_english_figures
from search_app.model import Benefit
from search_app.reading.english import find_english_amounts, find_english_benefits
from search_app.reading.english_slots import find_per, forms_of
from search_app.reading.words.lexicon import find_tokens
from search_app.reading.words.provision import read_provision
from search_app.text.english import uninflected


def benefits_of(text: str) -> tuple[Benefit, ...]:
    return find_english_benefits(text, find_english_amounts(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A one-off award of RMB 10 million.", [("RMB 10 million", 10_000_000, "award")]),
        ("10% of fixed-asset investment, up to RMB 5 million, is granted.", [("10%", 0.1, "rate"), ("RMB 5 million", 5_000_000, "cap")]),
        ("Enterprises investing at least CNY 500,000 are granted 40% of it, no more than CNY 1,000,000.",
         [("CNY 500,000", 500_000, "condition"), ("40%", 0.4, "rate"), ("CNY 1,000,000", 1_000_000, "cap")]),
        ("Grants of RMB 300,000, RMB 200,000 and RMB 100,000 respectively.",
         [("RMB 300,000", 300_000, "award"), ("RMB 200,000", 200_000, "award"), ("RMB 100,000", 100_000, "award")]),
        ("Enterprise income tax is levied at the reduced rate of 15%.", [("15%", 0.15, "term")]),
        ("Support is provided at a ratio of 1:1.", [("1:1", 1.0, "ratio-rate")]),
        ("Projects with revenue of RMB 2 million or more are rewarded.", [("RMB 2 million", 2_000_000, "condition")]),
        ("A subsidy of USD 5,000 is granted.", [("USD 5,000", 5_000, "award")]),
        ("An award of 3.5 million yuan is paid.", [("3.5 million yuan", 3_500_000, "award")]),
        ("In 2025, 500 firms in 3 districts.", []),
    ],
)  # fmt: skip
def test_english_figures(text: str, expected: list[tuple[str, float, str]]) -> None:
    found = [
        (a.text, float(a.value), a.role if a.kind != "ratio" else f"ratio-{a.role}") for a in find_english_amounts(text)
    ]
    assert found == expected


@given(st.text(alphabet="RMB CNY 0123456789,.%:-milonbupt o$¥", max_size=80))
def test_figures_stand_where_they_say(text: str) -> None:
    amounts = find_english_amounts(text)
    assert all(text[a.start : a.end] == a.text for a in amounts)


def test_english_benefits_are_read_sentence_by_sentence() -> None:
    text = (
        "A company that builds a plant receives a grant of RMB 2 million. "
        "The city will seek a subsidy of 5 million yuan from the province."
    )
    found = find_english_benefits(text, find_english_amounts(text))
    assert [(b.n, b.award, b.promise) for b in found] == [(1, 2_000_000, "committed"), (2, 5_000_000, "endeavour")]
    assert found[0].recipient == "company"


@pytest.mark.parametrize(
    ("text", "value", "high", "currency"),
    [
        ("RMB 5-10 million", 5_000_000, 10_000_000, "CNY"),
        ("RMB 5 million to 10 million", 5_000_000, 10_000_000, "CNY"),
        ("5 to 10 million yuan", 5_000_000, 10_000_000, "CNY"),
        ("between RMB 1 million and RMB 2 million", 1_000_000, 2_000_000, "CNY"),
        ("RMB10 million", 10_000_000, None, "CNY"),
        ("half a million yuan", 500_000, None, "CNY"),
        ("a quarter of a million yuan", 250_000, None, "CNY"),
        ("a hundred thousand yuan", 100_000, None, "CNY"),
        ("two hundred thousand yuan", 200_000, None, "CNY"),
        ("twenty-five million yuan", 25_000_000, None, "CNY"),
        ("300 million RMB", 300_000_000, None, "CNY"),
        ("₹20,00,000/-", 2_000_000, None, "INR"),
        ("5%-10%", 0.05, 0.1, None),
        ("5 to 10 percent", 0.05, 0.1, None),
        ("1:0.5", 0.5, None, None),
        ("2:1", 2, None, None),
    ],
)
def test_english_values(text: str, value: float, high: float | None, currency: str | None) -> None:
    (amount,) = find_english_amounts(text)
    assert (float(amount.value), amount.value_hi and float(amount.value_hi), amount.currency) == (value, high, currency)
    (inside,) = find_english_amounts(f"A grant is paid; {text} is what it comes to.")
    assert inside.value == amount.value


@pytest.mark.parametrize("name", ["multiplier", "number"])
def test_each_row_of_english_numbers_reads_its_example(name: str) -> None:
    for row in read_table("english_numbers", name):
        written, value = row["yes"]
        assert [float(f.value) for f in find_english_figures(written)] == [value], written
        assert [f for f in find_english_figures(row["no"]) if f.kind == "money"] == [], row["no"]


def test_each_english_bound_decides_its_example() -> None:
    for row in read_table("english_numbers", "bound"):
        assert find_english_figures(row["yes"])[0].bound == row["bound"]
        assert find_english_figures(row["no"])[0].bound != row["bound"]


@pytest.mark.parametrize("text", ["8:30", "in 2025", "5 million people", "a yuan bond", "section 5.1.2", "1.2.3 yuan"])
def test_what_is_no_english_figure(text: str) -> None:
    assert find_english_amounts(text) == ()


def test_an_english_approximation_is_no_exact_award_and_rupees_are_no_yuan() -> None:
    text = "A company that builds a plant receives about RMB 2 million. The startup is paid a grant of ₹20,00,000."
    about, rupees = find_english_benefits(text, find_english_amounts(text))
    assert about.award is None and about.open
    assert rupees.award is None and any(point.kind == "foreign" for point in rupees.open)
    text = (
        "A 20% subsidy subject to a maximum of RMB 2 million is given. The startup will be reimbursed 50% of the cost."
    )
    assert [(a.role, float(a.value)) for a in find_english_amounts(text)] == [
        ("rate", 0.2),
        ("cap", 2_000_000),
        ("rate", 0.5),
    ]


# ── sentences and words ──


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mills get Rs. 5 lakh under Rule No. 7. Looms get less.", 2),
        ("Rama Mills Ltd. is paid 2.5% of it, i.e. the fee. No more is due.", 2),
        ("1. Mills are aided. a. Looms are not.", 2),
        ("Mills are aided; looms (old ones. and new ones) are not.", 2),
        ("Is it paid? It is! The U.S. office pays.", 3),
        ("1.5 million yuan is paid.", 1),
    ],
)
def test_a_full_stop_ends_a_sentence_and_no_abbreviation_number_or_label(text: str, count: int) -> None:
    assert len(read_provision(text, lang="en").units) == count


def test_white_space_is_read_the_same_however_it_is_printed() -> None:
    text = "Mills  are granted\n10% of\u00a0the cost, not\nexceeding\u200b RMB 5\nmillion."
    plain = "Mills are granted 10% of the cost, not exceeding RMB 5 million."
    amounts = find_english_amounts(text)
    assert [(a.value, a.role) for a in amounts] == [(a.value, a.role) for a in find_english_amounts(plain)]
    assert all(text[a.start : a.end] == a.text for a in amounts)


def names(text: str) -> list[str]:
    return [token.name for token in find_tokens(text, (), "en")]


@pytest.mark.parametrize("row", read_tables("lexicon_en", "word"), ids=lambda row: f"{row['class']}: {row['yes']}")
def test_each_english_class_finds_its_example_and_not_the_opposite(row: dict[str, str]) -> None:
    def is_found(example: str) -> bool:
        at, end = example.index("⟨"), example.index("⟩") - 1
        tokens = find_tokens(example.replace("⟨", "").replace("⟩", "").lower(), (), "en")
        return any(t.name == row["class"] and (t.start, t.end) == (at, end) for t in tokens)

    assert is_found(row["yes"])
    assert not is_found(row["no"])


def test_an_inflection_is_its_word_and_a_derived_word_is_another() -> None:
    assert {"subsidy", "plan", "organise"} <= {
        one for word in ("subsidies", "planned", "organising") for one in uninflected(word)
    }
    assert names("organizations exceeding") == names("organisation exceeds") == ["company", "over"]
    assert names("funding") == ["aid"] and names("funds") == ["fund"]
    assert names("notes taxis parties") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no more than", "not_over"), ("shall not exceed", "not_over"), ("nor be given more than", "not_over"),
        ("not less than", "at_least"), ("no fewer than", "at_least"), ("more than", "over"), ("less than", "under"),
    ],
)  # fmt: skip
def test_a_denied_bound_is_the_opposite_bound(text: str, expected: str) -> None:
    assert names(text)[-1] == expected


@pytest.mark.parametrize("row", read_table("slots_en", "pattern"), ids=lambda row: f"{row['slot']} {row['value']}")
def test_each_english_form_finds_its_example_and_not_the_opposite(row: dict[str, str]) -> None:
    pattern = forms_of(row["slot"])[row["value"]]
    assert pattern.search(row["yes"])
    assert not pattern.search(row["no"])


# ── benefits: a kind of sentence each, and its opposite ──


def test_a_ceiling_behind_or_is_a_limit_of_its_rate() -> None:
    (benefit,) = benefits_of("A bookshop will be reimbursed 40% of the rent or RMB 9,000, whichever is lower.")
    assert (float(benefit.rate or 0), benefit.basis, [float(one.value) for one in benefit.limits]) == (
        0.4,
        "rent",
        [9000],
    )
    assert benefit.recipient == "bookshop" or benefit.recipient == ""


def test_rupees_of_a_maximum_are_a_ceiling() -> None:
    text = "A 25% subsidy subject to a maximum of ₹30,00,000/- is given to mills."
    assert [(a.role, float(a.value)) for a in find_english_amounts(text)] == [("rate", 0.25), ("cap", 3_000_000)]


def test_members_of_a_list_are_benefits_in_order() -> None:
    text = (
        "Enterprises whose annual revenue exceeds RMB 20 million, RMB 60 million and RMB 90 million are awarded "
        "RMB 100,000, RMB 300,000 and RMB 500,000 respectively."
    )
    found = benefits_of(text)
    assert [benefit.award for benefit in found] == [100_000, 300_000, 500_000]
    assert [(one.value, one.compare) for b in found for one in b.conditions] == [
        (20_000_000, "gt"), (60_000_000, "gt"), (90_000_000, "gt"),
    ]  # fmt: skip


def test_a_condition_belongs_to_the_grant_from_which_nothing_divides_it() -> None:
    behind = benefits_of(
        "Firms get an interest subsidy of 2% on loans up to RMB 1 million and 1% on loans above RMB 1 million."
    )
    assert [float(b.rate or 0) for b in behind] == [0.02, 0.01]
    before = benefits_of(
        "Enterprises investing at least RMB 5 million are granted RMB 100,000, and those investing at least RMB 9 million are "
        "granted RMB 300,000."
    )
    assert [(b.award, [c.value for c in b.conditions]) for b in before] == [
        (100_000, [5_000_000]), (300_000, [9_000_000]),
    ]  # fmt: skip


def test_ceilings_for_different_things_are_benefits_of_their_own() -> None:
    text = "Enterprises are awarded up to RMB 3 million for class A drugs, up to RMB 2 million for class B drugs."
    assert [[limit.value for limit in benefit.limits] for benefit in benefits_of(text)] == [[3_000_000], [2_000_000]]


def test_what_a_following_sentence_limits_is_a_limit_of_what_stands_before_it() -> None:
    text = "Enterprises are granted 10% of the rent. The subsidy shall not exceed RMB 200,000 per enterprise per year."
    (benefit,) = benefits_of(text)
    assert [(limit.value, limit.per) for limit in benefit.limits] == [(200_000, "company-year")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("RMB 400 per trainee", "person"), ("for each new bed", "item"), ("for one company in one year", "company-year"),
        ("a one-off award", "once"), ("RMB 9 million a year", "year"), ("per square metre", "area"), ("to companies", None),
        ("annual revenue of", None),
    ],
)  # fmt: skip
def test_for_each_what_a_sum_is(words: str, expected: str | None) -> None:
    assert find_per(words) == expected


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Enterprises are granted RMB 30,000 a year for three years.", 3),
        ("Enterprises are granted RMB 30,000 a month for 24 months.", 2),
        ("Enterprises are granted RMB 30,000.", None),
    ],
)
def test_for_how_long_it_is_paid(text: str, years: int | None) -> None:
    (benefit,) = benefits_of(text)
    assert (benefit.duration.years if benefit.duration else None) == years


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Each company receives RMB 40,000.", ["company"]),
        ("Start-ups are granted RMB 40,000 per company.", ["Start-ups"]),
        (
            "On filing, an enterprise is rewarded with RMB 40,000; on listing, with RMB 90,000.",
            ["enterprise", "enterprise"],
        ),
        ("Municipal finance pays RMB 40,000 to developers of industrial parks.", ["developers of industrial parks"]),
        ("Hotels whose guests come from abroad get RMB 40,000; museums get RMB 20,000.", ["Hotels", "museums"]),
        ("A one-off award of RMB 40,000 is made.", [""]),
    ],
)
def test_who_gets_it(text: str, names: list[str]) -> None:
    assert [benefit.recipient for benefit in benefits_of(text)] == names


def test_who_pays_and_how_firmly() -> None:
    (city,) = benefits_of("Municipal finance grants an award of RMB 400,000 to newly recognised companies.")
    assert (city.payer, city.promise, city.recipient) == ("city", "committed", "newly recognised companies")
    (sought,) = benefits_of("Strive to obtain a provincial award of RMB 400,000 for the companies.")
    assert (sought.payer, sought.promise) == ("province", "endeavour")
    (most,) = benefits_of("Companies are granted an award of up to RMB 400,000.")
    assert (most.promise, most.award) == ("up_to", None)
    (least,) = benefits_of("Companies are granted not less than RMB 400,000.")
    assert (least.floor, least.award) == (400_000, None)


@pytest.mark.parametrize(
    "text",
    [
        "Firms with tax debts are not eligible for any subsidy.",
        "Whoever gives false data shall pay back the subsidy with a fine of RMB 50,000.",
        "Set up a fund of RMB 3 billion for the cultural industry.",
        "Where the sum applied for is over RMB 400,000, an audit report shall be submitted.",
        "The award is paid in two instalments of 60% and 40%.",
        "Support companies in finding new markets.",
        "The subsidy may be claimed by dairies for at most two years.",
    ],
)
def test_what_grants_nothing_is_no_benefit(text: str) -> None:
    assert benefits_of(text) == ()


@pytest.mark.parametrize(
    "piece", ["a, ", "the ", "RMB 5 ", "10% of the ", "to firms ", "for each ", "not ", "(", "from "]
)
def test_a_text_that_repeats_itself_is_read_to_its_end(piece: str) -> None:
    """Each of these could be divided in every way, or has a phrase at every word."""
    text = f"Firms are granted RMB 5 million of {piece * 4000} it."
    amounts = find_english_amounts(text)
    assert all(text[a.start : a.end] == a.text for a in amounts)
    assert all(set(b.amounts) <= set(range(len(amounts))) for b in find_english_benefits(text, amounts))
