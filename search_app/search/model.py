"""Every noun of searching, frozen: what is asked (Query, Plan), and what is answered (Hit, FacetValue, SearchPage)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from search_app.model import Bilingual, Clause, DocumentHead, Lang, Validity

Sort = Literal["relevance", "amount", "document"]
FACETS = ("industry", "department", "validity", "amount", "document", "payer", "promise")
NONE = "none"  # the facet value of clauses that state none


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asked, validated. Filters of one facet are alternatives; facets narrow each other."""

    as_of: date
    q: str = ""
    lang: Lang = "zh"
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (facet, values), in the order of FACETS
    amount_min: int | None = None
    amount_max: int | None = None
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 10
    exact: bool = False

    def selected(self, facet: str) -> tuple[str, ...]:
        """The values chosen for ``facet``."""
        return dict(self.filters).get(facet, ())


Origin = Literal["typed", "synonym", "translation", "script", "pinyin", "spelling"]
View = Literal["words", "chars", "figures", "offices"]
Help = Literal["script", "question", "synonyms", "translation", "pinyin", "spelling", "amounts", "offices"]
HELPS: tuple[Help, ...] = (
    "script", "question", "synonyms", "translation", "pinyin", "spelling", "amounts", "offices",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing to look for. In the view "chars" ``text`` is a string to be found whole; in the others one token.

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


@dataclass(frozen=True, slots=True)
class Plan:
    """A query made ready for any engine: what to find, what to leave out, within which clauses."""

    wishes: tuple[Wish, ...] = ()
    excluded: tuple[Needle, ...] = ()
    cited: tuple[str, ...] = ()  # keys of the clauses that the query cites: they come first
    filters: tuple[tuple[str, frozenset[str]], ...] = ()
    as_of: date | None = None  # of each document the version of this day, and its validity then; None: every version
    sizes: tuple[tuple[str, int], ...] = ()  # of these facets, only so many of the commonest values
    amount_min: int | None = None
    amount_max: int | None = None
    sort: Sort = "relevance"
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


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; ``count`` uses every filter but the facet's own."""

    value: str
    label: Bilingual
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer."""

    query: Query
    total: int
    numbered: int  # of ``total``: clauses; the others are preambles, scopes and closings
    hits: tuple[Hit, ...]
    facets: tuple[tuple[str, tuple[FacetValue, ...]], ...]
    corrected: str | None = None
    dropped: tuple[str, ...] = ()  # wishes that not even the first hit meets
    not_understood: tuple[str, ...] = ()  # stretches of the query that mean something we cannot do
    cut: bool = False  # whether the query asked for more than is looked for at once
    cited: tuple[str, ...] = ()  # ids of the clauses that the query cites, which come first
    without: tuple[tuple[str, int], ...] = ()  # of an empty answer: (condition, hits without it)
    without_two: tuple[tuple[tuple[str, str], int], ...] = ()  # the same, where no single condition emptied it
    pages: int = field(default=0)
    exact: bool = True  # whether every count of the facets is of all clauses
