"""In which order do the rows of the table stand? In that of the hits, or in that of one column.

Invariant: rows of which a column says nothing stand last in either direction; rows that are alike keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from search_app.model import STATUSES, Bilingual, Lang, Payer, Promise
from search_app.search.published.opening import Generation
from search_app.web.awards.columns import conditions_in_words, find_columns
from search_app.web.awards.rows import AwardRow
from search_app.web.params import Fault

Direction = Literal["asc", "desc"]
DIRECTIONS: tuple[Direction, ...] = ("asc", "desc")
PARAMETERS = ("order", "direction")
Key = Callable[[AwardRow], Any]  # None: last


@dataclass(frozen=True, slots=True)
class Order:
    """The column whose order is asked for, and its direction."""

    column: str
    direction: Direction


# The columns that a table can be ordered by, each with the direction that is asked for first: of figures the largest.
FIRST: Mapping[str, Direction] = {
    "clause": "asc", "who": "asc", "sum": "desc", "rate": "desc", "years": "desc", "total": "desc", "conditions": "asc",
    "payer": "asc", "commitment": "asc", "validity": "asc",
}  # fmt: skip


def parse_order(args: Iterable[tuple[str, str]]) -> tuple[Order | None, list[Fault]]:
    """The order that the parameters ``args`` ask for (None: that of the hits), and all that is wrong with them."""
    given: dict[str, list[str]] = {}
    for name, value in args:
        if name in PARAMETERS:
            given.setdefault(name, []).append(value)
    faults: list[Fault] = []
    column = _choose("order", given, tuple(FIRST), faults)
    direction = _choose("direction", given, DIRECTIONS, faults)
    if not column or faults:
        return None, faults
    return Order(column, "desc" if (direction or FIRST[column]) == "desc" else "asc"), []


def _choose(name: str, given: Mapping[str, list[str]], choices: Sequence[str], faults: list[Fault]) -> str:
    values = given.get(name, [])
    if len(values) > 1:
        faults.append(Fault(name, Bilingual("只能给出一次", "may be given only once")))
    elif values and values[0] not in ("", *choices):
        listed = ", ".join(choices)
        plain = Bilingual("没有这个选项", "there is no such choice")
        faults.append(Fault(name, Bilingual(f"只能是 {listed}", f"must be one of {listed}"), plain))
    return values[0] if len(values) == 1 else ""


def to_args(order: Order | None) -> tuple[tuple[str, str], ...]:
    """The shortest parameters that give ``order`` back."""
    if order is None:
        return ()
    direction = () if order.direction == FIRST[order.column] else (("direction", order.direction),)
    return (("order", order.column), *direction)


def put_in_order(
    rows: Sequence[AwardRow], order: Order | None, of: Generation, day: date, lang: Lang
) -> Sequence[AwardRow]:
    """``rows`` in ``order``, as a reader of ``lang`` sees them on ``day``."""
    if order is None:
        return rows
    key = _find_key(order.column, of, day, lang)
    keyed = [(key(row), row) for row in rows]
    said = [pair for pair in keyed if pair[0] is not None]
    said.sort(key=lambda pair: pair[0], reverse=order.direction == "desc")
    return [row for _, row in said] + [row for found, row in keyed if found is None]


def _find_key(column: str, of: Generation, day: date, lang: Lang) -> Key:
    if column == "clause":
        return _by_place(of, day)
    if column == "sum":
        return lambda row: max((x for x in (row.benefit.award, *_caps(row)) if x is not None), default=None)
    if column == "rate":
        return lambda row: row.benefit.rate
    if column in ("years", "total"):
        (found,) = find_columns(lang, (column,))
        return lambda row: found.value(row, lang)
    if column in ("payer", "commitment", "validity"):
        return _by_table(column)
    if column == "conditions":
        return lambda row: _as_read(conditions_in_words(row, lang))
    (who,) = find_columns(lang, ("who",))
    return lambda row: _as_read(who.value(row, lang))


def _caps(row: AwardRow) -> Iterable[Any]:
    return (limit.value for limit in row.benefit.limits)


def _by_table(column: str) -> Key:
    if column == "payer":
        payers = get_args(Payer)
        return lambda row: payers.index(row.benefit.payer) if row.benefit.payer else None
    if column == "commitment":
        promises = get_args(Promise)
        return lambda row: promises.index(row.benefit.promise)
    return lambda row: (STATUSES.index(row.validity.status), row.validity.until or date.max)


def _by_place(of: Generation, day: date) -> Key:
    """The order of the catalogue, and of the text."""
    documents = {document: n for n, document in enumerate(of.on(day))}
    places: dict[str, dict[str, int]] = {}

    def place(row: AwardRow) -> tuple[int, int, int]:
        head = row.document
        if head.key not in places:
            places[head.key] = {key: n for n, key in enumerate(of.store.clause_keys(head))}
        return documents.get(head.id, len(documents)), places[head.key][row.clause.key], row.benefit.n

    return place


def _as_read(text: object) -> bytes | None:
    """Chinese by its sound: the common characters stand in GB 18030 in that order. Latin letters without their case."""
    return text.lower().encode("gb18030", "replace") if isinstance(text, str) and text else None
