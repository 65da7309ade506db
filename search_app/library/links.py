"""What have provisions to do with each other: which document cites or repeals which, which grant the same thing, and
what does a benefit mean that is paid like another one?

Two grants overlap when their sentences share much of their wording, so that they may not be drawn twice. Invariant:
overlaps are symmetric, and never within one document; a reference that could mean several things means nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain, combinations

from search_app.data import read_table
from search_app.library.assemble import Ids, Links, NamedDraft, find_beginning, find_held
from search_app.library.kept.covers import NUMBER, TITLE, find_titles, with_what_follows
from search_app.library.versions import Version
from search_app.model import Benefit, Overlap, make_id
from search_app.text.fingerprints import find_shingles
from search_app.text.fold import squeeze
from search_app.text.numerals import parse_number
from search_app.text.passage import plain

SHINGLE = 4  # characters; shorter ones are shared by any two Chinese sentences
# Share of the shorter sentence's shingles that the other must hold. Read off the corpus: grants of the same thing lie
# at 0.38 and above, sentences that are only built alike at 0.30 and below.
ENOUGH = 0.35
MIN_SHINGLES = 12
COMMON = 40  # a shingle in more sentences than this (给予一次性) tells nothing

_CLAUSES = re.compile(rf"第\(?(?P<first>{NUMBER})\)?(?:条?[至到-]第?\(?(?P<last>{NUMBER})\)?)?条")
MAX_CLAUSES = 50  # that one reference can mean
MIN_NAME, SAME_NAME = 4, 0.85  # characters of a name; share of its shingles that a recipient must hold


def find_links(versions: Sequence[Version]) -> Links:
    """The links between all versions of all documents; of several versions the last one may overlap with others."""
    newest = {one.id: one for one in versions}
    fronts = [one.front for one in versions]
    held = {name: one.entry.id for one in fronts for name in (squeeze(one.title), one.number) if name}
    repealed: dict[str, NamedDraft] = {}
    for one in sorted(fronts, key=lambda one: find_beginning(one) or date.min):  # the first that repeals it counts
        for citation in one.draft.repeals:
            if (document := find_held(citation, held)) and document != one.entry.id:
                repealed.setdefault(document, one)
    return Links(held, repealed, find_overlaps(newest.values()))


def find_overlaps(versions: Iterable[Version]) -> Mapping[str, tuple[Overlap, ...]]:
    """By clause id, the provisions of other documents that overlap with it, closest first."""
    sentences = [
        (one.id, make_id(one.id, name), granting.span, _shingles(granting.letters))
        for one in versions
        for name, clause in zip(one.front.names, one.cover.clauses, strict=True)
        for granting in clause.grants
    ]
    found: dict[str, list[tuple[float, Overlap]]] = defaultdict(list)
    for (one, other), count in _count_shared([shingles for *_, shingles in sentences]).items():
        (a_document, a, a_span, a_set), (b_document, b, b_span, b_set) = sentences[one], sentences[other]
        smaller = min(len(a_set), len(b_set))
        if a_document != b_document and smaller >= MIN_SHINGLES and count / smaller >= ENOUGH:
            found[a].append((count / smaller, Overlap(b, a_span, b_span)))
            found[b].append((count / smaller, Overlap(a, b_span, a_span)))
    return {
        clause_id: tuple(overlap for _, overlap in sorted(pairs, key=_closest_first))
        for clause_id, pairs in found.items()
    }


def _closest_first(pair: tuple[float, Overlap]) -> tuple[float, str, int, int]:
    """How a process orders a set is no order of overlaps: of equal ones the first that is printed comes first."""
    share, overlap = pair
    return -share, overlap.clause, overlap.here.start, overlap.there.start


def _count_shared(sentences: Sequence[frozenset[str]]) -> dict[tuple[int, int], int]:
    """How many shingles two sentences share, by their places; without those that tell nothing."""
    often = Counter(chain.from_iterable(sentences))
    telling = {shingle for shingle, count in often.items() if 1 < count <= COMMON}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, shingles in enumerate(sentences):
        for shingle in shingles & telling:
            holders[shingle].append(number)
    return Counter(pair for numbers in holders.values() for pair in combinations(numbers, 2))


def _shingles(letters: str) -> frozenset[str]:
    return frozenset(letters[n : n + SHINGLE] for n in range(len(letters) - SHINGLE + 1))


# ── what a benefit refers to ──


def find_references(one: NamedDraft, held: Mapping[str, str], newest: Callable[[str], NamedDraft]) -> dict[str, Ids]:
    """By id of benefit, what it refers to, where that is certain: ids of benefits and clauses, or of a document that is
    named alone. ``held``: documents by title and number; ``newest`` gets their newest drafts by id."""
    found = {}
    for place, clause in enumerate(one.draft.clauses):
        for benefit in one.number_benefits(place):
            if benefit.refers_to is None:
                continue
            printed = with_what_follows(clause.text, benefit.refers_to)
            ids = _find_titles(printed, benefit, held, newest) or _find_own(plain(printed), one, place, benefit)
            if ids:
                found[benefit.id] = ids
    return found


def _find_titles(printed: str, benefit: Benefit, held: Mapping[str, str], newest: Callable[[str], NamedDraft]) -> Ids:
    """The documents of the library that are named, each with its clause where one is named."""
    found: list[str] = []
    for title, printed_number in find_titles(printed):
        document = held.get(title)
        if document is None:
            continue
        number = parse_number(printed_number) if printed_number else None
        place = _find_place(newest(document), number) if number is not None else None
        found.append(document if place is None else _narrow(newest(document), place, benefit))
    return tuple(dict.fromkeys(found))


def _find_own(words: str, one: NamedDraft, place: int, benefit: Benefit) -> Ids:
    """What ``words`` mean in the document that they stand in."""
    words = TITLE.sub("", words)
    if places := _find_numbered(words, one):
        return tuple(_narrow(one, other, benefit) for other in places)
    meant = {name for name, listed in _words().items() if any(word in words for word in listed)}
    if "previous" in meant and place > 0:
        return (_narrow(one, place - 1, benefit),)
    before = [other for other in one.number_benefits(place) if other.n < benefit.n and _pays(other)]
    if "before" in meant:
        return (before[0].id,) if len(before) == 1 else ()
    if "alike" in meant:
        return _find_chapter(one, place)
    return _find_recipient(words, one, place, benefit)


def _find_numbered(words: str, one: NamedDraft) -> list[int]:
    """The clauses that are named by number: 第三条、第五条, 第三条至第五条."""
    found: list[int] = []
    for named in _CLAUSES.finditer(words):
        first = parse_number(named["first"])
        last = parse_number(named["last"]) if named["last"] else first
        if first is not None and last is not None and 0 <= last - first < MAX_CLAUSES:
            places = (_find_place(one, Decimal(number)) for number in range(int(first), int(last) + 1))
            found += [place for place in places if place is not None]
    return list(dict.fromkeys(found))


def _find_place(one: NamedDraft, number: Decimal | None) -> int | None:
    """Where the clause of this printed number stands, if there is one and no other."""
    if number is None:
        return None
    places = [
        n for n, clause in enumerate(one.draft.clauses) if clause.kind == "clause" and clause.number == str(number)
    ]
    return places[0] if len(places) == 1 else None


def _narrow(one: NamedDraft, place: int, benefit: Benefit) -> str:
    """The benefit that a clause which is named pays of the kind of ``benefit``, where it is one; else the clause. What
    is only said to be paid like another one may have no kind of its own."""
    kinds = (benefit.kind, *(other.kind for other in one.number_benefits(place) if benefit.kind == "other"))
    paid = [other for other in one.number_benefits(place) if other.kind in kinds and other.id != benefit.id]
    return paid[0].id if len(paid) == 1 else make_id(one.entry.id, one.names[place])


def _find_chapter(one: NamedDraft, place: int) -> Ids:
    """The clauses before this one under the same chapter that pay something themselves."""
    chapter = one.draft.clauses[place].path[:1]
    return tuple(
        make_id(one.entry.id, one.names[other])
        for other, clause in enumerate(one.draft.clauses[:place])
        if chapter and clause.path[:1] == chapter and any(map(_pays, clause.benefits))
    )[:MAX_CLAUSES]


def _find_recipient(words: str, one: NamedDraft, place: int, benefit: Benefit) -> Ids:
    """The benefit whose recipient is named: of the same clause, else of the clauses before, else of the document."""
    name = re.sub(
        rf"^(?:(?:{'|'.join(map(re.escape, _words()['bring']))})[、,]?)+", "", plain(benefit.refers_to or words)
    )
    if len(name) < MIN_NAME:
        return ()
    for places in ((place,), range(place), range(len(one.names))):
        alike = [other.id for at in places for other in one.number_benefits(at)
                 if other.id != benefit.id and _pays(other) and _is_called(plain(other.recipient), name)]  # fmt: skip
        if alike:
            return (alike[0],) if len(alike) == 1 else ()
    return ()


def _is_called(recipient: str, name: str) -> bool:
    """Whether ``recipient`` is what ``name`` names: it ends alike, for the last word says what it is, and holds nearly
    all of the name."""
    shingles = find_shingles(name)
    return recipient[-2:] == name[-2:] and len(shingles & find_shingles(recipient)) >= SAME_NAME * len(shingles)


def _pays(benefit: Benefit) -> bool:
    """Whether it states itself what is given."""
    return benefit.award is not None or benefit.rate is not None or bool(benefit.limits)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {row["name"]: tuple(row["words"]) for row in read_table("references", "word")}
