"""What does every engine get, and what does it answer? In our own nouns: no engine's word crosses this line.

Tokens, synonyms, snippets and reasons are made above it, so that every engine gets the same tokens and gives the
same answer. A failure raises; it never becomes an empty page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from search_app.model import Bilingual, Clause, StatusSpan
from search_app.search.asked.facts import find_facts, find_kinds
from search_app.search.model import Needle, Plan
from search_app.search.query.figure_keys import figure_key

# Fields of the "words" view, and what a word is worth in each. A title names what a clause is about, so it counts
# double; headings and document titles are shared by many clauses and only break ties. Not tuned.
BOOSTS: Mapping[str, float] = {
    "title": 2.0,
    "text": 1.0,
    "department": 0.8,
    "heading": 0.4,
    "document": 0.3,
    "title_en": 2.0,
    "text_en": 1.0,
    "department_en": 0.8,
    "heading_en": 0.4,
    "document_en": 0.3,
}
# The fields in which what is excluded leaves a clause out: what it says itself, not its document. Only an office that
# is itself excluded is looked for among offices.
EXCLUDING = ("title", "text", "title_en", "text_en", "figures", "offices", "facts")
# Between the Chinese and the English of a clause in the "chars" view: no quoted string runs across.
BOUNDARY = "‖"
AMOUNT_BUCKETS: tuple[tuple[int, int | None], ...] = (
    (0, 100_000),
    (100_000, 500_000),
    (500_000, 1_000_000),
    (1_000_000, 5_000_000),
    (5_000_000, 10_000_000),
    (10_000_000, None),
)


def bucket_name(low: int, high: int | None) -> str:
    """``(0, 100000)`` → "0-100000"; the last bucket has no upper end: "10000000-"."""
    return f"{low}-{'' if high is None else high}"


class EngineError(Exception):
    """The engine cannot answer: says what is wrong and what to do."""


class EngineUnavailableError(EngineError):
    """Nobody answers for it now, or not to us; the same question may be answered later."""


class EngineRefusedError(EngineUnavailableError):
    """It does not know who asks, or does not let him do what he asks."""


class PartialAnswerError(EngineError):
    """Only a part of the index answered, which is no answer."""


class SettingError(EngineError):
    """A setting of the engine is wrong: names it, and no secret."""


class WrongIndexError(EngineError):
    """What lies there is not the index that is wanted."""


@dataclass(frozen=True, slots=True)
class Record:
    """One clause of one version as an engine stores it."""

    id: str  # its key
    words: Mapping[str, tuple[str, ...]]  # by field of BOOSTS
    chars: tuple[str, ...]  # of the clause as printed
    facets: Mapping[str, tuple[str, ...]]  # without validity, which depends on the day
    amount: int | None  # largest sum granted, yuan
    figures: tuple[str, ...] = ()  # tokens of its ``FigureKey``s
    offices: tuple[str, ...] = ()  # ids of responsible offices; the first also as lead-ID
    facts: tuple[str, ...] = ()  # what its benefits are, as tokens: who pays, what kind, for whom
    years: int = 0  # the longest time for which something is given
    # Of its version: the first day on which it is shown, and the day on which it no longer is (None: no such day).
    shown: tuple[date | None, date | None] = (None, None)
    statuses: tuple[StatusSpan, ...] = ()  # of its version, one after another
    numbered: bool = True  # False for a preamble, scope or closing


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that was found, and which needles in which fields it was found by."""

    id: str  # its key
    step: int  # what meets more of the query stands on a higher step, whatever its score
    score: float
    matches: tuple[tuple[Needle, str], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many clauses each value of a facet has. Where a plan asks for so many values only, ``other`` are the clauses
    of the remaining ones; ``exact``: whether all of these are counts of all clauses."""

    values: Mapping[str, int]
    other: int = 0
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answers: the page asked for, the number of all hits, and counts of facet values.

    A facet's counts use every filter but its own."""

    total: int
    numbered: int  # of ``total``: clauses; the others are preambles, scopes and closings
    page: tuple[Found, ...]
    near: tuple[Found, ...]  # of ``Plan.near`` those that its filters let through
    counts: Mapping[str, Counts]
    weak: int = 0  # clauses that say too little of the query to be hits


class Engine(Protocol):
    """An opened index, asked by many threads at a time."""

    def status(self) -> Mapping[str, str | int]:
        """Name, version and number of clauses."""

    def search(self, plan: Plan) -> Answer:
        """The answer to ``plan``, the same on every call. EngineError when the index cannot be read."""

    def scan(self, plan: Plan) -> Iterator[str]:
        """Keys of all clauses that match, in index order, unranked."""


def make_record(
    clause: Clause,
    title: Bilingual,
    words: WordFinder,
    chars: WordFinder,
    shown: tuple[date | None, date | None] = (None, None),
    statuses: tuple[StatusSpan, ...] = (),
) -> Record:
    """What is stored of ``clause``, of a version that is ``shown`` on these days and has these ``statuses``. ``words``
    and ``chars`` cut texts into tokens."""
    headline = clause.headline
    return Record(
        id=clause.key,
        words={
            "title": words(clause.title.zh if clause.title else ""),
            "text": words(clause.text.zh),
            "department": words(" ".join(f"{d.printed} {d.name.zh}" for d in clause.departments)),
            "heading": words(" ".join(heading.zh for heading in clause.path)),
            "document": words(title.zh),
            "title_en": words((clause.title.en or "") if clause.title else ""),
            "text_en": words(clause.text.en or ""),
            "department_en": words(" ".join(d.name.en or "" for d in clause.departments)),
            "heading_en": words(" ".join(heading.en or "" for heading in clause.path)),
            "document_en": words(title.en or ""),
        },
        chars=chars(clause.printed) + ((BOUNDARY, *chars(clause.text.en)) if clause.text.en else ()),
        facets={
            "industry": clause.industries,
            "department": tuple(dict.fromkeys(d.id for d in clause.departments)),
            "document": (clause.document,),
            "payer": tuple(dict.fromkeys(b.payer for b in clause.benefits if b.payer)),
            "promise": tuple(dict.fromkeys(b.promise for b in clause.benefits)),
            "kind": find_kinds(clause),
            "responsible": tuple(d.id for d in clause.departments[:1]),
        },
        amount=int(headline.value) if headline else None,
        figures=tuple(dict.fromkeys(figure_key(a).token for a in clause.amounts)),
        offices=(*(f"lead-{d.id}" for d in clause.departments[:1]), *(d.id for d in clause.departments)),
        facts=find_facts(clause, statuses),
        years=max((b.duration.years for b in clause.benefits if b.duration), default=0),
        shown=shown,
        statuses=statuses,
        numbered=clause.numbered,
    )


class WordFinder(Protocol):
    """Cuts a text into tokens."""

    def __call__(self, text: str) -> tuple[str, ...]: ...
