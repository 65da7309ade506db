"""What does an English text state and pay? The same figures, roles, benefits and nouns as for Chinese.

The sentences, words and scorers are those of ``provision`` and ``roles``. The figures of a sentence that grants are
gathered into grants from left to right; limits of the sentence behind it are theirs too. Nothing is guessed.
Invariant: ``text[a.start:a.end] == a.text``; ``amounts`` are indexes into the text's amounts; n counts from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from search_app.model import PAID, Amount, Benefit, Limit, Open, Span
from search_app.reading.english_slots import (
    find_basis,
    find_duration,
    find_kind,
    find_payer,
    find_per,
    find_promise,
    find_recipient,
    find_scope,
    follows_other_rule,
    given_to,
    make_conditions,
    promises,
    speaks_of_money,
)
from search_app.reading.roles import find_amounts
from search_app.reading.slots.anchor import Anchor
from search_app.reading.slots.openness import open_points
from search_app.reading.words.provision import (
    GRANT,
    LIMIT,
    MAX_FIGURES,
    Provision,
    find_figures_of,
    read_provision,
    settle_functions,
)
from search_app.reading.words.units import Unit

SURELY = 0.5  # of the function of a sentence that promises without a figure
_LISTED = re.compile(r"\s?,?\s?(?:and|or)\s|,\s")
_ANEW = re.compile(r"[,;]?\s(?:and|while|whereas)\s|;")  # behind it another grant of the sentence begins
_CHOICE = re.compile(r"\bor\s[^,;]{0,50}$")


def find_english_amounts(text: str, heading: str = "", own: str | None = None) -> tuple[Amount, ...]:
    """Every money sum, percentage and ratio of an English ``text`` with its role, in order. ``heading`` is the text of
    the heading under which it stands, ``own`` the currency that its document counts in."""
    return find_amounts(text, heading, own, lang="en")


@dataclass
class _Grant:
    """Figures that belong together: indexes into the text's amounts. ``since``: where its part of the sentence begins.
    ``chosen``: it may be taken instead of the one before it."""

    unit: Unit
    since: int
    conditions: list[list[int]] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    caps: list[list[int]] = field(default_factory=list)
    chosen: bool = False

    @property
    def figures(self) -> list[int]:
        """What is given and its ceilings."""
        return [*self.values, *(n for cap in self.caps for n in cap)]

    @property
    def all(self) -> list[int]:
        """These, and what must be reached."""
        return [*self.figures, *(n for condition in self.conditions for n in condition)]


def find_english_benefits(
    text: str,
    amounts: Sequence[Amount],
    heading: str = "",
    own: str | None = None,
    settled: Mapping[int, str] | None = None,
    until: int | None = None,
) -> tuple[Benefit, ...]:
    """The benefits of an English ``text``, in printed order; ``amounts`` are all of its figures, ``settled`` what
    officers said that its sentences do, by their places. No sentence from ``until`` on is read."""
    provision = read_provision(text, heading, own, "en")
    if settled:
        provision = settle_functions(provision, settled)
    seen = provision.passage.seen(amounts)
    found: list[Benefit] = []
    for n, unit in enumerate(provision.units_before(None if until is None else provision.passage.place(until))):
        inside = find_figures_of(unit, seen)
        if len(inside) > MAX_FIGURES:
            continue  # a table: no reader would pair its figures
        if provision.functions[n].label == LIMIT:
            _limit(provision, n, [i for i in inside if seen[i].role == "cap"], seen, found)
        elif provision.functions[n].label == GRANT:
            found += _read_sentence(provision, n, inside, seen, found[-1] if found else None)
    return tuple(_number(provision, benefit, n) for n, benefit in enumerate(found, start=1))


def _number(provision: Provision, benefit: Benefit, n: int) -> Benefit:
    """``benefit`` as the n-th, with places in the text. Its alternatives were counted from itself."""
    evidence = tuple(provision.passage.span(at.start, at.end) for at in benefit.evidence)
    return replace(benefit, n=n, alternatives=tuple(n + away for away in benefit.alternatives), evidence=evidence)


def _limit(provision: Provision, n: int, caps: Sequence[int], amounts: Sequence[Amount], found: list[Benefit]) -> None:
    """The ceilings of a sentence that only limits, on what the sentence before it grants."""
    if not found or not caps:
        return
    last = found[-1].evidence[0]
    meant = [k for k, benefit in enumerate(found) if benefit.evidence[0] == last]
    for k in meant:
        money = [amounts[i] for i in caps if amounts[i].kind == "money"]
        limits = tuple(Limit(a.top, find_scope(provision, a)) for a in money)
        unit = provision.units[n]
        changed = replace(
            found[k],
            limits=(*found[k].limits, *limits),
            amounts=(*found[k].amounts, *caps),
            evidence=(*found[k].evidence, Span(unit.start, unit.end)),
            open=(*(o for o in found[k].open if o.kind != "foreign"), *((Open("shared"),) if len(meant) > 1 else ())),
        )
        found[k] = open_points(changed, provision, Anchor(unit, unit.start, unit.end), amounts, None)


def _read_sentence(
    provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount], before: Benefit | None
) -> list[Benefit]:
    grants = _find_grants(provision, provision.units[n], inside, amounts)
    made = [benefit for grant in grants for benefit in _pair(provision, grant, amounts)]
    if not grants and not any(amounts[i].role in (*PAID, "unsure") for i in inside):
        made = list(_promise(provision, n, inside, amounts))
    trust = provision.functions[n].sure
    made = [replace(b, sure=trust, why="function", reading_sure=trust) if trust < b.sure else b for b in made]
    for k in (k for k, benefit in enumerate(made) if k and benefit.alternatives):
        made[k - 1] = replace(made[k - 1], alternatives=(*made[k - 1].alternatives, 1))
    return [_carried(provision, n, b, before) for b in made]


def _carried(provision: Provision, n: int, benefit: Benefit, before: Benefit | None) -> Benefit:
    """``benefit`` with the recipient of the one before it, where its sentence speaks of them without a name."""
    unit = provision.units[n]
    opens = unit.text.split(maxsplit=1)
    spoken = opens and opens[0] in ("they", "those", "it", "these", "the", "another", "of", "a", "an", "up")
    spoken = spoken or provision.passage.text[unit.start - 1 : unit.start] == ";"  # the same sentence
    return replace(benefit, recipient=before.recipient) if before and spoken and not benefit.recipient else benefit


# ── figures into grants ──


def _find_grants(provision: Provision, unit: Unit, inside: Sequence[int], amounts: Sequence[Amount]) -> list[_Grant]:
    """The grants of ``unit``. What must be reached belongs to the grant from which no new part of the sentence divides
    it: before (whose sales reach …, are granted …) or behind (2% on loans above …)."""
    grants: list[_Grant] = []
    waiting: list[list[int]] = []  # conditions, and ceilings named before what they cap
    for run in _runs(inside, amounts, provision.passage.text):
        first, last = amounts[run[0]], grants[-1] if grants else None
        end = max(amounts[i].end for i in last.all) if last else unit.start
        anew = bool(_ANEW.search(provision.passage.text, end, first.start))
        if first.role == "condition":
            (waiting if last is None or anew or waiting else last.conditions).append(run)
        elif first.role == "cap" and last and not waiting and _caps(provision, last, first):
            last.caps.append(run)
        elif first.role in PAID:
            if last and last.caps and not last.values and not anew and not waiting and first.role != "cap":
                last.values = run  # not exceeding RMB 5 million, at 10% of the investment
                continue
            chosen = bool(last and not waiting and _CHOICE.search(provision.passage.text, end, first.start))
            at_most = first.role == "cap" and first.kind == "money"
            values, caps = ([], [run]) if at_most else (run, [])
            grants.append(_Grant(unit, end, waiting, values, caps, chosen))
            waiting = []
    if waiting and grants:
        grants[-1].conditions += waiting
    return [one for grant in grants for one in _split_by_caps(provision, grant, amounts)]


def _caps(provision: Provision, grant: _Grant, cap: Amount) -> bool:
    """Whether ``cap`` limits ``grant``, and is not what another one gives at most (up to … for A, up to … for B)."""
    return bool(grant.values) or find_scope(provision, cap) is not None


def _split_by_caps(provision: Provision, grant: _Grant, amounts: Sequence[Amount]) -> list[_Grant]:
    """One grant for each ceiling, where each names whom it is for: 10% of the cost, up to … for A and up to … for B."""
    ends = [max(amounts[i].end for i in cap) for cap in grant.caps]
    if len(ends) < 2 or not all(given_to(provision, Anchor(grant.unit, end, end), near=True) for end in ends):
        return [grant]
    return [replace(grant, caps=[cap]) for cap in grant.caps]


def _runs(inside: Sequence[int], amounts: Sequence[Amount], text: str) -> Iterator[list[int]]:
    """Indexes of figures of one role and kind that stand side by side."""
    run: list[int] = []
    for n in inside:
        one, other = amounts[run[-1]] if run else None, amounts[n]
        beside = one and (one.role, one.kind) == (other.role, other.kind)
        if one and not (beside and _LISTED.fullmatch(text, one.end, other.start)):
            yield run
            run = []
        run.append(n)
    if run:
        yield run


# ── grants into benefits ──


def _pair(provision: Provision, grant: _Grant, amounts: Sequence[Amount]) -> Iterator[Benefit]:
    """One benefit for each member of the grant's lists, where they are as long as each other."""
    lists = [grant.values, *grant.caps, *grant.conditions]
    wide = max(map(len, lists))
    fits = all(len(one) in (0, 1, wide) for one in lists)
    for k in range(wide if fits else 1):
        picked = [[one[k]] if fits and len(one) == wide else one for one in lists]
        benefit = _make(provision, grant, amounts, picked)
        named = wide == 1 or any(len(one) == wide for one in grant.conditions)
        points = () if named else (Open("pairing"),)
        yield replace(benefit, open=(*benefit.open, *points), alternatives=(-1,) if grant.chosen and not k else ())


