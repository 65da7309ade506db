"""Which engine answers? The one place that names them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_app.search.embedded.engine import WHOOSH, EmbeddedEngine
from search_app.search.engine import Engine, Record

_SETTING = "SEARCH_ENGINE"


@dataclass(frozen=True, slots=True)
class EngineKind:
    """How the index of an engine is made and opened. ``make_segment`` may run in any process."""

    make_segment: Callable[[Sequence[Record]], Mapping[str, bytes]]
    write: Callable[[Iterable[Mapping[str, bytes]], Path], None]
    open: Callable[[Mapping[str, bytes], str], Engine]
    unread: str  # where those of its files lie that are verified, and not needed to answer


def _make_segment(records: Sequence[Record]) -> Mapping[str, bytes]:
    from search_app.search.embedded.build import make_segment  # loads Whoosh, which no server needs

    return make_segment(records)


def _write(segments: Iterable[Mapping[str, bytes]], folder: Path) -> None:
    from search_app.search.embedded.build import write_engine

    write_engine(segments, folder)


_KINDS: Mapping[str, EngineKind] = {"whoosh": EngineKind(_make_segment, _write, EmbeddedEngine, WHOOSH)}


def choose_engine() -> EngineKind:
    """The engine that the environment asks for, else the one that needs nothing else; SystemExit for another name."""
    name = os.environ.get(_SETTING, "") or "whoosh"
    try:
        return _KINDS[name]
    except KeyError:
        raise SystemExit(f"{_SETTING}={name[:40]!r}: must be one of {', '.join(_KINDS)}") from None
