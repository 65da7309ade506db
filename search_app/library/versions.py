"""Which files hold versions of one document, from which day does each count, and which one counts on a given day?

Invariant: a provision keeps its id through all versions; two versions never count from the same day, and a day that
neither the text nor the catalogue gives is never assumed. Only the first version may be without one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from itertools import pairwise

from search_app.clauses.force import with_issue_date
from search_app.files.read import DocumentError
from search_app.jobs.cache import make_key
from search_app.library.assemble import NamedDraft
from search_app.library.catalogue import CATALOGUE, Entry
from search_app.library.draft import Draft, DraftClause
from search_app.library.kept.covers import Cover
from search_app.library.published.benefits import keep_numbers, with_benefits
from search_app.library.published.ids import keep_names, with_texts
from search_app.library.published.prints import BenefitPrint, print_benefit
from search_app.library.published.register import Register, version_name
from search_app.library.translation import Outdated, Translation
from search_app.model import make_benefit_id, make_id, split_id
from search_app.text.fingerprints import find_fingerprint


@dataclass(frozen=True, slots=True)
class Held:
    """A draft by its cover, the file it was read from, and what the catalogue says of it. ``open`` gets the draft;
    ``key`` names all that it was made from."""

    file: str
    cover: Cover
    entry: Entry
    open: Callable[[], Draft]
    key: str
    catalogued: bool = True  # False: the id is only the name of the file


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document, put together only when it is opened. ``front`` is its draft without clauses, as this
    version; ``former``: what its translation is called, None for the newest; ``key`` as in Held."""

    cover: Cover
    front: NamedDraft
    former: str | None
    key: str
    open: Callable[[], NamedDraft]

    @property
    def id(self) -> str:
        """The id of its document."""
        return self.front.entry.id


# (draft, document id, name of a former version or None for the newest, its texts by name) → its English, and what of
# its translation does not fit.
Translate = Callable[[Draft, str, str | None, dict[str, str]], tuple[Translation, tuple[Outdated, ...]]]


def name_versions(held: Sequence[Held], register: Register, translate: Translate) -> tuple[Version, ...]:
    """The versions of one document, oldest first, each clause under the name that its provision has in all of them.

    DocumentError when it is not certain which of them is the newer one.
    """
    known = _find_registered(held[0], register) if len(held) == 1 else None
    if known is None:
        return _name_all(held, register, translate)
    front = NamedDraft(held[0].cover.front, held[0].entry, known[0], numbers=known[1])
    return (_make_version(held[0], front, None, cache(lambda: _name_all(held, register, translate)[0].open())),)


def _find_registered(held: Held, register: Register) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]] | None:
    """(names, numbers of benefits) where all that the only version of a document prints is registered as it prints it;
    else it has to be opened and compared."""
    document = held.entry.id
    rows = {row.id: row for row in register.by_document.get(document, ()) if row.withdrawn is None}
    numbers: list[tuple[int, ...]] = []
    for clause in held.cover.clauses:
        clause_id = make_id(document, clause.name)
        its = sorted(
            (n, row.fingerprint) for n, row in register.benefits.get(clause_id, {}).items() if not row.withdrawn
        )
        same = clause_id in rows and rows[clause_id].fingerprint == clause.fingerprint
        if not same or tuple(fingerprint for _, fingerprint in its) != clause.benefits:
            return None
        numbers.append(tuple(number for number, _ in its))
    return (
        (tuple(clause.name for clause in held.cover.clauses), tuple(numbers))
        if document not in register.versioned
        else None
    )


def _make_version(held: Held, named: NamedDraft, former: str | None, opened: Callable[[], NamedDraft]) -> Version:
    front = replace(named, draft=held.cover.front, translation=Translation(), outdated=())
    told = (held.entry, named.names, named.numbers, named.version, named.replaced_on)
    return Version(held.cover, front, former, make_key(held.key, repr(told)), opened)


