"""How does a worksheet go to a translation tool, and what came back? XLIFF 1.2 (OASIS), a unit for each title, heading,
sentence and part.

What comes back is hostile: it is capped, and may declare no document type, and so no entity. Invariant: English that
came back is English of a person only in a state that says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Tree

from search_app.files.read import DocumentError
from search_app.library.worksheet.sheet import Line, Place, Worksheet
from search_app.library.worksheet.writing import tell_hints
from search_app.model import Taken
from search_app.text.printable import make_printable, make_writable

MAX_BYTES = 20_000_000
_SPACE = "urn:oasis:names:tc:xliff:document:1.2"
_IN = f"{{{_SPACE}}}"
_SPACED = "{http://www.w3.org/XML/1998/namespace}space"
_SENT = "previous-version"  # XLIFF 1.2, 2.3: what stood in the target before; here what went to the tool
_MAX_DEPTH = 100  # elements within elements; ours has five
_UNIT = re.compile(r"(?:(.+)/)?(title|headings|sentences|parts)/\d+")
# Elements in a target that hold text of it (XLIFF 1.2, 2.4); what stands in the others is code of a file's format.
_OF_TEXT = frozenset({f"{_IN}g", f"{_IN}mrk", f"{_IN}x", f"{_IN}bx", f"{_IN}ex"})

# States of a target (XLIFF 1.2, 3.2) in which a person has done with it.
_REVISED = frozenset({"final", "signed-off", "translated"})
_OF_A_MACHINE = frozenset({"mt-suggestion", "leveraged-mt"})  # where English came from: never a person's, in any state


@dataclass(frozen=True, slots=True)
class Back:
    """English that came back, and its state where that says that nobody has done with it yet."""

    en: str
    unfinished: str | None
    signed: bool = False  # a state says that a person has done with it
    sent: str | None = None  # the English that went to the tool, where that was a draft, wrong or not finished


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a file: its name there, where it may stand on the sheet, its Chinese, and what came back."""

    id: str
    places: tuple[Place, ...]
    zh: str
    back: Back


def write_xliff(sheet: Worksheet) -> bytes:
    """``sheet`` for a translation tool; what helps stands in notes, what is like a sentence in ``alt-trans``."""
    Tree.register_namespace("", _SPACE)
    root = Tree.Element(f"{_IN}xliff", {"version": "1.2"})
    languages = {"source-language": "zh-CN", "target-language": "en-GB"}
    file = Tree.SubElement(root, f"{_IN}file", {"original": sheet.document, "datatype": "plaintext", **languages})
    body = Tree.SubElement(file, f"{_IN}body")
    groups: dict[str, Tree.Element] = {}
    counts: Counter[Place] = Counter()
    for place, line in sheet.lines:
        clause, _ = place
        if clause and clause not in groups:
            groups[clause] = Tree.SubElement(body, f"{_IN}group", {"id": clause, "resname": clause})
        counts[place] += 1
        _add_unit(groups.get(clause, body), place, counts[place], line)
    Tree.indent(root)
    return bytes(Tree.tostring(root, "utf-8", xml_declaration=True))


def _add_unit(group: Tree.Element, place: Place, n: int, line: Line) -> None:
    clause, kind = place
    name = {"id": f"{clause}/{kind}/{n}" if clause else f"{kind}/{n}", "restype": f"x-{kind}", _SPACED: "preserve"}
    unit = Tree.SubElement(group, f"{_IN}trans-unit", name)
    _add(unit, "source", line.zh)
    said = line.unfinished.en if line.unfinished and not line.en else line.en  # what is begun is gone on with
    _add(unit, "target", said, **_find_state(line))
    for hint in (*tell_hints(line), *_tell_more(line)):
        _add(unit, "note", hint)
    if line.unrevised or line.wrong or (line.unfinished and not line.en):
        sent = Tree.SubElement(unit, f"{_IN}alt-trans", {"alttranstype": _SENT})
        _add(sent, "target", said)
    for match in line.like:
        told = {"match-quality": f"{match.percent}%", "origin": match.pair.source}
        like = Tree.SubElement(unit, f"{_IN}alt-trans", told)
        _add(like, "source", match.pair.zh)
        _add(like, "target", match.pair.en)


def _tell_more(line: Line) -> Iterator[str]:
    if isinstance(line.unrevised, Taken):
        yield f"taken from {line.unrevised.source}, not revised for this document"
    if line.wrong:
        yield f"wrong: {line.wrong}"
    if line.unfinished:
        yield f"not finished ({line.unfinished.state}): {line.unfinished.en}"


