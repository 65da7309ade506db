"""Words of people for words of the texts: each row of the table finds its own example, and not the other one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from search_app.data import read_table
from search_app.jobs.cache import BuildCache
from search_app.search.words.bridge import make_bridge, read_definitions
from search_app.search.words.concepts import Concept, Concepts, choose_concepts, read_concepts
from search_app.search.words.expressions import read_expressions
from search_app.text.fold import fold
from search_app.text.script import simplify

ROWS = read_table("concepts", "concept")


def _means(row: dict[str, Any], query: str) -> bool:
    """Whether ``query`` means the concept of ``row``, by a string or by words that stand apart."""
    text = simplify(fold(query))
    together = row.get("together", ())
    said = any(simplify(fold(one)) in text for one in row["said"])
    return said or (bool(together) and all(any(word in text for word in words) for words in together))


def test_every_row_finds_its_example_and_not_the_other() -> None:
    wrong = [row["yes"] for row in ROWS if not _means(row, row["yes"])]
    wrong += [row["no"] for row in ROWS if "no" in row and _means(row, row["no"])]
    assert not wrong


def test_lists_hold_words_and_rows_are_general() -> None:
    assert len(ROWS) > 800
    for row in ROWS:
        assert all(words and all(words) for words in (*row.get("together", ()), *row.get("together_en", ()))), row
        assert all(len(said) > 1 for said in row["said"]), row
        assert len(set(row["means"])) == len(row["means"]) <= 8, row
    firsts = Counter(row["means"][0] for row in ROWS)
    assert max(firsts.values()) <= 3


def test_concepts_lead_only_to_what_stands_in_the_texts() -> None:
    assert choose_concepts(read_concepts(), frozenset()) == ()
    (concept, *_) = made = choose_concepts(read_concepts(), frozenset({"贴息"}))
    assert all(one.means == ("贴息",) for one in made) and concept.chinese
    assert "贴息" in read_expressions(BuildCache()).meanings


def test_one_word_of_each_list_is_needed() -> None:
    concept = Concept(
        (("娃", "孩子"), ("上学", "念书")), (("child", "kid"), ("school", "primari school")), ("子女入学",)
    )
    concepts = Concepts([concept])
    assert [meant.words for meant in concepts.in_chinese("我家孩子在哪念书")] == [("孩子", "念书")]
    assert concepts.in_chinese("我家孩子") == concepts.in_chinese("念书") == ()
    assert [meant.words for meant in concepts.in_english(("school", "my", "kid"))] == [("kid", "school")]
    assert [meant.words for meant in concepts.in_english(("primari", "school", "kid"))] == [("kid", "school")]
    assert concepts.in_english(("kid",)) == ()


def test_the_dictionary_leads_from_english_to_words_of_the_texts() -> None:
    if not list(read_definitions({"租金"})):
        pytest.skip("no dictionary is installed")
    bridge = make_bridge({"租金": 3, "搬迁": 2, "不在词典": 9})
    assert bridge.words["rent"] == (("租金", 1.0),)
    assert [word for word, _ in bridge.words["reloc"]] == ["搬迁"]
    assert "relocate" in bridge.written
    assert {word for held in bridge.words.values() for word, _ in held} == {"租金", "搬迁"}
    assert make_bridge({}).words == {}
