"""The word classes of the reader: every row finds its example and leaves the opposite alone."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table, read_tables
from search_app.reading.slots.closed_forms import forms_of
from search_app.reading.words.lexicon import find_tokens
from search_app.text.passage import plain

ROWS = read_tables("lexicon", "word")
TRADITIONAL = opencc.OpenCC("s2t").convert


def classes_at(example: str) -> set[str]:
    """The classes of the words that cover what stands between ⟨ ⟩."""
    at = example.index("⟨")
    text = plain(example.replace("⟨", "").replace("⟩", ""))
    return {token.name for token in find_tokens(text) if token.start <= at < token.end}


@pytest.mark.parametrize("script", [str, TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['class']}: {row['yes']}")
def test_each_row_finds_its_example_and_not_the_opposite(row: dict[str, Any], script: Any) -> None:
    assert row["class"] in classes_at(script(row["yes"]))
    assert row["class"] not in classes_at(script(row["no"]))


def test_every_word_belongs_to_one_class() -> None:
    counted = Counter(word for row in ROWS for word in row["words"])
    assert [word for word, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("row", read_table("slots", "pattern"), ids=lambda row: f"{row['slot']}={row['value']}")
def test_each_closed_form_answers_its_example_and_not_the_opposite(row: dict[str, Any]) -> None:
    pattern = forms_of(row["slot"])[row["value"]]
    assert pattern.search(plain(row["yes"]))
    assert not pattern.search(plain(row["no"]))


@given(st.text(alphabet="给予奖励最高不超过以上每年补助的，。；：（）0123456789万元%企业按投资额", max_size=120))
def test_tokens_are_in_order_and_stand_where_they_say(text: str) -> None:
    folded = plain(text)
    tokens = find_tokens(folded)
    assert all(folded[t.start : t.end] == t.word for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
