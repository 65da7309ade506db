"""How does this process have many files parsed by one server? It starts it once and sends it each file's descriptors.

Invariant: when the server is gone a caller hears of it, and the next file has a new one.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import IO

from search_app.files.processes import WALL_SECONDS, LateError, end, pick_variables, start
from search_app.files.server import LATE

SERVER = (sys.executable, "-m", "search_app.files.server")
_PATIENCE = WALL_SECONDS + 60  # the server ends a child that is late; this is for a server that hangs itself
_GRACE = 5
_MOST_TOLD = 16  # bytes: a code, or that the child was late


class ServerError(Exception):
    """The server ended, or hung, before it told how a child ended."""


@dataclass(frozen=True, slots=True)
class _Server:
    process: subprocess.Popen[bytes]
    requests: socket.socket
    variables: Mapping[str, str]
    owner: int  # the process that started it: a fork of that one starts its own


class Client:
    """Has a child run for each file by a server that is started when the first comes. Threads may share it."""

    def __init__(self, command: Sequence[str] = SERVER) -> None:
        self._command = command
        self._server: _Server | None = None
        self._lock = Lock()

    def run(self, suffix: str, given: IO[bytes], printed: IO[bytes]) -> int:
        """The exit code of a child that reads ``given`` and answers in ``printed``. LateError; ServerError when the
        server died, and the next call starts another."""
        server = self._find_server()
        try:
            told = _ask(server, suffix, given, printed)
        except OSError:  # TimeoutError is one
            told = b""
        if not told:
            self._drop(server)
            raise ServerError
        if told == LATE:
            raise LateError
        return int(told)

    def _find_server(self) -> _Server:
        with self._lock:
            if self._server is None or not self._fits(self._server):
                if self._server:
                    _stop(self._server)
                self._server = self._start()
            return self._server

    @staticmethod
    def _fits(server: _Server) -> bool:
        """Whether what it was started with still holds, a changed PATH for example."""
        return server.owner == os.getpid() and server.variables == pick_variables()

    def _start(self) -> _Server:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = start(self._command, theirs.fileno(), subprocess.DEVNULL)
        atexit.register(self.close)
        return _Server(process, ours, pick_variables(), os.getpid())

    def _drop(self, server: _Server) -> None:
        with self._lock:
            if self._server is server:  # another thread may have been here before
                self._server = None
                _stop(server)

    def close(self) -> None:
        """End the server and wait for it; the next file starts another."""
        atexit.unregister(self.close)
        with self._lock:
            server, self._server = self._server, None
        if server:
            _stop(server)


def _ask(server: _Server, suffix: str, given: IO[bytes], printed: IO[bytes]) -> bytes:
    """What the server told of the child's end; nothing when it died."""
    listening, telling = socket.socketpair()
    with listening:
        listening.settimeout(_PATIENCE)
        with telling:
            descriptors = [given.fileno(), printed.fileno(), telling.fileno()]
            socket.send_fds(server.requests, [suffix.encode()], descriptors)
        return listening.recv(_MOST_TOLD)


def _stop(server: _Server) -> None:
    """Let the server end its children and itself; one that does not is ended."""
    server.requests.close()
    if server.owner == os.getpid():
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(_GRACE)
        end(server.process)
