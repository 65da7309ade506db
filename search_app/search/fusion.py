"""In which order do clauses stand that were found by their words and by their meaning?

By reciprocal ranks (Cormack, Clarke and Büttcher, SIGIR 2009): each list gives a clause 1 / (K + its rank), the list of
meaning times a weight. Invariant: without meaning the order is that of the words; what lies behind the first DEPTH
keeps it in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from search_app.model import Lang, split_id
from search_app.search.engine import Answer, Found
from search_app.search.meaning.asking import find_near
from search_app.search.meaning.vectors import Near
from search_app.search.model import Help, MeaningState, Plan, Query
from search_app.search.published.opening import Generation
from search_app.search.query.named_figures import is_a_figure
from search_app.search.query.plan import Reading

# K, the weights, and how many are added were chosen on development queries; 3 to 10, and half to twice the weights,
# change nDCG there by less than 0.02.
K = 5.0
DEPTH = 50  # clauses of each list that are put in order together
# What meaning counts beside words: less where tables of words were written with the translation of a document.
# For English more, which is compared with the translation itself.
TRANSLATED: Mapping[Lang, float] = {"zh": 0.4, "en": 0.7}
UNTRANSLATED = 1.0
# So many clauses may be found by meaning alone, and only those about as near as the nearest that are nearer than what
# has nothing to do with the question.
ADDED, WITHIN = 30, 0.05
# Among so many hits both sides of a comparison are seen at once.
_FIRST = 4


def ask_meaning(
    query: Query, reading: Reading, cites: bool, helps: frozenset[Help], generation: Generation
) -> tuple[tuple[Near, ...], MeaningState]:
    """The clauses near in meaning to the words of ``query``, nearest first. Nobody asks where it names sums, offices,
    clauses (``cites``) or strings, which are found as they are or not at all."""
    needles = [needle for wish in reading.wishes if not wish.aside for needle in wish.needles]
    # What was typed by its sound (daikuan) is no English.
    named = any(n.view in ("figures", "offices") or n.origin == "pinyin" for n in needles) or is_a_figure(query.q)
    words = any(needle.view in ("words", "chars") for needle in needles)
    wanted = query.meaning and not query.exact and "meaning" in helps and words
    if cites or named or not wanted or any(wish.required for wish in reading.wishes):
        return (), "not_asked"
    text = reading.corrected or query.q
    refused = (one.text for one in reading.read if one.op == "not")
    for stretch in (*refused, *reading.refused, *reading.not_understood):
        if any(map(str.isalnum, stretch)):  # what is not wanted is near to what is; a lone minus says nothing
            text = text.replace(stretch, " ")
    return find_near(text, generation.vectors)


def choose_added(near: Sequence[Near]) -> tuple[str, ...]:
    """Keys of those of ``near`` that are hits whatever their words."""
    return tuple(one.key for one in near[:ADDED] if one.related and one.likeness >= near[0].likeness - WITHIN)


def search_fused(
    plan: Plan, near: Sequence[Near], generation: Generation, lang: Lang, best: Sequence[str] = ()
) -> Answer:
    """The answer to ``plan``, asked in ``lang``, its page in the order of words and of meaning; ``best`` are keys of
    the clauses that answer each side of a comparison best, which stand among the first."""
    if not (near or best) or plan.sort != "relevance" or plan.order:
        return generation.engine.search(plan)
    end = plan.offset + plan.limit
    found = generation.engine.search(replace(plan, offset=0, limit=max(DEPTH, end)))
    store, worth = generation.store, TRANSLATED[lang]
    every = fuse(
        found.page, near, found.near, lambda key: worth if store.head(split_id(key)[0]).title.en else UNTRANSLATED
    )
    return replace(found, page=tuple(show_both(every, best)[plan.offset : end]))


def show_both(found: list[Found], best: Sequence[str]) -> list[Found]:
    """``found`` with each of ``best`` that is among it among the first, where it is not already."""
    order = found
    for place, key in enumerate(dict.fromkeys(best), start=1):  # what answers the whole stays first
        at = next((n for n, one in enumerate(order[:DEPTH]) if one.id == key), 0)
        if at >= _FIRST:
            order = [*order[:place], order[at], *order[place:at], *order[at + 1 :]]
    return order


def fuse(
    found: Sequence[Found], near: Sequence[Near], beside: Sequence[Found], weight: Callable[[str], float]
) -> list[Found]:
    """``found`` by its words, in that order, and what is ``beside`` it by meaning alone; ``weight`` of the meaning of
    a clause, by its key."""
    ranks = {one.key: rank for rank, one in enumerate(near, start=1)}
    held = {one.id for one in found[:DEPTH]}
    head = [*found[:DEPTH], *(one for one in beside if one.id not in held)]
    worth = {one.id: 1 / (K + rank) for rank, one in enumerate(found[:DEPTH], start=1)}
    for one in head:
        if one.id in ranks:
            worth[one.id] = worth.get(one.id, 0.0) + weight(one.id) / (K + ranks[one.id])
    head.sort(key=lambda one: -round(worth[one.id], 9))
    first = {one.id for one in head}
    return head + [one for one in found[DEPTH:] if one.id not in first]
