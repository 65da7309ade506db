"""What does the home page tell of what is new? What ends soon, then what lately happened to the policies.

Invariant: of one amendment it tells once, whatever many clauses it changed.
"""

from __future__ import annotations

from datetime import date, timedelta

from search_app.search.published.opening import Generation
from search_app.web.news.happened import News, find_news

LATELY = timedelta(days=365)
_TOLD = 8


def find_latest(of: Generation, day: date) -> list[News]:
    """A few changes on ``day``, the nearest first: no more than fit on a home page, and none to the site alone."""
    since = day - LATELY if day - date.min > LATELY else date.min
    told: dict[tuple[str, str, date], News] = {}
    for one in find_news(of, day, since):
        if not one.ours:
            told.setdefault((one.document, one.kind, one.day), one)
    nearest = sorted(told.values(), key=lambda one: (one.kind != "ending", abs(one.day - day), one.document))
    return nearest[:_TOLD]
