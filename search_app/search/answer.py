"""What does a reader get for a query? The way from a Query to a SearchPage, in one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import combinations

from search_app.clauses.validity import find_validity
from search_app.model import Bilingual, Clause, Span
from search_app.search.answering import BenefitWords, choose_benefit
from search_app.search.asked.weighing import settle
from search_app.search.engine import Answer, Counts, Found, bucket_name
from search_app.search.model import (
    FACETS,
    NONE,
    FacetValue,
    Help,
    Hit,
    Needle,
    Plan,
    Query,
    Read,
    Reason,
    SearchPage,
    Wish,
)
from search_app.search.passages import LENGTH_EN, Searched, make_snippet, show_sentence
from search_app.search.prepared import find, prepare
from search_app.search.published.opening import Generation
from search_app.search.query.named_figures import find_foreign
from search_app.search.query.plan import ALL_HELPS, Reading
from search_app.text.english import find_phrase
from search_app.text.tokens import is_han

OTHER = "other"
_OTHERS = Bilingual("其他文件", "Other documents")
# Of an empty answer so many conditions are tried, each a search: what leaving it out would find.
MAX_RELAXED = 6
Conditions = Mapping[str, Callable[[Plan], Plan]]  # by name, as the way to a plan without it


def answer(query: Query, generation: Generation, helps: frozenset[Help] = ALL_HELPS) -> SearchPage:
    """One page of clauses for ``query``. EngineError when the engine fails; never an empty page instead.

    ``helps`` are those that may add to what was typed; with ``query.exact`` there are none.
    """
    made = prepare(query, generation, helps)
    reading, plan, near, citations = made.reading, made.plan, made.near, made.citations
    found = find(made, generation)
    asked = _Asked(plan, generation.lexicon.renderings, {one.key: one.sentence for one in near})
    hits = tuple(
        _make_hit(generation, one, asked, made.day, plan.offset + n) for n, one in enumerate(found.page, start=1)
    )
    conditions = {} if found.total else _find_conditions(plan, query, reading)
    without = _count_without(plan, conditions, generation)
    return SearchPage(
        query,
        found.total,
        found.numbered,
        hits,
        _make_facets(query, found, generation),
        corrected=reading.corrected,
        dropped=_find_dropped(found.page, plan.wishes, reading.read) if query.page == 1 and not made.cited else (),
        read=tuple(settle(query, reading.read)),
        not_understood=reading.not_understood,
        cut=reading.cut,
        cited=tuple(clause_id for _, clause_id in made.cited),
        without=without,
        without_two=() if without else _count_without_two(plan, conditions, generation),
        pages=-(-found.total // query.per_page),
        meaning=made.meaning,
        weak=found.weak,
        exact=all(counts.exact for counts in found.counts.values()),
        citations=citations,
        foreign=() if found.total else find_foreign(query.q, generation.lexicon),
    )


def _find_dropped(page: tuple[Found, ...], wishes: tuple[Wish, ...], read: tuple[Read, ...]) -> tuple[str, ...]:
    """Of several wishes those that even the clause of ``page`` that meets most of them does not meet. It need not be
    the first, which may be found by its meaning. What was ``read`` as a constraint is looked for in the fields of a
    clause, and not missing where its text says it in other words."""
    if not page or len(wishes) < 2:
        return ()
    met = ({needle for needle, _ in one.matches} for one in page)
    said = " | ".join(one.text.lower() for one in read)
    words = [wish for wish in wishes if not wish.aside and not any(find_phrase(wish.typed, said))]
    missing = (tuple(w.typed for w in words if not needles & set(w.needles)) for needles in met)
    return min(missing, key=len)


def _count_without(plan: Plan, conditions: Conditions, generation: Generation) -> tuple[tuple[str, int], ...]:
    """For an empty answer: how many clauses there would be without each condition. "q" stands for the words. Without
    its only condition a query asks for nothing: that is no help."""
    if len(conditions) < 2:
        return ()
    counts = ((name, _count(without(plan), generation)) for name, without in conditions.items())
    return tuple((name, count) for name, count in counts if count)


def _count_without_two(
    plan: Plan, conditions: Conditions, generation: Generation
) -> tuple[tuple[tuple[str, str], int], ...]:
    """The same without two conditions at a time."""
    parts = {wish.typed for wish in plan.wishes}  # of "q"
    pairs = [pair for pair in combinations(conditions, 2) if not ("q" in pair and parts & set(pair))]
    if len(conditions) < 3:
        return ()
    counts = (((a, b), _count(conditions[b](conditions[a](plan)), generation)) for a, b in pairs)
    return tuple((pair, count) for pair, count in counts if count)


def _count(plan: Plan, generation: Generation) -> int:
    return generation.engine.search(replace(plan, limit=0)).total


def _find_conditions(plan: Plan, query: Query, reading: Reading) -> Conditions:
    """Every condition of ``plan``; one that was read from the words has these for its name."""
    found: dict[str, Callable[[Plan], Plan]] = {}
    for facet, _ in query.filters:
        found[facet] = partial(_without_filter, facet)
    if query.amount_min is not None:
        found["amount_min"] = lambda p: replace(p, amount_min=None)
    if query.amount_max is not None:
        found["amount_max"] = lambda p: replace(p, amount_max=None)
    if query.duration_min is not None:
        found["duration_min"] = lambda p: replace(p, duration_min=None)
    if found and (plan.wishes or plan.excluded):  # without anything else, "without the words" is a query for nothing
        found["q"] = lambda p: replace(p, wishes=(), excluded=())
    for one in reading.read:
        if one.op == "not" or (one.field == "validity" and one.weight == "must" and not query.selected("validity")):
            found[one.text] = partial(_without_read, one)
    for wish in plan.wishes if len(plan.wishes) > 1 else ():
        if wish.required and len(found) < MAX_RELAXED and wish.typed not in found:
            found[wish.typed] = partial(_without_wish, wish)
    return found


def _without_filter(facet: str, plan: Plan) -> Plan:
    return replace(plan, filters=tuple(one for one in plan.filters if one[0] != facet))


def _without_read(read: Read, plan: Plan) -> Plan:
    kept = tuple(needle for needle in plan.excluded if needle.stands_for != (read.text,))
    plan = replace(plan, excluded=kept)
    return _without_filter("validity", plan) if read.field == "validity" else plan


def _without_wish(wish: Wish, plan: Plan) -> Plan:
    return replace(plan, wishes=tuple(other for other in plan.wishes if other is not wish))


class _Asked:
    """A plan as its hits need it: what each needle says to a reader, told once for all of them."""

    def __init__(self, plan: Plan, renderings: Mapping[str, str], nearest: Mapping[str, Span | None]) -> None:
        self.nearest = nearest  # by key, the sentence that is nearest in meaning
        self.wishes = plan.wishes
        self.chosen = dict(plan.filters)
        self._typed = {needle: wish.typed for wish in plan.wishes for needle in wish.needles}
        self._aside = {needle for wish in plan.wishes if wish.aside for needle in wish.needles}
        self._renderings = renderings
        self._told: dict[tuple[Needle, str], tuple[Reason, tuple[str, ...], tuple[str, ...]]] = {}

    def tell(self, match: tuple[Needle, str]) -> tuple[Reason, tuple[str, ...], tuple[str, ...]]:
        """Why a clause is a hit, and the words to mark for it in the Chinese and in the English."""
        if match not in self._told:
            needle, field = match
            typed = self._typed.get(needle, "")
            # A figure or an office is named as it was typed.
            shown = typed if needle.view in ("figures", "offices", "facts") else needle.text
            reason = Reason(typed or needle.text, shown, needle.origin, field)
            self._told[match] = (reason, *self._find_words(needle, typed))
        return self._told[match]

    def _find_words(self, needle: Needle, typed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if needle.view == "figures":
            return (typed,), (typed,)
        if needle.view in ("offices", "facts") or needle in self._aside:
            return (), ()
        rendering = self._renderings.get(needle.text) if is_han(needle.text) else needle.text
        return (needle.text,), (rendering,) if rendering else ()


def _make_hit(generation: Generation, found: Found, asked: _Asked, day: date, rank: int) -> Hit:
    store = generation.store
    clause = store.clause(found.id)
    document = generation.on(day)[clause.document]
    told = [asked.tell(match) for match in found.matches]
    zh, en = store.made(found.id, _search_chinese), store.made(found.id, _search_english)
    marks = zh.find({word for _, words, _ in told for word in words})
    marks_en = en.find({word for _, _, words in told for word in words})
    benefits = store.made(found.id, BenefitWords)
    nearest = asked.nearest.get(found.id)
    return Hit(
        document,
        find_validity(document.term, day),
        clause,
        rank,
        found.step,
        found.score,
        make_snippet(zh, marks) if told or not nearest else show_sentence(zh.text, nearest),
        make_snippet(en, marks_en, LENGTH_EN) if en.text else (),
        tuple(dict.fromkeys(reason for reason, _, _ in told)),
        choose_benefit(benefits, asked.wishes, (needle for needle, _ in found.matches), asked.chosen),
        max(0, len(clause.benefits) - 1),
        nearest,
    )


def _search_chinese(clause: Clause) -> Searched:
    return Searched(clause.text.zh)


def _search_english(clause: Clause) -> Searched:
    return Searched(clause.text.en or "")


def _make_facets(query: Query, found: Answer, generation: Generation) -> tuple[tuple[str, tuple[FacetValue, ...]], ...]:
    labels = generation.labels
    return tuple(
        (facet, _make_values(query, facet, found.counts[facet], labels[facet], generation.places[facet]))
        for facet in FACETS
    )


def _make_values(
    query: Query, facet: str, counts: Counts, labels: Mapping[str, Bilingual], places: Mapping[str, int]
) -> tuple[FacetValue, ...]:
    """The values that stand for clauses, and those that were chosen: in the order of their table, offices by how many
    clauses they answer for; what the engine counted together comes last."""
    chosen = set(query.selected(facet))
    if facet == "amount" and not chosen and query.amount_min is not None:
        high = None if query.amount_max is None else query.amount_max + 1
        chosen = {bucket_name(query.amount_min, high)}
    shown = [*counts.values, *(name for name in chosen if name in places and name not in counts.values)]
    if facet == "department":
        shown.sort(key=lambda n: (n == NONE, -counts.values.get(n, 0), places.get(n, len(places)), n))
    else:
        shown.sort(key=lambda n: (places.get(n, len(places)), n == NONE, -counts.values.get(n, 0), n))
    values = [FacetValue(n, labels.get(n, Bilingual(n, n)), counts.values.get(n, 0), n in chosen) for n in shown]
    if counts.other:
        values.append(FacetValue(OTHER, _OTHERS, counts.other, False))
    return tuple(values)
