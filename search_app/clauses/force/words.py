"""Which words of a phrase speak of time, and of which class is each?

Invariant: words of one class of ``data/validity.toml`` stand for each other; a word that only counts beside a day
(自, 至, 起) is none anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from search_app.data.phrases import one_of, read_words
from search_app.text.numerals import parse_number

# A letter for each class, so that what follows what is one short pattern (``statements``).
CLASSES = {
    "begins": "B",
    "lasts": "L",
    "term": "P",
    "bare_term": "Q",
    "first_day": "J",
    "from": "F",
    "until": "T",
    "onward": "U",
    "counted": "V",
    "ends": "Z",
}
DAY, YEARS, SPAN, ISSUE, LATER, GAP, BREAK = "D", "R", "S", "I", "N", "O", ","
VALUES = frozenset((DAY, YEARS, SPAN, ISSUE))
_BEFORE_A_DAY = frozenset("FT")
_BEHIND_A_DAY = frozenset("UV")

_HAN = "零一二两三四五六七八九十"
_COUNT = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}}|半)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH_COUNT = rf"(?:{'|'.join(_NUMBERS)}|\d{{1,2}})"
_VALUES = (
    r"(?P<years>(?<!\d)(?:19|20)\d\d年?[-~至](?:19|20)\d\d年度?)",
    r"(?P<day>(?<!\d)\d{4}年(?:\d{1,2}月(?:\d{1,2}日?)?)?|(?<!\d)(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?!\d))",
    rf"(?P<english>(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s(?:19|20)\d\d|"
    rf"(?<![a-z]){_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\s(?:19|20)\d\d)",
    rf"(?P<later>第?满?(?:\d{{1,3}}|[{_HAN}百]{{1,5}})个?(?:工作)?[日天](?:之?后|起)?|\d{{1,3}}\sdays)",
    rf"(?P<span>(?<![\d.零一二三四五六七八九十])(?:{_COUNT}年半?|{_COUNT}个月)(?![度内以级期来前后份末底均限]|之[内后前])|"
    rf"(?<![a-z\d]){_ENGLISH_COUNT}[\s-]{{0,3}}(?:year|month)s?(?![a-z]))",
)


_MARKS = " ·\"“”'、"
MAX_GAP = 80  # characters between words of time; what is longer names no subject


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a class (its letter in ``kind``), or a value; the text between two of them is a GAP."""

    kind: str
    text: str


def find_tokens(phrase: str) -> tuple[Token, ...]:
    """The words and values of a phrase in order, with what stands between them."""
    return tuple(_join(_keep_beside_days(list(_scan(phrase)))))


def parse_span(text: str) -> int:
    """The months of 三年, 两年半, 十八个月, three (3) years."""
    if text[:1].isascii() and not text[:1].isdigit():
        word = re.match("[a-z]+", text)
        count = _NUMBERS.index(word.group()) + 1 if word else 0
    else:
        found = re.match(rf"{_COUNT}", text)
        if found and found.group() == "半":
            return 6
        count = int(parse_number(found.group()) or 0) if found else 0
    return count * (1 if "月" in text or "month" in text else 12) + (6 if text.endswith("半") else 0)


def parse_day(text: str) -> tuple[int, int | None, int | None]:
    """(year, month, day) of a day, month or year: 2024年3月, 2024.3.5, 5 march 2024."""
    if month := re.search("[a-z]{3}", re.sub("(?<=\\d)(?:st|nd|rd|th)|of", "", text)):
        year, day = re.search(r"(?:19|20)\d\d", text), re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
        return int(year.group()) if year else 0, _MONTHS.index(month.group()) + 1, int(day.group()) if day else None
    year_, *rest = (int(number) for number in re.findall(r"\d+", text))
    return year_, rest[0] if rest else None, rest[1] if len(rest) > 1 else None


