"""Where does the title of a document stand among the lines of its file, and what stands around it?

Invariant: a title is whole lines; a sentence, a breadcrumb, a number, a day, or the name of a body alone is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from search_app.clauses.front.bodies import is_date_line, is_issuer
from search_app.clauses.front.days import write_line
from search_app.clauses.front.index_rows import is_index_label, is_index_row
from search_app.clauses.front.numbers import completes_number, find_number
from search_app.clauses.printed.lines import Line
from search_app.data.phrases import one_of
from search_app.text.fold import squeeze
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.passage import plain

# On a line of its own below the title: （试行）, （2024年修订）, （征求意见稿）.
_ADDITION = re.compile(r"\((?:试行|暂行|草案|[^()]{0,12}(?:版|稿|修[订正]))\)$")
_SITE = re.compile(r"[>›»→]|::|首页|https?:|www\.")  # of a breadcrumb or an address
MAX_TITLE_LINES = 6
MAX_TITLE = 60  # characters of one of its lines
MAX_FRONT = 30  # lines of register, issuer, number and date before a title


def find_lone_title(blocks: Sequence[Line]) -> tuple[int, int]:
    """(first, one past last) line of the title of a document that stands alone in its file. Lines before it name the
    issuer or the document's number; a title may be broken over lines."""
    first = 0
    while first < min(len(blocks), MAX_FRONT) and is_front(blocks, first):
        first += 1
    last = find_title_end(blocks, first) or _find_looks(blocks, first)
    if last > first and write_line(blocks[first].text).startswith("关于"):
        while first and is_issuer(blocks[first - 1].text) and not write_line(blocks[first - 1].text).endswith("文件"):
            first -= 1  # 某市人民政府 / 关于……的意见
    return (first, last) if last > first else (0, 0)


def find_title_end(blocks: Sequence[Line], first: int) -> int:
    """One past the last line of the title that begins at ``first``: it ends with the kind of the document. 0 when none
    does."""
    end = _end_of_short_lines(blocks, first)
    lines = [write_line(block.text) for block in blocks[first : end + 1]]
    named = [n for n in range(1, end - first + 1) if names_kind("".join(lines[:n]))]
    if forwards("".join(lines[: end - first])):
        named = [n for n in named if _kind_of_letter().search(lines[n - 1])] or named
    for n in named:
        following = lines[n] if n < len(lines) else ""
        if _ADDITION.match(following):
            return first + n + 1
        if not (_goes_on().match(following) and n != named[-1]):
            return first + n
    return 0


def _find_looks(blocks: Sequence[Line], first: int) -> int:
    """One past the lines that look like a title which names no kind, or names it in the middle."""
    end = _end_of_short_lines(blocks, first)
    fronts = (n for n in range(first + 1, end) if is_front(blocks, n))
    kinds = (n + 1 for n in range(first, end) if _kinds().search(write_line(blocks[n].text)))
    return min(next(fronts, end), next(kinds, end), first + _MAX_LOOKS)


_ANNEX = ("附件:", "附:")  # what a letter encloses, above its text
_MAX_LOOKS = 4  # lines of a title that names no kind


def _end_of_short_lines(blocks: Sequence[Line], first: int) -> int:
    end = first
    while end < min(len(blocks), first + MAX_TITLE_LINES) and _may_be_title(blocks[end]):
        end += 1
    return end


def _may_be_title(block: Line) -> bool:
    whole = len(squeeze(block.text)) > MAX_TITLE or re.search(r"[。；;：:，,]$", block.text)
    if block.style or block.noise or whole or _SITE.search(plain(block.text)):
        return False
    around = is_date_line(block.text) or find_number(block.text) or is_index_row(block.text)
    return not (around or plain(block.text).startswith(_ANNEX))


def is_front(blocks: Sequence[Line], index: int) -> bool:
    """Whether a line stands around the title: an issuer, a number, a date, a row of the register, a breadcrumb."""
    block = blocks[index]
    if block.noise or is_date_line(block.text) or find_number(block.text) or is_index_row(block.text):
        return True
    above = blocks[index - 1].text if index else ""
    following = blocks[index + 1].text if index + 1 < len(blocks) else ""
    if completes_number(above, block.text) or completes_number(block.text, following):
        return True
    if plain(block.text).startswith(_ANNEX):
        return True
    if is_index_label(above) and not names_kind(write_line(block.text)):
        return True
    if len(block.text) <= MAX_TITLE and _SITE.search(plain(block.text)):
        return True
    # 各县人民政府，市政府各部 / 门：the first half of a salutation. One of its own begins with 各.
    salutes = plain(following).endswith(":") and not following.startswith("各")
    return is_issuer(block.text) and not salutes


def names_kind(line: str) -> bool:
    """Whether a line, of ``write_line``, ends with what a measure calls itself."""
    return bool(_kind().search(line))


def forwards(title: str) -> bool:
    """Whether a title, of ``write_line``, is that of a letter, in which what it issues is named."""
    return bool(_forwards().search(title))


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of('front', 'kind')}|[\d{HAN_NUMERALS}]条)")


@cache
def _kind() -> re.Pattern[str]:
    return re.compile(rf"{_kinds().pattern}(?:[(\[][^()\[\]]*[)\]]){{0,3}}[》”]?$")


@cache
def _kind_of_letter() -> re.Pattern[str]:
    return re.compile(rf"{one_of('front', 'letter')}(?:\([^()]*\)){{0,3}}$")


@cache
def _forwards() -> re.Pattern[str]:
    return re.compile(one_of("front", "forwards"))


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(one_of("front", "goes_on"))
