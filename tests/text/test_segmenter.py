"""jieba and its copy in Rust cut alike: the corpus, every case, the tables, and runs that nobody wrote."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from jieba import finalseg

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
    cuts = ((run, plain.cut(run, guess), fast.cut(run, guess)) for run in sorted(runs))
    assert [run for run, one, other in cuts if one != other and not (guess and are_as_likely(one, other))] == []


def are_as_likely(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether only the rounding of sums tells two cuts apart, where they differ: each guesses as well as the other."""
    same = next(n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    behind = next(n for n, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b)
    likely = [guess_likelihood(cut[max(0, same - 1) : len(cut) - behind + 1]) for cut in (one, other)]
    return math.isclose(*likely, rel_tol=1e-7)  # the copy keeps its constants shorter


def guess_likelihood(words: Sequence[str]) -> float:
    """How likely the hidden Markov model of jieba holds a cut, as a logarithm."""
    states = "".join("S" if len(word) == 1 else "B" + "M" * (len(word) - 2) + "E" for word in words)
    emitted = sum(
        finalseg.emit_P[state].get(char, finalseg.MIN_FLOAT) for state, char in zip(states, "".join(words), strict=True)
    )
    return float(emitted + sum(finalseg.trans_P[a].get(b, finalseg.MIN_FLOAT) for a, b in pairwise(states)))


def test_both_know_the_same_words(both: tuple[Jieba, RustJieba]) -> None:
    plain, fast = both
    frequencies: dict[str, int] = plain._plain.FREQ  # words, and with 0 what words begin with
    assert len(frequencies) > 400_000
    assert [word for word in frequencies if plain.knows(word) != fast.knows(word)] == []
