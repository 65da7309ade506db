"""How is a worksheet written into the file of its document, without touching what a person wrote there?

What a machine found stands in lines that begin with ``#:`` and is written anew each time. A clause that is whole keeps
every character. Invariant: all English that stood in the file stands in it still, beside its sentence, or where the
sentence went, in ``former`` of its clause; else nothing is written.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from search_app.files.read import DocumentError
from search_app.library.translation.file import FOLDER, Pairs
from search_app.library.translation.worksheet import Entry, Line, Worksheet
from search_app.text.printable import make_printable

_HEAD = "# Unofficial translation; the Chinese text prevails. Each pair is a sentence of the text and its English.\n"
# The head of a table with the comments above it.
_TABLE = re.compile(
    r"^(?:[ \t]*(?:#.*)?\n)*[ \t]*\[\[?[ \t]*(title|heading|clause)[ \t]*\]\]?[ \t]*(?:#.*)?$", re.MULTILINE
)
_COMMENT = re.compile(r"^(?:[ \t]*|[^#]*\][ \t]*,?[ \t]*)(#(?!:)[^\"]*)$")
_ACTS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def write_new(sheet: Worksheet) -> str:
    """The file of a document that has none."""
    title = f"[title]\nzh = {_quote(sheet.title)}\nen = {_quote(sheet.title_en)}\n"
    return "".join((_HEAD, "\n", title, *map(_write_heading, sheet.headings), *map(_write_entry, sheet.entries)))


def extend(text: str, sheet: Worksheet) -> str:
    """``text``, the file as it is, with the clauses, sentences, parts and headings that it lacks. DocumentError where
    that cannot be done without changing what a person wrote."""
    before = tomllib.loads(text)
    head, blocks = _split(text)
    ids = [clause["id"] for clause in before.get("clause", ())]
    places = [n for n, (kind, _) in enumerate(blocks) if kind == "clause"]
    if len(places) != len(ids) or len(set(ids)) != len(ids):
        raise _refuse(sheet)
    at = dict(zip(ids, places, strict=True))
    known = [heading["zh"] for heading in before.get("heading", ())]
    headings = "".join(_write_heading(line) for line in sheet.headings if line.zh not in known)
    behind = max((n for n, (kind, _) in enumerate(blocks) if kind != "clause"), default=-1)
    written = [block for _, block in blocks]
    for n, line in _find_unsaid(before, blocks, sheet):
        written[n] = _rewrite(written[n], partial(_write_heading, line))
    if headings and behind >= 0:
        written[behind] = _end(written[behind]) + headings
    last = min(places, default=len(blocks)) - 1
    for entry in sheet.entries:
        place = at.get(entry.clause)
        if place is None:
            written[last] = _end(written[last]) + _write_entry(entry)
        else:
            last = place
            if not entry.done:
                written[place] = _rewrite(blocks[place][1], partial(_write_entry, entry))
    made = head + "".join(written)
    if not _keeps(before, made, sheet):
        raise _refuse(sheet)
    return made


def _refuse(sheet: Worksheet) -> DocumentError:
    return DocumentError(
        f"{FOLDER}/{sheet.document}.toml: cannot be extended without changing what stands in it; "
        "write each clause once, with [[clause]] on a line of its own"
    )


def _find_unsaid(
    file: dict[str, Any], blocks: Sequence[tuple[str, str]], sheet: Worksheet
) -> Iterator[tuple[int, Line]]:
    """(its table, the line) of each heading that nobody has translated, where each has a table of its own."""
    lines = {line.zh: line for line in sheet.headings}
    headings = file.get("heading", ())
    places = [n for n, (kind, _) in enumerate(blocks) if kind == "heading"]
    if len(places) == len(headings):
        for place, heading in zip(places, headings, strict=True):
            if not heading["en"] and heading["zh"] in lines:
                yield place, lines[heading["zh"]]


def _split(text: str) -> tuple[str, list[tuple[str, str]]]:
    """(what stands above the first table, (kind, text) of each table)."""
    found = list(_TABLE.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    head = text[: found[0].start()] if found else text
    return head, [(one.group(1), text[one.start() : end]) for one, end in zip(found, ends, strict=True)]


def _end(block: str) -> str:
    return block if block.endswith("\n") else block + "\n"


def _rewrite(block: str, write: Callable[[Sequence[str]], str]) -> str:
    """``block`` as ``write`` writes it; what stands above it stays, and remarks within it stand below its name."""
    found = _TABLE.match(block)
    start = block.rfind("\n", 0, found.start(1)) + 1 if found else 0
    remarks = [one.group(1).rstrip() for line in block[start:].split("\n") if (one := _COMMENT.match(line))]
    return block[:start] + write(remarks).lstrip("\n")


def _keeps(before: dict[str, Any], made: str, sheet: Worksheet) -> bool:
    """Whether ``made`` holds all that a person wrote into the file ``before``."""
    try:
        after = tomllib.loads(made)
    except ValueError:
        return False  # what looked like a table stood within a text
    now = {clause["id"]: clause for clause in after.get("clause", ())}
    former = {entry.clause: {("sentences", *pair) for pair in entry.former} for entry in sheet.entries}
    for key, value in before.items():
        if key == "heading":
            if not all(one in after.get(key, ()) for one in value if one["en"]):
                return False
        elif key != "clause" and after.get(key) != value:
            return False
    return all(
        _list_written(clause) <= _list_written(now.get(clause["id"], {})) | former.get(clause["id"], set())
        for clause in before.get("clause", ())
    )


def _list_written(clause: dict[str, Any]) -> set[tuple[str, str, str]]:
    """What has a third is a machine draft."""
    kinds = ("sentences", "parts", "notes", "former")
    return {(kind, zh, en) for kind in kinds for zh, en, *draft in clause.get(kind, ()) if en and not draft}


def _write_heading(line: Line, remarks: Sequence[str] = ()) -> str:
    lines = ["", "[[heading]]", f"zh = {_quote(line.zh)}", *remarks, *map(_comment, tell_hints(line))]
    return "\n".join([*lines, f"en = {_quote(line.en)}"]) + "\n"


def _write_entry(entry: Entry, remarks: Sequence[str] = ()) -> str:
    lines = ["", "[[clause]]", f"id = {_quote(entry.clause)}", *remarks]
    lines += ["sentences = [", *(one for line in entry.sentences for one in _write_line(line, ",\n   ")), "]"]
    if entry.parts:
        lines += ["parts = [", *(one for line in entry.parts for one in _write_line(line, ", ")), "]"]
    if entry.notes:
        lines += ["notes = [", *_write_pairs(entry.notes), "]"]
    if entry.former:
        lines += ["former = [", *_write_pairs(entry.former), "]"]
    return "\n".join(lines) + "\n"


def _write_pairs(pairs: Pairs) -> Iterator[str]:
    yield from (f"  [{_quote(zh)}, {_quote(en)}]," for zh, en in pairs)


def _write_line(line: Line, between: str) -> Iterator[str]:
    yield from (f"  {_comment(hint)}" for hint in tell_hints(line))
    said = [_quote(line.zh), _quote(line.en)]
    if draft := line.machine_draft:
        said.append(f"{{ machine_draft = {_quote(draft.model)}, day = {draft.day} }}")
    yield f"  [{between.join(said)}],"


def tell_hints(line: Line) -> Iterator[str]:
    """What helps with ``line``, a sentence for each kind of help."""
    if line.source:
        yield f"from {line.source}"
    if line.like:
        yield f"{line.like.percent} % like {line.like.pair.source}: {line.like.pair.zh} → {line.like.pair.en}"
    if line.terms:
        yield "terms: " + "; ".join(f"{term.zh} = {term.en}" for term in line.terms)
    if line.figures:
        yield "figures: " + ", ".join(line.figures)
    if line.refused:
        yield f"machine draft refused: {line.refused}"


def _comment(text: str) -> str:
    return f"#: {make_printable(text)}"


def _quote(text: str) -> str:
    """``text`` as a string of TOML on one line; what would act on a terminal is written as its escape."""
    return _ACTS.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
