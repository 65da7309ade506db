"""Which words of a sentence ask what of a company? The rows of the tables, found as the longest words of a text.

Invariant: the tokens of a text and the stretches between them are the text; a character that no row knows is in no
token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
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


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """What each word stands for, and by first character how long the words are, the longest first."""

    rows: Mapping[str, Row]
    lengths: Mapping[str, tuple[int, ...]]


@lru_cache(maxsize=4096)  # headings stand above many clauses, and a list is read once for each of its rows
def find_tokens(text: str, topics: bool = False) -> tuple[Token, ...]:
    """The words of a plain ``text`` from left to right, the longest at each place. ``topics``: it is the title of a
    document or a heading, and the words of those count too."""
    return tuple(_scan(text, _lexicon(topics)))


def _scan(text: str, lexicon: _Lexicon) -> Iterator[Token]:
    forms = {found.start(): (found.group(), row) for form, row in _forms() for found in form.finditer(text)}
    rows, lengths, at = lexicon.rows, lexicon.lengths, 0
    while at < len(text):
        word = next((w for n in lengths.get(text[at], ()) if (w := text[at : at + n]) in rows), "")
        form, row = forms.get(at, ("", None))
        if row and len(form) > len(word):
            yield Token(row, at, form)
            at += len(form)
        elif word:
            yield Token(rows[word], at, word)
            at += len(word)
        else:
            at += 1


@cache
def _lexicon(topics: bool) -> _Lexicon:
    """A word that stands in several rows is a fault that a test finds; but a word of titles may mean something else in
    a sentence."""
    found = {plain(word): row for row, words in _rows() if row.kind != "topic" for word in words}
    if topics:
        found = {plain(word): row for row, words in _rows() if row.kind == "topic" for word in words} | found
    lengths: dict[str, set[int]] = {}
    for word in found:
        lengths.setdefault(word[0], set()).add(len(word))
    return _Lexicon(found, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()})


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
