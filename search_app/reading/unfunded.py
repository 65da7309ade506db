"""Which provisions promise money or money's worth without a figure? It is said that no sum is stated, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from search_app.model import Amount, Benefit, Open, Span
from search_app.reading import slots
from search_app.reading.basis import in_yuan, make_condition
from search_app.reading.recipients import ADDRESS, find_recipient_phrase, is_receiver, name_recipient
from search_app.reading.slots import find_per
from search_app.reading.units import Segment, Unit
from search_app.text.passage import Passage

_MONEY = r"(?:奖励|奖补|奖金|补助|补贴|资助|资金|经费|贴息|扶持|经费支持|资金支持|政策支持|支持|优惠|保障|待遇)"
_PROMISES = re.compile(
    rf"(?:给予|予以|享受|享有|出台|支付|落实|申请|申报|争取|获得|申领)[^,]{{0,40}}{_MONEY}|争取[^,]{{0,24}}(?:资金|政策|补助|补贴)|"
    r"一事一议|免征|零税率|加计扣除|税收优惠|(?:按|依)[^,]{0,60}(?:规定|标准|政策)[^,]{0,16}(?:执行|奖励|补助|扶持|补贴|支持|享受)|"
    r"参照[^,]{0,40}(?:执行|奖补|奖励|补助)|免费(?:提供|开放|发放|办公)|免费[^,]{0,8}(?:办公用房|孵化空间)|办公用房|"
    r"纳入[^,]{0,16}补贴政策|贷款政策|减免[^,]{0,10}(?:费|税|租)|免收|债券支持|出让底价|一次性特殊奖励|(?:资金|经费)支持[^,]{2,40}"
)
_ONLY_SPEECH = re.compile(
    r"^(?:鼓励|引导|推动|支持|加强|优化|完善|强化|加快|提升|探索)(?![^,]*(?:给予|补贴$|补助$|资金支持))"
)
_GENERAL = re.compile(
    r"原则予以支持|从高不重复|不重复原则|风险补偿机制|编制保障|优先考虑|不得享受|不得对外|予以聘用|予以免责|予以推荐|政策支持和|免除"
)
_TITLE = re.compile(r"^[^,]{2,30}$")


def find_unfunded(
    passage: Passage, unit: Unit, inside: Sequence[int], amounts: Sequence[Amount]
) -> Iterator[tuple[int, Benefit]]:
    """(place, benefit) of each promise of ``unit`` that no figure stands for."""
    figures = [amounts[n] for n in inside if amounts[n].role in ("award", "cap", "rate")]
    terms = [n for n in inside if amounts[n].role == "term"]
    if _GENERAL.search(unit.text):
        return
    if terms and not figures:
        yield from _terms(passage, unit, inside, amounts)
        return
    if figures:
        yield from _before_figures(passage, unit, inside, amounts, figures[0].start)
        return
    if unit.start == 0 and _TITLE.match(unit.text):
        return  # the clause's own title
    for segment in reversed(unit.segments):
        if _PROMISES.search(segment.text) and not _ONLY_SPEECH.match(segment.text) and "向上级" not in unit.text:
            yield segment.start, _record(passage, unit, segment, _conditions_in(inside, amounts), amounts)
            return


def _conditions_in(inside: Sequence[int], amounts: Sequence[Amount]) -> tuple[int, ...]:
    return tuple(n for n in inside if amounts[n].role == "condition")


def _terms(
    passage: Passage, unit: Unit, inside: Sequence[int], amounts: Sequence[Amount]
) -> Iterator[tuple[int, Benefit]]:
    """Levels that are no grant (a tax rate, a guarantee fee): one record for each, with the tier that it holds for."""
    waiting: list[int] = []
    for n in inside:
        waiting.append(n)
        if amounts[n].role != "term":
            continue
        segment = unit.segment_at(amounts[n].start)
        if slots.find_kind(unit.text) != "grant":
            yield segment.start, _record(passage, unit, segment, tuple(waiting), amounts)
        waiting = []


def _before_figures(
    passage: Passage, unit: Unit, inside: Sequence[int], amounts: Sequence[Amount], first: int
) -> Iterator[tuple[int, Benefit]]:
    """争取省级资金奖励，…市级按省级资金20%予以奖励: the province's money is a benefit of its own."""
    for segment in unit.segments:
        if segment.end > first or not slots.ENDEAVOUR.search(segment.text):
            continue
        rest = unit.text[segment.end - unit.start : first - unit.start]
        own = slots.CITY.search(rest) or (segment is not unit.segments[0] and rest.startswith(",对"))
        if _PROMISES.search(segment.text) and own:
            conditions = tuple(n for n in _conditions_in(inside, amounts) if amounts[n].start < segment.end)
            yield segment.start, _record(passage, unit, segment, conditions, amounts)
            return


