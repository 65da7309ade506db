"""Which of the numbers in a text count an item, and which are references, amounts and chance?

Every number is weighed by what stands around it (``[[mark]]`` in ``outline.toml``), each once and on its own, in the
order of the text. Invariant: the lines that come out, joined, are the lines that went in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from search_app.clauses.numbering import Mark, find_marks
from search_app.clauses.printed.lines import Line, cut_line, mark_width
from search_app.data import read_table


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that may count an item, and the number of its line."""

    line: int
    mark: Mark
    broken: bool  # the line above ends in the middle of a sentence, where the page does

    @property
    def inside(self) -> bool:
        return self.mark.start > 0


def mark_lines(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with the numbers that count items; a line inside which an item begins is cut there."""
    lines = mark_width(lines)
    candidates = list(_find_candidates(lines))
    accepted: dict[int, list[Mark]] = {}
    for candidate in _weigh(candidates):
        accepted.setdefault(candidate.line, []).append(candidate.mark)
    return [part for n, line in enumerate(lines) for part in _cut(line, accepted.get(n, ()))]


def _find_candidates(lines: Sequence[Line]) -> Iterator[_Candidate]:
    broken = False
    for n, line in enumerate(lines):
        if line.noise:
            continue
        for mark in find_marks(line.text):
            yield _Candidate(n, mark, broken and not mark.start)
        broken = line.broken


def _weigh(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """The candidates whose weights add up to more than nothing."""
    following = _find_following(candidates)
    last: dict[str, tuple[str, int]] = {}
    for candidate, after in zip(candidates, following, strict=True):
        mark = candidate.mark
        if sum(_weights()[name] for name in _find_features(candidate, after, last)) > 0:
            last[mark.style] = (mark.prefix, mark.value)
            if mark.style == "digit":
                last["above"] = ("", mark.value)
            yield candidate


def _find_following(candidates: Sequence[_Candidate]) -> list[Mark | None]:
    """For each candidate the next one of its style; for one inside a line the next that begins a line, if that is its
    twin."""
    following: list[Mark | None] = []
    next_one: dict[str, Mark] = {}
    next_line: dict[str, Mark] = {}
    for candidate in reversed(candidates):
        mark = candidate.mark
        twin = next_line.get(mark.style)
        taken = candidate.inside and twin is not None and twin.number == mark.number
        following.append(twin if taken else next_one.get(mark.style))
        next_one[mark.style] = mark
        if not candidate.inside:
            next_line[mark.style] = mark
    return following[::-1]


def _find_features(candidate: _Candidate, after: Mark | None, last: dict[str, tuple[str, int]]) -> Iterator[str]:
    """What is true of a candidate, given the last number of each style that counts an item."""
    mark = candidate.mark
    yield "inside" if candidate.inside else "line"
    prefix, value = last.get(mark.style, ("", 0))
    known = mark.style in last and prefix == mark.prefix
    if mark.value == value + 1 and known:
        yield "follows"
    elif mark.value == 1:
        yield "begins"
    elif known:
        yield "skips" if mark.value > value else "repeats" if mark.value == value else "goes_back"
    if mark.prefix and last.get("above") == ("", int(mark.prefix.partition(".")[0])):
        yield "under"
    if after and after.prefix == mark.prefix and after.value == mark.value + 1:
        yield "goes_on"
    elif after and after.number == mark.number and (mark.value > 1 or candidate.inside):
        yield "twin"  # a 1 behind a 1 begins a list of its own
    yield from (name for name in ("refers", "weak") if getattr(mark, name))
    if mark.apart and not mark.refers:
        yield "opens"
    if candidate.broken:
        yield "broken"


@cache
def _weights() -> dict[str, float]:
    return {row["name"]: row["weight"] for row in read_table("outline", "mark")}


def _cut(line: Line, marks: Sequence[Mark]) -> Iterator[Line]:
    """``line`` cut before each of ``marks``."""
    if not marks:
        yield line
        return
    by_start = {mark.start: mark for mark in marks}
    edges = [*(mark.start for mark in marks if mark.start), len(line.text)]
    start, joint = 0, line.joint
    for edge in edges:
        printed = line.text[start:edge]
        text = printed.rstrip()
        mark = by_start.get(start)
        yield replace(
            cut_line(line, start, start + len(text), joint), full=line.full and edge == edges[-1],
            style=mark.style if mark else "", number=mark.number if mark else "",
            label=line.text[start : mark.end].strip() if mark else "",
        )  # fmt: skip
        start, joint = edge, printed[len(text) :]
