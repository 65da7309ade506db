"""Where does each document of a file begin, and what are its headings, clauses and unnumbered parts?

Invariant: the parts of a file are contiguous and in order; their spans joined are the file, and each part's
label + text + bracket is its stretch of the file but for white space. Nothing is lost and nothing invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from search_app.clauses.contents import Contents, find_contents, find_titles
from search_app.clauses.grouping import Group, group_around, group_blocks, group_front
from search_app.clauses.letters import find_annexes, find_forwarded, find_measure
from search_app.clauses.levels import find_roles
from search_app.clauses.parts import make_part
from search_app.clauses.printed.furniture import mark_furniture
from search_app.clauses.printed.lines import Line, find_lines, part_lines
from search_app.clauses.printed.paragraphs import find_paragraphs
from search_app.clauses.sequence import mark_lines
from search_app.clauses.titles import mark_names, title_sentences
from search_app.files.read import DocumentError, SourceText
from search_app.model import Part, Span
from search_app.text.fold import squeeze


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """A document as printed: its title without inner spaces, and its parts (the title among them)."""

    title: str
    parts: tuple[Part, ...]
    front: tuple[Part, ...] = ()  # lines before the title of a document that stands alone: issuer, number


@dataclass(frozen=True, slots=True)
class SplitFile:
    """A whole file: what stands before the first document, and the documents."""

    front: tuple[Part, ...]
    documents: tuple[DocumentParts, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in printed order; their spans joined are the file."""
        return self.front + tuple(part for document in self.documents for part in document.parts)


def split_file(source: SourceText) -> SplitFile:
    """Split ``source`` at the titles its table of contents names, or take it as one document when it names none.

    DocumentError when a title of the table of contents is not found in the text, or the file is empty.
    """
    lines = find_items(source.text)
    if not lines:
        raise DocumentError(f"{source.name}: holds no text")
    contents = find_contents(lines)
    starts = _find_starts(source, lines, contents)
    ends = [first for first, _ in starts[1:]] + [len(lines)]
    groups = list(_group_front(lines[: starts[0][0]], contents))
    fronts = len(groups)
    counts = []
    for (first, body), end in zip(starts, ends, strict=True):
        inside = contents if contents and body <= contents.start < end else None
        document = list(_group_document(lines[first:body], lines[body:end], inside and _shift(inside, body)))
        groups += document
        counts.append(len(document))
    parts = _make_parts(groups, len(source.text))
    return _gather(parts, fronts, counts, lines, starts, lone=contents is None or not contents.titles)


def find_items(text: str) -> list[Line]:
    """The lines of ``text`` with its furniture marked, lines that a printer broke joined, and its items numbered."""
    printed = mark_furniture(find_lines(text))
    lines = [
        replace(line, style="", number="", label="") if line.style else line for line in find_paragraphs(text, printed)
    ]
    return mark_lines(part_lines(lines))


def _find_starts(source: SourceText, lines: Sequence[Line], contents: Contents | None) -> list[tuple[int, int]]:
    """Where each document begins, and where its title ends; a table of its chapters may stand before its title."""
    if contents is None or contents.titles:
        return find_titles(source, lines, contents)
    ((first, end),) = find_titles(source, lines[: contents.start], None) if contents.start else ((0, 0),)
    if end:
        return [(first, end)]
    ((first, end),) = find_titles(source, lines[contents.end :], None)
    return [(first + contents.end, end + contents.end)]


def _shift(contents: Contents, by: int) -> Contents:
    return Contents(contents.start - by, contents.end - by, contents.titles)


def _group_front(lines: Sequence[Line], contents: Contents | None) -> Iterator[Group]:
    """What stands before the title of the first document."""
    at = len(lines) if contents is None or contents.titles else min(contents.start, len(lines))
    end = min(contents.end, len(lines)) if contents else at
    for kind, group in (("front", lines[:at]), ("contents", lines[at:end]), ("front", lines[max(at, end) :])):
        if group:
            yield Group("contents" if kind == "contents" else "front", group)


def _group_document(title: Sequence[Line], body: Sequence[Line], contents: Contents | None) -> Iterator[Group]:
    if title:
        yield Group("title", title)
    if contents:
        yield from group_around(body[: contents.start])
        yield Group("contents", body[contents.start : contents.end])
        body = body[contents.end :]
    words = "".join(line.text for line in title)
    forwarded = find_forwarded(body, words)
    if forwarded is None:
        yield from _group_measure(body)
        return
    yield from group_around(body[: forwarded.signature])
    yield from group_front(body[forwarded.signature : forwarded.front], "signature")
    yield from group_front(body[forwarded.front : forwarded.title], "issuer")
    yield from group_front(body[forwarded.title : forwarded.body], "title")
    yield from _group_measure(body[forwarded.body :])


def _group_measure(body: Sequence[Line]) -> Iterator[Group]:
    """A measure and its annexes; one that is itself a measure has clauses of its own."""
    starts = find_annexes(body)
    yield from _group_text(body[: starts[0]] if starts else body)
    for start, end in pairwise([*starts, len(body)]):
        annex = body[start:end]
        measure = find_measure(annex)
        if measure:
            title, text = measure
            yield from group_front(annex[:title], "issuer")
            yield Group("title", annex[title:text])
            yield from _group_text(annex[text:])
        else:
            yield from group_around(annex, "annex")


def _group_text(body: Sequence[Line]) -> Iterator[Group]:
    named = mark_names(body)
    roles, depths = find_roles(named)
    return group_blocks(named, roles, depths)


def _make_parts(groups: Sequence[Group], end: int) -> list[Part]:
    starts = [group.lines[0].start for group in groups]
    parts = [
        make_part(group.kind, group.lines, following, group.depth)
        for group, following in zip(groups, [*starts[1:], end], strict=True)
    ]
    parts[0] = replace(parts[0], span=Span(0, parts[0].span.end))  # with the blank lines above it
    return parts


def _gather(
    parts: Sequence[Part], fronts: int, counts: Sequence[int], lines: Sequence[Line],
    starts: Sequence[tuple[int, int]], *, lone: bool,
) -> SplitFile:  # fmt: skip
    front = tuple(parts[:fronts])
    documents = []
    at = fronts
    for count, (first, body) in zip(counts, starts, strict=True):
        title = squeeze("".join(line.text for line in lines[first:body]))
        document = DocumentParts(title, title_sentences(parts[at : at + count]), front if lone else ())
        documents.append(document)
        at += count
    return SplitFile(front, tuple(documents))
