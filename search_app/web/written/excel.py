"""How are sheets written for Excel? The one owner of xlsxwriter, which is loaded when the first file is asked for.

Invariant: a figure is a number, a day a date, and every text is a text whatever it begins with: no formula, no link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from search_app.model import Lang
from search_app.text.printable import make_writable
from search_app.text.wording import count_decimals
from search_app.web.written.sheet import Cell, CellKind, Sheet

MAX_CELL = 32_767  # characters that Excel keeps of a text
_HEIGHT = 30  # of the head row, for heads of two lines
_UNITS: dict[Lang, str] = {"zh": '{}"元"', "en": '"RMB "{}'}
_DECIMALS = 4  # that are shown of a figure; all are kept


def write_xlsx(sheets: Sequence[Sheet], title: str, author: str, day: date, lang: Lang) -> bytes:
    """``sheets`` as an .xlsx file: the head row of each stays in sight, and can be filtered by."""
    from xlsxwriter import Workbook  # a tenth of a second, and most servers are never asked

    written = BytesIO()
    plain = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    book = Workbook(written, {"in_memory": True, **plain})
    made = {"title": title, "author": author, "created": datetime.combine(day, time())}
    book.set_properties(
        {name: make_writable(value) if isinstance(value, str) else value for name, value in made.items()}
    )
    looks = _Looks(book, lang)
    for sheet in sheets:
        _write_sheet(book, sheet, looks)
    book.close()
    return written.getvalue()


def _write_sheet(book: Any, sheet: Sheet, looks: _Looks) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    page.set_row(0, _HEIGHT)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width)
        page.write_string(0, n, make_writable(column.head), looks.head)
    for at, row in enumerate(sheet.rows, start=1):
        for n, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, at, n, cell, looks.find(column.kind, cell))


def _write_cell(page: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        page.write_datetime(row, column, datetime.combine(cell, time()), look)
    elif isinstance(cell, str):
        page.write_string(row, column, make_writable(cell)[:MAX_CELL], look)
    else:
        page.write_number(row, column, float(cell), look)


class _Looks:
    """The formats of a book, each made once."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self._book, self._lang = book, lang
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F2EFE8"}
        )
        self._made: dict[str, Any] = {}

    def find(self, kind: CellKind, cell: Cell) -> Any:
        """The format of ``cell`` in a column of ``kind``."""
        code = self._find_code(kind, cell)
        if code not in self._made:
            wrapped = {"text_wrap": True} if code == "@" else {}
            self._made[code] = self._book.add_format({"num_format": code, "valign": "top", **wrapped})
        return self._made[code]

    def _find_code(self, kind: CellKind, cell: Cell) -> str:
        if isinstance(cell, date):
            return "yyyy-mm-dd"
        if isinstance(cell, str) or cell is None:
            return "@"
        if kind == "yuan":
            return _UNITS[self._lang].format(f"#,##0{_write_decimals(Decimal(cell))}")
        return f"0{_write_decimals(Decimal(cell) * 100)}%" if kind == "rate" else "0"


def _write_decimals(value: Decimal) -> str:
    """As many as ``value`` has: ``#,##0.00`` would show 4% as 4.00%, and ``#,##0.##`` as 4.%."""
    decimals = min(_DECIMALS, count_decimals(value))
    return f".{'0' * decimals}" if decimals else ""
