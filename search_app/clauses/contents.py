"""Where does each document of a file begin, and which lines are a table of contents?

A table of contents names the documents of a compilation, or the chapters of one document. Invariant: the titles that
are given come in the order of the file, each behind the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search_app.clauses.front import MAX_TITLE_LINES, find_lone_title
from search_app.clauses.numbering import find_mark
from search_app.clauses.printed.lines import Line
from search_app.files.read import DocumentError, SourceText
from search_app.text.fold import squeeze
from search_app.text.passage import plain

_HEAD = re.compile(r"目\s*[录次]$")
_ENTRY = re.compile(r"(.+?)[…．.·\s]+\d{1,4}$")
MAX_ENTRY = 80
REPEATED = 400  # lines below an entry without a page number in which it must stand again


@dataclass(frozen=True, slots=True)
class Contents:
    """The lines of a table of contents, and the titles of documents that it names."""

    start: int
    end: int
    titles: tuple[str, ...]


def find_contents(lines: Sequence[Line]) -> Contents | None:
    """The table of contents of a file; None where it has none."""
    start = next((n for n, line in enumerate(lines) if _HEAD.match(plain(line.text))), None)
    if start is None:
        return None
    end, titles = start + 1, []
    while end < len(lines) and (entry := _read_entry(lines, end)):
        mark = find_mark(entry)
        if mark is None or mark.weak:
            titles.append(squeeze(entry))
        end += 1
    return Contents(start, end, tuple(titles)) if end > start + 1 else None


def _read_entry(lines: Sequence[Line], at: int) -> str:
    """What the entry at a line names: with the number of its page, or a line that stands again further below."""
    text = lines[at].text
    if lines[at].noise or len(text) > MAX_ENTRY:
        return ""
    if found := _ENTRY.match(text):
        return found.group(1)
    words = squeeze(text)
    return text if any(squeeze(line.text) == words for line in lines[at + 1 : at + 1 + REPEATED]) else ""


def find_titles(source: SourceText, lines: Sequence[Line], contents: Contents | None) -> list[tuple[int, int]]:
    """Line ranges (first, one past last) of the titles of the documents in a file, in order. DocumentError when a title
    of the table of contents is not found in the text."""
    if contents is None or not contents.titles:
        return [find_lone_title(lines)]
    found: list[tuple[int, int]] = []
    at = contents.end
    for title in contents.titles:
        place = _find_title(lines, at, title)
        if place is None:
            raise DocumentError(
                f"{source.name}: the table of contents names {title!r}, but no such title follows; "
                "make the title and its entry equal"
            )
        found.append(place)
        at = place[1]
    return found


def _find_title(lines: Sequence[Line], start: int, title: str) -> tuple[int, int] | None:
    for n in range(start, len(lines)):
        words = ""
        for end in range(n + 1, min(len(lines), n + MAX_TITLE_LINES) + 1):
            words += squeeze(lines[end - 1].text)
            if not title.startswith(words):
                break
            if words == title:
                return n, end
    return None
