"""What does a stretch of lines say once it is a part: its number, its name, its text, its offices?

Invariant: label + text + bracket of a part, with what was removed, is its stretch of the file but for white space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from search_app.clauses.lines import Line
from search_app.clauses.numbering import words_of
from search_app.clauses.titles import find_title, find_title_line
from search_app.model import Part, PartKind, Span
from search_app.text.passage import read_passage

_INNER = r"(?:[^()\[\]]|[(\[][^()\[\]]*[)\]])"  # text with brackets in it: 各县（区）人民政府
_AS_PRINTED = ("front", "issuer", "number", "addressee", "contents", "signature", "imprint", "annex", "table")
_BY_NUMBER = ("heading", "clause", "introduction", "list", "omitted")
_BEGINS_APART = re.compile(r"\S\s")


@cache
def _bracket() -> re.Pattern[str]:
    """Offices at the very end: 〔责任单位：…〕 (the closing bracket may be of another kind), （X牵头，Y配合）, or a
    sentence 牵头单位：X；配合单位：Y of its own, which may be broken over lines but not after a comma."""
    duty, office = (f"(?:{'|'.join(map(re.escape, words_of(name)))})" for name in ("duty", "office"))
    return re.compile(
        rf"[\[(]\s*{duty}{office}?\s*:{_INNER}*[\])]\s*$|\({_INNER}{{2,60}}(?:牵头{_INNER}{{0,60}}|负责)\)\s*$|"
        rf"(?<=[。;\])])\s*{duty}{office}\s*:[^。]{{1,119}}[^。、,;:]。?\s*$"
    )


def find_bracket(text: str) -> re.Match[str] | None:
    """The offices at the very end of ``text``, a passage's text, with the bracket around them."""
    return _bracket().search(text)


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
    if kind == "clause" and (found := find_bracket(read.text)):
        at = read.span(found.start(), found.end()).start
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
        text += _joint(text, line) + line.text
    return text


def _joint(text: str, line: Line) -> str:
    """What stands between ``text`` and the line that it goes on with."""
    if not text:
        return ""
    if line.joint is not None:
        return line.joint
    between_words = text[-1].isascii() and line.text[0].isascii() and text[-1].isalpha() and line.text[0].isalpha()
    # As every character of the text stands.
    apart = text[-2:-1].isspace() and _BEGINS_APART.match(line.text)
    return " " if apart or between_words else ""
