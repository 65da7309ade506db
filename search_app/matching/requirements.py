"""What does a benefit ask of whoever wants it? Every word of its sentence is accounted for.

Invariant: nothing that a sentence says of the applicant is left out. What no row of the tables knows becomes a
requirement of kind "other" with its words, which no answer can meet; so a benefit is never said to fit because somebody
overlooked half a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from search_app.matching.words import Row
from search_app.model import Compare

# sentence: of the sentence that grants; before: of what stands above it in the clause and speaks of it; heading: of the
# headings; clause: of a later sentence of the clause; document: of its title; scope: of whom the document is for.
Place = Literal["sentence", "before", "heading", "clause", "document", "scope"]
OTHER = "other"
DOUBT = "doubt"  # that it is not certain who the recipient is
VALIDITY = "validity"  # whether a document whose term cannot be counted is still in force
ROW = "row"  # which row of a list is meant, where its names can be paired in two ways
NOT_ITS_OWN = (DOUBT, VALIDITY, ROW)  # what no company can answer
PERSON = "person"  # what a company is not, whatever it says


@dataclass(frozen=True, slots=True)
class Bound:
    """A value that must be reached."""

    compare: Compare
    value: Decimal


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked, as printed; met when any of its ``rows`` is, and all of its ``bounds``. ``other`` has no rows.

    What is not ``firm`` excludes nobody: a bank in a phrase that is not understood may be the one that lends."""

    kind: str
    words: str
    rows: tuple[Row, ...] = ()
    bounds: tuple[Bound, ...] = ()
    place: Place = "sentence"
    firm: bool = True  # whether the whole phrase is understood, or the words name the recipient

    def soften(self) -> Requirement:
        """The same where an answer can show it, but must not exclude: what can only exclude is then not known."""
        if any(row.sense == "part" for row in self.rows):
            return Requirement(OTHER, self.words, place=self.place)
        return replace(self, rows=tuple(replace(row, sense="weak") for row in self.rows))


def other(words: str, place: Place = "sentence") -> Requirement:
    """What no question asks for."""
    return Requirement(OTHER, words, place=place)


def drop_repeated(found: Sequence[Requirement]) -> Iterator[Requirement]:
    """Each requirement once; what a heading says only where the sentence does not say it itself. Who makes a drug is of
    the field that its heading names."""
    said = {one.kind for one in found if one.place in ("sentence", "before")}
    said |= {"industry"} if "product" in said else set()
    seen: set[tuple[object, ...]] = set()
    for one in found:
        key = (one.kind, one.rows, one.bounds, one.firm, one.words if one.kind == OTHER else "")
        if key not in seen and not (one.place == "heading" and one.kind in said):
            seen.add(key)
            yield one
