"""Tables that a policy officer could correct. Every row carries examples or is walked by a test.

``read_table("industries", "industry")`` gives the rows of ``[[industry]]`` in ``industries.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class TableError(Exception):
    """A table that cannot be read: the message names the file and the remedy."""


@cache
def read_table(name: str, row: str) -> tuple[dict[str, Any], ...]:
    """All ``[[row]]`` entries of ``name.toml``; TableError when the file is broken or holds none."""
    path = HERE / f"{name}.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))[row]
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"search_app/data/{path.name}: {error}; mend the line and build again") from error
    except KeyError as error:
        raise TableError(f"search_app/data/{path.name}: holds no [[{row}]]") from error
    return tuple(rows)
