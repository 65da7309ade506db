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
from search_app.policy.front import DATE_LINE, ISSUER, MAX_TITLE_LINES, find_lone_title, find_number, is_front
from search_app.policy.lines import DEPTH, Line, find_lines, mark_noise
from search_app.policy.read import DocumentError, SourceText
from search_app.text.fold import fold, squeeze
from search_app.text.script import simplify

_OFFICE = "(?:责任|主责|牵头|配合|协办)(?:单位|部门)?"
_INNER = r"(?:[^()\[\]]|[(\[][^()\[\]]*[)\]])"  # text with brackets in it: 各县（区）人民政府
# Offices at the very end: 〔责任单位：…〕 (the closing bracket may be of another kind), （X牵头，Y配合）, or a sentence
# 牵头单位：X；配合单位：Y of its own.
_BRACKET = re.compile(
    rf"[\[(]\s*{_OFFICE}\s*:{_INNER}*[\])]\s*$|\({_INNER}{{2,60}}(?:牵头{_INNER}{{0,60}}|负责)\)\s*$|"
    rf"(?<=[。;\])])\s*(?:责任|主责|牵头)(?:单位|部门)\s*:[^。]{{2,120}}。?\s*$"
)
_TOC_HEAD = re.compile(r"目\s*[录次]$")
_TOC_LINE = re.compile(r"(.+?)[…．.·\s]+\d{1,4}$")
_SENTENCE_END = re.compile(r"[。;；!?！？〕\])）]$")
_CLOSING_CUE = re.compile("本(?:政策|措施|办法|意见|文件|规定|细则|通知|若干)|施行|废止|以上补助、奖励")
_ANNEX = re.compile(r"附[件表录]\s?[\d一二三四五]{0,2}\s?[:.]?")
_SCOPE = re.compile("适用范围$")
MAX_HEADING = 40
# A style is the clause level when items of it cover this share of the body: less is a list inside a few clauses.
CLAUSE_COVERAGE = 0.5


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
    """Split ``source`` at the titles its table of contents names, or take it as one document when it has none.

    DocumentError when a title of the table of contents is not found in the text, or the file is empty.
    """
    blocks = mark_noise(find_lines(source.text))
    if not blocks:
        raise DocumentError(f"{source.name}: holds no text")
    starts = _find_titles(source, blocks)
    front = (_part("front", blocks[: starts[0][0]], end=_edge(blocks, starts[0][0], source)),) if starts[0][0] else ()
    if not front and blocks[0].start:
        blocks[0] = replace(blocks[0], start=0)  # leading blank lines belong to the title
    documents = []
    lone = front if len(starts) == 1 and not any(_TOC_HEAD.match(block.text) for block in blocks) else ()
    for (first, body), following in zip(starts, [*(first for first, _ in starts[1:]), len(blocks)], strict=True):
        document = _split_document(blocks[first:body], blocks[body:following], _edge(blocks, following, source))
        documents.append(replace(document, front=lone))
    return SplitFile(tuple(replace(part, span=Span(0, part.span.end)) for part in front), tuple(documents))


def _edge(blocks: Sequence[Line], index: int, source: SourceText) -> int:
    return blocks[index].start if index < len(blocks) else len(source.text)


def _find_titles(source: SourceText, blocks: Sequence[Line]) -> list[tuple[int, int]]:
    """Line ranges (first, one past last) of the titles, in order."""
    toc = next((i for i, block in enumerate(blocks) if _TOC_HEAD.match(block.text)), None)
    if toc is None:
        return [find_lone_title(blocks)]
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


def _split_document(title: Sequence[Line], body: Sequence[Line], end: int) -> DocumentParts:
    style = _clause_style(body)
    groups = list(_group(body, style))
    starts = [group[0].start for _, group in groups] + [end]
    parts = []
    if title:
        parts.append(_part("title", title, end=starts[0]))
    for (kind, group), (_, following) in zip(groups, pairwise(starts), strict=True):
        parts.append(_part(kind, group, end=following))
    return DocumentParts(squeeze("".join(block.text for block in title)), tuple(parts))


