"""Where does ☆ lead to? To the list that this page carries with one thing more, or, where it is on it, without it."""

from __future__ import annotations

from dataclasses import dataclass

from search_app.model import Lang
from search_app.web.addresses import asked_day
from search_app.web.listing.items import Item, make_item
from search_app.web.requests import address, picked, was_held


@dataclass(frozen=True, slots=True)
class Star:
    """A clause or benefit as its ☆ needs it: how an address writes it, and whether it is on the list."""

    value: str
    listed: bool
    url: str


def find_star(any_id: str, lang: Lang) -> Star:
    """The star of a clause or benefit by its permanent id."""
    item, items = make_item(any_id, was_held), picked()
    listed = item in items
    changed = tuple(one for one in items if one != item) if listed else (*items, item)
    return Star(item.value, listed, list_url(lang, changed))


def list_url(lang: Lang, items: tuple[Item, ...] | None = None) -> str:
    """The page of the list that holds ``items``; without them of the list that this page carries."""
    return address(f"/{lang}/list", asked_day(), items)
