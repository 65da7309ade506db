"""What does every format of a clause tell? The clause, its version, how it stands, and where it is found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from search_app.clauses.validity import find_validity
from search_app.model import Clause, DocumentHead, Lang, Validity
from search_app.search.published.opening import Generation
from search_app.web.addresses import asked_day
from search_app.web.requests import absolute, encode, today
from search_app.web.versions import permanent_address


@dataclass(frozen=True, slots=True)
class Carried:
    """A clause as it stood on ``day``; ``permanent`` is the address to cite."""

    clause: Clause
    document: DocumentHead
    versions: Sequence[DocumentHead]
    validity: Validity
    day: date
    permanent: str
    permanent_document: str

    def page(self, lang: Lang, suffix: str = "") -> str:
        """The public address of its page, or of another format, on the day that is looked at."""
        return public(f"/{lang}/policies/{self.clause.id}{suffix}")


def carry(of: Generation, document: DocumentHead, clause: Clause, day: date) -> Carried:
    """``clause`` of the version ``document``, as of ``day``."""
    validity = find_validity(document.term, day)
    versions = of.versions[document.id]
    whole = absolute(f"/id/{document.id}")
    return Carried(
        clause, document, versions, validity, day, permanent_address(of, document, clause.id, clause.id, today()), whole
    )


def public(path: str) -> str:
    """``path`` on the public address, on the day that is looked at."""
    asked = encode(asked_day())
    return absolute(path) + (f"?{asked}" if asked else "")
