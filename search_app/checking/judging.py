"""Is a sum of a memo the one that the cited clauses state?

First it is looked for at its place: where the same words stand around a figure of a clause, that figure is meant,
whatever other figures the clause has. Else any figure of the clauses of the same value, kind and role will do.
Invariant: ``found`` is said only of a value that the clauses state, ``derived`` only of one that a benefit comes to
over its years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from search_app.checking.citing import HeldClause
from search_app.checking.contexts import FigureList, count_common, find_lists_of
from search_app.checking.figures import Counted
from search_app.checking.tiers import find_meant_values
from search_app.model import PAID, SHOWN_SURE, Amount, Lang, Span

SumVerdict = Literal["found", "derived", "differs", "unknown"]
# Why: the value at this place is another (value), what the clause gives as a ceiling or a condition is given as a grant
# (role), another tier's as this one's (tier), a year's as a total (scope), for other years (years). own: may be the
# project's. no_clause: what is cited is not held. no_source: nothing is cited. yearly: it is paid every year, unsaid.
Reason = Literal["", "value", "role", "tier", "scope", "years", "own", "no_clause", "no_source", "yearly"]
_SURE_ROLE = 0.85  # of what a memo's own figure is for: less certain readings convict nobody
YEARLY = ("year", "company-year", "item-year", "person-year")
_ENOUGH = 2  # terms that a sum shares with a clause that is not cited for it
_CANDIDATES = 3
_MANY = 4  # clauses: so many are cited only as a document, or as a range


@dataclass(frozen=True, slots=True)
class Place:
    """Figures of a clause, in the sentence that carries them, in one language."""

    held: HeldClause
    lang: Lang
    sentence: Span
    figures: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of one sum, and where it stands, or what stands there instead, the nearest first."""

    verdict: SumVerdict
    reason: Reason = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A sum of a memo: the figure, its list and its number in that, what it counts, and in which language."""

    amount: Amount
    listed: FigureList
    number: int
    counted: Counted
    lang: Lang


@dataclass(frozen=True, slots=True)
class _Held:
    """A list of figures of a clause, in one language."""

    held: HeldClause
    lang: Lang
    listed: FigureList


class Figures:
    """The figures of clauses, in both languages, each looked up once for a memo."""

    def __init__(self) -> None:
        self.of: Callable[[HeldClause], tuple[_Held, ...]] = cache(self._find)

    def _find(self, held: HeldClause) -> tuple[_Held, ...]:
        clause = held.clause
        zh = [_Held(held, "zh", one) for one in find_lists_of(clause.text.zh, clause.amounts)]
        en = [_Held(held, "en", one) for one in find_lists_of(clause.quotable.en, clause.amounts_en)]
        return (*zh, *en)


def judge(claim: Claim, held: Iterable[HeldClause], figures: Figures, firm: bool = True) -> Judged:
    """What is said of ``claim``, which is made of the clauses ``held``; not ``firm``: they only stand near."""
    lists = [one for clause in held for one in figures.of(clause)]
    at_place = list(_find_at_place(claim, lists))
    if at_place and (firm or any(_is_at(claim, one) for one in at_place)):
        return _judge_place(claim, at_place)
    if claim.counted.scope == "total" and (derived := _derive(claim, lists)):
        return derived
    same = [(one, n) for one in lists for n, own in enumerate(one.listed.figures) if is_same(claim.amount, own)]
    if not firm:
        same = [(one, n) for one, n in same if len(claim.listed.near & one.listed.near) >= _ENOUGH]
    if same := _drop_far(claim, same, lists):
        return _judge_same(claim, same)
    if derived := _derive(claim, lists):
        return derived
    return _miss(claim, lists) if firm else Judged("unknown", "no_source")


def is_same(one: Amount, other: Amount) -> bool:
    """Whether two figures have the same value: of a range both ends, of a ceiling the upper one."""
    if one.kind != other.kind or (one.currency or "CNY") != (other.currency or "CNY"):
        return False
    if one.value_hi is None or other.value_hi is None:
        return one.top == other.top
    return (one.value, one.value_hi) == (other.value, other.value_hi)


def _drop_far(claim: Claim, same: Sequence[tuple[_Held, int]], lists: Iterable[_Held]) -> list[tuple[_Held, int]]:
    """``same`` without what stands in a clause that is about something else, where many are cited at once: another
    clause with a figure of the kind shares more than twice as many words."""
    if len({id(one.held.clause) for one in lists}) < _MANY:
        return list(same)
    shares = [
        len(claim.listed.words & one.listed.words) for one in lists if _is_alike(claim, one, one.listed.figures[0])
    ]
    most = max(shares, default=0)
    return [(one, n) for one, n in same if 2 * len(claim.listed.words & one.listed.words) >= most]


# ── at its place ──


def _find_at_place(claim: Claim, lists: Iterable[_Held]) -> Iterator[_Held]:
    """The lists that stand in the same words as that of ``claim``, most of them alike."""
    scored = [(count_common(claim.listed, one.listed), one) for one in lists]
    best = max((score for score, _ in scored), default=0)
    yield from (one for score, one in scored if score and score == best)


def _is_at(claim: Claim, one: _Held) -> bool:
    return any(is_same(claim.amount, own) for own in _aligned(claim, one))


def _aligned(claim: Claim, one: _Held) -> tuple[Amount, ...]:
    """The figures of a list that the one of ``claim`` stands for: that of its number where both list as many."""
    own = one.listed.figures
    return (own[claim.number],) if len(own) == len(claim.listed.figures) else own


def _judge_place(claim: Claim, at_place: Sequence[_Held]) -> Judged:
    right = [(one, n) for one in at_place for n, own in enumerate(one.listed.figures) if own in _aligned(claim, one)]
    same = [(one, n) for one, n in right if is_same(claim.amount, one.listed.figures[n])]
    if same:
        return _judge_same(claim, same)
    if claim.counted.scope == "total" and (derived := _derive(claim, at_place)):
        return derived
    return Judged("differs", "value", _place(right))


def _judge_same(claim: Claim, same: Sequence[tuple[_Held, int]]) -> Judged:
    """The value is stated: is it stated for the same thing?"""
    faults = [_find_fault(claim, one, n) for one, n in same]
    if good := [pair for pair, fault in zip(same, faults, strict=True) if not fault]:
        return Judged("found", "yearly" if _leaves_year_out(claim, good) else "", _place(_by_words(claim, good)[:1]))
    (first, n), *_ = _by_words(claim, same)
    values = find_meant_values(claim.listed, first.held, first.listed.figures[n]) if faults[0] == "tier" else ()
    meant = [(first, m) for m, own in enumerate(first.listed.figures) if own.top in values]
    return Judged("differs", faults[0], _place(meant or [(first, n)]))


def _find_fault(claim: Claim, one: _Held, n: int) -> Reason:
    own = one.listed.figures[n]
    if _has_other_role(claim.amount, own):
        return "role"
    if find_meant_values(claim.listed, one.held, own):
        return "tier"
    scopes = _find_scopes(one.held, own)
    yearly = [scope in YEARLY for scope in scopes]
    said = claim.counted.scope
    if None in scopes or not scopes or own.role not in PAID:
        return ""
    if (said == "year" and not any(yearly)) or (said in ("total", "once") and all(yearly)):
        return "scope"
    return ""


def _has_other_role(said: Amount, own: Amount) -> bool:
    """Whether a memo says for certain that a figure is something else than the clause says."""
    if {said.bound, own.bound} == {"at_least", "at_most"}:
        return True
    if said.sure < _SURE_ROLE or own.sure < SHOWN_SURE or said.kind == "ratio":
        return False
    if {said.role, own.role} == {"award", "cap"}:
        return True
    asked = {"condition", "term"}
    if said.role in PAID and own.role in asked:
        return said.bound != "at_least"
    return said.role == "condition" and said.bound == "at_least" and own.role in PAID


def _find_scopes(held: HeldClause, own: Amount) -> set[str | None]:
    """What the benefits of a clause count by this value; empty where none has it."""
    scopes: set[str | None] = set()
    for benefit in held.clause.benefits:
        scopes |= {limit.per for limit in benefit.limits if limit.value == own.top}
        scopes |= {benefit.per} if benefit.award == own.top else set()
    return scopes


def _leaves_year_out(claim: Claim, same: Sequence[tuple[_Held, int]]) -> bool:
    """Whether the clause pays it every year, and the memo does not say so."""
    if claim.counted.wide == "year" or claim.amount.kind != "money":
        return False
    scopes = [_find_scopes(one.held, one.listed.figures[n]) for one, n in same]
    return all(own and all(scope in YEARLY for scope in own) for own in scopes)


# ── over the years ──


def _derive(claim: Claim, lists: Iterable[_Held]) -> Judged | None:
    """What a benefit comes to over its years, which no clause states itself."""
    said = claim.amount
    if said.kind != "money" or (said.currency or "CNY") != "CNY" or claim.counted.scope == "year":
        return None
    if len(claim.listed.figures) > 1 and "total" not in (claim.counted.scope, claim.counted.wide):
        return None
    for one in lists:
        for value, years in _find_totals(one.held):
            if value == said.top:
                wrong = claim.counted.scope == "total" and claim.counted.years not in (None, years)
                places = _place(_by_words(claim, _find_yearly(lists, one.held, value / years))[:1])
                return Judged("differs", "years", places) if wrong else Judged("derived", "", places)
    return None


def _find_totals(held: HeldClause) -> Iterator[tuple[Decimal, int]]:
    """(the sum, the years) of what the benefits of a clause come to, in all or for each item."""
    for benefit in held.clause.benefits:
        if benefit.total and benefit.total.years:
            yield benefit.total.value, benefit.total.years
        elif benefit.duration and any(point.kind == "total_per_item" for point in benefit.open):
            years = benefit.duration.years
            yield from ((limit.value * years, years) for limit in benefit.limits if limit.per in YEARLY)


def _find_yearly(lists: Iterable[_Held], held: HeldClause, value: Decimal) -> list[tuple[_Held, int]]:
    own = [one for one in lists if one.held is held]
    return [(one, n) for one in own for n, figure in enumerate(one.listed.figures) if figure.top == value]


# ── not stated ──


def _miss(claim: Claim, lists: Sequence[_Held]) -> Judged:
    """The clauses do not state the value. What claims to be a grant differs; what asks for something differs only from
    what the clauses ask; anything else may be a figure of the project itself."""
    said = claim.amount
    alike = [
        (one, n) for one in lists for n, own in enumerate(one.listed.figures)
        if own.kind == said.kind and _is_alike(claim, one, own)
    ]  # fmt: skip
    near = _by_words(claim, alike)
    near = [pair for pair in near if pair[0].lang == near[0][0].lang]
    if claim.counted.estimated:
        return Judged("unknown", "own")
    if said.role in PAID and not near:
        return Judged("differs", "value")
    if said.role in PAID or (near and (said.bound != "exact" or said.role == "unsure")):
        return Judged("differs", "value", _place(near[:_CANDIDATES]))
    return Judged("unknown", "own")


def _is_alike(claim: Claim, one: _Held, own: Amount) -> bool:
    """Whether a figure of a clause may be what the memo means."""
    said, shared = claim.amount, len(claim.listed.words & one.listed.words)
    if said.role in PAID:
        return own.role in PAID
    if said.role == "unsure":
        return own.role in PAID and shared >= _ENOUGH
    return own.role not in PAID and len(claim.listed.near & one.listed.near) >= _ENOUGH


def _by_words(claim: Claim, figures: Iterable[tuple[_Held, int]]) -> list[tuple[_Held, int]]:
    """``figures`` with those first that stand in words like those of ``claim``, in its language."""
    said = claim.amount

    def rank(pair: tuple[_Held, int]) -> tuple[bool, bool, int, int, Decimal]:
        one, n = pair
        own = one.listed.figures[n]
        near, wide = len(claim.listed.near & one.listed.near), len(claim.listed.words & one.listed.words)
        return one.lang != claim.lang, own.role != said.role, -near, -wide, abs(own.top - said.top)

    return sorted(figures, key=rank)


def _place(figures: Sequence[tuple[_Held, int]]) -> tuple[Place, ...]:
    """The places of figures, those of one sentence together."""
    spans: dict[tuple[int, Lang, Span], tuple[_Held, list[Span]]] = {}
    for one, n in figures:
        own = one.listed.figures[n]
        key = (id(one.held.clause), one.lang, one.listed.sentence)
        spans.setdefault(key, (one, []))[1].append(Span(own.start, own.end))
    return tuple(Place(one.held, one.lang, one.listed.sentence, tuple(own)) for one, own in spans.values())
