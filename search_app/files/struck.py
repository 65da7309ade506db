"""Which words of a Word document or a web page are struck out?

Struck-out words are no text: an amendment that strikes 20万元 and writes 50万元 behind it grants 50万元. That they were
left out is said, so that a person can look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from search_app.files.parsed import Struck
from search_app.files.wordxml import find_child, find_tag, find_value, is_on

_MARKED = ("strike", "dstrike")
_MAX_CHAIN = 20  # styles based on styles; Word allows 11
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,80}line-through", re.I)
_NOT_STRUCK = re.compile(r"text-decoration(?:-line)?\s{0,9}:\s{0,9}none", re.I)
_MAX_SHEETS = 200_000  # characters of style sheets that are looked at
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
_COMPOUND = re.compile(r"([a-z][a-z0-9]{0,30}|\*)?((?:[.#][\w-]{1,80}){0,8})", re.I)
MAX_SELECTORS = 300


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
    selectors = _struck_selectors(sheets[:_MAX_SHEETS])
    found: list[Struck] = []
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None or not isinstance(element.tag, str) or not _is_struck(element, selectors):
            continue
        text = "".join(map(str, element.itertext()))
        previous = element.getprevious()
        before = (parent.text if previous is None else previous.tail) or ""
        if text.strip():
            found.append(Struck(before.strip()[-20:], text.strip()))
        _take_out(element, parent, previous)
    return tuple(found)


def _struck_selectors(sheets: str) -> tuple[_Selector, ...]:
    plain = "".join(piece.partition("*/")[2] if n else piece for n, piece in enumerate(sheets.split("/*")))
    rules = (rule for rule in _RULE.finditer(plain) if _LINE_THROUGH.search(rule.group(2)))
    names = (name.strip() for rule in rules for name in rule.group(1).split(","))
    read = (_read_selector(name) for name in islice(names, MAX_SELECTORS))
    return tuple(selector for selector in read if selector is not None)


@dataclass(frozen=True, slots=True)
class _Compound:
    """What one element must be: its tag, "" for any, its id and its classes; ``child``: of the one before it."""

    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    child: bool

    def fits(self, element: etree._Element) -> bool:
        """Whether ``element`` is such a one."""
        if not isinstance(element.tag, str) or (self.tag and element.tag.lower() != self.tag):
            return False
        return self.ids <= {element.get("id", "")} and self.classes <= set(element.get("class", "").split())


_Selector = tuple[_Compound, ...]


def _read_selector(text: str) -> _Selector | None:
    """The compounds of ``text`` from the outermost to the innermost; None when it asks for more than tags, ids, classes
    and what stands in what."""
    compounds: list[_Compound] = []
    child = False
    for word in text.replace(">", " > ").split():
        if word == ">":
            child = True
            continue
        found = _COMPOUND.fullmatch(word)
        if found is None:
            return None
        names = re.findall(r"[.#][\w-]+", found.group(2))
        ids, classes = (frozenset(name[1:] for name in names if name[0] == sign) for sign in "#.")
        compounds.append(_Compound((found.group(1) or "").lower().strip("*"), ids, classes, child))
        child = False
    return tuple(compounds) or None


def _selects(selector: _Selector, element: etree._Element) -> bool:
    *outer, last = selector
    if not last.fits(element):
        return False
    above = element.getparent()
    for n in range(len(outer) - 1, -1, -1):
        if selector[n + 1].child:
            if above is None or not outer[n].fits(above):
                return False
        else:
            while above is not None and not outer[n].fits(above):
                above = above.getparent()
            if above is None:
                return False
        above = above.getparent()
    return True


def _is_struck(element: etree._Element, selectors: tuple[_Selector, ...]) -> bool:
    style = element.get("style", "")
    if element.tag.lower() in ("s", "strike", "del") or _LINE_THROUGH.search(style):
        return not _NOT_STRUCK.search(style)
    return not _NOT_STRUCK.search(style) and any(_selects(selector, element) for selector in selectors)


def _take_out(element: etree._Element, parent: etree._Element, previous: etree._Element | None) -> None:
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
