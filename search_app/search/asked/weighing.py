"""What does an engine look for, for what was read from the words of a query?

What "should" be weighs, as an office that is named does; what "must" be is left out, required, or a filter of the plan.
Invariant: a figure of the applicant's own is compared with conditions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby

from search_app.data import read_table
from search_app.model import STATUSES
from search_app.search.asked.facts import MAX_YEARS, fact, only, threshold
from search_app.search.model import FILTERS, Needle, Query, Read, Wish
from search_app.search.query.figure_keys import FIGURE, LARGER, MAX_FIGURES, FigureKey
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import stop_words
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import find_words

# What a fact is worth beside a word of the same rarity.
FACT = 2.0
# For whom and at what stage is said by words too, which are looked for as ever; what the reading holds only weighs.
HINT = 1.0
# Words that were read as a constraint may still be words of a text.
LOW = 0.3
RESPONSIBLE, TAKES_PART = 5.0, 1.0
MET = 1.0
MAX_MET = 40
ENDED = ("expired", "repealed")
# What a person means who asks what is in force: all but what has ended.
OPEN = tuple(status for status in STATUSES if status not in ENDED)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was read, made ready: wishes that weigh or are required, and what is left out."""

    wishes: tuple[Wish, ...]
    excluded: tuple[Needle, ...]


def weigh(read: Iterable[Read], low: Iterable[str], lexicon: Lexicon) -> Weighed:
    """What to look for and what to leave out for ``read``; ``low`` are stretches that were read and may be words."""
    wishes: list[Wish] = []
    excluded: list[Needle] = []
    # By who pays a clause is found, as by a word. What the applicant is and has, and a whole industry, only weigh.
    beside = {"industry", "document", "who", "stage", "rd_share", *_bases()}
    # Several offices or documents that one name may mean are one wish.
    for (field, op, text), alike in groupby(read, key=lambda one: (one.field, one.op, one.text)):
        if op == "not":
            excluded += [needle for one in alike for needle in _excluded(one)]
        elif needles := tuple(needle for one in alike for needle in _needles(one, lexicon)):
            # The words may have been copied from a text, which they find as ever.
            copied = Needle(simplify(fold(text)), "chars", weight=LOW)
            wishes.append(Wish(text, (*needles, copied), field == "until", field in beside))
    for text in low:
        words = [word for word in dict.fromkeys(find_words(text)) if word not in stop_words() and len(word) > 1]
        if words:
            wishes.append(Wish(text, tuple(Needle(w, "words", weight=LOW, stands_for=(w,)) for w in words), aside=True))
    return Weighed(tuple(wishes), tuple(excluded))


@cache
def _bases() -> frozenset[str]:
    return frozenset(row["id"] for row in read_table("asking", "basis"))


def _excluded(read: Read) -> Iterator[Needle]:
    """What has nothing else: of a kind, a payer, those whom it is for, or an industry. An office is left out where it
    leads, or takes part at all. A word is left out as one behind a minus is."""
    if read.field in ("responsible", "department"):
        token = f"lead-{read.value}" if read.field == "responsible" else read.value
        yield Needle(token, "offices", stands_for=(read.text,))
    elif read.field != "words":
        yield Needle(only(read.field, read.value), "facts", stands_for=(read.text,))


def _needles(read: Read, lexicon: Lexicon) -> Iterator[Needle]:
    if read.field in ("responsible", "department"):
        lead, other = (RESPONSIBLE, TAKES_PART) if read.field == "responsible" else (TAKES_PART, RESPONSIBLE)
        yield Needle(f"lead-{read.value}", "offices", weight=lead)
        yield Needle(read.value, "offices", weight=other)
    elif read.field == "amount":
        yield from _sums(read, lexicon.vocabulary.figures)
    elif read.field == "duration":
        if Decimal(read.value) <= MAX_YEARS:
            yield Needle(fact("years", read.value), "facts", weight=FACT)
    elif read.field == "document":
        yield Needle(fact(read.field, read.value), "facts", weight=RESPONSIBLE)
    elif read.field in ("who", "stage"):
        yield Needle(fact(read.field, read.value), "facts", weight=HINT)
    elif read.field in ("payer", "kind", "per", "until", "industry"):
        yield Needle(fact(read.field, read.value), "facts", weight=FACT)
    elif read.field in _bases():
        yield from _met(read, read.field, "CNY", lexicon.vocabulary.figures)
    elif read.field == "rd_share":
        yield from _met(read, "rd_spending", "percent", lexicon.vocabulary.figures)


def _sums(read: Read, known: Iterable[FigureKey]) -> Iterator[Needle]:
    """The sums granted within a bound, the nearest first."""
    bound = Decimal(read.value)
    granted = [key for key in known if key.granted and key.unit == "CNY"]
    within = [key for key in granted if (key.value >= bound if read.op == "ge" else key.value <= bound)]
    for key in sorted(within, key=lambda key: abs(key.value - bound))[:MAX_FIGURES]:
        yield Needle(key.token, "figures", weight=FIGURE if key.value == bound else FIGURE * LARGER)


def _met(read: Read, basis: str, unit: str, known: Iterable[FigureKey]) -> Iterator[Needle]:
    """The conditions on ``basis`` that a figure of the applicant's own meets: at least as much as less, at most as much
    as more."""
    own = Decimal(read.value)
    values = {key.value for key in known if not key.granted and key.unit == unit}
    for value in sorted(values, key=lambda value: (abs(value - own), value))[:MAX_MET]:
        yield Needle(threshold(basis, "ge" if value <= own else "le", value), "facts", weight=MET)


def apply_read(query: Query, read: Iterable[Read]) -> Query:
    """``query`` with the filters, the day and the parameters that its own words set. What was chosen stands."""
    for one in read:
        if one.weight != "must" or one.op != "is":
            continue
        if one.field == "as_of":
            query = replace(query, as_of=date.fromisoformat(one.value))
        elif one.field == "validity" and not query.selected("validity"):
            filters = dict(query.filters) | {"validity": find_statuses(one)}
            kept = tuple((name, filters[name]) for name in FILTERS if name in filters)
            query = replace(query, filters=kept)
    return query


def find_statuses(read: Read) -> tuple[str, ...]:
    """Which statuses a clause may have of which ``read`` says whether it is in force."""
    return ENDED if read.value == "expired" else OPEN


def settle(query: Query, read: Iterable[Read]) -> Iterator[Read]:
    """``read``, of which that is a "must" too which the reader has confirmed by choosing it."""
    for one in read:
        yield replace(one, weight="must") if is_confirmed(query, one) else one


def is_confirmed(query: Query, read: Read) -> bool:
    """Whether a parameter of ``query`` says what was read."""
    if read.field in FILTERS and read.op == "is":
        return read.value in query.selected(read.field)
    bounds = {
        ("amount", "ge"): query.amount_min,
        ("amount", "le"): query.amount_max,
        ("duration", "ge"): query.duration_min,
    }
    bound = bounds.get((read.field, read.op))
    return bound is not None and Decimal(read.value) == bound
