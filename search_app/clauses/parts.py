"""What does a stretch of lines say once it is a part: its number, its name, its text, its offices?

Invariant: label + text + bracket of a part, with what was removed, is its stretch of the file but for white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search_app.clauses.offices import find_office_end
from search_app.clauses.printed.lines import Line
from search_app.clauses.titles import find_title, find_title_line
from search_app.model import Part, PartKind, Span
from search_app.text.joining import join_printed
from search_app.text.passage import read_passage

_AS_PRINTED = ("front", "issuer", "number", "addressee", "contents", "signature", "imprint", "annex", "table")
_BY_NUMBER = ("heading", "clause", "introduction", "list", "omitted")


def make_part(kind: PartKind, lines: Sequence[Line], end: int, depth: int = 0) -> Part:
    """The part that ``lines`` are, up to ``end`` in the file."""
    first = lines[0]
    removed = "".join(line.text for line in lines if line.noise)
    if kind in _AS_PRINTED:
        return Part(kind, Span(first.start, end), "", "", _print(lines), depth=depth)
    label = {"heading": first.label, "clause": first.label, "scope": first.text}.get(kind, "")
    text = heal(lines)[len(label) :].strip()
    bracket = ""
    read = read_passage(text)
    if kind == "clause" and (begins := find_office_end(read.text)) is not None:
        at = read.span(begins, begins + 1).start
        text, bracket = text[:at].rstrip(), text[at:].strip()
    number = first.number if kind in _BY_NUMBER else ""
    part = Part(kind, Span(first.start, end), label, number, text, bracket, depth, removed)
    return replace(part, title=find_title(text, find_title_line(lines))) if kind == "clause" else part


def _print(lines: Sequence[Line]) -> str:
    """Lines as they stand, a stretch of a line on the line that it has."""
    return "".join(("\n" if line.joint is None else line.joint) + line.text for line in lines).strip()


def heal(lines: Sequence[Line]) -> str:
    """Lines joined as one was meant: nothing between Chinese characters or inside a number, a space between words."""
    text = ""
    for line in lines:
        if line.noise:
            continue
        if text and line.joint is not None:
            text += line.joint + line.text
        else:
            text = join_printed((text, line.text))
    return text
