"""Are the files of vectors those that were built, when they are opened and while rows of them are read?

Invariant: what is held in memory was hashed, byte for byte. What is left on the disk was hashed when it was opened, and
is hashed again before it is believed once its size or one of its times is another, or what was read of it cannot be
right. Other numbers that a failing disk gives without any of these are not noticed.
"""

from __future__ import annotations

import errno
import hashlib
import stat
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from search_app.search.embedded.arrays import RowsInFile
from search_app.search.meaning.embedder import MeaningUnavailableError

Digests = Mapping[str, str]  # sha256 by the name of a file
_REMEDY = "index_build.py meaning makes the vectors anew"
_SECONDS = 10.0  # for which a file that was not what was built, and did not change, is not read whole again
# What says that a file is not as it should be; of other errors (no more files, no right to read) it is not the cause.
_OF_THE_FILE = (errno.EIO, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP)
T = TypeVar("T")


def hash_files(folder: Path) -> dict[str, str]:
    """The sha256 of each file of ``folder`` as it lies there now. OSError when one cannot be read."""
    return {path.name: _hash(path) for path in folder.iterdir()}


def verify_files(folder: Path, digests: Digests) -> None:
    """MeaningUnavailableError names what of ``folder`` is missing, too many, or not what was built. OSError when the
    system does not let anybody look."""
    _check_names(folder, digests)
    for name, digest in digests.items():
        _check(folder / name, _read(_hash, folder / name), digest)


def read_verified(folder: Path, digests: Digests, left: Collection[str] = ()) -> dict[str, bytes]:
    """The content of each file of ``folder`` but of those ``left`` on the disk, by name; errors as with
    ``verify_files``."""
    _check_names(folder, digests)
    files = {name: _read(Path.read_bytes, folder / name) for name in digests if name not in left}
    for name, content in files.items():
        _check(folder / name, hashlib.sha256(content).hexdigest(), digests[name])
    return files


class Watched:
    """Files that are read while they lie on the disk. Safe for threads and for processes that were forked. One that is
    deleted or replaced is read on as it was; one that is written to is noticed, and believed again once it is as it
    was built."""

    def __init__(self, folder: Path, names: Collection[str], digests: Digests) -> None:
        """MeaningUnavailableError, OSError as with ``verify_files``; ValueError where a file is no array."""
        self._folder, self._digests = folder, digests
        self.files = {name: _read(RowsInFile, folder / name) for name in names}
        self._believed: dict[str, tuple[int, ...]] = {}  # how a file was when its hash was right
        self._refused: dict[str, tuple[tuple[int, ...], float, str]] = {}  # how it was when it was not, when, and why
        self._lock = Lock()
        self.look()

    def look(self) -> None:
        """MeaningUnavailableError names the first file that is not what was built."""
        for name, file in self.files.items():
            if _read_open(file.stamp, self._folder / name) != self._believed.get(name):
                with self._lock:
                    self._verify(name, file)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is read meanwhile is what was built: MeaningUnavailableError where it is not."""
        self.look()
        try:
            yield
        except (OSError, ValueError):
            self._believed.clear()
            self.look()
            raise
        self.look()

    def _verify(self, name: str, file: RowsInFile) -> None:
        path = self._folder / name
        stamp = _read_open(file.stamp, path)
        if stamp == self._believed.get(name):  # somebody else has just looked
            return
        refused, when, why = self._refused.get(name, ((), 0.0, ""))
        if refused == stamp and time.monotonic() - when < _SECONDS:
            raise MeaningUnavailableError(why)
        try:
            _check(path, _read_open(file.hash, path), self._digests[name])
        except MeaningUnavailableError as error:
            self._refused[name] = stamp, time.monotonic(), str(error)
            raise
        self._believed[name] = stamp


def _check_names(folder: Path, digests: Digests) -> None:
    if folder.is_symlink() or not folder.is_dir():
        raise MeaningUnavailableError(f"the folder {_name(folder)} is missing; {_REMEDY}")
    found = list(folder.iterdir())
    names = {path.name for path in found if stat.S_ISREG(path.lstat().st_mode)}  # a pipe would be waited for
    if odd := sorted((names ^ digests.keys()) | {path.name for path in found} - names):
        raise MeaningUnavailableError(f"{_name(folder)} lacks or has extra files ({', '.join(odd)}); {_REMEDY}")


def _check(path: Path, found: str, wanted: str) -> None:
    if found != wanted:
        raise MeaningUnavailableError(f"{_name(path.parent)}/{path.name} is not what was built; {_REMEDY}")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(read: Callable[[Path], T], path: Path) -> T:
    """What ``read`` makes of ``path``; MeaningUnavailableError where that itself is broken or gone."""
    try:
        return read(path)
    except OSError as error:
        if error.errno not in _OF_THE_FILE:
            raise
        raise _cannot_be_read(path, error) from error


def _read_open(read: Callable[[], T], path: Path) -> T:
    """What ``read`` gives of the file that was opened as ``path``, whatever stands there now."""
    try:
        return read()
    except OSError as error:
        raise _cannot_be_read(path, error) from error


def _cannot_be_read(path: Path, error: OSError) -> MeaningUnavailableError:
    return MeaningUnavailableError(f"{_name(path.parent)}/{path.name} cannot be read ({error.strerror}); {_REMEDY}")


def _name(folder: Path) -> str:
    """``folder`` with the generation that it lies in; where all of them lie is not said to everybody."""
    return f"{folder.parent.name}/{folder.name}"
