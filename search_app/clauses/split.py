"""Where does each document of a file begin, and what are its headings, clauses and unnumbered parts?

Invariant: the parts of a file are contiguous and in order; their spans joined are the file, and each part's
label + text + bracket is its stretch of the file but for white space. Nothing is lost and nothing invented.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from search_app.clauses.front import (
    MAX_TITLE_LINES,
    completes_number,
    find_lone_title,
    find_number,
    find_title_end,
    is_date_line,
    is_front,
    is_issuer,
)
from search_app.clauses.furniture import mark_furniture
from search_app.clauses.lines import DEPTH, Line, find_lines
from search_app.clauses.paragraphs import find_paragraphs
from search_app.clauses.run_together import break_lines
from search_app.files.read import DocumentError, SourceText
from search_app.model import Part, PartKind, Span
from search_app.text.fold import squeeze
from search_app.text.passage import plain, read_passage

_DUTY = "(?:责任|主责|牵头|配合|协[办同助作]|[主承联]办|参[与加]|落实|实施|主管)"
_OFFICE = f"{_DUTY}(?:单位|部门|机[关构]|处室)?"
_INNER = r"(?:[^()\[\]]|[(\[][^()\[\]]*[)\]])"  # text with brackets in it: 各县（区）人民政府
# Offices at the very end: 〔责任单位：…〕 (the closing bracket may be of another kind), （X牵头，Y配合）, or a sentence
# 牵头单位：X；配合单位：Y of its own, which may be broken over lines but not after a comma.
_BRACKET = re.compile(
    rf"[\[(]\s*{_OFFICE}\s*:{_INNER}*[\])]\s*$|\({_INNER}{{2,60}}(?:牵头{_INNER}{{0,60}}|负责)\)\s*$|"
    rf"(?<=[。;\])])\s*{_DUTY}(?:单位|部门|机[关构]|处室)\s*:[^。]{{1,119}}[^。、,;:]。?\s*$"
)
_TOC_HEAD = re.compile(r"目\s*[录錄次]$")
_TOC_LINE = re.compile(r"(.+?)[…．.·\s]+\d{1,4}$")
_SENTENCE_END = re.compile(r"[。;；!?！？〕\])）]$")
# A line that ends in the year of a number (某政发〔2021〕) or in a semicolon was broken by the page.
_COMPLETE = re.compile(r"(?:[。!?]|(?<![(\[]\d{4})[)\]])$")
_CLOSING_CUE = re.compile("本(?:政策|措施|办法|意见|文件|规定|细则|通知|若干)|施行|废止|以上补助、奖励")
_ANNEX = re.compile(r"附[件表录]\s?[\d一二三四五]{0,2}\s?[:.]?")
_SCOPE = re.compile("适用范围$")
_INTRODUCES = re.compile(r"[,。].*:$")  # a sentence whose items are a list within it
_ENDS_APART = re.compile(r"\s\S$")
_BEGINS_APART = re.compile(r"\S\s")
MAX_HEADING = 40
WRAPPED_WIDTH = 60  # no line longer: the text is broken where the page ends, not where a sentence does
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
    blocks = find_paragraphs(source.text, mark_furniture(break_lines(find_lines(source.text))))
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
    roles = _find_roles(body, _clause_style(body))
    groups = list(_group(body, roles | _find_letter_end(body, min(roles, default=len(body)))))
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
class _Item:
    """A numbered line, the unnumbered lines below it, and the deeper items that follow before the next of its rank."""

    index: int
    depth: int
    lines: list[str]  # folded
    children: list[_Item]

    def own(self) -> str:
        return "".join(self.lines)

    def whole(self) -> str:
        return self.own() + "".join(child.whole() for child in self.children)

    def holds(self, depth: int) -> bool:
        return any(child.depth == depth or child.holds(depth) for child in self.children)


def _find_roles(body: Sequence[Line], style: str) -> dict[int, PartKind]:
    """The lines that begin a heading or a clause. One level of numbering holds most clauses, but a chapter may have
    its clauses one level higher or lower; articles always are the clauses."""
    roles: dict[int, PartKind] = {}
    if style == "article":
        for i, block in enumerate(body):
            if block.style == style:
                roles[i] = "clause"
            elif block.style and _is_above_articles(block):
                roles[i] = "heading"
    elif style:
        width = _find_width(body)
        for item in _make_items(body):
            if item.depth <= DEPTH[style]:
                _settle(item, DEPTH[style], width, roles)
    return roles


def _find_letter_end(body: Sequence[Line], until: int) -> dict[int, PartKind]:
    """Where a letter (…现印发给你们。) is signed that stands before what it issues, and where that begins, behind its
    own title: its day is the day of issue."""
    for i in range(1, until):
        if not is_date_line(body[i].text):
            continue
        start = i
        while start and (body[start - 1].noise or is_issuer(body[start - 1].text)):
            start -= 1
        start = next((n for n in range(start, i) if not body[n].noise), i)  # a page may end above the signature
        above = next((block.text for block in reversed(body[:start]) if not block.noise), "")
        if start == i or not re.search("[。！]$", above):
            continue
        end = i + 1
        while end < until and (body[end].noise or re.match(r"\(.*\)$", plain(body[end].text))):
            end += 1
        end = find_title_end(body[:until], end) or end
        return {start: "signature", **({end: "preamble"} if end < until else {})}
    return {}


def _is_above_articles(block: Line) -> bool:
    if DEPTH[block.style] < DEPTH["article"]:
        return True
    # 一、 above articles: short, and no sentence.
    return block.style == "han" and len(block.text) <= 30 and not re.search("[。：；]", block.text)


def _make_items(body: Sequence[Line]) -> list[_Item]:
    top: list[_Item] = []
    opened: list[_Item] = []
    for i, block in enumerate(body):
        if block.style:
            item = _Item(i, DEPTH[block.style], [read_passage(block.text).text], [])
            opened = [above for above in opened if above.depth < item.depth]
            (opened[-1].children if opened else top).append(item)
            opened.append(item)
        elif opened and not block.noise:
            opened[-1].lines.append(read_passage(block.text).text)
    return top


def _settle(item: _Item, level: int, width: int, roles: dict[int, PartKind]) -> None:
    """Whether ``item`` is a heading or a clause, and so for what stands below a heading."""
    roles[item.index] = "heading" if _heads(item, level, width) else "clause"
    if roles[item.index] == "clause":
        return
    deeper = not item.holds(level) and _is_title(item.own())  # no text of its own between the heading and its items
    for child in item.children:
        if child.depth <= level or deeper:
            _settle(child, level, width, roles)


def _heads(item: _Item, level: int, width: int) -> bool:
    if item.depth >= level:
        return _is_title(item.own()) and _are_provisions(item.children)
    if item.holds(level):
        return not _INTRODUCES.search(item.own())
    return not _is_provision(item, width)


def _is_title(text: str) -> bool:
    return len(text) <= MAX_HEADING and not re.search("[。;:]", text)


def _are_provisions(items: Sequence[_Item]) -> bool:
    """Items with sentences of their own; items that end in a semicolon are one sentence together."""
    lists = any(re.search("[;,、]$", item.own()) for item in items)
    return bool(items) and not lists and "。" in items[0].whole()


def _find_width(body: Sequence[Line]) -> int:
    """How many characters a full line has, in a text that is broken where the page ends; else more than any has."""
    width = max((_measure(block.text) for block in body), default=0)
    return width if width <= WRAPPED_WIDTH else sys.maxsize


def _measure(line: str) -> int:
    """The printed width of a line in characters; a figure or a Latin letter is half as wide as a Chinese one."""
    return len(line) - sum(map(str.isascii, line)) // 2


def _is_full(line: str, width: int) -> bool:
    return _measure(line) + 4 >= width  # less what an indent takes, and what may not stand at the beginning of a line


def _is_provision(item: _Item, width: int) -> bool:
    """Whether the line of an item that holds no clauses says something itself, and is no heading above its text."""
    first = item.lines[0]
    wrapped = _is_full(first, width) and len(item.lines) > 1
    return len(first) > MAX_HEADING or wrapped or bool(re.search("[。;].", first) or _BRACKET.search(first))


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of a line before it is put into a part."""

    role: PartKind | None  # what its number makes it
    after_last: bool  # behind the line that begins the last clause
    bare_heading: bool  # the heading above has no clauses of its own
    width: int  # of a full line


