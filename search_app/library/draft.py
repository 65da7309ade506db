"""What does the text of one document say, whatever the catalogue, the register and the translations know of it?

Invariant: the same source gives the same draft, so that a draft may be kept and used again while its file and the
tables stay as they are. A draft has no id and no English: ``assemble`` makes a document of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from search_app.clauses.force import find_term
from search_app.clauses.front import (
    find_issue_date,
    find_issuer,
    find_own_number,
    find_publication_date,
    find_register_number,
    find_title,
)
from search_app.clauses.offices import (
    by_printed_name,
    find_offices,
    find_offices_on_duty,
    make_departments,
    read_bodies,
)
from search_app.clauses.outline import DocumentParts
from search_app.clauses.rules import find_citations, find_own_rules, find_rules
from search_app.clauses.titles import ends_in_line
from search_app.figures.currencies import YUAN, find_default_currency
from search_app.files.read import SourceText
from search_app.library.figures import read_figures
from search_app.library.settled import Settled
from search_app.library.settlement import Settlement, find_settlement
from search_app.model import (
    Amount,
    Benefit,
    Citation,
    ClauseKind,
    Department,
    Headline,
    Part,
    Rule,
    Source,
    Span,
    Term,
)
from search_app.reading.slots.closed_forms import find_cap_per, find_per
from search_app.text.passage import read_passage

PARTS_UNDER_HEADINGS = ("clause", "introduction", "list")
PARTS_IN_SENTENCES = ("preamble", "scope", "clause", "closing")
PARTS_READ: tuple[ClauseKind, ...] = ("preamble", "scope", "clause", "introduction", "list", "closing", "table")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a clause: its printed number and its words."""

    label: str
    text: str

    @property
    def printed(self) -> str:
        """As it stands on the page."""
        return self.label + self.text


