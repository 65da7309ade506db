"""What was found out about our tables when an index was built, so that a server need not find it out again?

Parsing tables, checking them against their shapes and looking through patterns takes a server longer than all else that
is its own. Invariant: rows are taken only for the very bytes of the table that they were read from; so a table that was
changed since is read and checked as ever, and answers never depend on what was prepared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from search_app.data.patterns import find_needs, known_needs, name_pattern

Rows = tuple[dict[str, Any], ...]
_known_rows: dict[str, dict[str, list[dict[str, Any]]]] = {}  # by the sha256 of a table, and the name of its rows


def write_prepared(tables: Iterable[tuple[Path, str, Rows]], patterns: Iterable[str]) -> bytes:
    """What ``take_prepared`` takes: of ``tables`` (file, name of rows, its rows) the rows, of ``patterns`` what a text
    needs to match them."""
    rows: dict[str, dict[str, Rows]] = {}
    for path, name, held in tables:
        rows.setdefault(_digest(path), {})[name] = held
    needs = {name_pattern(one): find_needs(one) for one in patterns}
    return json.dumps({"rows": rows, "needs": needs}, ensure_ascii=False, separators=(",", ":")).encode()


def take_prepared(content: bytes) -> None:
    """Use from now on what ``write_prepared`` wrote."""
    prepared = json.loads(content)
    known_needs.update({name: tuple(tuple(strings) for strings in needs) for name, needs in prepared["needs"].items()})
    _known_rows.update(prepared["rows"])


def find_prepared(path: Path, row: str) -> Rows | None:
    """The ``[[row]]`` entries of the table in ``path`` where they were prepared from what it holds now."""
    with suppress(OSError):
        held = _known_rows.get(_digest(path), {}).get(row)
        return None if held is None else tuple(held)
    return None


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
