"""What does an address of the glossary ask for? All faults come back at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from search_app.model import Bilingual
from search_app.search.model import FILTERS
from search_app.web.params import Fault, FaultyQueryError, no_such_parameter, parse_query_args
from search_app.web.requests import request_args, today


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms that ``q`` finds, or else those of an ``initial``, or the most frequent ones; ``page`` of them."""

    q: str = ""
    initial: str = ""
    page: int = 1

    def args(self, page: int = 1) -> list[tuple[str, str]]:
        """The shortest parameters that ask for ``page`` of the same."""
        named = [(name, value) for name, value in (("q", self.q), ("initial", self.initial)) if value]
        return named + ([("page", str(page))] if page > 1 else [])


def take_nothing() -> None:
    """FaultyQueryError for a parameter of an address that takes none."""
    if extra := [no_such_parameter(name[:40]) for name, _ in request_args()]:
        raise FaultyQueryError(extra)


def parse_asked(initials: Collection[str]) -> Asked:
    """What the address of the request asks for, where these ``initials`` are known. FaultyQueryError names all that is
    wrong with it."""
    args = request_args()
    faults = [no_such_parameter(n[:40]) for n in dict.fromkeys(n for n, _ in args) if n not in ("q", "initial", "page")]
    given = [value for name, value in args if name == "initial"]
    if len(given) > 1 or any(value not in initials for value in given):
        listed = ", ".join(initials)
        faults.append(Fault("initial", Bilingual(f"只能给出一次，且是{listed}之一", f"must be one of {listed}, once")))
    try:
        read = parse_query_args([arg for arg in args if arg[0] in ("q", "page")], today(), dict.fromkeys(FILTERS, ()))
    except FaultyQueryError as error:
        raise FaultyQueryError([*error.faults, *faults]) from None
    if faults:
        raise FaultyQueryError(faults)
    return Asked(read.q.strip(), given[0] if given and not read.q.strip() else "", read.page)
