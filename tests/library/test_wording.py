"""The term base and the words of force, and whether they find what they are for."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

import pytest

from tests.library.wording import FOLDER, find_breaches, find_faults, read_rules

TERMS = tomllib.loads((FOLDER / "terms.toml").read_text(encoding="utf-8"))
WORDS = tomllib.loads((FOLDER / "usage.toml").read_text(encoding="utf-8"))["word"]
_KEYS = {"zh", "group", "pattern", "but", "en", "admitted", "forbidden", "silent", "right", "wrong", "why"}


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
    """Bounds, periods, force and terms; figures and titles are held to the text in ``test_translation``."""
    breaches = tuple(find_breaches())
    kinds = Counter((one.zh, one.wrong) for one in breaches).most_common(10)
    assert not breaches, (len(breaches), kinds, *map(str, breaches[:5]))
