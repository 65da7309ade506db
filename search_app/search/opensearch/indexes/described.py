"""Which index of the cluster belongs to a generation? One small file in its folder, and the same in the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

ABOUT = "index.json"


@dataclass(frozen=True, slots=True)
class Described:
    """The index of a generation by its name, what it says of itself, and which one the alias named before it."""

    index: str
    clauses: int
    meta: Mapping[str, str | int]
    before: str | None = None


_DESCRIBED = TypeAdapter(Described)


def read_described(content: bytes) -> Described:
    """What ``write_described`` wrote; ValueError for anything else."""
    return _DESCRIBED.validate_json(content)


def write_described(described: Described) -> bytes:
    """``described`` as the content of a file."""
    return _DESCRIBED.dump_json(described, indent=1)