def _clause_style(body: Sequence[Line]) -> str:
    """The innermost numbering style whose items cover most of the text; articles always are the clauses."""
    total = sum(len(block.text) for block in body)
    covered = dict.fromkeys(DEPTH, 0)
    opened: set[str] = set()
    for block in body:
        if block.style:
            opened = {style for style in opened if DEPTH[style] < DEPTH[block.style]} | {block.style}
        for style in opened:
            covered[style] += len(block.text)
    if covered["article"]:
        return "article"
    deep = [style for style, count in covered.items() if total and count / total >= CLAUSE_COVERAGE]
    return deep[-1] if deep else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of a line before it is put into a part."""

    clause_style: str
    after_last: bool  # behind the line that begins the last clause
    bare_heading: bool  # the heading above has no clauses of its own


def _group(body: Sequence[Line], clause_style: str) -> Iterable[tuple[PartKind, list[Line]]]:
    """Gather lines into parts: a line without a mark belongs to what stands before it."""
    kind: PartKind = "preamble"
    group: list[Line] = []
    last_clause = max((i for i, block in enumerate(body) if block.style == clause_style != ""), default=-1)
    bare = False
    for i, block in enumerate(body):
        begins = _begins(block, kind, group, _Place(clause_style, i > last_clause, bare))
        if begins == "heading":
            bare = _is_bare(body[i:], clause_style)
        if begins == "clause" and not block.label and group:
            block = replace(block, number=group[0].number)  # the text under a heading goes by the heading's number
        if begins and group:
            yield kind, group
            group = []
        kind = begins or kind
        group.append(block)
    if group:
        yield kind, group


def _is_bare(rest: Sequence[Line], clause_style: str) -> bool:
    """Whether no clause follows the heading ``rest[0]`` before the next heading of its rank."""
    for block in rest[1:]:
        if block.style == clause_style:
            return False
        if block.style and DEPTH[block.style] <= DEPTH[rest[0].style]:
            return True
    return True


def _begins(block: Line, kind: PartKind, group: Sequence[Line], place: _Place) -> PartKind | None:
    """The kind of part that ``block`` begins, or None when it continues the one before it."""
    style = place.clause_style
    if kind == "annex" or block.noise:
        return None if group else "issuer"
    if style and block.style == style:
        return "clause"
    if block.style and style and kind not in ("closing", "signature") and _is_heading(block, style):
        return "scope" if _SCOPE.search(block.text.rstrip("。")) else "heading"
    if kind in ("preamble", "number", "issuer", "heading") and not block.style:
        return _begins_before_clauses(block, kind, group, place)
    if not group or not place.after_last or block.style:
        return None if group else "preamble"
    return _begins_after_clauses(block, kind, group)


def _is_heading(block: Line, style: str) -> bool:
    if DEPTH[block.style] < DEPTH[style]:
        return True
    # 一、 above articles: short, and no sentence.
    short = len(block.text) <= 30 and not re.search("[。：；]", block.text)
    return style == "article" and block.style == "han" and short


def _begins_before_clauses(block: Line, kind: PartKind, group: Sequence[Line], place: _Place) -> PartKind | None:
    if kind == "heading":
        sentence = len(block.text) > MAX_HEADING or bool(_SENTENCE_END.search(block.text))
        return "clause" if place.bare_heading and sentence else None
    front = is_front(block)
    if not group or kind in ("number", "issuer"):
        if front:
            return "number" if find_number(block.text) else "issuer"
        return "preamble"
    return ("number" if find_number(block.text) else "issuer") if front and kind != "preamble" else None


def _begins_after_clauses(block: Line, kind: PartKind, group: Sequence[Line]) -> PartKind | None:
    last = [b for b in group if not b.noise]
    bracketed = _BRACKET.search(simplify(fold(_heal(group))))
    complete = not last or bool(_SENTENCE_END.search(last[-1].text) or bracketed) or kind == "signature"
    folded = simplify(fold(block.text))
    if complete and _ANNEX.match(folded) and len(block.text) <= MAX_HEADING:
        return "annex"
    if kind == "signature":
        return None
    if complete and len(block.text) <= MAX_HEADING and (DATE_LINE.match(folded) or ISSUER.search(folded)):
        return "signature"
    office_line = _BRACKET.search("。" + folded)  # 牵头单位：… on a line of its own ends the clause
    if kind == "clause" and complete and not office_line and (bracketed or _CLOSING_CUE.search(block.text)):
        return "closing"
    return None


def _part(kind: PartKind, blocks: Sequence[Line], end: int) -> Part:
    first = blocks[0]
    if kind in ("front", "issuer", "number", "signature", "annex"):
        text = "\n".join(block.text for block in blocks)
        return Part(kind, Span(first.start, end), "", "", text)
    healed = _heal(blocks)
    label = {"heading": first.label, "clause": first.label, "scope": first.text}.get(kind, "")
    text = healed[len(label) :].strip()
    bracket = ""
    if kind == "clause" and (found := _BRACKET.search(simplify(fold(text)))):
        text, bracket = text[: found.start()].rstrip(), text[found.start() :].strip()
    depth = DEPTH[first.style] if kind == "heading" else 0
    number = first.number if kind in ("heading", "clause") else ""
    removed = "".join(block.text for block in blocks if block.noise)
    return Part(kind, Span(first.start, end), label, number, text, bracket, depth, removed)


def _heal(blocks: Sequence[Line]) -> str:
    """Lines joined as one was meant: nothing between Chinese characters or inside a number, a space between words."""
    text = ""
    for block in blocks:
        if block.noise:
            continue
        between_words = text and text[-1].isascii() and block.text[0].isascii() and text[-1].isalpha()
        text += (" " if between_words and block.text[0].isalpha() else "") + block.text
    return text
