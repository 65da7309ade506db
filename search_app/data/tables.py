"""Is a table what it should be? Every TOML table is read here, and checked against one shape.

Invariant: what is returned has its shape; whatever else a file holds is a TableError that names the file, the line or
entry, what is wrong there, and the remedy.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Strict, TypeAdapter, ValidationError

T = TypeVar("T")
_SHOWN = 5  # faults of one table
_MAX_BYTES = 50_000_000
_REMEDY = "mend it and build again"

# What is wrong, by the kind of fault, in the words of who writes a table.
_SAID = {
    "string_type": "must be a text in quotation marks",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "date_type": "must be a day, written 2024-01-31",
    **dict.fromkeys(("list_type", "tuple_type"), "must be a list in square brackets"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type"), "must be an entry with keys"),
}


class TableError(Exception):
    """A table that cannot be read: each message names the file, the place and the remedy."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages

    def __str__(self) -> str:
        return "\n".join(self.messages)


def _say_something(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _say_something_or_nothing(text: str) -> str:
    return text and _say_something(text)


Words = Annotated[str, AfterValidator(_say_something)]  # a text that says something
WordsToCome = Annotated[str, AfterValidator(_say_something_or_nothing)]  # "": nobody has written them yet
Whole = Annotated[int, Strict()]
Truth = Annotated[bool, Strict()]  # true or false, not "true"


def read_toml(path: Path, name: str, shape: TypeAdapter[T]) -> T:
    """The table in ``path``, which messages call ``name``; TableError when it is not of ``shape``, FileNotFoundError
    when there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TableError(f"{name}: cannot be opened ({error.strerror}); check what it is and its rights") from error
    return parse_toml(content, name, shape)


def parse_toml(content: bytes, name: str, shape: TypeAdapter[T]) -> T:
    """The table that ``content`` is, in UTF-8. TableError when it is not of ``shape``."""
    try:
        text = content.decode("utf-8-sig")
        table = _parse(text)
    except RecursionError as error:
        raise TableError(f"{name}: nests too deeply; {_REMEDY}") from error
    except ValueError as error:
        end = f"at line {content.count(bytes([10])) + 1}, the end of the file"
        said = str(error).replace("at end of document", end)
        raise TableError(f"{name}: {said}; mend the line and build again") from error
    try:
        return shape.validate_python(table)
    except ValidationError as error:
        found = error.errors(include_url=False)
        more = [f"{name}: {len(found) - _SHOWN} faults more"] if len(found) > _SHOWN else []
        raise TableError(*(_describe(fault, name, text, table) for fault in found[:_SHOWN]), *more) from error


@lru_cache(2)  # one file has several kinds of rows, each of which is asked for by itself
def _parse(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _describe(fault: Any, name: str, text: str, table: dict[str, Any]) -> str:
    """``name, line 12, entry 3 ("id"): field: what is wrong there; mend it``."""
    place = list(fault["loc"])
    where, entry = name, ""
    if place and isinstance(place[0], str) and place[0] in table:
        row = place.pop(0)
        number = place.pop(0) if place and isinstance(place[0], int) else None
        if line := _find_line(text, row, number or 0, place):
            where += f", line {line}"
        entry = f", [{row}]" if number is None else f", entry {number + 1} of [[{row}]]{_name(table[row], number)}"
    inside = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in place)
    if fault["type"] == "missing":
        said = f"has no {inside}" if entry else f"holds no [[{inside}]]"
    elif fault["type"] == "extra_forbidden":
        said = f"there is no key {inside}" if inside else "there is no such table"
    else:
        said = f"{inside}: " * bool(inside) + _SAID.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return f"{where}{entry}: {said}; {_REMEDY}"


def _name(rows: Any, number: int) -> str:
    """What the entry calls itself, for whoever looks for it."""
    entry = rows[number] if isinstance(rows, list) else None
    names = (entry[key] for key in ("id", "key", "zh", "title") if key in entry) if isinstance(entry, dict) else ()
    known = next((name for name in names if isinstance(name, str) and name), "")
    return f" ({known!r})" if known else ""


def _find_line(text: str, row: str, number: int, place: list[Any]) -> int | None:
    """The line of the key that ``place`` begins with, in entry ``number`` of ``row``; else that of the entry."""
    starts = [found.start() for found in re.finditer(rf"^[ \t]*\[\[?[ \t]*{re.escape(row)}[ \t]*\]", text, re.M)]
    if number >= len(starts):
        return None
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    key = re.escape(str(place[0])) if place else "$^"
    found = re.compile(rf"^[ \t]*[\"']?{key}[\"']?[ \t]*=", re.M).search(text, starts[number], end)
    return text.count("\n", 0, found.start() if found else starts[number]) + 1
