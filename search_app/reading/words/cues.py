"""What speaks for the purpose of a sentence, and of a figure in it? The cues that the scorer weighs.

A cue is a short name: where it stands and which word class it is. ``left1:cap`` is a figure whose nearest word before
belongs to the class ``cap``. Cues are cut to what stands in the same sentence; a list of figures (30万元、20万元) has
the words before its first and behind its last member.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from search_app.figures.quantity import Quantity
from search_app.model import Lang
from search_app.reading.words.lexicon import Token, find_tokens
from search_app.reading.words.units import Unit
from search_app.text.passage import Passage, read_passage

_SMALL = {",", "、", "(", ")", ":", "of", "and", "number", "span"}  # say little of what a figure is for
_NONE = "^"
_REACH = 40  # tokens on each side


# What counts as one character beside a figure: of Latin letters a whole word.
_CHARACTER = re.compile(r"[a-z]+|[^\sa-z]")
_BESIDE = 40  # letters that three of them may have


def heading_cues(heading: str, lang: Lang = "zh") -> list[str]:
    """What the heading says under which a sentence stands."""
    tokens = find_tokens(read_passage(heading).text, (), lang) if heading else ()
    return sorted({f"heading:{t.name}" for t in tokens})


def _characters(text: str, start: int, end: int) -> list[str]:
    return _CHARACTER.findall(text, max(0, start), end)


def _first_at(tokens: Sequence[Token], place: int) -> int:
    """The number of the first token that begins at or behind ``place``."""
    return bisect_left(tokens, place, key=lambda token: token.start)


# ── a sentence ──


def sentence_cues(passage: Passage, unit: Unit, tokens: Sequence[Token], above: Sequence[str]) -> list[str]:
    """The cues of the sentence ``unit`` of ``passage``; ``tokens`` are those of all of it, ``above`` the cues of
    its heading and of the list in which it stands."""
    inside = tokens[_first_at(tokens, unit.words) : _first_at(tokens, unit.end)]
    names = [t.name for t in inside]
    cues = [f"has:{name}" for name in set(names)]
    cues += [f"word:{t.word}" for t in inside if t.name[0] != "#" and t.name not in _SMALL]
    cues += [f"pair:{a} {b}" for a, b in pairwise(names)]
    content = [name for name in names if name not in _SMALL]
    cues += [f"then:{a} {b}" for a, b in pairwise(content)]
    cues += [f"first{n}:{name}" for n, name in enumerate(content[:3])]
    cues += [f"last{n}:{name}" for n, name in enumerate(content[:-4:-1])]
    for segment in unit.segments:
        said = "of" if segment.text[-1:] in "的者时后" else "does"
        own = inside[_first_at(inside, segment.start) : _first_at(inside, segment.end)]
        cues += [f"{said}:{t.name}" for t in own]
    figures = sum(name[0] == "#" for name in names)
    written = _characters(passage.text, unit.words, unit.end)
    cues += [f"figures:{min(3, figures)}", f"long:{min(4, len(written) // 25)}", f"opens:{''.join(written[:2])}"]
    cues += [f"ends:{''.join(written[-2:])}", f"place:{unit.start == 0}", *above]
    return list(dict.fromkeys(cues))


# ── a figure ──


def figure_cues(
    passage: Passage, unit: Unit, tokens: Sequence[Token], figures: Sequence[Quantity], above: Sequence[str]
) -> list[str]:
    """The cues of a list of ``figures`` of one kind in the sentence ``unit``; ``above`` are those of the sentence and
    of its heading."""
    start, end = figures[0].whole[0], figures[-1].whole[1]
    at, after = _first_at(tokens, start), _first_at(tokens, end)
    left = [t for t in reversed(tokens[max(0, at - _REACH) : at]) if t.start >= unit.words and t.end <= start]
    right = [t for t in tokens[after : after + _REACH] if t.start < unit.end]
    cues = [
        *_neighbours(left, right, start, end),
        *_around(passage, unit, left, right, (start, end)),
        *_own(passage, figures, (start, end)),
        *above,
    ]
    kind = figures[0].kind[0]
    return list(dict.fromkeys(f"{kind}.{cue}" for cue in cues))


def _at(names: Sequence[str], n: int) -> str:
    return names[n] if n < len(names) else _NONE


def _neighbours(left: Sequence[Token], right: Sequence[Token], start: int, end: int) -> Iterator[str]:
    """The nearest words on both sides, alone and together; those of content once more without the marks between."""
    before, behind = [t.name for t in left], [t.name for t in right]
    b1, b2, b3, b4 = (_at(before, n) for n in range(4))
    a1, a2, a3 = (_at(behind, n) for n in range(3))
    gap_left = _gap(start - left[0].end) if left else 9
    gap_right = _gap(right[0].start - end) if right else 9
    yield from (f"left1:{b1}", f"left1:{b1} gap {gap_left}", f"left2:{b2}", f"left3:{b3}", f"left:{b2} {b1}")
    yield from (f"left:{b3} {b2} {b1}", f"left:{b4} {b3} {b2} {b1}")
    yield from (f"right1:{a1}", f"right1:{a1} gap {gap_right}", f"right2:{a2}", f"right:{a1} {a2}")
    yield from (f"right:{a1} {a2} {a3}", f"both:{b1}|{a1}", f"both:{b2} {b1}|{a1}", f"both:{b1}|{a1} {a2}")
    yield f"both:{b2} {b1}|{a1} {a2}"
    if left:
        yield from (f"leftword:{left[0].word}", f"leftword2:{_at([t.word for t in left], 1)}")
    if right:
        yield f"rightword:{right[0].word}"
    near = [name for name in before if name not in _SMALL and name[0] != "#"]
    next_ = [name for name in behind if name not in _SMALL and name[0] != "#"]
    n1, n2, f1 = _at(near, 0), _at(near, 1), _at(next_, 0)
    yield from (f"near:{n1}", f"near:{n2} {n1}", f"next:{f1}", f"near:{n1}|{f1}", f"near:{n2} {n1}|{f1}")


def _gap(characters: int) -> int:
    return sum(characters >= limit for limit in (1, 3, 8))


def _around(
    passage: Passage, unit: Unit, left: Sequence[Token], right: Sequence[Token], place: tuple[int, int]
) -> Iterator[str]:
    """The classes in the same phrase and in the same sentence, on each side, and how the phrase ends."""
    start, end = place
    phrase = unit.segment_at(start)
    yield from (f"phraseleft:{t.name}" for t in left if t.start >= phrase.start)
    yield from (f"phraseright:{t.name}" for t in right if t.start < phrase.end)
    yield from (f"sentenceleft:{t.name}" for t in left)
    yield from (f"sentenceright:{t.name}" for t in right)
    last = passage.text[phrase.end - 1 : phrase.end]
    rest = passage.text[end : phrase.end]
    following = right[0].name if right else _NONE
    yield f"phraseend:{last if last in '的者时后' else '-'}|{following}"
    yield f"rest:{'of' if rest.endswith('的') else 'none' if not rest else 'some'}"
    beyond = next((t.name for t in right if t.start >= phrase.end and t.name != ","), "$")
    yield from (f"beyond:{beyond}", f"beyond:{beyond}|{left[0].name if left else _NONE}")
    money = sum(t.name == "#money" for t in left), sum(t.name == "#money" for t in right)
    share = sum(t.name == "#percent" for t in left), sum(t.name == "#percent" for t in right)
    yield from (f"money:{min(2, money[0])} {min(2, money[1])}", f"share:{min(2, share[0])} {min(2, share[1])}")


def _own(passage: Passage, figures: Sequence[Quantity], place: tuple[int, int]) -> Iterator[str]:
    """What the figures themselves are, and the characters that touch them."""
    start, end = place
    text, first = passage.text, figures[0]
    before, behind = _characters(text, start - _BESIDE, start), _characters(text, end, end + _BESIDE)
    yield from (f"c{n}:{''.join(before[-n:])}" for n in (1, 2, 3))
    yield from (f"d{n}:{''.join(behind[:n])}" for n in (1, 2, 3))
    size = first.value.adjusted() if first.value else 0
    yield from (f"size:{size}", f"list:{min(3, len(figures))}", f"range:{first.value_hi is not None}")
    yield from (f"share:{first.share}", f"bound:{first.bound}")
    if first.kind == "percent":
        whole = len(figures) > 1 and sum(figure.value for figure in figures) == 1
        yield from (f"whole:{whole}", f"most:{first.value > 1}")
