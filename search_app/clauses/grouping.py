"""Which lines belong together in one part, and what is that part?

Between two items that are headings or clauses all lines belong to the first of them, but for what is said between a
heading and its first clause, and what stands behind the last item. Invariant: the groups of some lines, joined, are
these lines in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from search_app.clauses.front import completes_number, find_number, is_date_line, is_front, is_issuer
from search_app.clauses.letters import find_addressees, is_annex_head
from search_app.clauses.levels import MAX_HEADING, Role
from search_app.clauses.numbering import words_of
from search_app.clauses.offices import find_office_end
from search_app.clauses.parts import heal
from search_app.clauses.printed.lines import Line
from search_app.model import PartKind
from search_app.text.passage import plain, read_passage

_SCOPE = re.compile("适用范围$")
_SENTENCE_END = re.compile(r"[。;；:：!?！？〕\])）]$")
# A line that ends in the year of a number (某政发〔2021〕) or in a semicolon was broken by the page.
_COMPLETE = re.compile(r"(?:[。!?]|(?<![(\[]\d{4})[)\]])$")
_OMITTED = re.compile(r"[(\[]?(?:从|以下|下)?略[)\]]?[。.]?$|\.{3,}$|…+$")
_NOTE = re.compile(r"注\s*[:\d]|说明:|\*")  # below a table
_SIGNED_WITHIN = 4  # lines from the name of a body to the day below it
FEWEST_SINGLE = 3  # clauses of one paragraph each, for another paragraph to be none of the last one's
_LAST = 6  # lines that offices at the end of a clause may be broken over


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are one part; ``depth`` is that of a heading, and of what stands below it."""

    kind: PartKind
    lines: Sequence[Line]
    depth: int = 0


def group_front(lines: Sequence[Line], kind: PartKind) -> Iterator[Group]:
    """``lines`` as a part of ``kind``, or as its number and what else stands around a title; none for no lines."""
    if not lines:
        return
    begun = 0
    kinds: list[PartKind] = [kind if kind != "issuer" else _kind_of_front(line) for line in lines]
    for n in range(1, len(lines) + 1):
        if n == len(lines) or kinds[n] != kinds[begun]:
            yield Group(kinds[begun], lines[begun:n])
            begun = n


def _kind_of_front(line: Line) -> PartKind:
    if is_annex_head(line):
        return "annex"
    return "number" if find_number(line.text) else "issuer"


def group_blocks(lines: Sequence[Line], roles: Mapping[int, Role], depths: Mapping[int, int]) -> Iterator[Group]:
    """The parts of a measure, given which lines begin a heading or a clause, and how deep these stand."""
    if not roles:
        yield from group_around(lines)
        return
    begun = sorted(roles)
    yield from _group_before(lines[: begun[0]])
    holding = _find_holding(begun, roles, depths)
    blocks = [(start, lines[start:end]) for start, end in pairwise([*begun, len(lines)])]
    single = _are_single([block for start, block in blocks[:-1] if roles[start] == "clause"])
    for start, block in blocks:
        (_, own), *behind = _cut_tail(block, "clause", single) if start == begun[-1] else [_whole(block)]
        if roles[start] == "clause":
            yield Group("clause", own, depths[start])
        else:
            yield from _group_heading(own, depths[start], start not in holding)
        yield from (Group(kind, group) for kind, group in behind)


def _are_single(clauses: Sequence[Sequence[Line]]) -> bool:
    """Whether each of several clauses is one paragraph, and so is the last: another one below it is not its own."""
    return len(clauses) >= FEWEST_SINGLE and not any(
        _begins_paragraph(block, n) for block in clauses for n in range(1, len(block))
    )


def _begins_paragraph(block: Sequence[Line], n: int) -> bool:
    """Whether an unnumbered line stands behind the end of a sentence, and is more than the offices of a clause."""
    line = block[n]
    above = block[n - 1]
    if line.noise or line.style or line.joint is not None or above.full or not _COMPLETE.search(plain(above.text)):
        return False
    return find_office_end("。" + read_passage(line.text).text) is None


