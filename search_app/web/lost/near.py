"""Which pages are like an address that leads nowhere? Documents and clauses that a part of it nearly names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from itertools import islice

from search_app.model import LANGS, DocumentHead
from search_app.search.published.opening import Generation
from search_app.web.lost.ways import Way, say
from search_app.web.views.cited import find_place

# The pages that a first part may mean, by their names in addresses, with the keys of their words.
_PAGES = {"company": "nav_company", "changes": "news_title", "list": "list_title", "api": "footer_api"}
_ALIKE = 0.7  # of difflib's measure: policys is like policies, digital like digital-economy is not
_PARTS = 6  # of an address are looked at
_LONGEST = 60  # characters of a part
_SHORTEST = 3  # of a part that an id may begin with: with fewer many do
_DOCUMENTS = 2_000  # are compared: each costs some twenty microseconds
_MOST = 3  # documents are offered


def find_near_documents(name: str, of: Generation, day: date) -> list[DocumentHead]:
    """The documents that ``name`` may mean, the likeliest first: by what their ids begin with, or by their letters."""
    asked = name[:_LONGEST].lower()
    if exact := of.on(day).get(asked):
        return [exact]
    held = dict(islice(of.on(day).items(), _DOCUMENTS))
    begun = [one for one in held if len(asked) >= _SHORTEST and (one.startswith(asked) or asked.startswith(one))]
    alike = get_close_matches(asked, held, n=_MOST, cutoff=_ALIKE)
    return [held[one] for one in dict.fromkeys([*begun, *alike])][:_MOST]


def find_near_pages(path: str, of: Generation, day: date) -> Iterator[Way]:
    """Pages that ``path`` may have meant: /policy/bio-economy/9 the ninth clause of that document."""
    parts = [part for part in path.split("/") if part and part not in LANGS][:_PARTS]
    for part, behind in zip(parts, [*parts[1:], ""], strict=True):
        for head in find_near_documents(part, of, day):
            if behind and (place := find_place(f"{head.id}/{behind}", of)):
                yield Way(place.words, f"/policies/{place.id}")
            yield Way(head.title, f"/policies/{head.id}")
    for name in get_close_matches(parts[0][:_LONGEST], _PAGES, n=1, cutoff=_ALIKE) if parts else ():
        yield Way(say(_PAGES[name]), f"/{name}")
