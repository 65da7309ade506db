"""What is a document for Word, before it is written? Plain data: a title and parts that follow one another.

Nothing here knows of policies or of Word. ``word.write_docx`` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from search_app.model import Lang


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of text in its language; ``strong`` and ``quiet`` are how loud it is."""

    text: str
    lang: Lang
    strong: bool = False
    quiet: bool = False


Words = Said | tuple[Said, ...]  # of a paragraph, or of a cell


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: ``level`` 1 or 2."""

    words: Words
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``item``: one of a list, with a dot before it."""

    words: Words
    item: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width (of the sum of all), and whether figures stand in it, which
    are set to the right."""

    head: Words
    share: float = 1.0
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated on each page; no row is torn between pages. Without heads (all are empty) it
    has no head row: names at the left, values at the right."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Words]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows for those who do not see it."""

    png: bytes
    says: str
    width: float = 3.0  # cm


Part = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A document on A4. ``lang`` is the one it is written in, ``day`` the one it was made for; ``foot`` stands at the
    foot of every page, before its number. ``wide``: the long side lies below, for tables of many columns."""

    title: Words
    parts: Sequence[Part]
    lang: Lang
    day: date
    author: str
    foot: str = ""
    wide: bool = False
