"""Every noun of searching, frozen: what is asked (Query, Plan), and what is answered (Hit, FacetValue, SearchPage)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from search_app.model import Bilingual, Clause, DocumentHead, Lang, Span, Validity, Withdrawal, split_benefit_id

Sort = Literal["relevance", "amount", "document"]
FACETS = ("industry", "department", "validity", "amount", "document", "payer", "promise", "kind")
FILTERS = (*FACETS, "responsible")  # what can be chosen; who is responsible is not counted by itself
NONE = "none"  # the facet value of clauses that state none


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asked, validated. Filters of one facet are alternatives; facets narrow each other."""

    as_of: date
    q: str = ""
    lang: Lang = "zh"
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (facet, values), in the order of FILTERS
    amount_min: int | None = None
    amount_max: int | None = None
    duration_min: int | None = None  # years
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 10
    exact: bool = False
    weak: bool = False  # whether clauses that say very little of the query are hits, too
    meaning: bool = True  # whether clauses that are near in meaning are looked for, too
    unread: tuple[str, ...] = ()  # words of q that are to be looked for as words and not read as constraints

    def selected(self, facet: str) -> tuple[str, ...]:
        """The values chosen for ``facet``."""
        return dict(self.filters).get(facet, ())


Origin = Literal["typed", "synonym", "translation", "script", "pinyin", "spelling", "meaning"]
# Whether meaning was asked: not where the query names sums, offices, clauses or strings, or the reader wants none; not
# where it is switched off here, where no clause has its vectors yet, or where the model does not answer.
MeaningState = Literal["on", "not_asked", "off", "not_ready", "unavailable"]
View = Literal["words", "chars", "figures", "offices", "facts", "gloss"]
Help = Literal[
    "script", "question", "synonyms", "translation", "pinyin", "spelling", "amounts", "offices", "asked", "meaning"
]
HELPS: tuple[Help, ...] = (
    "script", "question", "synonyms", "translation", "pinyin", "spelling", "amounts", "offices", "asked", "meaning",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing to look for. In the view "chars" ``text`` is a string to be found whole; in the others one token.

    A token of the view "gloss" is a word that is found only in texts that have no English.
    ``words``: tokens whose worth a string of the "chars" view has where it is found; without them it is a constant.
    ``stands_for``: the typed words that it is or stands for; none when it is the whole wish. ``share``: how much of
    them is said where it is found, 1 for all.
    """

    text: str
    view: View
    origin: Origin = "typed"
    weight: float = 1.0
    words: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()
    share: float = 1.0

    def __hash__(self) -> int:
        return hash((self.text, self.view))  # nearly always enough, and needles are looked up for every hit


@dataclass(frozen=True, slots=True)
class Wish:
    """What stands between two spaces of a query: met when any of its needles is found."""

    typed: str
    needles: tuple[Needle, ...]
    required: bool = False  # quoted: a clause without it is no hit
    aside: bool = False  # beside other wishes it only weighs: it makes no clause a hit


ReadOp = Literal["is", "not", "ge", "le", "most", "least"]
ReadWeight = Literal["must", "should"]


@dataclass(frozen=True, slots=True)
class Read:
    """A constraint that was read from the words of a query; ``text`` are those words as typed. "must" filters or puts
    in order, "should" only weighs."""

    field: str
    op: ReadOp
    value: str
    text: str
    weight: ReadWeight = "should"


@dataclass(frozen=True, slots=True)
class Plan:
    """A query made ready for any engine: what to find, what to leave out, within which clauses."""

    wishes: tuple[Wish, ...] = ()
    excluded: tuple[Needle, ...] = ()
    cited: tuple[str, ...] = ()  # keys of the clauses that the query cites: they come first
    near: tuple[str, ...] = ()  # keys of clauses that are found by their meaning, whatever their words
    filters: tuple[tuple[str, frozenset[str]], ...] = ()
    as_of: date | None = None  # of each document the version of this day, and its validity then; None: every version
    sizes: tuple[tuple[str, int], ...] = ()  # of these facets, only so many of the commonest values
    amount_min: int | None = None
    amount_max: int | None = None
    duration_min: int | None = None
    sort: Sort = "relevance"
    least: float = 0.0  # a clause that says less of the query than this share of what the best one says is no hit
    order: ReadOp | None = None  # of what meets equally much of the query, "most" or "least" money first
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clause is a hit: what was typed, what was found for it, how we came to it, and where it stood."""

    typed: str
    matched: str
    origin: Origin
    field: str


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a snippet; joined, the pieces read as one passage."""

    text: str
    mark: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that answers a query."""

    document: DocumentHead  # the version that it stands in
    validity: Validity  # of that, on the day asked
    clause: Clause
    rank: int
    step: int
    score: float
    snippet: tuple[Run, ...]
    snippet_en: tuple[Run, ...]  # empty while there is no English
    reasons: tuple[Reason, ...]
    benefit: int | None = None  # n of the benefit that answers the query; None when none is told apart
    more_benefits: int = 0  # benefits of the clause beside the one that is shown
    nearest: Span | None = None  # the sentence of the clause that is nearest in meaning, where that found it


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; ``count`` uses every filter but the facet's own."""

    value: str
    label: Bilingual
    count: int
    selected: bool


CiteStatus = Literal["found", "ambiguous", "not_held", "unknown"]


@dataclass(frozen=True, slots=True)
class CitedAs:
    """A citation in a text, at the places ``start`` to ``end`` of it, and what it means.

    ``named`` is False for a number without a document (第九条). ``number`` is "" for a document. ``untold``: what is
    said of a part of the clause, which we do not tell apart (第二款). ``candidates``: ids that may be meant, or are
    near, best first, of which ``more`` were left out. ``fits``: where several clauses fit, (key, id) of each.
    """

    start: int
    end: int
    text: str
    status: CiteStatus
    named: bool
    name: str
    number: str
    untold: str = ""
    id: str | None = None  # of the document, clause or benefit that is found
    version: DocumentHead | None = None  # in which it stands
    candidates: tuple[str, ...] = ()
    more: int = 0
    fits: tuple[tuple[str, str], ...] = ()
    nearest: str = ""  # the document that is held and has no such clause
    gone: Withdrawal | None = None

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """(key, id) of the clauses that are cited, or may be."""
        if self.id and self.version and self.number:
            clause_id = (split_benefit_id(self.id) or (self.id, 0))[0]
            return ((self.version.key_of(clause_id), clause_id),)
        return self.fits if self.number else ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer."""

    query: Query
    total: int
    numbered: int  # of ``total``: clauses; the others are preambles, scopes and closings
    hits: tuple[Hit, ...]
    facets: tuple[tuple[str, tuple[FacetValue, ...]], ...]
    corrected: str | None = None
    dropped: tuple[str, ...] = ()  # wishes that not even the hit that meets most meets
    read: tuple[Read, ...] = ()  # constraints that were read from the words
    not_understood: tuple[str, ...] = ()  # stretches of the query that mean something we cannot do
    cut: bool = False  # whether the query asked for more than is looked for at once
    cited: tuple[str, ...] = ()  # ids of the clauses that the query cites, which come first
    without: tuple[tuple[str, int], ...] = ()  # of an empty answer: (condition, hits without it)
    without_two: tuple[tuple[tuple[str, str], int], ...] = ()  # the same, where no single condition emptied it
    pages: int = field(default=0)
    meaning: MeaningState = "not_asked"
    weak: int = 0  # clauses that say too little of the query to be hits
    exact: bool = True  # whether every count of the facets is of all clauses
    citations: tuple[CitedAs, ...] = ()  # what the query cites, held or not
    foreign: tuple[str, ...] = ()  # of an empty answer: sums in other currencies, which no clause grants or asks for
