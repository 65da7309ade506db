"""Which changes does an address ask for? ``since``, ``as_of`` and ``page``; all faults come back at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search_app.search.model import FILTERS
from search_app.web.params import NOT_TEXT, FaultyQueryError, no_such_parameter, parse_query_args

_NONE: dict[str, tuple[str, ...]] = dict.fromkeys(FILTERS, ())


@dataclass(frozen=True, slots=True)
class Asked:
    """Changes from ``since`` on, as seen on ``day``."""

    day: date
    since: date = date.min
    page: int = 1

    def args(self, today: date, page: int = 1) -> list[tuple[str, str]]:
        """The shortest parameters that ask for ``page`` of the same."""
        args = [("since", str(self.since))] if self.since != date.min else []
        args += [("as_of", str(self.day))] if self.day != today else []
        return args + ([("page", str(page))] if page > 1 else [])


def parse_asked(args: Sequence[tuple[str, str]], today: date, known: Collection[str]) -> Asked:
    """What ``args`` ask for, of an address that takes the parameters ``known``. FaultyQueryError names every fault."""
    odd = dict.fromkeys(name for name, _ in args if name not in known)
    faults = [no_such_parameter(NOT_TEXT.sub("?", name[:40])) for name in odd]
    own = [arg for arg in args if arg[0] in known and arg[0] != "since"]
    since = [("as_of", value) for name, value in args if name == "since" and name in known]
    asked = Asked(today)
    try:
        query = parse_query_args(own, today, _NONE)
        asked = replace(asked, day=query.as_of, page=query.page)
    except FaultyQueryError as error:
        faults += error.faults
    try:
        asked = replace(asked, since=parse_query_args(since, date.min, _NONE).as_of)
    except FaultyQueryError as error:
        faults += [replace(fault, name="since") for fault in error.faults]
    if faults:
        raise FaultyQueryError(faults)
    return asked