def _find_state(line: Line) -> dict[str, str]:
    if isinstance(line.unrevised, Taken):
        return {"state": "needs-review-translation", "state-qualifier": "exact-match"}
    if line.unrevised or (line.unfinished and line.unfinished.state in _OF_A_MACHINE and not line.en):
        return {"state": "needs-review-translation", "state-qualifier": "mt-suggestion"}
    if line.wrong or (line.unfinished and not line.en):
        return {"state": "needs-review-translation"}
    return {"state": "translated" if line.en else "needs-translation"}


def _add(above: Tree.Element, name: str, text: str, **attributes: str) -> None:
    Tree.SubElement(above, _IN + name, attributes).text = make_writable(text)


class _NoTypes(Tree.TreeBuilder):
    """Stops at a document type, before any entity is declared, and where elements nest too deeply."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Called by the parser where one begins."""
        raise ValueError("declares a document type")

    def start(self, tag: Any, attrs: Any) -> Tree.Element:
        """Called by the parser where an element begins."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ValueError("nests too deeply")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Tree.Element:
        """Called by the parser where it ends."""
        self._depth -= 1
        return super().end(tag)


def read_units(content: bytes, name: str) -> tuple[tuple[str | None, tuple[Unit, ...]], ...]:
    """(the document it is of, its units) of each file that ``content``, which messages call ``name``, has in it; none
    when it is no XLIFF 1.2. DocumentError when it cannot be read, or is too large."""
    files = _parse(content, name).iterfind(f"{_IN}file")
    return tuple((file.get("original"), tuple(_list_units(file))) for file in files)


def _parse(content: bytes, name: str) -> Tree.Element:
    said = make_printable(name)
    if len(content) > MAX_BYTES:
        raise DocumentError(f"{said}: is larger than {MAX_BYTES:,} bytes; give one document at a time")
    try:
        parser: Any = Tree.XMLParser(target=_NoTypes())  # noqa: S314 (no document type, and so no entities)
        parser.feed(content)
        root: Tree.Element = parser.close()
    except (Tree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise DocumentError(
            f"{said}: cannot be read ({make_printable(str(error))}); save it as XLIFF 1.2 in UTF-8"
        ) from error
    return root


def _list_units(above: Tree.Element, group: str = "") -> Iterator[Unit]:
    """All units, wherever a tool has put them."""
    for child in above:
        if child.tag == f"{_IN}trans-unit":
            yield _read_unit(child, group)
        else:
            yield from _list_units(child, child.get("id", group) if child.tag == f"{_IN}group" else group)


def _read_unit(unit: Tree.Element, group: str) -> Unit:
    places = [(group, unit.get("restype", "").removeprefix("x-"))]
    if named := _UNIT.fullmatch(unit.get("id", "")):
        places.append((named[1] or "", named[2]))
    unfinished = _find_unfinished(unit)
    signed = not unfinished and _is_signed(unit)
    back = Back(_read(unit, "target").strip(), unfinished, signed, _find_sent(unit))
    return Unit(unit.get("id", ""), tuple(places), _read(unit, "source"), back)


def _find_unfinished(unit: Tree.Element) -> str | None:
    """What says that nobody has done with a target: its state, where it came from, or that it was not approved."""
    target = unit.find(f"{_IN}target")
    attributes = {} if target is None else target.attrib
    state, origin = attributes.get("state"), attributes.get("state-qualifier")
    if unit.get("approved") == "no":
        return "approved: no"
    if origin in _OF_A_MACHINE:
        return make_printable(origin)
    return None if state in _REVISED or not (state or origin) else make_printable(state or origin or "")


def _is_signed(unit: Tree.Element) -> bool:
    target = unit.find(f"{_IN}target")
    return unit.get("approved") == "yes" or (target is not None and target.get("state") in _REVISED)


def _find_sent(unit: Tree.Element) -> str | None:
    for other in unit.iterfind(f"{_IN}alt-trans"):
        if other.get("alttranstype") == _SENT:
            return _read(other, "target")
    return None


def _read(unit: Tree.Element, name: str) -> str:
    """The text of a child, also within the marks that a tool has put into it."""
    child = unit.find(_IN + name)
    return "" if child is None else "".join(_list_text(child))


def _list_text(element: Tree.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _OF_TEXT:
            yield from _list_text(child)
        yield child.tail or ""
