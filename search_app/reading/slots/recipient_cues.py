"""What speaks for a name as the recipient of a grant, for nobody, and for a place where the name begins?

A cue is a short name, as in ``cues``. Zones say where a name stands: in the grant's ``own`` phrase before its figure,
``behind`` the figure, in another ``phrase`` of the sentence, or in the n-th sentence before it that names somebody.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search_app.reading.slots.anchor import Anchor
from search_app.reading.slots.candidates import Head, openings
from search_app.reading.words.lexicon import Token
from search_app.reading.words.units import Segment, Unit

ADDRESS = "对凡给为向"  # 对…企业给予, 凡…的企业
_SMALL = {"(", ")", "number", "span", "company"}
_NEAR = 10  # characters between a word of giving and the name of whom it gives to
_GIVES = {"give", "aid", "return", "interest_aid"}
_MARKS = ",的、:和及与或等(“《"
_PHRASE_ENDS = "的者时后"
_LEVEL = re.compile("级$|^国家$")
_BREAK = re.compile(r"[的对,\d]")
_EDGE, _END = "^", "$"


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence before or of a grant: its ``heads`` in order, ``back`` sentences before that of the grant.

    ``words`` are the tokens that say something of who is meant; 省级, 国家 and 政府性 belong to the name behind them.
    ``given`` says of each name whether a word of giving leads to it.
    """

    text: str  # of the whole passage
    unit: Unit
    back: int
    tokens: Sequence[Token]
    heads: tuple[Head, ...]
    words: tuple[Token, ...]
    given: tuple[bool, ...]


def make_sentence(text: str, unit: Unit, back: int, tokens: Sequence[Token], heads: tuple[Head, ...]) -> Sentence:
    """``unit`` of ``text`` with what every one of its names is asked."""
    words = tuple(t for t in tokens if t.name not in _SMALL and not (t.name == "payer" and _qualifies(text, t)))
    gives = [t for t in tokens if t.name in _GIVES]
    given = tuple(any(_leads_to(text, unit, one, head) for one in _find_near(gives, head)) for head in heads)
    return Sentence(text, unit, back, tokens, heads, words, given)


def _qualifies(text: str, token: Token) -> bool:
    return bool(_LEVEL.search(token.word)) or text[token.end : token.end + 1] == "性"


def _find_near(gives: Sequence[Token], head: Head) -> Sequence[Token]:
    """Those of ``gives``, words of giving in order, that stand so shortly before ``head`` that they may lead to it."""
    first = bisect_left(gives, head.start - _NEAR, key=lambda token: token.end)
    return gives[first : bisect_right(gives, head.start, first, key=lambda token: token.end)]


