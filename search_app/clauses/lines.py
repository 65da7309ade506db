"""Which lines does a text have, and which number stands before each?

Invariant: lines are in order; a line's text is its stretch of the file without the white space around it, and without
that between its characters where all of them stand apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from search_app.text.apart import gather
from search_app.text.numerals import DIGITS, parse_number
from search_app.text.passage import plain, read_passage

# Numbering styles from the outermost to the innermost, matched at the start of a folded line.
# Of units only tens and hundreds count items: 万、 begins a line in the middle of 100万、200 / 万、300万元.
_HAN = f"[{''.join(DIGITS)}十拾][{''.join(DIGITS)}十百拾佰]{{0,5}}"
STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 第一部分 is a chapter, 第一部分资金 the beginning of a sentence.
    ("chapter", re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*(?:[编章]\s*|部分(?:[\s:、.]+|$))")),
    ("section", re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*节\s*")),
    ("article", re.compile(rf"第\s*({_HAN}|\d(?:\s?\d){{0,2}})\s*条[\s:、.]*")),
    ("han", re.compile(rf"({_HAN})\s*[、.]\s*")),
    ("paren", re.compile(rf"\(\s*({_HAN})\s*\)\s*[、.]?\s*")),
    ("digit", re.compile(r"(\d{1,3})\s*[.、](?!\d)\s*")),
    ("bracketed", re.compile(r"\(\s*(\d{1,2})\s*\)\s*")),
)
DEPTH = {name: depth for depth, (name, _) in enumerate(STYLES)}
NoiseKind = Literal["", "page", "running_title", "site", "print"]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, with its numbering mark if it has one."""

    start: int
    end: int
    text: str
    style: str = ""
    number: str = ""
    label: str = ""
    noise: NoiseKind = ""  # what it is that is no part of a document


def find_lines(text: str) -> list[Line]:
    blocks = []
    for line in re.finditer(r"[^\n]+", text):
        printed = line.group()
        if not printed.strip():
            continue
        start = line.start() + len(printed) - len(printed.lstrip())
        blocks.append(mark_number(Line(start, line.end(), gather(printed.strip()))))
    return blocks


def split_label(text: str) -> tuple[str, str]:
    """The printed number of a line and the words behind it: 一、资金支持 → (一、, 资金支持)."""
    label = mark_number(Line(0, len(text), text)).label
    return label, text[len(label) :].strip()


def rank_of(label: str) -> int:
    """How deep the numbering of ``label`` stands; articles and what has no number stand below every heading."""
    style = mark_number(Line(0, len(label), label)).style
    return len(STYLES) if style in ("", "article") else DEPTH[style]


def mark_number(block: Line) -> Line:
    """``block`` with the number that its text begins with."""
    printed = plain(block.text)
    if (found := _match_style(printed)) is None and printed[1:2] == " ":
        apart = read_passage(block.text)  # 第 十 二 条, where every character stands apart
        found = _match_style(apart.text)
        if found:
            style, number, end = found
            found = style, number, apart.span(0, end).end
    if found is None:
        return block
    style, number, end = found
    return replace(block, style=style, number=number, label=block.text[:end].strip())


def _match_style(text: str) -> tuple[str, str, int] | None:
    """The style of the number at the start of ``text``, the number in figures, and where its label ends."""
    for style, pattern in STYLES:
        if found := pattern.match(text):
            number = parse_number(found.group(1).replace(" ", ""))
            if number is not None:
                return style, str(int(number)), found.end()
    return None
