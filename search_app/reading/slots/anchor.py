"""Where a grant stands, and what is found of it: the two nouns that every slot has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from search_app.reading.words.units import Unit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A grant in ``unit``: its first granted figure, or the promise without one, begins at ``start``; everything of it
    ends before ``end``. Places are those of the passage."""

    unit: Unit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slot(Generic[T]):
    """What was found of a grant, where in the passage, how surely (0 to 1), and what spoke most for it."""

    value: T
    start: int
    end: int
    sure: float = 1.0
    why: str = ""
