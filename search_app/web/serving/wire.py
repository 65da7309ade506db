"""What is refused before the application is asked, and how is that said?

Invariant: where a request ends, and whom it asks, can be read in one way only, for us and for whatever stands before
us; every answer has the headers of the house.
"""

from __future__ import annotations

import re

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class _Request(HTTPRequestParser):  # type: ignore[misc]
    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of a request. What two readers could understand differently is an error (RFC 9112, 3.2 and
        6.1), and the connection is closed behind it."""
        line, end, rest = header_plus.partition(b"\r\n")
        # Addresses that people type after curl hold Chinese as it is; waitress would refuse them.
        super().parse_header(_NOT_ASCII.sub(lambda found: b"%%%02X" % found.group()[0], line) + end + rest)
        if "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("HTTP/1.0 knows no Transfer-Encoding")
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding exclude each other")
        if "," in self.headers.get("HOST", ""):
            raise ParsingError("more than one Host")
        if self.version == "1.1" and "HOST" not in self.headers:
            raise ParsingError("Host is missing")


class _Refusal(ErrorTask):  # type: ignore[misc]
    def execute(self) -> None:
        """Answer in the words of waitress, with our headers."""
        self.response_headers.extend((*HEADERS.items(), ("Cache-Control", "no-store")))
        super().execute()


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection on which our rules hold."""

    parser_class = _Request
    error_task_class = _Refusal
