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
from search_app.model import Lang
from search_app.reading.words.cues import heading_cues, sentence_cues
from search_app.reading.words.lexicon import Token, find_tokens
from search_app.reading.words.scorer import Decision, read_scorer
from search_app.reading.words.units import Unit, find_units
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
_NUMERAL = "[一二三四五六七八九十]"
_ITEM = re.compile(
    rf"\s*(?:\((?:{_NUMERAL}|\d){{1,3}}\)|\d{{1,2}}[.、](?!\d)|{_NUMERAL}{{1,3}}、|[①-⑳]|第{_NUMERAL}{{1,2}}[,类种项])"
    r"|\s*(?:\((?:[a-z]|[ivx]{1,5})\)|[a-z][.)]\s)"
)
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
    for n, unit in enumerate(bare.units):
        head = find_list_head(bare.passage.text, bare.units, n)
        above = [*bare.above, list_cue(found[head].label if head is not None else None)]
        found.append(scorer.decide(sentence_cues(bare.passage, unit, bare.tokens, above)))
    return tuple(found)


def settle_functions(provision: Provision, settled: Mapping[int, str]) -> Provision:
    """``provision`` with the functions that an officer gave to the sentences that begin at these places of its
    passage."""
    labels = [next((settled[at] for at in settled if u.start <= at < u.end), "") for u in provision.units]
    functions = (
        Decision(label, 1.0, label, SETTLED, {name: float(name == label) for name in FUNCTIONS}) if label else own
        for label, own in zip(labels, provision.functions, strict=True)
    )
    return replace(provision, functions=tuple(functions))


def list_cue(function: str | None) -> str:
    """The cue of a sentence that is an item below one with ``function``; None for one that is no item."""
    return f"above:{function}"


REFUSED = "heading:refuse"  # the cue of a heading that refuses (不予扶持的情形)
_LONGEST_LIST = 60  # items; what stands further down is read by itself


def find_list_head(text: str, units: Sequence[Unit], n: int) -> int | None:
    """The number of the unit that announces the list in which the n-th stands: 下列企业不予扶持：（一）…；（二）…"""
    for at in range(n, max(0, n - _LONGEST_LIST), -1):
        if not _ITEM.match(units[at].text) and text[units[at].start - 1 : units[at].start] != ";":
            return None
        _, colon, items = units[at - 1].text.partition(":")
        if colon and (_ITEM.match(items) or not items.strip()):
            return at - 1
    return None
