"""What should a person look at before a document is published? What may put a wrong sum before a reader comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from search_app.model import Bilingual

# Worst first: what may be a wrong sum, then what may be missing, then what is only not known.
DoubtKind = Literal[
    "unknown_glyph",
    "joined_figure",
    "pairing",
    "unsure_figure",
    "unsure_recipient",
    "unsure_benefit",
    "crowded",
    "unused_figure",
    "struck",
    "no_clauses",
    "gap",
    "no_title",
    "no_validity",
    "no_office",
    "unknown_office",
    "left_out",
]
_WORST_FIRST: tuple[DoubtKind, ...] = get_args(DoubtKind)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at, and the 1-based lines where it stands, at least one. ``sure``: how sure
    the reading is; the least sure stands first among doubts of its kind."""

    kind: DoubtKind
    lines: tuple[int, ...]
    message: Bilingual
    sure: float = 1.0

    @property
    def line(self) -> int:
        """The first of its lines."""
        return self.lines[0]


def make_doubt(kind: DoubtKind, line: int, zh: str, en: str) -> Doubt:
    return Doubt(kind, (line,), Bilingual(zh, en))


def put_in_order(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Worst kind first, the least sure of a kind first."""
    every = dict.fromkeys(doubts)
    return tuple(sorted(every, key=lambda one: (_WORST_FIRST.index(one.kind), one.sure, one.lines)))
