"""What may stand on a list, and how does an address say it? Values of ``b`` become items here and nowhere else.

Invariant: ``parse_items([item.value for item in items], holds) == (items, [])``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from search_app.model import Bilingual, make_benefit_id, split_benefit_id, split_id
from search_app.web.params import NOT_TEXT, Fault

MAX_ITEMS = 50
PARAMETER = "b"
_MAX_VALUE = 200  # characters: twice the longest that our own links make
_SHORT = re.compile(r"(?P<clause>[^/]+/[^/]+)\.(?P<number>[1-9][0-9]{0,3})")

Holds = Callable[[str], bool]  # whether a clause of this id is or was held


@dataclass(frozen=True, slots=True)
class Item:
    """A clause or a benefit that a reader picked up: its permanent id, and how an address writes it."""

    id: str
    value: str

    @property
    def clause(self) -> str:
        """The id of the clause that it is or stands in."""
        return (split_benefit_id(self.id) or (self.id, 0))[0]


def make_item(any_id: str, holds: Holds) -> Item:
    """The item of a permanent id. A benefit is ``bio-economy/9.1``; ``bio-economy/9/b1`` where a clause has the number
    9.1 itself."""
    clause, number = split_benefit_id(any_id) or (any_id, 0)
    short = f"{clause}.{number}"
    return Item(any_id, short if number and not holds(short) else any_id)


def parse_items(values: Iterable[str], holds: Holds) -> tuple[tuple[Item, ...], list[Fault]]:
    """The items of ``values`` in their order, each once, and all that is wrong with them."""
    items: dict[Item, None] = {}
    faults = []
    for value in dict.fromkeys(values):
        any_id = _read_id(value, holds)
        if any_id is None:
            faults.append(_say_faulty(value))
        else:
            items[make_item(any_id, holds)] = None
    if len(items) > MAX_ITEMS:
        zh = f"一份清单最多{MAX_ITEMS}项，这里有{len(items)}项"
        faults.append(Fault(PARAMETER, Bilingual(zh, f"a list holds at most {MAX_ITEMS} items; this has {len(items)}")))
    return tuple(items), faults


def _read_id(value: str, holds: Holds) -> str | None:
    """The id that ``value`` means, whether it is held or not; None where it can mean none."""
    value = value.strip()
    if not value or len(value) > _MAX_VALUE or NOT_TEXT.search(value):
        return None
    found = None if holds(value) else _SHORT.fullmatch(value)
    any_id = make_benefit_id(found["clause"], int(found["number"])) if found else value
    document, clause = split_id((split_benefit_id(any_id) or (any_id, 0))[0])
    return any_id if document and clause and "/" not in clause else None


def _say_faulty(value: str) -> Fault:
    shown = NOT_TEXT.sub("?", value[:60])
    return Fault(
        PARAMETER,
        Bilingual(
            f"“{shown}”不是条款或扶持的编号；条款写作 bio-economy/9，其第1项扶持写作 bio-economy/9.1",
            f"“{shown}” is neither a clause nor a benefit; write bio-economy/9, or bio-economy/9.1 for its benefit 1",
        ),
    )
