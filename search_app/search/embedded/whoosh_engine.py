"""The engine on Whoosh: two views of every clause, scored by our formula. Only this module and
``whoosh_files`` know Whoosh.

Whoosh stores the postings; scores, facets and sorting are computed on arrays read from them, because Whoosh scores
and collects one posting at a time in Python (see docs/decisions.md). Each thread opens a reader of its own: a
reader shared between threads gives wrong answers. Invariant: equal plans give equal answers; ties keep clause order.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields

from search_app.model import Status
from search_app.search.embedded.whoosh_files import HeldIndex
from search_app.search.embedded.whoosh_writer import BulkWriter
from search_app.search.engine import AMOUNT_BUCKETS, BOOSTS, EXCLUDING, Answer, EngineError, Found, Record, bucket_name
from search_app.search.model import FACETS, NONE, Needle, Plan, Wish
from search_app.search.ranking import bm25, idf, rounded_length
from search_app.text.tokens import find_chars, is_han, join_chars

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]

_COLUMNS = "columns.json"
_UNRANKED = ("chars", "figures", "offices")
_CACHED_TERMS = 8192  # postings kept in memory: at 10,000 clauses about 100 MB when full
_CACHED_NEEDLES = 1024
# A wish counts as met when the words found carry at least half of its weight: 政策 alone does not meet 冰雪政策.
_MET = 0.5
# The preamble and the closing name everything and pay nothing: behind clauses that say the same.
_UNNUMBERED_FACTOR = 0.5
# What has ended stands behind what says the same and is in force. Not tuned: 0.8 and 1.0
# change nDCG of the development half by less than 0.003.
_ENDED: tuple[Status, ...] = ("expired", "repealed")
_ENDED_FACTOR = 0.9
# Expressions that stand for the typed one are alternatives: the best counts, the others add a tenth, so that a clause
# with many synonyms does not pass one that says the word itself.
_ALTERNATIVES = ("synonym",)
_REST = 0.1


def make_schema() -> fields.Schema:
    """The fields of the index: each word of them with how often it stands in a record."""
    # Tokens are made by us and joined by a space, which no token holds; KEYWORD splits them there and nowhere else.
    words = {name: fields.KEYWORD(scorable=True) for name in BOOSTS}
    others = {name: fields.KEYWORD(scorable=True) for name in _UNRANKED}
    return fields.Schema(id=fields.STORED, **others, **words)


def build_engine(records: Iterable[Record], folder: Path) -> None:
    """Write ``records`` into ``folder``, which must exist and be empty. OSError when it cannot be written."""
    writer = BulkWriter(folder, make_schema())
    columns = []
    try:
        for record in records:
            others = {name: getattr(record, name) for name in _UNRANKED}
            writer.add(record.id, {**record.words, **others})
            columns.append(
                {
                    "id": record.id,
                    "lengths": [len(record.words.get(name, ())) for name in BOOSTS],
                    "chars": join_chars(record.chars),
                    "facets": record.facets,
                    "amount": record.amount,
                    "version": record.version,
                    "numbered": record.numbered,
                }
            )
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    (folder / _COLUMNS).write_text(json.dumps(columns, ensure_ascii=False), encoding="utf-8")


class _Facet:
    """The values of one facet as pairs (clause, value number), so that a count is one bincount."""

    def __init__(self, values: list[tuple[str, ...]]) -> None:
        self.names = list(dict.fromkeys(name for row in values for name in (row or (NONE,))))
        number = {name: n for n, name in enumerate(self.names)}
        pairs = [(clause, number[name]) for clause, row in enumerate(values) for name in (row or (NONE,))]
        self.clause = np.array([clause for clause, _ in pairs], dtype=np.int64)
        self.value = np.array([value for _, value in pairs], dtype=np.int64)
        self.size = len(values)

    def counts(self, mask: Mask) -> dict[str, int]:
        numbers = np.bincount(self.value[mask[self.clause]], minlength=len(self.names))
        return {self.names[n]: int(numbers[n]) for n in np.flatnonzero(numbers)}

    def mask(self, wanted: Iterable[str]) -> Mask:
        mask = np.zeros(self.size, dtype=bool)
        numbers = [n for n, name in enumerate(self.names) if name in wanted]
        mask[self.clause[np.isin(self.value, numbers)]] = True
        return mask


class WhooshEngine:
    """An opened index. Safe for threads: nothing is changed after opening but caches that lock themselves."""

    def __init__(self, files: Mapping[str, bytes], name: str = "index") -> None:
        """Open what ``build_engine`` wrote, from the contents of its files by their names; EngineError when it is not
        readable. ``name`` is for messages."""
        try:
            columns = json.loads(files[_COLUMNS])
            self._index = HeldIndex({one: files[one] for one in files if one != _COLUMNS}, make_schema())
            held = self._index.doc_count()
        except Exception as error:
            raise EngineError(f"the index in {name} cannot be opened ({error!r}); run index_build.py") from error
        self._ids: list[str] = [row["id"] for row in columns]
        self._number = {key: number for number, key in enumerate(self._ids)}
        if held != len(self._ids):
            raise EngineError(f"the index in {name} is incomplete; run index_build.py")
        self._chars: list[str] = [row["chars"] for row in columns]
        self._lengths, self._averages, self._holding = self._read_lengths([row["lengths"] for row in columns])
        amounts = [row["amount"] for row in columns]
        self._amounts = np.array([np.nan if a is None else a for a in amounts], dtype=np.float64)
        self._facets = {
            name: _Facet([tuple(row["facets"].get(name, ())) for row in columns])
            for name in FACETS
            if name not in ("validity", "amount")
        }
        self._facets["amount"] = _Facet([_buckets(amount) for amount in amounts])
        self._versions = _Facet([(row["version"],) for row in columns])
        self._factor = np.array([1.0 if row["numbered"] else _UNNUMBERED_FACTOR for row in columns])
        # Most (field, word) pairs that queries ask for do not exist: knowing that needs no reader.
        with self._index.reader() as reader:
            self._terms = {name: frozenset(reader.lexicon(name)) for name in (*_UNRANKED, *BOOSTS)}
            self._holding_char = {term: info.doc_frequency() for term, info in reader.iter_field("chars")}
        self._of_thread = threading.local()
        self._postings = lru_cache(_CACHED_TERMS)(self._read_postings)
        self._word = lru_cache(_CACHED_TERMS)(self._score_word)
        self._string = lru_cache(_CACHED_NEEDLES)(self._find_string)

    def _read_lengths(self, rows: list[list[int]]) -> tuple[dict[str, Scores], dict[str, float], dict[str, int]]:
        exact = np.array(rows, dtype=np.float64).reshape(len(rows), len(BOOSTS))
        lengths, averages, holding = {}, {}, {}
        for n, name in enumerate(BOOSTS):
            column = exact[:, n]
            holding[name] = int(np.count_nonzero(column))
            averages[name] = float(column.sum() / max(1, holding[name]))
            lengths[name] = np.array([rounded_length(int(length)) for length in column], dtype=np.float64)
        return lengths, averages, holding

    def status(self) -> Mapping[str, str | int]:
        """Name, version of Whoosh, and number of clauses."""
        return {"engine": "whoosh", "version": version("whoosh3"), "clauses": len(self._ids)}

    # ── postings ──────────────────────────────────────────────────────────────────────────────────────

    def _read_postings(self, field: str, token: str) -> tuple[Ids, Scores]:
        """Clause numbers, ascending, and frequencies of ``token``."""
        if token.encode("utf-8", "replace") not in self._terms[field]:
            return np.array([], dtype=np.int64), np.array([], dtype=np.float64)
        numbers: list[int] = []
        weights: list[float] = []
        try:
            matcher = self._reader().postings(field, token)
            while matcher.is_active():
                # A block at a time: asking for one posting after another takes twenty times as long.
                matcher.id(), matcher.weight()
                numbers.extend(matcher._ids)
                weights.extend(matcher._weights)
                matcher._next_block()
        except Exception as error:
            raise EngineError(f"the index cannot be read ({error}); run index_build.py") from error
        return np.array(numbers, dtype=np.int64), np.array(weights, dtype=np.float64)

    def _reader(self) -> Any:
        """The reader of this thread: opening one takes a millisecond, and none may be shared between threads."""
        if not hasattr(self._of_thread, "reader"):
            self._of_thread.reader = self._index.reader()
        return self._of_thread.reader

    def _score_word(self, field: str, word: str) -> tuple[Ids, Scores]:
        ids, frequency = self._postings(field, word)
        word_idf = idf(self._holding[field], len(ids))
        return ids, BOOSTS[field] * bm25(frequency, self._lengths[field][ids], self._averages[field], word_idf)

    def _find_string(self, text: str) -> tuple[Ids, Scores]:
        """Clauses that hold ``text`` unbroken: those that hold its rarest character, then looked at one by one."""
        tokens = find_chars(text)
        if not tokens:
            return np.array([], dtype=np.int64), np.array([], dtype=np.float64)
        rarest = min(tokens, key=lambda token: self._holding_char.get(token.encode("utf-8", "replace"), 0))
        ids = self._postings("chars", rarest)[0]
        if len(tokens) > 1:
            needle = join_chars(tokens)
            ids = np.array([n for n in ids if needle in self._chars[n]], dtype=np.int64)
        return ids, np.full(len(ids), idf(len(self._ids), len(ids)))

    def _worth_of(self, words: tuple[str, ...]) -> Scores:
        """What ``words`` together are worth in every clause."""
        worth = np.zeros(len(self._ids))
        for word in words:
            for field in BOOSTS:
                ids, values = self._word(field, word)
                worth[ids] += values
        return worth

    def _find(self, needle: Needle) -> Iterator[tuple[str, Ids, Scores]]:
        """(field, clause numbers, worth) of one needle."""
        if needle.view == "chars":
            ids, worth = self._string(needle.text)
            if needle.words:
                worth = self._worth_of(needle.words)[ids]
            yield "text" if is_han(needle.text) else "text_en", ids, worth * needle.weight
            return
        if needle.view in ("figures", "offices"):
            ids, _ = self._postings(needle.view, needle.text)
            yield needle.view, ids, np.full(len(ids), idf(len(self._ids), len(ids)) * needle.weight)
            return
        for field in BOOSTS:
            ids, worth = self._word(field, needle.text)
            if len(ids):
                yield field, ids, worth * needle.weight

    # ── matching ──────────────────────────────────────────────────────────────────────────────────────

    def _match(self, plan: Plan) -> tuple[Mask, Scores]:
        """(matches, scores) of the words alone, before filters."""
        size = len(self._ids)
        matched = np.full(size, not plan.wishes)
        scores = np.zeros(size)
        met = np.zeros(size)
        required = np.ones(size, dtype=bool)
        for wish in plan.wishes:
            worth, share = self._weigh(wish)
            scores += worth
            matched |= share > 0
            met += share >= _MET
            if wish.required:
                required &= share > 0
        matched &= required
        scores = scores * self._factor
        if ended := {document for document, status in plan.statuses if status in _ENDED}:
            scores[self._facets["document"].mask(ended)] *= _ENDED_FACTOR
        for key in plan.cited:
            number = self._number.get(key)
            if number is not None:
                matched[number] = True
                met[number] += len(plan.wishes) + 1
        self._leave_out(plan, matched)
        if not plan.wishes:  # nothing is asked in words: clauses first, then what stands around them
            return matched, self._factor + met * 1e6
        # Clauses that meet more wishes come first, whatever their scores: a score is far below this step.
        return matched, scores + met * 1e6

    def _leave_out(self, plan: Plan, matched: Mask) -> None:
        """Unset in ``matched`` the versions that do not count and the clauses that hold what is excluded."""
        if plan.hidden:
            matched &= ~self._versions.mask(plan.hidden)
        for needle in plan.excluded:
            for field, ids, _ in self._find(needle):
                if field in EXCLUDING:
                    matched[ids] = False

    def _weigh(self, wish: Wish) -> tuple[Scores, Scores]:
        """Worth of each clause for ``wish``, and the share of it that the clause says: of the weight of its words (how
        rare they are) that of the words found, each once, by itself or by what stands for it."""
        size = len(self._ids)
        worth, whole = np.zeros(size), np.zeros(size)
        instead: dict[tuple[str, ...], Scores] = {}
        said: dict[str, Scores] = {}
        holding: dict[str, int] = {}
        for needle in wish.needles:
            here = np.zeros(size, dtype=bool)
            alone = np.zeros(size) if needle.origin in _ALTERNATIVES else worth
            for _, ids, values in self._find(needle):
                alone[ids] += values
                here[ids] = True
            if alone is not worth:
                best = instead.get(needle.stands_for, np.zeros(size))
                instead[needle.stands_for] = np.maximum(best, alone) + _REST * np.minimum(best, alone)
            for held in [said.setdefault(word, np.zeros(size)) for word in needle.stands_for] or [whole]:
                held[here] = np.maximum(held[here], needle.share)
            if needle.stands_for == (needle.text,):
                holding[needle.text] = int(np.count_nonzero(here))
        for alternatives in instead.values():
            worth += alternatives
        return worth, np.maximum(whole, self._share(said, holding))

    def _share(self, said: Mapping[str, Scores], holding: Mapping[str, int]) -> Scores:
        """The share of the weight of all words of ``said`` that each clause holds. A word that no clause holds cannot
        be asked of any."""
        size = len(self._ids)
        held, total = np.zeros(size), 0.0
        for word, shares in said.items():
            # As rare as the word itself is; one that no text has is as rare as what stands for it.
            if count := holding.get(word, 0) or int(np.count_nonzero(shares)):
                weight = idf(size, count)
                held += weight * shares
                total += weight
        return held / total if total else held

    def _filter_masks(self, plan: Plan) -> dict[str, Mask]:
        masks = {}
        for facet, wanted in plan.filters:
            if facet == "validity":
                documents = {document for document, status in plan.statuses if status in wanted}
                masks[facet] = self._facets["document"].mask(documents)
            else:
                masks[facet] = self._facets[facet].mask(wanted)
        if plan.amount_min is not None or plan.amount_max is not None:
            low = -np.inf if plan.amount_min is None else plan.amount_min
            high = np.inf if plan.amount_max is None else plan.amount_max
            within = (self._amounts >= low) & (self._amounts <= high)
            masks["amount"] = masks["amount"] & within if "amount" in masks else within
        return masks

    def search(self, plan: Plan) -> Answer:
        """The page that ``plan`` asks for, the number of all hits and the counts of every facet."""
        matched, scores = self._match(plan)
        masks = self._filter_masks(plan)
        hits = _all(matched, masks.values())
        numbers = self._order(plan, np.flatnonzero(hits), scores)[plan.offset : plan.offset + plan.limit]
        page = self._explain(plan, numbers, scores)
        counts = {}
        for facet in FACETS:
            mask = _all(matched, (other for name, other in masks.items() if name != facet))
            counts[facet] = self._count(facet, mask, plan)
        numbered = int(np.count_nonzero(hits & (self._factor == 1.0)))
        return Answer(int(np.count_nonzero(hits)), numbered, page, counts)

    def scan(self, plan: Plan) -> Iterator[str]:
        """Keys of all clauses that match, in index order."""
        matched, _ = self._match(plan)
        for number in np.flatnonzero(_all(matched, self._filter_masks(plan).values())):
            yield self._ids[number]

    def _order(self, plan: Plan, numbers: Ids, scores: Scores) -> Ids:
        """Hits in the order asked for; equal ones in printed order. What states no amount comes last."""
        if plan.sort == "document":
            return numbers
        key = scores[numbers] if plan.sort == "relevance" else np.nan_to_num(self._amounts[numbers], nan=-1.0)
        return numbers[np.argsort(-key, kind="stable")]

    def _count(self, facet: str, mask: Mask, plan: Plan) -> dict[str, int]:
        if facet != "validity":
            return self._facets[facet].counts(mask)
        documents = self._facets["document"].counts(mask)
        counts: dict[str, int] = {}
        for document, status in plan.statuses:
            counts[status] = counts.get(status, 0) + documents.get(document, 0)
        return counts

    def _explain(self, plan: Plan, numbers: Ids, scores: Scores) -> tuple[Found, ...]:
        matches: list[list[tuple[Needle, str]]] = [[] for _ in numbers]
        for wish in plan.wishes:
            for needle in wish.needles:
                for field, ids, _ in self._find(needle):
                    for row in np.flatnonzero(np.isin(numbers, ids)):
                        matches[row].append((needle, field))
        return tuple(
            Found(self._ids[number], float(scores[number]), tuple(found))
            for number, found in zip(numbers, matches, strict=True)
        )


def _all(first: Mask, others: Iterable[Mask]) -> Mask:
    mask = first
    for other in others:
        mask = mask & other
    return mask


def _buckets(amount: int | None) -> tuple[str, ...]:
    if amount is None:
        return ()
    return tuple(
        bucket_name(low, high) for low, high in AMOUNT_BUCKETS if low <= amount and (high is None or amount < high)
    )
