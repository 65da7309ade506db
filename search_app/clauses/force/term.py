"""From when until when does a document say that it holds?

Invariant: a date that the text does not give is never assumed; only sentences about the document count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from search_app.clauses.force.statements import Day, Statement, find_statements
from search_app.clauses.force.subjects import Subject, is_renewed
from search_app.clauses.force.words import Token, parse_day, parse_later, parse_span
from search_app.data.phrases import one_of
from search_app.model import Term
from search_app.text.numerals import write_dates
from search_app.text.passage import plain, read_passage

# The letters are those of ``words.CLASSES``: F from, D day, I day of issue, U onward, B begins, L lasts, P term,
# J first day, T until, Z ends, S span, V counted, N days later, R years, O other words, "," the end of a phrase.
_STARTS = re.compile(r"(?<!T)F?DU?,?B(?!O)|J,?F?DU?|FDU?V|[PLS],?FDU?(?=S|,|$)|B(?:F?)D(?!T)|FDU,?(?=[PL])")
_STARTS_ON_ISSUE = re.compile(r"F?I(?:U|N)*(?:B(?!O)|V|(?=,?[PLS])|$)|BN?F?I|J,?F?I")
_RANGE = re.compile(r"[PBLJ](?:,?S)?,?F?(?:DU?TD|R)(?!O)|F?D(?:U?TD)Z?,?[BL](?!O)|S,F?(?:DTD|R)(?=,|$)|DTD,?[PL](?!O)")
_UNTIL = re.compile(r"[PLS],?T+DZ?(?!O)|BT+DZ?(?!O)|[BU],T+DZ?(?!O)|,D(?:Z)(?!O)|ZF?D(?!O)|^DZ(?!O)")
_ENDED_BEFORE = re.compile(r"FDU?,?Z(?!O)")
_LASTS = re.compile(r"[PLB](?:[,FDIUVTN]*)S+(?!O)")
_NUMBERED_YEAR = re.compile(r"[\[(]((?:19|20)\d\d)[\])]\s*第?\d{1,4}号")
_SENTENCES = re.compile(r"(?:[^。\n!?.]|\.(?!\s|$))*(?:[。\n!?]|\.(?=\s|$)|$)")
_CLOSING = 2  # parts at the end of a document: what follows the provisions, often cut into two
_HEADING = re.compile(r"(?:政策)?(?:[施执实]行|实施|有效|生效)(?:时间|日期|期限|期)|附则")  # 实施期限。自2024年……
# A year, a length or a day of issue; 每年 and 年度 state none.
_VALUED = re.compile(
    r"[\d零一二三四五六七八九十两半]年|个月|[之布发]日|20\d\d|year|month|date|publication|promulgation"
)
MAX_SENTENCE = 1_500  # characters; longer ones are lists, and say nothing about the document


def find_term(texts: tuple[str, ...], title: str = "") -> Term:
    """What ``texts`` (the parts of one document, in order) say of its time. The last statement of a kind wins.

    Only sentences about the document count: what they speak of is 本办法, or the document's ``title``, or nothing else.
    Those of the last parts need no subject, for these are about the document.
    """
    term = Term(not_before=_find_not_before(texts))
    for n, text in enumerate(texts):
        term = _read_part(text, term, plain(title), closing=n >= len(texts) - _CLOSING)
    return with_end(term)


def with_issue_date(term: Term, issued: date | None) -> Term:
    """``term`` once the date of issue is known from elsewhere."""
    if issued is None:
        return term
    term = replace(term, issued=issued)
    if not term.start_on_issue:
        return term
    start = issued + timedelta(days=term.start_after)
    return with_end(replace(term, start=start))


def with_end(term: Term) -> Term:
    """``term`` with the last day that follows from its first day and its length, where the text states none."""
    if term.start is None or term.until or not (term.years or term.months):
        return term
    return replace(term, until=_add_months(term.start, 12 * (term.years or 0) + (term.months or 0)) - timedelta(days=1))


def _read_part(text: str, term: Term, title: str, closing: bool) -> Term:
    passage = read_passage(text)
    if not (_VALUED.search(passage.text) and _of_time().search(passage.text)):
        return term
    subject, led, before = Subject.NONE, False, ""
    for sentence in _SENTENCES.finditer(passage.text):
        read = sentence.group().strip(" 。.\n")
        if not read or len(read) > MAX_SENTENCE:
            continue
        if not (_VALUED.search(read) and _of_time().search(read)):
            # It states no time, and matters only to a sentence behind it.
            before, led = read, bool(_HEADING.fullmatch(read))
            continue
        if before:
            subject = Subject.NONE if led else find_statements(before, title, subject)[1]
            before = ""
        unnamed = closing or led or subject is Subject.DOCUMENT
        statements, spoken = find_statements(write_dates(read), title, subject)
        stated = term
        for statement in statements:
            if _may_be_own(read, statement, unnamed):
                stated = _read_statement(statement, stated)
        if stated != term:
            at = passage.span(*sentence.span())
            term = replace(stated, quote=text[at.start : at.end].strip())
            spoken = Subject.DOCUMENT
        subject, led = spoken, False
    return term


def _may_be_own(sentence: str, statement: Statement, unnamed: bool) -> bool:
    """Whether a statement is the document's: it names the document, or nothing, where nothing else is spoken of."""
    if statement.subject is Subject.DOCUMENT:
        return True
    return unnamed and statement.subject is Subject.NONE and not is_renewed(sentence)


