"""What must a reader of a file of benefits know of it? What was asked, on which day, and how it is to be read."""

from __future__ import annotations

from collections.abc import Iterator

from search_app.text.wording import write_date
from search_app.web.awards.columns import make_sheet
from search_app.web.awards.found import FoundRows
from search_app.web.present import Frame, count_in_words, make_chips
from search_app.web.views.results_page import make_absolute
from search_app.web.written.sheet import Sheet, SheetColumn

LINES = ("empty", "sums", "commitment", "total", "sure", "words")  # how the table is to be read


def make_found_sheet(found: FoundRows, frame: Frame) -> Sheet:
    """The sheet of ``found``; where not all hits are listed, its last row says so."""
    sheet = make_sheet(found.rows, frame.lang)
    if found.complete:
        return sheet
    cut = (say_cut(found, frame), *([None] * (len(sheet.columns) - 1)))
    return Sheet(sheet.name, sheet.columns, (*sheet.rows, cut))


def make_about(found: FoundRows, frame: Frame) -> Sheet:
    """The sheet that tells of the sheet of ``found``."""
    t = frame.t
    columns = (SheetColumn(t("about_what"), "text", 22), SheetColumn(t("about_said"), "text", 90))
    return Sheet(t("about_sheet"), columns, tuple(_tell(found, frame)))


def _tell(found: FoundRows, frame: Frame) -> Iterator[tuple[str, str]]:
    t, query, lang = frame.t, found.query, frame.lang
    yield t("about_site"), t("site")
    yield t("about_query"), query.q or t("about_everything")
    for chip in make_chips(found.page, frame):
        yield t("about_filter"), chip.text
    yield t("award_as_of"), write_date(found.day, lang)
    yield t("about_rows"), say_rows(found, frame)
    yield t("about_address"), find_address(found, frame)
    yield t("about_unofficial"), t("unofficial")
    for line in LINES:
        yield t("about_read"), t(f"about_{line}")


def say_rows(found: FoundRows, frame: Frame) -> str:
    """How many benefits of how many clauses there are, and whether that is all."""
    clauses = count_in_words(found.page.numbered, found.page.total, frame.t)
    counted = frame.t("award_count", n=len(found.rows), clauses=clauses)
    return counted if found.complete else f"{counted} {say_cut(found, frame)}"


def say_cut(found: FoundRows, frame: Frame) -> str:
    """That not all hits are listed, and what to do."""
    return frame.t("award_cut", value=found.clauses, total=found.page.total)


def find_address(found: FoundRows, frame: Frame) -> str:
    """The page of the same search, whole."""
    return make_absolute(found.query, frame, frame.path)
