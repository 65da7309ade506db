"""What is a clause called: which line is only its name, which sentence, which bracket?

A name stands on the line of the number (一、支持上云), in a bracket (第三条【奖励标准】), is the first sentence, or
stands on a line of its own in place of a number. Invariant: a title is a stretch of the text of its part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from search_app.clauses.front import is_date_line, is_issuer
from search_app.clauses.numbering import GROUP, NAME, words_of
from search_app.clauses.offices import find_office_end
from search_app.clauses.printed.lines import Line
from search_app.model import Part, Span
from search_app.text.passage import read_passage

MAX_TITLE = 30  # a longer first sentence or line is a provision, not a title
_FIRST_SENTENCE = re.compile(rf"([^。;:]{{2,{MAX_TITLE}}})。")
_IN_BRACKET = re.compile(rf"\[([^\[\]。;:]{{2,{MAX_TITLE}}})\](?=.)")
_NAME = re.compile(rf"(?:[^。;:,!?\t]|,(?!\d)){{2,{MAX_TITLE}}}$")
_HEADS_LIST = re.compile(r"[:,、的]$|(?:应当|[应须可将对按])$")  # a line that goes on with what stands below it
_WIDE_GAP = re.compile(rf"([^\s。;:,]{{2,{MAX_TITLE}}})(?:\u3000| {{2,}}|\t)(?=\S{{8}})")
_FIELD = re.compile(r"([^:。,;\s]{2,8}):")
_TEXT = re.compile(r"[。;:]|.{40}")
_FIGURE = re.compile(r"\d[\d.,]*\s*(?:[万亿]?元|%)")
FEWEST_NAMES = 2
MOST_OF_TEXT = 0.6  # that must stand below names for them to be the outline of a text


def find_title_line(lines: Sequence[Line]) -> int:
    """How many characters of the text of a clause its title line has, behind the number; 0 where none has its name on
    a line of its own. 一、支持上云 / 对上云企业，给予1万元奖励。 → 4."""
    kept = [line for line in lines if not line.noise]
    if not kept:
        return 0
    printed = kept[0].text[len(kept[0].label) :].strip()
    if gap := _WIDE_GAP.match(printed):
        return gap.end(1)
    if len(kept) < 2 or kept[0].long or (kept[1].joint is not None and not kept[1].style):
        return 0
    words = read_passage(printed).text
    below = read_passage(kept[1].text).text
    # A line of three phrases, or one that says what somebody shall do or ends before its object, is a sentence that a
    # printer broke.
    says = words.count(",") > 1 or any(word in words for word in words_of("modal"))
    says = says or words.endswith(words_of("unfinished"))
    named = _NAME.match(words) and not (says or _HEADS_LIST.search(words) or _FIGURE.search(words))
    return len(printed) if named and (kept[1].style or "\t" in kept[1].text or _TEXT.search(below)) else 0


def find_title(text: str, line: int) -> Span | None:
    """The name that opens ``text``, whose first ``line`` characters stand on a line of their own."""
    if line:
        return Span(0, line)
    read = read_passage(text)
    found = _IN_BRACKET.match(read.text)
    return read.span(*found.span(1)) if found else None


def title_sentences(parts: Sequence[Part]) -> tuple[Part, ...]:
    """``parts`` with the first sentence of a clause as its title where most clauses of a chapter open with a short
    sentence of at most two phrases. In a chapter of plain provisions a short first sentence is no title."""
    titled = set(_find_titled(parts))
    return tuple(
        replace(part, title=_first_sentence(part.text)) if part.span.start in titled else part for part in parts
    )


def _find_titled(parts: Sequence[Part]) -> Iterator[int]:
    chapters: list[list[Part]] = [[]]
    top = min((part.depth for part in parts if part.kind == "heading"), default=0)
    for part in parts:
        if part.kind == "heading" and part.depth == top:
            chapters.append([])
        elif part.kind == "clause":
            chapters[-1].append(part)
    for clauses in chapters:
        short = [part for part in clauses if part.title is None and _opens_with_title(part.text)]
        if 2 * len(short) > len(clauses):
            yield from (part.span.start for part in short)


def _opens_with_title(text: str) -> bool:
    read = read_passage(text).text
    first = _FIRST_SENTENCE.match(read)
    if first is None or _FIGURE.search(first.group(1)):
        return False
    return first.group(1).count(",") <= 1 and len(read) > first.end()


def _first_sentence(text: str) -> Span | None:
    read = read_passage(text)
    first = _FIRST_SENTENCE.match(read.text)
    return read.span(*first.span(1)) if first else None


def ends_in_line(part: Part) -> bool:
    """Whether the title of ``part`` runs into its text: what stood on lines of their own is joined."""
    if part.title is None or part.title.start:
        return False
    return part.text[part.title.end : part.title.end + 1] not in "。"


# ── names in place of numbers ──


def mark_names(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with the short ones marked that stand where others have a number: each above its text, or above a
    list that begins anew."""
    names = _find_group_names(lines) or _find_bracket_names(lines) or _find_clause_names(lines)
    number = 0
    marked = list(lines)
    for n, style in names.items():
        numbered = style == NAME or NAME not in names.values()
        number += numbered
        marked[n] = replace(lines[n], style=style, number=str(number) if numbered else "")
    return marked


