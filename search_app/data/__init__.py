"""Tables that a policy officer could correct. Every row carries examples or is walked by a test.

``read_table("industries", "industry")`` gives the rows of ``[[industry]]`` in ``industries.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, create_model

from search_app.data.prepared import Rows, find_prepared, write_prepared
from search_app.data.tables import TableError, read_toml

__all__ = ["TableError", "prepare_tables", "read_table", "read_tables"]
HERE = Path(__file__).parent
# The tables that a server reads before its first answer.
_SERVED = (
    "asking", "citations", "departments", "english_numbers", "industries", "interface", "labels", "segmentation",
    "stopwords", "wording",
)  # fmt: skip


@cache
def read_table(name: str, row: str) -> tuple[dict[str, Any], ...]:
    """All ``[[row]]`` entries of ``name.toml``; TableError when the file is broken, holds none, or an entry is not of
    the shape of its table."""
    return _read_rows(HERE / f"{name}.toml", name, row)


@cache
def read_tables(folder: str, row: str) -> tuple[dict[str, Any], ...]:
    """The same of every table in ``folder``, in the order of their names; rows are of the shape of (folder, row)."""
    return tuple(one for path in _list_files(folder) for one in _read_rows(path, folder, row))


def _list_files(name: str) -> list[Path]:
    """The one table called ``name``, or those in the folder of this name."""
    folder = HERE / name
    return sorted(folder.glob("*.toml")) if folder.is_dir() else [HERE / f"{name}.toml"]


def prepare_tables(patterns: Iterable[str]) -> bytes:
    """What spares a server the checking of its tables, and the compiling of those ``patterns`` that no query needs."""
    from search_app.data.rows import ROWS

    served = ((path, name, row) for name, row in ROWS if name in _SERVED for path in _list_files(name))
    return write_prepared(((path, row, _read_rows(path, name, row)) for path, name, row in served), patterns)


def _read_rows(path: Path, name: str, row: str) -> Rows:
    if (prepared := find_prepared(path, row)) is not None:
        return prepared
    # A server whose tables are prepared needs none of their shapes.
    from search_app.data.rows import ROWS

    one = ROWS[name, row]
    fields: dict[str, Any] = {row: (list[one], ...)}  # type: ignore[valid-type]
    shape = create_model(name, **fields)
    rows = getattr(read_toml(path, f"search_app/data/{path.relative_to(HERE).as_posix()}", TypeAdapter(shape)), row)
    return tuple(rows)