def _group(body: Sequence[Line], roles: dict[int, PartKind]) -> Iterable[tuple[PartKind, list[Line]]]:
    """Gather lines into parts: a line without a mark belongs to what stands before it."""
    kind: PartKind = "preamble"
    group: list[Line] = []
    last_clause = max((i for i, role in roles.items() if role == "clause"), default=-1)
    bare, width = False, _find_width(body)
    for i, block in enumerate(body):
        begins = _begins(body, i, kind, group, _Place(roles.get(i), i > last_clause, bare, width))
        if begins == "heading":
            bare = _is_bare(body, i, roles)
        if begins == "clause" and not block.label and group:
            block = replace(block, number=group[0].number)  # the text under a heading goes by the heading's number
        if begins and group:
            yield kind, group
            group = []
        kind = begins or kind
        group.append(block)
    if group:
        yield kind, group


def _is_bare(body: Sequence[Line], heading: int, roles: dict[int, PartKind]) -> bool:
    """Whether no clause follows a heading before the next heading of its rank."""
    for i in range(heading + 1, len(body)):
        if roles.get(i) == "clause":
            return False
        if body[i].style and DEPTH[body[i].style] <= DEPTH[body[heading].style]:
            return True
    return True


def _begins(body: Sequence[Line], i: int, kind: PartKind, group: Sequence[Line], place: _Place) -> PartKind | None:
    """The kind of part that line ``i`` begins, or None when it continues the one before it."""
    block = body[i]
    if kind == "annex" or block.noise:
        return None if group else "issuer"
    if place.role == "heading" and (kind not in ("closing", "signature") or not place.after_last):
        return "scope" if _SCOPE.search(block.text.rstrip("。")) else "heading"
    if place.role and place.role != "heading":
        return place.role
    if kind in ("preamble", "number", "issuer", "heading") and not block.style:
        return _begins_before_clauses(body, i, kind, group, place)
    if not group or not place.after_last or block.style:
        return None if group else "preamble"
    return _begins_after_clauses(block, kind, group)


