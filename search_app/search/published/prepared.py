"""What does a build find out for servers about our tables? Kept while tables and code are the same.

Invariant: what is kept names the tables and patterns that it is about, so that it can be useless but never wrong.
"""

from __future__ import annotations

from pathlib import Path

from search_app import data, text
from search_app.data import prepare_tables
from search_app.jobs.cache import BuildCache, Result, find_code_key
from search_app.search.asked.read import list_patterns


def read_prepared(build_cache: BuildCache) -> bytes:
    """What ``take_prepared`` takes, made anew only where a table or the code that reads it is another."""
    tables = Path(data.__path__[0])
    code = (tables, Path(text.__path__[0]), Path(__file__).parents[1], *sorted(tables.glob("*.toml")))
    key = find_code_key(*code, packages=("pydantic",))
    ((_, content),) = build_cache.make_all(_make, {key: None}, "prepared")
    return content


def _make(_: None) -> Result:
    return Result(prepare_tables(list_patterns()))
