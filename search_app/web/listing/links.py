"""Where do the pages of a list lead to? To the same list otherwise ordered, to its files, to the sheet made of it.

Invariant: every address holds the whole list, so that it can be sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search_app.model import Lang
from search_app.web.addresses import asked_day
from search_app.web.listing.items import PARAMETER, Item
from search_app.web.listing.stars import list_url
from search_app.web.requests import absolute, address, encode

MAX_CODE = 450  # bytes of an address whose QR code phones read from 3 cm of paper


@dataclass(frozen=True, slots=True)
class Moves:
    """The list with an item one place earlier, one place later, and without it; None where it stands at an end."""

    earlier: str | None
    later: str | None
    without: str


def make_moves(items: tuple[Item, ...], lang: Lang) -> dict[Item, Moves]:
    """For each of ``items``."""
    last = len(items) - 1
    return {
        item: Moves(
            list_url(lang, _swap(items, n - 1)) if n else None,
            list_url(lang, _swap(items, n)) if n < last else None,
            list_url(lang, tuple(one for one in items if one != item)),
        )
        for n, item in enumerate(items)
    }


def _swap(items: tuple[Item, ...], n: int) -> tuple[Item, ...]:
    return (*items[:n], items[n + 1], items[n], *items[n + 2 :])


def file_url(lang: Lang, name: str, args: Iterable[tuple[str, str]] = ()) -> str:
    """``name`` (list.xlsx, list/qr.svg) of the list that this page carries."""
    return address(f"/{lang}/{name}", [*asked_day(), *args])


def whole_url(path: str, items: Iterable[Item], args: Iterable[tuple[str, str]] = ()) -> str:
    """The public address of ``path`` for ``items``: the one that is copied, printed and sent."""
    words = encode([*((PARAMETER, item.value) for item in items), *asked_day(), *args])
    return absolute(path) + (f"?{words}" if words else "")


def find_code(path: str, items: Sequence[Item], head: Sequence[tuple[str, str]] = ()) -> str | None:
    """What the QR code of ``path`` leads to: its own address, without the names in its ``head`` where that would be too
    long for phones; None where it still is, and for an empty list."""
    unnamed = [one for one in head if one[0] == "show"]
    tried = (whole_url(path, items, args) for args in (head, unnamed))
    return next((one for one in tried if items and len(one.encode()) <= MAX_CODE), None)
