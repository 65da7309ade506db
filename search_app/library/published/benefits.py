"""Which number was each benefit of a clause registered under, and does a new reading of it keep that number?

A benefit is told by the sentence that grants it, who gets it, on which conditions, and how much. Invariant: what was
registered keeps its number wherever it is printed, as long as its sentence stays or most of these four do; a number is
never given twice. Benefits are only ever compared within one clause.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from search_app.library.kept.documents import print_benefits, print_clauses
from search_app.library.published.prints import BenefitPrint, print_benefit
from search_app.library.published.register import Register, Row, shorten_title, version_name
from search_app.model import Benefit, Document, Library, make_id, split_benefit_id, split_id
from search_app.text.fingerprints import SKETCH
from search_app.text.wording import write_rate, write_sum

# Share of equal marks from which on a benefit is the registered one, amended. Read off the corpus: with one figure
# changed a benefit keeps 0.47 and more, benefits of other sentences share 0.45 in one pair of thirty.
KEPT = 0.45
MAX_COMPARED = 200  # benefits of one clause on either side; a clause that pays more is no clause


# ── numbers ──


def keep_numbers(
    prints: Sequence[BenefitPrint], registered: Mapping[int, Row], published: Mapping[int, Row] | None = None
) -> tuple[int, ...]:
    """The number of each benefit of a clause, in the order given.

    ``registered``: what the register holds of the clause by number; a benefit that it does not know gets the next
    number. What stands in ``published`` as the very same keeps that number whatever ``registered`` holds.
    """
    live = {number: row for number, row in registered.items() if row.withdrawn is None}
    given: dict[int, int] = {}
    for rows in (published or {}, live):
        waiting = {place: one for place, one in enumerate(prints) if place not in given}
        given |= _keep_equal(waiting, {n: row for n, row in rows.items() if n not in given.values()})
    waiting = {place: one for place, one in enumerate(prints) if place not in given}
    given |= _keep_similar(waiting, {n: row for n, row in live.items() if n not in given.values()})
    last = max((*registered, *given.values()), default=0)
    for place in range(len(prints)):
        if place not in given:
            last += 1
            given[place] = last
    return tuple(given[place] for place in range(len(prints)))


def _keep_equal(prints: Mapping[int, BenefitPrint], rows: Mapping[int, Row]) -> dict[int, int]:
    """By place, the number of the very same benefit; of several that are the same the first goes to the first."""
    held: dict[str, deque[int]] = defaultdict(deque)
    for number in sorted(rows):
        held[rows[number].fingerprint].append(number)
    found = ((place, held[one.fingerprint]) for place, one in prints.items()) if rows else ()
    return {place: numbers.popleft() for place, numbers in found if numbers}


def _keep_similar(prints: Mapping[int, BenefitPrint], rows: Mapping[int, Row]) -> dict[int, int]:
    """By place, the number of the benefit that it was before: the closest pairs first, none twice."""
    pairs = []
    for place in list(prints)[:MAX_COMPARED] if rows else ():
        sketch = prints[place].sketch
        for order, number in enumerate(sorted(rows)[:MAX_COMPARED]):
            share = sum(a == b for a, b in zip(sketch, rows[number].sketch, strict=True)) / SKETCH
            if share >= KEPT:
                pairs.append((-share, abs(order - place), place, number))
    given: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, place, number in sorted(pairs):
        if place not in given and number not in taken:
            given[place] = number
            taken.add(number)
    return given


def with_benefits(register: Register, named: Mapping[str, BenefitPrint]) -> Register:
    """``register`` as if these benefits had been published, by their ids."""
    rows = dict(register.by_id)
    for any_id, one in named.items():
        rows[any_id] = _make_row(any_id, "", one, rows[any_id].since if any_id in rows else date.min)
    return Register(tuple(rows.values()))


# ── a library and its register ──


@dataclass(frozen=True, slots=True)
class BenefitChanges:
    """How the benefits of a library differ from those that were published; every id stands in one of these at most."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()  # their clause pays them no more; they are withdrawn when the library is published
    reused: tuple[str, ...] = ()  # withdrawn before


