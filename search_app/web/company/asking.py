"""What fits a company on a day? Every version that counts then is held against what it says, one behind the other.

Invariant: no more than one of them is held in memory, however many the library has.
"""

from __future__ import annotations

from datetime import date

from search_app.matching.facts import Company
from search_app.matching.match import Match, match
from search_app.matching.prepared import Prepared
from search_app.search.published.opening import Generation


def match_on(company: Company, of: Generation, day: date) -> Match:
    """What fits ``company`` on ``day``."""
    return match(company, (Prepared(head, of.store.demands(head)) for head in of.on(day).values()), day)
