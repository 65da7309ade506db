"""Who starts the children that parse? A process that loads the parsers once and forks one child for each file.

Starting Python and loading the parsers takes ten times as long as parsing. Run as ``python -m search_app.files.server``
with a socket as standard input; ``client`` sends the requests. Invariant: it has one thread, so that a fork copies no
lock; it reads no byte of a document; and it ends with all of its children when its client is gone.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn

from search_app.files import worker
from search_app.files.processes import WALL_SECONDS

LATE = b"late"
_SUFFIX_BYTES = 8  # more than the longest ending has
_WORD, _PAGE = ("search_app.files.docx",), ("search_app.files.webpage",)
_PARSERS = {
    ".docx": _WORD,
    ".doc": _WORD,
    ".wps": _WORD,
    ".html": _PAGE,
    ".htm": _PAGE,
    ".pdf": ("search_app.files.pdf", "pypdf.filters"),  # which pypdf loads with the first page
}
_LIVES = 3  # the child's end of the pipe that closes with it, behind standard input, output and errors
_MOST_DESCRIPTORS = 4096  # the server holds two for each child at work


@dataclass(frozen=True, slots=True)
class _Child:
    pid: int
    told: int  # where the client waits to hear how it ended
    until: float


class Server:
    """Forks a child for each request of ``client`` and tells how it ended. A request is the ending of the file's name
    and three descriptors: the file, where the answer is printed, and where the end is told."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self._children: dict[int, _Child] = {}  # by our end of the pipe that closes with each

    def serve(self) -> None:
        """Take requests until the client is gone; several children may be at work."""
        try:
            while True:
                ready = self._wait()
                for pipe, child in list(self._children.items()):
                    if pipe in ready:
                        self._end(pipe)
                    elif child.until <= time.monotonic():
                        self._end(pipe, late=True)
                if self._client.fileno() in ready and not self._take():
                    return
        finally:
            for pipe in list(self._children):
                self._end(pipe)

    def _wait(self) -> set[int]:
        """The descriptors on which something has happened, when it has or a child is late."""
        waiting = select.poll()
        for descriptor in (self._client.fileno(), *self._children):
            waiting.register(descriptor, select.POLLIN)
        first = min((child.until for child in self._children.values()), default=None)
        left = None if first is None else max(0, first - time.monotonic()) * 1000 + 1
        return {descriptor for descriptor, _ in waiting.poll(left)}

    def _take(self) -> bool:
        """Fork a child for the next request; False when there will be none."""
        message, descriptors, _, _ = socket.recv_fds(self._client, _SUFFIX_BYTES, 3)
        if not message:
            return False
        given, printed, told = descriptors
        suffix = message.decode()
        _load(suffix)
        ends, lives = os.pipe()
        server, pid = os.getpid(), os.fork()
        if not pid:
            _parse(suffix, given, printed, lives, server)
        for descriptor in (given, printed, lives):
            os.close(descriptor)
        self._children[ends] = _Child(pid, told, time.monotonic() + WALL_SECONDS)
        return True

    def _end(self, pipe: int, late: bool = False) -> None:
        """End the child behind ``pipe``, its whole group, and tell how it ended; it may have ended by itself."""
        child = self._children.pop(pipe)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(child.pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        with contextlib.suppress(OSError):  # nobody waits any more
            os.write(child.told, LATE if late else str(code).encode())
        os.close(child.told)
        os.close(pipe)


def _parse(suffix: str, given: int, printed: int, lives: int, server: int) -> NoReturn:
    """What a child does: it keeps the two files and the pipe, closes all else that the server holds, and answers."""
    code = 1
    try:
        os.setsid()
        os.dup2(given, 0)
        os.dup2(printed, 1)
        os.dup2(lives, _LIVES, inheritable=False)
        os.closerange(_LIVES + 1, _MOST_DESCRIPTORS)
        with open(0, "rb", closefd=False) as file, open(1, "wb", closefd=False) as answer:
            worker.answer(suffix, file, answer, server)
        code = 0
    finally:
        os._exit(code)  # never back into the server, whatever was raised


def _load(suffix: str) -> None:
    """Load what parses such files, once, so that no child has to."""
    missing = [parser for parser in _PARSERS[suffix] if parser not in sys.modules]
    for parser in missing:
        with contextlib.suppress(ImportError):  # the child says what is missing
            import_module(parser)
    if missing:
        gc.freeze()  # it lives for ever: children need not look at it, so its memory stays shared


def main() -> None:
    """Serve the client on standard input."""
    with socket.socket(fileno=0) as client:
        Server(client).serve()


if __name__ == "__main__":
    main()
