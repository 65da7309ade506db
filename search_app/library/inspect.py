"""How is one file read, for a person to check before it is published: every part beside its source, and every doubt?

Invariant: the parts of an inspection hold every character of the file; each doubt names the line where it arises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from search_app.clauses.departments import by_printed_name, read_bodies
from search_app.clauses.furniture import mark_furniture
from search_app.clauses.lines import Line, find_lines
from search_app.clauses.split import DocumentParts, split_file
from search_app.estimate import in_language
from search_app.files.read import SourceText, read_source
from search_app.library.catalogue import Entry
from search_app.library.documents import make_document
from search_app.library.understand import PARTS_READ, understand
from search_app.model import LANGS, Bilingual, Clause, Document, Part
from search_app.reading.benefits import PAIRING
from search_app.reading.roles import CROWDED, NO_RULE
from search_app.text.fold import UNKNOWN_GLYPH, squeeze
from search_app.text.passage import plain

# Where this share of the clauses names an office, a clause without one is worth a look.
_MOSTLY = 0.7


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at, and the 1-based line where it stands."""

    line: int
    message: Bilingual


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the file as it stands there; ``noise``: left out as a page number or running title."""

    number: int
    text: str
    noise: bool


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
    """One document as read, part by part, and what is doubtful about the reading."""

    file: str
    document: Document
    parts: tuple[ReadPart, ...]
    doubts: tuple[Doubt, ...]


def inspect_file(path: Path, root: Path | None = None) -> tuple[Inspection, ...]:
    """Every document of the file at ``path``; with ``root``, a link that leads out of it is refused. DocumentError
    when it cannot be read."""
    source = read_source(path, root=root)
    lines = mark_furniture(find_lines(source.text))
    split = split_file(source)
    inspections = []
    for n, parts in enumerate(split.documents, start=1):
        document = make_document(understand(source, parts), Entry(f"document-{n}"))
        front = split.front if n == 1 else ()
        read = tuple(_read_parts(source, lines, (*front, *parts.parts), document))
        doubts = (*_find_doubts(document, read), *_find_removed(read), *_find_joined(source, lines, parts),
                  *((*_find_struck(source), *_find_left_out(source), *_find_unknown(source)) if n == 1 else ()),
                  *_find_unread(document))  # fmt: skip
        ordered = tuple(sorted(dict.fromkeys(doubts), key=lambda doubt: doubt.line))
        inspections.append(Inspection(source.name, document, read, ordered))
    return tuple(inspections)


def _read_parts(
    source: SourceText, lines: Sequence[Line], parts: Iterable[Part], document: Document
) -> Iterator[ReadPart]:
    clauses = iter(document.clauses)
    noise = {line.start for line in lines if line.noise}
    for part in parts:
        clause = next(clauses) if part.kind in PARTS_READ else None
        shown = tuple(_lines_of(source, part, noise))
        printed = sum(1 for line in shown if line.text.strip() and not line.noise)
        yield ReadPart(part, shown, clause, max(0, printed - 1) if clause else 0)


def _lines_of(source: SourceText, part: Part, noise: set[int]) -> Iterator[SourceLine]:
    at = part.span.start
    number = source.line(at)
    for text in source.text[part.span.start : part.span.end].removesuffix("\n").split("\n"):
        start = at + len(text) - len(text.lstrip())
        yield SourceLine(number, text, start in noise)
        at += len(text) + 1
        number += 1


def _find_doubts(document: Document, parts: Sequence[ReadPart]) -> Iterator[Doubt]:
    numbered = [clause for clause in document.clauses if clause.numbered]
    first = next((one.lines[0].number for one in parts if one.part.kind != "front"), 1)
    if not document.title.zh:
        yield _doubt(first, "没有找到标题：第一行应为标题", "no title was found: the first line should be the title")
    if not numbered:
        yield _doubt(first, "没有带编号的条款：全文将作为一段文字", "no numbered clauses were found: one text")
    yield from _find_gaps(numbered)
    yield from _find_office_doubts(document, numbered)
    if not document.term.quote:
        yield _doubt(first, "没有写明效力的语句：起止日期都未载明",
                     "no sentence about validity was found: neither a beginning nor an end is stated")  # fmt: skip


def _doubt(line: int, zh: str, en: str) -> Doubt:
    return Doubt(line, Bilingual(zh, en))


def _find_gaps(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """Numbers that skip or repeat. Under a new heading numbers may begin again."""
    path: tuple[Bilingual, ...] | None = None
    expected = 1
    for clause in clauses:
        number = int(clause.number or clause.clause)
        if number != expected and not (number == 1 and clause.path != path):
            zh, en = f"{clause.label}：此处应为第{expected}条", f"{clause.label}: {expected} was expected here"
            yield _doubt(clause.source.line_start, zh, en)
        expected, path = number + 1, clause.path


def _find_office_doubts(document: Document, numbered: Sequence[Clause]) -> Iterator[Doubt]:
    known = by_printed_name(read_bodies())
    strange: dict[str, list[int]] = {}
    for clause in document.clauses:
        for department in clause.departments:
            if plain(department.printed) not in known:
                strange.setdefault(department.printed, []).append(clause.source.line_end)
    for name, lines in strange.items():
        zh = f"{name}：不在部门表中（{len(lines)}处），可补入 search_app/data/departments.toml"
        en = (
            f"{name}: not in the table of departments (named {len(lines)}×); add it to search_app/data/departments.toml"
        )
        yield Doubt(lines[0], Bilingual(zh, en))
    named = [clause for clause in numbered if clause.departments]
    if len(named) >= _MOSTLY * len(numbered):
        for clause in numbered:
            if not clause.departments:
                zh, en = "未载责任单位，其他条款多有载明", "names no office, most others do"
                yield _doubt(clause.source.line_end, f"{clause.label}：{zh}", f"{clause.label}: {en}")


def _find_removed(parts: Iterable[ReadPart]) -> Iterator[Doubt]:
    """Page numbers and running titles that were taken out of the middle of a part."""
    for one in parts:
        for line in one.lines:
            if line.noise:
                zh, en = "视为页码或页眉，未计入正文", "taken for a page number or running title, left out"
                yield _doubt(line.number, f"{squeeze(line.text)}：{zh}", f"{squeeze(line.text)}: {en}")


def _find_struck(source: SourceText) -> Iterator[Doubt]:
    """Words that the file strikes out and that were left out."""
    for one in source.struck:
        line = source.line(max(0, source.text.find(one.before))) if one.before else 1
        shown = one.text if len(one.text) <= 30 else one.text[:30] + "…"
        zh, en = "在原文件中已被划去，未计入正文", "struck out in the file, left out"
        yield _doubt(line, f"{shown}：{zh}", f"{shown}: {en}")


def _find_left_out(source: SourceText) -> Iterator[Doubt]:
    """What the file shows around its text and was left out when it was read."""
    for kind, group in groupby(sorted(source.left_out, key=lambda one: one.kind), key=lambda one: one.kind):
        said = tuple(dict.fromkeys(squeeze(one.text)[:30] for one in group))
        shown = "、".join(said[:5]) + "…" * (len(said) > 5)
        zh, en = "正文以外的内容，未计入正文", "stands around the text, left out"
        yield _doubt(1, f"{shown}（{kind}，{len(said)}）：{zh}", f"{shown} ({kind}, {len(said)}): {en}")


def _find_unknown(source: SourceText) -> Iterator[Doubt]:
    """Characters of which only their font knows the shape: figures beside them are not read."""
    for found in UNKNOWN_GLYPH.finditer(source.text):
        before = source.text[max(0, found.start() - 6) : found.start()].rpartition("\n")[2]
        shown = f"{before}⟨U+{ord(found.group()):04X}⟩"
        zh, en = (
            "字体自定义的字符，含义不明，旁边的数字未读",
            "only its font knows what it is; no figure beside it is read",
        )
        yield _doubt(source.line(found.start()), f"{shown}：{zh}", f"{shown}: {en}")


def _find_joined(source: SourceText, lines: Sequence[Line], parts: DocumentParts) -> Iterator[Doubt]:
    """Figures that a line end went through: the two halves may have been two figures."""
    kept = [line for line in lines if not line.noise]
    inside = [part.span for part in parts.parts if part.kind in PARTS_READ]
    for one, other in pairwise(kept):
        same = any(span.start <= one.start and other.end <= span.end for span in inside)
        if same and one.text[-1:].isdigit() and other.text[:1].isdigit():
            shown = f"{one.text[-6:]}|{other.text[:6]}"
            zh, en = "换行处的两段数字已连为一个", "the figures on both sides of a line end were joined"
            yield _doubt(source.line(other.start), f"{shown}：{zh}", f"{shown}: {en}")


def _find_unread(document: Document) -> Iterator[Doubt]:
    """Sums that no benefit took up, figures that no rule knew, and lists that can be read in two ways."""
    for clause in document.clauses:
        line = clause.source.line_start
        used = {n for benefit in clause.benefits for n in benefit.amounts}
        for n, amount in enumerate(clause.amounts):
            if amount.role in ("award", "cap", "rate") and n not in used:
                zh = f"{clause.label} {amount.text}（{amount.role}）：不属于读出的任何一项扶持"
                en = f"{clause.label} {amount.text} ({amount.role}): belongs to no benefit that was read"
                yield Doubt(line, Bilingual(zh, en))
            elif amount.why in (NO_RULE, CROWDED):
                zh = f"{clause.label} {amount.text}：没有规则说明其用途，按“其他数值”处理"
                en = f"{clause.label} {amount.text}: no rule says what it is for; read as a term"
                yield Doubt(line, Bilingual(zh, en))
        for open_ in dict.fromkeys(u for benefit in clause.benefits for u in benefit.unresolved if PAIRING in u):
            yield _doubt(line, *(f"{clause.label} {in_language(open_, lang)}" for lang in LANGS))
