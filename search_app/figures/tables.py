"""Which bare numbers in the cells of a table have their unit in its header: 标准（万元）, 比例（%）, 单位：万元?

Rows are lines whose cells are divided by tabs; a table has at least two of them with the same number of cells. The unit
of a column stands at the end of its header, that of a whole table behind 单位 above it or in a line of the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.figures.bounds import skip_bounds
from search_app.figures.currencies import code_of, names_behind, words_of_unit
from search_app.figures.numbers import read_number
from search_app.figures.quantity import Quantity
from search_app.text.numerals import MULTIPLIERS
from search_app.text.passage import Passage, plain

_MIN_ROWS = 2
_CAPTION = 40  # characters of a line that says the unit of the table below it
_JOIN = re.compile(r"\s?[-~至到]\s?")
_BEHIND = re.compile(r"\s?(?:/[^\d]{1,6}|\([^()\d]{1,12}\))?\s?")
_NUMBER = re.compile(r"[\d.,%~-]+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as it is compared, and where it begins in the text."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a number of a column is multiplied with, and its currency; None for a share."""

    factor: Decimal
    currency: str | None


def find_table_figures(passage: Passage, own: str) -> tuple[Quantity, ...]:
    """The figures in the cells of the tables of ``passage``, with places in the passage."""
    if "\t" not in passage.source:
        return ()
    return tuple(
        Quantity("", passage.place(f.start), passage.place(f.end - 1) + 1, f.kind, f.value, f.value_hi, f.currency)
        for caption, rows in _find_tables(passage.source)
        for f in _read_table(caption, rows, own)
    )


def _find_tables(source: str) -> Iterator[tuple[str, list[list[_Cell]]]]:
    """Each table with the lines that may say its unit: the one above it, and those between its rows."""
    caption, at = "", 0
    rows: list[list[_Cell]] = []
    for line in source.split("\n"):
        cells = _cells(line, at)
        at += len(line) + 1
        if len(cells) > 1 and (not rows or len(cells) == len(rows[0])):
            rows.append(cells)
        elif rows and len(cells) == 1 and _says_unit(cells[0].text):
            caption += cells[0].text  # 金额⏎单位：万元, in one cell
        else:
            if len(rows) >= _MIN_ROWS:
                yield caption, rows
            rows = [cells] if len(cells) > 1 else []
            if len(cells) == 1 and (cells[0].text.strip() or not caption):
                caption = cells[0].text
    if len(rows) >= _MIN_ROWS:
        yield caption, rows


def _cells(line: str, at: int) -> list[_Cell]:
    cells = []
    for printed in line.split("\t"):
        cells.append(_Cell(plain(printed), at))
        at += len(printed) + 1
    return cells


def _says_unit(text: str) -> bool:
    return len(text) <= _CAPTION and "单位" in text


def _read_table(caption: str, rows: Sequence[Sequence[_Cell]], own: str) -> Iterator[Quantity]:
    whole = _unit_in(caption[-_CAPTION:], own, needs_word=True)
    for column, head in enumerate(rows[0]):
        if _NUMBER.fullmatch(head.text.strip()):
            continue  # a row, and no header
        unit = None if _DIGIT.search(head.text) else _unit_in(head.text, own)
        unit = unit or (whole if not _counts(head.text) and not _is_serial(rows, column) else None)
        if unit:
            for row in rows[1:]:
                yield from _read_cell(row[column], unit)


@cache
def _unit() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The unit at the end of a header (标准（万元/年）, 奖励金额/万元), and the one behind 单位 (单位：万元、人)."""
    money = rf"(?:{words_of_unit()})(?:{names_behind()})?|{names_behind()}"
    unit = rf"(?P<scale>[十百千万亿]{{0,2}})(?P<money>{money})|(?P<share>[%‰])"
    end = rf"(?:^|[(/:,])\s?(?:单位:?\s?)?(?:{unit})(?:/[^\d()]{{1,8}})?\s?\)?\s?$"
    return re.compile(end), re.compile(rf"单位\s?[:为]?\s?(?:人民币)?(?:{unit})")


def _unit_in(header: str, own: str, needs_word: bool = False) -> _Unit | None:
    found = _unit()[needs_word].search(header)
    if not found:
        return None
    if found["share"]:
        return _Unit(Decimal(1) / (100 if found["share"] == "%" else 1000), None)
    factor = Decimal(1)
    for char in found["scale"]:
        factor *= MULTIPLIERS[char]
    return _Unit(factor, _code(found["money"], own))


def _code(written: str, own: str) -> str:
    named = re.search(f"(?:{names_behind()})$", written)
    return code_of(named.group() if named else written, own)


@cache
def _heads() -> re.Pattern[str]:
    words = (word for row in read_table("table_heads", "head") for word in row["words"])
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")\s?(?:\([^()]*\))?$")


def _counts(header: str) -> bool:
    """Whether a column holds years, ranks or counts, or says a unit of its own."""
    return bool(_heads().search(header.strip()) or re.search(r"\([^()\d]{1,6}\)$", header.strip()))


def _is_serial(rows: Sequence[Sequence[_Cell]], column: int) -> bool:
    """Whether a column counts its rows: 1, 2, 3."""
    return [row[column].text.strip() for row in rows[1:]] == [str(n) for n in range(1, len(rows))]


def _read_cell(cell: _Cell, unit: _Unit) -> Iterator[Quantity]:
    """The number or range that is all of ``cell`` but for words of a bound (≥100, 50以上)."""
    start = skip_bounds(cell.text, len(cell.text) - len(cell.text.lstrip()), len(cell.text))
    number = read_number(cell.text, start)
    if number is None or number.words:
        return
    join = _JOIN.match(cell.text, number.end)
    high = read_number(cell.text, join.end()) if join else None
    end = skip_bounds(cell.text, high.end if high else number.end, len(cell.text))
    behind = _BEHIND.match(cell.text, end)
    if (behind and behind.end() != len(cell.text)) or (high and high.value <= number.value):
        return
    last = high or number
    factor = Decimal(1) if last.large and unit.currency else unit.factor  # 100万 below （万元） is no more than it says
    value, top = number.value * factor, high.value * factor if high else None
    kind = "money" if unit.currency else "percent"
    yield Quantity("", cell.start + start, cell.start + last.end, kind, value, top, unit.currency)  # type: ignore[arg-type]
