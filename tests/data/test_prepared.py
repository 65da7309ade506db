"""What a build finds out about our tables spares a server work, and changes no answer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from search_app.data import HERE, prepare_tables, read_table
from search_app.data.patterns import Pattern, find_needs
from search_app.data.prepared import find_prepared, take_prepared
from search_app.search.asked.read import list_patterns

QUERIES = Path(__file__).parents[1] / "search"
SAID = (
    *(QUERIES / "plain_queries.txt").read_text(encoding="utf-8").splitlines(),
    *(line.split("\t")[0] for line in (QUERIES / "asked_queries.tsv").read_text(encoding="utf-8").splitlines()),
    *(one for name in ("read", "exclusion", "comparison") for row in read_table("asking", name) for one in row["yes"]),
)
# Slots are filled with marks: what stands in them need not be written out.
MARKED = tuple(re.sub(r"\d+万元?", mark, one) for one in SAID for mark in "\ue000\ue003\ue005")


def test_a_pattern_is_left_out_only_where_it_has_no_match() -> None:
    skipped = 0
    for source in list_patterns():
        needs, compiled = find_needs(source), re.compile(source)
        for text in (*SAID, *MARKED):
            lacks = not all(any(one in text for one in some) for some in needs)
            assert not (lacks and compiled.search(text)), (source, text)
            skipped += lacks
    assert skipped > 0.9 * len(list_patterns()) * len((*SAID, *MARKED))


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("不要(?:贷款|补贴)", (("不要",), ("贷款", "补贴"))),
        ("(?:a|b)?c{2,3}", (("c",),)),
        ("(?=贷)款|[息利]", (("款", "息", "利"),)),
        ("(?:贷|.)款*", ()),
        ("(?i)loan", ()),
        ("(?i:loan)s", (("s",),)),
        ("(?!x)[^y]", ()),
    ],
)
def test_what_a_pattern_needs(source: str, needs: tuple[tuple[str, ...], ...]) -> None:
    assert find_needs(source) == needs


def test_prepared_tables_are_the_tables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needs: dict[str, object] = {}
    monkeypatch.setattr("search_app.data.prepared._known_rows", {})
    monkeypatch.setattr("search_app.data.prepared.known_needs", needs)
    monkeypatch.setattr("search_app.data.patterns.known_needs", needs)
    prepared = prepare_tables(["不要贷款"])
    names = [name for rows in json.loads(prepared)["rows"].values() for name in rows]
    assert find_prepared(HERE / "asking.toml", "read") is None and len(names) > 30
    take_prepared(prepared)
    assert find_prepared(HERE / "asking.toml", "read") == read_table("asking", "read")
    assert find_prepared(HERE / "stopwords.toml", "stop") == read_table("stopwords", "stop")
    changed = tmp_path / "asking.toml"
    changed.write_bytes((HERE / "asking.toml").read_bytes() + b"\n")
    assert find_prepared(changed, "read") is None  # what was changed since is read and checked as ever
    pattern = Pattern("不要贷款")
    assert not pattern.may_match("要贷款") and pattern.search("我不要贷款") and not list(pattern.finditer("要贷款"))