def compare_benefits(library: Library, register: Register) -> BenefitChanges:
    """How the benefits of ``library`` differ from what ``register`` holds."""
    held = _find_held(library)
    rows = {row.id: row for by_number in register.benefits.values() for row in by_number.values()}
    live = {any_id: row for any_id, row in rows.items() if row.withdrawn is None}
    clauses = {name_clause(name, one) for document, name in list_versions(library) for one in print_clauses(document)}
    return BenefitChanges(
        new=tuple(any_id for any_id in held if any_id not in rows),
        changed=tuple(i for i, one in held.items() if i in live and live[i].fingerprint != one.fingerprint),
        gone=tuple(any_id for any_id in live if any_id not in held and _clause_of(any_id) in clauses),
        reused=tuple(any_id for any_id in held if any_id in rows and any_id not in live),
    )


def _clause_of(any_id: str) -> str:
    named = split_benefit_id(any_id)
    return named[0] if named else any_id


def find_rows(library: Library, changes: BenefitChanges, register: Register, today: date) -> Iterator[Row]:
    """The rows of what is new and what changed, the latter with the day on which it was first published."""
    wanted = {*changes.new, *changes.changed}
    for any_id, held in _find_held(library).items() if wanted else ():
        if any_id in wanted:
            row = register.by_id.get(any_id)
            benefit, one = held.read()
            yield _make_row(any_id, _name(benefit, one), one, row.since if row else today)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a benefit is told by, and where it stands."""

    fingerprint: str
    document: Document
    clause: str
    benefit: str

    def read(self) -> tuple[Benefit, BenefitPrint]:
        """The benefit and its print."""
        clause = next(clause for clause in self.document.clauses if clause.id == self.clause)
        benefit = next(benefit for benefit in clause.benefits if benefit.id == self.benefit)
        return benefit, print_benefit(clause.text.zh, clause.amounts, benefit)


def _find_held(library: Library) -> dict[str, _Held]:
    """By id, every benefit as the newest version that has it has it, and then of every version."""
    found: dict[str, _Held] = {}
    for document, name in list_versions(library):
        for clause_id, benefits in print_benefits(document).items():
            named = name_clause(name, clause_id)
            for benefit_id, fingerprint in benefits.items():
                any_id = named + benefit_id.removeprefix(clause_id)
                found.setdefault(any_id, _Held(fingerprint, document, clause_id, benefit_id))
    return found


def name_clause(version: str, clause_id: str) -> str:
    """What the register calls a clause of a ``version``, of which it knows the name."""
    if clause_id.startswith(f"{version}/"):
        return clause_id
    return make_id(version, split_id(clause_id)[1])


def list_versions(library: Library) -> Iterator[tuple[Document, str]]:
    """(document, what the register calls it) of the newest versions, then of the former ones, newest first; then once
    more of every version of a document that has several."""
    yield from ((document, document.id) for document in (*library.documents, *reversed(library.former)))
    for versions in library.versions.values():
        for document in versions if len(versions) > 1 else [one for one in versions if one.version]:
            yield document, version_name(document.id, document.version)


def _make_row(any_id: str, title: str, one: BenefitPrint, since: date) -> Row:
    return Row(any_id, one.fingerprint, shorten_title(title), since, None, None, one.sketch)


def _name(benefit: Benefit, one: BenefitPrint) -> str:
    """What a benefit is called where its clause stands no more: 总部企业：每年最高1,000万元."""
    if benefit.award is not None:
        much = write_sum(benefit.award, benefit.per, "zh")
    elif benefit.limits:
        much = write_sum(benefit.limits[0].value, benefit.limits[0].per, "zh", up_to=True)
    elif benefit.rate is not None:
        much = write_rate(benefit.rate)
    else:
        return one.sentence
    return f"{benefit.recipient}：{much}" if benefit.recipient else much
