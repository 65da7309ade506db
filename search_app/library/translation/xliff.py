"""How does a worksheet go to a translation tool and come back? XLIFF 1.2 (OASIS), a unit for each sentence and part.

A unit is told by its clause and its Chinese, so that what came back fits though sentences were added meanwhile. What
comes back is hostile: it is capped, and may declare no document type, and so no entity. A machine draft goes out to
be reviewed, and is English of a person once it comes back in a state that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree as Tree

from search_app.files.read import DocumentError
from search_app.library.translation.worksheet import Entry, Line, Worksheet
from search_app.library.translation.writing import tell_hints
from search_app.text.printable import make_printable, make_writable

MAX_BYTES = 20_000_000
_SPACE = "urn:oasis:names:tc:xliff:document:1.2"
_IN = f"{{{_SPACE}}}"
_SPACED = "{http://www.w3.org/XML/1998/namespace}space"
_KINDS = ("sentences", "parts")

# States of a target (XLIFF 1.2, 3.2) in which a person has done with it.
_REVISED = frozenset({"final", "signed-off", "translated"})


@dataclass(frozen=True, slots=True)
class Back:
    """English that came back, and whether its state says that a person has done with it."""

    en: str
    revised: bool


Translated = dict[tuple[str, str, str], Back]  # by (clause, "sentences" or "parts", Chinese)


def write_xliff(sheet: Worksheet) -> bytes:
    """``sheet`` for a translation tool; what helps stands in notes, what is like a sentence in ``alt-trans``."""
    Tree.register_namespace("", _SPACE)
    root = Tree.Element(f"{_IN}xliff", {"version": "1.2"})
    languages = {"source-language": "zh-CN", "target-language": "en-GB"}
    file = Tree.SubElement(root, f"{_IN}file", {"original": sheet.document, "datatype": "plaintext", **languages})
    body = Tree.SubElement(file, f"{_IN}body")
    for entry in sheet.entries:
        group = Tree.SubElement(body, f"{_IN}group", {"id": entry.clause, "resname": entry.clause})
        for kind, lines in zip(_KINDS, (entry.sentences, entry.parts), strict=True):
            for n, line in enumerate(lines):
                _add_unit(group, entry, kind, n, line)
    Tree.indent(root)
    return bytes(Tree.tostring(root, "utf-8", xml_declaration=True))


def _add_unit(group: Tree.Element, entry: Entry, kind: str, n: int, line: Line) -> None:
    name = {"id": f"{entry.clause}/{kind}/{n + 1}", "restype": f"x-{kind}", _SPACED: "preserve"}
    unit = Tree.SubElement(group, f"{_IN}trans-unit", name)
    _add(unit, "source", line.zh)
    _add(unit, "target", line.en, **_find_state(line))
    for hint in tell_hints(line):
        _add(unit, "note", hint)
    if line.like:
        like = Tree.SubElement(
            unit, f"{_IN}alt-trans", {"match-quality": f"{line.like.percent}%", "origin": line.like.pair.source}
        )
        _add(like, "source", line.like.pair.zh)
        _add(like, "target", line.like.pair.en)


def _find_state(line: Line) -> dict[str, str]:
    if line.machine_draft:
        return {"state": "needs-review-translation", "state-qualifier": "mt-suggestion"}
    return {"state": "translated" if line.en else "needs-translation"}


def _add(above: Tree.Element, name: str, text: str, **attributes: str) -> None:
    Tree.SubElement(above, _IN + name, attributes).text = make_writable(text)


class _NoTypes(Tree.TreeBuilder):
    """Stops at a document type, before any entity is declared."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Called by the parser where one begins."""
        raise ValueError("declares a document type")


def read_xliff(content: bytes, sheet: Worksheet, name: str) -> Translated:
    """What ``content``, a file called ``name``, has in English for the lines of ``sheet``. DocumentError when it is no
    XLIFF 1.2 of its document, or too large."""
    file = _parse(content, name).find(f"{_IN}file")
    if file is None or file.get("original") != sheet.document:
        raise DocumentError(f"{make_printable(name)}: is no XLIFF 1.2 of {sheet.document}; write it with --xliff")
    found: Translated = {}
    for group in file.iterfind(f"{_IN}body/{_IN}group"):
        for unit in group.iterfind(f"{_IN}trans-unit"):
            zh, en = _read(unit, "source"), _read(unit, "target").strip()
            if en:
                place = group.get("id", ""), unit.get("restype", "").removeprefix("x-"), zh
                found[place] = Back(en, _is_revised(unit))
    return dict(_fit(found, sheet))


def _parse(content: bytes, name: str) -> Tree.Element:
    said = make_printable(name)
    if len(content) > MAX_BYTES:
        raise DocumentError(f"{said}: is larger than {MAX_BYTES:,} bytes; give one document at a time")
    try:
        parser: Any = Tree.XMLParser(target=_NoTypes())  # noqa: S314 (no document type, and so no entities)
        parser.feed(content)
        root: Tree.Element = parser.close()
    except (Tree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise DocumentError(f"{said}: cannot be read ({make_printable(str(error))}); save it as XLIFF 1.2") from error
    return root


def _is_revised(unit: Tree.Element) -> bool:
    target = unit.find(f"{_IN}target")
    return target is not None and target.get("state") in _REVISED


def _read(unit: Tree.Element, name: str) -> str:
    """The text of a child, also within the marks that a tool has put into it."""
    child = unit.find(_IN + name)
    return "" if child is None else "".join(child.itertext())


def _fit(found: Translated, sheet: Worksheet) -> Iterator[tuple[tuple[str, str, str], Back]]:
    """Those of ``found`` that belong to a line of ``sheet``, under its Chinese as the text has it."""
    for entry in sheet.entries:
        for kind, lines in zip(_KINDS, (entry.sentences, entry.parts), strict=True):
            for line in lines:
                en = found.get((entry.clause, kind, make_writable(line.zh)))
                if en:
                    yield (entry.clause, kind, line.zh), en


def take_over(sheet: Worksheet, translated: Translated) -> tuple[Worksheet, tuple[str, ...]]:
    """(``sheet`` with what was ``translated`` of the lines that had no English or that of a machine, ids of the clauses
    in which a line has other English than came back: it is left as it is)."""
    entries, other = [], []
    for entry in sheet.entries:
        made = []
        for kind, lines in zip(_KINDS, (entry.sentences, entry.parts), strict=True):
            back = [(line, translated.get((entry.clause, kind, line.zh))) for line in lines]
            if any(_is_of_a_person(line) and one and one.en != line.en.strip() for line, one in back):
                other.append(entry.clause)
            made.append(tuple(_take_line(line, one) for line, one in back))
        changed = (made[0], made[1]) != (entry.sentences, entry.parts)
        entries.append(replace(entry, sentences=made[0], parts=made[1], done=entry.done and not changed))
    return replace(sheet, entries=tuple(entries)), tuple(dict.fromkeys(other))


def _is_of_a_person(line: Line) -> bool:
    return bool(line.en) and line.machine_draft is None


def _take_line(line: Line, back: Back | None) -> Line:
    """``line`` with the English that came back. A machine draft stays one until its state says that it was revised."""
    if back is None or _is_of_a_person(line):
        return line
    draft = None if back.revised else line.machine_draft
    return replace(line, en=back.en, like=None, terms=(), figures=(), machine_draft=draft)
