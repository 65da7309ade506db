"""Which printed lines are one line that a printer broke?

A text is wrapped where its full lines all end at one width. There a line goes on in the next one when the next one's
first word would not have fitted any more. Invariant: paragraphs hold the characters of all lines in order; furniture
that stood inside one follows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from search_app.clauses.front import find_title_end, is_issuer
from search_app.clauses.numbering import RANKS, mark_number
from search_app.clauses.printed.lines import Line, find_places
from search_app.text.joining import find_first_word, join_printed

NARROWEST, WIDEST = 12, 60  # characters of a full line
NEARLY = 5  # what a full line may lack, because of a word or a mark that may not be parted
MOST = 0.5  # of the characters stand on full lines, and of these lines end within a sentence
ENOUGH = 0.35  # of the characters, where several lines are of one width exactly
FEWEST = 3  # full lines that end within a sentence
SLACK = 1.5  # characters that type of varying width may lack
_ENDS = re.compile(r"[。！？；：.!?;:）〕】\]］]$")
_NARROW = re.compile(r"[\x00-\x7f]")
_PHRASE = re.compile("[，。；]")


def _count(text: str) -> float:
    return float(len(text))


def _measure(text: str) -> float:
    """The printed width in characters; a figure or a Latin letter is half as wide as a Chinese one."""
    return len(text) - len(_NARROW.findall(text)) / 2


@dataclass(frozen=True, slots=True)
class _Wrapping:
    """How a text is wrapped: the width of a full line, how it is measured, what full lines may lack, and how far the
    lines are indented, by their place in the file."""

    width: float
    measure: Callable[[str], float]
    slack: float
    indents: Mapping[int, str]

    def wide(self, line: Line) -> float:
        """How wide ``line`` is with its indent."""
        return self.measure(self.indents[line.start] + line.text)

    def is_full(self, line: Line, following: Line, slack: float) -> bool:
        """Whether the first word of ``following`` would not have fitted on ``line``."""
        return self.wide(line) + self.measure(find_first_word(following.text)) > self.width - slack


def find_paragraphs(text: str, lines: Sequence[Line]) -> list[Line]:
    """``lines`` of ``text`` with those joined that a printer broke; a text that is not wrapped is left as it is."""
    wrapping = _find_wrapping(text, [line for line in lines if not line.noise])
    if wrapping is None:
        return list(lines)
    begins = _find_beginning(lines, wrapping)
    paragraphs: list[Line] = list(lines[:begins])  # titles and issuers are told by what they say, not by their length
    group: list[Line] = []
    counted: dict[str, int] = {}  # the last number of each style
    for line in lines[begins:]:
        kept = [one for one in group if not one.noise]
        if group and not line.noise and not (kept and _goes_on(kept[-1], line, wrapping, counted)):
            paragraphs += _join(group)
            group = []
        if line.style and not group:
            counted[line.style] = _count_of(line)
        group.append(line)
    return [*paragraphs, *_join(group)]


def _find_wrapping(text: str, lines: Sequence[Line]) -> _Wrapping | None:
    """How ``lines`` are wrapped, by the measure that makes more of them full; None when they are not."""
    indents = {line.start: text[text.rfind("\n", 0, line.start) + 1 : line.start] for line in lines}
    texts = [indents[line.start] + line.text for line in lines if "\t" not in line.text]
    whole = sum(map(len, texts)) or 1
    best: tuple[int, _Wrapping] | None = None
    for measure in (_count, _measure):
        widths = [measure(text) for text in texts]
        width = max(widths, default=0.0)
        full = [text for text, wide in zip(texts, widths, strict=True) if wide >= width - NEARLY]
        goes_on = [text for text in full if not _ENDS.search(text)]
        exact = widths.count(width) >= FEWEST
        share = sum(map(len, full)) / whole
        broken = len(goes_on) >= max(FEWEST, MOST * len(full)) and share >= (ENOUGH if exact else MOST)
        close = sum(wide >= width - 1 for wide in widths)
        if NARROWEST <= width <= WIDEST and broken and (best is None or close > best[0]):
            best = close, _Wrapping(width, measure, 0.0 if exact else SLACK, indents)
    return best[1] if best else None


def _find_beginning(lines: Sequence[Line], wrapping: _Wrapping) -> int:
    """The first line of text: a number or a phrase is in it, or it is full and names neither a title nor a body."""
    begins = next((n for n, line in enumerate(lines) if line.style or _PHRASE.search(line.text)), len(lines))
    while 0 < begins < len(lines) and not lines[begins].style:
        above = lines[begins - 1]
        full = not above.noise and wrapping.is_full(above, lines[begins], 0.0)
        if not full or is_issuer(above.text) or find_title_end(lines, begins - 1) == begins:
            break
        begins -= 1
    return begins


def _count_of(line: Line) -> int:
    """The last level of its number: 1 of 2.1."""
    return int(line.number.rpartition(".")[2])


def _goes_on(one: Line, other: Line, wrapping: _Wrapping, counted: Mapping[str, int]) -> bool:
    if "\t" in one.text or "\t" in other.text or len(wrapping.indents[other.start]) > 1:
        return False
    follows = bool(other.style) and _count_of(other) == counted.get(other.style, 0) + 1
    begins = follows or (bool(other.style) and other.number == "1")
    if _ENDS.search(one.text):
        signed = wrapping.wide(other) < wrapping.width - NEARLY and not _PHRASE.search(other.text)
        apart = signed and one.text[-1] not in "：:；;" and not other.text.startswith(("（", "("))
        return not (apart or begins) and wrapping.is_full(one, other, 0.0)  # apart: a signature, a day, a heading
    outer = follows and RANKS.index(other.style) <= RANKS.index("han")  # lists inside a sentence have other numbers
    if outer or (begins and not _PHRASE.search(one.text)):  # a title or a heading above
        return False
    return wrapping.is_full(one, other, wrapping.slack)


def _join(group: Sequence[Line]) -> list[Line]:
    kept, noise = [one for one in group if not one.noise], [one for one in group if one.noise]
    if len(kept) < 2:
        return list(group)
    text = join_printed(one.text for one in kept)
    return [mark_number(Line(kept[0].start, kept[-1].end, text, places=find_places(text, kept))), *noise]