@dataclass(frozen=True, slots=True)
class DraftClause:
    """A provision as its text alone tells it. ``name`` is its printed number or the kind of an unnumbered part, unique
    within its document; the source of a rule is such a name."""

    name: str
    kind: ClauseKind
    label: str
    number: str
    path: tuple[Heading, ...]
    title: str | None
    text: str
    printed: str
    departments: tuple[Department, ...]
    amounts: tuple[Amount, ...]
    benefits: tuple[Benefit, ...]
    headline: Headline | None
    rules: tuple[Rule, ...]
    source: Source
    above: str = ""  # what is said of all of its sentences: the heading, and a title on a line of its own
    body: int = 0  # where its sentences begin in ``text``
    answered: tuple[tuple[int, str], ...] = ()  # where in ``text`` an officer settled what a sentence does, and what


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as its text alone tells it, its clauses in printed order. ``currency``: what it counts in where it
    names none."""

    title: str
    number: str | None
    issued: date | None
    published: date | None
    term: Term
    rules: tuple[Rule, ...]
    cites: tuple[Citation, ...]
    repeals: tuple[Citation, ...]
    clauses: tuple[DraftClause, ...]
    currency: str = YUAN
    issuer: str | None = None


def make_draft(source: SourceText, parts: DocumentParts) -> Draft:
    """What the text of one document says; ``parts`` come from ``source``."""
    names = _printed_names(parts.parts)
    own = find_default_currency("\n".join(part.text for part in (*parts.front, *parts.parts)))
    clauses = tuple(_make_clauses(source, parts, names, own))
    rules = tuple(_find_rules(parts, names, clauses))
    texts = tuple(part.text for part in parts.parts if part.kind in PARTS_READ)
    every = (*parts.front, *parts.parts)
    title, number = find_title(source, every)
    return Draft(
        title=title,
        number=find_own_number(every) or number or find_register_number(one.text for one in source.left_out),
        issued=find_issue_date(every),
        issuer=find_issuer(every),
        published=find_publication_date(every),
        term=find_term(tuple(part.text for part in parts.parts if part.kind in PARTS_IN_SENTENCES), title),
        rules=rules,
        cites=find_citations(texts, repealed=False),
        repeals=find_citations(texts, repealed=True),
        clauses=tuple(_govern(clause, rules) for clause in clauses),
        currency=own,
    )


def _find_rules(parts: DocumentParts, names: dict[int, str], clauses: Iterable[DraftClause]) -> Iterator[Rule]:
    paying = {clause.name for clause in clauses if clause.benefits}
    for part in parts.parts:
        name = names.get(part.span.start, "")
        yield from find_rules(part, name, name in paying)


def _govern(clause: DraftClause, rules: tuple[Rule, ...]) -> DraftClause:
    """``clause`` with the rules of other parts that govern it, before its own."""
    return replace(clause, rules=tuple(rule for rule in rules if rule.source != clause.name) + clause.rules)


def _printed_names(parts: Iterable[Part]) -> dict[int, str]:
    """By start of part: the printed number, or the kind of an unnumbered part; repeats get -2, -3."""
    seen: dict[str, int] = {}
    names: dict[int, str] = {}
    for part in parts:
        if part.kind in PARTS_READ:
            name = (part.number if part.kind == "clause" else "") or part.kind
            seen[name] = seen.get(name, 0) + 1
            names[part.span.start] = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return names


def _make_clauses(source: SourceText, parts: DocumentParts, names: dict[int, str], own: str) -> Iterator[DraftClause]:
    bodies = by_printed_name(read_bodies())
    named = {part.span.start: find_offices(part.text + part.bracket) for part in parts.parts if part.kind in PARTS_READ}
    bracketed = any(named.values()) or not any(p.label.startswith("第") for p in parts.parts if p.kind == "clause")
    path: list[Part] = []
    for part in parts.parts:
        if part.kind == "heading":
            path = [*(above for above in path if above.depth < part.depth), part]
        elif part.kind == "clause":
            path = [above for above in path if above.depth < part.depth]
        elif part.kind == "closing":
            path = []
        if part.kind not in PARTS_READ:
            continue
        name = names[part.span.start]
        under = path if part.kind in PARTS_UNDER_HEADINGS else []
        above, body = _find_body(part, under[-1].text if under else "")
        amounts, benefits = _read_body(part.text, above, body, own)
        yield DraftClause(
            name=name,
            kind=part.kind,
            label=part.label,
            number=part.number,
            path=tuple(Heading(p.label, p.text.rstrip("。")) for p in under),
            title=_read_title(part),
            text=part.text,
            printed=part.label + part.text + part.bracket,
            departments=make_departments(named[part.span.start] or _find_charged(part, bracketed), bodies),
            amounts=amounts,
            benefits=benefits,
            headline=find_headline(part.text, amounts, benefits),
            rules=find_own_rules(part, name),
            source=_source(source, part.span),
            above=above,
            body=body,
        )


def _read_title(part: Part) -> str | None:
    if part.title is None:
        return None
    return read_passage(part.text[part.title.start : part.title.end]).printed


def _find_charged(part: Part, bracketed: bool) -> tuple[str, ...]:
    """The offices that the sentences of a clause charge; ``bracketed``: its document names them in brackets elsewhere,
    and only those behind 由 are surely charged."""
    return find_offices_on_duty(part.text, named_by=bracketed) if part.kind == "clause" or not bracketed else ()


def _find_body(part: Part, heading: str) -> tuple[str, int]:
    """(what stands above the sentences of ``part``, where these begin). A name on a line of its own is no sentence of
    the text: it says of what stands below it what a heading says."""
    start = part.title.end if part.title and ends_in_line(part) else 0
    above = f"{heading}，{part.text[:start]}" if start and heading else heading or part.text[:start]
    return above, start


def _read_body(
    text: str, above: str, start: int, own: str, settlement: Settlement | None = None
) -> tuple[tuple[Amount, ...], tuple[Benefit, ...]]:
    """The figures and benefits of ``text`` from ``start`` on."""
    amounts, benefits = read_figures(text[start:], above, own, settlement)
    if not start:
        return amounts, benefits
    return (
        tuple(replace(a, start=a.start + start, end=a.end + start) for a in amounts),
        tuple(replace(b, evidence=tuple(Span(e.start + start, e.end + start) for e in b.evidence)) for b in benefits),
    )


def settle(draft: Draft, answers: Sequence[Settled]) -> tuple[Draft, frozenset[Settled]]:
    """``draft`` with its clauses read once more where ``answers`` fit their sentences; and the answers that fit.

    This is done after drafts are taken out of what earlier builds kept, so that an answer has no file read anew.
    """
    clauses: list[DraftClause] = []
    fitting: set[Settled] = set()
    for clause in draft.clauses:
        found = find_settlement(clause.text[clause.body :], clause.above, answers) if answers else None
        if found:
            amounts, benefits = _read_body(clause.text, clause.above, clause.body, draft.currency, found)
            headline = find_headline(clause.text, amounts, benefits)
            answered = tuple((clause.body + at, label) for at, label in found.answered)
            clause = replace(clause, amounts=amounts, benefits=benefits, headline=headline, answered=answered)
            fitting.update(found.find_used(amounts, clause.body))
        clauses.append(clause)
    return (replace(draft, clauses=tuple(clauses)) if fitting else draft), frozenset(fitting)


def _source(source: SourceText, span: Span) -> Source:
    end = span.start + len(source.text[span.start : span.end].rstrip())
    return Source(source.name, source.line(span.start), source.line(end))


def find_headline(text: str, amounts: Sequence[Amount], benefits: Iterable[Benefit]) -> Headline | None:
    """The largest sum of yuan that one of ``benefits`` grants: an award or a cap, never a condition or a term."""
    own = (amounts[n] for n in sorted({n for benefit in benefits for n in benefit.amounts}))
    granted = [
        a for a in own if a.kind == "money" and a.currency == "CNY" and a.role in ("award", "cap") and not a.approximate
    ]
    if not granted:
        return None
    largest = max(granted, key=lambda a: a.top)
    passage = read_passage(text)
    start, end = passage.place(largest.start), passage.place(largest.end)
    sentence = max(passage.text.rfind(mark, 0, start) for mark in "。;")
    right = re.split("[,。;]", passage.text[end:], maxsplit=1)[0]
    qualifier: Literal["exact", "up_to"] = "up_to" if largest.role == "cap" or largest.value_hi else "exact"
    find = find_cap_per if largest.role == "cap" else find_per
    return Headline(largest.top, qualifier, find(passage.text[sentence + 1 : start], right))
