"""How is a worksheet written into the file of its document, without touching what a person wrote there?

What a machine found stands in lines that begin with ``#:`` and is written anew each time. A clause that is whole keeps
every other character. Invariant: all remarks that a person wrote and all English that stood in the file stand in it
still, with its marks, beside its Chinese, or where that went, among what is former of its clause; and so does all
that the worksheet says. Else nothing is written.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from search_app.files.read import DocumentError
from search_app.library.translation.written import (
    FOLDER,
    Pairs,
    Written,
    WrittenFile,
    list_written,
    parse_written,
)
from search_app.library.worksheet.page import TABLE, find_places, find_remarks, quote, split
from search_app.library.worksheet.sheet import Entry, Line, Worksheet, find_lost
from search_app.model import MachineDraft, Revised, UsageWord
from search_app.text.printable import make_printable

_HEAD = "# Unofficial translation; the Chinese text prevails. Each pair is a sentence of the text and its English.\n"
_TOLD = 3  # renderings of a word beside the preferred one, right ones and wrong ones; all are in the glossary
_QUOTED = 40  # characters of a sentence in a message
_NOW = {
    "former": "sentences",
    "former_parts": "parts",
    "former_notes": "notes",
    "former_headings": "headings",
}  # what each kind is of while it stands in its text
_REMEDY = (
    "write the title, each heading and each clause once, as a table: [title], [[heading]], [[clause]] on its own line"
)


def write_new(sheet: Worksheet) -> str:
    """The file of a document that has none."""
    title = _write_title(sheet.title)
    made = "".join((_HEAD, title, *map(_write_heading, sheet.headings), *map(_write_entry, sheet.entries)))
    _check_held(sheet, parse_written(made, sheet.document))
    return made


def extend(text: str, sheet: Worksheet) -> str:
    """``text``, the file as it is, with the clauses, sentences, parts and headings that it lacks. DocumentError where
    that cannot be done without changing what a person wrote, or where the file would not hold it."""
    before = tomllib.loads(text)
    head, blocks = split(text)
    at = find_places(before, blocks, "clause", "id")
    if len(at) != max(len(before.get("clause", ())), sum(kind == "clause" for kind, _ in blocks)):
        raise _refuse(sheet)
    file = parse_written(text, sheet.document)
    written = [block for _, block in blocks] or [""]  # a file may have no table
    for n, title in _find_titles(before, file, blocks, sheet):
        written[n] = title
    _add_headings(written, before, blocks, sheet)
    last = max(0, min(at.values(), default=len(blocks)) - 1)
    for entry in sheet.entries:
        place = at.get(entry.clause)
        if place is None:
            written[last] = _end(written[last] or "\n") + _write_entry(entry)
        else:
            last = place
            written[place] = _rewrite_entry(blocks[place][1], entry)
    made = head + "".join(written)
    try:
        after = parse_written(made, sheet.document)
    except DocumentError:
        raise _refuse(sheet) from None  # what looked like a table stood within a text
    if not _keeps(file, after, sheet) or _count_remarks(text) - _count_remarks(made):
        raise _refuse(sheet)
    _check_held(sheet, after)
    return made


def _check_held(sheet: Worksheet, file: WrittenFile) -> None:
    if lost := ", ".join(make_printable(zh[:_QUOTED]) for zh in find_lost(sheet, file)):
        raise DocumentError(
            f"{FOLDER}/{sheet.document}.toml: would not hold the English of {lost}, and is left as it was; {_REMEDY}"
        )


def _refuse(sheet: Worksheet) -> DocumentError:
    return DocumentError(
        f"{FOLDER}/{sheet.document}.toml: cannot be extended without changing what stands in it; {_REMEDY}"
    )


def _find_titles(
    before: dict[str, Any], file: WrittenFile, blocks: Sequence[tuple[str, str]], sheet: Worksheet
) -> Iterator[tuple[int, str]]:
    """(its table, the table as it is to be) of the title and of each heading that says something else by now, or that
    the document has no longer, where each has a table of its own."""
    lines = {line.zh: line for line in sheet.headings}
    held = {one.zh: one for one in file.headings}
    gone = {one.zh for one in sheet.former_headings}
    for zh, n in find_places(before, blocks, "heading", "zh").items():
        if line := lines.get(zh):
            block = blocks[n][1]
            same = held.get(zh) == line.written and line.en
            yield n, block if same else _rewrite(block, partial(_write_heading, line))
        elif zh in gone and zh in held:
            yield n, _mark_former(blocks[n][1])
    title = replace(sheet.title, zh=file.title.zh or sheet.title.zh)
    for n in (n for n, (kind, _) in enumerate(blocks) if kind == "title"):
        if not title.en or replace(file.title, zh=title.zh) != title.written:
            yield n, _rewrite(blocks[n][1], partial(_write_title, title))


def _mark_former(block: str) -> str:
    table = block.rstrip("\n")
    return f"{table}\nformer = true\n{block[len(table) + 1 :]}"


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
    """``block``, the table of a clause, with what it lacks."""
    return block if entry.done else _rewrite(block, partial(_write_entry, entry))


def _end(block: str) -> str:
    return block if block.endswith("\n") else block + "\n"


def _rewrite(block: str, write: Callable[[Sequence[str]], str]) -> str:
    """``block`` as ``write`` writes it; what stands above it stays, and remarks within it stand below its name."""
    found = TABLE.match(block)
    start = block.rfind("\n", 0, found.start(1)) + 1 if found else 0
    return block[:start] + write(list(find_remarks(block[start:]))).lstrip("\n")


def _count_remarks(text: str) -> Counter[str]:
    return Counter(find_remarks(text))


def _keeps(before: WrittenFile, after: WrittenFile, sheet: Worksheet) -> bool:
    """Whether ``after`` says all that ``before`` says, but for what was corrected or written since."""
    corrected = set(_take_apart((*place, line.was) for place, line in sheet.lines if line.was))
    gone = set(_take_apart(list_written(before))) - set(_take_apart(list_written(after))) - corrected
    dated = {name: clause.revised for name, clause in before.clauses.items()}
    same = all(after.clauses[name].revised == its for name, its in dated.items() if name in after.clauses)
    return not gone and same and before.revised == after.revised


def _take_apart(texts: Iterable[tuple[str, str, Written]]) -> Iterator[tuple[str, str, Written]]:
    """The English of each, and what is not finished of it: each may be written anew while the other stays. One may have
    gone to the former ones, or come back."""
    for clause, kind, one in texts:
        where = clause, _NOW.get(kind, kind), "" if kind == "title" else one.zh
        if one.en:
            yield *where[:2], Written(where[2], one.en, one.unrevised, one.confirmed)
        if one.unfinished:
            yield *where[:2], Written(where[2], unfinished=one.unfinished)


def _write_title(line: Line, remarks: Sequence[str] = ()) -> str:
    return "\n".join(["", "[title]", *remarks, f"zh = {quote(line.zh)}", *_write_english(line)]) + "\n"


def _write_heading(line: Line, remarks: Sequence[str] = ()) -> str:
    return "\n".join(["", "[[heading]]", f"zh = {quote(line.zh)}", *remarks, *_write_english(line)]) + "\n"


def _write_english(line: Line) -> Iterator[str]:
    yield from map(_comment, tell_hints(line))
    yield f"en = {quote(line.en)}"
    yield from (f"mark = {mark}" for mark in _write_mark(line.written))


def _write_entry(entry: Entry, remarks: Sequence[str] = ()) -> str:
    lines = ["", "[[clause]]", f"id = {quote(entry.clause)}", *_write_revised(entry.revised), *remarks]
    lines += ["sentences = [", *(one for line in entry.sentences for one in _write_line(line, ",\n   ")), "]"]
    if entry.parts:
        lines += ["parts = [", *(one for line in entry.parts for one in _write_line(line, ", ")), "]"]
    if entry.notes:
        lines += ["notes = [", *_write_pairs(entry.notes), "]"]
    for name, texts in (("former", entry.former), ("former_parts", entry.former_parts)):
        if texts:
            lines += [f"{name} = [", *(_write_text(one, ", ") for one in texts), "]"]
    if entry.former_notes:
        lines += ["former_notes = [", *_write_pairs(entry.former_notes), "]"]
    return "\n".join(lines) + "\n"


def _write_revised(said: Revised) -> Iterator[str]:
    if said.day:
        yield f"revised = {said.day}"
    if name := said.reviser:
        zh, en = quote(name.zh), quote(name.get("en"))
        yield f"reviser = {zh}" if zh == en else f"reviser = {{ zh = {zh}, en = {en} }}"


def _write_pairs(pairs: Pairs) -> Iterator[str]:
    yield from (f"  [{quote(zh)}, {quote(en)}]," for zh, en in pairs)


def _write_line(line: Line, between: str) -> Iterator[str]:
    yield from (f"  {_comment(hint)}" for hint in tell_hints(line))
    yield _write_text(line.written, between)


def _write_text(one: Written, between: str) -> str:
    return f"  [{between.join([quote(one.zh), quote(one.en), *_write_mark(one)])}],"


def _write_mark(one: Written) -> Iterator[str]:
    if isinstance(one.unrevised, MachineDraft):
        yield f"{{ machine_draft = {quote(one.unrevised.model)}, day = {one.unrevised.day} }}"
    elif taken := one.unrevised:
        day = f", day = {taken.day}" if taken.day else ""
        yield f"{{ taken_from = {quote(taken.source)}{day} }}"
    elif one.confirmed:
        yield f"{{ confirmed = {quote(one.confirmed)} }}"
    elif one.unfinished:
        yield f"{{ unfinished = {quote(one.unfinished.en)}, state = {quote(one.unfinished.state)} }}"


def tell_hints(line: Line) -> Iterator[str]:
    """What helps with ``line``, a sentence for each match and each other kind of help."""
    for match in line.like:
        yield f"{match.percent} % like {match.pair.source}: {match.pair.zh} → {match.pair.en}"
    if line.kinds:
        yield "kind of title: " + "; ".join(f"{zh} = {en}" for zh, en in line.kinds)
    if line.terms:
        yield "terms: " + "; ".join(f"{term.zh} = {term.en}" for term in line.terms)
    if line.words:
        yield "words: " + "; ".join(map(_tell_word, line.words))
    if line.figures:
        yield "figures: " + ", ".join(line.figures)
    if line.refused:
        yield f"machine draft refused: {line.refused}"


def _tell_word(word: UsageWord) -> str:
    """以上 = or more, at least, or above (not: more than, over 50)"""
    right, wrong = ", ".join((word.en, *word.admitted[:_TOLD])), ", ".join(word.forbidden[:_TOLD])
    return f"{word.zh} = {right}{f' (not: {wrong})' if wrong else ''}"


def _comment(text: str) -> str:
    return f"#: {make_printable(text)}"
