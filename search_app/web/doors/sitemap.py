"""Which pages are there to be found? Documents, clauses and terms in both languages, in parts (sitemaps.org).

Invariant: each page that counts on the day stands in one part, once, and names itself among its languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from search_app.model import DocumentHead, split_id
from search_app.search.published.opening import Generation
from search_app.web.glossary.names import PATH, list_bodies

PART = 10_000  # addresses, of 50,000 that may be: a part stays at six megabytes, of 50 that may be


@dataclass(frozen=True, slots=True)
class Place:
    """A page without its language, and the day on which what it shows was last changed, where that is known."""

    tail: str
    changed: date | None


def list_places(of: Generation, day: date) -> Iterator[Place]:
    """Every page that counts on ``day``, in the order of the catalogue."""
    yield Place("/", None)
    yield Place("/policies", None)
    terms = (f"/glossary/{zh}" for zh in of.glossary.entries)
    bodies = (body.path for body in list_bodies())
    for tail in ("/glossary", "/glossary/words-of-force", PATH, *bodies, *terms):
        yield Place(tail, None)
    for head in of.on(day).values():
        changed = find_changed(head, day)
        yield Place(f"/policies/{head.id}", changed)
        for key in of.store.clause_keys(head):
            yield Place(f"/policies/{head.id}/{split_id(key)[1]}", changed)


def find_changed(head: DocumentHead, day: date) -> date | None:
    """When the words of a version, or their English, became what they are; None where nobody knows, and never after
    ``day``."""
    first = head.version or head.issued or head.published
    if first is None:
        return None
    return min(max(one for one in (first, head.translated) if one), day)


def split_places(places: list[Place]) -> list[list[Place]]:
    """``places`` in parts, each of which stands for two addresses a place."""
    step = PART // 2
    return [places[at : at + step] for at in range(0, len(places), step)]
