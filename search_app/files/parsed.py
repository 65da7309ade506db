"""What did a parser read of a file, and what did it leave out?

Invariant: whatever a parser leaves out that a reader of the file would see is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Struck:
    """Words that were left out, and what stands before them on their line."""

    before: str
    text: str


LeftOutKind = Literal["page", "running_title", "site", "stamp"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a parser left out because it stands around the text and is no part of it: a page number, a title above each
    page, what a web site prints on each of its pages, a stamp across the text."""

    kind: LeftOutKind
    text: str


@dataclass(frozen=True, slots=True)
class ParsedText:
    """The text of a file, what was struck out in it, what around it was left out, and what a saved page calls itself,
    several names with | between."""

    text: str
    struck: tuple[Struck, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    page_title: str = ""
