"""Which calls of the system may a process make that parses a document? Those that it needs; a filter refuses others.

Invariant: a call that is not named here fails, also one that kernels learn later; what is named reads, prints, or
touches this process alone.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping

Step = tuple[int, int, int, int]  # what, how far to jump if so, if not, value

# The numbers of a call on x86_64 and aarch64, which lacks some of the older ones. What the parsers were seen to call,
# and what the C libraries (glibc, musl) call for the same ends on other machines or in need.
_ALLOWED: Mapping[str, tuple[int, int | None]] = {
    # files that are open, or may be looked at
    "read": (0, 63), "readv": (19, 65), "pread64": (17, 67), "lseek": (8, 62), "close": (3, 57), "fstat": (5, 80),
    "stat": (4, None), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None),
    "faccessat": (269, 48), "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61),
    "getcwd": (79, 17), "fadvise64": (221, 223), "write": (1, 64), "writev": (20, 66), "poll": (7, None),
    "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    # its own memory, and locks in it
    "mmap": (9, 222), "munmap": (11, 215), "mremap": (25, 216), "mprotect": (10, 226), "brk": (12, 214),
    "membarrier": (324, 283), "futex": (202, 98), "set_robust_list": (273, 99), "set_tid_address": (218, 96),
    "rseq": (334, 293), "arch_prctl": (158, None),
    # time, and what it has used
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153), "getrusage": (98, 165), "getrlimit": (97, 163),
    # how it takes signals; none is sent
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    # who it is, and on what machine
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getpgrp": (111, None), "getpgid": (121, 155),
    "getsid": (124, 156), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    "getresuid": (118, 148), "getresgid": (120, 150), "getgroups": (115, 158), "uname": (63, 160),
    "sysinfo": (99, 179), "getcpu": (309, 168), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "getrandom": (318, 278),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
# Calls of which one argument says what is done: its place, and the values that are allowed.
# fcntl and ioctl could have signals sent, or type on a terminal; madvise could, for root, call memory broken.
_CHOICES: Mapping[str, tuple[tuple[int, int], int, tuple[int, ...]]] = {
    "fcntl": ((72, 25), 1, (0, 1, 2, 3, 1030)),  # copy a descriptor, its flags
    "ioctl": ((16, 29), 1, (0x5401, 0x5413, 0x5450, 0x5451)),  # is it a terminal, how wide; pass on to programs or not
    "madvise": ((28, 233), 2, (0, 1, 2, 3, 4, 8, 14, 15, 25)),  # how memory is used, or not any more; large pages
}
_OPENS: Mapping[str, tuple[tuple[int | None, int | None], int]] = {"open": ((2, None), 1), "openat": ((257, 56), 2)}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_PRLIMIT = (302, 261)
# From here on both have the same numbers. All these calls are young, and C libraries do without one that is not there.
_YOUNG = 424
MACHINES = ("x86_64", "aarch64")
_ARCHITECTURE = (0xC000003E, 0xC00000B7)
_X32 = 0x40000000
# Of seccomp's little language: load a word, jump if equal, jump if at least, jump if any bit is set, return.
_LOAD, _EQUAL, _LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW: Step = (_RETURN, 0, 0, 0x7FFF0000)
_REFUSE: Step = (_RETURN, 0, 0, 0x00050000 | errno.EPERM)
_UNKNOWN: Step = (_RETURN, 0, 0, 0x00050000 | errno.ENOSYS)


def make_filter(machine: str) -> list[Step]:
    """The steps of the filter for one of ``MACHINES``."""
    which = MACHINES.index(machine)
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _ARCHITECTURE[which]), _REFUSE, (_LOAD, 0, 0, 0)]
    if machine == "x86_64":  # the numbers of its 32-bit kind
        steps += [(_LEAST, 0, 1, _X32), _REFUSE]
    steps += [(_LEAST, 0, 1, _YOUNG), _UNKNOWN]
    for allowed in _ALLOWED.values():
        steps += _on(allowed[which], [_ALLOW])
    for choices, place, values in _CHOICES.values():
        tried = [step for value in values for step in ((_EQUAL, 0, 1, value), _ALLOW)]
        steps += _on(choices[which], [_load(place), *tried, _REFUSE])
    for opens, place in _OPENS.values():
        steps += _on(opens[which], [_load(place), (_BITS, 0, 1, _WRITES), _REFUSE, _ALLOW])
    return [*steps, *_on(_PRLIMIT[which], _read_own_limits()), _REFUSE]


def _on(call: int | None, then: list[Step]) -> list[Step]:
    """``then``, which ends with an answer, for this call alone."""
    return [] if call is None else [(_EQUAL, 0, len(then), call), *then]


def _load(place: int, half: int = 0) -> Step:
    """Load an argument: its lower half, or with 1 the upper one, which only an address has."""
    return (_LOAD, 0, 0, 16 + 8 * place + 4 * half)


def _read_own_limits() -> list[Step]:
    """prlimit64 asks for and sets limits of any process: here only without new limits (2), of this process (0)."""
    none = [step for word in (_load(0), _load(2), _load(2, 1)) for step in (word, (_EQUAL, 1, 0, 0), _REFUSE)]
    return [*none, _ALLOW]
