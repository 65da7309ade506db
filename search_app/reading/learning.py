"""What do labelled examples teach? Weights for a linear scorer, the same ones from the same examples.

Softmax with AdaGrad steps, the weights averaged over all of them; the order of the examples is drawn from a fixed seed.
Averaging is what keeps a cue that was seen seldom from being believed too much.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search_app.reading.scorer import SCALE, Scorer

EPOCHS = 8
RATE = 0.07
SHRINK = 2e-5  # of each weight, at each step of an example that has its cue
SEEN = 2  # cues of one example only teach nothing that carries over
LEAST = 20  # thousandths: what weighs less for every label is left out


@dataclass(frozen=True, slots=True)
class Example:
    """The cues of a thing, and the label that it should get."""

    cues: tuple[str, ...]
    label: str


def learn(examples: Sequence[Example], labels: Sequence[str], seed: int = 7) -> Scorer:
    """The scorer that ``examples`` teach."""
    seen = Counter(cue for example in examples for cue in set(example.cues))
    numbers = {cue: n for n, cue in enumerate(sorted(cue for cue, count in seen.items() if count >= SEEN))}
    rows = [([numbers[c] for c in dict.fromkeys(e.cues) if c in numbers], labels.index(e.label)) for e in examples]
    weights = _fit(rows, len(numbers), len(labels), random.Random(seed))  # noqa: S311
    whole = {cue: tuple(round(w * SCALE) for w in weights[n]) for cue, n in numbers.items()}
    return Scorer(tuple(labels), {cue: w for cue, w in whole.items() if max(map(abs, w)) >= LEAST})


def _fit(rows: Sequence[tuple[list[int], int]], cues: int, labels: int, order: random.Random) -> list[list[float]]:
    weights = [[0.0] * labels for _ in range(cues)]
    squares = [[1e-6] * labels for _ in range(cues)]
    total = [[0.0] * labels for _ in range(cues)]  # each weight times the steps that it stood
    since = [0] * cues
    steps = 0
    for _ in range(EPOCHS):
        order.shuffle(indices := list(range(len(rows))))
        for index in indices:
            row, label = rows[index]
            steps += 1
            sums = [sum(weights[c][n] for c in row) for n in range(labels)]
            highest = max(sums)
            parts = [math.exp(one - highest) for one in sums]
            whole = sum(parts)
            missed = [(n == label) - part / whole for n, part in enumerate(parts)]
            for c in row:
                _step(weights[c], squares[c], total[c], missed, steps - since[c])
                since[c] = steps
    for c in range(cues):
        for n in range(labels):
            total[c][n] += weights[c][n] * (steps + 1 - since[c])
    return [[value / steps for value in row] for row in total]


def _step(weights: list[float], squares: list[float], total: list[float], missed: list[float], stood: int) -> None:
    for n, miss in enumerate(missed):
        total[n] += weights[n] * stood
        pull = miss - SHRINK * weights[n]
        squares[n] += pull * pull
        weights[n] += RATE * pull / math.sqrt(squares[n])
