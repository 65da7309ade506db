"""Which straight lines does a PDF page draw?

Invariant: a thin box is the line in its middle; curves and slanted lines are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_RULES = 20_000
THIN = 3.0  # points: a filled box no thicker is a rule
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line that is drawn, upright or level: ``left <= right``, ``low <= high``."""

    left: float
    low: float
    right: float
    high: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.high - self.low


class Pen:
    """Collects the path that is being drawn, in points of the page."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._path: list[tuple[float, float, float, float]] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._from: Point = (0.0, 0.0)

    def start(self, at: Point) -> None:
        """Begin a line at a place."""
        self._from = at

    def line_to(self, at: Point) -> None:
        """Go on to a place."""
        self._path.append((*self._from, *at))
        self._from = at

    def box(self, corner: Point, other: Point) -> None:
        """Add a box between two corners."""
        self._boxes.append((*corner, *other))

    def end(self, drawn: str) -> None:
        """``drawn``: "stroke", "fill", "both" or "" for a path that only clips."""
        sides = list(self._path) if drawn in ("stroke", "both") else []
        for x, y, right, top in self._boxes:
            thin = min(abs(right - x), abs(top - y)) <= THIN
            if drawn and thin:
                sides.append(_middle(x, y, right, top))
            elif drawn in ("stroke", "both"):
                sides += [(x, y, right, y), (x, top, right, top), (x, y, x, top), (right, y, right, top)]
        if len(self.rules) < MAX_RULES:
            self.rules += _straight(sides)
        self._path, self._boxes = [], []


def _middle(x: float, y: float, right: float, top: float) -> tuple[float, float, float, float]:
    """The line in the middle of a thin box."""
    if abs(top - y) <= abs(right - x):
        return x, (y + top) / 2, right, (y + top) / 2
    return (x + right) / 2, y, (x + right) / 2, top


def _straight(sides: Sequence[tuple[float, float, float, float]]) -> Iterator[Rule]:
    for x, y, right, top in sides:
        if min(abs(right - x), abs(top - y)) <= 1.0:
            yield Rule(min(x, right), min(y, top), max(x, right), max(y, top))
