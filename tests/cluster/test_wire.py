"""How long a node may take and how much it may send; what it says again of who asks is told to nobody."""

from __future__ import annotations

import base64
import gzip
import json
import re
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

pytest.importorskip("opensearchpy", reason="OpenSearch not run: its client is missing (.requirements/cluster.txt)")

from search_app.search.engine import EngineError
from search_app.search.opensearch.cluster import client as asking
from search_app.search.opensearch.cluster import wire
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.cluster.replies import NeverSentError, TooLateError, UnbelievableReplyError

BODY = b'{"version": {"number": "3.8.0"}}'
PASSWORD = "geheim-\u00e4-7351"  # noqa: S105
Speak = Callable[[socket.socket, bytes], None]  # to whoever asked this


def reply(body: bytes = BODY, status: int = 200, **headers: str) -> bytes:
    # The node hangs up after each reply, and says so: else whoever asks again may find a connection that is just closing.
    lines = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"} | headers
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} OK\r\n{said}\r\n".encode() + body


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Speak], Client]]:
    """What takes connections and speaks as a test says; no OpenSearch."""
    monkeypatch.setattr(asking, "_PAUSE", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run(speak: Speak) -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=answer, args=(speak, server.accept()[0]), daemon=True).start()

        def answer(speak: Speak, to: socket.socket) -> None:
            with to, suppress(OSError):
                asked = b""
                while b"\r\n\r\n" not in asked:
                    asked += to.recv(65_536)
                head, _, body = asked.partition(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                # What is left unread when it hangs up would break off the reply, too.
                while length and len(body) < int(length[1]):
                    body += to.recv(65_536)
                speak(to, asked)

        def start(speak: Speak) -> Client:
            threading.Thread(target=run, args=(speak,), daemon=True).start()
            return Client(Place((f"http://127.0.0.1:{server.getsockname()[1]}",), "x", None, "u", PASSWORD))

        yield start
        server.shutdown(socket.SHUT_RDWR)


CONTINUED = [b"HTTP/1.1 100 Continue\r\n\r\n"] * 30 + [reply()]
CHUNKS = [reply(b"", Content_Length="", Transfer_Encoding="chunked").replace(b"Content-Length: \r\n", b"")]
CHUNKS += [b"1\r\n%c\r\n" % byte for byte in BODY] + [b"0\r\n\r\n"]
SLOW = {
    "head": [reply()[n : n + 3] for n in range(0, len(reply()), 3)],
    "body": [reply()[: -len(BODY)], *(BODY[n : n + 1] for n in range(len(BODY)))],
    "chunks": CHUNKS,
    "continued": CONTINUED,
}


@pytest.mark.parametrize("slow", SLOW)
def test_a_node_that_sends_drop_by_drop_is_too_late(node: Callable[[Speak], Client], slow: str) -> None:
    """Each drop comes long before the time is over, and the reply would be whole in the end."""

    def drip(to: socket.socket, _: bytes) -> None:
        for drop in SLOW[slow]:
            threading.Event().wait(0.1)
            to.sendall(drop)

    client = node(drip)
    assert client.read("GET", "/", seconds=60)["version"]
    with pytest.raises(TooLateError):
        client.read("GET", "/", seconds=0.5)


def test_what_is_packed_or_too_large_is_no_reply(
    node: Callable[[Speak], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [reply()]
    client = node(lambda to, _: to.sendall(sent[0]))
    assert client.version() == "3.8.0"
    sent[0] = reply(gzip.compress(BODY), Content_Encoding="gzip")
    with pytest.raises(UnbelievableReplyError, match="packed"):
        client.version()
    monkeypatch.setattr(wire, "LARGEST", 1_000)
    for many in (reply(BODY + b" " * 1_000), reply(X="x" * 1_000)):
        sent[0] = many
        with pytest.raises(UnbelievableReplyError, match="more than 1,000 bytes"):
            client.version()


def test_a_reply_to_another_question_is_none(node: Callable[[Speak], Client]) -> None:
    """As a cache between gives, which keeps what was said once."""
    kept: list[bytes] = []

    def answer(to: socket.socket, asked: bytes) -> None:
        found = re.search(rb"x-opaque-id: (\w+)", asked)
        assert found
        kept.append(reply(X_Opaque_Id=found[1].decode()))
        to.sendall(kept[-1] if len(kept) < 3 else kept[0])

    client = node(answer)
    assert client.version() == client.version() == "3.8.0"
    with pytest.raises(UnbelievableReplyError):
        client.version()


def test_no_secret_that_a_node_says_again_is_told(node: Callable[[Speak], Client]) -> None:
    def repeat(to: socket.socket, asked: bytes) -> None:
        said = f"{asked.decode()} {PASSWORD}"
        error = {"type": said, "reason": said}
        body = json.dumps({"error": error, "status": 500}).encode()
        to.sendall(reply(body, 500, Warning='299 x "from a node"'))

    client = node(repeat)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ask in (lambda: client.version(), lambda: client.write("PUT", "/x", {})):
            with pytest.raises(EngineError) as error:
                ask()
            told = f"{error.value!r} {error.value.__cause__!r}"
            secret = base64.b64encode(f"u:{PASSWORD}".encode()).decode()
            assert "refused" in told and not any(one in told for one in (secret, PASSWORD, "from a node"))
            assert len(told) < 1_000


def test_what_is_written_goes_past_a_machine_that_is_off(
    node: Callable[[Speak], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses no connection and takes none, so that nothing can have been done there."""
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.3)
    place = node(lambda to, _: to.sendall(reply())).place
    with socket.create_server(("127.0.0.1", 0), backlog=0) as off:
        address = off.getsockname()
        with socket.create_connection(address):  # no more than this one wait
            several = Client(Place((f"http://127.0.0.1:{address[1]}", *place.urls), "x", None, "u", PASSWORD))
            assert [several.write("PUT", "/x", {})["version"] for _ in range(2)]
            with pytest.raises(NeverSentError):
                Client(Place(several.place.urls[:1], "x")).write("PUT", "/x", {})
