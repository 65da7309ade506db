"""Who gets it? The name, as printed, of whom or what a grant is for; "" where the text names nobody.

Where a name can end is found first (``candidates``), in the grant's own sentence and in those before it; "nobody" is
one more thing to choose. The scorer weighs what each is, where it stands and what stands around it; a second choice
finds where the chosen name begins (``data/weights/recipients.tsv``). Invariant: ``value`` is
``passage.printed[start:end]``, and a name is never cut inside brackets or quotation marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search_app.reading.learned.examples import LabelledRecipient
from search_app.reading.learned.learning import Choice
from search_app.reading.slots.anchor import Anchor, Slot
from search_app.reading.slots.candidates import Head, depths, find_beginnings, find_heads, openings, skip_opening
from search_app.reading.slots.recipient_cues import Sentence, beginning_cues, make_sentence, name_cues, nobody_cues
from search_app.reading.words.provision import Provision, read_bare
from search_app.reading.words.scorer import Scorer, read_scorer, softmax
from search_app.reading.words.units import Unit
from search_app.text.passage import read_passage

WEIGHTS, LABEL = "recipients", "meant"
EARLIER = 3  # sentences that name somebody: who is named further back is not meant
LONGEST_WAY = 60  # sentences
REACH = 600  # characters of a sentence on each side of a grant
MOST_NAMES = 32  # of a sentence
_SAYS_HOW = {"give", "aid", "interest_aid", "return", "respective", "by"}  # words behind which nobody is named
_ADDRESSES = {"to", "encourage", "endeavour"}  # words behind which a name begins, however it is qualified
_BEFORE_BARE = tuple("予励给补贴助发")  # last characters of words of giving
WHOLE_PHRASE = 36  # characters: of a longer name what stands behind the last 的 is shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """The ``n``-th name of ``sentence``; nobody where ``head`` is None."""

    sentence: Sentence
    head: Head | None
    cues: tuple[str, ...]


@lru_cache(maxsize=256)  # lists and slots of a grant ask for the same
def find_recipient(provision: Provision, anchor: Anchor) -> Slot[str]:
    """Who gets the grant at ``anchor``: the name as printed and its place; "" where nobody is named. ``sure`` is the
    chance of either."""
    return decide_recipient(provision, anchor, read_scorer(WEIGHTS))


def find_phrase(provision: Provision, anchor: Anchor) -> tuple[int, int] | None:
    """The phrase of the grant's own sentence that says who, with all names in it: 国家级、省级中心 before 分别给予.
    None where that sentence names nobody."""
    found = find_recipient(provision, anchor)
    if not found.value or found.start < anchor.unit.start or found.start >= anchor.start:
        return None
    segment, text = anchor.unit.segment_at(found.start), provision.passage.text
    until = min(segment.end, anchor.start)
    stops = (t.start for t in provision.tokens_in(found.end, until) if t.name in _SAYS_HOW)
    return min(openings(text, segment)[-1], found.start), next(stops, until)


def decide_recipient(provision: Provision, anchor: Anchor, scorer: Scorer) -> Slot[str]:
    """The likeliest recipient by ``scorer``; see ``find_recipient``."""
    candidates = find_candidates(provision, anchor)
    chances = weigh(scorer, [c.cues for c in candidates])
    best = max(range(len(candidates)), key=lambda n: (chances[n], -n))
    chosen, sure = candidates[best], chances[best]
    why = scorer.find_reason(chosen.cues)
    if chosen.head is None:
        return Slot("", anchor.start, anchor.start, sure, why)
    head = _first_named(chosen.sentence, chosen.head)
    start = _find_beginning(chosen.sentence, head, scorer)
    return Slot(provision.passage.printed[start : head.until], start, head.until, sure, why)


def _first_named(sentence: Sentence, head: Head) -> Head:
    """对入驻的创业团队，给予团队10万元: a bare noun that repeats the end of an addressed name means that one."""
    if sentence.text[head.start - 1 : head.start] not in _BEFORE_BARE:
        return head
    for one in sentence.heads:
        opens = openings(sentence.text, sentence.unit.segment_at(one.start))
        if one.end < head.start and one.word.endswith(head.word) and len(opens) > 1:
            return one
    return head


def weigh(scorer: Scorer, options: Sequence[Sequence[str]]) -> list[float]:
    """How likely each of ``options`` is, by its cues; the chances add up to 1."""
    return softmax([scorer.add(cues)[0] for cues in options])


def find_candidates(provision: Provision, anchor: Anchor) -> tuple[Candidate, ...]:
    """Every name that the grant at ``anchor`` could be for, nearest sentence first, and nobody at the end."""
    sentences = list(_sentences(provision, anchor))
    named = [Candidate(one, head, name_cues(anchor, one, n)) for one in sentences for n, head in enumerate(one.heads)]
    first = anchor.unit == provision.units[0]
    nobody = nobody_cues(anchor, sentences[0], first, bool(provision.above))
    return (*named, Candidate(sentences[0], None, nobody))


def _sentences(provision: Provision, anchor: Anchor) -> Iterator[Sentence]:
    """The sentence of the grant, then those before it that name somebody: 超过500万元的部分按2% names nobody."""
    here, back = bisect_left(provision.units, anchor.unit.start, key=lambda unit: unit.start), 0
    for unit in reversed(provision.units[max(0, here - LONGEST_WAY) : here + 1]):
        sentence = read_sentence(provision, unit, back)
        if back == 0:
            yield _cut(sentence, anchor.start - REACH, min(unit.segment_at(anchor.end - 1).end, anchor.end + REACH))
        elif sentence.heads:
            yield _cut(sentence, unit.end - REACH, unit.end)
        back += back == 0 or bool(sentence.heads)
        if back > EARLIER:
            return


@lru_cache(maxsize=512)  # each grant of a provision looks back over the same sentences
def read_sentence(provision: Provision, unit: Unit, back: int) -> Sentence:
    """``unit`` with its words and the names in it."""
    tokens = provision.tokens_in(unit.words, unit.end)
    heads = find_heads(provision.passage, unit, tokens)
    return make_sentence(provision.passage.text, unit, back, tokens, heads)


def _cut(sentence: Sentence, start: int, end: int) -> Sentence:
    """What of ``sentence`` is looked at: a text without marks is no sentence, and would be weighed name by name."""
    if sentence.unit.start >= start and end >= sentence.unit.end and len(sentence.heads) <= MOST_NAMES:
        return sentence
    heads = [head for head in sentence.heads if start <= head.start < end]
    first, last = (bisect_left(sentence.tokens, at, key=lambda t: t.start) for at in (start, end + REACH))
    tokens, near = sentence.tokens[first:last], tuple(heads[-MOST_NAMES:])
    return make_sentence(sentence.text, sentence.unit, sentence.back, tokens, near)


# ── where the name begins ──


def _find_beginning(sentence: Sentence, head: Head, scorer: Scorer) -> int:
    places = find_places(sentence, head)
    if not places:
        return head.start
    chances = weigh(scorer, [beginning_cues(sentence, head, places, n) for n in range(len(places))])
    start = places[max(range(len(places)), key=lambda n: (chances[n], -n))]
    whole = _shorten(sentence.text, start if sentence.back else _qualified(sentence, start, head), head)
    return _tidy(sentence.text, whole, head)


_LEVEL = re.compile("(?:国家|[省市县区])$")


def _tidy(text: str, start: int, head: Head) -> int:
    """A name begins behind the words that only open its phrase (积极帮助), and with the whole of its level (省级)."""
    while start < head.start and (behind := skip_opening(text, start)) and behind <= head.start:
        start = behind
    if text[start] == "级" and (level := _LEVEL.search(text, max(0, start - 2), start)):
        return level.start()
    return start


def _qualified(sentence: Sentence, start: int, head: Head) -> int:
    """Where a name of the grant's own sentence begins with what qualifies it (获表彰的企业), where that is short."""
    if sentence.text[start - 1 : start] != "的":
        return start
    opening = openings(sentence.text, sentence.unit.segment_at(head.start))[-1]
    verbs = (t.end for t in reversed(sentence.tokens) if opening < t.end < start and t.name in _ADDRESSES)
    whole = next((at for at in verbs if sentence.text[at] != "的"), opening)
    return whole if whole < start and head.until - whole <= WHOLE_PHRASE else start


