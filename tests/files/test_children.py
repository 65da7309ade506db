"""A document is parsed by a child that may die as it likes: its file is named, the others are read, nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search_app.files import child, processes
from search_app.files.child import Run, parse_in_child
from search_app.files.client import Client
from search_app.files.problem import FormatError
from search_app.files.processes import run_new
from tests.conftest import ROOT
from tests.files.test_formats import PAGE, PAGE_LINES, make_docx, make_policy_pdf, p

linux = pytest.mark.skipif(sys.platform != "linux", reason="the server forks on Linux alone")
WAYS = [pytest.param("new process"), pytest.param("server", marks=linux)]
HTML = b"<html><body>x</body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
FILES = {
    ".docx": make_docx(p("第一条 支持。")),
    ".pdf": make_policy_pdf(),
    ".html": PAGE.format(charset="utf-8").encode(),
}


def program(way: str, answer: str, before: str = "", seconds: int = processes.WALL_SECONDS) -> list[str]:
    """The command of a worker or server whose children do ``answer`` instead of parsing, a server's for ``seconds``."""
    lines = ["import json, os, signal, sys, time", "from search_app.files import cage, server, worker", before]
    lines += ["def answer(suffix, given, printed, parent):", f"    {answer}"]
    if way == "server":
        lines += ["worker.answer = answer", f"server.WALL_SECONDS = {seconds}", "server.main()"]
    else:
        lines += ["answer(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer, os.getppid())"]
    return [sys.executable, "-c", "\n".join(lines)]


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Iterator[Callable[[list[str]], Run]]:
    """Makes the Run of a command; servers are ended with the test."""
    clients: list[Client] = []

    def make(command: list[str]) -> Run:
        clients.append(Client(command))
        return clients[-1].run

    yield make
    for client in clients:
        client.close()


def make_run(way: str, command: list[str], run: Callable[[list[str]], Run]) -> Run:
    if way == "server":
        return run(command)
    return lambda suffix, given, printed: run_new(suffix, given, printed, command)


@linux
@pytest.mark.parametrize("suffix", FILES)
def test_both_ways_give_the_same_text(suffix: str) -> None:
    assert child.RUN is not run_new
    assert parse_in_child(suffix, FILES[suffix]) == parse_in_child(suffix, FILES[suffix], run_new)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("os.abort()", "SIGABRT"),
        ("os.kill(os.getpid(), 11)", "the parser crashed"),
        ("os._exit(7)", "code 7"),
        ("raise KeyError", "code 1"),
        ("printed.write(b'no json')", "no answer"),
        ("printed.write(json.dumps({'text': 1, 'more': []}).encode()[:9])", "no answer"),
        ("time.sleep(600)", "within"),
        ("worker.set_limits(worker.MEMORY); [printed.write(b'x' * 10**6) for _ in range(70)]", "code"),
        ("worker.parse = lambda *_: bytearray(4 * 10**9); real(suffix, given, printed, parent)", "memory"),
        ("worker.CPU_SECONDS = 1; worker.set_limits(worker.MEMORY); [0 for _ in iter(int, 1)]", "too much work"),
    ],
)
def test_a_child_that_dies_is_an_error_of_the_file(
    monkeypatch: pytest.MonkeyPatch, run: Callable[[list[str]], Run], way: str, answer: str, said: str
) -> None:
    seconds = 2 if said == "within" else processes.WALL_SECONDS
    monkeypatch.setattr(processes, "WALL_SECONDS", seconds)
    with pytest.raises(FormatError) as caught:
        parse_in_child(".html", HTML, make_run(way, program(way, answer, "real = worker.answer", seconds), run))
    assert said in str(caught.value)


@linux
def test_the_others_are_read_while_one_hangs_or_dies(run: Callable[[list[str]], Run]) -> None:
    """By several threads at once, through one server."""
    act = "raw = given.read(); given.seek(0); raw == b'hang' and time.sleep(600); raw == b'die' and os.abort(); real(suffix, given, printed, parent)"
    read = run(program("server", act, "real = worker.answer", 5))

    def said(raw: bytes) -> str:
        try:
            return parse_in_child(".html", raw, read).text
        except FormatError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        hung, *others = pool.map(said, [b"hang", b"die", FILES[".html"], b"die", FILES[".html"]])
    assert "within" in hung and ["SIGABRT" in one for one in others] == [True, False, True, False]
    assert others[1].splitlines() == others[3].splitlines() == PAGE_LINES


# ── the server ──


def find_server(client: Client) -> int:
    assert client._server
    return client._server.process.pid


