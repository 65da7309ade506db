"""How does a worksheet go to a translation tool and come back? XLIFF 1.2 (OASIS), a unit for each title, heading,
sentence and part.

A unit is told by its clause and its Chinese, so that what came back fits though sentences were added meanwhile. What
comes back is hostile: it is capped, and may declare no document type, and so no entity. Invariant: English that came
back is taken over, or named; it is English of a person only in a state that says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree as Tree

from search_app.files.read import DocumentError
from search_app.library.worksheet.sheet import Line, Place, Worksheet
from search_app.library.worksheet.writing import tell_hints
from search_app.text.fold import squeeze
from search_app.text.printable import make_printable, make_writable

MAX_BYTES = 20_000_000
_SPACE = "urn:oasis:names:tc:xliff:document:1.2"
_IN = f"{{{_SPACE}}}"
_SPACED = "{http://www.w3.org/XML/1998/namespace}space"
_SENT = "previous-version"  # XLIFF 1.2, 2.3: what stood in the target before; here what went to the tool
_QUOTED = 300  # characters of a text in a message
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
    sent: str | None = None  # the English that went to the tool, where that was a draft or wrong


Translated = Mapping[tuple[Place, str], Back]  # by its place and its Chinese


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
    _add(unit, "target", line.en, **_find_state(line))
    for hint in (*tell_hints(line), *([f"wrong: {line.wrong}"] if line.wrong else [])):
        _add(unit, "note", hint)
    if line.machine_draft or line.wrong:
        sent = Tree.SubElement(unit, f"{_IN}alt-trans", {"alttranstype": _SENT})
        _add(sent, "target", line.en)
    if line.like:
        like = Tree.SubElement(
            unit, f"{_IN}alt-trans", {"match-quality": f"{line.like.percent}%", "origin": line.like.pair.source}
        )
        _add(like, "source", line.like.pair.zh)
        _add(like, "target", line.like.pair.en)


def _find_state(line: Line) -> dict[str, str]:
    if line.machine_draft:
        return {"state": "needs-review-translation", "state-qualifier": "mt-suggestion"}
    if line.wrong:
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


def read_xliff(content: bytes, sheet: Worksheet, name: str) -> tuple[Translated, tuple[str, ...]]:
    """(what ``content``, a file called ``name``, has in English for the lines of ``sheet``; a message for each target
    that fits none of them, or says one of them in another way: of that neither is taken). DocumentError when it is no
    XLIFF 1.2 of its document, or too large."""
    files = list(_parse(content, name).iterfind(f"{_IN}file"))
    if all(file.get("original") != sheet.document for file in files):
        raise DocumentError(f"{make_printable(name)}: is no XLIFF 1.2 of {sheet.document}; write it with --xliff")
    find = _Finder(sheet)
    found: dict[tuple[Place, str], Back] = {}
    unfit: list[str] = []
    twice: set[tuple[Place, str]] = set()
    for file in files:
        for group, unit in _list_units(file):
            zh, en = _read(unit, "source"), _read(unit, "target").strip()
            at = find(group, unit, zh) if file.get("original") == sheet.document else None
            if not en:
                continue
            if at is None:
                unfit.append(f"fits no line: {unit.get('id', '')} {_quote(zh)} → {_quote(en)}")
            elif at in found and found[at].en != en:
                twice.add(at)
                where, both = at[0][0] or at[0][1], _both(found[at].en, en)
                unfit.append(f"one sentence of {where} is said in two ways: {_quote(zh)}, {both}")
            else:
                unfinished = _find_unfinished(unit)
                found[at] = Back(en, unfinished, not unfinished and _is_signed(unit), _find_sent(unit))
    return {at: back for at, back in found.items() if at not in twice}, tuple(unfit)


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


def _list_units(above: Tree.Element, group: str = "") -> Iterator[tuple[str, Tree.Element]]:
    """(id of the group it stands in, unit) of all units, wherever a tool has put them."""
    for child in above:
        if child.tag == f"{_IN}trans-unit":
            yield group, child
        else:
            yield from _list_units(child, child.get("id", group) if child.tag == f"{_IN}group" else group)


class _Finder:
    """Finds the line of a sheet that a unit is of: by its name and its Chinese, or by its Chinese where only one line
    says that. White space, which tools put in and take out, tells nothing."""

    def __init__(self, sheet: Worksheet) -> None:
        self._named: dict[tuple[Place, str], tuple[Place, str]] = {}
        self._said: dict[str, set[tuple[Place, str]]] = {}
        for place, line in sheet.lines:
            plain = squeeze(make_writable(line.zh))
            self._named[place, plain] = place, line.zh
            self._said.setdefault(plain, set()).add((place, line.zh))

    def __call__(self, group: str, unit: Tree.Element, zh: str) -> tuple[Place, str] | None:
        """The place and the Chinese of its line; None where there is none."""
        plain = squeeze(zh)
        places = [(group, unit.get("restype", "").removeprefix("x-"))]
        if named := _UNIT.fullmatch(unit.get("id", "")):
            places.append((named[1] or "", named[2]))
        for place in places:
            if at := self._named.get((place, plain)):
                return at
        said = self._said.get(plain, set())
        return next(iter(said)) if len(said) == 1 else None


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


def take_over(sheet: Worksheet, translated: Translated) -> tuple[Worksheet, tuple[str, ...]]:
    """(``sheet`` with what was ``translated``, a message for each line for which a person has written other English:
    it is left as it is). What came from the memory is corrected, and so is what a machine drafted or cannot be
    published, where it is still what went to the tool. A draft that comes back as it was stays one, unless signed."""
    other: list[str] = []

    def take(place: Place, line: Line) -> Line:
        back = translated.get((place, line.zh))
        if back is None or back.en == line.en.strip():
            return replace(line, machine_draft=None) if back and back.signed else line
        if line.en and not line.source and (back.sent or "").strip() != make_writable(line.en).strip():
            other.append(f"other English stands in the file: {_quote(line.zh)}, {_both(line.en, back.en)}")
            return line
        return _take(line, back)

    made = sheet.map_lines(take)
    return made, tuple(other)


def _take(line: Line, back: Back) -> Line:
    """``line`` with the English that came back. A machine draft stays one until its state says that it was revised; of
    other English that is not finished a remark is made."""
    if back.unfinished and not line.machine_draft:
        return replace(line, unfinished=f"({back.unfinished}): {back.en}")
    draft = line.machine_draft if back.unfinished else None
    return Line(line.zh, back.en, machine_draft=draft, was=None if line.machine_draft else line.en or None)


def _both(one: str, other: str) -> str:
    return f"{_quote(one)} and {_quote(other)}; make them one"


def _quote(text: str) -> str:
    return f"“{make_printable(text[:_QUOTED])}{'…' if len(text) > _QUOTED else ''}”"
