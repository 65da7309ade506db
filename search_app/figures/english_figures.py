"""Which money sums, percentages and ratios does an English text state, and what are they worth?

Numbers in words are ``data/english_numbers.toml``, currencies ``data/currencies.toml``. Invariant: figures are in
order, do not overlap, and ``text[f.start:f.end]`` is the figure as printed; every text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from search_app.figures.bounds import find_english_bound
from search_app.figures.currencies import (
    Mark,
    code_of,
    find_before,
    find_default_currency,
    marks_before,
    names_behind,
    words_of_unit,
)
from search_app.figures.english_words import (
    any_of,
    find_starts,
    is_former,
    multipliers,
    part,
    phrase,
    read_part,
    read_words,
)
from search_app.figures.glosses import join_glosses
from search_app.figures.quantity import Quantity
from search_app.model import AmountKind
from search_app.text.passage import plain

_SPACE = "[ \u00a0\u2009\u202f]"
_DIGITS = rf"\d{{1,3}}(?:,\d{{2,3}})++(?:\.\d++)?+|\d{{1,3}}(?:{_SPACE}\d{{3}})++(?![\d.,]*\d)|\d++(?:\.\d++)?+"
_GROUPED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})(?:\.\d+)?")  # 1,000,000 and 10,00,000
_RATIO = re.compile(r"(?<![\d.,:/\w])(\d{1,3}(?:\.\d{1,2})?):(\d{1,3}(?:\.\d{1,2})?)(?![\d:])")
_SHARES = re.compile(r"(?<![\d.,:/\w])\d{1,3}(?::\d{1,3}){2,5}(?![\d:])")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d$")
_ENDS_COUNT = r"(?:\s?\((?:inclusive|exclusive|included|excluded)\))?+"  # whether the end itself is meant
_JOIN = rf"{_ENDS_COUNT}\s?(?:-|–|—|to)\s?"
_ALONE = re.compile(r"(?<![\d.,/\w])")  # without a currency before it a number is no end of a word or a date
_BETWEEN = re.compile(r"\b(?:between|from)\s+$", re.I)
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d{1,2})?"
_GAP = r"(?:,\s+and\s+|,\s+|\s+and\s+|\s+or\s+)"
_BEHIND = re.compile(rf"(?P<numbers>(?:{_GAP}(?:{_NUMBER})(?![\d.,%]?\d|\s?%)){{1,8}})", re.I)
_BEFORE = re.compile(rf"(?<![\d.,\w])(?P<numbers>(?:{_NUMBER})(?:{_GAP}(?:{_NUMBER})){{0,8}}){_GAP}$", re.I)
_RESPECTIVELY = re.compile(r"[^.;]{0,60}\brespectively\b", re.I)
_SMALL = 1000  # RMB 300,000 and 200 million trees: only a short number waits for a multiplier
_REACH = 120  # characters that a list may take before its last member
_BASE = {"percent": 100, "points": 100, "mille": 1000, "basis": 10_000}


@cache
def _share() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\d.,/\w])(?:(?P<low>(?:{_DIGITS})\s?(?P<whole>%|per\s?cent\b)?)(?:{_JOIN}|(?P<and>\s+and\s+)))?"
        rf"(?P<number>{_DIGITS}|{phrase()})[\s-]?"
        r"(?:(?P<points>(?:percent(?:age)?|%)[\s-]points?\b)|(?P<percent>%|per\s?cent(?:um)?\b)"
        r"|(?P<mille>‰|per mille?\b)|(?P<basis>basis points?\b|bps?\b))",
        re.I,
    )


@cache
def _money() -> re.Pattern[str]:
    """A number with the currency behind it, or the two ends of a range."""
    after = f"{names_behind()}|{words_of_unit()}"
    scale = rf"(?:[\s-]?(?:{any_of(multipliers())})\b)"

    def one(name: str) -> str:
        return rf"(?:(?P<{name}>{_DIGITS})(?P<{name}_scale>{scale}{{0,3}}+)|(?P<{name}_words>{phrase()}))"

    return re.compile(
        rf"{one('first')}(?:(?:{_JOIN}|{_ENDS_COUNT}\s+(?P<and>and|to)\s+)(?:(?:{marks_before()})\s?)?{one('second')})?"
        rf"(?:/-)?(?:[\s-]?(?P<after>{after}))?",
        re.I,
    )


@dataclass(frozen=True, slots=True)
class _Worth:
    value: Decimal
    scale: int = 1
    about: bool = False


def find_english_figures(text: str, own: str | None = None) -> tuple[Quantity, ...]:
    """Every figure of ``text``, in order, with its bound. What two readings claim goes to the longer one. ``own`` is
    the currency that the text counts in, read from the text itself where None."""
    seen = plain(text)
    own = own or find_default_currency(seen)
    starts = tuple(find_starts(seen))
    found = sorted((*_shares(text, starts), *_sums(text, seen, starts, own)), key=lambda f: (f.start, -f.end))
    kept: list[Quantity] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return tuple(replace(f, text=text[f.start : f.end]) for f in _share_units(text, join_glosses(text, kept)))


def _matches(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
    """What ``pattern`` finds at ``starts``, each behind the one before."""
    at = 0
    for start in starts:
        if start >= at and (found := pattern.match(text, start)):
            yield found
            at = found.end()


def _figure(text: str, start: int, end: int, kind: AmountKind, value: Decimal, high: Decimal | None = None) -> Quantity:
    return Quantity("", start, end, kind, value, high, bound=find_english_bound(text, start, end))


def _shares(text: str, starts: Sequence[int]) -> Iterator[Quantity]:
    for m in _matches(_share(), text, starts):
        yield from _read_share(text, m)
    for m in _SHARES.finditer(text):
        yield from _whole(m)
    for m in _RATIO.finditer(text):
        first, second = Decimal(m.group(1)), Decimal(m.group(2))
        if first and second and not _CLOCK.match(m.group()):
            yield _figure(text, m.start(), m.end(), "ratio", second if first == 1 else first / second)
    for m in _matches(part(), text, starts):
        if value := read_part(m):
            yield _figure(text, m.start(), m.end(), "percent", value)


def _read_share(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    """5%, the range 5% to 10%, or the two figures of "10% and 20%" and of "raised from 30% to 40%"."""
    base = _BASE[next(name for name in _BASE if m[name])]
    worth = _worth(m["number"], "") if m["number"][0].isdigit() else _spelt(m["number"])
    if worth is None:
        return
    value = worth.value / base
    low = _plain(re.sub(r"\s?(?:%|per.*)$", "", m["low"], flags=re.I)) / base if m["low"] else None
    start, former = m.start(), low is not None and is_former(text, m.start())
    apart = former or (m["and"] and not _BETWEEN.search(text, max(0, start - 12), start))
    if low is not None and low < value and not apart:
        yield _figure(text, start, m.end(), "percent", low, value)
        return
    if low is not None and (former or m["whole"]):
        yield _figure(text, start, m.end("low"), "percent", low)
    yield _figure(text, m.start("number"), m.end(), "percent", value)


def _whole(m: re.Match[str]) -> Iterator[Quantity]:
    """4:3:3: each is a part of the whole."""
    sides = list(re.finditer(r"\d+", m.group()))
    whole = sum(Decimal(side.group()) for side in sides)
    for side in sides if whole in (10, 100) else ():
        start, end = m.start() + side.start(), m.start() + side.end()
        yield Quantity("", start, end, "percent", Decimal(side.group()) / whole, share=True)


def _sums(text: str, seen: str, starts: Sequence[int], own: str) -> Iterator[Quantity]:
    at = taken = 0
    for start in starts:
        m = _money().match(text, start) if start >= at else None
        if m is None:
            continue
        mark = find_before(seen, start, own)
        if mark and mark.start < taken:
            mark = None  # the currency of the sum before
        figure, at = None, max(m.end("first_scale"), m.end("first_words"))
        if mark or (_ALONE.match(text, start) and not _marks_next(text, seen, m, own)):
            figure, at = _read_sum(text, m, mark, own)
        if figure:
            yield figure
            taken = figure.end


def _marks_next(text: str, seen: str, m: re.Match[str], own: str) -> bool:
    """Whether the currency behind a number is that of the sum behind it: two RMB 100 billion clusters."""
    number = re.compile(r"\s?(?=\d)").match(text, m.end()) if m["after"] else None
    mark = find_before(seen, number.end(), own) if number else None
    return mark is not None and mark.start == m.start("after")


def _read_sum(text: str, m: re.Match[str], mark: Mark | None, own: str) -> tuple[Quantity | None, int]:
    """The sum of a match with the currency before it, and where to look on."""
    first, second = _member(m, "first"), _member(m, "second")
    first_end = max(m.end("first_scale"), m.end("first_words"))
    start = mark.start if mark else m.start()
    code = mark.code if mark else code_of(m["after"], own) if m["after"] else None
    if first is None:
        return None, first_end
    ranged = m["second"] or m["second_words"]
    former = second is not None and is_former(text, start)
    if second is None or former or (m["and"] and not _BETWEEN.search(text, max(0, start - 12), start)):
        # Without its second half the currency behind may be that of another figure.
        end, alone = (first_end, mark.code if mark else code if former else None) if ranged else (m.end(), code)
        return (_sum(text, start, end, alone, first), end) if alone else (None, first_end)
    if not code:
        return None, first_end
    shared = first.value * second.scale
    low = replace(first, value=shared) if first.scale == 1 and shared < second.value else first
    if low.value < second.value:
        return _sum(text, start, m.end(), code, low, second.value), m.end()
    return (_sum(text, start, first_end, mark.code, first) if mark else None), first_end


def _sum(text: str, start: int, end: int, code: str, worth: _Worth, high: Decimal | None = None) -> Quantity:
    bound = find_english_bound(text, start, end)
    if worth.about:
        bound = "about"
    closes = end if text.startswith("/-", end - 2) else -1
    return Quantity("", start, end if closes < 0 else end - 2, "money", worth.value, high, code, bound, closes=closes)


def _member(m: re.Match[str], name: str) -> _Worth | None:
    if m[f"{name}_words"]:
        return _spelt(m[f"{name}_words"])
    return _worth(m[name], m[f"{name}_scale"]) if m[name] else None


def _spelt(words: str) -> _Worth | None:
    found = read_words(words)
    return _Worth(found[0], about=found[1]) if found else None


def _worth(number: str, scale: str) -> _Worth | None:
    """2.5 + million; None for digits that are grouped in no known way."""
    if "," in number and not _GROUPED.fullmatch(number):
        return None
    times = _scale(scale)
    return _Worth(_plain(number) * times, times)


def _plain(number: str) -> Decimal:
    return Decimal(re.sub(rf",|{_SPACE}", "", number))


def _scale(words: str) -> int:
    value = 1
    for word in re.findall(r"[a-z]+", words.lower()):
        value *= 10 if word == "ten" else multipliers()[word]
    return value


# ── lists that print their unit once: RMB 5, 10 and 20 million; 1, 2 and 3 million yuan respectively ──


@cache
def _shared_scale() -> re.Pattern[str]:
    return re.compile(rf"[\s-]?(?P<scale>{any_of(multipliers())})\b", re.I)


def _share_units(text: str, figures: Sequence[Quantity]) -> Iterator[Quantity]:
    """``figures`` of ``text`` with the members of lists that have their unit from the first or the last one. Without a
    multiplier only where the sentence says that they are paired (respectively): other numbers are counts."""
    at = 0
    for n, figure in enumerate(figures):
        end = figures[n + 1].start if n + 1 < len(figures) else len(text)
        listed = figure.kind == "money" and figure.value_hi is None
        paired = listed and _RESPECTIVELY.match(text, figure.end)
        if listed and not text[figure.start].isdigit():
            yield from _from_first(text, figure, end, bool(paired))
        else:
            if paired:
                yield from _members_before(text, figure, at)
            yield figure
        at = figure.end


def _from_first(text: str, first: Quantity, end: int, paired: bool) -> Iterator[Quantity]:
    """RMB 300,000, 200,000 and 100,000; RMB 5, 10 and 20 million: there the multiplier is that of all."""
    found = _BEHIND.match(text, first.end, end)
    small = text[first.end - 1].isdigit() and first.value < _SMALL
    scaled = _shared_scale().match(text, found.end(), end) if found and small else None
    times = multipliers()[" ".join(scaled["scale"].lower().split())] if scaled else 1
    yield replace(first, value=first.value * times)
    if not found or not (scaled or paired):
        return
    numbers = list(re.finditer(_NUMBER, found["numbers"]))
    for number in numbers:
        at = found.start() + number.start()
        last = scaled.end() if scaled and number is numbers[-1] else at + len(number.group())
        value = Decimal(number.group().replace(",", "")) * times
        yield replace(first, start=at, end=last, value=value, opens=-1, closes=-1)


def _members_before(text: str, last: Quantity, start: int) -> Iterator[Quantity]:
    """1, 2 and 3 million yuan."""
    start = max(start, last.start - _REACH)
    found = _BEFORE.search(text[start : last.start])
    own = re.match(_NUMBER, text[last.start : last.end])
    if not found or not own or not Decimal(own.group().replace(",", "")):
        return
    scale = last.value / Decimal(own.group().replace(",", ""))
    for number in re.finditer(_NUMBER, found["numbers"]):
        at = start + found.start("numbers") + number.start()
        value = Decimal(number.group().replace(",", "")) * scale
        yield replace(last, start=at, end=at + len(number.group()), value=value, opens=-1, closes=-1)
