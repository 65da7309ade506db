"""The words and weights of the table, each with its example and its counter-example."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search_app.clauses.letters import find_addressees
from search_app.clauses.numbering import find_mark, words_of
from search_app.clauses.printed.lines import find_lines
from search_app.data import read_table
from search_app.text.passage import plain


def _refers(line: str) -> bool:
    mark = find_mark(line)
    return mark is not None and mark.refers


def _says(name: str) -> Callable[[str], bool]:
    return lambda line: any(word in plain(line) for word in words_of(name))


FINDS: dict[str, Callable[[str], bool]] = {
    "refers": _refers,
    "addressee": lambda line: find_addressees(find_lines(line), 0) == 1,
    "imprint": lambda line: plain(line).startswith(words_of("imprint")),
    "unfinished": lambda line: plain(line).endswith(words_of("unfinished")),
    "form": lambda line: plain(line).endswith(words_of("form")),
    **{name: _says(name) for name in ("forwards", "closing", "table", "modal")},
}


@pytest.mark.parametrize("row", read_table("outline", "word"), ids=lambda row: str(row["name"]))
def test_each_word_list_finds_its_example_and_not_its_counter_example(row: dict[str, str]) -> None:
    assert FINDS[row["name"]](row["yes"])
    assert not FINDS[row["name"]](row["no"])


@pytest.mark.parametrize("table", ["mark", "level"])
def test_each_weight_is_one_and_has_a_reason(table: str) -> None:
    rows = read_table("outline", table)
    assert len({row["name"] for row in rows}) == len(rows)
    assert all(row["why"] and row["weight"] for row in rows)
