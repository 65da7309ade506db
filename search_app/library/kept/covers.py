"""What must be known of a draft without opening it: to find its id, to name its clauses, to link it to others?

Invariant: a cover depends on its draft alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search_app.library.draft import Draft, DraftClause
from search_app.library.published.prints import print_benefit
from search_app.model import Span
from search_app.text.fingerprints import find_fingerprint
from search_app.text.fold import fold, squeeze
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.passage import plain

NUMBER = rf"[\d{HAN_NUMERALS}]{{1,6}}"
# A document that is named, and perhaps a clause of it.
TITLE = re.compile(rf"《(?P<title>[^《》]{{2,120}})》(?:[^,。;《第]{{0,12}}第(?P<number>{NUMBER})条)?")
_BEHIND = 16  # characters behind a reference that may still be part of it


@dataclass(frozen=True, slots=True)
class Granting:
    """A sentence that says what is granted: where it stands in its clause, and its letters without figures."""

    span: Span
    letters: str


@dataclass(frozen=True, slots=True)
class ClauseCover:
    """Of a clause: its printed name, what its text and each of its benefits are told by, and its granting sentences."""

    name: str
    fingerprint: str
    benefits: tuple[str, ...]
    grants: tuple[Granting, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """``front`` is the draft without its clauses; ``named`` are the titles that its benefits refer to, squeezed."""

    front: Draft
    clauses: tuple[ClauseCover, ...]
    named: tuple[str, ...]


def make_cover(draft: Draft) -> Cover:
    """The cover of ``draft``."""
    said = (
        with_what_follows(clause.text, benefit.refers_to)
        for clause in draft.clauses for benefit in clause.benefits if benefit.refers_to is not None
    )  # fmt: skip
    named = {title for printed in said for title, _ in find_titles(printed)}
    return Cover(replace(draft, clauses=()), tuple(map(_cover_clause, draft.clauses)), tuple(sorted(named)))


def with_what_follows(text: str, reference: str) -> str:
    """``reference`` and what may still belong to it in ``text``: 《办法》第三条."""
    at = text.find(reference)
    behind = text[at + len(reference) :][:_BEHIND] if at >= 0 else ""
    return reference + re.split("[，,。；;]", behind, maxsplit=1)[0]


def find_titles(printed: str) -> Iterator[tuple[str, str | None]]:
    """(title without white space, number of a clause as printed) of each document that is named."""
    for named in TITLE.finditer(plain(printed)):
        yield squeeze(printed[slice(*named.span("title"))]), named["number"]


def _cover_clause(clause: DraftClause) -> ClauseCover:
    benefits = (print_benefit(clause.text, clause.amounts, benefit) for benefit in clause.benefits)
    return ClauseCover(
        clause.name, find_fingerprint(clause.text), tuple(one.fingerprint for one in benefits), _find_grants(clause)
    )


def _find_grants(clause: DraftClause) -> tuple[Granting, ...]:
    spans = dict.fromkeys(span for benefit in clause.benefits for span in benefit.evidence)
    return tuple(
        Granting(span, "".join(filter(str.isalpha, fold(clause.text[span.start : span.end]))))
        for span in (spans if clause.kind == "clause" else ())
    )
