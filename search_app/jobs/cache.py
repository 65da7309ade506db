"""How is work done once, on all cores, and not again in the next build?

What a piece of work gives is kept in a file as soon as it is done, under a key that names everything it was made from.
So an unchanged piece is never made twice, and a build that was interrupted is taken up where it stood. Invariant: a
kept file is whole; what a key stands for never changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import platform
import signal
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")
# Starting the processes and loading the segmenter in each takes seconds: a few pieces are made faster without them.
FEW = 24
# A build that begins takes every draft for what a killed one left, and vectors are made while another may begin.
_ATTEMPTS = 3
_OLD = 86_400  # seconds after which a half-written file belongs to no running build


class Progress(Protocol):
    """Hands ``items`` on one by one and shows how many of ``length`` are done."""

    def __call__(self, items: Iterable[T], length: int, label: str) -> Iterable[T]: ...


def show_nothing(items: Iterable[T], length: int, label: str) -> Iterable[T]:
    """The Progress that shows nothing."""
    return items


@dataclass(frozen=True, slots=True)
class Result:
    """What a piece of work gave, and whether it may be kept for the next build. ``front`` is the little of it that
    every build looks at."""

    content: bytes
    keep: bool = True
    front: bytes = b""


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as a later build has it: its front, and ``read``, which gets its content from where it is kept."""

    front: bytes
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class BuildCache:
    """Where results are kept (None: nowhere), on how many processes work is done, and how progress is shown."""

    folder: Path | None = None
    processes: int = 1
    progress: Progress = show_nothing

    def make_all(
        self, make: Callable[[T], Result], items: Mapping[str, T], label: str, few: int = FEW
    ) -> Iterator[tuple[str, bytes]]:
        """(key, what ``make`` gives for its item), in the order of ``items``: kept from before, or made now.

        All that is missing is made before the first pair is handed out; then what other keys kept is removed. What is
        kept is read again one by one, so that a large library need not fit into memory as text. ``make`` is a
        function of a module, which other processes can import; its errors are raised here. Fewer than ``few`` items
        are made by this process. Only items that are missing are looked up: ``items`` may make them when asked.
        """
        folder = self.folder / label if self.folder else None
        at_hand = self._make_missing(make, items, folder, label, few)
        return (
            (key, at_hand.pop(key).content if key in at_hand else zlib.decompress(_find(make, items, folder, key)[1]))
            for key in items
        )

    def keep_all(
        self, make: Callable[[T], Result], items: Mapping[str, T], label: str, few: int = FEW
    ) -> dict[str, Kept]:
        """The same, with contents that are read only when they are asked for; until then only fronts are in memory."""
        folder = self.folder / label if self.folder else None
        at_hand = self._make_missing(make, items, folder, label, few)
        return {key: _take(make, items, folder, key, at_hand.get(key)) for key in items}

    def read_kept(self, keys: Iterable[str], label: str) -> Iterator[tuple[str, Kept]]:
        """(key, what is kept under it) of those of ``keys`` of which something whole is kept."""
        folder = self.folder / label if self.folder else None
        read = ((key, _read(folder, key)) for key in keys)
        return ((key, Kept(found[0], partial(zlib.decompress, found[1]))) for key, found in read if found is not None)

    def _make_missing(
        self, make: Callable[[T], Result], items: Mapping[str, T], folder: Path | None, label: str, few: int
    ) -> dict[str, Result]:
        """What could not be kept; all the rest now lies in ``folder``."""
        missing = {key: items[key] for key in items if not _is_kept(folder, key)}
        at_hand: dict[str, Result] = {}
        for key, made in self.progress(self._make(make, missing, few), len(missing), label):
            if made.keep and folder:
                _write(folder, key, made)
            else:
                at_hand[key] = made
        _remove_others(folder, items)
        return at_hand

    def _make(self, make: Callable[[T], Result], items: Mapping[str, T], few: int) -> Iterator[tuple[str, Result]]:
        if self.processes < 2 or len(items) < few:
            yield from ((key, make(item)) for key, item in items.items())
            return
        # A new interpreter for each: a fork would copy whatever threads and locks the caller has.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.processes, context, _begin) as pool:
            try:
                running = {pool.submit(make, item): key for key, item in items.items()}
                for done in as_completed(running):
                    yield running.pop(done), done.result()
            except BrokenProcessPool as error:
                remedy = "too little memory, perhaps; what was done is kept, go on with --processes 1"
                raise OSError(f"a working process was ended from outside ({remedy})") from error
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _take(
    make: Callable[[T], Result], items: Mapping[str, T], folder: Path | None, key: str, at_hand: Result | None
) -> Kept:
    if at_hand:
        return Kept(at_hand.front, lambda: at_hand.content)
    return Kept(_find(make, items, folder, key)[0], lambda: zlib.decompress(_find(make, items, folder, key)[1]))


def _find(make: Callable[[T], Result], items: Mapping[str, T], folder: Path | None, key: str) -> tuple[bytes, bytes]:
    """(front, packed content) of what is kept under ``key``; what is damaged is made once more."""
    found = _read(folder, key)
    if found is None:
        made = make(items[key])
        if folder:
            _write(folder, key, made)
        found = made.front, zlib.compress(made.content, 1)
    return found


def _begin() -> None:
    """A working process leaves Ctrl-C to its parent, and ends when the parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def make_key(*inputs: str | bytes) -> str:
    """The name of what is made from ``inputs``."""
    digest = hashlib.sha256()
    for one in inputs:
        raw = one.encode() if isinstance(one, str) else one
        digest.update(hashlib.sha256(raw).digest())
    return digest.hexdigest()[:40]


def find_code_key(*paths: Path, packages: Iterable[str]) -> str:
    """The name of the programs and tables in ``paths``, files or folders, and of installed ``packages``: it changes
    with every change of them."""
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py")))
    code = (part for file in sorted(files) for part in (file.name, file.read_bytes()))
    return make_key(platform.python_version(), *code, *(f"{package} {version(package)}" for package in packages))


def _is_kept(folder: Path | None, key: str) -> bool:
    return folder is not None and (folder / key).exists()


def _read(folder: Path | None, key: str) -> tuple[bytes, bytes] | None:
    """(front, packed content) of what was kept, or None; a file that was cut off or altered counts as none."""
    try:
        digest, _, held = (folder / key).read_bytes().partition(b"\n") if folder else (b"", b"", b"")
    except OSError:
        return None
    size, _, parts = held.partition(b"\n")
    if digest != _digest(held) or not size.isdigit():
        return None
    return zlib.decompress(parts[: int(size)]), parts[int(size) :]


def _write(folder: Path, key: str, made: Result) -> None:
    front, content = zlib.compress(made.front, 3), zlib.compress(made.content, 3)
    held = b"%d\n" % len(front) + front + content
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{key}-{os.getpid()}"
    for left in reversed(range(_ATTEMPTS)):
        try:
            draft.write_bytes(_digest(held) + b"\n" + held)
            draft.replace(folder / key)
            return
        except FileNotFoundError:
            if not left:
                raise
        finally:
            draft.unlink(missing_ok=True)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _remove_others(folder: Path | None, keys: Mapping[str, object]) -> None:
    if folder is None or not folder.exists():
        return
    for path in folder.iterdir():
        # What begins with a dot is being written, unless it was left by a build that was killed.
        with contextlib.suppress(OSError):
            left = path.name.startswith(".") and time.time() - path.stat().st_mtime > _OLD
            if left or (path.name not in keys and not path.name.startswith(".")):
                path.unlink()
