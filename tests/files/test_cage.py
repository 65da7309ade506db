"""A parser that was talked into something else finds nothing to do it with."""

from __future__ import annotations

import errno
import json
import os
import platform
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from search_app.files import calls

ROOT = Path(__file__).resolve().parents[2]
TRY = """
import ctypes, json, os, signal, socket, sys, threading
from search_app.files.cage import enter
stands = sorted(enter())
def can(what):
    try:
        what()
    except OSError:
        return False
    except RuntimeError:
        return False
    return True
def write(): open(sys.argv[1] + "/new", "w")
def change(): open(sys.argv[1] + "/old", "r+")
def thread():
    import threading
    one = threading.Thread(target=int); one.start(); one.join()
def outlive():
    if ctypes.CDLL(None).prctl(1, 0, 0, 0, 0): raise OSError
could = {
    "network": can(lambda: socket.socket()), "unix socket": can(lambda: socket.socket(socket.AF_UNIX)),
    "pair": can(lambda: socket.socketpair()),
    "fork": can(lambda: os.fork() or os._exit(0)), "thread": can(thread),
    "spawn": can(lambda: os.posix_spawn("/bin/true", ["true"], {})), "exec": can(lambda: os.execv("/no/such", ["x"])),
    "kill": can(lambda: os.kill(os.getppid(), 0)),
    "signal a descriptor": can(lambda: signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)),
    "signal a thread": can(lambda: signal.pthread_kill(threading.get_ident(), 0)), "outlive": can(outlive), "write": can(write), "change": can(change),
    "remove": can(lambda: os.unlink(sys.argv[1] + "/old")), "rename": can(lambda: os.rename(sys.argv[1] + "/old", "/x")),
    "folder": can(lambda: os.mkdir(sys.argv[1] + "/folder")), "mode": can(lambda: os.chmod(sys.argv[1] + "/old", 0o777)),
    "read": can(lambda: open(sys.argv[1] + "/old").read()), "list": can(lambda: os.listdir(sys.argv[1])),
    "passwords": can(lambda: open("/etc/passwd").read()),
}
import lxml.html, pypdf
print(json.dumps({"stands": stands, "could": could, "own": open(enter.__code__.co_filename).read() != ""}))
"""
CALLS = {
    "network", "unix socket", "pair", "fork", "thread", "spawn", "exec", "kill", "write", "change", "remove", "rename",
    "folder", "mode", "signal a descriptor", "signal a thread", "outlive",
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the means")
def test_what_is_said_to_be_shut_is_shut(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("a stranger's file")
    command = [sys.executable, "-c", TRY, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    could = {name for name, able in told["could"].items() if able}
    assert told["own"] and {"orphans", "privileges"} <= set(told["stands"])
    if "calls" in told["stands"]:
        assert not could & CALLS
        assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]
    if "files" in told["stands"]:
        assert not could & {"read", "list", "passwords"}
    if Path("/proc/sys/kernel/seccomp").exists() and platform.machine() in ("x86_64", "aarch64"):
        assert "calls" in told["stands"]


# Refused at the numbers of x86_64 and aarch64; -1 stands for the parent, -2 for a file, None where there is none.
ATTACKS: dict[str, tuple[int | None, int | None, tuple[int, ...]]] = {
    "fchmodat2": (452, 452, (-100, -2, 0o777, 0)), "chmod": (90, None, (-2, 0o777)),
    "setxattr": (188, 5, (-2, -2, -2, 1, 0)), "setpriority": (141, 140, (0, -1, 19)),
    "sched_setaffinity": (203, 122, (-1, 8, -2)), "ioprio_set": (251, 30, (1, -1, 0)),
    "prlimit64 of the parent": (302, 261, (-1, 7, 0, 0)), "prlimit64 to set": (302, 261, (0, 7, -2, 0)),
    "shmget": (29, 194, (0, 4096, 0o1600)), "msgget": (68, 186, (0, 0o1600)), "semget": (64, 190, (0, 1, 0o1600)),
    "a signal for the parent by fcntl": (72, 25, (2, 8, -1)), "a signal from a clock": (38, 103, (0, 0, 0)),
    "typing on the terminal": (16, 29, (2, 0x5412, -2)), "broken memory": (28, 233, (0, 0, 100)),
    "memfd_create": (319, 279, (-2, 0)), "io_uring_setup": (425, 425, (1, 0)), "openat2": (437, 437, (-100, -2, 0, 0)),
    "a call of tomorrow": (999, 999, (0, 0)), "a call of 32 bits": (0x40000000 + 20, None, (1, 0, 0)),
}  # fmt: skip
ATTACK = """
import ctypes, errno, json, os, sys
from search_app.files.cage import enter
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
file = ctypes.create_string_buffer(sys.argv[1].encode())
known = {-1: os.getppid(), -2: ctypes.addressof(file)}
stands = "calls" in enter()
failed = {}
for name, (number, arguments) in json.loads(sys.argv[2]).items():
    done = libc.syscall(ctypes.c_long(number), *(ctypes.c_void_p(known.get(one, one)) for one in arguments))
    failed[name] = errno.errorcode[ctypes.get_errno()] if done == -1 else f"gave {done}"
print(json.dumps(failed if stands else {}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the means")
def test_what_no_parser_needs_fails(tmp_path: Path) -> None:
    """Each would succeed, or fail in another way, for root; a young call is said not to be there."""
    if platform.machine() not in calls.MACHINES:
        pytest.skip("no filter for this machine")
    which = calls.MACHINES.index(platform.machine())
    tried = {name: (both[which], both[2]) for name, both in ATTACKS.items() if both[which] is not None}
    file = tmp_path / "old"
    file.write_text("")
    command = [sys.executable, "-c", ATTACK, str(file), json.dumps(tried)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    failed = json.loads(done.stdout)
    young = {"fchmodat2", "io_uring_setup", "openat2", "a call of tomorrow"}
    assert not failed or failed == {name: "ENOSYS" if name in young else "EPERM" for name in tried}


NUMBERS = {
    "x86_64": {"read": 0, "socket": 41, "openat": 257, "clone3": 435, "prlimit64": 302, "fcntl": 72, "ioctl": 16},
    "aarch64": {"read": 63, "socket": 198, "openat": 56, "clone3": 435, "prlimit64": 261, "fcntl": 25, "ioctl": 29},
}


@pytest.mark.parametrize("machine", calls.MACHINES)
@pytest.mark.parametrize(
    ("call", "arguments", "allowed"),
    [("read", (), True), ("socket", (), False), ("clone3", (), False),
     ("openat", (0, 0, os.O_RDONLY), True), ("openat", (0, 0, os.O_WRONLY), False),
     ("openat", (0, 0, os.O_RDWR | os.O_CREAT), False), ("openat", (0, 0, os.O_RDONLY | os.O_TRUNC), False),
     ("prlimit64", (0, 7, 0, 4096), True), ("prlimit64", (0, 7, 1 << 40, 0), False), ("prlimit64", (1, 7), False),
     ("fcntl", (0, 1), True), ("fcntl", (0, 8, 1), False), ("ioctl", (0, 0x5401), True), ("ioctl", (0, 0x5412), False)],
)  # fmt: skip
def test_the_filter_says_yes_and_no(machine: str, call: str, arguments: tuple[int, ...], allowed: bool) -> None:
    """The steps, walked as the kernel does."""
    architecture = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    number, steps = NUMBERS[machine][call], calls.make_filter(machine)
    assert (walk(steps, number, arguments, architecture) == 0x7FFF0000) is allowed
    assert walk(steps, number, arguments, 0x40000003) != 0x7FFF0000  # another architecture's numbers


@pytest.mark.parametrize("machine", calls.MACHINES)
def test_a_call_that_nobody_knows_is_refused(machine: str) -> None:
    architecture = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    given = {number: walk(calls.make_filter(machine), number, (0, 0, 0), architecture) for number in range(424, 2_000)}
    assert {code & 0xFFFF for code in given.values()} == {errno.ENOSYS}
    assert 0x7FFF0000 not in given.values()


def walk(steps: list[calls.Step], number: int, arguments: tuple[int, ...], architecture: int) -> int:
    given = struct.pack("=IIQ6Q", number, architecture, 0, *arguments, *(0,) * (6 - len(arguments)))
    at, held = 0, 0
    while True:
        what, yes, no, value = steps[at]
        if what == 0x06:
            return value
        at += 1
        if what == 0x20:
            held = struct.unpack_from("=I", given, value)[0]
        else:
            at += yes if {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[what] else no