def _leads_to(text: str, unit: Unit, giving: Token, head: Head) -> bool:
    """给予实施招商企业100万元: a name behind a word of giving, with nothing between that begins another phrase."""
    near = not _BREAK.search(text, giving.end, head.start)
    return near and unit.segment_at(head.start).start <= giving.start


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a name stands in its phrase, each in a word."""

    kind: str
    zone: str
    behind: str  # what touches it
    address: str  # with which word its phrase addresses somebody
    tail: str  # whether its phrase ends in 的, 者 …
    ends: str  # whether it ends its phrase
    follow: str  # the next word of its phrase
    left: str  # the word before it
    touches: bool
    order: str  # how many names stand between it and the grant
    rest: str  # how many names stand behind it in its phrase
    first: str


def name_cues(anchor: Anchor, sentence: Sentence, n: int) -> tuple[str, ...]:
    """The cues of the ``n``-th name of ``sentence``."""
    return _name_cues(anchor, sentence, n) if sentence.back == 0 else _earlier_cues(sentence, n)


@lru_cache(maxsize=2048)  # a name of an earlier sentence is the same to every grant that looks back to it
def _earlier_cues(sentence: Sentence, n: int) -> tuple[str, ...]:
    return _name_cues(None, sentence, n)


def _name_cues(anchor: Anchor | None, sentence: Sentence, n: int) -> tuple[str, ...]:
    """``anchor``: the grant of the sentence itself, None for one that stands before it."""
    head = sentence.heads[n]
    segment = sentence.unit.segment_at(head.start)
    before = [t for t in sentence.words if segment.start <= t.start and t.end <= head.start]
    one = _standing(anchor, sentence, n, segment, before[-1] if before else None)
    base = list(_base_cues(sentence, head, segment, one, n))
    cues = [f"zone:{one.zone}", *base, *(f"z|{one.zone}|{cue}" for cue in base), *_joint_cues(one, head.word)]
    cues += [
        f"left1:{sentence.text[head.start - 1 : head.start]}",
        f"opens:{sentence.text[segment.start : segment.start + 2]}",
    ]
    if before:
        cues.append(f"leftword:{before[-1].word}|{one.touches}")
    cues += [f"inside:{token.name}" for token in before]
    qualified = "的" in sentence.text[segment.start : head.start]
    cues += [f"qualified:{qualified}", f"qualified:{qualified}|{one.zone}|{one.ends}|{one.address}"]
    cues += _near_cues(anchor, sentence, n, segment, one) if anchor else _far_cues(sentence, one)
    return tuple(dict.fromkeys(cues))


def _standing(anchor: Anchor | None, sentence: Sentence, n: int, segment: Segment, left: Token | None) -> _Standing:
    text, head, heads = sentence.text, sentence.heads[n], sentence.heads
    rest = text[head.until : segment.end]
    following = next((t for t in sentence.words if t.start >= head.until and t.name != "、"), None)
    within = following is not None and following.start < segment.end
    last = anchor.start if anchor else sentence.unit.end
    rank = sum(h.end <= last for h in heads) - n - 1
    return _Standing(
        kind=head.name,
        zone=_zone(anchor, sentence, head, segment),
        behind=_behind(sentence, n),
        address=next((text[at] for at in reversed(openings(text, segment)[:-1]) if text[at] in ADDRESS), "-"),
        tail=text[segment.end - 1] if text[segment.end - 1] in _PHRASE_ENDS else "-",
        ends="last" if not rest else "of" if rest == "的" else "in",
        follow=following.name if following and within else "," if head.until < sentence.unit.end else _END,
        left=left.name if left else _EDGE,
        touches=left is not None and left.end == head.start,
        order=str(min(rank, 3)) if rank >= 0 else "behind",
        rest=str(min(2, sum(head.start < h.start and h.end <= min(last, segment.end) for h in heads))),
        first="first" if n == 0 else "later",
    )


def _zone(anchor: Anchor | None, sentence: Sentence, head: Head, segment: Segment) -> str:
    if anchor is None:
        return f"earlier{min(sentence.back, 3)}"
    if head.start >= anchor.start:
        return "behind"
    return "own" if segment.start <= anchor.start < segment.end else "phrase"


def _behind(sentence: Sentence, n: int) -> str:
    """What stands right behind a name: a word's class, a mark, another name, or other characters."""
    until = sentence.heads[n].until
    if until >= sentence.unit.end:
        return _END
    if sentence.text[until] in _MARKS:
        return sentence.text[until]
    nearest = next((t for t in sentence.tokens if t.start >= until), None)
    if nearest and nearest.start == until and nearest.name != "company":
        return nearest.name
    return "noun" if n + 1 < len(sentence.heads) and sentence.heads[n + 1].start <= until + 1 else "word"


def _base_cues(sentence: Sentence, head: Head, segment: Segment, one: _Standing, n: int) -> Iterator[str]:
    text = sentence.text
    yield from (f"class:{one.kind}", f"word:{head.word}", f"behind:{one.behind}", f"address:{one.address}")
    yield from (
        f"tail:{one.tail}",
        f"ends:{one.ends}",
        f"follow:{one.follow}",
        f"left:{one.left}",
        f"order:{one.order}",
    )
    yield from (f"segment:{min(sentence.unit.segments.index(segment), 3)}", f"n:{min(n, 3)}")
    yield f"touch:{one.left if one.touches else '-'}"
    yield from (f"char:{text[head.until : head.until + 1]}", f"c2:{text[head.until : head.until + 2]}")


def _joint_cues(one: _Standing, word: str) -> Iterator[str]:
    yield from (f"k|{one.kind}|{one.behind}|{one.zone}", f"a|{one.address}|{one.ends}|{one.tail}|{one.zone}")
    yield from (f"f|{one.first}|{one.order}|{one.zone}", f"b|{one.behind}|{one.ends}|{one.tail}")
    yield from (f"lw|{one.left}|{one.behind}", f"zkf|{one.zone}|{one.kind}|{one.first}")
    yield from (f"za|{one.zone}|{one.address}|{one.behind}", f"fo|{one.follow}|{one.ends}|{one.kind}")
    yield f"w|{word}|{one.behind}"
    yield from (f"rest|{one.rest}|{one.address}|{one.zone}", f"rest|{one.rest}|{one.tail}|{one.ends}|{one.left}")
    yield f"made|{one.left}|{one.ends}|{one.zone}"


