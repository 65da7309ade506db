"""Which offices answer for a clause, as printed, and which bodies are they?

Invariant: every printed name is kept as printed; one that the table does not know becomes a body of its own name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search_app.data import read_table
from search_app.model import Bilingual, Department
from search_app.text.fold import fold

_HEAD = re.compile(r"^[\[(]\s*[^:]{2,12}:")
_SEPARATOR = re.compile(r"[、,;]")


@dataclass(frozen=True, slots=True)
class Body:
    """A row of ``data/departments.toml``: one public body and every name it goes by."""

    id: str
    name: Bilingual
    printed: tuple[str, ...]
    aliases: tuple[str, ...]
    former: tuple[str, ...]


def read_bodies() -> tuple[Body, ...]:
    """The table of bodies."""
    return tuple(
        Body(
            row["id"],
            Bilingual(row["zh"], row["en"]),
            tuple(row["printed"]),
            tuple(row["aliases"]),
            tuple(f"{former['name']}|{former['en']}" for former in row.get("former", ())),
        )
        for row in read_table("departments", "department")
    )


def find_printed_names(bracket: str) -> tuple[str, ...]:
    """``〔责任单位：市科技局、市财政局〕`` → ("市科技局", "市财政局"), characters as printed."""
    folded = fold(bracket)
    head = _HEAD.match(folded)
    if not head:
        return ()
    inner = slice(head.end(), len(folded.rstrip()) - 1)
    names, start = [], inner.start
    for separator in (*_SEPARATOR.finditer(folded, inner.start, inner.stop), None):
        end = separator.start() if separator else inner.stop
        if name := bracket[start:end].strip():
            names.append(name)
        start = separator.end() if separator else end
    return tuple(names)


def make_departments(bracket: str, bodies: dict[str, Body]) -> tuple[Department, ...]:
    """The offices of ``bracket``; ``bodies`` is keyed by folded printed name (see ``by_printed_name``)."""
    departments = []
    for printed in find_printed_names(bracket):
        body = bodies.get(fold(printed))
        if body:
            departments.append(Department(body.id, printed, body.name))
        else:
            departments.append(Department(printed, printed, Bilingual(printed, printed)))
    return tuple(departments)


def by_printed_name(bodies: tuple[Body, ...]) -> dict[str, Body]:
    """Bodies by every name they are printed under, folded."""
    return {fold(printed): body for body in bodies for printed in body.printed}
