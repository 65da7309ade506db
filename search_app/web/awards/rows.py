"""What is a row of the table of benefits? One benefit with the clause and the document that it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from search_app.model import Benefit, Clause, DocumentHead, Validity


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One benefit, whole: what every table, list, comparison and offer is made of.

    ``document`` is the version that the clause stands in, ``validity`` that of the document on ``day``.
    """

    document: DocumentHead
    validity: Validity
    clause: Clause
    benefit: Benefit
    day: date


def make_rows(document: DocumentHead, validity: Validity, clause: Clause, day: date) -> Iterator[AwardRow]:
    """A row for each benefit of ``clause``, in the order of the text."""
    for benefit in clause.benefits:
        yield AwardRow(document, validity, clause, benefit, day)