def _whole(block: Sequence[Line]) -> tuple[PartKind, Sequence[Line]]:
    return "clause", block


def _find_holding(begun: Sequence[int], roles: Mapping[int, Role], depths: Mapping[int, int]) -> set[int]:
    """The headings that have a clause before the next heading of their rank."""
    holding: set[int] = set()
    opened: list[int] = []
    for n in begun:
        while opened and depths[opened[-1]] >= depths[n]:
            opened.pop()
        if roles[n] == "clause":
            holding.update(opened)
            opened = []  # what is held once is known
        else:
            opened.append(n)
    return holding


# ── a heading and what is said below it ──


def _group_heading(block: Sequence[Line], depth: int, bare: bool) -> Iterator[Group]:
    end = _find_heading_end(block, bare)
    heading, below = block[:end], block[end:]
    scope = bare and below and _SCOPE.search(plain(heal(heading)).rstrip("。"))
    if scope:
        yield Group("scope", block)
        return
    yield Group("heading", heading, depth)
    if below:
        first = replace(below[0], number=block[0].number, label="") if not below[0].style else below[0]
        yield Group(_kind_below(below, bare), [first, *below[1:]], depth + 1)


def _find_heading_end(block: Sequence[Line], bare: bool) -> int:
    """One past the last line of a heading that may be broken over lines: what goes on with it is short, and no
    sentence."""
    end = 1
    while end < len(block) and (block[end].noise or _goes_on(block, end, bare)):
        end += 1
    return end


def _goes_on(block: Sequence[Line], n: int, bare: bool) -> bool:
    line, above = block[n], block[n - 1]
    if line.style or _OMITTED.match(read_passage(line.text).text):
        return False
    if above.text == above.label:
        return len(line.text) <= MAX_HEADING  # 第一章 / 总则
    if line.joint is not None:
        return False
    # Of a sentence that is broken: below a heading that heads nothing else its text must stand.
    begun = line.long or (bare and bool(re.search("[，。；、]", line.text)))
    broken = begun and not above.long
    return not (broken or len(line.text) > MAX_HEADING or _SENTENCE_END.search(line.text))


def _kind_below(below: Sequence[Line], bare: bool) -> PartKind:
    kept = [line for line in below if not line.noise]
    if kept and all(_OMITTED.match(read_passage(line.text).text) for line in kept):
        return "omitted"
    if any(line.style for line in kept):
        return "list"
    return "clause" if bare else "introduction"


# ── before the first item ──


def _group_before(lines: Sequence[Line]) -> Iterator[Group]:
    """Issuer, number, addressees and preamble."""
    at = 0
    while at < len(lines):
        kind, end = _read_before(lines, at)
        yield Group(kind, lines[at:end])
        at = end


def _read_before(lines: Sequence[Line], at: int) -> tuple[PartKind, int]:
    """The part that begins at a line before the first item, and where it ends."""
    end = find_addressees(lines, at)
    if end > at:
        return "addressee", end
    if not is_front(lines, at):
        return "preamble", len(lines)
    if at + 1 < len(lines) and completes_number(lines[at].text, lines[at + 1].text):
        return "number", at + 2
    kind: PartKind = "number" if find_number(lines[at].text) else "issuer"
    end = at + 1
    while end < len(lines) and (lines[end].noise or (kind == "issuer" and _is_more_front(lines, end))):
        end += 1
    return kind, end


def _is_more_front(lines: Sequence[Line], n: int) -> bool:
    broken = n + 1 < len(lines) and completes_number(lines[n].text, lines[n + 1].text)
    return is_front(lines, n) and not find_number(lines[n].text) and not broken and find_addressees(lines, n) == n


