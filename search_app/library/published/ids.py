"""Does a new reading of the corpus keep the ids that were published, and which ones does it add?

Invariant: what was registered keeps its id, as it was or amended; a new provision gets an id that was never published.
How benefits keep theirs within a clause is in benefits.py.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search_app.files.read import DocumentError
from search_app.library.kept.documents import print_clauses
from search_app.library.published.benefits import (
    BenefitChanges,
    compare_benefits,
    find_rows,
    list_versions,
    name_clause,
)
from search_app.library.published.register import REGISTER, Register, Row, document_of, make_row
from search_app.model import Document, Library, split_benefit_id, split_id
from search_app.text.fingerprints import SKETCH, find_fingerprint, find_sketch

# Shares of equal marks in two sketches, read off the corpus: one changed figure leaves 0.64 and more, three changed
# figures 0.37; different clauses lie below 0.2, siblings that are built alike at up to 0.5.
AMENDED = 0.35  # under the same number
RENUMBERED = 0.6  # under another number, where a sibling must not be taken for it
_BAND = 3  # equal neighbouring marks that make two sketches worth comparing
_COMMON = 40  # a band that more clauses share than this tells nothing


@dataclass(frozen=True, slots=True)
class Changes:
    """How a library differs from what was published; every id stands in one of these at most."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # amended: other fingerprint, similar text
    moved: tuple[tuple[str, str], ...] = ()  # (id, the other id under which its very text now stands)
    dropped: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()  # withdrawn before, or now another text altogether


def _alike(one: str, other: str) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / SKETCH


def keep_names(
    document: str, clauses: Sequence[tuple[str, str]], register: Register, published: Mapping[str, Row] | None = None
) -> tuple[str, ...]:
    """The clause part of the id of each (printed name, text) of ``document``, in the order given.

    A registered text keeps its name, an amended one too; any other clause gets one that was never published. What
    stands in ``published``, by name, as the very same text keeps that name whatever ``register`` holds.
    """
    rows = {split_id(row.id)[1]: row for row in register.by_document.get(document, ())}
    live = {name: row for name, row in rows.items() if row.withdrawn is None}
    given = _keep_equal(clauses, published or live)
    if published:
        kept = set(given.values())
        rest = {n: clause for n, clause in enumerate(clauses) if n not in given}
        equal = _keep_equal(list(rest.values()), {name: row for name, row in live.items() if name not in kept})
        given |= {list(rest)[n]: name for n, name in equal.items()}
    given |= _keep_similar({n: clause for n, clause in enumerate(clauses) if n not in given},
                           {name: row for name, row in live.items() if name not in set(given.values())})  # fmt: skip
    taken = {*rows, *given.values()}
    last: dict[str, int] = defaultdict(lambda: 1)
    for place, (printed, _) in enumerate(clauses):
        if place in given:
            continue
        name, stem = printed, re.sub(r"-\d+$", "", printed)
        while name in taken:
            last[stem] += 1
            name = f"{stem}-{last[stem]}"
        given[place] = name
        taken.add(name)
    return tuple(given[place] for place in range(len(clauses)))


def with_texts(register: Register, document: str, texts: Mapping[str, str]) -> Register:
    """``register`` as if the clauses of ``document`` that ``texts`` names had been published with these texts."""
    rows = dict(register.by_id)
    for name, text in texts.items():
        any_id = f"{document}/{name}"
        rows[any_id] = make_row(any_id, "", text, rows[any_id].since if any_id in rows else date.min)
    return Register(tuple(rows.values()))


def _keep_equal(clauses: Sequence[tuple[str, str]], live: Mapping[str, Row]) -> dict[int, str]:
    """By place, the registered name of the very same text; of equal texts each keeps its own number first."""
    prints = [find_fingerprint(text) for _, text in clauses] if live else []
    given = {n: clauses[n][0] for n, found in enumerate(prints)
             if clauses[n][0] in live and live[clauses[n][0]].fingerprint == found}  # fmt: skip
    kept = set(given.values())
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for name, row in live.items():
        if name not in kept:
            waiting[row.fingerprint].append(name)
    for place, found in enumerate(prints):
        if place not in given and waiting[found]:
            given[place] = waiting[found].popleft()
    return given


