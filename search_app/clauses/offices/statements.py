"""Where does a provision name its offices: in a bracket, or on a line of their own (责任单位：…)?

Invariant: a bracket is such a statement only when it begins with the label of a duty, or says what named bodies do; one
that names who applies (（申报企业负责）) is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from search_app.clauses.offices.names import duty_label_end, ends_as_body, find_printed_names
from search_app.data.phrases import one_of, read_words
from search_app.model import Span
from search_app.text.passage import plain

MAX_STATEMENT = 1_000  # characters
_OPENS = frozenset("([")
_BRACKETS = re.compile(r"[()\[\]]")
_LINE = re.compile(r"(?:^|(?<=[。;)\]!?”\n\t]))[^\S\n]{0,4}(?=[\u4e00-\u9fff]{2,12}\s?:)")
_LINE_END = re.compile(r"[。\n\t]|$")
_STOPS = re.compile(r"[对给按将应可予于]|鼓励|支持")  # of the sentence that goes on behind a line of offices
_LEADS = re.compile(r"牵头(?:[,;、]|负责|组织)")
MAX_LINE = 400
MAX_DEPTH = 3  # of brackets in brackets


@lru_cache(maxsize=1024)  # a file is cut first, and its parts are read then
def find_office_statements(text: str) -> tuple[Span, ...]:
    """Every stretch of ``text`` (of a passage) that names offices, in order, brackets included."""
    found = sorted(set(_find_brackets(text)) | set(_find_lines(text)))
    chosen: list[Span] = []
    for start, end in found:
        if not chosen or start >= chosen[-1].end:
            chosen.append(Span(start, end))
    return tuple(chosen)


def find_office_end(text: str) -> int | None:
    """Where the statements begin that stand at the very end of ``text``, with nothing behind them but a full stop;
    None when there is none there."""
    start: int | None = None
    until = len(text.rstrip())
    for span in reversed(find_office_statements(text)):
        between = text[span.end : until].strip(" \t\n")
        if between not in ("", "。", ";"):
            break
        start = until = span.start
    return start


def _find_brackets(text: str) -> Iterator[tuple[int, int]]:
    """The outermost brackets that are statements; the two halves may be of different kinds."""
    opened: list[int] = []
    for mark in _BRACKETS.finditer(text):
        if mark.group() in _OPENS:
            opened.append(mark.start())
        elif opened:
            start = opened.pop()
            small = mark.end() - start <= MAX_STATEMENT and len(opened) < MAX_DEPTH
            inner = text[start + 1 : mark.start()]
            if small and (_is_statement(inner) or (_ends_sentence(text, start, mark.end()) and _holds_bodies(inner))):
                yield start, mark.end()


def _is_statement(inner: str) -> bool:
    if label := duty_label_end(inner, bracketed=True):
        return bool(inner[label:].strip())
    if not _says_role(inner) or "。" in inner:
        return False
    names = [plain(name) for name in find_printed_names(inner)]
    return bool(names) and ends_as_body(names[0]) and not any(_no_office().search(name) for name in names)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a bracket stands behind the end of a sentence and ends its paragraph."""
    return text[:start].rstrip()[-1:] in ("。", ";", ")", "]") and text[end : end + 2].lstrip("。 \t")[:1] in ("", "\n")


def _holds_bodies(inner: str) -> bool:
    """Whether a bracket holds names of public bodies and nothing else: （市商务局、各区政府）."""
    names = [plain(name) for name in find_printed_names(inner)] if "。" not in inner and ":" not in inner else []
    return bool(names) and all(ends_as_body(name) and not _no_office().search(name) for name in names)


def _find_lines(text: str) -> Iterator[tuple[int, int]]:
    """责任单位：… at the beginning or behind a sentence, up to the end of the names."""
    for begins in _LINE.finditer(text):
        start = begins.end()
        label = duty_label_end(text[start : start + 20], bracketed=False)
        end = _LINE_END.search(text, start, min(len(text), start + MAX_LINE)) if label else None
        if end is None:
            continue
        stop = _end_of_names(text, start + label, end.start())
        if stop > start + label and text[stop - 1] not in "、,;:":  # else the line goes on
            yield start, stop + (text[stop : stop + 1] == "。")


def _end_of_names(text: str, start: int, end: int) -> int:
    """The end of the last name, where the line goes on with a sentence (责任单位：市科技局对企业给予……)."""
    stop = _STOPS.search(text, start, end)
    if stop is None:
        return end
    ends = [found.end() for found in _any_ending().finditer(text, start, stop.start())]
    return ends[-1] if ends else start


def _says_role(inner: str) -> bool:
    """Whether a bracket ends with what an office does, or says of one office that it leads."""
    ends = inner.rstrip(")]").endswith(read_words("offices", "duty_role"))
    return ends or ("牵头" in inner and bool(_LEADS.search(inner)))


@cache
def _no_office() -> re.Pattern[str]:
    return re.compile(one_of("offices", "no_office"))


@cache
def _any_ending() -> re.Pattern[str]:
    return re.compile(one_of("offices", "ending"))
