"""Which money sums, percentages and ratios does a Chinese text state, and what are they worth?

Invariant: ``text[q.start:q.end] == q.text``; quantities are in order and do not overlap; values are exact. What begins
at a place is read once, and no number has more than a fixed length, so every text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from search_app.figures.currencies import find_before, find_default_currency, may_end
from search_app.figures.english_figures import find_english_figures
from search_app.figures.glosses import join_glosses
from search_app.figures.numbers import Number, find_starts, read_numbers, skip_number
from search_app.figures.quantity import Quantity
from search_app.figures.ratios import read_ratio
from search_app.figures.tables import find_table_figures
from search_app.figures.units import read_quantity
from search_app.text.fold import UNKNOWN_GLYPH
from search_app.text.passage import Passage, read_passage

__all__ = ["Quantity", "find_quantities", "quantities_in"]

_JOIN = re.compile(r"\s?(?:\(不?含(?:本数)?\))?(?:以上(?=[至到]))?\s?(?:[-~至到]{1,2}|(?P<between>[与和]))\s?")
_ENGLISH_MULTIPLIER = re.compile(
    r"(?:\d\s?(?:[mk]|bn|mn)|(?:hundred|thousand|million|billion|trillion|lakh|crore)s?)(?![a-z])"
)
_MEMBER = r"\d{1,5}(?:\.\d{1,2})?"
# The last member may be longer; a list of more has no reader.
_LIST = re.compile(rf"{_MEMBER}(?:[、和及或与]{_MEMBER}){{0,8}}[、和及或与](?=\d)")
# Right before the list something is granted or set for each: 第1、2条 and 1、奖励 have no such words.
_BEFORE = re.compile(r"(?:分别|依次|各)[^,。;、\d]{0,8}$|(?:奖励|补助|补贴|资助|给予|奖|补|按|为)$")
_JOINED = re.compile("[、和及或与]")
_COUNTED = re.compile(r"\d{1,4}[年月日号名位家户条项届期天周次人]")  # most figures of a document
_FOREIGN = re.compile(r"[^\x00-\x7f¥£€₹]")


def find_quantities(text: str, own: str | None = None) -> tuple[Quantity, ...]:
    """Every money sum, percentage and ratio of ``text``, in order. ``text`` need not be folded; ``own`` is the currency
    that it counts in, read from the text itself where None."""
    passage = read_passage(text)
    spans = ((quantity, passage.span(quantity.start, quantity.end)) for quantity in quantities_in(passage, own))
    return tuple(replace(q, text=text[at.start : at.end], start=at.start, end=at.end) for q, at in spans)


def quantities_in(passage: Passage, own: str | None = None) -> tuple[Quantity, ...]:
    """The same with places in ``passage``, and quoted as it prints them."""
    own = own or find_default_currency(passage.text)
    taken = sorted((*_find_english(passage.text, own), *find_table_figures(passage, own)), key=lambda q: q.start)
    found = join_glosses(passage.text, list(_read_all(passage.text, taken, own)))
    certain = (figure for figure in found if not _is_beside_unknown(passage.text, figure))
    return tuple(replace(q, text=passage.printed[q.start : q.end]) for q in certain)


def _is_beside_unknown(text: str, figure: Quantity) -> bool:
    """Whether a character that only its font knows stands in or right beside a figure, where it may be a point or a
    figure of its own; not one that begins a line, as the sign of a list does."""
    before = text[max(0, figure.start - 9) : figure.start].rstrip(" ")
    behind = text[figure.end : figure.end + 9].lstrip(" ")
    if UNKNOWN_GLYPH.search(text, figure.start, figure.end) or UNKNOWN_GLYPH.match(behind[:1]):
        return True
    begins = not before[:-1].strip() or before[:-1].rstrip(" ")[-1:] in "\n。;:"
    return not begins and bool(UNKNOWN_GLYPH.match(before[-1:]))


def _read_all(text: str, taken: Sequence[Quantity], own: str) -> Iterator[Quantity]:
    """Every figure of ``text``; those that are ``taken`` already have their place."""
    at, money, waiting = 0, None, list(reversed(taken))
    for start in find_starts(text):
        while waiting and waiting[-1].end <= start:
            figure = waiting.pop()
            if figure.start >= at:
                yield figure
                at = figure.end
        if start < at or (waiting and waiting[-1].start <= start):
            continue
        figures, end = _read_at(text, start, own, money)
        at = max(end, start + 1)
        if figures:
            yield from figures
            money = figures[-1].whole[1] if figures[-1].kind == "money" else None
    yield from (figure for figure in reversed(waiting) if figure.start >= at)


def _read_at(text: str, start: int, own: str, after_money: int | None) -> tuple[tuple[Quantity, ...], int]:
    """The figures that begin at ``start``, and where to read on."""
    if (counted := _COUNTED.match(text, start)) and not may_end(text, start):
        return (), counted.end()
    if found := read_ratio(text, start):
        return found, found[-1].end
    longest = None
    for number in read_numbers(text, start):
        longest = longest or number
        if figures := _read_from(text, number, own, after_money):
            return figures, figures[-1].end
    return (), longest.end if longest else skip_number(text, start)


def _read_from(text: str, number: Number, own: str, after_money: int | None) -> tuple[Quantity, ...]:
    """The figure that ``number`` is, a range that it begins, or a list whose last member has the unit."""
    one = read_quantity(text, number, own, after_money)
    if join := _JOIN.match(text, one.whole[1] if one else number.end):
        for second in read_numbers(text, join.end()):
            if whole := _read_range(text, number, one, second, bool(join["between"]), own):
                return (whole,)
    if one:
        return (one,)
    return _read_shared_unit(text, number, lambda last: read_quantity(text, last, own, after_money))


def _read_range(
    text: str, first: Number, one: Quantity | None, second: Number, between: bool, own: str
) -> Quantity | None:
    """50-100万元, 10万元与20万元之间, 新台币15万元至30万元: ``one`` is what ``first`` is worth with its own unit."""
    two = read_quantity(text, second, own, first.end if one and one.kind == "money" else None)
    if two is None or (between and not text.startswith("之间", two.end)):
        return None
    before = find_before(text, first.start, own)
    if before and two.kind == "money" and two.opens < 0:
        two = replace(two, currency=before.code)  # named once for both
    low = _low_end(first, one, two, second)
    high = two.value_hi or two.value
    if low is not None and low > high and _states_itself(first, one):
        low, high = high, low  # 30万元-10万元, 30万—10万元: each end says how large it is
    if low is None or low >= high:
        return None
    opens = one.opens if one else before.start if before else -1
    return replace(two, start=first.start, value=low, value_hi=high, opens=opens, closes=two.closes)


def _states_itself(first: Number, one: Quantity | None) -> bool:
    """Whether the first end of a range says how large it is, by its unit or its 万."""
    return first.large if one is None else one.value_hi is None and (first.large or one.end > first.end)


def _low_end(first: Number, one: Quantity | None, two: Quantity, second: Number) -> Decimal | None:
    """The lower end of a range in the unit of the upper: 50-100万元 starts at 50万, 2000万至5000万元 at 2000万."""
    if one is not None and (one.kind, one.currency) == (two.kind, two.currency):
        return one.value
    bare = one is not None and one.whole == (first.start, first.end)  # 1000万至2000万美元
    if (one is not None and not bare) or two.kind == "ratio" or first.colloquial:
        return None
    if two.kind == "percent":
        return first.value * (two.value / second.value) if second.value else None
    if first.large or (first.unit > 1 and not first.words):
        return first.value
    return first.value * _shared_unit(first, second)


def _shared_unit(first: Number, second: Number) -> int:
    """5-8千元 and 三至五千元 share 千, 五十至一百万元 and 五至十万元 only 万."""
    if not second.words:
        return second.unit
    large = _large_part(second.unit)
    return (
        second.unit if first.unit == 1 and second.unit // large in (100, 1000) and second.value > second.unit else large
    )


def _large_part(unit: int) -> int:
    part = 1
    while unit % 10_000 == 0:
        unit, part = unit // 10_000, part * 10_000
    return part


def _read_shared_unit(text: str, first: Number, read: Callable[[Number], Quantity | None]) -> tuple[Quantity, ...]:
    """The members of the list that begins with ``first``, a number without a unit; ``read`` gives a number with the
    unit behind it. Nothing where the last member has no unit, or one before it has its own."""
    if first.words or first.unit > 1 or not _BEFORE.search(text, max(0, first.start - 16), first.start):
        return ()
    listed = _LIST.match(text, first.start)
    last = next(read_numbers(text, listed.end()), None) if listed else None
    figure = read(last) if last else None
    if listed is None or last is None or figure is None or figure.value_hi is not None or not last.value:
        return ()
    scale = last.unit if figure.kind == "money" else figure.value / last.value
    members, at = [], first.start
    for printed in _JOINED.split(listed.group())[:-1]:
        number = next(read_numbers(text, at), None)
        if number is None or number.end != at + len(printed):
            return ()
        kind, value = figure.kind, number.value * scale
        members.append(Quantity("", at, number.end, kind, value, currency=figure.currency))
        at = number.end + 1
    return (*members, figure)


def _find_english(text: str, own: str) -> list[Quantity]:
    """Sums that a Chinese text writes with an English multiplier: RMB 5-10 million."""
    if not _ENGLISH_MULTIPLIER.search(text):
        return []
    latin = _FOREIGN.sub(" ", text)  # as long; a Chinese character ends a Latin word
    figures = (figure for figure in find_english_figures(latin, own) if figure.kind == "money")
    return [
        Quantity("", f.start, f.end, f.kind, f.value, f.value_hi, f.currency, f.bound)
        for f in figures
        if _ENGLISH_MULTIPLIER.search(text, f.start, f.end)
    ]
