"""From labelled examples to the weights of the reader: ``index_build.py learn``.

Three scorers: what a sentence does, what a figure is for, and who gets a grant. The second is told the function of
its sentence as the first would decide it of a sentence that it has not seen: each half of the examples is judged by
what the other half teaches. The same examples give the same weights.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search_app.model import LANGS, Lang
from search_app.reading.learned.examples import OPEN, LabelledPassage, read_examples, read_recipients
from search_app.reading.learned.learning import Example, learn, learn_choice
from search_app.reading.roles import ROLES, find_lists, role_cues
from search_app.reading.slots.recipients import LABEL, WEIGHTS, recipient_examples
from search_app.reading.words.cues import sentence_cues
from search_app.reading.words.provision import FUNCTIONS, SCORERS, Provision, list_cues, read_bare
from search_app.reading.words.scorer import Decision, Scorer
from search_app.text.tokens import is_han

HALVES = 2


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A passage that was read as far as it can be without weights, and its labels."""

    passage: LabelledPassage
    provision: Provision
    half: int


EXAMPLES: Mapping[Lang, str] = {"zh": "chinese", "en": "english"}


def learn_all(settled: Iterable[LabelledPassage] = ()) -> dict[str, Scorer]:
    """By name, the scorers that the labelled examples of the repository teach, and what officers ``settled``."""
    own = tuple(settled)
    found = {WEIGHTS: learn_choice(recipient_examples(read_recipients()), LABEL)}
    for lang in LANGS:
        among = [passage for passage in own if is_han(passage.text) == (lang == "zh")]
        found |= learn_from([*read_examples(EXAMPLES[lang]), *among], lang)
    return found


def learn_from(passages: Iterable[LabelledPassage], lang: Lang = "zh") -> dict[str, Scorer]:
    """By name, the scorers of sentences and figures of one language that ``passages`` teach."""
    read = [_read(passage, lang) for passage in passages]
    cues = [list(_function_examples(one)) for one in read]
    halves = [
        learn(
            [e for one, own in zip(read, cues, strict=True) if one.half != half for e in own if e.label != OPEN],
            FUNCTIONS,
        )
        for half in range(HALVES)
    ]
    whole = learn([e for own in cues for e in own if e.label != OPEN], FUNCTIONS)
    figures = [
        example
        for one, own in zip(read, cues, strict=True)
        for example in _figure_examples(one, tuple(halves[one.half].decide(e.cues) for e in own))
    ]
    functions_name, figures_name = SCORERS[lang]
    return {functions_name: whole, figures_name: learn(figures, ROLES)}


def _read(passage: LabelledPassage, lang: Lang) -> _Labelled:
    """Passages of one source stand in one half: they share their manner."""
    half = zlib.crc32(passage.source.encode()) % HALVES
    return _Labelled(passage, read_bare(passage.text, passage.heading, lang=lang), half)


def _function_examples(one: _Labelled) -> Iterator[Example]:
    """One for each sentence; of one that nobody labelled the label is OPEN."""
    provision, labels = one.provision, one.passage.functions
    for n, unit in enumerate(provision.units):
        above = [*provision.above, *list_cues(provision, n, labels)]
        cues = sentence_cues(provision.passage, unit, provision.tokens, above)
        yield Example(tuple(cues), labels[n] if n < len(labels) else OPEN)


def _figure_examples(one: _Labelled, functions: Sequence[Decision]) -> Iterator[Example]:
    provision = replace(one.provision, functions=tuple(functions))
    labels = {start: role for (start, _), role in zip(one.passage.figures, one.passage.roles, strict=True)}
    for figures in find_lists(provision.quantities, provision.passage.text):
        places = [provision.passage.span(q.start, q.end).start for q in figures]
        label = next((labels[at] for at in places if labels.get(at, OPEN) != OPEN), OPEN)
        if label != OPEN and not figures[0].share:
            yield Example(tuple(role_cues(provision, figures)), label)
