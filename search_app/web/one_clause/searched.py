"""From which search was a clause opened, and what stands before and behind it there? The address alone holds it.

The parameters are those of the search itself, with the rank of the hit; nothing is stored, and the address to cite is
the one without them. Invariant: ``read_opened`` of ``Opened.args`` is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from search_app.model import Bilingual, Clause, Lang
from search_app.search.engine import EngineError
from search_app.search.model import Query
from search_app.search.prepared import find_window
from search_app.search.published.opening import Generation
from search_app.web.awards.order import PARAMETERS, Order, parse_order
from search_app.web.awards.order import to_args as order_args
from search_app.web.params import Fault, FaultyQueryError, to_args
from search_app.web.present import clause_name
from search_app.web.requests import address, query_from_request, request_args
from search_app.web.views.results_page import TABLE
from search_app.web.words import make_translate

HIT, VIEW, AS_TABLE = "hit", "view", "table"
_AROUND = 10  # ranks before and behind that are looked at: after a rebuild a hit may stand a little elsewhere


@dataclass(frozen=True, slots=True)
class Opened:
    """The search that a clause was opened from: ``hit`` is its rank there, from 1, as the address says it. ``table``:
    from the table, in ``order``, whose page is that of ``query``; of the list the page follows from the rank."""

    query: Query
    hit: int
    table: bool = False
    order: Order | None = None

    def args(self, today: date) -> list[tuple[str, str]]:
        """The shortest parameters that give it back."""
        view = [*order_args(self.order), (VIEW, AS_TABLE)] if self.table else []
        return [*to_args(self.query, today), *view, (HIT, str(self.hit))]


@dataclass(frozen=True, slots=True)
class Beside:
    """A hit before or behind: its page, and what its clause is called."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class WayBack:
    """The way to the results, how many there are, and, where the clause is found among them, its rank and those beside
    it."""

    url: str
    total: int
    rank: int | None
    before: Beside | None
    behind: Beside | None


def is_opened(args: Iterable[tuple[str, str]]) -> bool:
    """Whether an address tells of a search: without a rank ``q`` only marks words."""
    return any(name == HIT for name, _ in args)


def read_opened(of: Generation, lang: Lang, also: tuple[str, ...]) -> Opened:
    """The search that the address tells of, which may take other parameters (``also``). FaultyQueryError names
    every fault."""
    args = request_args()
    order, faults = parse_order(args)
    given = {name: [value for one, value in args if one == name] for name in (HIT, VIEW)}
    (typed,) = given[HIT] if len(given[HIT]) == 1 else ("",)
    if not re.fullmatch("[1-9][0-9]{0,5}", typed):
        zh, en = "必须是1到999999之间的整数，只给出一次", "must be a whole number from 1 to 999999, once"
        faults.append(Fault(HIT, Bilingual(zh, en)))
    if given[VIEW] not in ([], [AS_TABLE]):
        faults.append(Fault(VIEW, Bilingual(f"只能是 {AS_TABLE}", f"must be {AS_TABLE}")))
    try:
        query = query_from_request(of, lang, pages=True, also=(HIT, VIEW, *PARAMETERS, *also))
    except FaultyQueryError as error:
        raise FaultyQueryError([*error.faults, *faults]) from None
    if faults:
        raise FaultyQueryError(faults)
    table = bool(given[VIEW])
    return Opened(query if table else replace(query, page=1), int(typed), table, order if table else None)


def make_hit_links(opened: Opened, today: date) -> Callable[[str, int], str]:
    """(id of a clause, its rank) → the address of its page when it is opened from the results of ``opened``."""
    lang = opened.query.lang
    return lambda clause_id, rank: address(f"/{lang}/policies/{clause_id}", replace(opened, hit=rank).args(today))


def make_way_back(
    of: Generation, opened: Opened, found: Clause, today: date, also: Iterable[tuple[str, str]] = ()
) -> WayBack | None:
    """The way from ``found`` back to where it was opened, and on from hit to hit; ``also`` is handed on to these.

    What the index no longer has at that rank is looked for near it; where it is no hit any more, only the way back is
    left. In a table that stands in an order of its own there is no next hit: its rows are benefits. None
    while the engine does not answer.
    """
    first = max(1, opened.hit - _AROUND)
    try:
        total, keys = find_window(opened.query, of, first, 2 * _AROUND + 1)
    except EngineError:  # while no engine answers the clause is to be read all the same
        return None
    own = {version.key_of(found.id) for version in of.store.holding(found.id)}
    at = None if opened.order else next((n for n, key in enumerate(keys) if key in own), None)

    def beside(n: int) -> Beside | None:
        if at is None or not 0 <= n < len(keys):
            return None
        clause, lang = of.store.clause(keys[n]), opened.query.lang
        args = [*replace(opened, hit=first + n).args(today), *also]
        return Beside(address(f"/{lang}/policies/{clause.id}", args), clause_name(clause, lang, make_translate(lang)))

    rank = None if at is None else first + at
    url = _find_results(opened, min(rank or opened.hit, max(total, 1)), today)
    return WayBack(url, total, rank, *((None, None) if at is None else (beside(at - 1), beside(at + 1))))


def _find_results(opened: Opened, rank: int, today: date) -> str:
    """The page of the results that has the hit of this rank, at its place."""
    query, path = opened.query, f"/{opened.query.lang}/search"
    if opened.table:
        return address(path + TABLE, [*to_args(query, today), *order_args(opened.order)])
    page = replace(query, page=-(-rank // query.per_page))
    return f"{address(path, to_args(page, today))}#hit-{rank}"
