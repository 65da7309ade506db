"""What fits a company? Every benefit in one of four lists: it fits, it does not, nobody can tell yet, or it is apart.

Invariants: a benefit fits only where each requirement is met by an answer; it does not fit only where an answer
contradicts one; what is ended, only sought, decided by somebody else or not read for certain is never among what fits.
All are counted; of each list no more than ``LISTED`` are held, however many documents there are.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from search_app.clauses.validity import find_validity
from search_app.matching.facts import FACTS, Company, Fact
from search_app.matching.judging import Verdict, confirm, judge
from search_app.matching.prepared import Entry, Prepared
from search_app.matching.requirements import OTHER, ROW, VALIDITY, Requirement
from search_app.model import DocumentHead, Validity

Answer = Literal["fits", "no", "cannot_tell", "apart"]
Reason = Literal[
    "expired", "repealed", "not_yet_in_force", "endeavour", "case_by_case", "by_other_rule", "unsure",
]  # fmt: skip
LISTED = (
    1_000  # of each list: those of the largest sums. A province has more than a person reads or a server should hold
)
_ENDED: Mapping[str, Reason] = {"expired": "expired", "repealed": "repealed", "not_yet_in_force": "not_yet_in_force"}
_PROMISES: Mapping[str, Reason] = {
    "endeavour": "endeavour", "case_by_case": "case_by_case", "by_other_rule": "by_other_rule"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A benefit (``entry.n`` is 0: a clause that pays nothing) and what became of it.

    ``verdicts``: of all its requirements. ``reasons``: why it is apart. ``other_rows``: the benefits that are meant
    instead if its list is paired the other way.
    """

    head: DocumentHead
    validity: Validity
    entry: Entry
    answer: Answer
    verdicts: tuple[Verdict, ...]
    reasons: tuple[Reason, ...] = ()
    other_rows: tuple[int, ...] = ()

    @property
    def met(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if one.state == "met")

    @property
    def failed(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if one.state == "failed")

    @property
    def open(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if one.state == "open")

    @property
    def missing(self) -> tuple[Fact, ...]:
        """The questions that were left empty and that it turns on, in their order."""
        facts = {one.fact for one in self.open if one.missing}
        return tuple(fact for fact in FACTS if fact in facts)

    @property
    def confirmable(self) -> bool:
        """Whether it asks for something that only the company itself can say."""
        return any(confirm(one).state == "met" for one in self.open)

    @property
    def only_missing(self) -> bool:
        """Whether answers alone would decide it."""
        return bool(self.open) and all(one.missing for one in self.open)


@dataclass(frozen=True, slots=True)
class Match:
    """The benefits in the order of the text, of each list the ``LISTED`` that name the largest sums; ``counts``: of
    all of them; ``asked_next``: the empty question that would decide the most money."""

    fits: tuple[Item, ...]
    no: tuple[Item, ...]
    cannot_tell: tuple[Item, ...]
    apart: tuple[Item, ...]
    pays_nobody: tuple[str, ...]  # ids of clauses that pay nothing and whose field excludes nobody, the first LISTED
    counts: Mapping[Answer, int]
    clauses_not: int  # clauses of which a benefit does not fit
    idle: int  # clauses that pay nobody
    asked_next: Fact | None


def match(company: Company, documents: Iterable[Prepared], day: date) -> Match:
    """Which benefits of ``documents`` fit ``company`` on ``day``."""
    judged: dict[Requirement, Verdict] = {}
    lists: Mapping[Answer, _Largest] = {answer: _Largest() for answer in get_args(Answer)}
    idle: list[str] = []
    idle_count = clauses_not = 0
    weights = _Weights()
    for document in documents:
        excluded: set[str] = set()
        for item in _match_document(company, document, day, judged):
            if item.entry.n == 0 and item.answer != "no":
                idle_count += 1
                idle += [item.entry.clause] if idle_count <= LISTED else []
                continue
            lists[item.answer].add(item)
            if item.answer == "no":
                excluded.add(item.entry.clause)
            elif item.answer == "cannot_tell":
                weights.add(item)
        clauses_not += len(excluded)
    return Match(
        lists["fits"].items,
        lists["no"].items,
        lists["cannot_tell"].items,
        lists["apart"].items,
        tuple(idle),
        {answer: largest.count for answer, largest in lists.items()},
        clauses_not,
        idle_count,
        weights.heaviest,
    )


class _Largest:
    """The items of one list that name the most money, and how many there were."""

    def __init__(self) -> None:
        self.count = 0
        self._heap: list[tuple[Decimal, int, Item]] = []

    def add(self, item: Item) -> None:
        """Take it in; of equal sums the first ones stay."""
        self.count += 1
        keep = heapq.heappush if self.count <= LISTED else heapq.heappushpop
        keep(self._heap, (item.entry.money, -self.count, item))

    @property
    def items(self) -> tuple[Item, ...]:
        """In the order in which they came."""
        return tuple(item for _, _, item in sorted(self._heap, key=lambda one: -one[1]))


