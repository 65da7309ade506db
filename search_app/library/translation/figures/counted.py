"""What do the numbers of a text count, and for each of what is a sum paid: 2年, 15个工作日, 30万平方米, 每亩, 元/吨?

A measure may be said in another unit of the same length: 24个月, two years. Invariant: of English that passes, no
number stands before a word of another unit than in the Chinese, nothing is for each of a unit of which the Chinese has
no word, and each period for which something is given (每月) is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.figures.english_words import any_of, multipliers, whole_numbers
from search_app.text.numerals import HAN_NUMERALS, parse_number

_ONE = ("1", "one")  # not a: 每年 is a year
_BETWEEN = r"(?:for|each|per|of|by|to|in|at|with|and|or|an?|the|every|from)\b"  # seven for each enterprise
_WORDS = re.compile(r"[a-z]+")
_STRICT = ("per ", "for each ", "for every ")
_EACH = r"(?<!half )(?<!and )(?:per|for each|for every|each|every|an?)"  # half a year is a length
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of something, at its place. ``units``: the rows of the table that its word may be of; ``worth``: for
    what is measured, what it comes to in the smallest unit."""

    text: str
    start: int
    end: int
    value: Decimal
    units: frozenset[int]
    worth: tuple[str, Decimal] | None

    def is_same(self, other: Counted) -> bool:
        """Whether both count as many of one unit, or as much in another."""
        same = self.value == other.value and bool(self.units & other.units)
        return same or (self.worth is not None and self.worth == other.worth)


def pair_counted(printed: Sequence[Counted], said: Sequence[Counted]) -> Iterator[tuple[Counted, Counted]]:
    """Each of ``printed`` with the first of ``said`` that says it, and that no other before it has taken, if there is
    one; then each of ``said`` that only says one again."""
    taken: list[Counted] = []
    for one in printed:
        fitting = [other for other in said if one.is_same(other)]
        for chosen in [other for other in fitting if other not in taken][:1] or fitting[:1]:
            taken.append(chosen)
            yield one, chosen
    for other in said:
        again = [one for one in printed if one.is_same(other)] if other not in taken else []
        yield from ((one, other) for one in again[:1])


def find_wrong_units(printed: Sequence[Counted], said: Sequence[Counted], en: str) -> Iterator[str]:
    """What is counted in the Chinese and is said as another thing in the English: the same number before a word of
    another class, and nowhere before one of its own. ``en``: small letters."""
    unsaid = [one for one in printed if not any(one.is_same(other) for other in said)]
    added = [one for one in said if not any(other.is_same(one) for other in printed)]
    for one in unsaid:
        if one.text.startswith("半"):
            yield f"{one.text} is not in it"
        if one.value == 1 and any(one.units & _classes("en").get(word, frozenset()) for word in _WORDS.findall(en)):
            continue  # a year
        loose = frozenset() if one.worth else _classes("en")["times"]  # three flights a week, three times a week
        same = (two for two in added if two.value == one.value)
        if other := next((two for two in same if not loose & (one.units | two.units)), None):
            yield f"{one.text} is said as {other.text}"


def find_wrong_shares(zh: str, en: str) -> Iterator[str]:
    """What is given, in English, for each of a measured unit of which the Chinese has no word, or for each of one thing
    and in the Chinese of another; and periods for each of which something is given that English leaves out. ``en``:
    small letters."""
    printed, said = (tuple(_list_each(text, lang)) for text, lang in ((zh, "zh"), (en, "en")))
    for one in said:
        measured = one.units & _measured()
        same = one.worth is not None and any(one.worth == other.worth for other in printed)
        if measured and not same and not any(word in zh for word in _han_words(measured)):
            yield f"“{one.text}” is in it and not in the Chinese"
    wrong = [one for one in said if one.text.startswith(_STRICT) and not any(one.units & two.units for two in printed)]
    for one in printed:
        if any(one.units & other.units or (one.worth and one.worth == other.worth) for other in said):
            continue
        if wrong and not one.units & wrong[0].units:
            yield f"{one.text} is said as {wrong[0].text}"
        elif one.units & _measured() and not _says(en, one.units):
            yield f"{one.text} is not in it"


def find_again(said: Sequence[Counted], zh: str) -> Iterator[Counted]:
    """Those of ``said`` that are as long as what something is given for each of: every three months, 每季度."""
    each = {one.worth for one in _list_each(zh, "zh") if one.worth}
    return (one for one in said if one.worth in each)


def _list_each(text: str, lang: str) -> Iterator[Counted]:
    """That for each of which something is given: one, or half of one."""
    for found in _each(lang).finditer(text):
        written = found["unit"] or found["mean"] if lang == "zh" else found["unit"]
        units = _classes(f"each_{lang}")[written.replace("-", " ")]
        value = _HALF if lang == "en" and found["half"] else Decimal(1)
        yield Counted(found.group(), *found.span(), value, units, _find_worth(units, value))