def _keep_similar(clauses: Mapping[int, tuple[str, str]], live: Mapping[str, Row]) -> dict[int, str]:
    """By place, the registered name of the text that was amended: the closest pairs first, none twice."""
    holders: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name, row in live.items():
        for band in _bands(row.sketch):
            holders[band].append(name)
    pairs = []
    for place, (printed, text) in clauses.items() if live else ():
        sketch = find_sketch(text)
        near = {printed} & live.keys()
        near.update(name for band in _bands(sketch) if len(holders.get(band, ())) <= _COMMON
                    for name in holders.get(band, ()))  # fmt: skip
        for name in near:
            share = _alike(sketch, live[name].sketch)
            if share >= (AMENDED if name == printed else RENUMBERED):
                pairs.append((-share, name != printed, place, name))
    given: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, place, name in sorted(pairs):
        if place not in given and name not in taken:
            given[place] = name
            taken.add(name)
    return given


def _bands(sketch: str) -> Iterator[tuple[int, str]]:
    return ((at, sketch[at : at + _BAND]) for at in range(0, SKETCH - _BAND + 1, _BAND))


def compare(library: Library, register: Register) -> Changes:
    """How ``library`` differs from ``register``."""
    said = _find_said(library)
    prints = {any_id: one.fingerprint for any_id, one in said.items()}
    live = {row.id: row for row in register.provisions if row.withdrawn is None}
    at_home = {any_id for any_id, found in prints.items() if any_id in live and live[any_id].fingerprint == found}
    known = {document_of(any_id) for any_id in at_home}
    strangers: dict[tuple[str, str], deque[str]] = defaultdict(deque)
    for any_id, found in prints.items():
        if any_id not in at_home:
            strangers[document_of(any_id), found].append(any_id)
    changed, moved, dropped = [], [], []
    reused = [row.id for row in register.provisions if row.withdrawn and row.id in said]
    for row in live.values():
        if row.id in at_home:
            continue
        if elsewhere := strangers[document_of(row.id), row.fingerprint]:
            moved.append((row.id, elsewhere.popleft()))
        elif row.id not in said:
            dropped.append(row.id)
        # A document whose clauses are the published ones is that document, whatever its title says now.
        elif row.id in known or _alike(row.sketch, find_sketch(said[row.id].read()[1])) >= AMENDED:
            changed.append(row.id)
        else:
            reused.append(row.id)
    told = register.by_id.keys() | {at for _, at in moved}
    new = tuple(any_id for any_id in said if any_id not in told)
    return Changes(new, tuple(changed), tuple(moved), tuple(dropped), tuple(reused))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text is told by, and where it stands: in a document, or in its clause of this id."""

    fingerprint: str
    document: Document
    clause: str | None = None

    def read(self) -> tuple[str, str]:
        """(title for the reader, text)."""
        if self.clause is None:
            return self.document.title.zh, self.document.title.zh
        clause = next(clause for clause in self.document.clauses if clause.id == self.clause)
        return clause.title.zh if clause.title else clause.text.zh, clause.text.zh


def _find_said(library: Library) -> dict[str, _Said]:
    """By id, every document and clause as the newest version that holds it has it; then those of every version of a
    document that has several, so that what was shown for a day can be shown for ever."""
    found: dict[str, _Said] = {}
    for document, name in list_versions(library):
        found.setdefault(name, _Said(find_fingerprint(document.title.zh), document))
        for clause_id, fingerprint in print_clauses(document).items():
            found.setdefault(name_clause(name, clause_id), _Said(fingerprint, document, clause_id))
    return found


def check(changes: Changes, benefits: BenefitChanges | None = None) -> tuple[str, ...]:
    """What must not be published, each with its remedy; empty when the library keeps every promise."""
    gone = {any_id for any_id in (*changes.dropped, *(old for old, _ in changes.moved)) if "/" not in any_id}
    messages = []
    for any_id in changes.dropped:
        if document_of(any_id) in gone:
            continue  # said once, for the document
        what = any_id if "/" in any_id else f"{any_id} and its clauses"
        remedy = f"withdraw it with: index_build.py withdraw {any_id}"
        messages.append(f"would drop {what}: restore the text, or {remedy}")
    for any_id, at in changes.moved:
        remedy = "read the library with its register" if "/" in any_id else f'write id = "{any_id}" in catalogue.toml'
        messages.append(f"would move {any_id} to {at}: the same text keeps its id; {remedy}")
    for any_id in (*changes.reused, *(benefits.reused if benefits else ())):
        remedy = "read the library with its register" if "/" in any_id else "write another id in catalogue.toml"
        messages.append(f"would give {any_id} to another text: an id is never given again; {remedy}")
    return tuple(messages)


def update(register: Register, library: Library, today: date, withdraw: Collection[str] = ()) -> Register:
    """``register`` with new ids, refreshed amendments and withdrawals; what ``check`` stops stays as it was.

    A withdrawn document takes its clauses with it, a clause its benefits; a benefit that its clause pays no more goes
    by itself. DocumentError for an id that cannot be withdrawn.
    """
    said = _find_said(library)
    _check_withdrawable(register, said, withdraw)
    benefits = compare_benefits(library, register)
    _check_clock(register, library, today, (*withdraw, *benefits.new, *benefits.gone))
    withdrawn = (row.id for row in register.rows
                 if row.withdrawn is None and not _above(row.id).isdisjoint(withdraw))  # fmt: skip
    leaving = {*(withdrawn if withdraw else ()), *benefits.gone}
    if leaving:
        rows = {row.id: replace(row, withdrawn=today) if row.id in leaving else row for row in register.rows}
        register = Register(tuple(rows.values()))
    rows, changes = dict(register.by_id), compare(library, register)
    for any_id in (*changes.new, *changes.changed):
        since = rows[any_id].since if any_id in rows else today
        rows[any_id] = make_row(any_id, *said[any_id].read(), since)
    rows |= {row.id: row for row in find_rows(library, benefits, register, today)}
    homes = {(row.fingerprint, row.id.count("/")): row.id for row in rows.values() if row.withdrawn is None}
    for any_id in leaving:
        rows[any_id] = replace(rows[any_id], moved_to=homes.get((rows[any_id].fingerprint, any_id.count("/"))))
    return Register(tuple(rows.values())).in_order


def _above(any_id: str) -> set[str]:
    """``any_id``, and the ids of the clause and of the document that it is part of."""
    clause_id = (split_benefit_id(any_id) or (any_id, 0))[0]
    return {any_id, clause_id, document_of(any_id)}


def _check_withdrawable(register: Register, held: Collection[str], withdraw: Collection[str]) -> None:
    for any_id in withdraw:
        if any_id not in register.by_id or register.by_id[any_id].withdrawn:
            raise DocumentError(f"{any_id} is not a published id in use; see the ids in register.tsv")
        if split_benefit_id(any_id):
            raise DocumentError(f"{any_id} is what a clause pays: it goes by itself when its clause pays it no more")
        if any_id in held:
            raise DocumentError(f"{any_id} still stands in the corpus; take its text out before you withdraw it")


def _check_clock(register: Register, library: Library, today: date, entered: Collection[str]) -> None:
    """Nothing can have been published after the day on which the next id is ``entered`` or withdrawn."""
    latest = max((day for row in register.rows for day in (row.since, row.withdrawn) if day), default=today)
    if latest > today and (entered or compare(library, register).new):
        raise DocumentError(
            f"{REGISTER} holds the day {latest}, and the clock of this machine says {today}; set the clock right"
        )
