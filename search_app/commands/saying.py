"""What does a command say while it works, and how far is it?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeVar

import click

from search_app.text.printable import make_printable

T = TypeVar("T")


def say(line: str, err: bool = False) -> None:
    """Print one line, whatever a document has put into it."""
    click.echo(make_printable(line), err=err)


class Bars:
    """Shows the progress of each kind of work as a bar on a terminal, and counts what was to be done."""

    labels: ClassVar = {
        "files": "Reading files",
        "documents": "Putting documents together",
        "expressions": "Reading tables",
        "prepared": "Checking tables",
        "sounds": "Writing sounds",
        "texts": "Cutting texts",
        "meaning": "Comparing meanings",
    }

    def __init__(self) -> None:
        self.lengths: dict[str, int] = {}

    def __call__(self, items: Iterable[T], length: int, label: str) -> Iterable[T]:
        self.lengths[label] = length
        return self._show(items, length, label) if length and sys.stderr.isatty() else items

    def _show(self, items: Iterable[T], length: int, label: str) -> Iterator[T]:
        with click.progressbar(items, length=length, label=self.labels[label], file=sys.stderr) as bar:
            yield from bar
