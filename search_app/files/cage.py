"""What may a process that parses a document still do? Read its own program and print, where the system can see to it.

A document is a stranger's program for our parsers. Should one of them be talked into running it, there is no network,
no other process, nothing to write and no file of anybody to read. Linux alone has the means (prctl, seccomp and
Landlock, called by ctypes: the packages for them want libraries that a fresh machine lacks). Invariant: nothing that
cannot be had stops the reading, and what is had is named.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from search_app.files.calls import MACHINES, make_filter

Barrier = Literal["orphans", "privileges", "calls", "files"]
_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2  # of prctl
_PACKAGE = Path(__file__).resolve().parents[1]
# Of Landlock: calls, all rights over files of its first version, and those to read and to run.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EVERY, _READ = (1 << 13) - 1, 1 << 0 | 1 << 2 | 1 << 3


def enter(alone: bool = True) -> frozenset[Barrier]:
    """Shut this process in for good; which barriers stand. One that is not ``alone`` has another program help it, which
    needs files and processes."""
    if sys.platform != "linux":
        return frozenset()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    stands: set[Barrier] = set()
    if libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0:
        stands.add("orphans")
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:  # the others need it
        stands.add("privileges")
        if not alone:
            return frozenset(stands)
        if _shut_files(libc):
            stands.add("files")
        if _shut_calls(libc):
            stands.add("calls")
    return frozenset(stands)


# ── files ──


def _shut_files(libc: ctypes.CDLL) -> bool:
    """Allow reading below the folders of this program alone."""
    rights = ctypes.c_uint64(_EVERY)
    rules = libc.syscall(_CREATE, ctypes.byref(rights), ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    try:
        for folder in _own_folders():
            _allow_reading(libc, rules, folder)
        return bool(libc.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _own_folders() -> Iterable[str]:
    """Where Python, its packages and the system's libraries lie."""
    named = (sys.prefix, sys.base_prefix, str(_PACKAGE), *(path for path in sys.path if "-packages" in path))
    return dict.fromkeys((*named, "/usr", "/lib", "/lib64", "/dev/urandom", "/dev/null", "/proc/self"))


def _allow_reading(libc: ctypes.CDLL, rules: int, folder: str) -> None:
    try:
        opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rights = _READ if Path(folder).is_dir() else 1 << 2
    rule = struct.pack("=Qi", rights, opened)
    libc.syscall(_ADD, rules, 1, ctypes.c_char_p(rule), 0)
    os.close(opened)


# ── calls ──


def _shut_calls(libc: ctypes.CDLL) -> bool:
    """Refuse calls that parsers do not need; they fail as if this user had no right to them."""
    machine = platform.machine()
    if machine not in MACHINES:
        return False
    program = b"".join(struct.pack("=HBBI", *step) for step in make_filter(machine))
    held = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    whole = Program(len(program) // 8, ctypes.cast(held, ctypes.c_void_p))
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(whole), 0, 0) == 0)
