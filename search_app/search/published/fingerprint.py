"""What does a build depend on? One hash, so that nothing is built where nothing has changed."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

from search_app.files.read import MAX_BYTES
from search_app.library.published.register import REGISTER
from search_app.search.published.held import FORMAT, find_versions
from search_app.search.published.home import PACKAGE


def fingerprint(corpus: Path, register: bytes | None = None) -> str:
    """What a build depends on, as one hash: documents, tables, the code that reads them, and package versions.

    ``register`` stands for the content of the register, which a build itself writes; without it, it is read. A file
    that cannot be read, or is larger than any document, is told by its name and size: reading refuses it by name."""
    digest = hashlib.sha256(_print_program())
    for path in _find_inputs(corpus):
        digest.update(os.fsencode(path.name) + _print(path))
    held = _print(corpus / REGISTER) if register is None else hashlib.sha256(register).digest()
    return hashlib.sha256(digest.digest() + held).hexdigest()


@cache
def _print_program() -> bytes:
    """What stands for the program and its packages as they were when a build began."""
    readers = {package: version(package) for package in ("lxml", "pypdf")}
    digest = hashlib.sha256(f"{FORMAT} {find_versions()} {readers}".encode())
    kinds = (".py", ".toml", ".tsv")  # what was learned is a table too
    for path in sorted(p for p in PACKAGE.rglob("*") if p.suffix in kinds and "web" not in p.parts):
        digest.update(os.fsencode(path.name) + _print(path))
    return digest.digest()


def _find_inputs(corpus: Path) -> list[Path]:
    """All that lies below ``corpus`` but the register, sorted."""
    found = (Path(place, name) for place, _, names in os.walk(corpus) for name in names)
    return sorted(path for path in found if path != corpus / REGISTER)


def _print(path: Path) -> bytes:
    try:
        size = path.stat().st_size if path.is_file() else -1
        if not 0 <= size <= MAX_BYTES:
            return str(size).encode()
        with path.open("rb") as file:
            return hashlib.sha256(file.read(MAX_BYTES)).digest()
    except OSError as error:
        return str(error.errno).encode()
