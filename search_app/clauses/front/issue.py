"""Which number, and which days of issue and of publication, does a document give of itself?

Invariant: only lines around the clauses are looked at, never the clauses; the day on which a document was passed or
takes effect is neither that of its issue nor that of its publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from search_app.clauses.front.days import find_days
from search_app.clauses.front.index_rows import is_index_label, is_index_row, read_index
from search_app.clauses.front.numbers import completes_number, find_number, read_value
from search_app.model import Part

_AROUND = ("front", "issuer", "number", "signature", "imprint")
# Where a day of issue is looked for, the surest first: made or issued by the register, beside the number, above the
# text, below it, in the imprint, and the day of publication where the document prints no other of itself.
_BY_REGISTER, _BY_NUMBER, _ABOVE, _BELOW, _BY_IMPRINT, _PROCLAIMED = range(6)


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    published: bool
    place: int


def find_own_number(parts: Iterable[Part]) -> str | None:
    """The number that a document prints of itself: in the table of the register, or else before its first clause."""
    front = [part for part in parts if part.kind in _AROUND]
    lines = [line for part in front for line in _join_numbers(part)]
    rows = (read_value(value) for field, value in read_index(lines) if field == "number")
    above = (find_number(line) for line in lines if not is_index_row(line))
    return next((number for number in (*rows, *above) if number), None)


def find_register_number(rows: Iterable[str]) -> str | None:
    """The number in ``rows`` of a table of the register that a page shows beside its text."""
    found = (read_value(value) for field, value in read_index(rows) if field == "number")
    return next((number for number in found if number), None)


def find_issue_date(parts: Iterable[Part]) -> date | None:
    """The day on which a document was made or issued; the day on which it was proclaimed where it prints no other of
    itself. The day of publication that a site adds is never taken for it."""
    found = [one for one in _find(tuple(parts)) if not (one.published and one.place == _BY_REGISTER)]
    ranked = sorted(found, key=lambda one: _PROCLAIMED if one.published else one.place)
    return ranked[0].day if ranked else None


def find_publication_date(parts: Iterable[Part]) -> date | None:
    """The day on which a document says, or a page says of it, that it was published (发布日期, 公布)."""
    return next((one.day for one in _find(tuple(parts)) if one.published), None)


def _find(parts: Sequence[Part]) -> Iterator[_Found]:
    for part in parts:
        if part.kind not in _AROUND:
            continue
        lines = _join_numbers(part)
        yield from _find_in_rows(lines)
        place = {"number": _BY_NUMBER, "signature": _BELOW, "imprint": _BY_IMPRINT}.get(part.kind, _ABOVE)
        for line in reversed([line for line in lines if not is_index_row(line) and not _is_named(line, lines)]):
            for one in reversed(find_days(line)):
                if one.act != "other":
                    imprint = place == _BELOW and one.act == "issued"  # when it was printed, later than it was made
                    yield _Found(one.day, one.act == "published", _BY_IMPRINT if imprint else place)


def _find_in_rows(lines: Sequence[str]) -> Iterator[_Found]:
    for field, value in read_index(lines):
        days = find_days(value)
        if field in ("made", "issued", "published") and days:
            yield _Found(days[0].day, field == "published", _BY_REGISTER)


def _is_named(line: str, lines: Sequence[str]) -> bool:
    """Whether a label of the register on the line above names this one."""
    at = lines.index(line)
    return at > 0 and is_index_label(lines[at - 1])


def _join_numbers(part: Part) -> list[str]:
    """The lines of a part; a number that is broken between two stands on one."""
    lines: list[str] = []
    for line in part.text.split("\n"):
        if lines and completes_number(lines[-1], line):
            lines[-1] += line
        else:
            lines.append(line)
    return lines
