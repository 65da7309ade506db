"""Bytes on the wire: what could be read in two ways is refused, and every refusal has the headers of the house."""

from __future__ import annotations

import re
import socket
from urllib.parse import quote

import pytest

from search_app.web.serving.wire import HEADERS

BODY = b'{"text":"1"}'
HEAD = b"POST /api/v1/extract HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
CHUNKED = b"c\r\n" + BODY + b"\r\n0\r\n\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
REFUSED = {
    "length and chunks": (400, HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED),
    "chunks and length": (400, HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 22\r\n\r\n" + CHUNKED),
    "chunks of 1.0": (400, HEAD.replace(b"1.1", b"1.0") + b"Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED),
    "two lengths": (400, HEAD + b"Content-Length: 12\r\nContent-Length: 13\r\n\r\n" + BODY),
    "a length that is none": (400, HEAD + b"Content-Length: +12\r\n\r\n" + BODY),
    "two hosts": (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    "two hosts in one": (400, b"GET /healthz HTTP/1.1\r\nHost: a, b\r\n\r\n"),
    "no host": (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
    "a space before a colon": (400, b"GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n"),
    "another coding": (501, HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKED),
    "a chunk that is none": (400, HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "no request": (400, b"HELLO\r\n\r\n"),
    "a long body": (413, HEAD + b"Content-Length: 99999999\r\n\r\n"),
}  # fmt: skip


def ask(address: str, sent: bytes) -> tuple[list[int], str, bool]:
    """(the status of each answer, the head of the first one, whether the connection was closed)."""
    host, _, port = address.removeprefix("http://").partition(":")
    answer, closed = b"", False
    with socket.create_connection((host, int(port)), timeout=3) as connection:
        connection.sendall(sent)
        try:
            while part := connection.recv(1 << 16):
                answer += part
            closed = True
        except TimeoutError:
            pass
    text = answer.decode()
    return [int(status) for status in re.findall(r"HTTP/1\.[01] (\d+)", text)], text.split("\r\n\r\n")[0], closed


@pytest.mark.parametrize("kind", REFUSED)
def test_what_could_be_read_in_two_ways_is_refused_and_nothing_behind_it_answered(server: str, kind: str) -> None:
    status, sent = REFUSED[kind]
    statuses, head, closed = ask(server, sent + HIDDEN)
    assert statuses == [status] and closed
    for name, value in HEADERS.items():
        assert f"\r\n{name}: {value}".lower() in head.lower()
    assert "\r\nserver:" not in head.lower()


def test_what_can_be_read_in_one_way_is_answered(server: str) -> None:
    last = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED
    counted = HEAD + b"Content-Length: 12\r\n\r\n" + BODY
    assert ask(server, chunked + counted + last)[0] == [200, 200, 200]
    assert ask(server, b"GET /healthz HTTP/1.0\r\n\r\n")[0] == [200]


@pytest.mark.parametrize(
    "path", ["/zh/search?q=总部", "/id?cite=数字经济（七）", "/zh/policies/总部", "/zh/search?q=\udcff"]
)
def test_an_address_may_hold_chinese_as_it_is(server: str, path: str) -> None:
    """As curl sends what is typed behind it."""
    typed, written = path.encode("utf-8", "surrogateescape"), quote(path, safe="/?=", errors="surrogateescape")
    heads = [
        ask(server, b"GET " + address + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")[0]
        for address in (typed, written.encode("ascii"))
    ]
    assert heads[0] == heads[1] != [400]


def test_a_book_to_be_checked_is_refused_in_the_language_of_its_reader(server: str) -> None:
    book = b"text=" + quote("政策" * 50_000).encode()
    for lang, words in (("zh", "提交的内容过长"), ("en", "Too much was sent")):
        head = f"POST /{lang}/check HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {len(book)}\r\n"
        sent = head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + book
        host, _, port = server.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(sent)
            answer = b"".join(iter(lambda: connection.recv(1 << 16), b"")).decode()
        assert answer.startswith("HTTP/1.1 413 ") and f"<h1>{words}</h1>" in answer
