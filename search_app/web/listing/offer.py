"""What stands on an offer sheet? The benefits of a list, what governs them, what the texts leave open, whom to ask.

Invariant: everything that is said comes from a clause that is named by it; nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from search_app.model import DocumentHead, Lang, RuleKind, Validity
from search_app.search.published.opening import Generation
from search_app.web import present
from search_app.web.awards.rows import AwardRow
from search_app.web.benefits import find_checks, unsure_figures
from search_app.web.listing.asked import Show
from search_app.web.listing.aspects import Aspect, Cell, has_ended, make_cells, name_basis, name_row
from search_app.web.listing.found import Found
from search_app.web.listing.together import Bar, find_bars, find_terms
from search_app.web.views.worth import number_worths
from search_app.web.words import make_translate

Standing = Literal["sure", "check", "later", "ended"]  # how a benefit stands on the sheet; all but the first apart
STANDINGS: tuple[Standing, ...] = ("sure", "check", "later", "ended")
OTHER_RULES: tuple[RuleKind, ...] = ("case_by_case", "exclusion")


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A benefit of the sheet: its number there, its name, the clause that it rests on, and its cells."""

    number: int
    row: AwardRow
    name: str
    basis: str
    cells: Mapping[Aspect, Cell]

    def lines(self, *aspects: Aspect) -> tuple[str, ...]:
        """What it says of several aspects, one after the other."""
        return tuple(line for aspect in aspects for line in self.cells[aspect].lines)

    @property
    def sum(self) -> tuple[str, ...]:
        """What is paid, money first: the sum, the most of it, what it is computed with, for how long."""
        return self.lines("sum", "most", "rate", "years")


@dataclass(frozen=True, slots=True)
class Basis:
    """A document that benefits rest on, with their numbers."""

    document: DocumentHead
    validity: Validity
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office to ask, with the numbers of the benefits that it answers for; ``lead``: it is named first for one."""

    name: str
    lead: bool
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What the text leaves open or we are not sure of, of the benefits of these numbers."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer sheet in one language. ``groups`` by standing, those without benefits left out."""

    lang: Lang
    groups: tuple[tuple[Standing, tuple[OfferRow, ...]], ...]
    bases: tuple[Basis, ...]
    bars: tuple[Bar, ...]
    points: tuple[Point, ...]
    offices: tuple[Office, ...]

    @property
    def size(self) -> int:
        """How many benefits stand on it."""
        return sum(len(rows) for _, rows in self.groups)

    @property
    def worths(self) -> dict[str, list[int]]:
        """What the English is worth of the clauses that it quotes, each label with the numbers of its benefits."""
        return number_worths(((one.number, one.row.clause) for _, rows in self.groups for one in rows), self.lang)


def make_offer(of: Generation, found: Found, lang: Lang) -> Offer:
    """The sheet of the benefits of ``found``: numbered as they stand on it, those that stand apart last."""
    rows = sorted(found.rows, key=lambda row: STANDINGS.index(find_standing(row)))
    numbered = [_make_row(number, row, lang) for number, row in enumerate(rows, start=1)]
    by_standing = ((one, tuple(row for row in numbered if find_standing(row.row) == one)) for one in STANDINGS)
    bars = find_bars(of, rows)
    return Offer(
        lang,
        tuple(group for group in by_standing if group[1]),
        _find_bases(rows),
        (*bars, *_leave_out(find_terms(of, rows, OTHER_RULES), bars)),
        tuple(_gather(_find_points(numbered, lang))),
        _find_offices(rows, lang),
    )


def find_langs(show: Show, lang: Lang) -> tuple[Lang, ...]:
    """The languages of a sheet, that of the page first."""
    if show != "both":
        return (show,)
    return (lang, "en" if lang == "zh" else "zh")


def find_standing(row: AwardRow) -> Standing:
    """Whether what ``row`` says can be relied on as far as the text goes, or what stands against it."""
    if has_ended(row):
        return "ended"
    if row.validity.status == "not_yet_in_force":
        return "later"
    return "check" if find_checks(row.benefit) else "sure"


def _make_row(number: int, row: AwardRow, lang: Lang) -> OfferRow:
    basis = name_basis(row.document, row.clause).get(lang)
    return OfferRow(number, row, name_row(row, lang), basis, make_cells(row, lang))


def _find_bases(rows: Sequence[AwardRow]) -> tuple[Basis, ...]:
    found: dict[str, Basis] = {}
    for number, row in enumerate(rows, start=1):
        key = row.document.key
        numbers = found[key].numbers if key in found else ()
        found[key] = Basis(row.document, row.validity, (*numbers, number))
    return tuple(found.values())


def _leave_out(bars: Iterable[Bar], others: Iterable[Bar]) -> Iterator[Bar]:
    """``bars`` without those whose sentence ``others`` say already."""
    said = {sentence.text.zh for bar in others for sentence in bar.sentences}
    return (bar for bar in bars if all(sentence.text.zh not in said for sentence in bar.sentences))


def _find_points(rows: Iterable[OfferRow], lang: Lang) -> Iterator[tuple[str, int]]:
    """(what is open, number of the benefit) in the order of the sheet."""
    t = make_translate(lang)
    for one in rows:
        for check in find_checks(one.row.benefit):
            yield t(f"benefit_check_{check}"), one.number
        for line in one.cells["open"].lines:
            yield line, one.number
        for figure in _find_unsure(one.row, lang):
            yield figure, one.number
        if one.row.validity.status == "unknown":
            yield one.row.validity.reason.get(lang), one.number
        if not one.row.benefit.payer:
            yield t("offer_no_payer"), one.number


def _find_unsure(row: AwardRow, lang: Lang) -> Iterator[str]:
    """The figures in the words of a benefit of which the purpose is not certain."""
    t, clause = make_translate(lang), row.clause
    unsure = [amount for amount in clause.amounts if amount.role == "unsure"]
    for amount, said in zip(unsure, unsure_figures(clause, lang), strict=True):
        if any(span.start <= amount.start < span.end for span in row.benefit.evidence):
            yield t("offer_unsure", value=said.text, words=said.words)


def _gather(points: Iterable[tuple[str, int]]) -> Iterator[Point]:
    """Each point once, with all numbers that it holds for."""
    numbers: dict[str, dict[int, None]] = {}
    for text, number in points:
        numbers.setdefault(text, {})[number] = None
    return (Point(text, tuple(its)) for text, its in numbers.items())


def _find_offices(rows: Sequence[AwardRow], lang: Lang) -> tuple[Office, ...]:
    """Offices in the order in which they are named, those that are named first for a benefit before the others."""
    found: dict[str, Office] = {}
    for number, row in enumerate(rows, start=1):
        for place, office in enumerate(row.clause.departments):
            before = found.get(office.id)
            numbers = (*(before.numbers if before else ()), number)
            lead = place == 0 or bool(before and before.lead)
            found[office.id] = Office(present.office_name(office, lang), lead, tuple(dict.fromkeys(numbers)))
    return tuple(sorted(found.values(), key=lambda one: not one.lead))
