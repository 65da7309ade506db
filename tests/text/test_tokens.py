"""A run is cut once, and the shorter words in it are those that jieba finds for search engines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search_app.text.fold import fold
from search_app.text.tokens import MAX_RUN, Jieba, cut_words, find_words

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "corpus").glob("*.txt")), *sorted((ROOT / "tests" / "cases").glob("*.txt"))[::8]]


@pytest.fixture(scope="module")
def jieba() -> Jieba:
    return Jieba()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_run_is_cut_as_jieba_cuts_it(path: Path, jieba: Jieba) -> None:
    plain = jieba._plain
    for run in re.findall("[\u3400-\u9fff]+", fold(path.read_text(encoding="utf-8"))):
        for start in range(0, len(run), MAX_RUN):
            part = run[start : start + MAX_RUN]
            assert find_words(part) == tuple(plain.cut_for_search(part, HMM=False))
            assert cut_words(part) == tuple(plain.cut(part, HMM=False))


@pytest.mark.parametrize(
    ("word", "tokens"), [("14th", ("14th",)), ("5G", ("5g",)), ("1,000", ("1000",)), ("50k", ("50k",))]
)
def test_an_ordinal_is_one_word(word: str, tokens: tuple[str, ...]) -> None:
    assert find_words(word) == tokens
