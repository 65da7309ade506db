"""Which number stands before a line or before a stretch of one, as it is printed?

Invariant: a label is a stretch of the text that was given, and the number in figures is what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from search_app.clauses.printed.lines import Line
from search_app.data import read_table
from search_app.text.numerals import DIGITS, parse_number
from search_app.text.passage import plain, read_passage

# Of units only tens and hundreds count items: 万、 begins a line in the middle of 100万、200 / 万、300万元.
_FIRST = f"{''.join(DIGITS)}十拾"
_HAN = f"[{_FIRST}][{''.join(DIGITS)}十百拾佰]{{0,5}}"
_UNIT = "万亿元%‰年月日个家倍"  # behind a figure that counts no item
# What numbers look like at the start of a folded text, from the outermost to the innermost. The first group is the
# number. "weak": what may be any figure, and counts only where others of its kind stand beside it.
STYLES: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    # 第一部分 is a chapter, 第一部分资金 the beginning of a sentence.
    ("chapter", re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*(?:[编章]\s*|部分(?:[\s:、.]+|$))"), False),
    ("section", re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*节\s*"), False),
    ("article", re.compile(rf"第\s*({_HAN}|\d(?:\s?\d){{0,2}})\s*条[\s:、.]*"), False),
    ("roman", re.compile(r"([ⅰ-ⅻ])\s*[、.,]?\s*"), False),
    ("han", re.compile(rf"({_HAN})\s*[、.]\s*"), False),
    ("han", re.compile(rf"({_HAN})(?:\s+(?=[^\s{_UNIT}])|\s*,\s*)"), True),
    ("paren", re.compile(rf"\(\s*({_HAN})\s*\)\s*[、.]?\s*"), False),
    ("digit", re.compile(r"(\d{1,3})(?:[.、](?!\d)|\s+[.、](?!\s*\d))\s*"), False),
    ("digit", re.compile(rf"(\d{{1,2}})(?:\s*,(?!\d)\s*|\s+(?=[^\s\d{_UNIT}]))"), True),
    ("double", re.compile(rf"(\d{{1,2}}\.\d{{1,2}})(?![\d.{_UNIT}])[\s、]*"), True),
    ("triple", re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2})(?![\d.])[\s、.]*"), True),
    ("bracketed", re.compile(r"\(\s*(\d{1,2})\s*\)\s*"), False),
    ("half", re.compile(r"(\d{1,2})\s*\)\s*"), False),
    ("circled", re.compile(r"([①-⑳])\s*"), False),
    ("letter", re.compile(r"\(?([a-hj-uwyz])\s*[.、)]\s*(?![a-z])"), False),
)
# Where the rank of an item without a number stands: a name above its text, and a line above several of them.
CITED = frozenset(("chapter", "section", "article"))  # whose numbers are cited in sentences as they are printed
GROUP, NAME, ARTICLE = "group", "name", "article"
RANKS = (GROUP, "chapter", "section", NAME, *dict.fromkeys(style for style, *_ in STYLES[2:]))
_BY_FIRST: dict[str, tuple[int, ...]] = {
    "第": (0, 1, 2), "(": (6, 11, 14), **dict.fromkeys("0123456789", (7, 8, 9, 10, 12)),
    **dict.fromkeys(_FIRST, (4, 5)), **dict.fromkeys("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ", (3,)),
    **dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", (13,)),
    **dict.fromkeys("abcdefghjklmnopqrstuwyz", (14,)),
}  # fmt: skip
_PLACE = re.compile(rf"(?<=[。;:!?\]\s])(?=[第(\d①-⑳{_FIRST}])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A number as it is printed: which kind of number, in figures (2.1), where it begins and ends in its text."""

    style: str
    number: str
    start: int
    end: int
    weak: bool
    apart: bool  # a sign or a space stands behind 第三条
    refers: bool  # what follows makes it a reference: 第三条规定的

    @property
    def prefix(self) -> str:
        """The number of what 2.1 stands below: 2; "" for a number of one level."""
        return self.number.rpartition(".")[0]

    @property
    def value(self) -> int:
        """The last level of the number."""
        return int(self.number.rpartition(".")[2])


def find_mark(text: str) -> Mark | None:
    """The number at the very start of ``text``, also where every character stands apart (第 十 二 条)."""
    return _find_first(text, plain(text))


def find_marks(text: str) -> Iterator[Mark]:
    """The number at the very start of ``text``, then those inside it behind the end of a sentence or white space; each
    may be one that counts an item."""
    folded = plain(text)
    first = _find_first(text, folded)
    if first:
        yield first
    for place in _PLACE.finditer(folded, first.end if first else 1):
        found = _match(folded, place.start())
        if found and not found.weak:
            yield found


def _find_first(text: str, folded: str) -> Mark | None:
    found = _match(folded, 0)
    if (found is None or found.weak) and folded[1:2] == " ":
        apart = read_passage(text)
        inner = _match(apart.text, 0)
        if inner and not (found and inner.weak):
            end = apart.span(0, inner.end).end
            return Mark(inner.style, inner.number, 0, end, inner.weak, inner.apart, inner.refers)
    return found


def _match(text: str, at: int) -> Mark | None:
    for n in _BY_FIRST.get(text[at : at + 1], ()):
        style, pattern, weak = STYLES[n]
        if (found := pattern.match(text, at)) and (number := _read(found.group(1))):
            bare = at + len(found.group().rstrip(" :、."))  # one past the label without what sets it apart
            refers = style in CITED and text.startswith(words_of("refers"), bare)
            return Mark(style, number, at, found.end(), weak, style in CITED and found.end() > bare, refers)
    return None


def _read(printed: str) -> str | None:
    """The number in figures: 十二 → 12, ③ → 3, b → 2, 2.1 → 2.1; None for what is none."""
    if len(printed) == 1 and not printed.isascii() and printed not in DIGITS:
        for first, last in (("①", "⑳"), ("ⅰ", "ⅻ")):
            if first <= printed <= last:
                return str(ord(printed) - ord(first) + 1)
    if printed.isascii() and printed.isalpha():
        return str(ord(printed) - ord("a") + 1)
    levels = [parse_number(level.replace(" ", "")) for level in printed.split(".")]
    return ".".join(str(int(level)) for level in levels if level is not None) if None not in levels else None


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a ``[[word]]`` of ``outline.toml``, as a passage has them."""
    return next(tuple(map(plain, row["words"])) for row in read_table("outline", "word") if row["name"] == name)


def mark_number(line: Line) -> Line:
    """``line`` with the number that its text begins with, whether or not it counts an item."""
    mark = find_mark(line.text)
    if mark is None or mark.weak:
        return replace(line, style="", number="", label="") if line.style else line
    return replace(line, style=mark.style, number=mark.number, label=line.text[: mark.end].strip())


def split_label(text: str) -> tuple[str, str]:
    """The printed number of a line and the words behind it: 一、资金支持 → (一、, 资金支持)."""
    mark = find_mark(text)
    if mark is None or mark.weak:
        return "", text.strip()
    label = text[: mark.end].strip()
    return label, text[len(label) :].strip()
