"""How is a plan asked in OpenSearch's query language? Pure functions: a plan and counts → bodies of requests.

The formula is that of ``scoring``; each piece of it has its place here. BM25 of a word is a ``term`` query, whatever
has a constant worth carries it as its boost, and how much of a wish is said is the score of a query of its own, of
which only the threshold is asked (``min_score``). A step cannot be added to a score, which has 24 bits: so hits are
asked for step by step. Invariant: nothing is sent that was not made here from tokens of our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from search_app.model import STATUSES
from search_app.search.engine import BOOSTS, EngineError
from search_app.search.model import Needle, Plan
from search_app.search.opensearch.queries import (
    EVERYTHING,
    TRANSLATED,
    Body,
    all_of,
    any_of,
    at_least,
    best_of,
    constant,
    find,
    holds,
    id_filters,
    within,
)
from search_app.search.opensearch.schema import OWN
from search_app.search.opensearch.weighing import Sought, Weighed, sought, weigh
from search_app.search.opensearch.words import HeldWords
from search_app.search.scoring import (
    ALTERNATIVES,
    ENDED,
    ENDED_FACTOR,
    MET,
    NEAR,
    REST,
    UNNUMBERED_FACTOR,
    count_needle,
    idf,
)
from search_app.text.tokens import is_han


@dataclass(frozen=True)
class Asked:
    """A plan with what must be known of the index: its ``words`` and its ``size``, and whether nothing but what only
    weighs is found, where the words do not tell."""

    plan: Plan
    words: HeldWords
    size: int
    nothing_else: bool = False

    @cached_property
    def wishes(self) -> tuple[Weighed, ...]:
        """The wishes of the plan, weighed."""
        return tuple(weigh(wish, self.words, self.size) for wish in self.plan.wishes)

    @cached_property
    def steps(self) -> tuple[Weighed, ...]:
        """The wishes that make a step, if they are met."""
        return tuple(one for one in self.wishes if not one.wish.aside)

    @cached_property
    def day(self) -> int | None:
        """The day of the plan as the index counts days."""
        return self.plan.as_of.toordinal() if self.plan.as_of else None

    @cached_property
    def names(self) -> Mapping[Sought, int]:
        """A number for everything that is looked for."""
        every = dict.fromkeys(sought(needle) for wish in self.plan.wishes for needle in wish.needles)
        return {one: n for n, one in enumerate(every)}

    @cached_property
    def only_beside(self) -> bool:
        """Whether what only weighs finds, since the other words are found nowhere, or there are none."""
        return bool(self.wishes) and (self.nothing_else or not any(one.needles for one in self.steps))

    @cached_property
    def is_unsure(self) -> bool:
        """Whether ``only_beside`` must be asked: there is what only weighs, and else nothing but strings."""
        needles = [needle for one in self.steps for needle in one.needles]
        beside = any(one.wish.aside and one.needles for one in self.wishes)
        return beside and bool(needles) and all(needle.view == "chars" for needle in needles)

    # ── what is found ──
    @cached_property
    def matched(self) -> Body:
        """The clauses that the words find on the day, before the filters."""
        plan = self.plan
        found = self.wishes if self.only_beside else self.steps
        words = any_of(find(one) for one in _distinct(found)) if plan.wishes else EVERYTHING
        required = [any_of(find(one) for one in _distinct([wish])) for wish in self.steps if wish.wish.required]
        matched = all_of([any_of([words, *id_filters(plan.near)]), *required]) if required or plan.near else words
        shown = [within("shown", self.day)] if self.day is not None else []
        left_out = [find(sought(needle), OWN) for needle in plan.excluded]
        return all_of([any_of([matched, *id_filters(plan.cited)]), *shown], but=left_out)

    @cached_property
    def said(self) -> Body | None:
        """How much of the query each clause says, as a score; None where each says all of it."""
        if not self.steps or self.only_beside:
            return None
        parts = [part for wish in self.steps for part in _share(wish, 1 / len(self.steps))]
        whole = [constant(one, 1.0) for one in id_filters((*self.plan.near, *self.plan.cited))]
        return best_of([{"bool": {"should": parts}}, *whole])

    @cached_property
    def most(self) -> float:
        """How much of the query a clause may say at most, as far as the table of words tells."""
        if self.said is None or self.plan.near or self.plan.cited:
            return 1.0
        return sum(one.most for one in self.steps) / len(self.steps)

    def enough(self, best: float) -> list[Body]:
        """What a clause must say where the best one says ``best``."""
        if self.said is None or not self.plan.least:
            return []
        return [at_least(self.said, self.plan.least * best)]

    @cached_property
    def masks(self) -> Mapping[str, Body]:
        """What each filter lets through."""
        plan, masks = self.plan, {}
        for facet, wanted in plan.filters:
            if facet == "validity":
                masks[facet] = any_of(holds(s, self._the_day()) for s in STATUSES if s in wanted)
            else:
                masks[facet] = {"terms": {f"facet.{facet}": sorted(wanted)}}
        if plan.amount_min is not None or plan.amount_max is not None:
            low = {} if plan.amount_min is None else {"gte": plan.amount_min}
            high = {} if plan.amount_max is None else {"lte": plan.amount_max}
            sums: Body = {"range": {"sum": low | high}}
            masks["amount"] = all_of([masks["amount"], sums]) if "amount" in masks else sums
        if plan.duration_min is not None:
            masks["duration"] = {"range": {"years": {"gte": plan.duration_min}}}
        return masks

    def _the_day(self) -> int:
        if self.day is None:
            raise EngineError("validity was asked for without a day")
        return self.day

    # ── what it is worth ──
    @cached_property
    def scored(self) -> Body:
        """The matched clauses with what they are worth."""
        worth = [query for wish in self.wishes for query in self._worth(wish)]
        if not self.plan.wishes:
            worth = [constant(EVERYTHING, 1.0)]
        scored: Body = {"bool": {"filter": [self.matched], "should": worth, "minimum_should_match": 0}}
        scored = _lower(scored, {"term": {"numbered": False}}, UNNUMBERED_FACTOR)
        if self.plan.wishes and self.day is not None:
            scored = _lower(scored, any_of(holds(status, self.day) for status in ENDED), ENDED_FACTOR)
        return scored

    def _worth(self, weighed: Weighed) -> Iterator[Body]:
        instead: dict[tuple[str, ...], Body] = {}
        for needle in weighed.needles:
            found = {"bool": {"should": list(self._places(needle))}}
            if needle.origin in ALTERNATIVES:  # one after another: the best so far, and a tenth of the other
                before = instead.get(needle.stands_for)
                instead[needle.stands_for] = best_of([before, found], REST) if before else found
            else:
                yield found
        yield from instead.values()

    def _places(self, needle: Needle) -> Iterator[Body]:
        """What ``needle`` is worth in each field, under a name that tells where a clause was found."""
        name = self.names[sought(needle)]
        if needle.view in ("words", "gloss"):
            for field in self.words.fields(needle.text):
                term = _term(field, needle.text, BOOSTS[field] * needle.weight)
                if needle.view == "gloss":
                    yield {"bool": {"must": [term], "must_not": [TRANSLATED], "_name": f"{name}.{field}"}}
                else:
                    term["term"][field]["_name"] = f"{name}.{field}"
                    yield term
        elif needle.words:
            places = ((word, field) for word in needle.words for field in self.words.fields(word))
            terms = [_term(field, word, BOOSTS[field] * needle.weight) for word, field in places]
            found = {"filter": [find(sought(needle))], "should": terms, "minimum_should_match": 0}
            yield {"bool": found | {"_name": f"{name}.{place_of(needle)}"}}
        else:
            worth = idf(self.size, count_needle(needle, self.words.count)) * needle.weight
            query = constant(find(sought(needle)), worth)
            query["constant_score"]["_name"] = f"{name}.{place_of(needle)}"
            yield query

    def fields(self, needle: Needle) -> tuple[str, ...]:
        """Where ``needle`` may be found."""
        return self.words.fields(needle.text) if needle.view in ("words", "gloss") else (place_of(needle),)

    # ── in which order ──
    @cached_property
    def sort(self) -> list[Body]:
        """The order of a step, or of all hits where there are no steps."""
        worth: Body = {"_score": "desc"}
        printed: Body = {"ord": "asc"}
        if self.plan.sort == "document":
            return [printed]
        if self.plan.order:
            return [_by_sum("asc" if self.plan.order == "least" else "desc"), worth, printed]
        return [worth, printed] if self.plan.sort == "relevance" else [_by_sum("desc"), printed]

    @cached_property
    def has_steps(self) -> bool:
        """Whether what meets more stands first, whatever its worth."""
        return self.plan.sort == "relevance" or (self.plan.sort != "document" and bool(self.plan.order))

    def step(self, met: int) -> Body:
        """The hits that meet so many wishes, without those that are cited."""
        wishes = [_is_met(wish) for wish in self.steps if wish.needles]

        def at_least_so_many(least: int) -> Body:
            return {"bool": {"should": wishes, "minimum_should_match": least}}

        lower = [at_least_so_many(met)] if met else []
        higher = [at_least_so_many(met + 1)] if met < len(wishes) else []
        return all_of(lower, but=[*higher, *id_filters(self.plan.cited)])

    @cached_property
    def most_met(self) -> int:
        """So many wishes can be met by one clause."""
        return sum(bool(wish.needles) for wish in self.steps)


def _distinct(wishes: Iterable[Weighed]) -> list[Sought]:
    return list(dict.fromkeys(sought(needle) for wish in wishes for needle in wish.needles))


def _term(field: str, text: str, boost: float) -> Body:
    return {"term": {field: {"value": text, "boost": boost}}}


def place_of(needle: Needle) -> str:
    """The field in which a needle that is no word is said to be found."""
    if needle.view == "chars":
        return "text" if is_han(needle.text) else "text_en"
    return needle.view


def _lower(scored: Body, where: Body, factor: float) -> Body:
    return {"boosting": {"positive": scored, "negative": where, "negative_boost": factor}}


def _by_sum(order: str) -> Body:
    return {"sum": {"order": order, "missing": "_last"}}


def _share(weighed: Weighed, scale: float) -> list[Body]:
    """How much of the wish a clause says, times ``scale``, as the sum of these."""
    words = [_best_share(said.needles, said.weight * scale) for said in weighed.words]
    if not weighed.whole:
        return words
    whole = _best_share(weighed.whole, scale)
    return [best_of([whole, {"bool": {"should": words}}])] if words else [whole]


def _best_share(needles: Iterable[Needle], scale: float) -> Body:
    by_share: dict[float, list[Needle]] = {}
    for needle in needles:
        by_share.setdefault(needle.share, []).append(needle)
    found = {share: any_of(find(sought(needle)) for needle in own) for share, own in by_share.items()}
    return best_of([constant(one, share * scale) for share, one in found.items()])


def _is_met(weighed: Weighed) -> Body:
    """Whether enough of a wish is said; where one word says all of it nothing need be added up."""
    weights = [one.weight for one in weighed.words] + [1.0] * bool(weighed.whole)
    if len(weights) == 1 and weights[0] > 1 - NEAR:
        return any_of(find(sought(needle)) for needle in weighed.needles if needle.share >= MET - NEAR)
    return at_least({"bool": {"should": _share(weighed, 1.0)}}, MET)
