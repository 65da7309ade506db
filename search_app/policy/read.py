"""What text does a file hold? Only this module opens documents.

Invariant: what cannot be read as text for certain is refused by name; nothing is replaced or dropped.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20_000_000  # a policy compilation is under 1 MB; anything larger is a mistake


class DocumentError(Exception):
    """A document that cannot be read or split: the message names the file, the place and the remedy."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file; ``name`` is its path below the corpus."""

    name: str
    text: str
    sha256: str

    def line(self, offset: int) -> int:
        """The 1-based line on which ``offset`` stands."""
        return self.text.count("\n", 0, offset) + 1


def read_source(path: Path, name: str | None = None) -> SourceText:
    """Read a UTF-8 text file (a BOM is allowed and line ends become ``\\n``); DocumentError for anything else."""
    name = name or path.name
    if path.suffix.lower() != ".txt":
        raise DocumentError(f"{name}: files of this kind are not read; save the document as UTF-8 text (.txt)")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(f"{name}: larger than {MAX_BYTES:,} bytes; split it into its documents")
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{name}: cannot be opened ({error.strerror}); check the path and its rights") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{name}, line {line}: not UTF-8; save the file as UTF-8") from error
    if "\0" in text:
        raise DocumentError(f"{name}, line {text[: text.index(chr(0))].count(chr(10)) + 1}: NUL character; not a text")
    return SourceText(name, text.replace("\r\n", "\n").replace("\r", "\n"), hashlib.sha256(raw).hexdigest())
