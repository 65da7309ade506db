"""A server that is asked for words loads what answers them, and nothing that reads documents or builds an index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from search_app.search.query.figures import take_figures
from search_app.search.query.plan import read_query
from search_app.text.numerals import HAN_NUMERALS
from tests.conftest import ROOT, Generation

ASK = """
import sys
from pathlib import Path
from search_app import create_app

client = create_app(index=Path(sys.argv[1])).test_client()
assert client.get("/api/v1/search", query_string={"q": sys.argv[2]}).status_code == 200
print(*sys.modules)
"""
HEAVY = {"whoosh", "jieba", "pypinyin", "lxml", "pypdf", "asyncio", "unittest", "multiprocessing"}
OURS = {
    "search_app.files",
    "search_app.jobs.cache",
    "search_app.library",
    "search_app.search.embedded.build",
    "search_app.search.published.generations",
    "search_app.web.review",
}


FIGURES = {"search_app.figures.quantities", "search_app.reading"}


@pytest.mark.parametrize(
    ("q", "unneeded"),
    [
        ("贷款贴息", HEAVY | OURS | FIGURES),
        ("带款贴息", HEAVY | OURS | FIGURES),  # sounds like words of the texts
        ("daikuan", HEAVY | OURS),  # may be an English figure
        ("奖励50万元", HEAVY | OURS),
    ],
)
def test_a_search_loads_nothing_that_only_a_build_needs(home: Path, q: str, unneeded: set[str]) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASK, str(home), q], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(asked.stdout.split())
    assert loaded & unneeded == set()


def test_every_figure_is_still_found(generation: Generation) -> None:
    """What reads figures is loaded only where a query may name one."""
    lexicon = generation.lexicon
    said = [
        "奖励50万元",
        "五十万",
        "百分之三十",
        "一半",
        "數十萬元",
        "贰拾万元",
        "５０万",
        "half a million",
        "30%",
        "1:0.5",
        "①万元",
    ]
    said += [f"补{numeral}万元" for numeral in HAN_NUMERALS] + [f"{numeral}成补贴" for numeral in HAN_NUMERALS]
    for q in said:
        taken = take_figures(q, lexicon.vocabulary.figures)
        wishes = read_query(q, lexicon).wishes
        assert [wish for wish in taken.wishes if wish not in wishes] == []
