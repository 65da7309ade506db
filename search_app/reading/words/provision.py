"""What is there in a provision, before it is asked what it pays: sentences, words, figures, what a sentence does.

Made once for a text and read by everything that asks about it. Invariant: there is one function for each unit, and
every figure lies in one unit.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search_app.figures.english_figures import find_english_figures
from search_app.figures.quantities import quantities_in
from search_app.figures.quantity import Quantity
from search_app.model import Amount, Lang
from search_app.reading.words.cues import heading_cues, sentence_cues
from search_app.reading.words.lexicon import Token, find_tokens
from search_app.reading.words.scorer import Decision, read_scorer
from search_app.reading.words.units import ITEM, NUMERAL, Unit, find_units
from search_app.text.passage import Passage, read_english, read_passage

GRANT, LIMIT, PAYMENT = "grant", "limit", "payment"
SETTLED = "settled"  # the ``why`` of what an officer decided
# The names of the scorers of functions and of figures.
SCORERS: Mapping[Lang, tuple[str, str]] = {"zh": ("functions", "figures"), "en": ("functions_en", "figures_en")}
# What a sentence is for; docs/annotating.md says what each means.
FUNCTIONS = (
    GRANT, LIMIT, PAYMENT, "eligibility", "procedure", "sanction", "exclusion", "definition", "goal", "closing",
    "other",
)  # fmt: skip
_NUMBERS = re.compile(rf"{NUMERAL}|[\d①-⑳]")
_FURTHER = 2  # sentences of an item behind its first
# More figures between two stops are a table without its lines, or noise.
MAX_FIGURES = 60


@dataclass(frozen=True, slots=True, eq=False)
class Provision:
    """A text as it is read. ``functions``: what each of ``units`` does, and how surely. One reading is equal to itself
    alone, so that what is asked of it twice can be remembered."""

    lang: Lang
    passage: Passage
    units: tuple[Unit, ...]
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    above: tuple[str, ...]  # cues of the heading
    functions: tuple[Decision, ...]

    def tokens_in(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin from ``start`` to before ``end``."""
        first = bisect_left(self.tokens, start, key=lambda token: token.start)
        return self.tokens[first : bisect_left(self.tokens, end, key=lambda token: token.start)]

    def quantities_in(self, start: int, end: int) -> tuple[Quantity, ...]:
        """The quantities that begin from ``start`` to before ``end``."""
        first = bisect_left(self.quantities, start, key=lambda quantity: quantity.start)
        return self.quantities[first : bisect_left(self.quantities, end, key=lambda quantity: quantity.start)]

    def units_before(self, stop: int | None) -> tuple[Unit, ...]:
        """The units that begin before ``stop``; all of them without one."""
        return self.units if stop is None else tuple(unit for unit in self.units if unit.start < stop)

    def unit_at(self, offset: int) -> int:
        """The number of the unit that holds ``offset``; that before it where none does."""
        return max(0, bisect_right(self.units, offset, key=lambda unit: unit.start) - 1)


def read_provision(text: str, heading: str = "", own: str | None = None, lang: Lang = "zh") -> Provision:
    """The provision ``text`` under ``heading``; ``own`` is the currency that its document counts in."""
    return remembered(text, heading, own, lang)


@lru_cache(maxsize=64)  # figures and benefits of a provision ask for the same, in whatever form of call
def remembered(text: str, heading: str, own: str | None, lang: Lang) -> Provision:
    """The same, read once."""
    bare = read_bare(text, heading, own, lang)
    return replace(bare, functions=_find_functions(bare))


def read_bare(text: str, heading: str = "", own: str | None = None, lang: Lang = "zh") -> Provision:
    """The provision without what its sentences do: all that can be read before anything is learnt."""
    passage = read_passage(text) if lang == "zh" else read_english(text)
    quantities = quantities_in(passage, own) if lang == "zh" else find_english_figures(passage.printed, own)
    tokens = find_tokens(passage.text, quantities, lang)
    above = tuple(heading_cues(heading, lang))
    return Provision(lang, passage, find_units(passage, lang), tokens, quantities, above, ())