def find_places(sentence: Sentence, head: Head) -> tuple[int, ...]:
    """Where the name that ends in ``head`` could begin."""
    return find_beginnings(sentence.text, sentence.unit.segment_at(head.start), head, sentence.tokens)


def _shorten(text: str, start: int, head: Head) -> int:
    """A long phrase loses what qualifies its head: ……的生物技术研发机构 → 生物技术研发机构."""
    if head.until - start <= WHOLE_PHRASE:
        return start
    deep = depths(text)
    places = [at + 1 for at in range(start, head.start) if text[at] == "的" and deep[at] == 0]
    return places[-1] if places else start


# ── what people have labelled ──


def recipient_examples(grants: Iterable[LabelledRecipient]) -> list[Choice]:
    """Which names are meant, and where they begin, by labelled ``grants``."""
    choices: list[Choice] = []
    for labelled in grants:
        provision = read_bare(labelled.text, labelled.heading)
        anchor = anchor_of(provision, labelled)
        names = frozenset(read_passage(name).text for name in labelled.names)
        choices += teach(find_candidates(provision, anchor), provision.passage.text, names)
    return choices


def anchor_of(provision: Provision, labelled: LabelledRecipient) -> Anchor:
    """Where a labelled grant stands in its ``provision``."""
    start, end = (provision.passage.place(place) for place in labelled.figure)
    return Anchor(provision.units[provision.unit_at(start)], start, max(end, start + 1))


def teach(candidates: Sequence[Candidate], text: str, names: frozenset[str]) -> Iterator[Choice]:
    """What labelled ``names`` teach, each of which is right wherever it stands; none: nobody is meant."""
    right = [n for n, one in enumerate(candidates) if _is_meant(text, one.head, names)]
    if right:
        yield Choice(tuple(one.cues for one in candidates), frozenset(right))
    for one in (candidates[n] for n in right[:1]):
        places = find_places(one.sentence, one.head) if one.head else ()
        begins = frozenset(k for k, at in enumerate(places) if one.head and _is_name(text, at, one.head, names))
        if one.head and begins and len(places) > 1:
            yield Choice(tuple(beginning_cues(one.sentence, one.head, places, k) for k in range(len(places))), begins)


def _is_meant(text: str, head: Head | None, names: frozenset[str]) -> bool:
    if head is None:
        return not names or "" in names
    return any(text.endswith(name, 0, end) for name in names if name for end in (head.until, head.end))


def _is_name(text: str, at: int, head: Head, names: frozenset[str]) -> bool:
    return any(_same_but_qualified(text[at:end], name) for name in names if name for end in (head.until, head.end))


def _same_but_qualified(one: str, other: str) -> bool:
    """Whether two names are the same, with or without what qualifies it before a 的."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    added = longer.removesuffix(shorter)
    return longer.endswith(shorter) and (not added or added.endswith("的"))
