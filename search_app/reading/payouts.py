"""Is a percentage a share of a payment: when a grant is handed over, not how large it is?

The words are the ``[[payout]]`` rows of ``data/functions.toml``. Shares that make up a whole and are spread over years
are instalments; so is a share of the grant itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.reading.units import Unit

NAME = "instalment"  # the ``why`` of such a figure
_PARTS = ("spread", "verb", "lead", "hands", "year", "whole")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows = read_table("functions", "payout")
    words = {part: [word for row in rows if row["part"] == part for word in row["words"]] for part in _PARTS}
    longest = {part: "|".join(map(re.escape, sorted(words[part], key=len, reverse=True))) for part in _PARTS}
    return {part: re.compile(f"(?:{longest[part]})" + ("" if part in ("spread", "verb") else "$")) for part in _PARTS}


def is_payout(unit: Unit, start: int, shares: Sequence[Decimal]) -> bool:
    """Whether the list of ``shares`` (fractions) that begins at ``start`` says how a grant is paid out."""
    says = _patterns()
    own = unit.segment_at(start)
    left = own.text[: start - own.start]
    if says["whole"].search(left):
        return bool(says["verb"].search(own.text))
    if says["hands"].search(left):
        return True
    if says["year"].search(left):
        return bool(says["spread"].search(unit.text))
    if left and not says["lead"].search(left):
        return False  # a share of something that is named
    place = unit.segments.index(own)
    around = ",".join(s.text for s in unit.segments[max(0, place - 1) : place + 2])
    spread, paid = bool(says["spread"].search(around)), bool(says["verb"].search(around))
    if len(shares) > 1 and sum(shares) == 1:
        return spread or paid
    # 按5%给予补助，分三年拨付: what is granted in the phrase itself is no part of it.
    return spread and paid and bool(says["verb"].search(own.text) or says["spread"].search(own.text))
