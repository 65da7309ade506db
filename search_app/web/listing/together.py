"""What do the texts say of drawing several benefits of a list together? Rules against it, overlaps, alternatives.

Invariant: each is said in the words of a clause that is named, and once, whatever number of benefits it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from search_app.model import Bilingual, Clause, DocumentHead, RuleKind, Span, english_of
from search_app.search.published.opening import Generation
from search_app.web.awards.rows import AwardRow
from search_app.web.listing.aspects import name_basis
from search_app.web.present import group_rules

AGAINST: tuple[RuleKind, ...] = ("no_stacking", "total_cap", "precedence")  # rules that bear on drawing several


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of a clause: its permanent id, and by which name it is cited."""

    text: Bilingual
    id: str
    source: Bilingual


@dataclass(frozen=True, slots=True)
class Bar:
    """Why benefits may exclude each other: the kinds of rule, "overlap" or "alternative"; the places on the list of
    those concerned, from 1; and the sentences that say so."""

    kinds: tuple[str, ...]
    numbers: tuple[int, ...]
    sentences: tuple[Sentence, ...]


def find_bars(of: Generation, rows: Sequence[AwardRow]) -> tuple[Bar, ...]:
    """All that the texts say of drawing ``rows`` together: what bears on most of them last, for it is general."""
    return (*_find_alternatives(rows), *_find_overlaps(of, rows), *find_terms(of, rows, AGAINST))


def find_terms(of: Generation, rows: Sequence[AwardRow], kinds: Sequence[RuleKind]) -> tuple[Bar, ...]:
    """The rules of ``kinds`` that govern ``rows``, each sentence once, with the places of those that it governs."""
    terms: dict[tuple[str, str], Bar] = {}
    for number, row in enumerate(rows, start=1):
        for its_kinds, rule in group_rules(rule for rule in row.clause.rules if rule.kind in kinds):
            place = (rule.source, rule.text.zh)
            numbers = terms[place].numbers if place in terms else ()
            clause = of.find_in(row.document, rule.source) or of.find_newest(rule.source)
            sentence = Sentence(rule.text, rule.source, name_basis(row.document, clause))
            terms[place] = Bar(tuple(its_kinds), (*numbers, number), (sentence,))
    return tuple(terms.values())


def _find_alternatives(rows: Sequence[AwardRow]) -> Iterator[Bar]:
    """Benefits of a clause of which one may be chosen (或)."""
    for (here, one), (there, other) in combinations(enumerate(rows, start=1), 2):
        if one.clause.key == other.clause.key and other.benefit.n in one.benefit.alternatives:
            spans = dict.fromkeys((*one.benefit.evidence, *other.benefit.evidence))
            yield Bar(("alternative",), (here, there), tuple(_quote(one.document, one.clause, span) for span in spans))


def _find_overlaps(of: Generation, rows: Sequence[AwardRow]) -> Iterator[Bar]:
    """Clauses of the list that grant the same kind of thing, as far as the benefits that say so are on it."""
    seen = set()
    for row in rows:
        for overlap in row.clause.overlaps:
            newest = of.find_newest(overlap.clause)
            here = _resting(rows, row.clause, overlap.here)
            there = _resting(rows, newest, overlap.there) if newest else ()
            pair = frozenset((row.clause.id, overlap.clause))
            if newest and here and there and pair not in seen:
                seen.add(pair)
                other = of.versions[newest.document][-1]
                sentences = (_quote(row.document, row.clause, overlap.here), _quote(other, newest, overlap.there))
                yield Bar(("overlap",), tuple(sorted((*here, *there))), sentences)


def _resting(rows: Sequence[AwardRow], clause: Clause, span: Span) -> tuple[int, ...]:
    """The places of the benefits of ``clause`` that rest on words of ``span``."""
    return tuple(
        number
        for number, row in enumerate(rows, start=1)
        if row.clause.key == clause.key
        and any(one.start < span.end and one.end > span.start for one in row.benefit.evidence)
    )


def _quote(document: DocumentHead, clause: Clause, span: Span) -> Sentence:
    english = english_of(span, clause.text.en, clause.sentences)
    words = Bilingual(clause.text.zh[span.start : span.end], english)
    return Sentence(words, clause.id, name_basis(document, clause))
