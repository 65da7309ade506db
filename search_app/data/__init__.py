"""Tables that a policy officer could correct. Every row carries examples or is walked by a test.

``read_table("industries", "industry")`` gives the rows of ``[[industry]]`` in ``industries.toml``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, create_model

from search_app.data.rows import ROWS
from search_app.data.tables import TableError, read_toml

__all__ = ["TableError", "read_table", "read_tables"]
HERE = Path(__file__).parent


@cache
def read_table(name: str, row: str) -> tuple[dict[str, Any], ...]:
    """All ``[[row]]`` entries of ``name.toml``; TableError when the file is broken, holds none, or an entry is not of
    the shape of its table."""
    return _read_rows(HERE / f"{name}.toml", name, row)


@cache
def read_tables(folder: str, row: str) -> tuple[dict[str, Any], ...]:
    """The same of every table in ``folder``, in the order of their names; rows are of the shape of (folder, row)."""
    return tuple(one for path in sorted((HERE / folder).glob("*.toml")) for one in _read_rows(path, folder, row))


def _read_rows(path: Path, name: str, row: str) -> tuple[dict[str, Any], ...]:
    one = ROWS[name, row]
    fields: dict[str, Any] = {row: (list[one], ...)}  # type: ignore[valid-type]
    shape = create_model(name, **fields)
    rows = getattr(read_toml(path, f"search_app/data/{path.relative_to(HERE).as_posix()}", TypeAdapter(shape)), row)
    return tuple(rows)
