"""From when until when does a document say that it holds, and does it hold on a given day?

Invariant: a date that the text (or the catalogue, with its source) does not give is never assumed; what cannot be
decided is "unknown", with the reason.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from search_app.data import read_table
from search_app.model import Bilingual, Status, Term, Validity
from search_app.text.numerals import HAN_NUMERALS, parse_number, write_dates
from search_app.text.passage import plain, read_passage
from search_app.text.wording import write_date

_DATE = r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?"
_FORCE = "(?:起)?(?:正式)?(?:施行|实施|执行|生效|试行|实行)(?!的)"  # 自…起实施的项目 are projects, not the document
_PERIOD = "(?:(?:有效|试行|执行|施行|实施|实行)期[限间]?|(?<=政策|措施|办法|意见|规定|细则)期限)"
_NUMBER = rf"(?:\d{{1,2}}|[{HAN_NUMERALS}]{{1,3}})"
_START_DATE = re.compile(
    rf"自{_DATE}(?:{_FORCE}|起(?:计?算)?,?{_PERIOD})|"
    rf"(?:{_PERIOD}|试行|有效|暂定)(?:为|是)?(?:暂定)?(?:{_NUMBER}年)?,?自{_DATE}起"  # 有效期五年，自……起算
)
_START_ON_ISSUE = re.compile(
    rf"自(?:发布|印发|公布|下发|颁布|发文|签发)(?:之日|日)(?:起?(?:满)?({_NUMBER}|\d{{3}})日后)?"
    rf"(?:{_FORCE}|起?(?:试行|有效|执行|实行))"
)
_UNTIL = re.compile(rf"(?:{_PERIOD}|有效|[执施试]行)(?:为|延长)?(?:截止|截?止?(?:至|到|于)){_DATE}")
# Days of application and the like are ranges too: only one that is said to be in force is the document's.
_RANGE = re.compile(
    rf"(?:{_PERIOD}|执行时间)(?:(?:为|是)?{_NUMBER}年,)?(?:自|从|为|:|是)*{_DATE}起?(?:至|到){_DATE}|"
    rf"自{_DATE}{_FORCE},?(?:有效)?(?:至|到){_DATE}止?|"
    rf"自{_DATE}起?,?(?:至|到){_DATE}(?:止,?)?{_FORCE}"
)
_YEARS = re.compile(
    rf"(?:{_PERIOD}|试行|有效|暂定|暂行)(?:为|是)?(?:暂定|暂时|试行|执行|施行|实行)?(?:为|是)?(?:自{_DATE}起)?{_NUMBER}年(?!度|内|以)"
)
_YEARS_NUMBER = re.compile(rf"(\d{{1,2}}|[{HAN_NUMERALS}]{{1,3}})年")
_NUMBERED_YEAR = re.compile(r"[\[(]((?:19|20)\d\d)[\])]\s*第?\d{1,4}号")
_OF_TIME = re.compile("施行|实施|执行|生效|试行|实行|有效|期限|暂定|暂行")
_SENTENCES = re.compile(r"[^。]*。?")
_CHINA = timedelta(hours=8)


def today_in_hegang() -> date:
    """The calendar day in China, wherever the server stands. Only the edges of the program ask for it."""
    return day_in_hegang(datetime.now(UTC))


def day_in_hegang(moment: datetime) -> date:
    """The calendar day in China at ``moment``, which knows its time zone."""
    return (moment.astimezone(UTC) + _CHINA).date()


def find_term(texts: tuple[str, ...], title: str = "") -> Term:
    """What ``texts`` (the parts of one document, in order) say of its time. The last statement of a kind wins.

    Only sentences about the document count: what they speak of is 本办法, or the document's ``title``, or nothing else.
    """
    term = Term(not_before=_find_not_before(texts))
    for text in texts:
        passage, before = read_passage(text), term
        named = bool(_says()["named"].search(passage.text))
        for sentence in _SENTENCES.finditer(passage.text):
            # 人才码由市人社局发放。有效期2年: nothing says that the second sentence speaks of the document.
            alone = not named and sentence.start() > 0 and term == before
            stated = _read_sentence(sentence.group(), term, plain(title), alone)
            if stated != term:
                at = passage.span(*sentence.span())
                term = replace(stated, quote=text[at.start : at.end].strip())
    if term.years and term.start and not term.until:
        term = replace(term, until=_add_years(term.start, term.years) - timedelta(days=1))
    return term


def with_issue_date(term: Term, issued: date | None) -> Term:
    """``term`` once the date of issue is known from elsewhere."""
    if issued is None:
        return term
    term = replace(term, issued=issued)
    if not term.start_on_issue:
        return term
    start = issued + timedelta(days=term.start_after)
    until = term.until
    if until is None and term.years:
        until = _add_years(start, term.years) - timedelta(days=1)
    return replace(term, start=start, until=until)


def _read_sentence(sentence: str, term: Term, title: str, alone: bool) -> Term:
    """``term`` with what ``sentence``, of a passage, says of it."""
    if not _OF_TIME.search(sentence):
        return term
    read = write_dates(sentence)
    before = term

    def find(pattern: re.Pattern[str]) -> re.Match[str] | None:
        return next((m for m in pattern.finditer(read) if _is_of_document(read, m, title)), None)

    if found := find(_RANGE):
        (start, until) = _dates(found)
        if _first_day(*start) and _last_day(*until):
            term = replace(term, start=_first_day(*start), until=_last_day(*until))
    if found := find(_START_DATE):
        (start,) = _dates(found)
        term = replace(term, start=_first_day(*start))
    if found := find(_START_ON_ISSUE):
        term = replace(term, start_on_issue=True, start_after=int(parse_number(found.group(1) or "0") or 0))
    if found := find(_UNTIL):
        term = replace(term, until=_last_day(*found.groups()))
    elif (found := find(_YEARS)) and not (alone and term == before):
        years = parse_number(_YEARS_NUMBER.findall(found.group())[-1])
        term = replace(term, years=int(years) if years else None)
    return term


_SINCE = re.compile(r"(?:自|从)(?:(?=\d|发布|印发|公布|下发|颁布|发文|签发).*)?$")


@cache
def _says() -> dict[str, re.Pattern[str]]:
    """The patterns of data/validity.toml."""
    words = {name: read_table("validity", name)[0]["words"] for name in ("document", "aside", "passing", "renewed")}
    one = {name: "|".join(sorted(words[name], key=len, reverse=True)) for name in words}
    itself = rf"(?:{one['document']})(?:\([^()]*\))?"
    return {
        # 本办法规定的补贴 is no document.
        "itself": re.compile(
            rf"^(?:[本该]|上述|以上)[^,的]{{0,12}}?{itself}(?!的.|规定|所称|所列|中|支持|扶持|奖励|补)|^{itself}的?$|^[本该]若干"
        ),
        "named": re.compile(rf"[本该][^,;:。的]{{0,12}}?{itself}"),
        "aside": re.compile(rf"\[(?:{one['aside']})\]|\((?:{one['aside']})\)|^(?:{one['aside']})+$"),
        "passing": re.compile(rf"(?:{one['passing']})$"),
        "renewed": re.compile(f"(?:{one['renewed']})"),
    }


def _is_of_document(read: str, found: re.Match[str], title: str) -> bool:
    """Whether the statement ``found`` in a sentence has the document for its subject: the nearest phrase before it that
    has one names the document. A statement without any subject is its own, unless it can be renewed."""
    says = _says()
    phrases = re.split("[,;:]", read[: found.start()])
    for n, phrase in enumerate(reversed(phrases)):
        words = says["aside"].sub("", re.sub(r"^\([一二三四五六七八九十\d]+\)", "", phrase.strip()))
        words = _SINCE.sub("", words)
        if not words:
            continue
        if says["itself"].match(words) or (title and re.fullmatch(r"《[^《》]+》", words) and words[1:-1] in title):
            return True
        if n == 0 or not says["passing"].search(words):
            return False
    return not says["renewed"].search(read, found.end())


def _dates(found: re.Match[str]) -> list[tuple[str, str | None, str | None]]:
    """The dates of a match; each is a year, a month and a day in groups of its own."""
    groups = found.groups()
    return [(groups[n], groups[n + 1], groups[n + 2]) for n in range(0, len(groups), 3) if groups[n]]


def _find_not_before(texts: tuple[str, ...]) -> date | None:
    years = [int(year) for text in texts for year in _NUMBERED_YEAR.findall(plain(text))]
    return date(max(years), 1, 1) if years else None


def _first_day(year: str, month: str | None, day: str | None) -> date | None:
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


def _last_day(year: str, month: str | None, day: str | None) -> date | None:
    """The end of the year, month or day that is named: 至2025年 holds through 31 December 2025."""
    try:
        if day:
            return date(int(year), int(month or 1), int(day))
        following = date(int(year) + 1, 1, 1) if month in (None, "12") else date(int(year), int(month) + 1, 1)
        return following - timedelta(days=1)
    except ValueError:
        return None


def _add_years(day: date, years: int) -> date:
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def find_validity(term: Term, day: date) -> Validity:
    """Status on ``day``, with the dates and the sentence it rests on, and the reason in both languages."""
    status, reason = _judge(term, day)
    return Validity(status, term.start, term.until, f"P{term.years}Y" if term.years else None, term.quote, reason)


def _judge(term: Term, day: date) -> tuple[Status, Bilingual]:
    if term.replaced_on and term.replaced_on <= day:
        return "repealed", Bilingual(
            f"自{_zh(term.replaced_on)}起由新版本取代。", f"Replaced by a newer version on {_en(term.replaced_on)}."
        )
    if term.repealed_by and (term.repealed_on is None or term.repealed_on <= day):
        return "repealed", Bilingual(f"已被《{term.repealed_by}》废止。", f"Repealed by “{term.repealed_by}”.")
    if term.counts_from and day < term.counts_from and not (term.start and day < term.start):
        return "not_yet_in_force", Bilingual(
            f"本版本{_zh(term.counts_from)}才开始适用。", f"This version counts from {_en(term.counts_from)}."
        )
    if term.start and day < term.start:
        return "not_yet_in_force", Bilingual(f"自{_zh(term.start)}起施行。", f"Takes effect on {_en(term.start)}.")
    if term.until and term.until < day:
        return "expired", Bilingual(f"有效期至{_zh(term.until)}，已届满。", f"Expired on {_en(term.until)}.")
    if not term.start and term.not_before and day < term.not_before:
        year = term.not_before.year
        return "not_yet_in_force", Bilingual(
            f"文中引用了{year}年的文件，故不可能在{year}年以前施行。",
            f"It cites a document of {year}, so it cannot have been in force before {year}.",
        )
    if term.until:
        begin = "" if term.start else "文本未载明印发日期；"
        begin_en = "" if term.start else "; the text gives no date of issue"
        return "in_force", Bilingual(f"{begin}有效期至{_zh(term.until)}。", f"Valid until {_en(term.until)}{begin_en}.")
    if term.years:
        return "unknown", Bilingual(
            f"有效期{term.years}年，自印发之日起算，但文本未载明印发日期，无法判断是否仍然有效。",
            f"Valid for {term.years} years from issue, but the text gives no date of issue: "
            "whether it is still in force cannot be decided.",
        )
    return "in_force", _no_end(term)


def _no_end(term: Term) -> Bilingual:
    if term.start:
        return Bilingual(
            f"自{_zh(term.start)}起施行，未载明终止日期。",
            f"In force since {_en(term.start)}; no end is stated.",
        )
    if term.start_on_issue:
        return Bilingual(
            "自发布之日起施行，文本未载明发布日期，也未载明终止日期。",
            "In force from its date of issue, which the text does not give; no end is stated.",
        )
    if term.counts_from:
        return Bilingual(
            f"本版本自{_zh(term.counts_from)}起适用，未载明终止日期。",
            f"This version counts from {_en(term.counts_from)}; no end is stated.",
        )
    if term.issued:
        return Bilingual(
            f"{_zh(term.issued)}印发，未载明施行日期和终止日期。",
            f"Issued on {_en(term.issued)}; neither a beginning nor an end is stated.",
        )
    return Bilingual("未载明施行日期和终止日期。", "Neither a beginning nor an end is stated.")


def _zh(day: date) -> str:
    return write_date(day, "zh")


def _en(day: date) -> str:
    return write_date(day, "en")
