"""How does the file of a translation lie on its page: its tables, what stands above a line, what a person remarks?

A parser of TOML tells what a file says; only its text tells what is remarked in it, and where. Invariant: what looks
like a table or a remark within a text is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

# The head of a table with the comments above it.
TABLE = re.compile(
    r"^(?:[ \t]*(?:#.*)?\n)*[ \t]*\[\[?[ \t]*(title|heading|clause)[ \t]*\]\]?[ \t]*(?:#.*)?$", re.MULTILINE
)
# A text, or a remark: what looks like one within the other is none.
_TEXT_OR_REMARK = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|(#[^\n]*)", re.DOTALL
)
_ACTS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
HINT = "#:"
_UNFINISHED = "#: not finished "  # English that this program once kept in remarks


def split(text: str) -> tuple[str, list[tuple[str, str]]]:
    """(what stands above the first table, (kind, text) of each table)."""
    found = list(TABLE.finditer(text))
    starts = [one.start() for one in found]
    blocks = (text[start:end] for start, end in pairwise([*starts, len(text)]))
    return text[: min(starts, default=len(text))], [
        (one.group(1), block) for one, block in zip(found, blocks, strict=True)
    ]


def find_places(file: dict[str, Any], blocks: Sequence[tuple[str, str]], kind: str, key: str) -> dict[str, int]:
    """By name, which of ``blocks`` is the table of it; none where not each has a table of its own."""
    names = [one[key] for one in file.get(kind, ())]
    places = [n for n, (one, _) in enumerate(blocks) if one == kind]
    return dict(zip(names, places, strict=True)) if len(places) == len(names) == len(set(names)) else {}


def find_remarks(text: str) -> Iterator[str]:
    """What a person remarks in ``text``."""
    for found in _TEXT_OR_REMARK.finditer(text):
        if (remark := found.group(1)) and (not remark.startswith(HINT) or remark.startswith(_UNFINISHED)):
            yield remark.rstrip()


def quote(text: str) -> str:
    """``text`` as a string of TOML on one line; what would act on a terminal is written as its escape."""
    return _ACTS.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