def _record(
    passage: Passage, unit: Unit, segment: Segment, used: tuple[int, ...], amounts: Sequence[Amount]
) -> Benefit:
    words = unit.text[: segment.end - unit.start]
    span = find_recipient_phrase(unit, segment.start) if segment.start > unit.start else None
    if span is None or ADDRESS.match(segment.text):
        span = find_recipient_phrase(unit, segment.end) or span
    promised = _PROMISES.search(segment.text)
    own = (segment.start, segment.start + promised.start()) if promised else None
    if own and not ADDRESS.match(segment.text) and is_receiver(passage, *own):
        span = own  # 符合条件的孵化器享受……: the subject of the promise itself
    recipient = name_recipient(passage, unit, span, segment.end)
    whole = "全额" in segment.text and "给予" in segment.text
    terms = [n for n in used if amounts[n].role == "term"]
    lower = {a.value for a in amounts if passage.text[a.end : a.end + 3] == "及以下"}
    conditions = (make_condition(passage, unit, amounts[n], amounts[n].value in lower) for n in used if n not in terms)
    promise = slots.find_promise(words, only_ceiling=False)
    kind = slots.find_kind(unit.text)
    if promise == "committed" and not terms and slots.OTHER_RULE.search(_promised_for(segment, words)):
        promise = "by_other_rule"
    if kind == "grant" and not slots.MONEY_WORDS.search(unit.text):
        kind = "other"
    return Benefit(
        n=0,
        kind=kind,
        recipient=recipient,
        award=None,
        rate=Decimal(1) if whole else None,
        basis=_find_whole_basis(passage, unit, segment) if whole else None,
        limits=(),
        conditions=tuple(conditions),
        per=find_per(segment.text),
        duration=slots.find_duration(unit.text),
        payer=slots.find_payer(words),
        promise=promise,
        amounts=in_yuan(used, amounts),
        evidence=(Span(unit.start, unit.end),),
        refers_to=_find_reference(passage, segment) if promise == "by_other_rule" else None,
        open=() if terms or whole else (Open("no_sum"),),
    )


def _promised_for(segment: Segment, words: str) -> str:
    """The words that can name the rule: 按规定落实入学政策，符合要求的给予补贴 promises the second on its own terms."""
    return segment.text if "的给予" in segment.text else words


def _find_whole_basis(passage: Passage, unit: Unit, segment: Segment) -> str | None:
    """What is paid in full: 按照…增加的地方财政贡献，市财政按全额给予扶持."""
    left = unit.text[: segment.start - unit.start].rstrip(",")
    found = re.search(r"(?:按照[^,]*|[^,对]*)(?:贡献|利息|费用|租金|发生额)$", left)
    return passage.printed[unit.start + found.start() : unit.start + found.end()] if found else None


def _find_reference(passage: Passage, segment: Segment) -> str | None:
    """The rule that decides: a document's title, or the phrase that names it."""
    words = passage.words(segment.start, segment.end)
    title = re.search(r"《.+》", words.text)
    if title:
        return words.part(*title.span()).printed
    phrase = re.search(
        r"(?:参照|按照?|依照?|享受|落实|符合)(.{2,40}?)(?:执行|给予|予以|奖励|奖补|补助|补贴|享受|$)", words.text
    )
    if phrase is None:
        return None
    return words.part(*phrase.span(1)).printed.strip("的，,")