def _make(provision: Provision, grant: _Grant, amounts: Sequence[Amount], picked: Sequence[Sequence[int]]) -> Benefit:
    values, caps, thresholds = picked[0], picked[1 : 1 + len(grant.caps)], picked[1 + len(grant.caps) :]
    granted = [amounts[i] for i in (*values, *(i for cap in caps for i in cap))]
    used = sorted({i for one in picked for i in one})
    value = amounts[values[0]] if len(values) == 1 else None
    rate = value if value and value.kind != "money" else None
    anchor = Anchor(grant.unit, min(a.start for a in granted), max(a.end for a in granted))
    given = replace(anchor, start=amounts[(grant.values or grant.figures)[0]].start)
    whom, duration = find_recipient(provision, given, grant.since), find_duration(provision, anchor)
    basis = find_basis(provision, amounts[grant.values[-1]]) if rate else None
    per = find_scope(provision, granted[0]) or ("unit" if value and not rate and value.role == "rate" else None)
    tops = [a for a in granted if a is not value and a.kind == "money" and a.role == "cap"]
    upper = (Limit(value.value_hi, per),) if value and not rate and value.value_hi is not None else ()
    promise = find_promise(anchor)
    most = rate is not None and rate.role == "cap"
    weakest = min(granted, key=lambda a: a.sure)
    benefit = Benefit(
        n=0,
        kind=find_kind(grant.unit.text[: anchor.end - grant.unit.start]),
        recipient=whom.value if whom else "",
        award=value.value if value and not rate and not upper else None,
        rate=rate.value if rate else None,
        basis=basis.value if basis else None,
        limits=(*upper, *(Limit(a.top, find_scope(provision, a)) for a in tops)),
        conditions=make_conditions(provision, [amounts[i] for one in thresholds for i in one]),
        per=per,
        duration=duration.value if duration else None,
        payer=find_payer(anchor, promise or "committed"),
        promise=promise or ("up_to" if upper or most or not values else "committed"),
        amounts=tuple(used),
        evidence=(Span(grant.unit.start, grant.unit.end),),
        open=(Open("rate_ceiling"),) if most else (),
    )
    benefit = replace(benefit, sure=weakest.sure, reading_sure=weakest.sure, why=weakest.why)
    return open_points(benefit, provision, anchor, amounts, None)


