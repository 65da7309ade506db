"""What did a parser read, and what did it leave out because it is struck out?

Struck-out words are no text: an amendment that strikes 20万元 and writes 50万元 behind it grants 50万元. That they were
left out is said, so that a person can look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from search_app.files.wordxml import find_child, find_tag, find_value, is_on

_MARKED = ("strike", "dstrike")
_MAX_CHAIN = 20  # styles based on styles; Word allows 11
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,80}line-through", re.I)
_MAX_SHEETS = 200_000  # characters of style sheets that are looked at
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
# .gone, span.gone; no selector that depends on its surroundings.
_CLASS = re.compile(r"(?:[a-z][a-z0-9]*)?\.([\w-]+)$", re.I)


@dataclass(frozen=True, slots=True)
class Struck:
    """Words that were left out, and what stands before them on their line."""

    before: str
    text: str


LeftOutKind = Literal["page", "running_title", "site", "stamp"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a parser left out because it stands around the text and is no part of it: a page number, a title above each
    page, what a web site prints on each of its pages, a stamp across the text."""

    kind: LeftOutKind
    text: str


@dataclass(frozen=True, slots=True)
class ParsedText:
    """The text of a file, what was struck out in it, and what around it was left out."""

    text: str
    struck: tuple[Struck, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass
class StruckRuns:
    """Which runs of a Word document are struck out, by themselves or by their style; ``styles`` is the root of
    styles.xml, or None."""

    styles: etree._Element | None
    found: list[Struck] = field(default_factory=list)

    def __post_init__(self) -> None:
        styles = () if self.styles is None else self.styles
        named = {find_value(style, "styleId") or "": style for style in styles if find_tag(style) == "style"}
        self._by_style = {name: _strikes(style, named) for name, style in named.items()}

    def holds(self, run: etree._Element, paragraph_style: str | None) -> bool:
        """Whether ``run``, in a paragraph of that style, is struck out."""
        properties = find_child(run, "rPr")
        own = _own_mark(properties)
        if own is not None:
            return own
        style = find_value(find_child(properties, "rStyle")) if properties is not None else None
        marks = (self._by_style.get(name) for name in (style, paragraph_style) if name)
        return next((mark for mark in marks if mark is not None), False)


def _own_mark(properties: etree._Element | None) -> bool | None:
    marks = [mark for name in _MARKED if (mark := find_child(properties, name)) is not None]
    return any(is_on(mark) for mark in marks) if marks else None


def _strikes(style: etree._Element | None, named: Mapping[str, etree._Element]) -> bool | None:
    """What a style says, or the nearest style that it is based on."""
    for _ in range(_MAX_CHAIN):
        if style is None:
            return None
        own = _own_mark(find_child(style, "rPr"))
        if own is not None:
            return own
        style = named.get(find_value(find_child(style, "basedOn")) or "")
    return None


def drop_struck(root: etree._Element) -> tuple[Struck, ...]:
    """Take out of the tree of a web page what is struck out; the text behind it stays."""
    sheets = "".join("".join(map(str, sheet.itertext())) for sheet in root.iter("style"))
    classes = _struck_classes(sheets[:_MAX_SHEETS])
    found: list[Struck] = []
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None or not isinstance(element.tag, str) or not _is_struck(element, classes):
            continue
        text = "".join(map(str, element.itertext()))
        previous = element.getprevious()
        before = (parent.text if previous is None else previous.tail) or ""
        if text.strip():
            found.append(Struck(before.strip()[-20:], text.strip()))
        _take_out(element, parent, previous)
    return tuple(found)


def _struck_classes(sheets: str) -> frozenset[str]:
    rules = (rule for rule in _RULE.finditer(sheets) if _LINE_THROUGH.search(rule.group(2)))
    names = (selector.strip() for rule in rules for selector in rule.group(1).split(","))
    return frozenset(found.group(1) for name in names if (found := _CLASS.fullmatch(name)))


def _is_struck(element: etree._Element, classes: frozenset[str]) -> bool:
    if element.tag.lower() in ("s", "strike", "del") or _LINE_THROUGH.search(element.get("style", "")):
        return True
    return bool(classes and classes & set(element.get("class", "").split()))


def _take_out(element: etree._Element, parent: etree._Element, previous: etree._Element | None) -> None:
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
