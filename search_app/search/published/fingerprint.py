"""What does a build depend on, and is what is served built from that? One hash, so that nothing is built in vain."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from search_app.files.read import MAX_BYTES
from search_app.library.published.register import REGISTER
from search_app.search.engines import choose_engine, is_in_cluster, name_engine
from search_app.search.meaning.embedder import ABOUT, MeaningUnavailableError, choose_embedder
from search_app.search.meaning.verified import verify_files
from search_app.search.published.held import (
    ENGINE,
    FORMAT,
    MEANING,
    IndexUnavailableError,
    find_versions,
    hold,
    read_manifest,
)
from search_app.search.published.home import PACKAGE, read_pointer


def fingerprint(corpus: Path, register: bytes | None = None) -> str:
    """What a build depends on, as one hash: documents, tables, the code that reads them, packages and the engine.

    ``register`` stands for the content of the register, which a build itself writes; without it, it is read. A file
    that cannot be read, or is larger than any document, is told by its name and size: reading refuses it by name."""
    digest = hashlib.sha256(_print_program())
    for path in _find_inputs(corpus):
        digest.update(os.fsencode(path.name) + _print(path))
    digest.update(name_engine().encode())
    held = _print(corpus / REGISTER) if register is None else hashlib.sha256(register).digest()
    return hashlib.sha256(digest.digest() + held).hexdigest()


def is_stale(home: Path, corpus: Path, telling: bool = False) -> bool:
    """Whether the served index is missing, damaged, or built from other documents, tables or code; with ``telling``
    also where something was named when it was built, which a build names again. What lies in a cluster is looked at
    there: EngineUnavailableError when nobody answers."""
    name, manifest = read_pointer(home), None
    with suppress(IndexUnavailableError, OSError):
        manifest = hold(home / name).manifest if name else None
    if manifest is None or manifest.inputs != fingerprint(corpus) or (telling and manifest.troubles > 0):
        return True
    return is_in_cluster() and not choose_engine().is_served(home / str(name) / ENGINE)


def read_reminders(home: Path) -> tuple[str, ...]:
    """What was said of the served index that is to be said again where nothing is built."""
    with suppress(IndexUnavailableError, OSError):
        if name := read_pointer(home):
            return read_manifest(home / name).reminders
    return ()


def lacks_meaning(folder: Path) -> bool:
    """Whether clauses of the generation in ``folder`` have no vectors of the embedder that is asked for, or these
    are not what was built, or do not lie where they could be compared, or not as they were. EngineError when they lie
    there and may not be asked."""
    embedder = choose_embedder()
    if embedder is None:
        return False
    with suppress(OSError, ValueError, KeyError, TypeError, IndexUnavailableError, MeaningUnavailableError):
        verify_files(folder / MEANING, read_manifest(folder).below(MEANING))
        about = json.loads((folder / MEANING / ABOUT).read_bytes())
        whole = about["name"] == embedder.name and about["embedded"] == about["clauses"]
        return not (whole and choose_engine().are_sent(folder / MEANING))
    return True


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
