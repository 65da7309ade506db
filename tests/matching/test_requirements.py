"""What a benefit asks: every row of the tables finds its example, and no word of a sentence is left out."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table
from search_app.library.figures import read_figures
from search_app.matching.asked import Asked, find_asked
from search_app.matching.documents import find_field, find_scope
from search_app.matching.phrases import read_phrase
from search_app.matching.requirements import OTHER
from search_app.matching.words import TITLE, find_tokens
from search_app.model import Bilingual, Clause, DocumentHead, Source, Term
from search_app.text.passage import plain

WORDS = read_table("requirements", "word")
FORMS = read_table("requirements", "pattern")
TITLES = read_table("company", "title")


def at_mark(example: str, topics: bool = False) -> tuple[str, list[Any]]:
    """(the words between ⟨ ⟩, the tokens that begin there)."""
    start, end = example.index("⟨"), example.index("⟩") - 1
    text = plain(example.replace("⟨", "").replace("⟩", ""))
    return text[start:end], [token for token in find_tokens(text, topics) if token.start == start]


@pytest.mark.parametrize("row", WORDS, ids=lambda row: f"{row['kind']}: {row['yes']}")
def test_each_row_finds_its_example_and_not_the_opposite(row: dict[str, Any]) -> None:
    topics, own = row["kind"] == "topic", {plain(word) for word in row["words"]}
    words, found = at_mark(row["yes"], topics)
    assert words in own and [token.text for token in found] == [words]
    assert not own & {token.text for token in find_tokens(plain(row["no"]), topics)}


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row["yes"])
def test_each_form_finds_its_example_and_not_the_opposite(row: dict[str, Any]) -> None:
    words, found = at_mark(row["yes"])
    assert [token.text for token in found] == [words]
    spelt = plain(row["no"])
    assert not any(token.text == words for token in find_tokens(spelt))
    assert read_phrase(spelt, {}, spelt)  # something of it is asked


@pytest.mark.parametrize("row", TITLES, ids=lambda row: row["id"])
def test_each_title_is_found_where_it_is_named(row: dict[str, Any]) -> None:
    words, found = at_mark(row["yes"])
    assert [(token.text, token.row.values) for token in found if token.row.kind == TITLE] == [(words, (row["id"],))]
    others = [token for token in find_tokens(plain(row["no"])) if token.row.kind == TITLE]
    assert all(token.row.values != (row["id"],) for token in others)


def test_every_word_stands_in_one_row() -> None:
    rows = [[plain(word) for word in row["words"]] for row in WORDS if row["kind"] != "topic"]
    rows += [[plain(word) for word in (*row["words"], *row["part"])] for row in TITLES]
    counted = Counter(word for words in rows for word in words)
    assert [word for word, count in counted.items() if count > 1] == []


# ── a sentence ──


def ask(text: str, title: str = "") -> list[Asked]:
    """What the benefits of a clause with this text ask."""
    return list(find_asked(make_clause(text, title)))


def make_clause(text: str, title: str = "") -> Clause:
    amounts, benefits = read_figures(text, title)
    return Clause(
        id="a/1",
        document="a",
        clause="1",
        kind="clause",
        label="第一条",
        path=(Bilingual(title),) if title else (),
        title=None,
        text=Bilingual(text),
        sentences=(),
        printed=text,
        departments=(),
        industries=(),
        amounts=amounts,
        benefits=benefits,
        headline=None,
        rules=(),
        overlaps=(),
        source=Source("a.txt", 1, 1),
    )


def kinds(asked: Asked) -> list[str]:
    return sorted(one.kind for one in asked.requirements)


def test_a_sentence_that_is_understood_asks_what_it_says() -> None:
    (asked,) = ask("对新引进的总投资1亿元以上的企业，给予一次性500万元奖励。")
    assert kinds(asked) == ["investment", "newly_founded"]
    (bound,) = next(one.bounds for one in asked.requirements if one.kind == "investment")
    assert (bound.compare, int(bound.value)) == ("ge", 100_000_000)


@pytest.mark.parametrize(
    "words",
    [
        "择优",
        "经评审",
        "通过绩效评价",
        "符合条件",
        "连续三年纳税",
        "租用办公用房",
        "参加展会",
        "为地方作出突出贡献",
        "拟上市",
        "重点",
    ],
)
def test_words_that_no_question_asks_are_asked_all_the_same(words: str) -> None:
    for text in (f"对{words}的制造业企业，给予一次性50万元奖励。", f"制造业企业{words}的，给予一次性50万元奖励。"):
        (asked,) = ask(text)
        assert OTHER in kinds(asked), asked


@given(st.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=6), st.integers(0, 3))
def test_no_word_of_a_sentence_is_dropped(unknown: str, place: int) -> None:
    """Wherever unknown words stand in the part that says who, they are asked for."""
    spots = ["{}制造业企业", "制造业{}企业", "制造业企业{}", "制造业企业,{}"]
    phrase = plain("对" + spots[place].format(unknown) + "的")
    found = [one for part in phrase.split(",") for one in read_phrase(part, {}, part)]
    assert any(one.kind == OTHER and unknown in one.words for one in found)


def test_a_sentence_that_leans_on_the_one_before_asks_for_it() -> None:
    asked = ask("新引进的金融机构，给予100万元奖励。其他企业，给予50万元奖励。达到上述条件的再奖励20万元。")
    assert len(asked) >= 2
    assert all(OTHER in kinds(one) for one in asked[1:])


def test_a_list_is_asked_row_by_row() -> None:
    asked = ask("对获评国家级、省级绿色工厂的企业，分别给予50万元、20万元奖励。")
    held = [{row.values for one in a.requirements if one.kind == TITLE for row in one.rows} for a in asked]
    assert held == [{("green_manufacturing_national",)}, {("green_manufacturing_provincial",)}]


def test_a_later_sentence_that_binds_is_asked_too() -> None:
    (asked,) = ask("对新设立的制造业企业，给予50万元奖励。享受奖励的企业须承诺五年内不迁出。")
    assert [one.place for one in asked.requirements if one.kind == OTHER] == ["clause"]


AROUND = read_table("requirements", "around")


@pytest.mark.parametrize("row", AROUND, ids=lambda row: row["name"])
def test_words_around_the_clauses_are_found_where_they_count(row: dict[str, Any]) -> None:
    words = [plain(word) for word in row["words"]]
    assert any(word in plain(row["yes"]) for word in words) and not any(word in plain(row["no"]) for word in words)


# ── a document ──


def head(title: str, *industries: str) -> DocumentHead:
    return DocumentHead("a", Bilingual(title), None, None, industries, (), Term(), (), (), ())


@pytest.mark.parametrize(
    ("title", "industries", "asked"),
    [
        ("云溪市支持生物经济发展若干措施", ("bio-economy",), ["industry"]),
        ("云溪市支持企业上市若干措施", ("finance",), []),  # whoever goes public may be of any field
        ("云溪市支持硅光产业发展若干措施", ("general",), [OTHER]),  # a field that no question knows
        ("云溪市招商引资若干政策", ("general",), []),
    ],
)
def test_the_title_of_a_document_asks_for_its_field(title: str, industries: tuple[str, ...], asked: list[str]) -> None:
    assert [one.kind for one in find_field(head(title, *industries))] == asked


def test_terms_of_scope_ask_what_is_not_a_matter_of_course() -> None:
    def of(text: str) -> list[str]:
        return [one.kind for scope in find_scope(make_clause(text)) for one in scope.requirements]

    assert of("本办法适用于在本市登记注册、独立核算的企业。") == []
    assert OTHER in of("本办法适用于上年度净利润增长10%以上的企业。")
    assert OTHER in of("申请专项资金的企业应当依法纳税、信用良好，其资产负债率不高于75%。")
    assert of("申报单位应当于每年五月底前提交材料。") == of("严重失信的企业不得享受本办法的奖励。") == []
    (scope,) = find_scope(make_clause("本办法所称总部企业，是指控股子公司不少于3家的企业。"))
    assert scope.holds_for("对新引进的总部企业给予奖励") and not scope.holds_for("对工业企业给予奖励")