def list_counted(text: str, lang: str) -> Iterator[Counted]:
    """What is counted in ``text``; in English, small letters without commas in numbers."""
    for found in _counted(lang).finditer(text):
        if lang == "zh" and found["unit"] == "日" and text[: found.start()].endswith("月"):
            continue  # 7月1日, 每月10日
        value = _read_number(found["number"], found["half"] if lang == "zh" else found["more"] or found["behind"])
        if value:
            units = _classes(lang)[found["unit"].replace("-", " ")]
            yield Counted(found.group(), *found.span(), value, units, _find_worth(units, value))


def _read_number(written: str | None, half: str | None) -> Decimal:
    """``2``, ``两``, ``30万``, ``half``, ``two`` and a half, ``1.5 million``; 0 for none."""
    if not written:
        return Decimal(0)
    if written in ("half a", "half an", "half", "半"):
        return _HALF
    number, _, scale = written.partition(" ")
    value = Decimal(whole_numbers().get(number, 0)) or Decimal(parse_number(number) or 0)
    return value * multipliers().get(scale, 1) + (_HALF if half else 0)


def _find_worth(units: frozenset[int], value: Decimal) -> tuple[str, Decimal] | None:
    rows = read_table("counted", "unit")
    measured = next((rows[n]["of"] for n in sorted(units) if "of" in rows[n]), None)
    return (measured[0], value * measured[1]) if measured else None


def _says(en: str, units: frozenset[int]) -> bool:
    """Whether a word of one of the ``units`` stands anywhere in ``en``."""
    return any(
        units & its and re.search(rf"\b{re.escape(word)}\b", en.replace("-", " "))
        for word, its in _classes("each_en").items()
    )


def _han_words(units: frozenset[int]) -> set[str]:
    """The Chinese words of ``units``, without what makes them a count: 月 of 个月."""
    return {word.lstrip("个") for word, its in _classes("each_zh").items() if its & units}


@cache
def _measured() -> frozenset[int]:
    return frozenset(n for n, row in enumerate(read_table("counted", "unit")) if "of" in row)


@cache
def _classes(column: str) -> dict[str, frozenset[int]]:
    """By word of ``zh`` or ``en``, with each_ before it also by the words for each, the rows that have it."""
    lang = column[-2:]
    rows = [
        (n, {*row[lang], *(row.get(column, ()) if column != lang else ())})
        for n, row in enumerate(read_table("counted", "unit"))
    ]
    return {
        word.replace("-", " "): frozenset(n for n, words in rows if word in words)
        for _, words in rows
        for word in words
    }


@cache
def _counted(lang: str) -> re.Pattern[str]:
    units = _say_units(lang)
    if lang == "zh":
        # 2025年 is no length, 第3年 and 3年级 are none, 十四五 is no number of anything, 上半年 is no half year.
        written = rf"\d{{1,6}}(?:\.\d{{1,4}})?[百千万亿]*|[{HAN_NUMERALS}]+"
        number = rf"(?:(?<![第\d.{HAN_NUMERALS}])(?:{written})|(?<![上下前后大小])半)"
        return re.compile(rf"(?P<number>{number})(?:个(?P<half>半))?(?P<unit>{units})(?![级度代龄轻均报性])")
    words = any_of(word for word, value in whole_numbers().items() if value != 1 or word in _ONE)
    scales = any_of(word for word in multipliers() if len(word) > 3)
    number = rf"(?:\d+(?:\.\d+)?|{words})(?: (?:{scales}))?|half(?: an?)?|an?(?= (?:{units}) and a half)"
    return re.compile(
        rf"\b(?P<number>{number})(?P<more> and a half)?[ -](?:(?!{_BETWEEN})[a-z]+ ){{0,2}}?(?P<unit>{units})\b"
        r"(?P<behind> and a half\b)?"
    )


@cache
def _each(lang: str) -> re.Pattern[str]:
    units = _say_units(f"each_{lang}")
    if lang == "zh":
        # 每个年度, 元/亩, 单家, 亩均; 每两年 is a number of years.
        before = r"每[一1]?[个满]?|元/|(?<![订名菜清账])[单同][个一]?"
        return re.compile(rf"(?:{before})(?P<unit>{units})(?![份级度代龄轻报性])|(?P<mean>{units})均(?![衡匀等])")
    number = any_of(whole_numbers())
    word = rf"(?:(?P<half>half) (?:an? )?|(?!{_BETWEEN}|(?:{number})\b)[a-z]+ )??"
    other = r"(?<=quarter) of\b|(?<=standard) [a-z]|[- ](?:on|by)[- ]| and a half\b"  # a year-on-year rise
    return re.compile(rf"\b{_EACH} {word}(?P<unit>{units})\b(?!{other})")


def _say_units(column: str) -> str:
    return any_of(_classes(column)).replace(r"\s+", "[ -]")