@linux
def test_one_server_reads_many_files_and_another_when_it_was_killed() -> None:
    client = Client()
    for _ in range(3):
        assert parse_in_child(".html", FILES[".html"], client.run).text.splitlines() == PAGE_LINES
    first = find_server(client)
    os.kill(first, signal.SIGKILL)
    assert parse_in_child(".html", FILES[".html"], client.run).text.splitlines() == PAGE_LINES
    assert find_server(client) != first
    client.close()
    assert not is_alive(first)


@linux
@pytest.mark.parametrize("times", [1, 2])
def test_a_server_that_dies_while_it_reads_is_started_once_more(
    tmp_path: Path, run: Callable[[list[str]], Run], times: int
) -> None:
    """What the first one had printed is no part of the answer of the second."""
    died = tmp_path / "died"
    act = f"""printed.write(b'half'); printed.flush(); died = open({str(died)!r}, 'a'); died.write('x'); died.close()
    os.path.getsize({str(died)!r}) <= {times} and os.kill(parent, 9)
    printed.seek(0); real(suffix, given, printed, parent)"""
    read = run(program("server", act, "real = worker.answer"))
    if times == 1:
        assert parse_in_child(".html", FILES[".html"], read).text.splitlines() == PAGE_LINES
    else:
        with pytest.raises(FormatError, match="ended twice from outside"):
            parse_in_child(".html", FILES[".html"], read)
    assert died.read_text() == "x" * 2


PROBE = """
import errno, socket
def can(what):
    try:
        what()
    except OSError:
        return False
    return True
def look(suffix, raw):
    from search_app.files.parsed import ParsedText
    open_ones = [fd for fd in range(4096) if can(lambda: os.fstat(fd))]
    able = {
        "fork": can(lambda: os.fork() or os._exit(0)), "network": can(socket.socket),
        "read": can(lambda: open("/etc/passwd").read()), "write": can(lambda: open("/tmp/probe", "w")),
        "signal": can(lambda: os.kill(os.getppid(), 0)),
        "hear": can(lambda: socket.socket(fileno=0)), "leader": os.getpid() == os.getsid(0),
    }
    return ParsedText(json.dumps({"open": open_ones, "able": able, "variables": sorted(os.environ)}))
worker.parse = look
real = worker.answer
"""


@linux
def test_a_child_of_the_server_has_its_file_and_nothing_else(
    run: Callable[[list[str]], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shut in as before; neither the server's socket nor another child's file is open in it."""
    monkeypatch.setenv("SECRET", "1")
    read = run(program("server", "time.sleep(0.3); real(suffix, given, printed, parent)", PROBE))
    with ThreadPoolExecutor(3) as pool:
        told = [json.loads(one.text) for one in pool.map(lambda _: parse_in_child(".html", HTML, read), range(3))]
    for one in told:
        assert one["open"] == [0, 1, 2, 3]
        assert "SECRET" not in one["variables"]
        assert not {name for name, able in one["able"].items() if able} - {"leader"}
        assert one["able"]["leader"]


# ── nothing is left behind ──

READ = """
import sys
from search_app.files.child import parse_in_child
from search_app.files.client import Client
parse_in_child(sys.argv[1], bytes.fromhex(sys.argv[2]), Client(sys.argv[3:]).run)
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"  # nobody reaps orphans in some containers


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to be")


@linux
@pytest.mark.parametrize("suffix", [".html", ".doc"])
@pytest.mark.parametrize("killed", ["builder", "server"])
def test_a_killed_builder_or_server_leaves_no_process(tmp_path: Path, suffix: str, killed: str) -> None:
    """Also LibreOffice does not stay, which is a child of the child, when the builder was killed."""
    note = tmp_path / "pids"
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/sh\necho $$ >> {note}\nexec sleep 600\n")
    office.chmod(0o755)
    hang = f"worker.parse = lambda *_: time.sleep(600) if suffix == '.html' else parse(*_); note = open({str(note)!r}, 'a'); note.write(f'{{parent}}\\n{{os.getpid()}}\\n'); note.close(); real(suffix, given, printed, parent)"
    command = program("server", hang, "real, parse = worker.answer, worker.parse")
    raw = HTML if suffix == ".html" else OLE
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    builder = subprocess.Popen([sys.executable, "-c", READ, suffix, raw.hex(), *command], cwd=ROOT, env=environment)
    try:
        wait_until(lambda: note.exists() and len(note.read_text().split()) == (2 if suffix == ".html" else 3))
        server, reader, *grandchildren = map(int, note.read_text().split())
        assert is_alive(server) and is_alive(reader)
        os.kill(builder.pid if killed == "builder" else server, signal.SIGKILL)
        wait_until(lambda: not is_alive(server) or killed == "server")
        wait_until(lambda: not is_alive(reader))
        if killed == "builder":
            wait_until(lambda: not any(map(is_alive, grandchildren)))
    finally:
        builder.kill()
        builder.wait()
