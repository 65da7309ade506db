"""What have people labelled? The function of each sentence of a passage, the role of each figure, and who gets a grant.

A table of ``data/examples`` has one passage a line: its source and day, the heading above it, the functions of its
sentences and the roles of its figures in printed order ("-" where nobody has said), and the text with its figures
between ⟨ ⟩. ``recipients.tsv`` has one grant a line: its recipient as printed ("-" for nobody; several that are right
between " | "), and the text with its first figure, list of figures or words of promise between ⟨ ⟩.
``docs/annotating.md`` says what the labels mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search_app.data import TableError

FOLDER = Path(__file__).resolve().parents[2] / "data" / "examples"
COLUMNS = ("source", "day", "heading", "functions", "roles", "text")
RECIPIENT_COLUMNS = ("source", "day", "heading", "recipient", "text")
OPEN = "-"  # not labelled
NOBODY, OR = "-", " | "
_MARK = re.compile("[⟨⟩]")


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """``figures`` are the places of the figures in ``text``; ``roles`` one for each, ``functions`` one a sentence."""

    source: str
    heading: str
    text: str
    functions: tuple[str, ...]
    figures: tuple[tuple[int, int], ...]
    roles: tuple[str, ...]


def read_examples(language: str) -> Iterator[LabelledPassage]:
    """The passages of ``data/examples/LANGUAGE.tsv``; TableError for a line that is none, naming it."""
    name = f"search_app/data/examples/{language}.tsv"
    with (FOLDER / f"{language}.tsv").open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if number > 1:
                yield parse_example(line, f"{name}, line {number}")


def parse_example(line: str, where: str) -> LabelledPassage:
    """The passage that ``line`` says; TableError, which names ``where``, when it is none."""
    cells = line.rstrip("\n").split("\t")
    if len(cells) != len(COLUMNS):
        raise TableError(f"{where}: has {len(cells)} cells instead of {len(COLUMNS)}; write {', '.join(COLUMNS)}")
    source, _, heading, functions, roles, marked = cells
    text, figures = unmark(marked.replace("\\n", "\n"))
    named = tuple(roles.split(",")) if roles else ()
    if len(named) != len(figures):
        raise TableError(f"{where}: has {len(named)} roles for {len(figures)} figures; write one for each ⟨figure⟩")
    return LabelledPassage(source, heading, text, tuple(functions.split(",")), figures, named)


def unmark(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text without its ⟨ ⟩, and what stood between them."""
    places = [found.start() - n for n, found in enumerate(_MARK.finditer(marked))]
    return _MARK.sub("", marked), tuple(zip(places[::2], places[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class LabelledRecipient:
    """A grant whose first figure, or list of figures, is ``text[slice(*figure)]``, and the names of who gets it: ""
    for nobody, several where each is right."""

    source: str
    heading: str
    text: str
    figure: tuple[int, int]
    names: tuple[str, ...]


def read_recipients() -> Iterator[LabelledRecipient]:
    """The grants of ``data/examples/recipients.tsv``; TableError for a line that is none, naming it."""
    with (FOLDER / "recipients.tsv").open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if number > 1:
                yield parse_recipient(line, f"search_app/data/examples/recipients.tsv, line {number}")


def parse_recipient(line: str, where: str) -> LabelledRecipient:
    """The grant that ``line`` says; TableError, which names ``where``, when it is none."""
    cells = line.rstrip("\n").split("\t")
    if len(cells) != len(RECIPIENT_COLUMNS):
        raise TableError(
            f"{where}: has {len(cells)} cells instead of {len(RECIPIENT_COLUMNS)}; write {', '.join(RECIPIENT_COLUMNS)}"
        )
    source, _, heading, named, marked = cells
    text, figures = unmark(marked.replace("\\n", "\n"))
    if len(figures) != 1:
        raise TableError(f"{where}: marks {len(figures)} figures; write ⟨ ⟩ once, around the first figure of the grant")
    names = tuple("" if name == NOBODY else name for name in named.split(OR))
    if absent := [name for name in names if name not in text]:
        raise TableError(f"{where}: {absent[0]} does not stand in the text; write the recipient as it is printed there")
    return LabelledRecipient(source, heading, text, figures[0], names)