def _may_be_name(lines: Sequence[Line], n: int) -> bool:
    line = lines[n]
    if line.style or line.noise or line.joint is not None or line.long or "\t" in line.text:
        return False
    if n and lines[n - 1].full:
        return False
    words = read_passage(line.text).text
    if find_office_end("。" + words) is not None:
        return False  # 责任单位：… on a line of its own
    return bool(_NAME.match(words)) and not _HEADS_LIST.search(words) and not is_issuer(line.text)


def _find_group_names(lines: Sequence[Line]) -> dict[int, str]:
    """Short lines above lists of the outermost rank, each of which begins anew: Benefits / 1. / Eligibility / 1."""
    outermost = next((line.style for line in lines if line.style), "")
    begins = [n for n, line in enumerate(lines) if line.style == outermost and line.number == "1" and n]
    named = [n - 1 for n in begins if _may_be_name(lines, n - 1)]
    return dict.fromkeys(named, GROUP) if outermost and len(named) >= FEWEST_NAMES and len(named) == len(begins) else {}


def _find_bracket_names(lines: Sequence[Line]) -> dict[int, str]:
    """Lines in a text without numbers that open with their name: 【灯光补助】对统一亮化的街区….."""
    if any(line.style for line in lines):
        return {}
    named = [n for n, line in enumerate(lines) if not line.noise and _IN_BRACKET.match(read_passage(line.text).text)]
    return dict.fromkeys(named, NAME) if len(named) >= FEWEST_NAMES else {}


def _find_clause_names(lines: Sequence[Line]) -> dict[int, str]:
    """Short lines in a text without numbers, each above its text; a line above several of them heads them."""
    if any(line.style for line in lines):
        return {}
    shown = [n for n, line in enumerate(lines) if not line.noise]
    following = dict(pairwise(shown))
    names = [n for n in following if _is_name_above_text(lines, n, following[n])]
    below = sum(len(lines[n].text) for n in shown if names and n >= names[0])
    if len(names) < FEWEST_NAMES or below < MOST_OF_TEXT * sum(len(lines[n].text) for n in shown):
        return {}
    fields = _count_fields(lines)
    above = [n for n in shown if following.get(n) in set(names) and n not in names]
    groups = [n for n in above if _may_be_name(lines, n) or _heads_names(lines[n], fields, len(names))]
    return dict(sorted({**dict.fromkeys(names, NAME), **dict.fromkeys(groups, GROUP)}.items()))


def _is_name_above_text(lines: Sequence[Line], n: int, below: int) -> bool:
    text = lines[below].text
    return _may_be_name(lines, n) and bool(_TEXT.search(read_passage(text).text)) and not is_date_line(text)


def _count_fields(lines: Sequence[Line]) -> dict[str, int]:
    """How often each label of a field (申请渠道：…) opens a line."""
    counts: dict[str, int] = {}
    for line in lines:
        if not line.noise and (found := _FIELD.match(read_passage(line.text).text)):
            counts[found.group(1)] = counts.get(found.group(1), 0) + 1
    return counts


def _heads_names(line: Line, fields: dict[str, int], names: int) -> bool:
    """服务对象：高校毕业生 above several names, as against a field that each of them has."""
    words = read_passage(line.text).text
    found = _FIELD.match(words)
    if found is None or len(words) > MAX_TITLE or words.endswith("。") or find_office_end("。" + words) is not None:
        return False
    return 2 * fields[found.group(1)] < names
