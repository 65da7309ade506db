"""What is a document called: by its own title, by that of the measure behind a letter, or by its file or page?

Invariant: what the text prints goes before what a file or a page is called. Only whole lines behind the signature of a
letter, or behind the word 附件, are the title of the measure that it forwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search_app.clauses.front.bodies import is_date_line, is_issuer
from search_app.clauses.front.days import write_line
from search_app.clauses.front.given_titles import find_given_title
from search_app.clauses.front.index_rows import read_index
from search_app.clauses.front.numbers import find_number, split_title
from search_app.clauses.front.titles import find_title_end, forwards, names_kind
from search_app.clauses.printed.lines import Line, find_lines
from search_app.files.read import SourceText
from search_app.model import Part
from search_app.text.passage import plain, read_passage

_ABOVE = ("front", "issuer", "number")
_ANNEX = re.compile(r"附[件录]\d{0,2}:?$")
_SAYS = re.compile("[。；，：:]")
_REMARK = re.compile(r"\(.*\)$")  # （此件公开发布）


def find_title(source: SourceText, parts: Sequence[Part]) -> tuple[str, str | None]:
    """(title, the number that is printed in brackets behind it) of the document that has these ``parts`` of a file; a
    title of "" where neither the text nor its page nor its file gives one."""
    printed = [part for part in parts if part.kind == "title"]
    title = printed[-1].text if printed else ""
    begins = next((part.span.start for part in parts if part.kind in ("clause", "heading")), None)
    if not title or forwards(write_line(title)):
        above = printed[-1].span.end if printed else 0
        title = find_measure_title(find_lines(source.text[above:begins])) or title
    if title:
        return split_title(write_title(title))
    rows = read_index(line for part in parts if part.kind in _ABOVE for line in part.text.split("\n"))
    in_row = next((value for field, value in rows if field == "title"), "")
    return split_title(write_title(in_row)) if in_row else find_given_title(source.page_title, source.name)


def find_measure_title(blocks: Sequence[Line]) -> str:
    """The title among the lines between that of the letter and the first clause; "" when there is none."""
    for at, block in enumerate(blocks):
        if block.noise or not (is_date_line(block.text) or _ANNEX.match(write_line(block.text))):
            continue
        first = _skip_remarks(blocks, at + 1)
        end = find_title_end(blocks, first)
        if end and names_kind(write_line("".join(line.text for line in blocks[first:end]))):
            return write_title("\n".join(line.text for line in blocks[first:end] if not line.noise))
    above = blocks[-1].text if blocks else ""  # the line right above the first clause, whatever stands before it
    return write_title(above) if names_kind(write_line(above)) and not _SAYS.search(above) else ""


def _skip_remarks(blocks: Sequence[Line], at: int) -> int:
    while at < len(blocks) and _is_remark(blocks[at]):
        at += 1
    return at


def _is_remark(block: Line) -> bool:
    line = write_line(block.text)
    known = _ANNEX.match(line) or _REMARK.match(plain(block.text)) or find_number(block.text)
    return bool(block.noise or known or is_date_line(block.text) or is_issuer(block.text))


def write_title(printed: str) -> str:
    """A title on one line: without white space beside Chinese characters, and without the marks around the whole."""
    title = " ".join(read_passage(printed).printed.split())
    inner = title[1:-1]
    return inner if title[:1] == "《" and title[-1:] == "》" and "《" not in inner else title
