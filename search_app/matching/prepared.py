"""What a library asks, made ready to be held against any company: one entry a benefit.

Invariant: it depends on a version of a document alone, not on a company and not on a day, so that a build makes it and
a server reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from search_app.matching.asked import Asked, find_asked
from search_app.matching.documents import Scope, find_field, find_scope
from search_app.matching.requirements import DOUBT, Requirement
from search_app.model import RECIPIENT, SHOWN_SURE, Benefit, Clause, DocumentHead, Promise, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A benefit of a clause, or a clause that pays nothing (``n`` is 0).

    ``money``: the most that its text names, 0 for none; by it open questions are weighed. ``row``: (group, row) of a
    list of tiers. ``spans``: its sentences in the
    text of the clause; ``alike``: (clause id, place there) of sentences elsewhere that pay for the same. ``once``: the
    sentence of its own clause that forbids to pay it beside its neighbours.
    """

    key: str  # of the clause in its version
    clause: str
    n: int
    id: str
    quote: str
    requirements: tuple[Requirement, ...]
    names: tuple[tuple[Requirement, ...], ...] = ()
    promise: Promise = "committed"
    sure: bool = True
    money: Decimal = Decimal(0)
    row: tuple[int, int] | None = None
    alternatives: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    alike: tuple[tuple[str, Span], ...] = ()
    once: str = ""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a document asks of everybody, by its title and by its terms of scope, and its entries in the order of the
    text."""

    field: tuple[Requirement, ...]
    scope: tuple[Requirement, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with what it asks."""

    head: DocumentHead
    demands: Demands


def prepare(head: DocumentHead, clauses: Iterable[Clause]) -> Demands:
    """What the document ``head`` with its ``clauses`` asks."""
    scopes: list[Scope] = []
    entries: list[Entry] = []
    for clause in clauses:
        scopes += find_scope(clause)
        entries += _make_entries(clause)
    everybody = tuple(dict.fromkeys(one for scope in scopes if not scope.term for one in scope.requirements))
    terms = [scope for scope in scopes if scope.term]
    return Demands(find_field(head), everybody, tuple(_define(one, terms) for one in entries))


def _define(entry: Entry, terms: Sequence[Scope]) -> Entry:
    """``entry`` with what the document understands by the terms that its sentence uses."""
    more = [one for scope in terms if scope.holds_for(entry.quote) for one in scope.requirements]
    return replace(entry, requirements=(*entry.requirements, *more)) if more else entry


def _make_entries(clause: Clause) -> Iterator[Entry]:
    for benefit, asked in zip(clause.benefits, find_asked(clause), strict=True):
        yield Entry(
            clause.key,
            clause.id,
            benefit.n,
            benefit.id or f"{clause.id}.{benefit.n}",
            asked.quote,
            (*asked.requirements, *_find_doubt(benefit, asked)),
            asked.names,
            benefit.promise,
            _is_sure(benefit),
            _most(benefit),
            (benefit.tier.group, benefit.tier.row) if benefit.tier else None,
            benefit.alternatives,
            benefit.evidence,
            tuple(_find_alike(clause, benefit)),
            _find_once(clause, benefit),
        )
    if not clause.benefits and clause.numbered:
        yield Entry(clause.key, clause.id, 0, clause.id, "", ())


def _is_sure(benefit: Benefit) -> bool:
    """Whether the reading of what is given is certain."""
    return benefit.reading_sure >= SHOWN_SURE and (benefit.sure >= SHOWN_SURE or benefit.why == RECIPIENT)


def _find_doubt(benefit: Benefit, asked: Asked) -> tuple[Requirement, ...]:
    """That it is not certain to whom it is given. Where only the pairing of two lists of names is open, that does not
    hang on the reader: all of the sentence is asked, and either pairing is tried."""
    certain = benefit.recipient_sure >= SHOWN_SURE or bool(asked.names)
    return () if certain else (Requirement(DOUBT, benefit.recipient),)


def _most(benefit: Benefit) -> Decimal:
    if benefit.total:
        return benefit.total.value
    return max((benefit.award or Decimal(0), *(limit.value for limit in benefit.limits)))


def _find_alike(clause: Clause, benefit: Benefit) -> Iterator[tuple[str, Span]]:
    for overlap in clause.overlaps:
        if any(span.start < overlap.here.end and span.end > overlap.here.start for span in benefit.evidence):
            yield overlap.clause, overlap.there


def _find_once(clause: Clause, benefit: Benefit) -> str:
    """The sentence of the clause itself that forbids to pay its benefits twice, where it holds this one."""
    own = (rule.text.zh for rule in clause.rules if rule.kind == "no_stacking" and rule.source == clause.id)
    text = clause.text.zh
    for sentence in own:
        at = text.find(sentence)
        if at >= 0 and any(span.start < at + len(sentence) and span.end > at for span in benefit.evidence):
            return sentence
    return ""
