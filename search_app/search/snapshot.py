"""What stood in the library on a given day: of each document the version that counted then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from search_app.model import Clause, Document


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The documents of one day by their ids, in catalogue order, and the keys of all other versions."""

    documents: Mapping[str, Document]
    hidden: tuple[str, ...]

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """Every clause of the day by its id."""
        return {clause.id: clause for document in self.documents.values() for clause in document.clauses}
