"""How much of a text is read in one go, so that nobody can keep a server busy with one text?

Figures are found up to one place, benefits up to another, which may lie before it. The effort is told before it is
made: by the sentences and numbers, then by the figures that may be granted and the names among which the recipient of
each is looked for. Invariant: where reading ends depends on the text and on nothing else, and never lies inside a
number.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from search_app.model import PAID, Amount, Lang
from search_app.reading.slots.candidates import find_heads
from search_app.reading.slots.recipients import EARLIER, MOST_NAMES
from search_app.reading.words.provision import GRANT, MAX_FIGURES, find_figures_of, read_provision
from search_app.reading.words.units import find_units
from search_app.text.passage import read_english, read_passage

# One point is about a tenth of a millisecond of one core, measured on texts that repeat one sentence: figures and
# benefits together take less than half a second.
MOST_FOR_FIGURES, MOST_FOR_BENEFITS = 2_000, 1_800
_SENTENCE, _NUMBER = 2, 1  # points of each before figures are found
_GRANT, _NAME, _EARLIER_NAME = 12, 1.5, 0.6  # points of a benefit, and of each name that it is weighed against
_RUN = re.compile(r"\d[\d,.]*|[一二三四五六七八九十百千万亿两零〇]+")
_IN_KIND = ("free", "tax_term", "land", "favour", "endeavour", "interest_aid")  # words that promise beside a sum


def find_end_of_figures(text: str, lang: Lang) -> int:
    """Where the figures of ``text`` are found up to: the end of a sentence, or a place before a number; the length of
    ``text`` where all of it is read, as any written text is."""
    passage = read_passage(text) if lang == "zh" else read_english(text)
    left = MOST_FOR_FIGURES
    for unit in find_units(passage, lang):
        left -= _SENTENCE
        if left < 0 and unit.start > 0:
            return passage.span(unit.start, unit.start).start
        for number, found in enumerate(_RUN.finditer(passage.text, unit.start, unit.end)):
            left -= _NUMBER
            if left < 0 and (unit.start > 0 or number > 0):
                at = unit.start if unit.start > 0 and number < MAX_FIGURES else found.start()
                return passage.span(at, at).start
    return len(text)


def find_end_of_benefits(text: str, amounts: Sequence[Amount], lang: Lang) -> int:
    """Where the last sentence of ``text`` ends of which it is read what it pays; ``amounts`` are all of its figures."""
    provision = read_provision(text, lang=lang)
    seen, left = provision.passage.seen(amounts), float(MOST_FOR_BENEFITS)
    earlier = deque[int](maxlen=EARLIER)
    for unit, function in zip(provision.units, provision.functions, strict=True):
        tokens = provision.tokens_in(unit.words, unit.end)
        names = min(MOST_NAMES, len(find_heads(provision.passage, unit, tokens))) if lang == "zh" else 0
        figures = find_figures_of(unit, seen)
        paid = sum(seen[n].role in (*PAID, "unsure") for n in figures) if len(figures) <= MAX_FIGURES else 0
        kinds = sum(token.name in _IN_KIND for token in tokens)
        grants = max(paid, function.label == GRANT) + kinds
        left -= grants * (_GRANT + _NAME * names + _EARLIER_NAME * sum(earlier))
        if left < 0 and unit.start > 0:
            return provision.passage.span(unit.start, unit.start).start
        if names:
            earlier.append(names)
    return len(text)
