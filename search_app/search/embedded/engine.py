"""The engine in this process: our formula over arrays that were made of a Whoosh index and are held in memory.

Whoosh's own files are the index of record: they are written and verified with these arrays, and never opened to answer;
each build reads a sample of them back and compares (``check.py``), and tests all of them.
Invariant: nothing is read from a file after opening, and equal plans give equal answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version

import numpy as np

from search_app.search.embedded.arrays import Files, Ids, read_words
from search_app.search.embedded.columns import Columns, Facet, Mask, count_statuses, status_numbers
from search_app.search.embedded.gathered import FIELDS, word_key
from search_app.search.embedded.lists import PackedLists
from search_app.search.embedded.strings import HeldStrings
from search_app.search.engine import Answer, Counts, EngineError, Found
from search_app.search.model import FACETS, Needle, Plan
from search_app.search.scoring import ENDED, NEAR, Scored, Scores, Scoring, rank

WHOOSH = "whoosh/"  # where the files of Whoosh's index lie
_COUNTS = 20_000  # words of which it is kept how many clauses hold them
_NOTHING = np.array([], dtype=np.int64)


class _HeldPostings:
    """``scoring.Postings`` over the arrays of an index."""

    def __init__(self, files: Files, columns: Columns) -> None:
        self.size, self.numbered = columns.size, columns.numbered
        self.averages, self.holding, self._lengths = columns.averages, columns.holding, columns.lengths
        self.translated = columns.lengths["text_en"] > 0
        self.find = columns.number.get
        self._words = {word: n for n, word in enumerate(read_words(files["words.txt"]))}
        self._lists = PackedLists(files, "words", counted=True)
        self._strings = HeldStrings(files)
        self.count = lru_cache(_COUNTS)(self._count)

    def word(self, word: str) -> Iterator[tuple[str, Ids, Scores, Scores]]:
        number = self._words.get(word)
        if number is None:
            return
        for place in self._lists.find(number << 8, (number + 1) << 8):
            field = FIELDS[int(self._lists.keys[place]) & 0xFF]
            if field in self._lengths:
                ids, frequency = self._lists.postings(place)
                yield field, ids, frequency.astype(np.float64), self._lengths[field][ids].astype(np.float64)

    def _count(self, word: str) -> int:
        number = self._words.get(word)
        places = () if number is None else self._lists.find(number << 8, (number + 1) << 8)
        lists = [self._lists.records(at) for at in places if FIELDS[int(self._lists.keys[at]) & 0xFF] in self._lengths]
        return len(lists[0]) if len(lists) == 1 else len(np.unique(np.concatenate(lists))) if lists else 0

    def token(self, view: str, token: str) -> Ids:
        number = self._words.get(token)
        places = () if number is None else self._lists.find(key := word_key(number, view), key + 1)
        return self._lists.records(places[0]) if places else _NOTHING

    def string(self, tokens: tuple[str, ...]) -> Ids:
        return self._strings.find(tokens)


class EmbeddedEngine:
    """An opened index. Safe for threads."""

    def __init__(self, files: Mapping[str, bytes], name: str = "index") -> None:
        """Open the arrays of ``build.write_engine``, from the contents of its files by their names; EngineError when
        they are not readable. ``name`` is for messages."""
        try:
            self._columns = Columns(files)
            self._postings = _HeldPostings(files, self._columns)
        except (KeyError, ValueError, IndexError, TypeError) as error:
            raise EngineError(f"the index in {name} cannot be opened ({error!r}); run index_build.py") from error
        self._scoring = Scoring(self._postings)

    def status(self) -> Mapping[str, str | int]:
        """Name, version of Whoosh, and number of clauses."""
        return {"engine": "whoosh", "version": version("whoosh3"), "clauses": self._columns.size}

    def search(self, plan: Plan) -> Answer:
        """The page that ``plan`` asks for, the number of all hits and the counts of every facet."""
        scored, masks = self._score(plan)
        hits = _all(scored.matched, masks.values())
        weak = _all(scored.weak, masks.values())
        numbers = self._order(plan, np.flatnonzero(hits), scored)[plan.offset :]
        counts = {}
        for facet in FACETS:
            mask = _all(scored.matched, (other for name, other in masks.items() if name != facet))
            counts[facet] = self._count(facet, mask, plan)
        numbered = int(np.count_nonzero(hits & self._columns.numbered))
        beside = (n for key in plan.near if (n := self._columns.number.get(key)) is not None and hits[n])
        near = self._explain(plan, np.fromiter(beside, np.int64), scored)
        return Answer(
            int(np.count_nonzero(hits)), numbered, self._explain(plan, numbers, scored), near, counts, int(weak.sum())
        )

    def scan(self, plan: Plan) -> Iterator[str]:
        """Keys of all clauses that match, in index order."""
        scored, masks = self._score(plan)
        for number in np.flatnonzero(_all(scored.matched, masks.values())):
            yield self._columns.ids[number]

    def _score(self, plan: Plan) -> tuple[Scored, dict[str, Mask]]:
        """(what the words find in the versions of the day, the clauses that each filter lets through)."""
        if plan.as_of is None:
            return _leave_out(self._scoring.score(plan, None), plan.least), self._filter_masks(plan)
        shown, status = self._columns.on(plan.as_of)
        scored = self._scoring.score(plan, np.isin(status, status_numbers(ENDED)))
        return _leave_out(replace(scored, matched=scored.matched & shown), plan.least), self._filter_masks(plan)

    def _filter_masks(self, plan: Plan) -> dict[str, Mask]:
        masks = {}
        for facet, wanted in plan.filters:
            if facet == "validity":
                if plan.as_of is None:
                    raise EngineError("validity was asked for without a day")
                masks[facet] = np.isin(self._columns.on(plan.as_of)[1], status_numbers(wanted))
            else:
                masks[facet] = self._columns.facets[facet].mask(wanted)
        if plan.amount_min is not None or plan.amount_max is not None:
            low = -np.inf if plan.amount_min is None else plan.amount_min
            high = np.inf if plan.amount_max is None else plan.amount_max
            within = (self._columns.amounts >= low) & (self._columns.amounts <= high)
            masks["amount"] = masks["amount"] & within if "amount" in masks else within
        if plan.duration_min is not None:
            masks["duration"] = self._columns.years >= plan.duration_min
        return masks

    def _order(self, plan: Plan, numbers: Ids, scored: Scored) -> Ids:
        """Hits in the order asked for, up to the end of the page; equal ones in printed order. What states no amount
        comes last."""
        end = plan.offset + plan.limit
        if plan.sort == "document":
            return numbers[:end]
        if plan.order:
            amounts = self._columns.amounts[numbers]
            sums = np.nan_to_num(amounts if plan.order == "least" else -amounts, nan=np.inf)
            return numbers[np.lexsort((-scored.scores[numbers], sums, -scored.steps[numbers]))][:end]
        if plan.sort == "relevance":
            return rank(scored, numbers, end)
        return numbers[np.argsort(-np.nan_to_num(self._columns.amounts[numbers], nan=-1.0), kind="stable")][:end]

    def _count(self, facet: str, mask: Mask, plan: Plan) -> Counts:
        if facet == "validity":
            if plan.as_of is None:
                return Counts({})
            shown, status = self._columns.on(plan.as_of)
            # Every status of the day is a value, also where it has no clause among these.
            return Counts(dict.fromkeys(count_statuses(status, shown), 0) | count_statuses(status, mask))
        values = self._columns.facets[facet]
        return _cut(values, values.counts(mask), dict(plan.sizes).get(facet), dict(plan.filters).get(facet, ()))

    def _explain(self, plan: Plan, numbers: Ids, scored: Scored) -> tuple[Found, ...]:
        matches: list[list[tuple[Needle, str]]] = [[] for _ in numbers]
        order = np.argsort(numbers)
        ranked = numbers[order]
        for wish in plan.wishes:
            for needle in wish.needles:
                for field, ids, _ in self._scoring.find(needle):
                    if len(ids):
                        held = ids[np.minimum(np.searchsorted(ids, ranked), len(ids) - 1)] == ranked
                        for row in order[held]:
                            matches[row].append((needle, field))
        return tuple(
            Found(self._columns.ids[number], int(scored.steps[number]), float(scored.scores[number]), tuple(found))
            for number, found in zip(numbers, matches, strict=True)
        )


def _cut(values: Facet, counts: Ids, size: int | None, chosen: Iterable[str]) -> Counts:
    """The ``size`` commonest values, of equal ones those that the index has first, and the chosen ones; the clauses of
    the others together."""
    held = np.flatnonzero(counts)
    if size is None or len(held) <= size:
        return Counts({values.names[n]: int(counts[n]) for n in held})
    most = held[np.argsort(-counts[held], kind="stable")]
    named = [*most[:size], *(n for n in most[size:] if values.names[n] in chosen)]
    found = {values.names[n]: int(counts[n]) for n in named}
    return Counts(found, int(counts[held].sum()) - sum(found.values()))


def _leave_out(scored: Scored, least: float) -> Scored:
    """``scored`` with what says less than ``least`` of what the best clause says no more matched, but weak."""
    enough = scored.said >= least * scored.said[scored.matched].max(initial=0.0) - NEAR
    return replace(scored, matched=scored.matched & enough, weak=scored.matched & ~enough)


def _all(first: Mask, others: Iterable[Mask]) -> Mask:
    mask = first
    for other in others:
        mask = mask & other
    return mask