def _find_functions(bare: Provision) -> tuple[Decision, ...]:
    scorer = read_scorer(SCORERS[bare.lang][0])
    found: list[Decision] = []
    labels: list[str] = []
    for n, unit in enumerate(bare.units):
        above = [*bare.above, *list_cues(bare, n, labels)]
        found.append(scorer.decide(sentence_cues(bare.passage, unit, bare.tokens, above)))
        labels.append(found[-1].label)
    return tuple(found)


def find_figures_of(unit: Unit, amounts: Sequence[Amount]) -> range:
    """The indexes of those of ``amounts``, which are in order, that begin in ``unit``."""
    first = bisect_left(amounts, unit.start, key=lambda amount: amount.start)
    return range(first, bisect_left(amounts, unit.end, first, key=lambda amount: amount.start))


def settle_functions(provision: Provision, settled: Mapping[int, str]) -> Provision:
    """``provision`` with the functions that an officer gave to the sentences that begin at these places of its
    passage."""
    labels = [next((settled[at] for at in settled if u.start <= at < u.end), "") for u in provision.units]
    functions = (
        Decision(label, 1.0, label, SETTLED, {name: float(name == label) for name in FUNCTIONS}) if label else own
        for label, own in zip(labels, provision.functions, strict=True)
    )
    return replace(provision, functions=tuple(functions))


def list_cues(bare: Provision, n: int, functions: Sequence[str]) -> list[str]:
    """What the line says that announces the list in which the n-th sentence stands, by its own words and its function;
    ``functions`` are those of the sentences before. Of the line itself, which holds the first item, its words."""
    text, units = bare.passage.text, bare.units
    head = find_list_head(text, units, n)
    function = functions[head] if head is not None and head < len(functions) else None
    cues = [f"above:{function}"]
    announcing = units[n if head is None else head]
    if end := find_announcement(announcing):
        side = "announces" if head is None else "announced"
        said = bare.tokens_in(announcing.segment_at(end - 1).start, end)
        cues += [f"{side}:{token.name}" for token in said] + [f"{side}:{token.word}" for token in said]
        cues.append(f"{side} by:{text[end - 2 : end]}")
    return cues


def find_announcement(unit: Unit) -> int | None:
    """Where the words of ``unit`` end that announce a list: before a colon with an item or nothing behind it."""
    words, colon, items = unit.text.partition(":")
    return unit.start + len(words) if colon and words and (ITEM.match(items) or not items.strip()) else None


REFUSED = "heading:refuse"  # the cue of a heading that refuses (不予扶持的情形)
_LONGEST_LIST = 60  # items; what stands further down is read by itself


def find_list_head(text: str, units: Sequence[Unit], n: int) -> int | None:
    """The number of the unit that announces the list in which the n-th stands: 下列企业不予扶持：（一）…；（二）…

    An item may have a further sentence or two, where another item follows."""
    items = [ITEM.match(unit.text) for unit in units[n : n + _FURTHER + 1]]
    if items[0] is None and text[units[n].start - 1 : units[n].start] != ";" and not any(items):
        return None
    further, style = 0, _style(next((item for item in items if item), None))
    for at in range(n, max(0, n - _LONGEST_LIST), -1):
        item = ITEM.match(units[at].text)
        further = 0 if item or text[units[at].start - 1 : units[at].start] == ";" else further + 1
        if further > _FURTHER:
            return None
        if end := find_announcement(units[at - 1]):
            opened = ITEM.match(units[at - 1].text, end + 1 - units[at - 1].start)
            return at - 1 if opened is None or style in ("", _style(opened)) else None
    return None


def _style(item: re.Match[str] | None) -> str:
    """How an item is numbered, without its number: （一） and （二） alike."""
    return _NUMBERS.sub("", item.group().strip()) if item else ""