def _read_statement(statement: Statement, term: Term) -> Term:
    if days := _days(statement.find(_RANGE)):
        (start, until) = _first_day(*days[0]), _last_day(*days[-1])
        if start and until and start <= until:
            term = replace(term, start=start, until=until)
    if days := _days(statement.find(_STARTS)):
        start = _first_day(*days[0])
        term = replace(term, start=start) if start else term
    elif found := statement.find(_STARTS_ON_ISSUE):
        later = next((parse_later(token.text) for token in found if token.kind == "N"), 0)
        term = replace(term, start_on_issue=True, start_after=later)
    if days := _days(statement.find(_UNTIL)):
        term = replace(term, until=_last_day(*days[-1]) or term.until)
    elif (days := _days(statement.find(_ENDED_BEFORE))) and (ended := _first_day(*days[-1])):
        term = replace(term, until=ended - timedelta(days=1))
    if spans := [token for token in statement.find(_LASTS) if token.kind == "S"]:
        months = sum(parse_span(token.text) for token in spans)
        term = replace(term, years=months // 12 or None, months=months % 12 or None)
    return term


def _days(tokens: Sequence[Token]) -> list[Day]:
    """The days of some words; of 2024-2026年 its first and its last year."""
    return list(_each_day(tokens))


def _each_day(tokens: Sequence[Token]) -> Iterator[Day]:
    for token in tokens:
        if token.kind == "D":
            yield parse_day(token.text)
        elif token.kind == "R":
            yield from ((int(year), None, None) for year in re.findall(r"\d{4}", token.text))


@cache
def _of_time() -> re.Pattern[str]:
    return re.compile(one_of("validity", "begins", "lasts", "term", "bare_term", "first_day", "ends"))


def _find_not_before(texts: tuple[str, ...]) -> date | None:
    years = [int(year) for text in texts for year in _NUMBERED_YEAR.findall(plain(text))]
    return date(max(years), 1, 1) if years else None


def _first_day(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 1, day or 1)
    except ValueError:
        return None


def _last_day(year: int, month: int | None, day: int | None) -> date | None:
    """The end of the year, month or day that is named: 至2025年 holds through 31 December 2025."""
    try:
        if day:
            return date(year, month or 1, day)
        following = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 1) + 1, 1)
        return following - timedelta(days=1)
    except ValueError:
        return None


def _add_months(day: date, months: int) -> date:
    """The same day of a later month; one that the month lacks is the first of the next."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:  # 29 February, 31 April
        return date(year, month + 2, 1)
