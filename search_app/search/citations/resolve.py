"""What is meant by each citation of a text: a clause, one of several, one that is not held, or nothing that ever was?

Invariant: a citation is found only where one document and one clause fit what is written; every other one says what is
near. The work is bounded by a number of citations, and those behind it are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search_app.clauses.validity import choose_version
from search_app.model import DocumentHead, make_id, split_benefit_id, split_id
from search_app.search.citations.names import find_telling, kind_words
from search_app.search.citations.pointers import LAST
from search_app.search.citations.printed import Printed, find_printed
from search_app.search.model import CitedAs
from search_app.search.published.opening import Generation
from search_app.text.fold import drop_unseen, fold, spell_out
from search_app.text.script import simplify

MAX_CITATIONS = 300  # of one text that are resolved
MAX_CANDIDATES = 20
MAX_BOX = 100  # clauses that a query puts first: of a number alone, which every document has
# What is left out is not cited: 第九条 -总部, -第九条.
_LEFT_OUT = re.compile(r"(?<!\S)(?:-+|not\s+)(?:《[^《》]*》\S*|\([^()]*\)|clause\s+\d+|\S+)")


@dataclass(frozen=True, slots=True)
class Citations:
    """The citations of a text in its order, and how many behind them were not looked at."""

    found: tuple[CitedAs, ...]
    left: int = 0


def find_citations(text: str, of: Generation, day: date, asked: bool = False) -> Citations:
    """What ``text`` cites, as things stand on ``day``. ``asked``: it was given as a citation, so that a name alone,
    or a number alone behind one, is one."""
    printed, left = find_printed(text, of.names, asked)
    resolver = _Resolver(of, day, text)
    found: list[CitedAs] = []
    for looked_at, one in enumerate(printed):
        if len(found) >= MAX_CITATIONS:
            return Citations(tuple(found), len(printed) - looked_at + left)
        found += resolver.resolve(one)
    return Citations(tuple(found), left)


def find_in_query(typed: str, of: Generation, day: date) -> tuple[CitedAs, ...]:
    """What the words of a search cite. A number without a name counts only where nothing else is typed: 贷款 第三条 is
    about loans."""
    text = _LEFT_OUT.sub(lambda one: " " * len(one.group()), simplify(fold(spell_out(drop_unseen(typed)))))
    found = find_citations(text, of, day).found
    rest = text
    for one in found:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    alone = len(found) == 1 and not find_telling(rest) - kind_words()
    return tuple(one for one in found if one.named or alone)


def find_cited(found: Sequence[CitedAs]) -> tuple[tuple[str, str], ...]:
    """(key, id) of the clauses that come first for these citations: what is found, and what may be meant."""
    return tuple(dict.fromkeys(clause for one in found for clause in one.clauses))[:MAX_BOX]


class _Resolver:
    """Resolves the citations of one text in turn, and remembers which document was named last."""

    def __init__(self, of: Generation, day: date, text: str) -> None:
        self._of, self._day, self._text = of, day, text
        self._last: tuple[str, ...] = ()

    def resolve(self, one: Printed) -> Iterator[CitedAs]:
        """What is meant by ``one``; a range means each of its clauses."""
        shown = self._text[one.start : one.end]
        blank = CitedAs(one.start, one.end, shown, "unknown", one.named, one.name, one.number, one.untold)
        if one.id:
            self._last = one.documents
            yield self._by_id(one, blank)
        elif not one.named:
            yield from (self._without_name(replace(blank, number=number)) for number in _ends(one))
        elif not one.documents:
            self._last = ()
            yield from (self._not_held(replace(blank, number=number)) for number in _ends(one))
        else:
            self._last = one.documents
            yield from self._named(one, blank)

    def _on(self, document: str, version: str) -> DocumentHead:
        """The version of ``document`` that is cited, or that counts on the day."""
        held = self._of.versions[document]
        return held[0] if version == "first" else choose_version(held, _read_day(version) or self._day)

    # ── by id ──

    def _by_id(self, one: Printed, blank: CitedAs) -> CitedAs:
        of, store = self._of, self._of.store
        document = one.documents[0]
        if gone := store.withdrawal(one.id) or store.withdrawal(document):
            near = tuple(name for name in (gone.moved_to, document) if name and self._is_held(name))
            return replace(blank, status="not_held", candidates=near, gone=gone)
        if document not in of.versions:
            return replace(blank, status="not_held", candidates=of.names.closest(document))
        head = self._on(document, one.version)
        if not one.number:
            return replace(blank, status="found", id=document, version=head)
        clause_id = make_id(document, one.number)
        held = store.holding(clause_id)
        if not held:
            return self._of_number(blank, (document,), one.version)
        # A clause that went with an amendment is shown in the version that has it.
        found = replace(
            blank, status="found", id=clause_id, version=head if head in held else choose_version(held, self._day)
        )
        if split_benefit_id(one.id) is None:
            return found
        if of.find_benefit(one.id, self._day):
            return replace(found, id=one.id)
        return replace(blank, candidates=(clause_id,))

    def _is_held(self, any_id: str) -> bool:
        document, clause = split_id((split_benefit_id(any_id) or (any_id, 0))[0])
        return bool(self._of.store.holding(make_id(document, clause))) if clause else document in self._of.versions

    # ── by name ──

    def _named(self, one: Printed, blank: CitedAs) -> Iterator[CitedAs]:
        whole = one.until and len(one.documents) == 1
        for number in self._range(one) if whole else _ends(one):
            yield self._of_number(replace(blank, number=number), one.documents, one.version)

    def _range(self, one: Printed) -> list[str]:
        """The numbers from the first to the last that the document has, and these two in any case."""
        low, high = int(one.number) if one.number.isdigit() else 0, int(one.until) if one.until.isdigit() else 0
        head = self._on(one.documents[0], one.version)
        held = [number for number, _ in self._of.store.numbers(head) if number.isdigit() and low < int(number) < high]
        return list(dict.fromkeys([one.number, *held, one.until]))

    def _of_number(self, blank: CitedAs, documents: Sequence[str], version: str) -> CitedAs:
        """The clause of this printed number, or the document where no number is given."""
        fits: list[tuple[str, DocumentHead]] = []
        for document in documents:
            head = self._on(document, version)
            if not blank.number:
                fits.append((document, head))
                continue
            if blank.number == LAST:
                blank = replace(blank, number=self._last_number(head))
            own, untold = self._find(head, blank.number)
            if own and untold:
                blank = replace(blank, untold=untold + blank.untold)
            fits += own
        if len(fits) == 1:
            return replace(blank, status="found", id=fits[0][0], version=fits[0][1])
        if fits:
            return self._ambiguous(blank, fits)
        if len(documents) > 1:
            return replace(blank, candidates=tuple(documents[:MAX_CANDIDATES]), more=len(documents[MAX_CANDIDATES:]))
        if gone := self._of.store.withdrawal(make_id(documents[0], blank.number)):
            near = tuple(name for name in (gone.moved_to, documents[0]) if name and self._is_held(name))
            return replace(blank, status="not_held", candidates=near, gone=gone)
        near = self._near(self._on(documents[0], version), blank.number)
        others = tuple(name for name in self._of.names.closest(blank.name) if name not in documents)
        return replace(blank, candidates=(*near, documents[0], *others), nearest=documents[0])

    def _last_number(self, head: DocumentHead) -> str:
        numbers = [number for number, _ in self._of.store.numbers(head)]
        return numbers[-1] if numbers else LAST

    def _find(self, head: DocumentHead, number: str) -> tuple[list[tuple[str, DocumentHead]], str]:
        """The clauses of a printed number: of this version, else of the last that has it. 9.2 may be a part of 9."""
        whole, _, part = number.partition(".")
        for asked, untold in ((number, ""), (whole, f".{part}" if part else "")):
            for version in (head, *reversed(self._of.versions[head.id])):
                if own := [name for printed, name in self._of.store.numbers(version) if printed == asked]:
                    return [(name, version) for name in own], untold
        return [], ""

    def _near(self, head: DocumentHead, number: str) -> tuple[str, ...]:
        """The clauses before and behind the place where ``number`` would stand."""
        numbered = [(int(own), name) for own, name in self._of.store.numbers(head) if own.isdigit()]
        sought = re.match(r"\d+", number)
        if not sought or not numbered:
            return ()
        before = [name for own, name in sorted(numbered) if own <= int(sought.group())]
        behind = [name for own, name in sorted(numbered) if own > int(sought.group())]
        return (*before[-1:], *behind[:1])

    def _ambiguous(self, blank: CitedAs, fits: Sequence[tuple[str, DocumentHead]]) -> CitedAs:
        ids = [name for name, _ in fits]
        clauses = tuple((head.key_of(name), name) for name, head in fits) if blank.number else ()
        more = len(ids[MAX_CANDIDATES:])
        return replace(blank, status="ambiguous", candidates=tuple(ids[:MAX_CANDIDATES]), more=more, fits=clauses)

    def _without_name(self, blank: CitedAs) -> CitedAs:
        """第九条 alone: that clause of every document, of the one that was named last first."""
        counting = self._of.on(self._day)
        held = [(name, head) for head, name in self._of.store.printed(blank.number) if counting.get(head.id) == head]
        held.sort(key=lambda one: one[1].id not in self._last)
        return self._ambiguous(blank, held) if held else blank

    def _not_held(self, blank: CitedAs) -> CitedAs:
        near = self._of.names.closest(blank.name)
        clauses = [name for document in near for name, _ in self._find(self._on(document, ""), blank.number)[0][:1]]
        return replace(blank, status="not_held", candidates=tuple(dict.fromkeys((*clauses[:1], *near))))


def _ends(one: Printed) -> list[str]:
    return list(dict.fromkeys((one.number, one.until))) if one.until else [one.number]


def _read_day(version: str) -> date | None:
    """The day of a version: a year counts to its end."""
    try:
        return date(int(version), 12, 31) if len(version) == 4 else date.fromisoformat(version)
    except ValueError:
        return None
