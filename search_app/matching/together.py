"""Which benefits does the text forbid to pay together, and what may be added?

Invariant: a sum is added only to sums that no rule sets against it. Where that is not certain it is left out, and
named with the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from search_app.matching.match import Item
from search_app.matching.sums import Sum
from search_app.model import Bilingual, RuleKind

# once: a sentence of the clause says so; alternatives: 或; rows: of one list of tiers; alike: both pay for the same,
# and a document forbids to pay twice; documents: a document yields to others, and whether for the same is not said;
# capped: their document sets a ceiling on all that one applicant gets of it.
Why = Literal["once", "alternatives", "rows", "alike", "documents", "capped"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two benefits, by id, that are not paid together, and the sentence that says so (``rule.zh`` is "" for none)."""

    one: str
    two: str
    why: Why
    rule: Bilingual


def find_pairs(items: Sequence[Item]) -> tuple[Pair, ...]:
    """Every pair of ``items`` that the text forbids to add."""
    stacking = _find_rules(items, "no_stacking")
    by_clause: dict[str, list[Item]] = {}
    for item in items:
        by_clause.setdefault(item.entry.clause, []).append(item)
    found: dict[tuple[str, str], Pair] = {}
    for its in by_clause.values():
        for one, two in combinations(its, 2):
            if pair := _within(one, two):
                found.setdefault((one.entry.id, two.entry.id), pair)
        for one in its:
            for two in _find_alike(one, by_clause):
                forbids = stacking.get(one.head.key) or stacking.get(two.head.key)
                if forbids and (two.entry.id, one.entry.id) not in found:
                    found.setdefault((one.entry.id, two.entry.id), Pair(one.entry.id, two.entry.id, "alike", forbids))
    return tuple(found.values())


def _find_rules(items: Iterable[Item], kind: RuleKind) -> Mapping[str, Bilingual]:
    """By key, of the documents of ``items`` that have a rule of ``kind``, its text."""
    heads = {item.head.key: item.head for item in items}
    every = ((key, next((rule for rule in head.rules if rule.kind == kind), None)) for key, head in heads.items())
    return {key: rule.text for key, rule in every if rule}


def _within(one: Item, two: Item) -> Pair | None:
    a, b = one.entry, two.entry
    nothing = Bilingual("")
    if b.n in a.alternatives or a.n in b.alternatives:
        return Pair(a.id, b.id, "alternatives", nothing)
    if a.once and a.once == b.once:
        return Pair(a.id, b.id, "once", Bilingual(a.once))
    if a.row and b.row and a.row[0] == b.row[0]:
        return Pair(a.id, b.id, "rows", nothing)
    return None


def _find_alike(item: Item, by_clause: Mapping[str, Sequence[Item]]) -> Iterator[Item]:
    """The benefits elsewhere that pay for the same."""
    for clause, place in item.entry.alike:
        for there in by_clause.get(clause, ()):
            if any(span.start < place.end and span.end > place.start for span in there.entry.spans):
                yield there


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A benefit that is not added, the one that is added instead, and the rule."""

    id: str
    instead: str
    why: Why
    rule: Bilingual


@dataclass(frozen=True, slots=True)
class Addition:
    """What may be added: ids with the sums of a year and in all, None where nothing can be added."""

    added: tuple[str, ...]
    yearly: int | None
    total: int | None
    at_most: bool
    left_out: tuple[LeftOut, ...]
    without_sum: tuple[str, ...]


def add(items: Sequence[Item], sums: Mapping[str, Sum]) -> Addition:
    """The largest sums first, each unless a rule sets it against one that was added."""
    pairs = {frozenset((pair.one, pair.two)): pair for pair in find_pairs(items)}
    stacking, capping = _find_rules(items, "no_stacking"), _find_rules(items, "total_cap")
    known = sorted(
        (item for item in items if sums[item.entry.id].total is not None),
        key=lambda item: (-(sums[item.entry.id].total or 0), item.entry.id),
    )
    added: list[Item] = []
    left: list[LeftOut] = []
    for item in known:
        against = next((out for one in added if (out := _set_against(item, one, pairs, stacking, capping))), None)
        if against:
            left.append(against)
        else:
            added.append(item)
    chosen = [sums[item.entry.id] for item in added]
    yearly = [
        one.yearly for one in chosen if one.yearly is not None and one.years
    ]  # not what is paid in one year alone
    return Addition(
        tuple(item.entry.id for item in added),
        sum(yearly) if yearly else None,
        sum(one.total or 0 for one in chosen) if chosen else None,
        any(one.at_most for one in chosen) or any(item.head.key in capping for item in added),
        tuple(left),
        tuple(item.entry.id for item in items if sums[item.entry.id].total is None),
    )


def _set_against(
    item: Item,
    one: Item,
    pairs: Mapping[frozenset[str], Pair],
    stacking: Mapping[str, Bilingual],
    capping: Mapping[str, Bilingual],
) -> LeftOut | None:
    pair = pairs.get(frozenset((item.entry.id, one.entry.id)))
    if pair:
        return LeftOut(item.entry.id, one.entry.id, pair.why, pair.rule)
    if item.head.key == one.head.key and (ceiling := capping.get(item.head.key)):
        return LeftOut(item.entry.id, one.entry.id, "capped", ceiling)
    rule = stacking.get(item.head.key) or stacking.get(one.head.key)
    if rule and item.head.id != one.head.id:
        return LeftOut(item.entry.id, one.entry.id, "documents", rule)
    return None