def _name_all(held: Sequence[Held], register: Register, translate: Translate) -> tuple[Version, ...]:
    originally = register
    published = {split_id(row.id)[1]: row for row in register.by_document.get(held[0].entry.id, ())}
    days = _order(held, register)
    made: list[Version] = []
    for place, (day, one) in enumerate(reversed(days)):
        draft = one.open()
        printed = [(clause.name, clause.text) for clause in draft.clauses]
        own = register.by_document.get(version_name(one.entry.id, day), ())
        known = {split_id(row.id)[1]: row for row in own} or (published if place else None)
        names = keep_names(one.entry.id, printed, register, known)
        texts = {name: text for name, (_, text) in zip(names, printed, strict=True)}
        former = str(day or "first") if place else None
        english, outdated = translate(draft, one.entry.id, former, texts)
        prints = [_print_benefits(clause) for clause in draft.clauses]
        numbers = tuple(
            _number_benefits(one.entry.id, name, its, day, register, originally if place else None)
            for name, its in zip(names, prints, strict=True)
        )
        replaced = made[-1].front.version if made else None
        named = NamedDraft(draft, one.entry, tuple(names), english, day, replaced, numbers, outdated)
        made.append(_make_version(one, named, former, partial(_same, named)))
        if place + 1 < len(days):
            # An older version is compared with the next newer text of each provision, not with the newest.
            register = with_texts(register, one.entry.id, texts)
            register = with_benefits(register, {
                make_benefit_id(make_id(one.entry.id, name), number): one_print
                for name, its, numbered in zip(names, prints, numbers, strict=True)
                for number, one_print in zip(numbered, its, strict=True)
            })  # fmt: skip
    return tuple(reversed(made))


def _same(named: NamedDraft) -> NamedDraft:
    return named


def _print_benefits(clause: DraftClause) -> tuple[BenefitPrint, ...]:
    return tuple(print_benefit(clause.text, clause.amounts, benefit) for benefit in clause.benefits)


def _number_benefits(
    document: str,
    name: str,
    prints: Sequence[BenefitPrint],
    day: date | None,
    register: Register,
    originally: Register | None,
) -> tuple[int, ...]:
    """The registered numbers of the benefits of a clause of the version of ``day``. ``originally``: the register as it
    was read, for a former version, which keeps what was published whatever newer ones say."""
    own = register.benefits.get(make_id(version_name(document, day), name))
    clause_id = make_id(document, name)
    published = own or (originally.benefits.get(clause_id) if originally else None)
    return keep_numbers(prints, register.benefits.get(clause_id, {}), published)


def _order(held: Sequence[Held], register: Register) -> list[tuple[date | None, Held]]:
    """(first day, version), oldest first; the day of a document that never had another version is None."""
    name = held[0].entry.id
    if len(held) == 1:
        return [(_first_day(held[0]) if name in register.versioned else None, held[0])]
    if not all(one.catalogued for one in held):
        files = " and ".join(one.file for one in held)
        raise DocumentError(f"two documents have the id {name!r} ({files}); give one another id in {CATALOGUE}")
    remedy = (
        f'write an entry with file = "…", issued and issued_source for each version into {CATALOGUE} '
        "(first = true for the first one, if nobody knows its day)"
    )
    days = [(_first_day(one), one) for one in held]
    for day, one in days:
        if day is None and not one.entry.first:
            raise DocumentError(f"{one.file}: a version of {name}, but it is not known from which day; {remedy}")
    days.sort(key=lambda pair: pair[0] or date.min)
    titles = {find_fingerprint(one.cover.front.title) for one in held}
    if len(titles) > 1 and (unnamed := [one.file for one in held if one.entry.file is None]):
        files = " and ".join(one.file for one in held)
        raise DocumentError(
            f"{files} have the id {name} and different titles; if they are versions of one document, write "
            f'file = "…" into the entry of {" and ".join(unnamed)} too; else give one another id'
        )
    for (day, one), (following, other) in pairwise(days):
        if _print(one) == _print(other):
            raise DocumentError(f"{one.file} and {other.file} hold the same text of {name}; take one of them away")
        if day == following:
            raise DocumentError(f"{one.file} and {other.file} are versions of {name} from the same day; {remedy}")
    return days


def _first_day(held: Held) -> date | None:
    """The day from which a version counts: that of its force or of its issue, whichever is later. An amended text may
    keep the day on which the first one came into force."""
    right = held.entry.corrections
    issued = held.entry.issued or held.cover.front.issued or held.cover.front.published
    start = (right and right.start) or with_issue_date(held.cover.front.term, issued).start
    days = [day for day in (start, issued) if day]
    return max(days, default=None)


def _print(held: Held) -> str:
    return find_fingerprint("".join(clause.printed for clause in held.open().clauses))
