"""Which number does Word print before a paragraph? Counts the lists of numbering.xml as the paragraphs come.

Invariant: ``make_label`` is called once for each printed paragraph, in order; a label is what Word shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from search_app.files.printed_numbers import make_number
from search_app.files.wordxml import find_child, find_number, find_tag, find_value, is_on

_SUFFIX = {"nothing": "", "space": " ", "tab": " "}  # a tab would look like the edge of a table cell
_MAX_CHAIN = 20  # styles based on styles; Word allows 11


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list; ``restart`` is w:lvlRestart, None when the level restarts after every higher one."""

    start: int
    style: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    paragraph_style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: the abstract list whose count it shares, its levels, and the levels that it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    overrides: dict[int, int]


class Numbering:
    """The counters of one document. ``numbering`` and ``styles`` are the roots of these parts, or None."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default: str | None = None
        for style in () if styles is None else styles:
            if find_tag(style) == "style" and (name := find_value(style, "styleId")):
                self._styles[name] = style
                if find_value(style, "type") == "paragraph" and find_value(style, "default") in ("1", "true", "on"):
                    self._default = self._default or name
        self._abstract: dict[str, etree._Element] = {}
        self._nums: dict[str, etree._Element] = {}
        for element in () if numbering is None else numbering:
            if find_tag(element) == "abstractNum":
                self._abstract[find_value(element, "abstractNumId") or ""] = element
            elif find_tag(element) == "num":
                self._nums[find_value(element, "numId") or ""] = element
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()

    def make_label(self, properties: etree._Element | None) -> str:
        """What Word prints before the paragraph with the w:pPr ``properties``, with a space after it; or ""."""
        number, depth = self._find_place(properties)
        found = self._find_list(number) if number not in (None, "0") else None
        if number is None or found is None or depth not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        if number not in self._used:
            self._used.add(number)
            for restarted in found.overrides:
                counts.pop(restarted, None)
        counts[depth] = counts[depth] + 1 if depth in counts else _start(found, depth)
        for below, level in found.levels.items():
            if below > depth and (level.restart is None or depth < level.restart):
                counts.pop(below, None)
        return _print(found, depth, counts)

    def _find_place(self, properties: etree._Element | None) -> tuple[str | None, int]:
        """(w:numId, level) of a paragraph: its own, else that of its style."""
        style = find_value(find_child(properties, "pStyle")) or self._default
        own = find_child(properties, "numPr")
        number, depth = find_value(find_child(own, "numId")), find_number(find_child(own, "ilvl"))
        for _ in range(_MAX_CHAIN):
            if number is not None or style is None or style not in self._styles:
                break
            inherited = find_child(self._styles[style], "pPr", "numPr")
            number = find_value(find_child(inherited, "numId"))
            if depth is None:
                depth = find_number(find_child(inherited, "ilvl"))
            if number is not None and depth is None and (found := self._find_list(number)):
                depth = next((n for n, level in found.levels.items() if level.paragraph_style == style), None)
            style = find_value(find_child(self._styles[style], "basedOn"))
        return number, depth or 0

    def _find_list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._read_list(number)
        return self._lists[number]

    def _read_list(self, number: str) -> _List | None:
        num = self._nums.get(number)
        name = find_value(find_child(num, "abstractNumId"))
        abstract = self._follow(name)
        if num is None or name is None or abstract is None:
            return None
        levels, overrides = _read_levels(abstract), {}
        for override in num:
            depth = find_number(override, "ilvl")
            if find_tag(override) != "lvlOverride" or depth is None:
                continue
            start = find_number(find_child(override, "startOverride"))
            replaced = find_child(override, "lvl")
            if replaced is not None:
                levels[depth] = _read_level(replaced)
            if start is not None:
                overrides[depth] = start
        return _List(find_value(abstract, "abstractNumId") or name, levels, overrides)

    def _follow(self, name: str | None) -> etree._Element | None:
        """The abstract list ``name``; one that only points to a list style is followed to it."""
        abstract = self._abstract.get(name or "")
        for _ in range(_MAX_CHAIN):
            link = find_value(find_child(abstract, "numStyleLink"))
            if link is None or link not in self._styles:
                return abstract
            number = find_value(find_child(self._styles[link], "pPr", "numPr", "numId"))
            abstract = self._abstract.get(find_value(find_child(self._nums.get(number or ""), "abstractNumId")) or "")
        return None


def _read_levels(abstract: etree._Element) -> dict[int, _Level]:
    levels = {}
    for element in abstract:
        depth = find_number(element, "ilvl")
        if find_tag(element) == "lvl" and depth is not None:
            levels[depth] = _read_level(element)
    return levels


def _read_level(level: etree._Element) -> _Level:
    start = find_number(find_child(level, "start"))
    style = find_child(level, "numFmt")
    if style is None:  # Word wraps formats newer than 2007: <mc:Choice> custom, <mc:Fallback> what others print
        style = next((e for e in reversed(list(level.iter())) if find_tag(e) == "numFmt"), None)
    return _Level(
        start=1 if start is None else start,
        style=find_value(style) or "decimal",
        text=find_value(find_child(level, "lvlText")) or "",
        suffix=_SUFFIX.get(find_value(find_child(level, "suff")) or "tab", " "),
        restart=find_number(find_child(level, "lvlRestart")),
        legal=is_on(find_child(level, "isLgl")),
        paragraph_style=find_value(find_child(level, "pStyle")),
    )


def _start(found: _List, depth: int) -> int:
    return found.overrides.get(depth, found.levels[depth].start)


def _print(found: _List, depth: int, counts: dict[int, int]) -> str:
    level = found.levels[depth]
    if level.style == "bullet":
        # Symbol fonts keep their bullets in the private area, where no other font has a sign.
        sign = "•" if any("\ue000" <= char <= "\uf8ff" for char in level.text) else level.text
        return sign + level.suffix if sign.strip() else ""

    def one(match: re.Match[str]) -> str:
        above = int(match.group(1)) - 1
        if above not in found.levels:
            return ""
        style = "decimal" if level.legal and found.levels[above].style != "none" else found.levels[above].style
        return "" if style == "bullet" else make_number(style, counts.get(above, _start(found, above)))

    printed = re.sub(r"%([1-9])", one, level.text)
    return printed + level.suffix if printed.strip() else ""
