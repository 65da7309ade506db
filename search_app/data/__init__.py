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

__all__ = ["TableError", "read_table"]
HERE = Path(__file__).parent


@cache
def read_table(name: str, row: str) -> tuple[dict[str, Any], ...]:
    """All ``[[row]]`` entries of ``name.toml``; TableError when the file is broken, holds none, or an entry is not of
    the shape of its table."""
    path = HERE / f"{name}.toml"
    one: Any = ROWS.get((name, row), dict[str, Any])
    fields: dict[str, Any] = {row: (list[one], ...)}
    shape = create_model(name, **fields)
    rows = getattr(read_toml(path, f"search_app/data/{path.name}", TypeAdapter(shape)), row)
    return tuple(rows)
