"""Which offices does a bracket or a line name, as printed: 〔责任单位：市科技局、市财政局等〕?

Invariant: a name is a stretch of what is printed, but for stray white space; what an office does (牵头, 配合), the word
等 and remarks about its role are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from search_app.data.phrases import one_of, read_words
from search_app.text.fold import squeeze
from search_app.text.passage import plain

# Brackets are matched first, so that nothing inside them separates.
_SEPARATOR = re.compile(r"\([^()]*\)|[、,;。/]")
_SET_APART = re.compile(r"(?:[\u4e00-\u9fff]\s){4,}")  # every character by itself: no space separates anything
_REMARK = re.compile(r"\([^()]*\)$")
_JOINS = re.compile(r"以及|会同|[及和与或暨]|\s+")
_ON_ORDER = re.compile(r"排[名在]|列[首第]|首位|下同|简称")  # 排名第一的为牵头单位
_FROM = re.compile(r"^由(?=.{2})")
MAX_NAME = 40  # characters; what is longer is a sentence
MAX_NAMES = 60  # of one statement


def find_printed_names(statement: str) -> tuple[str, ...]:
    """``〔责任单位：市科技局、市财政局〕`` → ("市科技局", "市财政局"), characters as printed, each once.

    Also 牵头单位：X；配合单位：Y and （X牵头，Y配合）.
    """
    if _SET_APART.search(statement):
        statement = squeeze(statement)
    text = plain(statement).rstrip()
    start, end = 0, len(text)
    if text[:1] in "([" and text[-1:] in ")]":
        start, end = 1, end - 1
    names: dict[str, None] = {}
    for begin, stop in _join_levels(text, _cut(text, start, end)):
        for at, until in _find_names(text, begin, stop):
            if len(names) < MAX_NAMES and (name := _print(statement[at:until])):
                names[name] = None
    return tuple(names)


def ends_as_body(name: str) -> bool:
    """Whether a plain name ends as that of a public body, perhaps with a remark in brackets behind it."""
    return (_REMARK.sub("", name) if name.endswith(")") else name).endswith(read_words("offices", "ending"))


def duty_label_end(text: str, bracketed: bool) -> int:
    """Where the label of a duty ends that a plain text begins with (责任单位：), 0 for none; in brackets it needs
    neither 单位 nor a colon."""
    found = _duty_label(bracketed).match(text)
    return found.end() if found else 0


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces between separators; a space before another label separates too."""
    at = start
    for mark in _SEPARATOR.finditer(text, start, end):
        if mark.group()[0] != "(":
            yield from _cut_at_labels(text, at, mark.start())
            at = mark.end()
    yield from _cut_at_labels(text, at, end)


def _cut_at_labels(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _label_inside().finditer(text, start, end):
        yield at, found.start()
        at = found.start()
    yield at, end


def _join_levels(text: str, pieces: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """省、市科技局 and 各县、区人民政府 are printed as one name."""
    waiting: list[tuple[int, int]] = []
    for start, stop in pieces:
        begin = _skip_label(text, start, stop)
        name = text[begin:stop].strip()
        if waiting and not _shares_name(text[slice(*waiting[0])], name):
            yield from waiting
            waiting = []
        if name in read_words("offices", "level"):
            waiting.append((begin, stop))
            continue
        yield (waiting[0][0] if waiting else start), stop
        waiting = []
    yield from waiting


def _shares_name(level: str, name: str) -> bool:
    """Whether 省 goes with 市科技局; 各县 only with a government."""
    known = name[:1] in read_words("offices", "level")
    return known and (not level.strip().startswith("各") or name.endswith(("政府", "委员会", "管委会")))


def _find_names(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The names in one piece, without label, role, 等 and remarks."""
    start = _skip_label(text, start, stop)
    if _ON_ORDER.search(text, start, stop) and text[stop - 1] != ")":
        return
    stop = _trim_end(text, start, stop)
    at = start
    for join in _JOINS.finditer(text, start, stop):
        left, right = text[at : join.start()], text[join.end() : stop]
        if ends_as_body(left.strip()) and (ends_as_body(right.strip()) or right.startswith("各")):
            until = _trim_end(text, at, join.start())
            if at < until:
                yield at, until
            at = join.end()
    if at < stop and stop - at <= MAX_NAME and not _only_role().fullmatch(text[at:stop]):
        yield at, stop


def _skip_label(text: str, start: int, stop: int) -> int:
    while start < stop:
        piece = text[start:stop]
        begin = len(piece) - len(piece.lstrip())
        label = _label().match(piece, begin)
        skip = label.end() - begin if label else 1 if _FROM.match(piece[begin:]) else 0
        start += begin
        if not skip:
            return start
        start += skip
    return start


def _trim_end(text: str, start: int, stop: int) -> int:
    before = None
    while before != stop:
        before = stop
        piece = text[start:stop].rstrip()
        stop = start + len(piece)
        remark = _REMARK.search(piece) if piece.endswith(")") else None
        if remark and (_about_role().search(remark.group()) or remark.start() == 0):
            stop = start + remark.start()
        elif piece.endswith(_behind()):
            stop -= next(len(word) for word in _behind() if piece.endswith(word))
    return stop


def _print(name: str) -> str:
    """A name as printed; white space that separates nothing is the printer's."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", name.strip())


@cache
def _duty_label(bracketed: bool) -> re.Pattern[str]:
    duty, unit, qualifier = (one_of("offices", row) for row in ("duty", "unit", "qualifier"))
    any_duty = one_of("offices", "duty", "duty_of_unit")
    called = rf"{qualifier}?{any_duty}{{1,2}}{unit}(?:[及和、]{any_duty}{{0,2}}{unit})?"
    ends = r"\s?(?::\s?|为|是|\s)" if bracketed else r"\s?:\s?"
    alone = rf"|\s?{qualifier}?{duty}{{1,2}}\s?:\s?" if bracketed else ""
    return re.compile(rf"\s?{called}{ends}{alone}")


@cache
def _label() -> re.Pattern[str]:
    """A label of any name; the statement that it opens is known."""
    return re.compile(rf"{_duty_label(True).pattern}|[\u4e00-\u9fff]{{2,8}}\s?:\s?")


@cache
def _label_inside() -> re.Pattern[str]:
    """A second label that no mark separates from the names before it."""
    unit, duty = one_of("offices", "unit"), one_of("offices", "duty", "duty_of_unit")
    return re.compile(rf"(?<=\s)[\u4e00-\u9fff]{{2,8}}\s?:|(?<=[局委办厅部府]){duty}{{1,2}}{unit}\s?:")


@cache
def _behind() -> tuple[str, ...]:
    words = (*read_words("offices", "role"), *read_words("offices", "tail"))
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _only_role() -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of('offices', 'role')}|{one_of('offices', 'tail')})+")


@cache
def _about_role() -> re.Pattern[str]:
    return re.compile(rf"{one_of('offices', 'duty_role')}|{_ON_ORDER.pattern}")
