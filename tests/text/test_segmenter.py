"""jieba and its copy in Rust cut alike: the corpus, every case, the tables, and runs that nobody wrote."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from search_app.text.tokens import MAX_RUN, Jieba, RustJieba

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path
    for folder in ("corpus", "tests/cases", "search_app/data")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".txt", ".toml", ".tsv", ".json", ".html")
]
_TRIPLED = re.compile(r"(.)\1\1")  # of 一一一 two cuts are equally likely


@pytest.fixture(scope="module")
def both() -> tuple[Jieba, RustJieba]:
    return Jieba(), RustJieba()


def find_runs() -> set[str]:
    runs = {
        run for path in FILES for run in re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]+", path.read_text("utf-8"))
    }
    return {run[start : start + MAX_RUN] for run in runs for start in range(0, len(run), MAX_RUN)}


def make_runs(known: list[str], rng: Random) -> set[str]:
    """Runs of words and characters that follow one another nowhere."""
    chars = [char for run in known[:2000] for char in run]
    made = {"".join(rng.choices(chars, k=rng.randint(1, MAX_RUN))) for _ in range(3000)}
    return made | {"".join(rng.choices(known, k=rng.randint(2, 6)))[:MAX_RUN] for _ in range(3000)}


@pytest.mark.parametrize("guess", [False, True])
def test_both_cut_alike(both: tuple[Jieba, RustJieba], guess: bool) -> None:
    plain, fast = both
    known = sorted(find_runs())
    runs = {run for run in {*known, *make_runs(known, Random(13))} if not _TRIPLED.search(run)}
    assert len(runs) > 40_000
    assert [run for run in sorted(runs) if plain.cut(run, guess) != fast.cut(run, guess)] == []


def test_both_know_the_same_words(both: tuple[Jieba, RustJieba]) -> None:
    plain, fast = both
    frequencies: dict[str, int] = plain._plain.FREQ  # words, and with 0 what words begin with
    assert len(frequencies) > 400_000
    assert [word for word in frequencies if plain.knows(word) != fast.knows(word)] == []
