"""Where does each document of a file begin, and what are its headings, clauses and unnumbered parts?

Invariant: the parts of a file are contiguous and in order; their spans joined are the file, and each part's
label + text + bracket is its stretch of the file but for white space. Nothing is lost and nothing invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from search_app.model import Part, PartKind, Span
from search_app.policy.read import DocumentError, SourceText
from search_app.text.fold import fold, squeeze
from search_app.text.numerals import HAN_NUMERALS, parse_number

# Numbering styles from the outermost to the innermost, matched at the start of a folded line.
_HAN = f"[{HAN_NUMERALS}]{{1,6}}"
STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*[编章]\s*")),
    ("section", re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*节\s*")),
    ("article", re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*[条條][\s:、.]*")),
    ("han", re.compile(rf"({_HAN})\s*[、.]\s*")),
    ("paren", re.compile(rf"\(\s*({_HAN})\s*\)\s*[、.]?\s*")),
    ("digit", re.compile(r"(\d{1,3})\s*[.、](?!\d)\s*")),
)
_DEPTH = {name: depth for depth, (name, _) in enumerate(STYLES)}
_OFFICE_WORDS = "责任单位|责任部门|牵头单位|配合单位"
# 〔责任单位：…〕 at the very end; the closing bracket may be of another kind than the opening one.
_BRACKET = re.compile(rf"[\[(]\s*(?:{_OFFICE_WORDS})\s*:[^\[]*[\])]\s*$")
_TOC_HEAD = re.compile(r"目\s*[录次]$")
_TOC_LINE = re.compile(r"(.+?)[…．.·\s]+\d{1,4}$")
_SENTENCE_END = re.compile(r"[。;；!?！？〕\])）]$")
_CLOSING_CUE = re.compile("本(?:政策|措施|办法|意见|文件|规定|细则|通知|若干)|施行|废止|以上补助、奖励")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[\[(]\d{4}[\])]第?\d{1,4}号$")
_SCOPE = re.compile("适用范围$")
MAX_TITLE_LINES = 4
MAX_HEADING = 40
MAX_TITLE = 60
# A style is the clause level when items of it cover this share of the body: less is a list inside a few clauses.
CLAUSE_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class _Block:
    """One printed line, with its numbering mark if it has one."""

    start: int
    end: int
    text: str
    style: str = ""
    number: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """A document as printed: its title without inner spaces, and its parts (the title among them)."""

    title: str
    parts: tuple[Part, ...]


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
    """Split ``source`` at the titles its table of contents names, or take it as one document when it has none.

    DocumentError when a title of the table of contents is not found in the text, or the file is empty.
    """
    blocks = _find_blocks(source.text)
    if not blocks:
        raise DocumentError(f"{source.name}: holds no text")
    starts = _find_titles(source, blocks)
    front = (_part("front", blocks[: starts[0][0]], end=_edge(blocks, starts[0][0], source)),) if starts[0][0] else ()
    if not front and blocks[0].start:
        blocks[0] = replace(blocks[0], start=0)  # leading blank lines belong to the title
    documents = []
    for (first, body), following in zip(starts, [*(first for first, _ in starts[1:]), len(blocks)], strict=True):
        documents.append(_split_document(blocks[first:body], blocks[body:following], _edge(blocks, following, source)))
    return SplitFile(tuple(replace(part, span=Span(0, part.span.end)) for part in front), tuple(documents))


def _edge(blocks: Sequence[_Block], index: int, source: SourceText) -> int:
    return blocks[index].start if index < len(blocks) else len(source.text)


def _find_blocks(text: str) -> list[_Block]:
    blocks = []
    for line in re.finditer(r"[^\n]+", text):
        printed = line.group()
        if not printed.strip():
            continue
        start = line.start() + len(printed) - len(printed.lstrip())
        blocks.append(_mark(_Block(start, line.end(), printed.strip())))
    return blocks


def _mark(block: _Block) -> _Block:
    folded = fold(block.text)
    for style, pattern in STYLES:
        if found := pattern.match(folded):
            number = parse_number(found.group(1))
            if number is not None:
                label = block.text[: found.end()].strip()
                return replace(block, style=style, number=str(int(number)), label=label)
    return block


def _find_titles(source: SourceText, blocks: Sequence[_Block]) -> list[tuple[int, int]]:
    """Block ranges (first, one past last) of the titles, in order."""
    toc = next((i for i, block in enumerate(blocks) if _TOC_HEAD.match(block.text)), None)
    if toc is None:
        return [(0, _title_length(blocks))]
    at, titles = toc + 1, []
    while at < len(blocks) and (entry := _TOC_LINE.match(blocks[at].text)):
        titles.append(squeeze(entry.group(1)))
        at += 1
    found = []
    for title in titles:
        place = next(
            (
                (i, i + n)
                for i in range(at, len(blocks))
                for n in range(1, MAX_TITLE_LINES + 1)
                if squeeze("".join(block.text for block in blocks[i : i + n])) == title
            ),
            None,
        )
        if place is None:
            raise DocumentError(
                f"{source.name}: the table of contents names {title!r}, but no such title follows; "
                "make the title and its entry equal"
            )
        found.append(place)
        at = place[1]
    if not found:
        raise DocumentError(f"{source.name}, line {source.line(blocks[toc].start)}: the table of contents is empty")
    return found


def _title_length(blocks: Sequence[_Block]) -> int:
    """How many leading lines are the title of a document that stands alone in its file."""
    length = 0
    for block in blocks[:MAX_TITLE_LINES]:
        short = len(block.text) <= MAX_TITLE and not re.search(r"[。；;：:，,]$", block.text)
        if block.style or not short or _DOCUMENT_NUMBER.match(fold(squeeze(block.text))):
            break
        length += 1
    return length


def _split_document(title: Sequence[_Block], body: Sequence[_Block], end: int) -> DocumentParts:
    style = _clause_style(body)
    groups = list(_group(body, style))
    starts = [group[0].start for _, group in groups] + [end]
    parts = []
    if title:
        parts.append(_part("title", title, end=starts[0]))
    for (kind, group), (_, following) in zip(groups, pairwise(starts), strict=True):
        parts.append(_part(kind, group, end=following))
    return DocumentParts(squeeze("".join(block.text for block in title)), tuple(parts))


def _clause_style(body: Sequence[_Block]) -> str:
    """The innermost numbering style whose items cover most of the text; articles always are the clauses."""
    total = sum(len(block.text) for block in body)
    covered = dict.fromkeys(_DEPTH, 0)
    opened: set[str] = set()
    for block in body:
        if block.style:
            opened = {style for style in opened if _DEPTH[style] < _DEPTH[block.style]} | {block.style}
        for style in opened:
            covered[style] += len(block.text)
    if covered["article"]:
        return "article"
    deep = [style for style, count in covered.items() if total and count / total >= CLAUSE_COVERAGE]
    return deep[-1] if deep else ""


def _group(body: Sequence[_Block], clause_style: str) -> Iterable[tuple[PartKind, list[_Block]]]:
    """Gather lines into parts: a line without a mark belongs to what stands before it."""
    kind: PartKind = "preamble"
    group: list[_Block] = []
    last_clause = max((i for i, block in enumerate(body) if block.style == clause_style != ""), default=-1)
    for i, block in enumerate(body):
        begins = _begins(block, kind, group, clause_style, i > last_clause)
        if begins and group:
            yield kind, group
            group = []
        kind = begins or kind
        group.append(block)
    if group:
        yield kind, group


def _begins(
    block: _Block, kind: PartKind, group: Sequence[_Block], clause_style: str, after_last: bool
) -> PartKind | None:
    """The kind of part that ``block`` begins, or None when it continues the one before it."""
    if clause_style and block.style == clause_style:
        return "clause"
    if block.style and clause_style and _DEPTH[block.style] < _DEPTH[clause_style] and kind != "closing":
        return "scope" if _SCOPE.search(block.text.rstrip("。")) else "heading"
    if not group:
        return "number" if _DOCUMENT_NUMBER.match(fold(squeeze(block.text))) else "preamble"
    if kind in ("number", "heading") and not block.style:
        return "preamble" if kind == "number" else None
    complete = _SENTENCE_END.search(group[-1].text)
    bracketed = _BRACKET.search(fold(_heal(group)))
    if kind == "clause" and after_last and complete and (bracketed or _CLOSING_CUE.search(block.text)):
        return "closing"
    return None


def _part(kind: PartKind, blocks: Sequence[_Block], end: int) -> Part:
    first = blocks[0]
    healed = _heal(blocks)
    label = {"heading": first.label, "clause": first.label, "scope": first.text}.get(kind, "")
    text = healed[len(label) :].strip()
    bracket = ""
    if kind == "clause" and (found := _BRACKET.search(fold(text))):
        text, bracket = text[: found.start()].rstrip(), text[found.start() :]
    depth = _DEPTH[first.style] if kind == "heading" else 0
    number = first.number if kind in ("heading", "clause") else ""
    return Part(kind, Span(first.start, end), label, number, text, bracket, depth)


def _heal(blocks: Sequence[_Block]) -> str:
    """Lines joined as one was meant: nothing between Chinese characters or inside a number, a space between words."""
    text = ""
    for block in blocks:
        between_words = text and text[-1].isascii() and block.text[0].isascii() and text[-1].isalpha()
        text += (" " if between_words and block.text[0].isalpha() else "") + block.text
    return text