def _near_cues(anchor: Anchor, sentence: Sentence, n: int, segment: Segment, one: _Standing) -> Iterator[str]:
    """Of a name in the grant's own sentence: what stands between, and who else is addressed or given to."""
    head = sentence.heads[n]
    between = {t.name for t in sentence.words if head.until <= t.start and t.end <= anchor.start}
    yield from (f"between:{name}|{one.zone}" for name in sorted(between))
    later = any(s.start > segment.start and _addresses(sentence.text, s) for s in _until(sentence.unit, anchor.start))
    yield f"addressed later:{later}|{one.address}"
    promise = not any(t.start == anchor.start and t.name[0] == "#" for t in sentence.tokens)
    yield from (f"promise:{promise}|{one.zone}|{one.address}|{one.ends}", f"promise:{promise}|{one.left}|{one.follow}")
    own = sentence.unit.segment_at(anchor.start)
    yield f"own:{min(2, sum(own.start <= h.start < own.end for h in sentence.heads))}|{one.zone}|{one.order}"
    yield f"again:{min(2, sum(h.word == head.word for h in sentence.heads))}|{one.zone}"
    given, others = sentence.given[n], any(sentence.given)
    yield from (
        f"given:{given}|{one.zone}",
        f"given:{given}|{one.zone}|{one.behind}",
        f"given:{given}|{others}|{one.zone}|{one.order}",
    )


def _until(unit: Unit, place: int) -> Iterator[Segment]:
    return (segment for segment in unit.segments if segment.start <= place)


def _addresses(text: str, segment: Segment) -> bool:
    return any(text[at] in ADDRESS[:3] for at in openings(text, segment)[:-1])


def _far_cues(sentence: Sentence, one: _Standing) -> Iterator[str]:
    """Of a name in an earlier sentence: how far it is, and whether that sentence pays something itself."""
    far = min(sentence.back, 3)
    yield from (
        f"far:{far}|{one.kind}|{one.address}|{one.ends}",
        f"far:{far}|{one.first}|{one.kind}",
        f"far:{far}|{one.first}|{one.order}",
    )
    yield f"pays:{any(t.name[0] == '#' for t in sentence.tokens)}|{one.zone}"


def opening_of(sentence: Sentence) -> str:
    """The class of the first word of a sentence."""
    return next((t.name for t in sentence.words), _EDGE)


def nobody_cues(anchor: Anchor, sentence: Sentence, first: bool, heading: bool) -> tuple[str, ...]:
    """The cues of "nobody is named"; ``first``: the grant's ``sentence`` is the first of its clause."""
    here = [h for h in sentence.heads if h.start < anchor.start]
    text, unit = sentence.text, sentence.unit
    cues = [
        "",
        *(f"class:{h.name}" for h in here),
        f"names:{min(3, len(here))}",
        f"before:{not first}|{min(1, len(here))}",
    ]
    cues += [f"token:{t.name}" for t in sentence.words if t.end <= anchor.start]
    cues += [f"opens:{text[unit.words : unit.words + 2]}", f"first:{opening_of(sentence)}"]
    cues += [f"tail:{text[unit.segments[0].end - 1]}|{bool(here)}", f"heading:{heading}"]
    cues.append(f"addressed:{any(_addresses(text, s) for s in unit.segments)}")
    return tuple(dict.fromkeys(f"nobody|{cue}" for cue in cues))


def beginning_cues(sentence: Sentence, head: Head, places: Sequence[int], n: int) -> tuple[str, ...]:
    """What speaks for the ``n``-th of ``places`` as the beginning of the name that ends in ``head``."""
    at, text = places[n], sentence.text
    start = sentence.unit.segment_at(head.start).start
    left = next((t for t in reversed(sentence.tokens) if t.end <= at), None)
    touching = left.name if left and left.end == at else _EDGE if at == start else "-"
    before = text[at - 1] if at > start else _EDGE
    inner = [t for t in sentence.words if at <= t.start and t.end <= head.start]
    opens = inner[0].name if inner and inner[0].start == at else "-"
    of, last = "的" in text[at : head.start], n == len(places) - 1
    long = sum(head.until - at > limit for limit in (1, 3, 8, 16, 36))
    figure = any(t.name[0] == "#" for t in inner)
    cues = [f"before:{before}", f"touch:{touching}", f"starts:{opens}", f"of:{of}", f"long:{long}", f"last:{last}"]
    cues += [f"c2:{text[at : at + 2]}", f"pre2:{text[max(start, at - 2) : at]}", f"both:{touching}|{opens}"]
    cues += [f"of:{of}|{long}|{before}", f"kind:{head.name}|{before}|{of}", f"count:{min(n, 3)}|{last}"]
    cues += [f"lastof:{last}|{before}|{opens}", f"bare:{at == head.start}|{head.name}", f"before:{before}|{opens}|{of}"]
    cues += [f"figure:{figure}|{of}", *(f"inner:{t.name}|{of}" for t in inner)]
    return tuple(dict.fromkeys(f"begin|{cue}" for cue in cues))