def group_around(lines: Sequence[Line], kind: PartKind = "preamble") -> Iterator[Group]:
    """Lines without headings and clauses of their own: a letter, an annex."""
    if not lines:
        return
    (_, own), *behind = _cut_tail(lines, kind)
    if kind == "preamble":
        yield from _group_before(own)
    else:
        yield Group(kind, own)
    yield from (Group(kind, group) for kind, group in behind)


# ── behind the last item ──


def _cut_tail(block: Sequence[Line], kind: PartKind, single: bool = False) -> list[tuple[PartKind, Sequence[Line]]]:
    """``block``, which begins a part of ``kind``, cut where its signature, its closing, a table or an annex begins;
    ``single``: whether every other clause is one paragraph."""
    cut: list[tuple[PartKind, Sequence[Line]]] = []
    begun = 0
    for n in range(1, len(block)):
        following = _begins_behind(block, begun, n, kind)
        if not following and single and kind == "clause" and _begins_paragraph(block, n):
            following = "closing"
        if following:
            cut.append((kind, block[begun:n]))
            begun, kind = n, following
    return [*cut, (kind, block[begun:])]


def _begins_behind(block: Sequence[Line], begun: int, n: int, kind: PartKind) -> PartKind | None:
    """The kind of part that line ``n`` begins behind one of ``kind`` that began at ``begun``, None where it goes on."""
    line = block[n]
    last = next((block[k] for k in range(n - 1, begun - 1, -1) if not block[k].noise), None)
    if line.noise or last is None or (line.joint is not None and line.style):
        return None
    above = block[max(begun, n - _LAST) : n]
    complete = kind not in ("clause", "preamble", "closing") or _is_complete(above, last)
    if not complete:
        return None
    words = read_passage(line.text).text
    if kind != "imprint" and words.startswith(words_of("imprint")):
        return "imprint"
    if len(line.text) <= MAX_HEADING:
        if kind not in ("signature", "imprint") and _is_signature(block, n, kind):
            return "signature"
        if kind not in ("annex", "preamble") and not line.style and is_annex_head(line):
            return "annex"
    return _closes(above, line, words, kind)


def _is_complete(group: Sequence[Line], last: Line) -> bool:
    """Whether the line above ends a sentence, or the offices that are charged."""
    return bool(_COMPLETE.search(plain(last.text)) or "\t" in last.text or _is_charged(group))


def _is_charged(group: Sequence[Line]) -> bool:
    return find_office_end(read_passage(heal(group)).text) is not None


def _is_signature(block: Sequence[Line], n: int, kind: PartKind) -> bool:
    """The name of a body or a day; in an annex and below a letter only where a day follows upon the name."""
    if not (is_date_line(block[n].text) or is_issuer(block[n].text)):
        return False
    near = [line.text for line in block[n : n + _SIGNED_WITHIN]]
    return kind in ("clause", "closing", "table") or any(map(is_date_line, near[1:])) or is_date_line(near[0])


def _closes(group: Sequence[Line], line: Line, words: str, kind: PartKind) -> PartKind | None:
    """Whether a line behind ``group`` begins a table, or what closes the document."""
    row = "\t" in line.text
    if row and kind in ("clause", "closing"):
        return None if _introduces(group) else "table"
    if row or line.style:
        return None
    if kind == "table":
        return None if _NOTE.match(words) else "closing"
    if kind != "clause" or (group[-1].full and not _is_charged(group)) or find_office_end("。" + words) is not None:
        return None  # what goes on with its paragraph, or 牵头单位：… on a line of its own
    cued = any(word in words for word in words_of("closing"))
    return "closing" if cued or _is_charged(group) else None


def _introduces(group: Sequence[Line]) -> bool:
    """Whether what stands above a table speaks of it, or is a part of it."""
    last = read_passage(group[-1].text).text
    return "\t" in group[-1].text or last.endswith(":") or any(word in last for word in words_of("table"))
