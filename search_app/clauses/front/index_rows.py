"""What does the table of the register above a document say: 索引号：…  成文日期：…  发文字号：…?

Invariant: only a label at the beginning of a line or of a cell is one; what it names is the rest of its cell, or the
next line where the label stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from search_app.data import read_table
from search_app.text.fold import squeeze
from search_app.text.passage import plain

Field = Literal["number", "issuer", "made", "issued", "published", "title", "other"]


def is_index_row(text: str) -> bool:
    """Whether a line begins with a label of the table."""
    return bool(_label().match(plain(text).strip()))


def is_index_label(text: str) -> bool:
    """Whether a line is a label and nothing else: what it names stands on the next line."""
    found = _label().match(plain(text).strip())
    return bool(found and not plain(text).strip()[found.end() :].strip())


def read_index(lines: Iterable[str]) -> Iterator[tuple[Field, str]]:
    """(field, what it holds as printed) of every row, in printed order."""
    alone: Field | None = None
    for line in lines:
        printed = line.strip()
        labels = list(_label().finditer(plain(printed)))
        if not labels and alone:
            yield alone, printed
        alone = None
        for n, label in enumerate(labels):
            end = labels[n + 1].start() if n + 1 < len(labels) else len(printed)
            field, value = _fields()[squeeze(label.group(1))], printed[label.end() : end].strip(" \t　;；|")
            if value:
                yield field, value
            elif n + 1 == len(labels):
                alone = field


@cache
def _label() -> re.Pattern[str]:
    """A label with its colon; its characters may be set apart."""
    labels = sorted(_fields(), key=lambda label: (-len(label), label))
    spaced = "|".join(r"\s?\s?".join(label) for label in labels)
    return re.compile(rf"(?:(?<=[\s;|])|^)[\[(]?({spaced})[\])]?\s{{0,4}}(?::|(?=\s)|$)")


@cache
def _fields() -> dict[str, Field]:
    return {plain(label): row["field"] for row in read_table("front", "index") for label in row["labels"]}
