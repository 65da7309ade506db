"""Is a line the name of a public body, or a day, and nothing else: what stands above a title and below a text?"""

from __future__ import annotations

import re
from functools import cache

from search_app.clauses.front.days import find_days, write_line
from search_app.data.phrases import one_of

_AFTER_DAY = re.compile(r"[^。;]{0,30}\)?")
MAX_BODY = 80  # characters of a line of issuers: several may stand on one


def is_issuer(text: str) -> bool:
    """Whether a line is the name of a body, or of several, or of who signs for it (市长 张某)."""
    line = write_line(text)
    if len(line) > MAX_BODY or _no_body().search(line):
        return False
    return bool(_body().search(line) or _signatory().fullmatch(line))


def is_signatory(text: str) -> bool:
    """Whether a line names who signs, and no body."""
    return bool(_signatory().fullmatch(write_line(text)))


def is_date_line(text: str) -> bool:
    """Whether a line is a day, perhaps with what happened on it (2025年3月5日印发) or behind the name of a body."""
    days = find_days(text)
    if not days:
        return False
    line = write_line(text)
    before, behind = line[: days[0].start], line[days[-1].end :]
    if not before.strip("("):
        return bool(_AFTER_DAY.fullmatch(line, days[0].end))
    return is_issuer(before) and bool(_done().fullmatch(behind))


@cache
def _done() -> re.Pattern[str]:
    return re.compile(rf"{one_of('front', 'act')}?")


@cache
def _body() -> re.Pattern[str]:
    return re.compile(rf"{one_of('front', 'body')}$")


@cache
def _signatory() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{0,8}}{one_of('front', 'signatory')}:?[\u4e00-\u9fff·]{{2,8}}")


@cache
def _no_body() -> re.Pattern[str]:
    return re.compile(rf"[,;:、。>《]|^各|{one_of('front', 'no_body')}")
