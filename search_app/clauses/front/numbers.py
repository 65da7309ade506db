"""Which number does a document print of itself: 某政发〔2024〕2号, 某市人民政府令第12号, 府經字第1130012345號?

Invariant: a number is only taken from a row of the register, or from a line that holds nothing else but the day, the
issuer and what was done, so that it is the document's own and not one that it cites.
"""

from __future__ import annotations

import re
from functools import cache

from search_app.clauses.front.bodies import is_issuer
from search_app.clauses.front.days import find_days
from search_app.clauses.front.index_rows import is_index_row, read_index
from search_app.data.phrases import one_of
from search_app.text.fold import squeeze
from search_app.text.numerals import HAN_NUMERALS, PRINTED_DATE, write_dates
from search_app.text.passage import plain

MAX_LINE = 90  # characters of a line with a number and what was done; longer lines are text
_HAN = r"[\u4e00-\u9fff]"
_YEAR = r"(?:19|20)\d\d"
_COUNT = rf"(?:\d{{1,4}}|[{HAN_NUMERALS}]{{1,7}})"
_FORMS = (
    rf"{_HAN}{{1,16}}?[\[(]{_YEAR}年?[\])](?:第|字)?[a-z]?\d{{1,5}}号",  # 某政发〔2024〕2号
    rf"{_HAN}{{1,10}}?字第\d{{1,12}}[a-z]?号",  # 府經字第1130012345號
    rf"{_HAN}{{1,12}}?{_YEAR}年第\d{{1,4}}号",  # 某市人民政府公告2024年第3号
    rf"{_HAN}{{2,24}}?(?:令|公告)\(?第?{_COUNT}号\)?",  # 某市人民政府令第12号
    rf"第{_COUNT}号",
    rf"no\.?\d{{1,5}}(?:of|/){_YEAR}",  # No. 5 of 2024
)
_NUMBER = re.compile("|".join(f"(?:{form})" for form in _FORMS))
_WHOLE = re.compile(rf"{_FORMS[0]}|{_FORMS[1]}")
_IN_BRACKETS = re.compile(rf"\(({_WHOLE.pattern})\)$")  # at the end of a title
_CODE_ALONE = re.compile(rf"{_HAN}{{1,16}}[\[(]{_YEAR}年?[\])]第?\d{{1,5}}$")  # a row may leave 号 out
# The name of a body that runs into its number: 某縣政府府建商字第…. One character alone (教政法厅函) is part of it.
_BODY_BEFORE = re.compile(rf"{_HAN}{{2,14}}?(?:政府|委员会|办公室|办公厅)(?:文件)?(?={_HAN})")
_DATE = re.compile(PRINTED_DATE)
_OFFICE_BEFORE = re.compile(rf"{_HAN}{{2,14}}?(?:政府|委员会|总统|[院部局厅处会])(?={_HAN})")


def find_number(text: str) -> str | None:
    """The document's own number on a line of its own, as printed without white space:
    （清政办函〔2025〕11号，2025年2月8日印发）. None for a line that says anything else."""
    if is_index_row(text):
        return next((n for field, value in read_index([text]) if field == "number" and (n := read_value(value))), None)
    printed = squeeze(text)
    if len(printed) > MAX_LINE:
        return None
    line = plain(printed)
    start = _skip_before(line)
    found = _NUMBER.match(line, start)
    if not found or _is_cited(found.group()) or not _is_nothing_else(line[found.end() :]):
        return None
    if found.group().startswith("第") and not _stands_alone(line, found):
        return None
    if found.group().isascii():
        return " ".join(text.split()).strip("()[]")
    return printed[slice(*found.span())]


def read_value(value: str) -> str | None:
    """The number that a row of the register holds."""
    printed = squeeze(value)
    line = plain(printed)
    found = _NUMBER.match(line) or _CODE_ALONE.match(line)
    return printed[slice(*found.span())] if found and not _is_cited(found.group()) else None


def split_title(title: str) -> tuple[str, str | None]:
    """A title, without white space, and the number in brackets at its end."""
    found = _IN_BRACKETS.search(plain(title))
    return (title[: found.start()], title[slice(*found.span(1))]) if found else (title, None)


def completes_number(above: str, text: str) -> bool:
    """Whether a number is broken between two lines."""
    if len(above) + len(text) > 2 * MAX_LINE or find_number(above):
        return False
    below = find_number(text)
    if not below and _WHOLE.search(plain(squeeze(text))):
        return False  # of another document
    of_order = below and below.startswith("第") and plain(squeeze(above)).endswith(("令", "公告"))
    return (not below or bool(of_order)) and find_number(above + text) is not None


def _skip_before(line: str) -> int:
    """Where the number may begin: behind a bracket, a day, and a body that is named in full."""
    start = 1 if line[:1] in "([" else 0
    body = _BODY_BEFORE
    if day := _DATE.match(line, start):
        start, body = day.end(), _OFFICE_BEFORE
    office = body.match(line, start)
    if office and _NUMBER.match(line, office.end()) and not line.startswith(("第", "令", "公告"), office.end()):
        start = office.end()
    return start


def _is_cited(number: str) -> bool:
    return bool(_cited().match(number))


@cache
def _cited() -> re.Pattern[str]:
    return re.compile(one_of("front", "cited"))


@cache
def _done() -> re.Pattern[str]:
    """What may stand behind a number: how it was issued, on which day, who signed."""
    act = one_of("front", "act")
    return re.compile(rf"令?(?:[,;]?[^()。;]{{0,20}}{act}(?:全文[^,。;]{{1,8}}条)?|[,;]?签发人:?{_HAN}{{0,6}})?\)?$")


def _is_nothing_else(behind: str) -> bool:
    if _done().match(behind):
        return True
    days = find_days(behind)
    rest = write_dates(behind)
    for day in reversed(days):
        rest = rest[: day.start] + rest[day.end :]
    return bool(days) and not rest.strip(",;()·")


def _stands_alone(line: str, found: re.Match[str]) -> bool:
    """第12号 says of whom it is only by where it stands: on a line of its own, in brackets or behind the issuer."""
    before = line[: found.start()].strip("([")
    return not before or is_issuer(before)
