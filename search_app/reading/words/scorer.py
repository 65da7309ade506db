"""Which label do the cues of a thing speak for, and how surely? A linear scorer whose weights are data.

The weights are what ``learn`` made of the labelled examples: ``data/weights/NAME.tsv`` has a line for each cue and a
whole number for each label, in thousandths. Invariant: the chances of the labels add up to 1; the same cues give the
same answer, in whatever order they come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path

from search_app.data import TableError

FOLDER = Path(__file__).resolve().parents[2] / "data" / "weights"
SCALE = 1000
_FIELD = 40  # bits: thousands of cues of a million thousandths each do not leave their field
_MASK, _MIDDLE = (1 << _FIELD) - 1, 1 << (_FIELD - 1)


@dataclass(frozen=True, slots=True)
class Decision:
    """The likeliest label, how likely it is, the one that comes next, the cue that spoke most for the first, and how
    likely each label is."""

    label: str
    sure: float
    second: str
    why: str
    chances: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scorer:
    """``weights``: by cue, one number for each of ``labels``, in thousandths; they add up to about 0. ``packed`` are
    the same as one whole number each, with a field of ``_FIELD`` bits for each label: one sum in C adds all labels."""

    labels: tuple[str, ...]
    weights: Mapping[str, tuple[int, ...]]
    packed: Mapping[str, int] = field(init=False, repr=False, compare=False)
    middle: int = field(init=False, repr=False, compare=False)  # added, so that no field falls below 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", {cue: _pack(row) for cue, row in self.weights.items()})
        object.__setattr__(self, "middle", _pack([_MIDDLE] * len(self.labels)))

    def add(self, cues: Sequence[str]) -> list[int]:
        """What ``cues`` weigh for each label."""
        whole = sum(map(self.packed.get, cues, repeat(0)), self.middle)
        return [(whole >> _FIELD * n & _MASK) - _MIDDLE for n in range(len(self.labels))]

    def find_reason(self, cues: Sequence[str], label: int = 0) -> str:
        """The cue that speaks most for the label with this number; "" where none does."""
        most, reason = 1, ""
        for cue, row in zip(cues, map(self.weights.get, cues), strict=True):
            if row and row[label] >= most and (row[label], cue) > (most, reason):
                most, reason = row[label], cue
        return reason

    def decide(self, cues: Sequence[str]) -> Decision:
        """The label that ``cues`` speak for."""
        chances = softmax(self.add(cues))
        first, second = sorted(range(len(chances)), key=lambda n: -chances[n])[:2]
        by_label = dict(zip(self.labels, chances, strict=True))
        reason = self.find_reason(cues, first)
        return Decision(self.labels[first], chances[first], self.labels[second], reason, by_label)


def _pack(row: Sequence[int]) -> int:
    return sum(number << _FIELD * n for n, number in enumerate(row))


def softmax(sums: Sequence[int]) -> list[float]:
    """The chances that sums of weights stand for: they add up to 1."""
    highest = max(sums)
    parts = [math.exp((one - highest) / SCALE) for one in sums]
    whole = sum(parts)
    return [part / whole for part in parts]


@cache
def read_scorer(name: str) -> Scorer:
    """The scorer in ``data/weights/NAME.tsv``; TableError when it is missing or broken."""
    path = FOLDER / f"{name}.tsv"
    where = f"search_app/data/weights/{name}.tsv"
    try:
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        labels = tuple(head.split("\t")[1:])
        rows = (line.split("\t") for line in lines)
        return Scorer(labels, {cue: tuple(map(int, numbers)) for cue, *numbers in rows})
    except (OSError, ValueError) as error:
        raise TableError(f"{where}: cannot be read ({error}); make it anew with index_build.py learn") from error


def write_scorer(name: str, scorer: Scorer) -> None:
    """The weights of ``scorer`` as a table, sorted, so that the same weights give the same file."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.tsv").write_text(format_weights(scorer), encoding="utf-8")


def format_weights(scorer: Scorer) -> str:
    """The table of ``scorer`` as text."""
    lines = ["\t".join((cue, *map(str, numbers))) for cue, numbers in sorted(scorer.weights.items())]
    return "\n".join(["\t".join(("cue", *scorer.labels)), *lines]) + "\n"
