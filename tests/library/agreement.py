"""Does the English of a sentence say what its Chinese says: each figure, date, number, bound and payer, and all of it?

Figures, numbers in words and payers are read by the readers of the product, in either language; words of bounds are
those of ``usage.toml``. Invariant: what is said of a pair depends on the two sentences and the tables alone.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.figures.english_words import any_of, find_starts, multipliers, phrase, read_words
from search_app.library.translation.figures import find_wrong_figures
from search_app.model import Amount
from search_app.reading.english import find_english_amounts
from search_app.reading.roles import find_amounts
from search_app.text.fold import fold
from search_app.text.numerals import parse_number, write_dates
from tests.library.periods import find_other_periods
from tests.library.purposes import find_other_purposes
from tests.library.usage import Rule, find_phrases

Numbers = Counter[tuple[Decimal | int, ...]]  # a number, or a date as year, month and day (0 where none is said)
_KINDS = ("money", "percent", "ratio")
_HAN = "一二三四五六七八九十百千两"
_MEASURES = "个家名年天夜项月类种批级人所条方点强维件台套户亩场张吨辆间床届平米公"
_DATE = re.compile(r"((?:19|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?|年?([底末]))?")
_TO_A_YEAR = re.compile(r"(?<=[至到])((?:19|20)\d\d)年(?!\d*月|年?[底末])")
_NUMBER = re.compile(
    rf"\d+(?:\.\d+)?[万亿]?|(?<![{_HAN}第上])[{_HAN}]+[万亿]?(?=(?:[至到~—-][{_HAN}]+)?[{_MEASURES}])|半(?=年)"
)
_TIME = re.compile(r"[年天夜]|个?月")
_HALF_YEAR = 6  # months
_MONTHS = [name.lower() for name in calendar.month_name]
_ENGLISH_DATE = re.compile(rf"(?:(\d{{1,2}}) )?\b({'|'.join(_MONTHS[1:])}) ((?:19|20)\d\d)")
_ENGLISH_END = re.compile(r"\b(?:year-end|end-|(?:end|close|last day) of (?:the year )?) ?((?:19|20)\d\d)\b")
_LAST_DAY = (12, 31)
_ENGLISH_HALF_YEAR = re.compile(r"half[- ]a[- ]year|half[- ]year")
_ENGLISH_TIME = re.compile(r"[ -](?:full |whole )?(?:year|month|day|night)")
_ANY_ONE = re.compile(r"\b(?:any|each|every) one$")
_A_TIME = re.compile(r"\b(?:for|within|in|of|than|least|most|after|over) a (?:full |whole )?(?:year|month|day|night)\b")
_INCLUDED = re.compile(r"(?<=[（(])不?含[^（）()]*(?=[）)])")  # 50人（含50人）以上 says its figure twice
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)*》|“[^“”]*”")
_JOINED = re.compile(r"[、和或及]")
_COUNT = rf"[\d.{_HAN}万亿]+[^\s\d，。；、和或及]{{0,6}}"
_LISTED_BEFORE = re.compile(rf"((?:{_COUNT}[、和或及]+)+){_COUNT}以[上下内]$")
_LISTED_BEHIND = re.compile(rf"{_COUNT}((?:[、和或及]+{_COUNT})+)")
_ELSEWHERE = re.compile(r"within\b|(?:below|under)$")  # words that also say a place, a period or a rule
_GOVERNMENT = {"city": re.compile("市(?:人民)?政府"), "province": re.compile("省(?:人民)?政府")}
_OFFICE = re.compile("[厅局]")  # 省财政厅 is an office
_FINANCE_OFFICE = re.compile(r"\b(?:municipal|provincial|county|district) finance (?:bureau|department|office)\b")
_PROVINCE, _ENGLISH_PROVINCE = re.compile("省|龙江"), re.compile("provinc|heilongjiang|longjiang", re.I)
_LONG = 30  # Chinese characters from which on the length of the English tells something
_SHORTEST = 0.44  # English words for each of them: the shortest sentence of six documents has 0.45, the middle one 0.71


def find_differences(
    zh: str, en: str, terms: Sequence[Rule], words: Sequence[Rule], *, confirmed: bool = False
) -> Iterator[str]:
    """What ``en`` says otherwise than ``zh``, a line each; without its figures and numbers where a person has
    ``confirmed`` them."""
    once = _INCLUDED.sub(lambda found: " " * len(found.group()), zh)
    figures, english = find_amounts(once), find_english_amounts(en)
    if not confirmed:
        yield from _compare_figures(figures, english, worked_out=not any(find_wrong_figures(zh, en, ())))
    yield from _compare_bounds(zh, en, figures, words)
    yield from find_other_periods(zh, en, figures, english)
    yield from _compare_payers(zh, en)
    yield from _compare_province(zh, en)
    yield from _compare_length(zh, en)
    if not confirmed:
        yield from _compare_numbers(*_leave_counts(once, en, figures, english, terms))


def _compare_figures(figures: Sequence[Amount], english: Sequence[Amount], *, worked_out: bool) -> Iterator[str]:
    """Of each kind the same values in the same order, and each for a purpose and with a bound that may be the same.
    Other values are no difference where they are ``worked_out``: 三分之二, two thirds; 增长两倍, by 200%."""
    for kind in _KINDS:
        asked, said = ([one for one in its if one.kind == kind] for its in (figures, english))
        values = [[(one.value, one.value_hi) for one in its] for its in (asked, said)]
        if sorted(values[0], key=str) != sorted(values[1], key=str) and worked_out:
            continue
        if values[0] != values[1]:
            yield f"{kind}: {_list(values[0])} in Chinese, {_list(values[1])} in English"
            return
        yield from find_other_purposes(asked, said)


def _list(values: Iterable[Iterable[object]]) -> str:
    said = (
        "-".join(f"{one:f}" if isinstance(one, Decimal) else str(one) for one in v if one is not None) for v in values
    )
    return ", ".join(said) or "none"


def _blank(text: str, spans: Iterable[Amount]) -> str:
    for one in spans:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _leave_counts(
    zh: str, en: str, figures: Sequence[Amount], english: Sequence[Amount], terms: Iterable[Rule]
) -> tuple[str, str]:
    """Both without their figures, and without the terms that have other numbers in English."""
    zh, en = _blank(zh, figures), _blank(en, english)
    for term in terms:
        zh, en = _take_out(term, zh, en)
    return zh, en


def _take_out(term: Rule, zh: str, en: str) -> tuple[str, str]:
    """Both without ``term``, where its English has other numbers than its Chinese (十四五, 14th Five-Year Plan)."""
    if term.zh not in zh or _find_numbers(term.zh) == _find_english_numbers(term.right[0]):
        return zh, en
    for start, end in find_phrases(term.right, en.lower()):
        en = en[:start] + " " * (end - start) + en[end:]
    return zh.replace(term.zh, " " * len(term.zh)), en


# ── numbers that count, and dates ──


def _compare_numbers(zh: str, en: str) -> Iterator[str]:
    """The same numbers; English may say one twice, which Chinese says once for two (世界和国内500强), and the last day of
    a year to which something goes on (至2025年)."""
    asked, said = _find_numbers(zh), _find_english_numbers(en)
    for year in map(int, _TO_A_YEAR.findall(fold(zh))):
        if said[(year, *_LAST_DAY)] and not said[(Decimal(year),)]:
            asked -= Counter({(Decimal(year),): 1})
            asked[(year, *_LAST_DAY)] += 1
    if _A_TIME.search(en):  # for a year
        asked -= Counter({(Decimal(1),): asked[(Decimal(1),)] - said[(Decimal(1),)]})
    if set(asked) != set(said) or asked - said:
        yield f"numbers: {_list(asked.elements())} in Chinese, {_list(said.elements())} in English"


def _find_numbers(text: str) -> Numbers:
    text, found = write_dates(fold(text)), Numbers()
    for date in _DATE.finditer(text):
        found[_make_date(date)] += 1
    text = _DATE.sub(lambda date: " " * len(date.group()), text)
    for number in _NUMBER.finditer(text):
        value = Decimal(_HALF_YEAR) if number.group() == "半" else parse_number(number.group())
        # One is said in many ways that count nothing, but of times.
        if value and (value > 1 or _TIME.match(text, number.end())):
            found[(value,)] += 1
    return found


def _make_date(date: re.Match[str]) -> tuple[Decimal | int, ...]:
    year, month, day, end = date.groups()
    if month:
        return int(year), int(month), int(day or 0)
    return (int(year), *_LAST_DAY) if end else (Decimal(year),)


@cache
def _in_figures() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?:[ -](?:{any_of(w for w in multipliers() if len(w) > 3)})\b)?"
    )


_in_words = cache(lambda: re.compile(phrase()))


def _find_english_numbers(text: str) -> Numbers:
    text, found = fold(text).lower(), Numbers()
    for date in _ENGLISH_DATE.finditer(text):
        found[(int(date[3]), _MONTHS.index(date[2]), int(date[1] or 0))] += 1
    text = _ENGLISH_DATE.sub(lambda date: " " * len(date.group()), text)
    for year in _ENGLISH_END.findall(text):
        found[(int(year), *_LAST_DAY)] += 1
    text = _ENGLISH_END.sub(lambda date: " " * len(date.group()), text)
    found[(Decimal(_HALF_YEAR),)] += len(_ENGLISH_HALF_YEAR.findall(text))
    for value, end in _read_english(text):
        counts = _ENGLISH_TIME.match(text, end) and not _ANY_ONE.search(text, 0, end)
        if value > 1 or (value == 1 and counts):
            found[(value,)] += 1
    return +found


def _read_english(text: str) -> Iterator[tuple[Decimal, int]]:
    """(value, where it ends) of each number in figures or in words; "a" and "an" are none."""
    at = 0
    for start in find_starts(text):
        if start < at:
            continue
        pattern = _in_figures() if text[start].isdigit() else _in_words()
        found = pattern.match(text, start)
        if not found:
            continue
        at = found.end()
        number, *scale = re.split("[ -]", found.group(), maxsplit=1) if text[start].isdigit() else (found.group(),)
        if text[start].isdigit():
            yield Decimal(number.replace(",", "")) * (multipliers()[scale[0]] if scale else 1), at
        elif read := read_words(number):
            yield read[0], at


# ── bounds and payers ──


def _compare_bounds(zh: str, en: str, figures: Sequence[Amount], words: Sequence[Rule]) -> Iterator[str]:
    """As many bounds of each sort as the Chinese has: at least, more than, at most, less than. One that several counts
    share (50人、100人以上) may be said of each."""
    bounds = [word for word in words if word.compare]
    said = _find_said_bounds(zh, en.lower(), bounds)
    asked, most = Counter[str](), Counter[str]()
    taken: list[tuple[int, int]] = []
    for word in sorted(bounds, key=lambda word: -len(word.zh)):
        for start, end in word.find(zh):
            if not any(a < end and start < b for a, b in taken):
                taken.append((start, end))
                listed = _count_listed(zh, figures, start)
                asked[word.compare] += 1 + listed
                most[word.compare] += 1 + (listed or _count_shared(zh, end))
    if any(not asked[sort] <= said[sort] <= most[sort] for sort in asked | said):
        yield f"bounds: {_say_bounds(asked)} in Chinese, {_say_bounds(said)} in English"


def _find_said_bounds(zh: str, low: str, bounds: Iterable[Rule]) -> Counter[str]:
    """How many bounds of each sort ``low`` has; words that also say something else are
    bounds where theirs stands."""
    sorts = {
        phrase.lower(): word.compare
        for word in bounds
        for phrase in word.fill(zh).right
        if word.find(zh) or not _ELSEWHERE.match(phrase)
    }
    asked = {word.compare for word in bounds if word.find(zh)}
    said = ((sorts[low[start:end]], start, end) for start, end in find_phrases(sorts, low))
    return Counter(sort for sort, at, end in said if sort in asked or not _lasts(low, at, end))


def _lasts(low: str, start: int, end: int) -> bool:
    """Whether that is how long something goes on (over three years), which reads like a bound."""
    return low.startswith("over ", start) and bool(_ENGLISH_TIME.match(low, end))


def _count_shared(zh: str, end: int) -> int:
    """How many counts share the bound that ends at ``end`` with the one beside it."""
    listed = _LISTED_BEFORE.search(zh, 0, end) or _LISTED_BEHIND.match(zh, end)
    return len(_JOINED.findall(listed[1])) if listed else 0


def _say_bounds(bounds: Counter[str]) -> str:
    return ", ".join(f"{count} {sort}" for sort, count in sorted(bounds.items())) or "none"


def _count_listed(zh: str, figures: Sequence[Amount], at: int) -> int:
    """How many figures share the bound at ``at`` with the one before it: 5000万元和1亿元以上."""
    behind = [n for n, figure in enumerate(figures) if figure.end == at]
    count = 0
    for n in range(behind[0] if behind else 0, 0, -1):
        if not _JOINED.fullmatch(zh[figures[n - 1].end : figures[n].start]):
            break
        count += 1
    return count


@cache
def _payers(table: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """By payer, the patterns that name it."""
    rows = [row for row in read_table(table, "pattern") if row["slot"] == "payer"]
    return {
        row["value"]: tuple(re.compile(one["pattern"]) for one in rows if one["value"] == row["value"]) for row in rows
    }


def _compare_payers(zh: str, en: str) -> Iterator[str]:
    """The same payers, outside the titles of documents: one that is not printed is not written."""
    zh, en = _TITLE.sub("", fold(zh)), _FINANCE_OFFICE.sub("", _TITLE.sub("", en).lower())
    for payer, patterns in _payers("slots_en").items():
        said = sum(len(pattern.findall(en)) for pattern in patterns)
        named = [found for pattern in _payers("slots")[payer] for found in pattern.finditer(zh)]
        asked = sum(not _OFFICE.match(zh, found.end()) for found in named)
        if payer in _GOVERNMENT:
            asked += len(_GOVERNMENT[payer].findall(zh))
        if asked != said:
            yield f"payer: {payer} {asked} times in Chinese, {said} times in English"


def _compare_province(zh: str, en: str) -> Iterator[str]:
    """Whether both or neither speak of the Province: it is the one rank that either language always names."""
    named, said = _PROVINCE.search(zh), _ENGLISH_PROVINCE.search(en)
    if bool(named) != bool(said):
        yield f"province: {'named' if named else 'not named'} in Chinese, {'named' if said else 'not named'} in English"


def _compare_length(zh: str, en: str) -> Iterator[str]:
    """Whether the English is long enough to say it all."""
    words = len(en.split())
    if len(zh) >= _LONG and words < _SHORTEST * len(zh):
        yield f"length: {words} English words for {len(zh)} Chinese characters"
