"""Which provisions promise money or money's worth without a figure? It is said that no sum is stated, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from search_app.model import PAID, RECIPIENT, Amount, Benefit, Open, Span
from search_app.reading.grants import WHOLE
from search_app.reading.slots.anchor import Anchor
from search_app.reading.slots.closed_forms import (
    find_duration,
    find_other_rule,
    find_payer,
    find_per,
    find_promise,
    kind_of,
    speaks_of_money,
)
from search_app.reading.slots.conditions import find_conditions, in_yuan
from search_app.reading.slots.recipients import find_recipient
from search_app.reading.words.provision import GRANT, SETTLED, Provision, find_figures_of, find_list_head
from search_app.reading.words.units import Segment, Unit

# Words by which a phrase promises something; the last phrase with one of them is where it is promised.
_GIVES = {"give", "aid", "interest_aid", "return", "endeavour", "case", "by_rule", "tax_term", "land", "favour", "free"}
_PAYS = {"give", "aid", "interest_aid", "return"}  # beside 全额: 全额补贴, not 全额到位
LEAST_SURE = 0.6  # a sentence that states no sum is believed only when it rather grants than not
SURELY = 0.9  # then it promises, whatever its words
_NAMED = re.compile("的[^的]{0,8}$|[者时后]$")
_TITLE = re.compile(r"[^,]{2,30}")
_TITLED = re.compile("《.+》")
_REFERENCE = re.compile(r"(?:参照|按照?|依照?|享受|落实|符合)(.{2,40}?)(?:执行|[给予]予|奖励|[奖补][补助贴]|享受|$)")
_WHOLE_BASE = re.compile(r"(?:按照[^,]*|[^,对]*)(?:贡献|利息|费用|租金|发生额)$")


def find_unfunded(
    provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount]
) -> Iterator[tuple[int, Benefit]]:
    """(place, benefit) of each promise of the n-th sentence that no figure stands for."""
    if provision.functions[n].label != GRANT or provision.functions[n].sure < LEAST_SURE:
        return
    figures = [amounts[i] for i in inside if amounts[i].role in PAID or amounts[i].role == "unsure"]
    terms = [i for i in inside if amounts[i].role == "term"]
    levels = list(_terms(provision, n, inside, amounts)) if terms and not figures else []
    if levels:
        yield from levels
    elif figures:
        yield from _before_figures(provision, n, inside, amounts, figures[0].start)
        yield from _in_kind(provision, n, inside, amounts)
        yield from _in_full(provision, n, inside, amounts)
    elif (segment := _find_promise_phrase(provision, n, amounts)) is not None:
        yield segment.start, _record(provision, n, segment, _conditions_in(inside, amounts), amounts)


def _find_promise_phrase(provision: Provision, n: int, amounts: Sequence[Amount]) -> Segment | None:
    """The last phrase of the n-th sentence that promises something; None where it only names or announces. What an
    officer calls a grant promises in its last phrase at least."""
    unit = provision.units[n]
    if provision.functions[n].why == SETTLED:
        return next((s for s in reversed(unit.segments) if _promises(provision, s)), unit.segments[-1])
    if _announces(provision, n, amounts) or (unit.start == 0 and _TITLE.fullmatch(unit.text)):
        return None
    last = unit.segments[-1] if provision.functions[n].sure >= SURELY else None
    return next((s for s in reversed(unit.segments) if _promises(provision, s)), last)


def _promises(provision: Provision, segment: Segment) -> bool:
    return any(t.name in _GIVES for t in provision.tokens_in(segment.start, segment.end))


def _promise_at(provision: Provision, segment: Segment) -> int:
    """Where ``segment`` begins to promise; its last place where it has no word that does."""
    places = (t.start for t in provision.tokens_in(segment.start, segment.end) if t.name in _GIVES)
    return next(places, segment.end - 1)


def _announces(provision: Provision, n: int, amounts: Sequence[Amount]) -> bool:
    """Whether the n-th sentence only says that what follows is given: 按以下标准奖励：（一）…, 分级奖励。"""
    units, text = provision.units, provision.passage.text
    if n + 1 >= len(units):
        return False
    own, after = units[n], units[n + 1]
    if not any(amounts[i].role in PAID for i in find_figures_of(after, amounts)):
        return False
    graded = any(t.name in ("respective", "announce") for t in provision.tokens_in(own.start, own.end))
    return graded or own.text.endswith(":") or find_list_head(text, units, n + 1) == n


def _conditions_in(inside: Sequence[int], amounts: Sequence[Amount]) -> tuple[int, ...]:
    return tuple(i for i in inside if amounts[i].role == "condition")


def _terms(
    provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount]
) -> Iterator[tuple[int, Benefit]]:
    """Levels that are no grant (a tax rate, a guarantee fee): one record for each, with the tier that it holds for."""
    unit, waiting = provision.units[n], list[int]()
    for i in inside:
        waiting.append(i)
        if amounts[i].role != "term":
            continue
        segment = unit.segment_at(amounts[i].start)
        if kind_of(unit.text).value != "grant":
            yield segment.start, _record(provision, n, segment, tuple(waiting), amounts)
        waiting = []


def _in_kind(
    provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount]
) -> Iterator[tuple[int, Benefit]]:
    """给予10万元补助，并免收三年租金: what is free beside a sum is a benefit of its own."""
    for segment in provision.units[n].segments:
        tokens = provision.tokens_in(segment.start, segment.end)
        # 鼓励基地免费提供场地 and 免费开放数据的单位 say what somebody else does.
        others = any(t.name == "encourage" for t in tokens) or bool(_NAMED.search(segment.text))
        free = any(t.name == "free" for t in tokens) and not others
        sums = any(amounts[i].role != "condition" for i in inside if segment.start <= amounts[i].start < segment.end)
        if free and not sums:
            used = tuple(i for i in _conditions_in(inside, amounts) if amounts[i].start < segment.end)
            yield segment.start, _record(provision, n, segment, used, amounts)


def _in_full(
    provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount]
) -> Iterator[tuple[int, Benefit]]:
    """年租金低于10万元的全额补贴，10万元以上部分补贴50%; 给予15%的补助或全额贴息: what is paid in full beside a sum."""
    unit = provision.units[n]
    for segment in unit.segments:
        at = segment.text.find(WHOLE) + segment.start
        if at < segment.start or not any(t.name in _PAYS for t in provision.tokens_in(at, segment.end)):
            continue
        other = max((t.end for t in provision.tokens_in(segment.start, at) if t.name == "or"), default=segment.start)
        own = [i for i in inside if other <= amounts[i].start < segment.end]
        if not any(amounts[i].role in PAID or amounts[i].role == "unsure" for i in own):
            part = Segment(provision.passage.text[other : segment.end], other, segment.end)
            yield at, _record(provision, n, part, _conditions_in(own, amounts), amounts)


def _before_figures(
    provision: Provision, n: int, inside: Sequence[int], amounts: Sequence[Amount], first: int
) -> Iterator[tuple[int, Benefit]]:
    """争取省级资金奖励，…市级按省级资金20%予以奖励: the province's money is a benefit of its own."""
    unit = provision.units[n]
    for segment in unit.segments:
        sought = [t for t in provision.tokens_in(segment.start, segment.end) if t.name == "endeavour"]
        if segment.end > first or not sought or not _promises(provision, segment):
            continue
        rest = unit.text[segment.end - unit.start : first - unit.start]
        payer = find_payer(provision, Anchor(unit, first, first + 1))
        own = (payer and payer.value == "city" and payer.start >= segment.end) or (
            segment is not unit.segments[0] and rest.startswith(",对")
        )
        if own:
            used = tuple(i for i in _conditions_in(inside, amounts) if amounts[i].start < segment.end)
            yield segment.start, _record(provision, n, segment, used, amounts)
            return


