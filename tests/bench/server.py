"""The real server in a process of its own, asked over loopback: how soon, how fast, how much memory?"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
FIRST = "/api/v1/search?" + urlencode({"q": "贷款贴息"})
PATIENCE = 120  # seconds: a server that says nothing for so long is broken, and a run must end


class BenchError(Exception):
    """The server did not do what is measured."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of a process, MiB: now, and at its highest."""

    now: float
    peak: float


@dataclass(frozen=True, slots=True)
class Load:
    """What many clients at once got: requests per second, and the time of each request in ms."""

    rate: float
    times: list[float]


class Server:
    """A running ``python -m search_app``. ``cold_start`` is seconds from its start to its first answer."""

    def __init__(self, process: subprocess.Popen[str], port: int, cold_start: float) -> None:
        self._process = process
        self.port = port
        self.cold_start = cold_start

    def memory(self) -> Memory:
        """VmRSS and VmHWM from /proc."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        kib = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("VmRSS", "VmHWM"))}
        return Memory(kib["VmRSS"] / 1024, kib["VmHWM"] / 1024)

    def connect(self) -> Client:
        """A new kept-alive connection."""
        return Client(self.port)


class Client:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, path: str) -> float:
        """Milliseconds until the whole answer to ``path`` was read; BenchError unless it is 200."""
        start = time.perf_counter()
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        response.read()
        took = (time.perf_counter() - start) * 1000
        if response.status != 200:
            raise BenchError(f"{path}: status {response.status}")
        return took

    def get_all(self, paths: Sequence[str]) -> list[float]:
        """Milliseconds of each, one after another."""
        return [self.get(path) for path in paths]

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def serve(home: Path) -> Iterator[Server]:
    """The server of the index below ``home``, started, and stopped at the end."""
    # Port 0 lets the system choose a free one, which the server prints: no race for a port that was free just now.
    environment = os.environ | {"PORT": "0", "HOST": "127.0.0.1", "INDEX_DIR": str(home)}
    log = home / "server.log"
    start = time.perf_counter()
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "search_app"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    stopper = threading.Timer(PATIENCE, process.kill)  # so that readline() below cannot wait for ever
    stopper.start()
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith("Serving on "):
            raise BenchError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")
        port = int(line.rpartition(":")[2])
        first = Client(port)
        first.get(FIRST)
        first.close()
        took = time.perf_counter() - start
        stopper.cancel()
        yield Server(process, port, took)
    finally:
        stopper.cancel()
        process.terminate()
        process.wait(PATIENCE)
        if process.stdout:
            process.stdout.close()


def load(server: Server, paths: Sequence[str], threads: int) -> Load:
    """Ask for all ``paths``, dealt out to ``threads`` clients that ask at the same time."""
    times: list[list[float]] = [[] for _ in range(threads)]
    failures: list[Exception] = []
    clients = [server.connect() for _ in range(threads)]

    def work(n: int) -> None:
        try:
            times[n] = clients[n].get_all(paths[n::threads])
        except (BenchError, OSError, http.client.HTTPException) as error:
            failures.append(error)

    workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - start
    for client in clients:
        client.close()
    if failures:
        raise BenchError(f"{len(failures)} of {threads} clients failed, first: {failures[0]}")
    return Load(len(paths) / took, [one for of_thread in times for one in of_thread])
