"""The real server in a process of its own: while indexes are published beneath it, while it ends, and under siege."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

import pytest
from flask import Flask
from waitress import wasyncore

from search_app.model import Bilingual, Library
from search_app.search.published.generations import build_generation, publish
from search_app.web.serving.server import RECEIVE_SECONDS, Server
from search_app.web.serving.wire import Channel
from tests.conftest import start_server

SLOW = json.dumps({"text": "奖励1万元；" * 3333}).encode()  # as much work for one thread as a text can make


@pytest.fixture
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process, address = start_server(home)
    yield process, address
    if process.poll() is None:
        process.kill()
    process.communicate()


def get(url: str, timeout: float = 60) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def connect(address: str, sent: bytes = b"") -> socket.socket:
    host, _, port = address.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=60)
    connection.sendall(sent)
    return connection


# ── what is published beneath it ──


def test_twenty_publications_cause_no_error_and_no_mixed_answer(library: Library, tmp_path: Path) -> None:
    """Two libraries that differ in every title are published in turn; each answer must be all of one."""
    titled = [replace(d, title=Bilingual(f"乙{d.title.zh}", f"B {d.title.en}")) for d in library.documents]
    makings = tmp_path / "makings"
    folders = [build_generation(one, makings, "x") for one in (library, replace(library, documents=tuple(titled)))]
    home = tmp_path / "home"
    home.mkdir()

    def publish_copy(n: int) -> str:
        folder = home / f"20261125T{n:06d}-{n:08x}"
        shutil.copytree(folders[n % 2], folder)
        publish(folder)
        return folder.name

    publish_copy(0)
    process, address = start_server(home)
    words = [clause.text.zh[n : n + 2] for clause in library.clauses for n in (0, 4, 8)]
    wrong: list[object] = []
    right: list[bool] = []
    stop = threading.Event()

    def read(turn: int) -> None:
        while not stop.wait(0.05):  # four that never rest take the core of what they ask
            word = words[turn % len(words)]
            turn += 4
            for path in (f"/en/search?q={quote(word)}", "/en/policies", "/readyz"):
                status, body = get(address + path)
                text = body.decode()
                both = "B Policy Measures of" in text and ">Policy Measures of" in text
                (wrong.append((path, status)) if status != 200 or both else right.append(True))

    readers = [threading.Thread(target=read, args=(n,)) for n in range(4)]
    try:
        for reader in readers:
            reader.start()
        for n in range(1, 21):
            last = publish_copy(n)
            time.sleep(0.3)
        stop.set()
        for reader in readers:
            reader.join()
        assert not wrong and len(right) > 30
        for _ in range(400):  # without a request but this one, which names the generation
            if json.loads(get(f"{address}/readyz")[1])["generation"] == last:
                break
            time.sleep(0.05)
        assert json.loads(get(f"{address}/readyz")[1])["generation"] == last
    finally:
        stop.set()
        process.kill()
        process.communicate()


def test_the_folder_may_vanish_beneath_it(library: Library, home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    process, address = start_server(tmp_path / "home")
    try:
        shutil.rmtree(tmp_path / "home")
        for clause in library.clauses[:30]:
            assert get(f"{address}/api/v1/search?q={quote(clause.text.zh[3:5])}")[0] == 200
        assert get(f"{address}/readyz")[0] == 200
    finally:
        process.kill()
        process.communicate()


# ── how it ends ──


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_running_answers_are_finished_before_it_ends(
    running: tuple[subprocess.Popen[str], str], number: signal.Signals
) -> None:
    process, address = running
    length = len(SLOW)
    head = (
        f"POST /api/v1/extract HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()
    )
    asked = [connect(address, head + SLOW) for _ in range(6)]  # more than there are threads: some wait
    time.sleep(1)
    process.send_signal(number)
    if number == signal.SIGTERM:
        statuses = [get(f"{address}/readyz")[0] for _ in range(3)]
        assert 503 in statuses and get(f"{address}/healthz")[0] == 200
    for connection in asked:
        connection.settimeout(120)
        answer = b""
        with connection:
            while part := connection.recv(1 << 16):
                answer += part
        head_, _, body = answer.partition(b"\r\n\r\n")
        assert b" 200 " in head_.split(b"\r\n")[0]
        assert json.loads(body)["unread"]
    assert process.wait(timeout=60) == 0


def test_nothing_keeps_an_idle_server_from_ending(running: tuple[subprocess.Popen[str], str]) -> None:
    process, address = running
    held = [connect(address), connect(address, b"GET /zh/ HTTP/1.1\r\nHost: a\r\n")]
    assert get(f"{address}/healthz")[0] == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    with pytest.raises(OSError):
        connect(address)
    for connection in held:
        connection.close()


def test_a_second_signal_ends_it_at_once(running: tuple[subprocess.Popen[str], str]) -> None:
    process, address = running
    head = f"POST /api/v1/extract HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {len(SLOW)}\r\n\r\n"
    asked = [connect(address, head.encode() + SLOW) for _ in range(12)]
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    for connection in asked:
        connection.close()


# ── who may keep a connection ──


@pytest.fixture(scope="module")
def besieged(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """One server for all of them: each finds it as the one before has left it."""
    process, address = start_server(home)
    yield process, address
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    ("count", "sent"),
    [
        (100, b""),
        (110, b"GET /zh/ HTTP/1.1\r\nHost: a\r\n"),
        (110, b"POST /api/v1/extract HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"),
        (110, b"GET /zh/ HTTP/1.1\r\nHost: a\r\n\r\nGET /zh/search HTT"),
        (1500, b""),
    ],
)
def test_connections_that_ask_nothing_keep_nobody_out(
    besieged: tuple[subprocess.Popen[str], str], count: int, sent: bytes
) -> None:
    process, address = besieged
    held = [connect(address, sent) for _ in range(count)]
    for path in ("/zh/", "/readyz", "/api/v1/search?q=%E5%A5%96%E5%8A%B1"):
        assert get(address + path)[0] == 200
    assert process.poll() is None
    for connection in held:
        connection.close()


class _Sending(Channel):
    """A connection on which a part of a request has arrived."""

    def __init__(self) -> None:
        self.requests: list[object] = []
        self.request = object()
        self.closed = False

    def handle_close(self) -> None:
        self.closed = True


def test_a_request_that_does_not_arrive_is_ended_and_a_busy_connection_is_not() -> None:
    """Whoever sends one request behind another has nearly always sent a part of one."""
    app = Flask(__name__)
    app.extensions["leaving"] = threading.Event()
    server = Server(app, "127.0.0.1", 0)
    slow, busy, waiting = _Sending(), _Sending(), _Sending()
    waiting.requests.append(object())  # an answer is made, until which nothing more is received
    connections = {-1: slow, -2: busy, -3: waiting}
    server._connections |= connections
    try:
        for second in range(RECEIVE_SECONDS + 3):
            busy.request = object()
            server._end_slow_requests(float(second))
        assert [one.closed for one in (slow, busy, waiting)] == [True, False, False]
    finally:
        for number in connections:
            del server._connections[number]
        wasyncore.close_all(server._connections)