def _match_document(
    company: Company, document: Prepared, day: date, judged: dict[Requirement, Verdict]
) -> Iterator[Item]:
    validity = find_validity(document.head.term, day)
    demands = document.demands
    around = [_judge(one, company, judged) for one in (*demands.field, *demands.scope)]
    around = [one for one in around if one.requirement.kind != OTHER or one.requirement.words]
    if validity.status == "unknown":
        around.append(Verdict(Requirement(VALIDITY, ""), "open"))
    items = [_make_item(company, document, validity, entry, around, judged) for entry in demands.entries]
    yield from _choose_rows(company, items)


def _judge(requirement: Requirement, company: Company, judged: dict[Requirement, Verdict]) -> Verdict:
    if requirement not in judged:
        judged[requirement] = judge(requirement, company)
    return judged[requirement]


def _make_item(
    company: Company,
    document: Prepared,
    validity: Validity,
    entry: Entry,
    around: Sequence[Verdict],
    judged: dict[Requirement, Verdict],
) -> Item:
    verdicts = (*(_judge(one, company, judged) for one in entry.requirements), *around)
    if entry.id in (company.holds or ()):
        verdicts = tuple(map(confirm, verdicts))
    reasons = tuple(_find_reasons(validity, entry))
    states = {one.state for one in verdicts}
    answer: Answer
    if "failed" in states:
        answer = "no"
    elif reasons:
        answer = "apart"
    else:
        answer = "cannot_tell" if "open" in states or not entry.requirements else "fits"
    return Item(document.head, validity, entry, answer, verdicts, reasons)


def _find_reasons(validity: Validity, entry: Entry) -> Iterator[Reason]:
    if validity.status in _ENDED:
        yield _ENDED[validity.status]
    if entry.promise in _PROMISES:
        yield _PROMISES[entry.promise]
    if not entry.sure:
        yield "unsure"


# ── lists whose names can be paired in two ways ──


def _choose_rows(company: Company, items: Sequence[Item]) -> Iterator[Item]:
    """``items`` where a company that fits a list of paired names gets one row: of the rows that either of the names
    leads to, the one that pays least fits, and the others cannot be told from it."""
    for item in items:
        if item.answer != "fits" or not item.entry.names:
            yield item
            continue
        rows = [one for one in items if _same_list(item, one) and one.answer == "fits" and _is_named(company, one)]
        least = min(rows, key=lambda one: (one.entry.money, one.entry.n), default=None)
        if least is None:
            yield _settle(item, "cannot_tell", ())
        elif item is least:
            yield _settle(item, "fits", tuple(one.entry.n for one in rows if one is not item))
        else:
            yield _settle(
                item, "cannot_tell" if item in rows else "no", tuple(one.entry.n for one in rows if one is not item)
            )


def _settle(item: Item, answer: Answer, others: tuple[int, ...]) -> Item:
    state: Mapping[Answer, Literal["failed", "open"]] = {"no": "failed", "cannot_tell": "open"}
    more = (Verdict(Requirement(ROW, ""), state[answer]),) if answer in state else ()
    return Item(item.head, item.validity, item.entry, answer, (*item.verdicts, *more), item.reasons, others)


def _same_list(one: Item, two: Item) -> bool:
    same = one.entry.row and two.entry.row and one.entry.row[0] == two.entry.row[0]
    return one.entry.clause == two.entry.clause and bool(same)


def _is_named(company: Company, item: Item) -> bool:
    """Whether one of the names of its row is the company's: all that this name asks is met."""
    return any(name and all(judge(one, company).state == "met" for one in name) for name in item.entry.names)


# ── what to ask next ──


def _nothing() -> dict[Fact, Decimal]:
    return dict.fromkeys(FACTS, Decimal(0))


@dataclass(slots=True)
class _Weights:
    """How much money each empty question would decide: that of what answers alone decide, shared among the questions it
    waits for; then of everything it has a part in."""

    alone: dict[Fact, Decimal] = field(default_factory=_nothing)
    part: dict[Fact, Decimal] = field(default_factory=_nothing)
    count: dict[Fact, int] = field(default_factory=lambda: dict.fromkeys(FACTS, 0))

    def add(self, item: Item) -> None:
        missing = item.missing
        for fact in missing:
            self.part[fact] += item.entry.money
            self.count[fact] += 1
            if item.only_missing:
                self.alone[fact] += item.entry.money / len(missing)

    @property
    def heaviest(self) -> Fact | None:
        """None where no empty question would decide anything."""
        asked = [fact for fact in FACTS if self.count[fact]]
        return max(asked, key=lambda fact: (self.alone[fact], self.part[fact], self.count[fact]), default=None)
