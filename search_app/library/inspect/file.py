"""How is one file read, for a person to check before it is published: every part beside its source, and every doubt?

Invariant: the parts of an inspection hold every character of the file; each doubt names the lines where it arises, and
what could put a wrong sum before a reader comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import get_args

from search_app.clauses.offices import by_printed_name, read_bodies
from search_app.clauses.outline import DocumentParts, split_file
from search_app.clauses.printed.furniture import mark_furniture
from search_app.clauses.printed.lines import Line, NoiseKind, find_lines
from search_app.files.parsed import LeftOutKind
from search_app.files.read import SourceText, read_source
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Catalogue, Entry, find_entry
from search_app.library.draft import PARTS_READ, Draft, make_draft, settle
from search_app.library.inspect.doubts import Doubt, make_doubt, put_in_order
from search_app.library.inspect.unsure import find_unread
from search_app.library.settled import Settled
from search_app.model import Bilingual, Clause, Document, Part
from search_app.text.fold import UNKNOWN_GLYPH, squeeze
from search_app.text.passage import plain

# Where this share of the clauses names an office, a clause without one is worth a look.
_MOSTLY = 0.7
_SHOWN = 5  # texts that a doubt about many lines quotes
_QUOTED = 30  # characters of each
_LEFT_OUT: Mapping[str, Bilingual] = {
    "page": Bilingual("视为页码", "taken for page numbers"),
    "running_title": Bilingual("视为页眉页脚", "taken for running titles"),
    "site": Bilingual("视为网站文字", "taken for words of the site"),
    "print": Bilingual("视为打印信息", "taken for what a browser prints around a page"),
    "stamp": Bilingual("视为水印", "taken for a stamp across the text"),
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the file as it stands there; ``noise``: as what it was left out."""

    number: int
    text: str
    noise: NoiseKind


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part beside the lines it was read from; ``clause`` is what it became, if anything. ``joined`` line ends were
    taken out of its text."""

    part: Part
    lines: tuple[SourceLine, ...]
    clause: Clause | None
    joined: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """One document as read, part by part, and what is doubtful about the reading. The clauses of ``draft`` are those of
    ``document``."""

    file: str
    draft: Draft
    document: Document
    parts: tuple[ReadPart, ...]
    doubts: tuple[Doubt, ...]


def inspect_file(
    path: Path, root: Path | None = None, catalogue: Catalogue | None = None, answers: Sequence[Settled] = ()
) -> tuple[Inspection, ...]:
    """Every document of the file at ``path``; with ``root``, a link that leads out of it is refused. ``catalogue`` and
    ``answers``: by which names and with which settled readings the corpus of the file has them. DocumentError when it
    cannot be read."""
    source = read_source(path, root=root)
    lines = mark_furniture(find_lines(source.text))
    split = split_file(source)
    inspections = []
    for n, parts in enumerate(split.documents, start=1):
        draft = make_draft(source, parts)
        name = f"document-{n}"
        if catalogue:
            name = find_entry(catalogue, draft.title, path.name, n, len(split.documents))[0].id
            draft, _ = settle(draft, [one for one in answers if one.document == name])
        document = assemble(name_as_printed(draft, Entry(name)))
        front = split.front if n == 1 else ()
        read = tuple(_read_parts(source, lines, (*front, *parts.parts), document))
        doubts = (*_find_doubts(document, read), *_find_removed(read), *_find_joined(source, lines, parts),
                  *((*_find_struck(source), *_find_left_out(source), *_find_unknown(source)) if n == 1 else ()),
                  *find_unread(document))  # fmt: skip
        inspections.append(Inspection(source.name, draft, document, read, put_in_order(doubts)))
    return tuple(inspections)


def _read_parts(
    source: SourceText, lines: Sequence[Line], parts: Iterable[Part], document: Document
) -> Iterator[ReadPart]:
    clauses = iter(document.clauses)
    noise = {line.start: line.noise for line in lines}
    for part in parts:
        clause = next(clauses) if part.kind in PARTS_READ else None
        shown = tuple(_lines_of(source, part, noise))
        printed = sum(1 for line in shown if line.text.strip() and not line.noise)
        yield ReadPart(part, shown, clause, max(0, printed - 1) if clause else 0)


def _lines_of(source: SourceText, part: Part, noise: Mapping[int, NoiseKind]) -> Iterator[SourceLine]:
    at = part.span.start
    number = source.line(at)
    for text in source.text[part.span.start : part.span.end].removesuffix("\n").split("\n"):
        start = at + len(text) - len(text.lstrip())
        yield SourceLine(number, text, noise.get(start, ""))
        at += len(text) + 1
        number += 1


def _find_doubts(document: Document, parts: Sequence[ReadPart]) -> Iterator[Doubt]:
    numbered = [clause for clause in document.clauses if clause.numbered]
    first = next((one.lines[0].number for one in parts if one.part.kind != "front"), 1)
    if not document.title.zh:
        yield make_doubt(
            "no_title", first, "没有找到标题：第一行应为标题", "no title was found: the first line should be the title"
        )
    if not numbered:
        yield make_doubt("no_clauses", first, "没有分条的内容：全文将作为一段文字", "no clauses were found: one text")
    yield from _find_gaps(numbered)
    yield from _find_strange_offices(document)
    yield from _find_missing_offices(numbered)
    if not document.term.quote:
        yield make_doubt("no_validity", first, "没有写明效力的语句：起止日期都未载明",
                     "no sentence about validity was found: neither a beginning nor an end is stated")  # fmt: skip


def _find_gaps(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """Numbers that skip or repeat. Under a new heading numbers may begin again."""
    path: tuple[Bilingual, ...] | None = None
    before = 0
    for clause in clauses:
        last = clause.number.rpartition(".")[2]
        if not last.isdigit():
            continue  # a clause with a name instead of a number
        number = int(last)
        if number != before + 1 and not (number == 1 and clause.path != path):
            yield make_doubt("gap", clause.source.line_start, *_say_gap(before, number))
        before, path = number, clause.path


def _say_gap(before: int, number: int) -> tuple[str, str]:
    if not before:
        return f"第一个条款的编号是{number}", f"the first clause is numbered {number}"
    return f"条款编号由{before}到{number}，不连续", f"clause numbers go from {before} to {number}"


def _find_strange_offices(document: Document) -> Iterator[Doubt]:
    """One doubt for all names that the table of departments does not hold."""
    known = by_printed_name(read_bodies())
    strange: dict[str, list[int]] = {}
    for clause in document.clauses:
        for department in clause.departments:
            if plain(department.printed) not in known:
                strange.setdefault(department.printed, []).append(clause.source.line_end)
    if strange:
        zh = "、".join(f"{name}（{len(lines)}处）" for name, lines in strange.items())
        en = ", ".join(f"{name} ({len(lines)}×)" for name, lines in strange.items())
        table = "search_app/data/departments.toml"
        message = Bilingual(
            f"不在部门表中：{zh}；可补入 {table}", f"not in the table of departments: {en}; add them to {table}"
        )
        yield Doubt("unknown_office", tuple(sorted({line for lines in strange.values() for line in lines})), message)


def _find_missing_offices(numbered: Sequence[Clause]) -> Iterator[Doubt]:
    without = [clause for clause in numbered if not clause.departments]
    if without and len(numbered) - len(without) >= _MOSTLY * len(numbered):
        names = [clause.label or clause.clause for clause in without]
        message = Bilingual(
            f"{'、'.join(names)}：未载责任单位，其他条款多有载明",
            f"{', '.join(names)}: names no office, most others do",
        )
        yield Doubt("no_office", tuple(clause.source.line_end for clause in without), message)


def _find_removed(parts: Iterable[ReadPart]) -> Iterator[Doubt]:
    """Lines that were taken out of the text, and where they stood."""
    removed = [line for one in parts for line in one.lines if line.noise]
    for kind in get_args(NoiseKind):
        lines = [line for line in removed if line.noise == kind]
        if lines:
            texts = list(dict.fromkeys(squeeze(line.text)[:_QUOTED] for line in lines))
            yield _left_out(kind, tuple(line.number for line in lines), texts)


def _find_struck(source: SourceText) -> Iterator[Doubt]:
    """Words that the file strikes out and that were left out."""
    for one in source.struck:
        line = source.line(max(0, source.text.find(one.before))) if one.before else 1
        shown = one.text if len(one.text) <= 30 else one.text[:30] + "…"
        zh, en = "在原文件中已被划去，未计入正文", "struck out in the file, left out"
        yield make_doubt("struck", line, f"{shown}：{zh}", f"{shown}: {en}")


def _find_left_out(source: SourceText) -> Iterator[Doubt]:
    """What the file shows around its text and was left out when it was read: it stands on no line of the text."""
    for kind in get_args(LeftOutKind):
        texts = list(dict.fromkeys(squeeze(one.text)[:_QUOTED] for one in source.left_out if one.kind == kind))
        if texts:
            yield _left_out(kind, (1,), texts)


def _left_out(kind: str, lines: tuple[int, ...], texts: Sequence[str]) -> Doubt:
    name = _LEFT_OUT[kind]
    shown = "、".join(texts[:_SHOWN]) + (" …" if len(texts) > _SHOWN else "")
    message = Bilingual(f"{name.zh}，未计入正文：{shown}", f"{name.en}, left out: {shown}")
    return Doubt("left_out", lines, message)


def _find_unknown(source: SourceText) -> Iterator[Doubt]:
    """Characters of which only their font knows the shape: figures beside them are not read."""
    for found in UNKNOWN_GLYPH.finditer(source.text):
        before = source.text[max(0, found.start() - 6) : found.start()].rpartition("\n")[2]
        shown = f"{before}⟨U+{ord(found.group()):04X}⟩"
        zh = "字体自定义的字符，含义不明，旁边的数字未读"
        en = "only its font knows what it is; no figure beside it is read"
        yield make_doubt("unknown_glyph", source.line(found.start()), f"{shown}：{zh}", f"{shown}: {en}")


def _find_joined(source: SourceText, lines: Sequence[Line], parts: DocumentParts) -> Iterator[Doubt]:
    """Figures that a line end went through: the two halves may have been two figures."""
    kept = [line for line in lines if not line.noise]
    inside = [part.span for part in parts.parts if part.kind in PARTS_READ]
    for one, other in pairwise(kept):
        same = any(span.start <= one.start and other.end <= span.end for span in inside)
        if same and one.text[-1:].isdigit() and other.text[:1].isdigit():
            shown = f"{one.text[-6:]}|{other.text[:6]}"
            zh, en = "换行处的两段数字已连为一个", "the figures on both sides of a line end were joined"
            yield make_doubt("joined_figure", source.line(other.start), f"{shown}：{zh}", f"{shown}: {en}")
