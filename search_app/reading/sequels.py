"""What does a grant take over from the one before it, and which grants are made of others?

Carried over is only what the text leaves out because it was just said: the years of the tiers of one sentence, the base
of a rate that is raised, the payer of a second stage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from search_app.model import Benefit, Open
from search_app.reading.words.provision import Provision

if TYPE_CHECKING:
    from search_app.reading.benefits import Placed

_FIRST_YEARS = re.compile("前[一二两三四五]年")
_HALF = re.compile(r"(?:对)?(?P<who>[^,对][^,]{1,29})减半(?:给予)?(?:奖励|补助|补贴|支持)")


def carry_over(rows: Sequence[Placed], found: Sequence[Placed], provision: Provision, n: int) -> list[Placed]:
    """``rows``, the benefits of the n-th sentence, with what they take over from ``found``, those before them; and the
    grants that are made of them."""
    unit, text = provision.units[n], provision.passage.text
    joined = text[unit.start - 1 : unit.start] == ";" and not unit.text.startswith("后")
    again = any(t.name == "again" for t in provision.tokens_in(unit.start, unit.end))
    made: list[Placed] = []
    for row in rows:
        before = made[-1] if made else found[-1] if found else None
        benefit = row.benefit
        if before and before.sentence >= n - 1:
            if joined:
                benefit = _within_years(benefit, before.benefit, provision)
            if again and before.sentence < n:
                points = (*benefit.open, Open("next_stage"))
                benefit = replace(benefit, payer=benefit.payer or before.benefit.payer, open=points)
            if benefit.rate is not None and benefit.basis is None and not row.chosen:
                benefit = replace(benefit, basis=before.benefit.basis)
        made.append(replace(row, benefit=benefit))
    return [*made, *_find_halves(made, provision, n)]


def _within_years(benefit: Benefit, before: Benefit, provision: Provision) -> Benefit:
    """前两年…达到200万元以上的…；达到500万元以上的…: the tiers of one sentence hold for the same years."""
    opening = provision.passage.text[before.evidence[0].start : before.evidence[0].end]
    same = benefit.duration is None and before.duration and _FIRST_YEARS.search(opening)
    return replace(benefit, duration=before.duration) if same else benefit


def _find_halves(rows: Sequence[Placed], provision: Provision, n: int) -> list[Placed]:
    """对复审通过认定的企业减半奖励: half of the awards of the same sentence."""
    unit, whole = provision.units[n], [one for one in rows if one.benefit.award]
    halves: list[Placed] = []
    for half in _HALF.finditer(unit.text) if whole else ():
        place = unit.start + half.start()
        basis = "、".join(f"{one.benefit.recipient}{_printed(one.benefit.award)}" for one in whole)
        used = tuple(dict.fromkeys(i for one in whole for i in one.benefit.amounts))
        who = provision.passage.printed[unit.start + half.start("who") : unit.start + half.end("who")]
        record = replace(
            whole[0].benefit, recipient=who, award=None, rate=Decimal("0.5"), basis=basis, conditions=(), amounts=used,
            tier=None,
        )  # fmt: skip
        halves.append(replace(whole[0], place=place, benefit=record))
    return halves


def _printed(yuan: Decimal | None) -> str:
    value = yuan or Decimal(0)
    scaled, unit = (value / 10000, "万元") if value >= 10000 else (value, "元")
    return f"{scaled.normalize():f}{unit}"
