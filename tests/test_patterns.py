"""No pattern that looks at the text of a document takes more than linear time from one place: what repeats without end is
repeated only where each turn is told from the next by a character that the inner repetition cannot hold."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from inspect import signature
from typing import Any

import pytest

from search_app import clauses, figures, files, text
from search_app.search import citations

ROOMS = (files, clauses, figures, text, citations)
ENDLESS = 20  # a repetition of more turns can be divided in too many ways
_PROBES = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\u3000《》、。，；：（）〔〕第一条元万亿年月日〇企业①—·“”…é"
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")


def parse(pattern: str, flags: int = 0) -> Any:
    return re._parser.parse(pattern, flags)  # type: ignore[attr-defined]


def find_patterns() -> Iterator[tuple[str, Any]]:
    """The patterns of every module of the rooms: those that stand in it, and those that are made once from a table."""
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                made = value() if hasattr(value, "cache_info") and not signature(value).parameters else value
                for n, one in enumerate(made if isinstance(made, tuple) else (made,)):
                    if isinstance(one, re.Pattern):
                        yield f"{module.name}.{name}.{n}", parse(one.pattern, one.flags)


def branches(items: Any) -> list[list[Any]]:
    """The sequences that a body may be: each alternative of one that stands alone, else the body itself."""
    listed = [item for item in items if str(item[0]) not in _ZERO_WIDTH]
    if len(listed) == 1 and str(listed[0][0]) == "BRANCH":
        return [one for branch in listed[0][1][1] for one in branches(branch)]
    if len(listed) == 1 and str(listed[0][0]) == "SUBPATTERN":
        return branches(listed[0][1][-1])
    return [listed]


def parts_of(item: Any) -> Iterator[Any]:
    operation, argument = item
    if str(operation) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        yield argument[2]
    elif str(operation) == "BRANCH":
        yield from argument[1]
    elif str(operation) == "SUBPATTERN":
        yield argument[-1]
    elif str(operation) in ("ASSERT", "ASSERT_NOT"):
        yield argument[1]


def endless(item: Any) -> bool:
    return str(item[0]) in ("MAX_REPEAT", "MIN_REPEAT") and item[1][1] > ENDLESS


def characters(item: Any) -> frozenset[str]:
    """The probes that an item of one character can be, and that the items inside another can be."""
    operation, argument = item
    if str(operation) == "LITERAL":
        return frozenset(char for char in _PROBES if ord(char) == argument)
    if str(operation) == "NOT_LITERAL":
        return frozenset(char for char in _PROBES if ord(char) != argument)
    if str(operation) == "ANY":
        return frozenset(_PROBES)
    if str(operation) == "IN":
        whole = re._parser.SubPattern(parse("x").state, [item])  # type: ignore[attr-defined]
        compiled = re._compiler.compile(whole)  # type: ignore[attr-defined]
        return frozenset(char for char in _PROBES if compiled.match(char))
    return frozenset(char for part in parts_of(item) for one in part for char in characters(one))


def inner_endless(items: Any) -> Iterator[Any]:
    for item in items:
        if endless(item):
            yield item
        for part in parts_of(item):
            yield from inner_endless(part)


def sure_edge(item: Any) -> frozenset[str] | None:
    """What must stand at an edge: the characters of an item that is there at least once."""
    operation, argument = item
    if str(operation) in ("MAX_REPEAT", "MIN_REPEAT"):
        return characters(item) if argument[0] > 0 else None
    return characters(item)


def is_divided(branch: list[Any]) -> bool:
    """Whether each turn begins or ends with what no endless repetition inside it can hold."""
    inside = list(inner_endless(branch))
    if not inside:
        return True
    held = frozenset().union(*map(characters, inside))
    edges = (branch[0], branch[-1]) if len(branch) > 1 else ()
    return any((sure := sure_edge(edge)) is not None and not sure & held for edge in edges)


def faults(items: Any) -> Iterator[Any]:
    """Every endless repetition whose turns can be divided in more than one way."""
    for item in items:
        if endless(item) and not all(is_divided(branch) for branch in branches(item[1][2])):
            yield item
        for part in parts_of(item):
            yield from faults(part)


def test_no_pattern_can_divide_a_text_in_many_ways() -> None:
    patterns = dict(find_patterns())
    assert len(patterns) > 60
    assert not [name for name, parsed in patterns.items() if any(faults(parsed))]


@pytest.mark.parametrize(
    "pattern",
    [r"\s*(?:<!--.{0,2000}?-->\s*|x)*<", r"(?:a+)+b", r"(?:\s*\d*)*$", r"(?:[a-z]+[a-z\d]*)*!", r"(?:x|\d+)*y"],
)
def test_the_check_sees_a_pattern_that_can(pattern: str) -> None:
    assert any(faults(parse(pattern)))


@pytest.mark.parametrize(
    "pattern",
    [r"\d+(?:[.,]\d+)*", r"(?:\([^()]*\))*$", r"(?:[^()]|\([^()]*\))*", r"(?:[一-龥]{2,8}\s*:\s*)+", r"a+b*c{0,30}"],
)
def test_and_lets_one_pass_whose_turns_are_told_apart(pattern: str) -> None:
    assert not any(faults(parse(pattern)))
