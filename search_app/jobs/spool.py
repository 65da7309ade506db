"""Where does what a build makes piece by piece lie until all of it is there? On the disk, so that memory does not grow.

Invariant: what is read is what was added, in that order, as often as it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self


class Spool:
    """Pieces of files by name, in one file of ``folder`` that nobody else sees and that is gone when it is closed.
    For one thread."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115  closed with the spool
        self._places: list[dict[str, tuple[int, int]]] = []  # name: where it begins, and how long it is

    def add(self, piece: Mapping[str, bytes]) -> None:
        """Keep ``piece`` behind those before it."""
        at = self._file.seek(0, 2)
        places = {}
        for name, content in piece.items():
            places[name] = at, len(content)
            at += self._file.write(content)
        self._places.append(places)

    def __iter__(self) -> Iterator[Mapping[str, bytes]]:
        for places in self._places:
            yield {name: self._read(*place) for name, place in places.items()}

    def _read(self, at: int, size: int) -> bytes:
        self._file.seek(at)
        return self._file.read(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
