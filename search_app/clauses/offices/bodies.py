"""Which bodies are the offices that answer for a clause?

Invariant: every printed name is kept as printed; one that the table does not know becomes a body of its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search_app.data import read_table
from search_app.model import Bilingual, Department
from search_app.text.passage import plain

_REMARK = re.compile(r"\([^()]*\)$")


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


def make_departments(names: Iterable[str], bodies: Mapping[str, Body]) -> tuple[Department, ...]:
    """The bodies of printed ``names``; ``bodies`` is keyed by plain printed name (see ``by_printed_name``). A name that
    is printed with a remark (市科技局（外专局）) is the body without it, where only that one is known."""
    departments = []
    for printed in names:
        body = bodies.get(plain(printed)) or bodies.get(_REMARK.sub("", plain(printed)))
        if body:
            departments.append(Department(body.id, printed, body.name))
        else:
            departments.append(Department(printed, printed, Bilingual(printed, printed)))
    return tuple(departments)


def by_printed_name(bodies: tuple[Body, ...]) -> dict[str, Body]:
    """Bodies by every name they are printed under, folded."""
    return {plain(printed): body for body in bodies for printed in body.printed}
