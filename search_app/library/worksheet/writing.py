"""How is a worksheet written into the file of its document, without touching what a person wrote there?

What a machine found stands in lines that begin with ``#:`` and is written anew each time. A clause that is whole keeps
every other character. Invariant: all remarks that a person wrote and all English that stood in the file stand in it
still, English beside its sentence, or where the sentence went, in ``former`` of its clause; else nothing is written.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from search_app.files.read import DocumentError
from search_app.library.translation.file import FOLDER, Pairs
from search_app.library.worksheet.page import (
    FROM,
    TABLE,
    UNFINISHED,
    find_marks,
    find_places,
    find_remarks,
    quote,
    split,
)
from search_app.library.worksheet.sheet import Entry, Line, Worksheet
from search_app.text.printable import make_printable

_HEAD = "# Unofficial translation; the Chinese text prevails. Each pair is a sentence of the text and its English.\n"


def write_new(sheet: Worksheet) -> str:
    """The file of a document that has none."""
    title = _write_title(sheet.title)
    return "".join((_HEAD, title, *map(_write_heading, sheet.headings), *map(_write_entry, sheet.entries)))


def keep_marks(text: str, sheet: Worksheet) -> Worksheet:
    """``sheet`` with what only ``text``, the file as it is, knows: which English was filled in and not written by a
    person, and what a translation tool has of a line."""
    file = tomllib.loads(text)
    _, blocks = split(text)
    headings, clauses = find_places(file, blocks, "heading", "zh"), find_places(file, blocks, "clause", "id")
    entries = (
        _mark_entry(entry, blocks[clauses[entry.clause]][1], file) if entry.clause in clauses else entry
        for entry in sheet.entries
    )
    lines = (
        _mark(line, blocks[headings[line.zh]][1], file) if line.zh in headings else line for line in sheet.headings
    )
    own = [block for kind, block in blocks if kind == "title"]
    title = _mark(sheet.title, own[0], file) if len(own) == 1 else sheet.title
    return replace(sheet, title=title, headings=tuple(lines), entries=tuple(entries))


def _mark_entry(entry: Entry, block: str, file: dict[str, Any]) -> Entry:
    sentences = tuple(_mark(line, block, file, entry.clause) for line in entry.sentences)
    parts = tuple(_mark(line, block, file, entry.clause) for line in entry.parts)
    return replace(entry, sentences=sentences, parts=parts)


def _mark(line: Line, block: str, file: dict[str, Any], clause: str = "") -> Line:
    marks = find_marks(block, line.zh)
    if line.source and any((*key[:1], *key[2:]) == (clause, line.zh, line.en) for key in _list_written(file)):
        line = replace(line, source=next((one.removeprefix(FROM) for one in marks if one.startswith(FROM)), None))
    if not line.en or line.source or line.wrong:
        had = (one.removeprefix(UNFINISHED) for one in marks if one.startswith(UNFINISHED))
        line = replace(line, unfinished=next(had, None))
    return line


def extend(text: str, sheet: Worksheet) -> str:
    """``text``, the file as it is, with the clauses, sentences, parts and headings that it lacks; ``sheet`` has its
    marks. DocumentError where that cannot be done without changing what a person wrote."""
    before = tomllib.loads(text)
    head, blocks = split(text)
    at = find_places(before, blocks, "clause", "id")
    if len(at) != max(len(before.get("clause", ())), sum(kind == "clause" for kind, _ in blocks)):
        raise _refuse(sheet)
    written = [block for _, block in blocks] or [""]  # a file may have no table
    for n, title in _find_titles(before, blocks, sheet):
        written[n] = title
    _add_headings(written, before, blocks, sheet)
    clauses = {clause["id"]: clause for clause in before.get("clause", ())}
    last = max(0, min(at.values(), default=len(blocks)) - 1)
    for entry in sheet.entries:
        place = at.get(entry.clause)
        if place is None:
            written[last] = _end(written[last] or "\n") + _write_entry(entry)
        else:
            last = place
            written[place] = _rewrite_entry(blocks[place][1], entry, clauses[entry.clause])
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
    for zh, n in find_places(file, blocks, "heading", "zh").items():
        old = next(one["en"] for one in file["heading"] if one["zh"] == zh)
        if line := lines.get(zh):
            new = old in ("", line.was)
            block = blocks[n][1]
            yield n, _rewrite(block, partial(_write_heading, line)) if new else _drop_hints(block, [line])
    title = replace(sheet.title, zh=file["title"].get("zh", sheet.title.zh))
    for n in (n for n, (kind, _) in enumerate(blocks) if kind == "title"):
        if (title.en or title.unfinished) and file["title"]["en"] in ("", title.was):
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


def _rewrite_entry(block: str, entry: Entry, clause: Mapping[str, Any]) -> str:
    """``block``, the table of a ``clause``, with what it lacks; where it lacks nothing, without hints that are no more
    true."""
    if entry.done:
        return _drop_hints(block, (*entry.sentences, *entry.parts))
    gone = tuple(_find_gone(block, entry, clause))
    return _rewrite(block, lambda remarks: _write_entry(entry, (*remarks, *gone)))


def _find_gone(block: str, entry: Entry, clause: Mapping[str, Any]) -> Iterator[str]:
    """A remark for each draft, which somebody may have changed, and each unfinished English of a sentence that the text
    has no longer."""
    kept = {line.zh for line in entry.sentences}
    for zh, en, *marks in clause["sentences"]:
        if zh not in kept and en and marks and (model := marks[0].get("machine_draft")):
            yield _remark(f"machine draft of {zh} ({model}, {marks[0]['day']}): {en}")
        for mark in find_marks(block, zh) if zh not in kept else ():
            if mark.startswith(UNFINISHED):
                yield _remark(f"not finished of {zh} {mark.removeprefix(UNFINISHED)}")


def _remark(text: str) -> str:
    return f"# {make_printable(text)}"


def _drop_hints(block: str, lines: Sequence[Line]) -> str:
    """``block`` without the hints that say where the English is from, or that it is not finished, where none of
    ``lines`` says so any more."""
    true = {_comment(hint) for line in lines for hint in tell_hints(line)}
    told = (FROM, UNFINISHED)
    kept = (line for line in block.split("\n") if not line.strip().startswith(told) or line.strip() in true)
    return "\n".join(kept)


def _end(block: str) -> str:
    return block if block.endswith("\n") else block + "\n"


def _rewrite(block: str, write: Callable[[Sequence[str]], str]) -> str:
    """``block`` as ``write`` writes it; what stands above it stays, and remarks within it stand below its name."""
    found = TABLE.match(block)
    start = block.rfind("\n", 0, found.start(1)) + 1 if found else 0
    return block[:start] + write(list(find_remarks(block[start:]))).lstrip("\n")


def _count_remarks(text: str) -> Counter[str]:
    return Counter(find_remarks(text))


def _keeps(before: dict[str, Any], made: str, sheet: Worksheet) -> bool:
    """Whether ``made`` holds all that a person wrote into the file ``before``, but for what was corrected."""
    try:
        after = tomllib.loads(made)
    except ValueError:
        return False  # what looked like a table stood within a text
    gone: set[tuple[str, ...]] = {(*place, line.zh, line.was) for place, line in sheet.lines if line.was}
    gone |= {
        (entry.clause, "sentences", *pair)
        for entry in sheet.entries
        for pair in ((zh, en) for zh, en, _ in entry.former)
    }
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
    lines = ["", "[title]", *remarks, f"zh = {quote(line.zh)}", *map(_comment, tell_hints(line))]
    return "\n".join([*lines, f"en = {quote(line.en)}"]) + "\n"


def _write_heading(line: Line, remarks: Sequence[str] = ()) -> str:
    lines = ["", "[[heading]]", f"zh = {quote(line.zh)}", *remarks, *map(_comment, tell_hints(line))]
    return "\n".join([*lines, f"en = {quote(line.en)}"]) + "\n"


def _write_entry(entry: Entry, remarks: Sequence[str] = ()) -> str:
    lines = ["", "[[clause]]", f"id = {quote(entry.clause)}", *remarks]
    lines += ["sentences = [", *(one for line in entry.sentences for one in _write_line(line, ",\n   ")), "]"]
    if entry.parts:
        lines += ["parts = [", *(one for line in entry.parts for one in _write_line(line, ", ")), "]"]
    if entry.notes:
        lines += ["notes = [", *_write_pairs(entry.notes), "]"]
    if entry.former:
        lines += ["former = [", *map(_write_former, entry.former), "]"]
    return "\n".join(lines) + "\n"


def _write_pairs(pairs: Pairs) -> Iterator[str]:
    yield from (f"  [{quote(zh)}, {quote(en)}]," for zh, en in pairs)


def _write_former(former: tuple[str, str, str | None]) -> str:
    zh, en, reason = former
    return f"  [{', '.join([quote(zh), quote(en), *([_write_confirmed(reason)] if reason else [])])}],"


def _write_confirmed(reason: str) -> str:
    return f"{{ confirmed = {quote(reason)} }}"


def _write_line(line: Line, between: str) -> Iterator[str]:
    yield from (f"  {_comment(hint)}" for hint in tell_hints(line))
    said = [quote(line.zh), quote(line.en)]
    if draft := line.machine_draft:
        said.append(f"{{ machine_draft = {quote(draft.model)}, day = {draft.day} }}")
    elif line.confirmed:
        said.append(_write_confirmed(line.confirmed))
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
