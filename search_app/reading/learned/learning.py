"""What do labelled examples teach? Weights for a linear scorer, the same ones from the same examples.

Softmax with AdaGrad steps, the weights averaged over all of them; the order of the examples is drawn from a fixed seed.
Averaging is what keeps a cue that was seen seldom from being believed too much.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
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
            own, past, summed = weights.take(row, 0), total.take(row, 0), squares.take(row, 0)
            past += own * (steps - since.take(row))[:, None]
            pull = (aims[label] - _chances(np.add.reduce(own))) - SHRINK * own
            summed += pull * pull
            pull *= RATE
            pull /= np.sqrt(summed)
            own += pull
            weights[row], total[row], squares[row], since[row] = own, past, summed, steps
    total += weights * (steps + 1 - since)[:, None]
    return total / max(1, steps)


def _chances(sums: Weights) -> Weights:
    """Softmax. The exponentials are those of the C library, which gives the same on every processor."""
    highest = float(sums.max())
    parts = np.array([math.exp(one - highest) for one in sums.tolist()])
    chances: Weights = parts / np.add.reduce(parts)
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
    rows = [_line_up(choice, numbers) for choice in choices]
    weights = _fit_choice(rows, len(numbers), random.Random(seed))  # noqa: S311
    whole = {cue: (round(weights[n] * SCALE),) for cue, n in numbers.items()}
    return Scorer((label,), {cue: w for cue, w in whole.items() if abs(w[0]) >= LEAST})


@dataclass(frozen=True, slots=True)
class _Row:
    """The cues of all options of a choice in one line: their ``numbers``, each once, which of these stands where
    (``at``), and which option it belongs to (``option``)."""

    numbers: Numbers
    at: Numbers
    option: Numbers
    options: int
    right: frozenset[int]


def _line_up(choice: Choice, numbers: Mapping[str, int]) -> _Row:
    known = [[numbers[c] for c in dict.fromkeys(option) if c in numbers] for option in choice.options]
    line = np.array([number for option in known for number in option], dtype=np.intp)
    unique, at = np.unique(line, return_inverse=True)
    option = np.repeat(np.arange(len(known)), [len(one) for one in known])
    return _Row(unique, at, option, len(known), choice.right)


def _fit_choice(rows: Sequence[_Row], cues: int, order: random.Random) -> list[float]:
    # By cue: its weight, this times the steps it stood, the square of its pulls, and the step at which it was last met.
    held = np.zeros((4, cues))
    held[2] = 1e-6
    steps = 0
    for _ in range(EPOCHS):
        order.shuffle(indices := list(range(len(rows))))
        for index in indices:
            row = rows[index]
            steps += 1
            own = held[:, row.numbers]
            weights, total, squares, since = own
            total += weights * (steps - since)
            since[:] = steps
            pull = _pulls(weights, row) - SHRINK * weights
            squares += pull * pull
            weights += RATE * pull / np.sqrt(squares)
            held[:, row.numbers] = own
    weights, total, _, since = held
    whole: list[float] = ((total + weights * (steps + 1 - since)) / max(1, steps)).tolist()
    return whole


def _pulls(weights: Weights, row: _Row) -> Weights:
    """How far each weight should move, where the right options share the whole chance."""
    sums = np.bincount(row.option, weights[row.at], row.options).tolist()
    highest = max(sums)
    parts = [math.exp(one - highest) for one in sums]
    whole, good = sum(parts), sum(part for n, part in enumerate(parts) if n in row.right) or 1.0
    missed = np.array([(part / good if n in row.right else 0.0) - part / whole for n, part in enumerate(parts)])
    return np.asarray(np.bincount(row.at, missed[row.option], len(weights)), dtype=np.float64)