# ── promises without a figure ──


def _promise(provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount]) -> Iterator[Benefit]:
    """What a sentence promises without a sum."""
    unit, function = provision.units[n], provision.functions[n]
    if function.sure < SURELY or not promises(provision, unit):
        return
    anchor = Anchor(unit, unit.end - 1, unit.end)
    whom, duration = find_recipient(provision, anchor, unit.start), find_duration(provision, anchor)
    kind, firm = find_kind(unit.text), find_promise(anchor)
    terms = [i for i in inside if amounts[i].role == "term"]
    used = tuple(i for i in inside if amounts[i].role in ("condition", "term"))
    promise = firm or ("by_other_rule" if not terms and follows_other_rule(unit.text) else "committed")
    yield Benefit(
        n=0,
        kind="other" if kind == "grant" and not speaks_of_money(unit.text) else kind,
        recipient=whom.value if whom else "",
        award=None,
        rate=None,
        basis=None,
        limits=(),
        conditions=make_conditions(provision, [amounts[i] for i in used if i not in terms]),
        per=find_per(unit.text),
        duration=duration.value if duration else None,
        payer=find_payer(anchor, promise),
        promise=promise,
        amounts=used,
        evidence=(Span(unit.start, unit.end),),
        open=() if terms else (Open("no_sum"),),
        sure=function.sure,
        reading_sure=function.sure,
        why=function.why,
    )
