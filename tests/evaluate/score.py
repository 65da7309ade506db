"""What is counted when a reading is compared with gold, and how two texts or values are compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from search_app.text.fold import squeeze
from search_app.text.passage import plain


@dataclass
class Score:
    """By measure: items of the gold, items read, and items that agree. ``errors`` says each disagreement in a line;
    ``judged`` holds, by kind of decision, how sure it was (0 to 1) and whether it was right."""

    gold: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    judged: defaultdict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, measure: str, agrees: bool, said: str) -> None:
        """One item that both have; ``said`` is the line for a disagreement."""
        self.gold[measure] += 1
        self.read[measure] += 1
        self.right[measure] += agrees
        if not agrees:
            self.errors.append(said)

    def add_sets(self, measure: str, where: str, gold: set[str], read: set[str]) -> None:
        """Items of which each side has any number."""
        self.gold[measure] += len(gold)
        self.read[measure] += len(read)
        self.right[measure] += len(gold & read)
        if gold != read:
            self.errors.append(f"{where} {measure}: missed {sorted(gold - read)}, read {sorted(read - gold)}")

    def f1(self, measure: str) -> float | None:
        """None where neither side has an item."""
        both = self.gold[measure] + self.read[measure]
        return 2 * self.right[measure] / both if both else None

    def precision(self, measure: str) -> float | None:
        """Of what was read, the share that agrees."""
        return self.right[measure] / self.read[measure] if self.read[measure] else None

    def recall(self, measure: str) -> float | None:
        """Of the gold, the share that was read; of items that both have, the share that agrees."""
        return self.right[measure] / self.gold[measure] if self.gold[measure] else None

    def merge(self, other: Score) -> None:
        """Add all that ``other`` counted."""
        for mine, theirs in ((self.gold, other.gold), (self.read, other.read), (self.right, other.right)):
            mine.update(theirs)
        self.errors += other.errors
        for kind, pairs in other.judged.items():
            self.judged[kind] += pairs


def clean(text: str | None) -> str:
    """``text`` as it is compared: without white space, in one script and width; "" for None."""
    return squeeze(plain(text or ""))


def near(one: Any, other: Any) -> bool:
    """Whether two numbers are the same but for rounding; None is only None."""
    if one is None or other is None:
        return one is other
    return abs(float(one) - float(other)) <= 1e-6 * max(1e-3, abs(float(other)))


def alike(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same: one within the other, or most of their characters shared."""
    mine, theirs = clean(one), clean(other)
    shared = len(set(mine) & set(theirs)) / max(1, len(set(mine) | set(theirs)))
    return bool(mine) == bool(theirs) and (mine in theirs or theirs in mine or shared > 0.6)
