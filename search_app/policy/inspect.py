"""How is one file read, for a person to check before it is published: the outline, and every doubt with its line?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search_app.model import Clause, Document
from search_app.policy.benefits import PAIRING
from search_app.policy.catalogue import Entry
from search_app.policy.departments import by_printed_name, read_bodies
from search_app.policy.documents import make_document
from search_app.policy.read import SourceText, read_source
from search_app.policy.split import DocumentParts, split_file
from search_app.policy.understand import understand
from search_app.text.fold import fold


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at, and the 1-based line where it stands."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """One document as read, and what is doubtful about the reading."""

    document: Document
    doubts: tuple[Doubt, ...]


def inspect_file(path: Path) -> tuple[Inspection, ...]:
    """Every document of the file at ``path``. DocumentError when it cannot be read."""
    source = read_source(path)
    inspections = []
    for n, parts in enumerate(split_file(source).documents, start=1):
        document = make_document(understand(source, parts), Entry(f"document-{n}"))
        doubts = (*_find_doubts(document), *_find_removed(source, parts), *_find_unread(document))
        inspections.append(Inspection(document, tuple(sorted(doubts, key=lambda doubt: doubt.line))))
    return tuple(inspections)


def _find_doubts(document: Document) -> Iterator[Doubt]:
    numbered = [clause for clause in document.clauses if clause.numbered]
    if not document.title.zh:
        yield Doubt(1, "no title was found: the first line should be the title")
    if not numbered:
        yield Doubt(1, "no numbered clauses were found: the document will be one unnumbered text")
    yield from _find_gaps(numbered)
    known = by_printed_name(read_bodies())
    for clause in document.clauses:
        for department in clause.departments:
            if fold(department.printed) not in known:
                yield Doubt(
                    clause.source.line_end,
                    f"{department.printed}: not in the table of departments; add it to data/departments.toml",
                )
    if not document.term.quote:
        yield Doubt(1, "no sentence about validity was found: neither a beginning nor an end is stated")


def _find_removed(source: SourceText, parts: DocumentParts) -> Iterator[Doubt]:
    """Page numbers and running titles that were taken out of the middle of a part."""
    for part in parts.parts:
        if part.removed:
            yield Doubt(
                source.line(part.span.start), f"{part.removed}: taken for a page number or running title, left out"
            )


def _find_unread(document: Document) -> Iterator[Doubt]:
    """Sums that no benefit took up, and lists that can be read in two ways."""
    for clause in document.clauses:
        line = clause.source.line_start
        used = {n for benefit in clause.benefits for n in benefit.amounts}
        for n, amount in enumerate(clause.amounts):
            if amount.role in ("award", "cap", "rate") and n not in used:
                yield Doubt(line, f"{clause.label} {amount.text} ({amount.role}): belongs to no benefit that was read")
        for message in dict.fromkeys(u for benefit in clause.benefits for u in benefit.unresolved if PAIRING in u):
            yield Doubt(line, f"{clause.label} {message}")


def _find_gaps(clauses: list[Clause]) -> Iterator[Doubt]:
    expected = 1
    for clause in clauses:
        if int(clause.clause) != expected:
            yield Doubt(clause.source.line_start, f"{clause.label}: {expected} was expected here")
        expected = int(clause.clause) + 1


def print_inspection(inspections: tuple[Inspection, ...]) -> str:
    """The reading as an indented outline."""
    lines: list[str] = []
    for one in inspections:
        document = one.document
        lines += [
            document.title.zh or "(no title)",
            f"  number {document.number or '-'} · issued {document.issued or '-'}",
        ]
        lines.append(f"  validity: {document.term.quote or 'not stated'}")
        path: tuple[str, ...] = ()
        for clause in document.clauses:
            headings = tuple(heading.zh for heading in clause.path)
            if headings != path:
                lines += [f"  {'  ' * depth}{heading}" for depth, heading in enumerate(headings)]
                path = headings
            lines += _outline(clause)
        lines += [f"  ! line {doubt.line}: {doubt.message}" for doubt in one.doubts]
    return "\n".join(lines)


def _outline(clause: Clause) -> Iterator[str]:
    name = clause.title.zh if clause.title else clause.text.zh[:24] + "…"
    place = f"{len(clause.text.zh)} characters, line {clause.source.line_start}"
    yield f"    {clause.label or clause.clause} {name} · {place}"
    if clause.departments:
        yield f"      departments: {'、'.join(department.printed for department in clause.departments)}"
    if clause.amounts:
        yield f"      amounts: {', '.join(f'{amount.text} ({amount.role})' for amount in clause.amounts)}"
