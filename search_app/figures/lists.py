"""Do the members of a list share the unit of the last one: 分别奖励10、20、30万元, 按40、30、30%的比例?"""

from __future__ import annotations

import re
from collections.abc import Callable

from search_app.figures.numbers import Number, read_numbers
from search_app.figures.quantity import Quantity

_MEMBER = r"\d{1,5}(?:\.\d{1,2})?"
# The last member may be longer; a list of more has no reader.
_LIST = re.compile(rf"{_MEMBER}(?:[、和及或与]{_MEMBER}){{0,8}}[、和及或与](?=\d)")
# Right before the list something is granted or set for each: 第1、2条 and 1、奖励 have no such words.
_BEFORE = re.compile(r"(?:分别|依次|各)[^,。;、\d]{0,8}$|(?:奖励|补助|补贴|资助|给予|奖|补|按|为)$")
_JOINED = re.compile("[、和及或与]")


def read_shared_unit(text: str, first: Number, read: Callable[[Number], Quantity | None]) -> tuple[Quantity, ...]:
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
