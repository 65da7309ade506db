"""Since when does the site hold each document? As the copy of the register tells that lies in a generation.

Invariant: a line that says no day says none here; the whole register was checked when it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date

REGISTER = "register.tsv"
_ID, _SINCE = 0, 3  # columns


def find_first_days(content: bytes) -> Mapping[str, date]:
    """By the id of a document, the day on which this site published it; former versions have none of their own."""
    return dict(_first_days(content.decode("utf-8", "replace")))


def _first_days(text: str) -> Iterator[tuple[str, date]]:
    for line in text.splitlines():
        cells = line.split("\t", _SINCE + 1)
        if len(cells) > _SINCE and not any(mark in cells[_ID] for mark in "/@#"):
            with suppress(ValueError):  # the line that names the columns
                yield cells[_ID], date.fromisoformat(cells[_SINCE])
