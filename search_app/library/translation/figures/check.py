"""Does English say the figures of its Chinese: sums, rates, parts and multiples, days, numbers, and what is counted?

Invariant: of what passes every figure is in both, none stands before a word of another unit, and none is what comes out
in one language and the difference in the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from search_app.library.translation.figures.amounts import (
    differ,
    find_lacking,
    is_added,
    is_again,
    list_worth,
    pair_amounts,
    worth_of,
)
from search_app.library.translation.figures.changes import find_wrong_changes
from search_app.library.translation.figures.counted import (
    Counted,
    find_again,
    find_wrong_shares,
    find_wrong_units,
    list_counted,
    pair_counted,
)
from search_app.library.translation.figures.numbers import (
    COUNTED,
    ROMAN,
    find_too_long,
    find_wrong_values,
    join_digits,
    open_up,
)
from search_app.library.translation.figures.proportions import (
    Proportion,
    find_english_proportions,
    find_proportions,
    find_said,
    find_shares,
    find_wrong_points,
    make_proportion,
)
from search_app.model import Amount, GlossaryTerm
from search_app.reading.english import find_english_amounts
from search_app.reading.roles import find_amounts
from search_app.text.fold import fold
from search_app.text.numerals import parse_number
from search_app.text.script import simplify

_UNITS = re.compile(  # a figure with what stands close behind it
    r"(?:\d{1,2}月)?\d{1,2}日|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d+(?:[.,]\d+)*[百千万亿]*(?:周年|年|个月|月|日|天|[家人户名件台项套亩])?"
)


def find_wrong_figures(zh: str, en: str, terms: tuple[GlossaryTerm, ...]) -> Iterator[str]:
    """What is wrong with the figures of ``en`` as English of ``zh``; ``terms``: those that stand in ``zh``."""
    zh, en = _view(zh), open_up(en)
    yield from find_too_long(zh, en)
    printed, said = find_amounts(zh), find_english_amounts(en)
    zh_left, en_left = _blank(zh, printed), _blank(en, said)
    here, there = tuple(find_proportions(zh_left)), tuple(find_english_proportions(en_left))
    lacking, added = find_lacking(printed, said), find_lacking(said, printed)
    own = (*(make_proportion(zh, one, "zh", printed) for one in lacking), *here)
    its = (*(make_proportion(en, one, "en") for one in added), *there)
    said_so = find_said(own, its)
    kept, saying = {n for n, _ in said_so}, {k for _, k in said_so}
    for n, one in enumerate(_join(lacking, here)):
        if n not in kept and not is_again(one, said, en):
            yield f"{one.text} is not in it"
    for n, one in enumerate(_join(added, there)):
        if n not in saying and is_added(one, zh):
            yield f"{one.text} is in it and not in the Chinese"
    yield from find_wrong_points(printed, said)
    left = [one for n, one in enumerate(there, start=len(added)) if n not in saying and not one.asks]
    zh_left, en_left = _blank(zh_left, here), _blank(en_left, [one for one in there if one not in left])
    en_left = join_digits(en_left)
    counted, counts = tuple(list_counted(zh_left, "zh")), tuple(list_counted(en_left, "en"))
    pairs = tuple(pair_counted(counted, counts))
    yield from find_wrong_units(counted, counts, en_left)
    zh_left = _blank(zh_left, (one for one, _ in pairs))
    en_left = _blank(en_left, (*(one for _, one in pairs), *find_again(counts, zh)))
    yield from find_wrong_values(zh, zh_left, en_left, terms, left)
    yield from find_wrong_shares(zh, join_digits(en))
    yield from find_wrong_changes(zh, en, (*pair_amounts(printed, said), *find_shares(own, its, said_so), *pairs))


def find_figures(zh: str) -> tuple[str, ...]:
    """The figures of a Chinese sentence that its English has to say, each with its unit, in order; twice what stands
    there twice."""
    printed, zh = zh, _view(zh)
    amounts = find_amounts(zh)
    left = _blank(zh, amounts)
    found = [(one.start, one.end) for one in _join(amounts, find_proportions(left))]
    left = _blank_spans(zh, found)
    units = [one.span() for one in _UNITS.finditer(left)] + [
        (one.start, one.end) for one in list_counted(left, "zh") if one.value != 1
    ]
    for span in sorted((*units, *(one.span() for one in COUNTED.finditer(left))), key=lambda at: (at[0], -at[1])):
        if not any(start < span[1] and span[0] < end for start, end in found) and parse_number(zh[slice(*span)]) != 1:
            found.append(span)
    return tuple(printed[start:end] for start, end in sorted(found))


def find_exchanged(zh: str, en: str) -> Iterator[str]:
    """Of sums, and of counts of one unit, that are the same in both: which stand in another order, sums for another
    purpose, too. That is no fault where English says a condition behind its award; a person has to look."""
    printed, said, zh_left, en_left = _take_out_amounts(zh, en)
    for kind in dict.fromkeys(one.kind for one in printed):
        here, there = ([one for one in its if one.kind == kind] for its in (printed, said))
        roles = dict.fromkeys(one.role for one in (*here, *there))
        same = Counter(map(worth_of, here)) == Counter(map(worth_of, there))
        if same and list_worth(here) != list_worth(there) and any(differ(here, there, role) for role in roles):
            yield f"{', '.join(one.text for one in here)} stand in it in another order, or for something else"
    counted, counts = tuple(list_counted(zh_left, "zh")), tuple(list_counted(en_left, "en"))
    for unit in sorted({unit for one in counted for unit in one.units}):
        own, its = ([one.value for one in every if unit in one.units] for every in (counted, counts))
        if own != its and sorted(own) == sorted(its):
            yield f"{', '.join(one.text for one in counted if unit in one.units)} stand in it in another order"


def _join(amounts: Iterable[Amount], proportions: Iterable[Proportion]) -> tuple[Amount | Proportion, ...]:
    return *amounts, *proportions


def _take_out_amounts(zh: str, en: str) -> tuple[tuple[Amount, ...], tuple[Amount, ...], str, str]:
    """(amounts of both, both without them, the English in small letters)."""
    zh, en = _view(zh), open_up(en)
    printed, said = find_amounts(zh), find_english_amounts(en)
    return printed, said, _blank(zh, printed), join_digits(_blank(en, said))


def _view(zh: str) -> str:
    """``zh`` in one width and script, at the same places: 減半, ５０％. Ⅲ stays as it is, which folded is I."""
    return "".join(old if ROMAN.match(old) else new for old, new in zip(zh, simplify(fold(zh)), strict=True))


def _blank(text: str, figures: Iterable[Amount | Proportion | Counted]) -> str:
    return _blank_spans(text, ((one.start, one.end) for one in figures))


def _blank_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
