"""How is a sheet written as comma-separated text that Excel opens rightly? RFC 4180 in UTF-8 with a byte order mark.

Invariant: no text acts as a formula. One that would begin like one has an apostrophe before it; everything else is as
it is. Figures stand without a format (10000000, 0.04), days as 2026-01-31.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

from search_app.text.printable import make_writable
from search_app.web.written.sheet import Cell, Sheet

# What Excel and its likes take for the beginning of a formula, also in the width of Chinese characters; a tab, a line
# end or a space before it is skipped by some of them.
_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(sheet: Sheet) -> bytes:
    """The head and the rows of ``sheet``."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([_write(column.head) for column in sheet.columns])
    writer.writerows([_write(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _write(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"  # never 1E+7, nor 0.040
    if not isinstance(cell, str):
        return str(cell)
    text = make_writable(cell)
    return f"'{text}" if text.lstrip(" \u3000").startswith(_BEGINS) else text
