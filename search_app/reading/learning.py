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

import numpy as np
import numpy.typing as npt

from search_app.reading.scorer import SCALE, Scorer

Weights = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]

EPOCHS = 12
RATE = 0.05
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
    rows = [
        (np.array([numbers[c] for c in dict.fromkeys(e.cues) if c in numbers], dtype=np.intp), labels.index(e.label))
        for e in examples
    ]
    weights = _fit(rows, len(numbers), len(labels), random.Random(seed))  # noqa: S311
    weights = weights - weights.mean(axis=1, keepdims=True)  # no label gains by it, and the largest says most
    whole = {cue: tuple(round(float(w) * SCALE) for w in weights[n]) for cue, n in numbers.items()}
    return Scorer(tuple(labels), {cue: w for cue, w in whole.items() if max(map(abs, w)) >= LEAST})


def _fit(rows: Sequence[tuple[Numbers, int]], cues: int, labels: int, order: random.Random) -> Weights:
    weights, total = np.zeros((cues, labels)), np.zeros((cues, labels))  # total: each weight times the steps it stood
    squares = np.full((cues, labels), 1e-6)
    since = np.zeros(cues)
    aims = np.eye(labels)
    steps = 0
    for _ in range(EPOCHS):
        order.shuffle(indices := list(range(len(rows))))
        for index in indices:
            row, label = rows[index]
            steps += 1
            own = weights[row]
            total[row] += own * (steps - since[row])[:, None]
            since[row] = steps
            pull = (aims[label] - _chances(own.sum(axis=0))) - SHRINK * own
            summed = squares[row] + pull * pull
            squares[row] = summed
            weights[row] = own + RATE * pull / np.sqrt(summed)
    total += weights * (steps + 1 - since)[:, None]
    return total / max(1, steps)


def _chances(sums: Weights) -> Weights:
    """Softmax. The exponentials are those of the C library, which gives the same on every processor."""
    highest = float(sums.max())
    parts = np.array([math.exp(float(one) - highest) for one in sums])
    chances: Weights = parts / parts.sum()
    return chances