def _record(
    provision: Provision, n: int, segment: Segment, used: tuple[int, ...], amounts: Sequence[Amount]
) -> Benefit:
    unit = provision.units[n]
    words = unit.text[: segment.end - unit.start]
    anchor = Anchor(unit, segment.end - 1, segment.end)
    whom = find_recipient(provision, Anchor(unit, _promise_at(provision, segment), segment.end))
    whole = WHOLE in segment.text and any(t.name in _PAYS for t in provision.tokens_in(segment.start, segment.end))
    terms = [i for i in used if amounts[i].role == "term"]
    firm = find_promise(provision, anchor)
    kind = kind_of(unit.text).value
    duration, payer = find_duration(provision, Anchor(unit, unit.start, unit.end)), find_payer(provision, anchor)
    other = None if firm or terms else find_other_rule(segment.text if "的给予" in segment.text else words)
    function = provision.functions[n]
    sure, why = min((function.sure, function.why), (whom.sure, RECIPIENT), key=lambda one: one[0])
    return Benefit(
        n=0,
        kind="other" if kind == "grant" and not speaks_of_money(unit.text) else kind,
        recipient=whom.value,
        award=None,
        rate=Decimal(1) if whole else None,
        basis=_find_whole_basis(provision, unit, segment) if whole else None,
        limits=(),
        conditions=find_conditions(provision, unit, [amounts[i] for i in used if i not in terms], amounts),
        per=find_per(segment.text),
        duration=duration.value if duration else None,
        payer=payer.value if payer else None,
        promise=firm.value if firm else "by_other_rule" if other else "committed",
        amounts=in_yuan(used, amounts),
        evidence=(Span(unit.start, unit.end),),
        refers_to=_find_reference(provision, segment) if other else None,
        open=() if terms or whole else (Open("no_sum"),),
        sure=sure,
        why=why,
        reading_sure=function.sure,
        recipient_sure=whom.sure,
    )


def _find_whole_basis(provision: Provision, unit: Unit, segment: Segment) -> str | None:
    """What is paid in full: 按照…增加的地方财政贡献，市财政按全额给予扶持."""
    left = unit.text[: segment.start - unit.start].rstrip(",")
    found = _WHOLE_BASE.search(left)
    return provision.passage.printed[unit.start + found.start() : unit.start + found.end()] if found else None


def _find_reference(provision: Provision, segment: Segment) -> str | None:
    """The rule that decides: a document's title, or the phrase that names it."""
    words = provision.passage.words(segment.start, segment.end)
    if title := _TITLED.search(words.text):
        return words.part(*title.span()).printed
    phrase = _REFERENCE.search(words.text)
    return words.part(*phrase.span(1)).printed.strip("的，,") if phrase else None
