"""Which page of a list is asked for? Parameters that tools share, and the faults of those that no tool takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from search_app.mcp.shapes import PagedShape
from search_app.model import Bilingual
from search_app.search.model import FILTERS
from search_app.web.params import NOT_TEXT, Fault, FaultyQueryError, check_page, parse_query_args

T = TypeVar("T")
_LARGE = 10**18  # no number of the API has so many digits; what is none is not smaller either
Args = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, from 1, with ``size`` items."""

    number: int
    size: int

    def cut(self, items: Sequence[T]) -> Sequence[T]:
        """The items that stand on it; FaultyQueryError where it lies behind the last one."""
        check_page(self.number, self._count(len(items)))
        return items[(self.number - 1) * self.size : self.number * self.size]

    def describe(self, total: int) -> PagedShape:
        """What an answer says of it, of ``total`` items."""
        pages = max(1, self._count(total))
        more = self.number + 1 if self.number < pages else None
        return {"total": total, "page": self.number, "pages": pages, "next_page": more}

    def _count(self, total: int) -> int:
        return -(-total // self.size)


def read_page(arguments: Mapping[str, Any]) -> Page:
    """The page of ``page`` and ``per_page``, which are read as the API reads them; FaultyQueryError."""
    args = make_args(arguments, ("page", "per_page"))
    query = parse_query_args(args, date.min, dict.fromkeys(FILTERS, ()))
    return Page(query.page, query.per_page)


def check_names(arguments: Mapping[str, Any], known: Collection[str], required: Iterable[str]) -> None:
    """FaultyQueryError names every argument that the tool does not take, and every one that it lacks."""
    listed = ", ".join(known)
    message = Bilingual(f"没有这个参数；有 {listed}", f"is no argument of this tool, which takes {listed}")
    faults = [Fault(NOT_TEXT.sub("?", name[:40]), message) for name in arguments if name not in known]
    missing = Bilingual("必须给出", "must be given")
    faults += [Fault(name, missing) for name in required if arguments.get(name) is None]
    if faults:
        raise FaultyQueryError(faults)


def make_args(arguments: Mapping[str, Any], names: Iterable[str]) -> Args:
    """Those of ``arguments`` that are called ``names``, as parameters of an address; null is none, a list is several,
    true is 1. FaultyQueryError for what cannot stand in an address."""
    args: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for name in names:
        given = arguments.get(name)
        for value in given if isinstance(given, list) else [given]:
            if isinstance(value, str):
                args.append((name, value))
            elif isinstance(value, int | float) and abs(value) < _LARGE:  # a truth is a number too
                args.append((name, str(int(value) if value == int(value) else value)))
            elif value is not None or isinstance(given, list):
                faults.append(Fault(name, Bilingual("类型不对", "is of the wrong type")))
    if faults:
        raise FaultyQueryError(faults)
    return tuple(args)
