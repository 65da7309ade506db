"""Where do the lines of a document begin that is written as one line?

A file that came through a form or a message has spaces where its line ends were. Invariant: only white space is taken
for a line end, and only where the file has no lines of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.clauses.front import find_number, is_date_line
from search_app.clauses.lines import Line, mark_number
from search_app.text.passage import begins_item

MOST_LINES = 2
SHORTEST = 200  # characters of a document on one line
MAX_TITLE = 60
_GAP = re.compile(r"\s+")
_GOES_ON = re.compile("[，、；：,;:（(《“]$")
_PHRASE = re.compile("[，。；]")


def break_lines(lines: list[Line]) -> list[Line]:
    """``lines``, with one that holds a whole document broken into its own."""
    if len(lines) > MOST_LINES or max((len(line.text) for line in lines), default=0) < SHORTEST:
        return lines
    return [piece for line in lines for piece in _break(line)]


def _break(line: Line) -> Iterator[Line]:
    if line.end - line.start != len(line.text):  # it is not as the file has it
        yield line
        return
    begin, depth, scanned = 0, 0, 0
    for gap in _GAP.finditer(line.text):
        depth += _open_brackets(line.text[scanned : gap.start()])
        scanned = gap.end()
        if depth <= 0 and _ends(line.text[begin : gap.start()], line.text[gap.end() : gap.end() + 40]):
            yield _piece(line, begin, gap.start())
            begin, depth = gap.end(), 0
    yield _piece(line, begin, len(line.text))


def _piece(line: Line, begin: int, end: int) -> Line:
    return mark_number(Line(line.start + begin, line.start + end, line.text[begin:end]))


def _open_brackets(text: str) -> int:
    return sum((char in "（(〔[【《") - (char in "）)〕]】》") for char in text)


def _ends(left: str, right: str) -> bool:
    """Whether a line ends between ``left``, which began it, and ``right``."""
    marked = mark_number(Line(0, len(left), left))
    if marked.label and marked.label == left.strip():
        return False
    if begins_item(right) or left.endswith(("。", "！", "？", "）", "〕", "】")) or _is_whole(left):
        return True
    following = right.split()[0] if right.split() else ""
    figure = (left[-1:].isdigit() or following[:1].isdigit()) and not is_date_line(following)
    if figure or _GOES_ON.search(left) or (left[-1:].isascii() and right[:1].isascii()):
        return False
    return len(left) <= MAX_TITLE and not _PHRASE.search(left)


def _is_whole(left: str) -> bool:
    """Whether ``left`` is the number or the day of a document, which nothing follows on its line."""
    return find_number(left) is not None or is_date_line(left)
