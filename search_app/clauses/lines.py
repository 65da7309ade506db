"""Which lines does a text have, which number stands before each, and which are page numbers or running titles?

Invariant: lines are in order; a line's text is its stretch of the file without the white space around it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from search_app.text.fold import squeeze
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
_PAGE_NUMBER = re.compile(r"[-·]?\s*\d{1,4}\s*[-·]?$|第\s*\d{1,4}\s*页(?:,?\s*共\s*\d{1,4}\s*页)?$")
MAX_PAGE_NUMBER = 40  # characters, with the spaces between them
RUNNING_TITLE = 2  # a line that stands this often next to page numbers is a running title


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, with its numbering mark if it has one."""

    start: int
    end: int
    text: str
    style: str = ""
    number: str = ""
    label: str = ""
    noise: bool = False  # a page number or a running title


def find_lines(text: str) -> list[Line]:
    blocks = []
    for line in re.finditer(r"[^\n]+", text):
        printed = line.group()
        if not printed.strip():
            continue
        start = line.start() + len(printed) - len(printed.lstrip())
        blocks.append(_mark(Line(start, line.end(), printed.strip())))
    return blocks


def split_label(text: str) -> tuple[str, str]:
    """The printed number of a line and the words behind it: 一、资金支持 → (一、, 资金支持)."""
    label = _mark(Line(0, len(text), text)).label
    return label, text[len(label) :].strip()


def rank_of(label: str) -> int:
    """How deep the numbering of ``label`` stands; articles and what has no number stand below every heading."""
    style = _mark(Line(0, len(label), label)).style
    return len(STYLES) if style in ("", "article") else DEPTH[style]


def mark_noise(blocks: list[Line]) -> list[Line]:
    """Page numbers, and lines that recur beside them. The first and the last line of a file are never noise."""
    numbers = [n for n, block in enumerate(blocks) if n > 0 and _is_page_number(block.text)]
    if not numbers:
        return blocks
    beside = Counter(squeeze(blocks[k].text) for n in numbers for k in (n - 1, n + 1) if 0 < k < len(blocks))
    titles = {text for text, count in beside.items() if count >= RUNNING_TITLE and len(text) > 5}
    first = squeeze(blocks[0].text)
    noise = set(numbers) | {
        k for n in numbers for k in (n - 1, n + 1)
        if 0 < k < len(blocks) and (squeeze(blocks[k].text) in titles or squeeze(blocks[k].text) == first)
    }  # fmt: skip
    beginning = {text: next(n for n, b in enumerate(blocks) if squeeze(b.text) == text) for text in titles}
    return [
        replace(block, noise=True, style="", label="", number="")
        if n in noise and beginning.get(squeeze(block.text)) != n
        else block
        for n, block in enumerate(blocks)
    ]


def _is_page_number(text: str) -> bool:
    return len(text) <= MAX_PAGE_NUMBER and bool(_PAGE_NUMBER.match(read_passage(text).text))


def _mark(block: Line) -> Line:
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
