"""What may a process that parses a document still do? Read its own program and print, where the system can see to it.

A document is a stranger's program for our parsers. Should one of them be talked into running it, there is no network,
no other process, nothing to write and no file of anybody to read. Linux alone has the means (prctl, seccomp and
Landlock, called by ctypes: the packages for them want libraries that a fresh machine lacks). Invariant: nothing that
cannot be had stops the reading, and what is had is named.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

Barrier = Literal["orphans", "privileges", "calls", "files"]
_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2  # of prctl
_PACKAGE = Path(__file__).resolve().parents[1]
# Calls that no parser needs: network, processes, changes of files, other processes' memory, rights, signals by any way,
# and prctl itself, by which this process could outlive its parent.
_REFUSED: Mapping[str, tuple[int, ...]] = {
    "x86_64": (41, 42, 43, 44, 46, 49, 50, 53, 56, 57, 58, 59, 62, 76, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94,
               101, 129, 132, 133, 157, 161, 165, 166, 200, 234, 235, 248, 250, 258, 259, 260, 261, 263, 264, 265, 266,
               268, 272, 280, 288, 297, 298, 307, 308, 310, 311, 316, 321, 322, 424, 425, 434, 437, 438),
    "aarch64": (33, 34, 35, 36, 37, 38, 39, 40, 45, 51, 52, 53, 54, 55, 88, 97, 117, 129, 130, 131, 138, 167, 198, 199,
                200, 201, 202, 203, 206, 211, 217, 219, 220, 221, 240, 241, 242, 268, 269, 270, 271, 276, 280, 281, 424,
                425, 434, 437, 438),
}  # fmt: skip
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# (number of the call, which of its arguments holds the flags): opening a file to write.
_OPENS = {"x86_64": ((2, 1), (257, 2)), "aarch64": ((56, 2),)}
_CLONE3 = 435
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# Of seccomp's little language: load a word, jump if equal, jump if at least, jump if any bit is set, return.
_LOAD, _EQUAL, _LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_X32 = 0x40000000
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
    """Refuse calls that no parser needs; they fail as if this user had no right to them."""
    machine = platform.machine()
    if machine not in _REFUSED:
        return False
    program = b"".join(struct.pack("=HBBI", *step) for step in make_filter(machine))
    held = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    whole = Program(len(program) // 8, ctypes.cast(held, ctypes.c_void_p))
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(whole), 0, 0) == 0)


def make_filter(machine: str) -> list[tuple[int, int, int, int]]:
    """The steps of the filter: (what, how far to jump if so, if not, value)."""
    refuse = (_RETURN, 0, 0, _ERROR | errno.EPERM)
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _ARCHITECTURE[machine]), refuse, (_LOAD, 0, 0, 0)]
    if machine == "x86_64":
        steps += [(_LEAST, 0, 1, _X32), refuse]
    # Python and its libraries fall back to the older call when there is no clone3, and that one is refused.
    steps += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERROR | errno.ENOSYS)]
    for call in _REFUSED[machine]:
        steps += [(_EQUAL, 0, 1, call), refuse]
    for call, place in _OPENS[machine]:
        steps += [(_EQUAL, 0, 4, call), (_LOAD, 0, 0, 16 + 8 * place), (_BITS, 0, 1, _WRITES), refuse]
        steps.append((_RETURN, 0, 0, _ALLOW))
    return [*steps, (_RETURN, 0, 0, _ALLOW)]
