"""A disk that fails at a chosen call: it is full, writes half, its program is killed, or its power is cut.

``Disk`` stands between a program and the files below some folders, in the process that uses it: it counts every call that
opens, writes, syncs, renames, makes, removes or closes something there, and lets one of them fail. What C code writes by
itself (SQLite) is not counted, but is lost with the power like everything that was not synced by a call.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

KILLED = 77  # exit code of a process that was killed at its call
FULL, SHORT, KILL, CUT, CUT_NAMES = "full", "short", "killed", "power cut", "power cut that loses names"
FAILURES = (FULL, SHORT, KILL, CUT, CUT_NAMES)
_BUILTIN, _OS = io.open, {name: getattr(os, name) for name in (
    "open", "write", "fsync", "replace", "rename", "mkdir", "unlink", "remove", "rmdir", "close", "ftruncate", "utime", "link")}  # fmt: skip


class Disk:
    """Lets the call number ``at`` below ``folders`` fail in the way ``how``; ``calls`` names those that were made.

    ``spare`` is a folder of the same disk in which it keeps what was replaced or removed, to bring it back."""

    def __init__(self, folders: tuple[Path, ...], spare: Path, at: int = 0, how: str = FULL) -> None:
        self.folders = tuple(str(folder) for folder in folders)
        self.spare, self.at, self.how = spare, at, how
        self.calls: list[str] = []
        self._safe = {self._id(path): path.lstat().st_size for folder in folders for path in folder.rglob("*")}
        self._names: list[tuple[str, Callable[[], None]]] = []  # (folder, how to undo a change of its names)

    def install(self) -> None:
        """Stand in the way of every call from now on, for the rest of this process."""
        io.open = builtins.open = self._open  # type: ignore[assignment]
        for name in ("replace", "rename", "unlink", "remove", "rmdir", "mkdir"):
            setattr(os, name, getattr(self, f"_{name}"))
        os.open, os.write, os.fsync, os.close = self._os_open, self._os_write, self._fsync, self._os_close

    # ── the failure ──

    def _meet(self, call: str, path: str, half: Callable[[], object] = lambda: None) -> None:
        """Count one call; fail where it is the chosen one. ``half`` does half of it."""
        if not path.startswith(self.folders):
            return
        self.calls.append(f"{call} {path}")
        if len(self.calls) != self.at:
            return
        if self.how == FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        half()
        if self.how == SHORT:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        if self.how in (CUT, CUT_NAMES):
            self._lose()
        os._exit(KILLED)

    def _lose(self) -> None:
        """What a power cut takes: data that was not synced, and, where names are lost, changes of folders that were not."""
        if self.how == CUT_NAMES:
            for _, undo in reversed(self._names):
                undo()
        for folder in self.folders:
            for path in Path(folder).rglob("*"):
                if stat.S_ISREG(path.lstat().st_mode):
                    safe = self._safe.get(self._id(path), 0)
                    if path.lstat().st_size > safe:
                        os.truncate(path, safe)

    @staticmethod
    def _id(path: Path | int) -> int:
        found = os.fstat(path) if isinstance(path, int) else path.lstat()
        return found.st_ino

    def _keep(self, path: str) -> Path | None:
        """Another name for the file at ``path``, by which it can be brought back."""
        if not path.startswith(self.folders) or not os.path.lexists(path) or Path(path).is_dir():
            return None
        spare = self.spare / str(len(list(self.spare.iterdir())))
        _OS["link"](path, spare, follow_symlinks=False)
        return spare

    def _renamed(self, folder: str, undo: Callable[[], None]) -> None:
        self._names.append((folder, undo))

    # ── files ──

    def _open(self, file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
              newline: Any = None, closefd: bool = True, opener: Any = None) -> Any:  # fmt: skip
        path = _find_path(file)
        if not path.startswith(self.folders):
            return _BUILTIN(file, mode, buffering, encoding, errors, newline, closefd, opener)
        self._meet("open", path)
        if not set(mode) & set("wax+"):
            return _BUILTIN(file, mode, buffering, encoding, errors, newline, closefd, opener)
        is_new = not os.path.lexists(path)
        raw = _Raw(self, path, file, "".join(c for c in mode if c not in "bt"), closefd, opener)
        if is_new:
            self._renamed(os.path.dirname(path), lambda: _remove(path))
        if "w" in mode and not is_new:
            self._safe[self._id(raw.fileno())] = 0
        if buffering == 0:
            return raw
        buffered = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding or "utf-8", errors, newline)

    def _os_open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        where = _find_path(path, dir_fd)
        self._meet("open", where)
        is_new = bool(flags & os.O_CREAT) and not os.path.lexists(where)
        descriptor = _OS["open"](path, flags, mode, dir_fd=dir_fd)
        if is_new and where.startswith(self.folders):
            self._renamed(os.path.dirname(where), lambda: _remove(where))
        return int(descriptor)

    def _os_write(self, descriptor: int, data: bytes) -> int:
        path = _find_path(descriptor)
        self._meet("write", path, lambda: _OS["write"](descriptor, data[: len(data) // 2]))
        return int(_OS["write"](descriptor, data))

    def _os_close(self, descriptor: int) -> None:
        self._meet("close", _find_path(descriptor))
        _OS["close"](descriptor)

    def _fsync(self, descriptor: int) -> None:
        path = _find_path(descriptor)
        self._meet("fsync", path)
        _OS["fsync"](descriptor) if not path.startswith(
            self.folders
        ) else None  # the real disk has nothing to do with it
        if Path(path).is_dir():
            self._names = [one for one in self._names if one[0] != path]
        else:
            self._safe[self._id(descriptor)] = os.fstat(descriptor).st_size

    # ── names ──

    def _replace(self, src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None) -> None:
        old, new = _find_path(src, src_dir_fd), _find_path(dst, dst_dir_fd)
        self._meet("replace", new)
        before = self._keep(new)
        _OS["replace"](src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        if new.startswith(self.folders):
            self._renamed(os.path.dirname(new), lambda: _undo_replace(old, new, before))

    _rename = _replace

    def _unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        where = _find_path(path, dir_fd)
        self._meet("unlink", where)
        before = self._keep(where)
        _OS["unlink"](path, dir_fd=dir_fd)
        if before:
            self._renamed(os.path.dirname(where), lambda: _bring_back(before, where))

    _remove = _unlink

    def _rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        where = _find_path(path, dir_fd)
        self._meet("rmdir", where)
        _OS["rmdir"](path, dir_fd=dir_fd)
        if where.startswith(self.folders):
            self._renamed(os.path.dirname(where), lambda: Path(where).exists() or _OS["mkdir"](where))

    def _mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        where = _find_path(path, dir_fd)
        self._meet("mkdir", where)
        _OS["mkdir"](path, mode, dir_fd=dir_fd)
        if where.startswith(self.folders):
            self._renamed(os.path.dirname(where), lambda: _remove(where))


class _Raw(io.FileIO):
    """A file whose writes and end are calls that may fail."""

    def __init__(self, disk: Disk, path: str, file: Any, mode: str, closefd: bool, opener: Any) -> None:
        self._disk, self._path = disk, path
        super().__init__(file, mode, closefd, opener)

    def write(self, data: Any) -> int:
        whole = bytes(data)
        self._disk._meet("write", self._path, lambda: super(_Raw, self).write(whole[: len(whole) // 2]))
        return super().write(data)

    def close(self) -> None:
        if not self.closed:
            try:
                self._disk._meet("close", self._path)
            finally:
                super().close()


def _find_path(file: Any, dir_fd: int | None = None) -> str:
    if isinstance(file, int):
        try:
            return os.readlink(f"/proc/self/fd/{file}")
        except OSError:
            return ""
    name = os.fsdecode(file)
    if dir_fd is not None:
        return os.path.join(os.readlink(f"/proc/self/fd/{dir_fd}"), name)
    return os.path.abspath(name)


def _remove(path: str) -> None:
    if Path(path).is_dir() and not Path(path).is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        _OS["unlink"](path)


def _bring_back(spare: Path, path: str) -> None:
    if os.path.isdir(os.path.dirname(path)) and not os.path.lexists(path):
        _OS["link"](spare, path, follow_symlinks=False)


def _undo_replace(old: str, new: str, before: Path | None) -> None:
    if os.path.lexists(new):
        _OS["replace"](new, old)
    if before:
        _bring_back(before, new)
