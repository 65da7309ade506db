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

from search_app.reading.words.scorer import SCALE, Scorer

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
    numbers = _number(seen)
    rows = [
        (np.array([numbers[c] for c in dict.fromkeys(e.cues) if c in numbers], dtype=np.intp), labels.index(e.label))
        for e in examples
    ]
    weights = _fit(rows, len(numbers), len(labels), random.Random(seed))  # noqa: S311
    weights = weights - weights.mean(axis=1, keepdims=True)  # no label gains by it, and the largest says most
    whole = {cue: tuple(round(float(w) * SCALE) for w in weights[n]) for cue, n in numbers.items()}
    return Scorer(tuple(labels), {cue: w for cue, w in whole.items() if max(map(abs, w)) >= LEAST})


def _number(seen: Counter[str]) -> dict[str, int]:
    """A number for each cue that was seen often enough; one with the end of a line in it has no place in a table."""
    kept = sorted(cue for cue, count in seen.items() if count >= SEEN and cue.isprintable())
    return {cue: n for n, cue in enumerate(kept)}


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


# ── which of several things ──


@dataclass(frozen=True, slots=True)
class Choice:
    """Things to choose from, each with its cues, and the numbers of those that are right."""

    options: tuple[tuple[str, ...], ...]
    right: frozenset[int]


def learn_choice(choices: Sequence[Choice], label: str, seed: int = 7) -> Scorer:
    """The scorer under which the right options of ``choices`` weigh most against those beside them."""
    seen = Counter(cue for choice in choices for cue in {cue for option in choice.options for cue in option})
    numbers = _number(seen)
    rows = [
        ([[numbers[c] for c in dict.fromkeys(option) if c in numbers] for option in choice.options], choice.right)
        for choice in choices
    ]
    weights = _fit_choice(rows, len(numbers), random.Random(seed))  # noqa: S311
    whole = {cue: (round(weights[n] * SCALE),) for cue, n in numbers.items()}
    return Scorer((label,), {cue: w for cue, w in whole.items() if abs(w[0]) >= LEAST})


def _fit_choice(rows: Sequence[tuple[list[list[int]], frozenset[int]]], cues: int, order: random.Random) -> list[float]:
    weights, squares, total, since = [0.0] * cues, [1e-6] * cues, [0.0] * cues, [0] * cues
    steps = 0
    for _ in range(EPOCHS):
        order.shuffle(indices := list(range(len(rows))))
        for index in indices:
            options, right = rows[index]
            steps += 1
            for c, pull in _pulls(weights, options, right).items():
                total[c] += weights[c] * (steps - since[c])
                since[c] = steps
                step = pull - SHRINK * weights[c]
                squares[c] += step * step
                weights[c] += RATE * step / math.sqrt(squares[c])
    return [(total[c] + weights[c] * (steps + 1 - since[c])) / max(1, steps) for c in range(cues)]


def _pulls(weights: Sequence[float], options: Sequence[Sequence[int]], right: frozenset[int]) -> dict[int, float]:
    """How far each weight should move, where the right options share the whole chance."""
    sums = [sum(weights[c] for c in option) for option in options]
    highest = max(sums)
    parts = [math.exp(one - highest) for one in sums]
    whole, good = sum(parts), sum(part for n, part in enumerate(parts) if n in right) or 1.0
    pulls: dict[int, float] = {}
    for n, (option, part) in enumerate(zip(options, parts, strict=True)):
        missed = (part / good if n in right else 0.0) - part / whole
        for c in option:
            pulls[c] = pulls.get(c, 0.0) + missed
    return pulls