def _begins_before_clauses(
    body: Sequence[Line], i: int, kind: PartKind, group: Sequence[Line], place: _Place
) -> PartKind | None:
    text = body[i].text
    if kind == "heading":
        begun = _is_full(text, place.width) or bool(re.search("[，。；]", text))  # of a sentence that is broken
        broken = begun and not _is_full(group[-1].text, place.width)
        sentence = broken or len(text) > MAX_HEADING or bool(_SENTENCE_END.search(text))
        return "clause" if place.bare_heading and sentence else None
    front = is_front(body, i)
    if not group or kind in ("number", "issuer"):
        if group and completes_number(group[-1].text, text):
            return None
        if front:
            return "number" if find_number(text) else "issuer"
        return "preamble"
    return ("number" if find_number(text) else "issuer") if front and kind != "preamble" else None


def _begins_after_clauses(block: Line, kind: PartKind, group: Sequence[Line]) -> PartKind | None:
    last = [b for b in group if not b.noise]
    bracketed = _BRACKET.search(read_passage(_heal(group)).text)
    complete = not last or bool(_COMPLETE.search(plain(last[-1].text)) or bracketed) or kind == "signature"
    folded = read_passage(block.text).text
    short = complete and len(block.text) <= MAX_HEADING
    if short and _ANNEX.match(folded):
        return "annex"
    if kind == "signature":
        return None
    if short and (is_date_line(block.text) or is_issuer(block.text)):
        return "signature"
    office_line = _BRACKET.search("。" + folded)  # 牵头单位：… on a line of its own ends the clause
    if kind == "clause" and complete and not office_line and (bracketed or _CLOSING_CUE.search(folded)):
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
    read = read_passage(text)
    if kind == "clause" and (found := _BRACKET.search(read.text)):
        at = read.span(found.start(), found.end()).start
        text, bracket = text[:at].rstrip(), text[at:].strip()
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
        apart = _ENDS_APART.search(text) and _BEGINS_APART.match(block.text)  # as every character of the text stands
        text += (" " if apart or (between_words and block.text[0].isalpha()) else "") + block.text
    return text
