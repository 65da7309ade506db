"""What is a rate computed on, and what must be reached for a grant?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from search_app.figures.bounds import find_compare
from search_app.figures.currencies import without_currency
from search_app.model import Amount, Compare, Condition
from search_app.reading.slots.anchor import Anchor, Slot
from search_app.reading.words.provision import Provision
from search_app.reading.words.units import Unit
from search_app.text.passage import Passage

_ADDRESS = re.compile(r"(?:其中|同时|并|此外)?(?:对于|对|为|凡)(?!外|接|进|应|照)")
_MEASURES = {"invest", "revenue", "tax_paid", "capital", "cost", "loan", "part", "growth"}
# Behind one of these words a base may begin where no 按 says so: 给予…, 奖励…, 补….
_OPENS = {"give", "aid", "interest_aid", "to", "bear"}
_NEAR_STEP = 12  # characters before a figure in which 每增加 and the like stand
_LISTED = re.compile(r"[、和或及与,]?(?:[\d.]+[%‰][、和或及与,]?)*")
_RULE = re.compile("照?(?:规定|政策|标准|要求)")
_SKIPPED = re.compile("照?(?:不超过|不高于|不低于)?(?:企业)?其?")
_GIVEN = re.compile(",?给予")
_CLOSING = re.compile("(?:,|分别|[给予]予|的|原则上|不超过|不高于|最高|一次性)+$")
_WITHOUT = re.compile(r"\(不含")
_OTHERS = re.compile(r"(?:[\d.,万亿美欧港澳元%]+(?:、|和|或))+$")
_NEXT_MEMBER = re.compile(r"^(?:、|和|及|或)[^,]{1,12}(?=以上|以下)")


def find_basis(provision: Provision, anchor: Anchor) -> Slot[str] | None:
    """What the rate that begins at ``anchor.start`` is applied to, as printed: 实缴资本额（扣除省内出资后）. It begins
    behind the last 按 of the sentence, else behind a word of giving in the figure's own phrase."""
    unit, text = anchor.unit, provision.passage.text
    tokens = [t for t in provision.tokens_in(unit.start, anchor.start) if t.end <= anchor.start]
    outside = [
        t
        for t in tokens
        if unit.text.count("(", 0, t.start - unit.start) == unit.text.count(")", 0, t.start - unit.start)
    ]
    before = (q for q in provision.quantities_in(unit.start, anchor.start) if q.end <= anchor.start)
    figures = (q for q in before if not _LISTED.fullmatch(text, q.end, anchor.start))
    last = max((q.end for q in figures), default=unit.start)
    opens = [t for t in outside if t.name == "by" and t.start >= last and not _RULE.match(text, t.end)]
    if not opens:
        phrase = unit.segment_at(anchor.start).start
        opens = [t for t in outside if t.start >= phrase and t.name in _OPENS and _says_more(text, t.end, anchor.start)]
    if opens:
        start = _skip(text, opens[-1].end)
        start = _behind_receiver(provision, start, anchor.start) if opens[-1].name in _OPENS else start
    elif (start := _find_own_phrase(provision, anchor)) < 0:
        return None
    found = _GIVEN.search(text, start, anchor.start)
    end = found.start() if found else anchor.start
    end = start + len(_CLOSING.sub("", text[start:end]))
    names = {t.name for t in provision.tokens_in(start, end) if t.end <= end}
    if end <= start or (names and names <= {"share_of", "raise"}):
        return None  # 补助比例提高到60%: the base is that of the grant before
    return Slot(provision.passage.printed[start:end], start, end)


def _behind_receiver(provision: Provision, start: int, end: int) -> int:
    """Where the base begins when the words of giving name first who gets it: 给予实施招商企业固定资产投资额的1%."""
    tokens = provision.tokens_in(start, end)
    named = (
        other.start for one, other in pairwise(tokens)
        if one.name == "company" and other.name in _MEASURES and one.end == other.start
    )  # fmt: skip
    return next(named, start)


def _find_own_phrase(provision: Provision, anchor: Anchor) -> int:
    """Where the figure's own phrase begins, when it names what is measured and ends in 的 (交易额的1%);
    -1 when it does not."""
    segment = anchor.unit.segment_at(anchor.start)
    named = any(t.name in _MEASURES for t in provision.tokens_in(segment.start, anchor.start))
    return segment.start if named and provision.passage.text[anchor.start - 1] == "的" else -1


def _skip(text: str, at: int) -> int:
    """The place behind the words that stand between 按 and the base itself."""
    found = _SKIPPED.match(text, at)
    return found.end() if found else at


def _says_more(text: str, start: int, end: int) -> bool:
    """Whether words of a base stand there: 奖励固定资产投资的5%, and not 奖励5%."""
    return len(_CLOSING.sub("", text[_skip(text, start) : end])) > 1


def in_yuan(used: Sequence[int], amounts: Sequence[Amount]) -> tuple[int, ...]:
    """``used`` without conditions in another currency: 出口额达到2500万美元 is no sum that yuan are compared with."""
    return tuple(n for n in used if amounts[n].role != "condition" or amounts[n].currency in (None, "CNY"))


def find_conditions(
    provision: Provision, unit: Unit, thresholds: Sequence[Amount], amounts: Sequence[Amount]
) -> tuple[Condition, ...]:
    """What each of ``thresholds`` asks for."""
    text = provision.passage.text
    near = amounts if thresholds and "及以下" in text else ()
    lower = {a.value for a in near if text.startswith(("及以下", "(含)及以下"), a.end)}
    return tuple(
        condition
        for amount in thresholds
        for condition in _make_conditions(provision, unit, amount, amount.value in lower)
    )


def _make_conditions(provision: Provision, unit: Unit, amount: Amount, beside: bool) -> list[Condition]:
    """The condition that ``amount`` states; of a range both ends. ``beside``: the clause also has a tier 及以下 of the
    same sum, so that 以上 excludes it. A step (每增加100万元) is compared with nothing."""
    words = _phrase(provision.passage, unit, amount)
    if _is_step(provision, amount):
        return [Condition(words, amount.value)]
    if amount.value_hi is not None:
        without = _WITHOUT.match(provision.passage.text, amount.end)
        return [Condition(words, amount.value, "ge"), Condition(words, amount.value_hi, "lt" if without else "le")]
    compare = _compare(unit, amount)
    return [Condition(words, amount.value, "gt" if compare == "ge" and beside else compare)]


def _is_step(provision: Provision, amount: Amount) -> bool:
    before = [t for t in provision.tokens_in(amount.start - _NEAR_STEP, amount.start) if t.end <= amount.start]
    return bool(before) and before[-1].name == "step" and amount.start - before[-1].end <= 4


def _phrase(passage: Passage, unit: Unit, amount: Amount) -> str:
    segment = unit.segment_at(amount.start)
    address = _ADDRESS.match(segment.text)
    return passage.printed[segment.start + (address.end() if address else 0) : segment.end].removesuffix("的")


def _compare(unit: Unit, amount: Amount) -> Compare | None:
    """What the words around ``amount``, or around the list in which it stands, compare it with."""
    right = _NEXT_MEMBER.sub("", unit.text[amount.end - unit.start :])
    left = _OTHERS.sub("", unit.text[: amount.start - unit.start])
    return find_compare(without_currency(left), right)
