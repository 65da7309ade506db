"""What is a figure for: an award, a cap, a rate, a condition, or a term of something that is no grant?

The words around a figure, or around the list in which it stands, and what its sentence does speak for a role; the
scorer weighs them (``data/weights/figures.tsv``). What it is not sure of is "unsure", never a grant. Few things are
certain and decided first; each has its name, which is the ``why`` of the figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from search_app.figures.bounds import find_bound
from search_app.figures.quantity import Quantity
from search_app.model import PAID, Amount, Lang, Role
from search_app.reading.slots.closed_forms import forms_of
from search_app.reading.words.cues import figure_cues
from search_app.reading.words.provision import SCORERS, SETTLED, Provision, read_provision
from search_app.reading.words.scorer import Decision, read_scorer

ROLES: tuple[Role, ...] = ("award", "rate", "cap", "condition", "term")
# More figures in one sentence are a table without its lines, or noise: what each is for nobody could say.
MAX_FIGURES = 300
CROWDED = "crowded"
SHARE = "share-of-a-whole"  # 4:3:3
MEASURED = "measured-unit"
REPEATED = "repeated"  # 500万元至800万元（含800万元）
# Between these chances that a figure is granted at all it is not shown as a grant, nor as something else.
DOUBT = (0.25, 0.8)
LEAST_SURE = 0.5  # of a granted figure: which of award, rate and cap it is

_LIST_GAP = re.compile(r"\s?,?\s?(?:and|or)\s|,\s|(?:\(不?含\))?(?:/[年月人亩户家])?[、和及与或,]{1,2}(?:以及)?|以及")
_INCLUDED = re.compile(r"\(不?含$")
# 补贴3000元，20万元及以上的补贴6000元: what is bounded, or granted for, after a comma begins anew.
_BEGINS_ANEW = re.compile(r"(?:\(不?含\))?(?:[及或]?以[上下]|[的至]?(?:奖|补|给予|给|按)[^,;\d的]{0,6}\d)")


@dataclass(frozen=True, slots=True)
class _Decided:
    role: Role
    sure: float
    why: str
    maybe: tuple[Role, ...] = ()


def find_amounts(
    text: str,
    heading: str = "",
    own: str | None = None,
    settled: Mapping[int, Role] | None = None,
    lang: Lang = "zh",
) -> tuple[Amount, ...]:
    """Every figure of ``text`` with its role, in order: ``text[a.start:a.end] == a.text``. ``heading`` is the text of
    the heading under which it stands, ``own`` the currency that its document counts in, ``settled`` the roles that an
    officer gave, by the place of the figure in ``text``."""
    return tuple(_find(read_provision(text, heading, own, lang), settled or {}))


def _find(provision: Provision, settled: Mapping[int, Role]) -> Iterator[Amount]:
    passage, quantities = provision.passage, provision.quantities
    crowded = (
        Counter(provision.unit_at(q.start) for q in quantities) if len(quantities) > MAX_FIGURES else Counter[int]()
    )
    last: Amount | None = None
    for figures in find_lists(quantities, passage.text):
        listed = figures[0].whole[0], figures[-1].whole[1]
        if crowded[provision.unit_at(listed[0])] > MAX_FIGURES:
            decided = _Decided("term", 0.0, CROWDED)
        elif last and _INCLUDED.search(passage.text[max(0, listed[0] - 3) : listed[0]]):
            decided = _Decided(last.role, last.sure, REPEATED, last.maybe)
        else:
            decided = decide_role(provision, figures)
        for q in figures:
            at = passage.span(q.start, q.end)
            one = _Decided(settled[at.start], 1.0, SETTLED) if at.start in settled else decided
            last = Amount(
                passage.source[at.start : at.end], at.start, at.end, q.kind, q.value, one.role, q.value_hi, q.currency,
                find_bound(passage.text, q.whole, listed, q.bound), one.why, one.sure, one.maybe,
            )  # fmt: skip
            yield last


def decide_role(provision: Provision, figures: Sequence[Quantity]) -> _Decided:
    """What a list of ``figures`` is for."""
    if figures[0].share:
        return _Decided("term", 1.0, SHARE)
    decision = read_scorer(SCORERS[provision.lang][1]).decide(role_cues(provision, figures))
    paid = sum(decision.chances[role] for role in PAID)
    role = ROLES[ROLES.index(decision.label)]
    granted = role in PAID
    if DOUBT[0] < paid < DOUBT[1] or (granted and decision.sure < LEAST_SURE):
        second = ROLES[ROLES.index(decision.second)]
        return _Decided("unsure", decision.sure, decision.why, (role, second))
    if role == "award" and _is_measured(provision, figures[0]):
        return _Decided("rate", decision.sure, MEASURED)
    return _Decided(role, decision.sure, decision.why)


def _is_measured(provision: Provision, figure: Quantity) -> bool:
    """Whether a sum is granted for a unit that is measured (每吨150元), and so computed with like a rate."""
    if figure.kind != "money":
        return False
    phrase = provision.units[provision.unit_at(figure.start)].segment_at(figure.start)
    left = provision.passage.text[phrase.start : figure.whole[0]]
    return bool(forms_of("measured")["unit"].search(left))


def role_cues(provision: Provision, figures: Sequence[Quantity]) -> list[str]:
    """What speaks for the role of a list of ``figures``."""
    n = provision.unit_at(figures[0].start)
    above = [*provision.above, *function_cues(provision.functions[n])]
    return figure_cues(provision.passage, provision.units[n], provision.tokens, figures, above)


def function_cues(function: Decision) -> list[str]:
    """What the function of its sentence says of a figure."""
    return [f"function:{function.label}", f"function:{function.label} {'surely' if function.sure > 0.8 else 'perhaps'}"]


def find_lists(quantities: Sequence[Quantity], text: str) -> list[list[Quantity]]:
    """Figures of one kind that stand side by side (30万元、20万元和10万元) share one role."""
    lists: list[list[Quantity]] = []
    for q in quantities:
        last = lists[-1][-1] if lists else None
        anew = last and "," in text[last.whole[1] : q.whole[0]] and _BEGINS_ANEW.match(text, q.whole[1])
        if last and last.kind == q.kind and not anew and _LIST_GAP.fullmatch(text, last.whole[1], q.whole[0]):
            lists[-1].append(q)
        else:
            lists.append([q])
    return lists
