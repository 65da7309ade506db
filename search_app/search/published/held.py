"""Is what lies in the folder of an index what we built? Then its bytes are held, and the folder is not needed again.

Invariant: what is handed out was hashed, byte for byte. So whatever is published, deleted or changed beneath a running
server, its answers stay as they are. What is left on the disk (the store and vectors beside a cluster) is read on where
it was deleted or replaced, and must not be written to. Vectors are no condition of an index: they are verified
where they are opened (``meaning.verified``), and without them it is searched by words.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints, TypeAdapter, ValidationError

from search_app.text.printable import make_printable

FORMAT: Literal[18] = 18
MANIFEST = "manifest.json"
MEANING = "meaning"  # the folder of the vectors
ENGINE = "engine/"  # that of the engine
_MAX_MANIFEST = 1_000_000
_LOCKS = "_WRITELOCK"  # Whoosh's; they hold nothing


class IndexUnavailableError(Exception):
    """There is no index to answer from: says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself: what it was built from, how many troubles were named when it was built, what
    was said that is to be said again where nothing is built, and the sha256 of each of its files."""

    format: Literal[18]
    inputs: str
    built: str
    versions: Mapping[str, str]
    documents: int
    clauses: int
    troubles: int
    files: Mapping[str, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]]
    reminders: tuple[str, ...] = ()

    def below(self, folder: str) -> dict[str, str]:
        """The sha256 of each of the files below ``folder`` by their names there."""
        start = f"{folder}/"
        return {name.removeprefix(start): digest for name, digest in self.files.items() if name.startswith(start)}


_MANIFEST = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True)
class Held:
    """A verified generation: its manifest, and the content of each file that is needed, by its path in the folder."""

    manifest: Manifest
    files: Mapping[str, bytes]

    def below(self, folder: str) -> dict[str, bytes]:
        """The files below ``folder`` by their names there."""
        start = f"{folder}/"
        return {name.removeprefix(start): content for name, content in self.files.items() if name.startswith(start)}


def hold(folder: Path, unread: tuple[str, ...] = ()) -> Held:
    """Read every file of ``folder`` but its vectors once and verify what was read; what begins with any of ``unread``
    is only verified. IndexUnavailableError says what is wrong with it; OSError when a file cannot be read, which says
    nothing about its content."""
    manifest = read_manifest(folder)
    names = _find_files(folder, without=MEANING)
    wanted = {name for name in manifest.files if not name.startswith(f"{MEANING}/")}
    if names != sorted(wanted):
        odd = make_printable(", ".join(sorted(set(names) ^ wanted)))
        raise IndexUnavailableError(f"the index {folder.name} lacks or has extra files ({odd}); run index_build.py")
    if manifest.versions != find_versions():
        raise IndexUnavailableError(f"the index {folder.name} was built with other packages; run index_build.py")
    files = {}
    for name in names:
        if name.startswith(unread):
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        else:
            files[name] = (folder / name).read_bytes()
            digest = hashlib.sha256(files[name]).hexdigest()
        if digest != manifest.files[name]:
            raise IndexUnavailableError(f"the index {folder.name} is damaged ({name}); run index_build.py")
    return Held(manifest, files)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the generation in ``folder``; IndexUnavailableError when it is missing, nonsense, or of another
    format; OSError when it cannot be read."""
    if folder.is_symlink() or not folder.is_dir() or not (folder / MANIFEST).is_file():
        raise IndexUnavailableError(f"the index {folder.name} is missing or has no manifest; run index_build.py")
    with (folder / MANIFEST).open("rb") as file:
        content = file.read(_MAX_MANIFEST)
    try:
        return _MANIFEST.validate_json(content)
    except ValidationError as error:
        wrong = ".".join(map(str, error.errors(include_input=False, include_context=False)[0]["loc"])) or "no JSON"
        raise IndexUnavailableError(
            f"the index {folder.name} has no manifest that this version reads ({make_printable(wrong)}); "
            "run index_build.py"
        ) from error


def make_manifest(
    folder: Path,
    inputs: str,
    built: str,
    documents: int,
    clauses: int,
    troubles: int,
    reminders: tuple[str, ...] = (),
) -> None:
    """Write the manifest of all that lies in ``folder``."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _find_files(folder)}
    manifest = Manifest(FORMAT, inputs, built, find_versions(), documents, clauses, troubles, files, reminders)
    (folder / MANIFEST).write_bytes(_MANIFEST.dump_json(manifest, indent=1))


def find_versions() -> dict[str, str]:
    """The versions of the packages that an index depends on, by name."""
    return {package: version(package) for package in ("whoosh3", "jieba", "opencc", "snowballstemmer")}


def _find_files(folder: Path, without: str = "") -> list[str]:
    """Paths below ``folder`` of all files but the manifest, and but what is called ``without`` there, sorted.
    IndexUnavailableError for what is no file: a link
    may lead out of the folder, and a pipe would be waited for."""
    names = []
    for place, folders, files in os.walk(folder, onerror=_raise):
        if Path(place) == folder:
            files, folders[:] = ([name for name in held if name != without] for held in (files, folders))
        for path in (Path(place, name) for name in (*files, *folders)):
            kind = path.lstat().st_mode
            if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
                odd = make_printable(path.name)
                raise IndexUnavailableError(
                    f"the index {folder.name} holds what is no file ({odd}); run index_build.py"
                )
            if stat.S_ISREG(kind):
                names.append(path.relative_to(folder).as_posix())
    return sorted(name for name in names if name != MANIFEST and not name.endswith(_LOCKS))


def _raise(error: OSError) -> None:
    raise error


def make_stamp(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Changes when anything below ``folder`` is replaced or written to; empty when it cannot be looked at."""
    try:
        paths = [folder, *sorted(folder.rglob("*"))]
        stats = [(str(path), path.lstat()) for path in paths]
    except OSError:
        return ()
    return tuple((path, found.st_ino, found.st_size, found.st_ctime_ns) for path, found in stats)
