"""How is a worksheet written into the file of its document, without touching what a person wrote there?

What a machine found stands in lines that begin with ``#:`` and is written anew each time. A clause that is whole keeps
every other character. Invariant: all remarks that a person wrote and all English that stood in the file stand in it
still, English beside its sentence, or where the sentence went, in ``former`` of its clause; else nothing is written.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
# A text, or a remark: what looks like one within the other is none.
_TEXT_OR_REMARK = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|(#[^\n]*)", re.DOTALL
)
_HINT, _FROM, _UNFINISHED = "#:", "#: from ", "#: not finished "
_ACTS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def write_new(sheet: Worksheet) -> str:
    """The file of a document that has none."""
    title = _write_title(sheet.title)
    return "".join((_HEAD, title, *map(_write_heading, sheet.headings), *map(_write_entry, sheet.entries)))


def keep_marks(text: str, sheet: Worksheet) -> Worksheet:
    """``sheet`` with what only ``text``, the file as it is, knows: which English was filled in and not written by a
    person, and what a translation tool has of a line."""
    file = tomllib.loads(text)
    _, blocks = _split(text)
    headings, clauses = _find_places(file, blocks, "heading", "zh"), _find_places(file, blocks, "clause", "id")
    entries = (
        _mark_entry(entry, blocks[clauses[entry.clause]][1], file) if entry.clause in clauses else entry
        for entry in sheet.entries
    )
    lines = (
        _mark(line, blocks[headings[line.zh]][1], file) if line.zh in headings else line for line in sheet.headings
    )
    return replace(sheet, headings=tuple(lines), entries=tuple(entries))


def _find_places(file: dict[str, Any], blocks: Sequence[tuple[str, str]], kind: str, key: str) -> dict[str, int]:
    """By name, which of ``blocks`` is the table of it; none where not each has a table of its own."""
    names = [one[key] for one in file.get(kind, ())]
    places = [n for n, (one, _) in enumerate(blocks) if one == kind]
    return dict(zip(names, places, strict=True)) if len(places) == len(names) == len(set(names)) else {}


def _mark_entry(entry: Entry, block: str, file: dict[str, Any]) -> Entry:
    sentences = tuple(_mark(line, block, file, entry.clause) for line in entry.sentences)
    parts = tuple(_mark(line, block, file, entry.clause) for line in entry.parts)
    return replace(entry, sentences=sentences, parts=parts)


def _mark(line: Line, block: str, file: dict[str, Any], clause: str = "") -> Line:
    marks = _find_marks(block, line.zh)
    if line.source and any((*key[:1], *key[2:]) == (clause, line.zh, line.en) for key in _list_written(file)):
        line = replace(line, source=next((one.removeprefix(_FROM) for one in marks if one.startswith(_FROM)), None))
    if not line.en or line.source:
        had = (one.removeprefix(_UNFINISHED) for one in marks if one.startswith(_UNFINISHED))
        line = replace(line, unfinished=next(had, None))
    return line


def _find_marks(block: str, zh: str) -> list[str]:
    """The hints right above the sentence, part or heading ``zh``."""
    above: list[str] = []
    for line in map(str.strip, block.split("\n")):
        if line.startswith(_HINT):
            above.append(line)
        elif line.startswith((f"[{_quote(zh)},", "en =")):
            return above
        else:
            above = []
    return []


def extend(text: str, sheet: Worksheet) -> str:
    """``text``, the file as it is, with the clauses, sentences, parts and headings that it lacks; ``sheet`` has its
    marks. DocumentError where that cannot be done without changing what a person wrote."""
    before = tomllib.loads(text)
    head, blocks = _split(text)
    at = _find_places(before, blocks, "clause", "id")
    if len(at) != max(len(before.get("clause", ())), sum(kind == "clause" for kind, _ in blocks)):
        raise _refuse(sheet)
    written = [block for _, block in blocks]
    for n, title in _find_titles(before, blocks, sheet):
        written[n] = title
    _add_headings(written, before, blocks, sheet)
    last = min(at.values(), default=len(blocks)) - 1
    for entry in sheet.entries:
        place = at.get(entry.clause)
        if place is None:
            written[last] = _end(written[last]) + _write_entry(entry)
        else:
            last = place
            written[place] = _rewrite_entry(blocks[place][1], entry)
    made = head + "".join(written)
    if not _keeps(before, made, sheet) or _count_remarks(text) - _count_remarks(made):
        raise _refuse(sheet)
    return made


def _refuse(sheet: Worksheet) -> DocumentError:
    return DocumentError(
        f"{FOLDER}/{sheet.document}.toml: cannot be extended without changing what stands in it; "
        "write each clause once, with [[clause]] on a line of its own"
    )


def _find_titles(
    file: dict[str, Any], blocks: Sequence[tuple[str, str]], sheet: Worksheet
) -> Iterator[tuple[int, str]]:
    """(its table, the table as it is to be) of the title and of each heading that has another English by now, where
    each has a table of its own."""
    lines = {line.zh: line for line in sheet.headings}
    for zh, n in _find_places(file, blocks, "heading", "zh").items():
        old = next(one["en"] for one in file["heading"] if one["zh"] == zh)
        if line := lines.get(zh):
            new = old in ("", line.was)
            block = blocks[n][1]
            yield n, _rewrite(block, partial(_write_heading, line)) if new else _drop_hints(block, [line])
    title = replace(sheet.title, zh=file["title"].get("zh", sheet.title.zh))
    for n in (n for n, (kind, _) in enumerate(blocks) if kind == "title"):
        if title.en and file["title"]["en"] in ("", title.was):
            yield n, _rewrite(blocks[n][1], partial(_write_title, title))


def _add_headings(
    written: list[str], file: dict[str, Any], blocks: Sequence[tuple[str, str]], sheet: Worksheet
) -> None:
    """Write the headings that ``file`` lacks behind the last table that is no clause."""
    known = [heading["zh"] for heading in file.get("heading", ())]
    headings = "".join(_write_heading(line) for line in sheet.headings if line.zh not in known)
    behind = max((n for n, (kind, _) in enumerate(blocks) if kind != "clause"), default=-1)
    if headings and behind >= 0:
        written[behind] = _end(written[behind]) + headings


def _rewrite_entry(block: str, entry: Entry) -> str:
    """``block``, the table of a clause, with what it lacks; where it lacks nothing, without hints that are no more
    true."""
    if entry.done:
        return _drop_hints(block, (*entry.sentences, *entry.parts))
    return _rewrite(block, partial(_write_entry, entry))


def _drop_hints(block: str, lines: Sequence[Line]) -> str:
    """``block`` without the hints that say where the English is from, or that it is not finished, where none of
    ``lines`` says so any more."""
    true = {_comment(hint) for line in lines for hint in tell_hints(line)}
    told = (_FROM, _UNFINISHED)
    kept = (line for line in block.split("\n") if not line.strip().startswith(told) or line.strip() in true)
    return "\n".join(kept)


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
    return block[:start] + write(list(_find_remarks(block[start:]))).lstrip("\n")


def _find_remarks(text: str) -> Iterator[str]:
    """What a person remarks in ``text``."""
    found = (one.group(1) for one in _TEXT_OR_REMARK.finditer(text))
    yield from (remark.rstrip() for remark in found if remark and not remark.startswith(_HINT))


def _count_remarks(text: str) -> Counter[str]:
    return Counter(_find_remarks(text))


def _keeps(before: dict[str, Any], made: str, sheet: Worksheet) -> bool:
    """Whether ``made`` holds all that a person wrote into the file ``before``, but for what was corrected."""
    try:
        after = tomllib.loads(made)
    except ValueError:
        return False  # what looked like a table stood within a text
    gone: set[tuple[str, ...]] = {(*place, line.zh, line.was) for place, line in sheet.lines if line.was}
    gone |= {(entry.clause, "sentences", *pair) for entry in sheet.entries for pair in entry.former}
    gone.add(("", "title", sheet.title.was or ""))
    others = before.keys() - {"title", "heading", "clause"}
    return _list_written(before) - gone <= _list_written(after) and all(before[key] == after.get(key) for key in others)


def _list_written(file: dict[str, Any]) -> set[tuple[str, ...]]:
    """(clause, kind, Chinese, English) of what a person wrote. What has a third is a machine draft, or confirmed."""
    kinds = ("sentences", "parts", "notes", "former")
    title = file.get("title", {})
    return {
        *((("", "title", title["en"]),) if title.get("en") else ()),
        *(("", "headings", one["zh"], one["en"]) for one in file.get("heading", ()) if one["en"]),
        *(
            (clause["id"], kind, zh, en)
            for clause in file.get("clause", ())
            for kind in kinds
            for zh, en, *third in clause.get(kind, ())
            if en and not (third and "machine_draft" in third[0])
        ),
    }


def _write_title(line: Line, remarks: Sequence[str] = ()) -> str:
    return "\n".join(["", "[title]", *remarks, f"zh = {_quote(line.zh)}", f"en = {_quote(line.en)}"]) + "\n"


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
    elif line.confirmed:
        said.append(f"{{ confirmed = {_quote(line.confirmed)} }}")
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
    if line.unfinished:
        yield f"not finished {line.unfinished}"


def _comment(text: str) -> str:
    return f"#: {make_printable(text)}"


def _quote(text: str) -> str:
    """``text`` as a string of TOML on one line; what would act on a terminal is written as its escape."""
    return _ACTS.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
