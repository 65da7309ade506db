"""Does a memo give one tier of a clause the figure of another: 区域总部最高1000万元, as group headquarters have?

A tier is known by the words that its recipient has and no other of its group. Invariant: a figure is called that of
another tier only where the sentence of the memo names one tier alone, and not the one that has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from search_app.checking.citing import HeldClause
from search_app.checking.contexts import FigureList, find_terms
from search_app.model import Amount, Benefit
from search_app.search.words.stopwords import stop_words
from search_app.text.passage import plain


def find_meant_values(said: FigureList, held: HeldClause, own: Amount) -> tuple[Decimal, ...]:
    """What the clause gives the tier that ``said`` names in place of the figure ``own``, which is another tier's; none
    where that is not so."""
    if len(said.figures) > 1:
        return ()
    for tiers in _find_groups(held):
        telling = _find_telling(tiers)
        having = [n for n, one in enumerate(tiers) if own.top in _values(one, own)]
        named = [n for n, words in enumerate(telling) if words & said.words]
        shared = any(own.top in _values(one, own) for one in held.clause.benefits if one not in tiers)
        if having and len(named) == 1 and named[0] not in having and not shared:
            return _values(tiers[named[0]], own)
    return ()


def _find_groups(held: HeldClause) -> list[list[Benefit]]:
    groups: dict[int, list[Benefit]] = defaultdict(list)
    for benefit in held.clause.benefits:
        if benefit.tier:
            groups[benefit.tier.group].append(benefit)
    return list(groups.values())


def _find_telling(tiers: Sequence[Benefit]) -> list[frozenset[str]]:
    """The words that each of ``tiers`` has alone, in both languages."""
    words = [find_terms(plain(f"{one.recipient} / {one.recipient_en or ''}")) - stop_words() for one in tiers]
    return [own.difference(*(words[:n] + words[n + 1 :])) for n, own in enumerate(words)]


def _values(tier: Benefit, like: Amount) -> tuple[Decimal, ...]:
    """What it gives that is of the kind of ``like``."""
    if like.kind == "percent":
        return (tier.rate,) if tier.rate is not None else ()
    sums = [limit.value for limit in tier.limits]
    return (*sums, tier.award) if tier.award is not None else tuple(sums)