def parse_later(text: str) -> int:
    """How many days later: 满30日后, 第31日起."""
    found = re.search(rf"\d+|[{_HAN}百]+", text)
    return int(parse_number(found.group()) or 0) if found else 0


def _scan(phrase: str) -> Iterator[Token]:
    at = 0
    for found in _pattern().finditer(phrase):
        if gap := strip_asides(phrase[at : found.start()]):
            yield Token(GAP, gap)
        yield Token(_kind_of(found), found.group())
        at = found.end()
    if gap := strip_asides(phrase[at:]):
        yield Token(GAP, gap)


def _kind_of(found: re.Match[str]) -> str:
    group = found.lastgroup or ""
    return {"years": YEARS, "day": DAY, "english": DAY, "later": LATER, "span": SPAN, "issue": ISSUE}.get(group) or (
        _letters()[found.group()]
    )


def _keep_beside_days(tokens: list[Token]) -> Iterator[Token]:
    """自 and 至 count before a day, 起 and 起算 behind one; elsewhere they are parts of other words."""
    for n, token in enumerate(tokens):
        before = tokens[n - 1].kind if n else ""
        following = tokens[n + 1].kind if n + 1 < len(tokens) else ""
        if token.kind == "T" and token.text.endswith("止") and following != DAY and before == DAY:
            token = Token("Z", token.text)  # 2026年12月31日截止
        alone = (token.kind in _BEFORE_A_DAY and following not in (DAY, ISSUE, LATER, YEARS, "J", SPAN)) or (
            token.kind in _BEHIND_A_DAY and before not in (DAY, ISSUE, LATER, "U")
        )
        later = token.kind == LATER and before not in ("U", "B", ISSUE)
        yield Token(GAP, token.text) if alone or later else token


def _join(tokens: Iterable[Token]) -> Iterator[Token]:
    """Gaps beside each other are one."""
    gap = ""
    for token in tokens:
        if token.kind == GAP:
            gap += token.text
            continue
        if gap := strip_asides(gap):
            yield Token(GAP, gap)
        gap = ""
        yield token
    if gap := strip_asides(gap):
        yield Token(GAP, gap)


def strip_asides(text: str) -> str:
    """``text`` without the words at its ends that are no subject of anything: 其, 同时, shall."""
    text = text.strip(_MARKS)
    if len(text) > MAX_GAP:
        return text
    text = text[_asides_begin().match(text).end() :]  # type: ignore[union-attr]  # it matches nothing at all, too
    before = None
    while before != text:
        before = text
        text = _aside_end().sub("", text, count=1).strip(_MARKS)
    return text


def _spell(word: str) -> str:
    """A pattern of one word; English words are whole."""
    escaped = re.escape(word)
    return rf"(?<![a-z]){escaped}(?![a-z])" if word.isascii() and word[0].isalpha() else escaped


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_letters(), key=lambda word: (-len(word), word))
    anchored = rf"(?!{one_of('validity', 'anchored')})"
    begins = frozenset(read_words("validity", "begins"))
    spelled = (_spell(word) + (anchored if word in begins and not word.isascii() else "") for word in words)
    chinese = "|".join(word for word in read_words("validity", "issue") if not word.isascii())
    english = "|".join(_spell(word) for word in read_words("validity", "issue") if word.isascii())
    issue = rf"(?P<issue>(?:{chinese})(?:之日|当日|之时|日)|(?<=即)日|{english})"
    return re.compile("|".join((*_VALUES, issue, f"(?P<word>{'|'.join(spelled)})")))


@cache
def _letters() -> dict[str, str]:
    """The class of each word; one that stands in two (期满) is of the first."""
    letters: dict[str, str] = {}
    for row, letter in CLASSES.items():
        for word in read_words("validity", row):
            letters.setdefault(word, letter)
    return letters


@cache
def _asides_begin() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(_spell, read_words('validity', 'aside')))}|[{re.escape(_MARKS)}])*")


@cache
def _aside_end() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(_spell, read_words('validity', 'aside')))})$")
