"""What stands behind the items of a list on a day? What is held, in the order of the list, and what is not.

Invariant: every item is either an entry or missing, and no benefit has two rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from search_app.clauses.validity import find_validity
from search_app.model import Bilingual, Clause, DocumentHead, split_benefit_id, split_id
from search_app.search.published.opening import Generation
from search_app.web.awards.rows import AwardRow, make_rows
from search_app.web.listing.items import Item
from search_app.web.lost.ways import Way, find_ways_on, say_gone
from search_app.web.views.cited import find_place


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that is held: its clause, and the benefits that it brings to the list, none where its clause pays nothing
    or all are on the list already."""

    item: Item
    document: DocumentHead
    clause: Clause
    rows: tuple[AwardRow, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An item that is not held: what is said of it, and where to go on."""

    item: Item
    words: Bilingual
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A list as it is held on ``day``."""

    items: tuple[Item, ...]
    day: date
    entries: tuple[Entry, ...]
    missing: tuple[Missing, ...]

    @property
    def rows(self) -> tuple[AwardRow, ...]:
        """The benefits of the list, in its order."""
        return tuple(row for entry in self.entries for row in entry.rows)


def find_list(of: Generation, items: tuple[Item, ...], day: date) -> Found:
    """What ``items`` are on ``day``."""
    entries: list[Entry] = []
    missing: list[Missing] = []
    seen: set[str] = set()
    for item in items:
        entry = _find_entry(of, item, day)
        if entry is None:
            missing.append(_find_missing(of, item, day))
            continue
        rows = tuple(row for row in entry.rows if row.benefit.id not in seen)
        seen.update(row.benefit.id for row in rows)
        entries.append(Entry(item, entry.document, entry.clause, rows))
    return Found(items, day, tuple(entries), tuple(missing))


def _find_entry(of: Generation, item: Item, day: date) -> Entry | None:
    if split_benefit_id(item.id):
        found = of.find_benefit(item.id, day)
        if found is None:
            return None
        document, clause, benefit = found
        rows: Iterable[AwardRow] = _rows(document, clause, day)
        return Entry(item, document, clause, tuple(row for row in rows if row.benefit.id == benefit.id))
    held = of.find_clause(item.id, day)
    return Entry(item, *held, tuple(_rows(*held, day))) if held else None


def _rows(document: DocumentHead, clause: Clause, day: date) -> Iterator[AwardRow]:
    return make_rows(document, find_validity(document.term, day), clause, day)


def _find_missing(of: Generation, item: Item, day: date) -> Missing:
    """What ``item`` was and when it went; that there never was such a thing, where it was never published."""
    document = of.on(day).get(split_id(item.id)[0])
    held = find_place(item.clause, of)
    for any_id in dict.fromkeys((item.id, item.clause, split_id(item.id)[0])):
        if gone := of.store.withdrawal(any_id):
            return Missing(item, say_gone(gone, document), tuple(find_ways_on(gone, document, held is not None)))
    value = item.value
    if held:
        zh, en = f"{held.words.zh}没有编号为“{value}”的扶持事项。", f"{held.words.en} has no benefit “{value}”."
        return Missing(item, Bilingual(zh, en), (Way(held.words, f"/policies/{item.clause}"),))
    zh, en = f"没有编号为“{value}”的条款，也从未收录。", f"There is no clause “{value}”, and there has never been one."
    return Missing(item, Bilingual(zh, en), (Way(document.title, f"/policies/{document.id}"),) if document else ())
