"""What text does a file hold? Only this module opens documents; ``formats`` parses their bytes.

Invariant: what cannot be read as text for certain is refused by name; nothing is replaced or guessed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from search_app.files.child import parse_in_child
from search_app.files.parsed import LeftOut, ParsedText, Struck
from search_app.files.plain import check_text, read_plain
from search_app.files.problem import FormatError
from search_app.files.sniff import KINDS, check_ending
from search_app.text.printable import make_printable

MAX_BYTES = 20_000_000  # a policy compilation is under 1 MB; anything larger is a mistake
SUFFIXES = tuple(KINDS)  # the endings that are read, in lower case


class DocumentError(Exception):
    """A document that cannot be read or split, or several: each message names the file, the place and the remedy.

    Each is one line, whatever stands in the name of a file."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = tuple(make_printable(message) for message in messages)

    def __str__(self) -> str:
        return "\n".join(self.messages)


@dataclass(frozen=True)
class SourceText:
    """The text of one file; ``name`` is its path below the corpus, ``struck`` what was left out as struck out,
    ``left_out`` what stood around it: page numbers, running titles, what the web site prints on every page.
    ``page_title`` what a saved page calls itself, several names with | between."""

    name: str
    text: str
    sha256: str
    struck: tuple[Struck, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    page_title: str = ""

    def line(self, offset: int) -> int:
        """The 1-based line on which ``offset`` stands."""
        return bisect_left(self._ends, offset) + 1

    @cached_property
    def _ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]


def read_source(path: Path, name: str | None = None, *, root: Path | None = None) -> SourceText:
    """The text of the file at ``path``, whose ending is one of ``SUFFIXES``; line ends are ``\\n``.

    Anything but ``.txt`` is parsed in a process of its own. With ``root``, a link that leads out of that folder is
    refused. ``sha256`` is that of the bytes on disk. DocumentError for everything that is not surely text.
    """
    name = name or path.name
    raw = read_bytes(path, root, name)
    try:
        suffix = path.suffix.lower()
        parsed = _read_text_file(raw) if suffix == ".txt" else parse_in_child(suffix, raw)
        text = check_text(parsed.text)
    except FormatError as error:
        raise DocumentError(error.message(name)) from error
    return SourceText(name, text, hashlib.sha256(raw).hexdigest(), parsed.struck, parsed.left_out, parsed.page_title)


def _read_text_file(raw: bytes) -> ParsedText:
    check_ending(".txt", raw)
    return ParsedText(read_plain(raw))


def read_bytes(path: Path, root: Path | None = None, name: str | None = None) -> bytes:
    """The bytes of a document file, at most ``MAX_BYTES``. DocumentError for what no document can be: another ending,
    a link out of ``root``, a pipe, an empty or too large file."""
    name = name or path.name
    try:
        if path.suffix.lower() not in SUFFIXES:
            raise FormatError(
                "files of this kind are not read",
                f"save the document as UTF-8 text (.txt) or as one of {' '.join(SUFFIXES[1:])}",
            )
        return _read_all(path, root)
    except FormatError as error:
        raise DocumentError(error.message(name)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(f"{name}: cannot be opened ({reason}); check the path and its rights") from error


def _read_all(path: Path, root: Path | None) -> bytes:
    real = Path(os.path.realpath(path))
    if root is not None and not real.is_relative_to(os.path.realpath(root)):
        raise FormatError("a link that leads out of the corpus folder", "put the document itself into the folder")
    if not stat.S_ISREG(real.stat().st_mode):  # a pipe would be waited for
        raise FormatError("not a regular file", "put a document in its place")
    with real.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)  # the file may grow while it is read
    if not raw:
        raise FormatError("empty, 0 bytes", "put the document in its place or take the file away")
    if len(raw) > MAX_BYTES:
        raise FormatError(f"larger than {MAX_BYTES:,} bytes", "split it into its documents")
    return raw
