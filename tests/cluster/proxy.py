"""A proxy before a node that spoils what a test says: refuses, loses a reply, or sends another one."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON, HTML = "application/json; charset=UTF-8", "text/html"


@dataclass(frozen=True)
class Reply:
    status: int
    content: bytes
    kind: str = JSON


LOST = Reply(0, b"")  # the connection ends without a word
Refuse = Callable[[str, str], Reply | None]  # method, path → what is said instead of asking the node
Spoil = Callable[[str, str, Reply], Reply]  # what is said instead of what the node said


@dataclass
class Proxy:
    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)  # method and path, in order
    refuse: Refuse = lambda method, path: None
    spoil: Spoil = lambda method, path, reply: reply


def _pass_on(node: str, method: str, path: str, body: bytes, kind: str) -> Reply:
    asked = urllib.request.Request(node + path, body or None, {"Content-Type": kind}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return Reply(answer.status, answer.read(), answer.headers.get("Content-Type", JSON))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(), error.headers.get("Content-Type", JSON))


@contextmanager
def before(node: str) -> Iterator[Proxy]:
    """A proxy on loopback before the node at this address."""
    proxy = Proxy()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            proxy.asked.append((self.command, path))
            reply = proxy.refuse(self.command, path)
            if reply is None:
                kind = self.headers.get("Content-Type", JSON)
                reply = proxy.spoil(self.command, path, _pass_on(node, self.command, self.path, body, kind))
            self.close_connection = reply is LOST
            if reply is not LOST:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
