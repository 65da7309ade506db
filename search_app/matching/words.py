"""Which words of a sentence ask what of a company? The rows of the tables, found as the longest words of a text.

Invariant: the tokens of a text and the stretches between them are the text; a character that no row knows is in no
token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from search_app.data import read_table
from search_app.text.passage import plain

Sense = Literal["whole", "part", "weak", "hint"]
TITLE = "title"


@dataclass(frozen=True, slots=True)
class Row:
    """What a word stands for: its kind, the answers that meet it, and how far an answer decides: both ways; "part"
    only that it is not met; "weak" only that it is; "hint" neither, but it has to be known."""

    kind: str
    values: tuple[str, ...] = ()
    sense: Sense = "whole"
    word: str = ""  # as the text says it, where that can decide


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text at ``start``."""

    row: Row
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find_tokens(text: str, topics: bool = False) -> tuple[Token, ...]:
    """The words of a plain ``text`` from left to right, the longest at each place. ``topics``: it is the title of a
    document or a heading, and the words of those count too."""
    return tuple(_scan(text, _words(topics)))


def _scan(text: str, words: Mapping[str, Row]) -> Iterator[Token]:
    forms = {found.start(): found for form, _ in _forms() for found in form.finditer(text)}
    rows = dict(_forms())
    longest, at = max(map(len, words)), 0
    while at < len(text):
        size = next((n for n in range(min(longest, len(text) - at), 0, -1) if text[at : at + n] in words), 0)
        if (form := forms.get(at)) and len(form.group()) > size:
            yield Token(rows[form.re], at, form.group())
            at = form.end()
        elif size:
            yield Token(words[text[at : at + size]], at, text[at : at + size])
            at += size
        else:
            at += 1


@cache
def _words(topics: bool) -> Mapping[str, Row]:
    """What each word stands for. A word that stands in several rows is a fault that a test finds."""
    found = {plain(word): row for row, words in _rows() if row.kind != "topic" for word in words}
    if topics:
        found = {plain(word): row for row, words in _rows() if row.kind == "topic" for word in words} | found
    return found


def _rows() -> Iterable[tuple[Row, tuple[str, ...]]]:
    for row in read_table("requirements", "word"):
        yield Row(row["kind"], tuple(row["values"]), row["sense"]), tuple(row["words"])
    for row in read_table("company", "title"):
        yield Row(TITLE, (row["id"],)), tuple(row["words"])
        yield Row(TITLE, (row["id"],), "part"), tuple(row["part"])
    for row in read_table("company", "county"):
        yield Row("county", (row["zh"],)), (row["zh"],)


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Row], ...]:
    return tuple((re.compile(row["pattern"]), Row(row["kind"])) for row in read_table("requirements", "pattern"))
