"""A parser that was talked into something else finds nothing to do it with."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from search_app.files import cage

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


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize(
    ("call", "flags", "allowed"),
    [("read", 0, True), ("socket", 0, False), ("open to read", os.O_RDONLY, True), ("open to write", os.O_WRONLY, False),
     ("open to make", os.O_RDWR | os.O_CREAT, False), ("clone3", 0, False)],
)  # fmt: skip
def test_the_filter_says_yes_and_no(machine: str, call: str, flags: int, allowed: bool) -> None:
    """The steps, walked as the kernel does."""
    numbers = {
        "x86_64": {"read": 0, "socket": 41, "open to": 257, "clone3": 435},
        "aarch64": {"read": 63, "socket": 198, "open to": 56, "clone3": 435},
    }
    number = numbers[machine][call.rpartition(" ")[0] if call.startswith("open") else call]
    architecture = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
    assert (walk(cage.make_filter(machine), number, flags, architecture[machine]) == 0x7FFF0000) is allowed
    assert walk(cage.make_filter(machine), number, flags, 0x40000003) != 0x7FFF0000  # another architecture's numbers


def walk(steps: list[tuple[int, int, int, int]], number: int, flags: int, architecture: int) -> int:
    at, held = 0, 0
    while True:
        what, yes, no, value = steps[at]
        if what == 0x06:
            return value
        if what == 0x20:
            held = {0: number, 4: architecture}.get(value, flags)
            at += 1
            continue
        meets = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[what]
        at += 1 + (yes if meets else no)
