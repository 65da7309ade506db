"""What is the table of benefits given to lay out: heads that sort, rows, pages, and how many there are of each size?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search_app.model import Benefit, Clause, Lang
from search_app.search.model import NONE
from search_app.search.published.opening import Generation
from search_app.text.wording import write_money, write_open, write_scope
from search_app.web.awards.found import FoundRows
from search_app.web.awards.order import FIRST, Direction, Order, put_in_order, to_args
from search_app.web.benefits import (
    Check,
    ConditionView,
    find_checks,
    make_condition_views,
    rate_in_words,
    sum_instead,
    years_of,
)
from search_app.web.params import check_page
from search_app.web.present import Frame, Link, clause_name, make_pages
from search_app.web.words import make_translate

ROWS = 100  # on a page
_FIGURES = ("sum", "years", "total")  # which stand at the right
_FEWEST_BARS = 5  # fewer say nothing that the filter of sums does not


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, which links to the table in its order; ``order``: as aria-sort says it, "" for none."""

    key: str
    text: str
    url: str
    order: str
    figures: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in the table: the figure, and below it what holds for it (at most, for a year)."""

    money: str
    said: str


@dataclass(frozen=True, slots=True)
class AwardCells:
    """A row in words, as far as that depends on neither search nor day."""

    name: str
    kind: str  # "" for a grant, which needs no saying
    sums: tuple[Sum, ...]
    without_sum: str  # what is said where the text states neither sum nor rate
    sought: bool  # the City only helps to obtain it
    rate: str
    years: int | None
    total: str
    conditions: tuple[ConditionView, ...]
    open: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How many clauses have a largest sum of one size, with the way to them; ``width`` in percent of the longest."""

    link: Link
    width: float


def make_cells(clause: Clause, n: int, lang: Lang) -> AwardCells:
    """What the table says of benefit ``n`` of ``clause``."""
    benefit, t = clause.benefits[n - 1], make_translate(lang)
    return AwardCells(
        clause_name(clause, lang, t),
        t(f"kind_{benefit.kind}") if benefit.kind != "grant" else "",
        tuple(_make_sums(benefit, lang)),
        "" if benefit.rate else sum_instead(benefit, lang),
        benefit.promise == "endeavour",
        rate_in_words(benefit, lang),
        years_of(benefit),
        write_money(benefit.total.value, lang) if benefit.total else "",
        make_condition_views(clause, benefit, lang),
        tuple(write_open(point, lang) for point in benefit.open if point.kind != "no_sum"),
        find_checks(benefit),
    )


def _make_sums(benefit: Benefit, lang: Lang) -> Iterator[Sum]:
    t, mark = make_translate(lang), " · " if lang == "zh" else ", "
    if benefit.award is not None:
        yield Sum(write_money(benefit.award, lang), write_scope(benefit.per, lang))
    elif benefit.floor is not None and not benefit.limits:
        yield Sum(write_money(benefit.floor, lang), t("award_least"))
    for limit in benefit.limits:
        said = filter(None, (t("award_most"), write_scope(limit.per, lang)))
        yield Sum(write_money(limit.value, lang), mark.join(said))


def make_table(found: FoundRows, order: Order | None, of: Generation, frame: Frame) -> dict[str, Any]:
    """What the template is given beside what every page of results has. FaultyQueryError for a page that is none."""
    query, rows = found.query, found.rows
    pages, first = check_page(query.page, -(-len(rows) // ROWS)), (query.page - 1) * ROWS
    shown = put_in_order(rows, order, of, found.day, frame.lang)[first : first + ROWS]
    made = of.store.made
    return {
        "heads": list(_make_heads(found, order, frame)),
        "rows": [(row, made(row.clause.key, make_cells, row.benefit.n, frame.lang)) for row in shown],
        "number_of_rows": len(rows),
        "ranks": {hit.clause.id: hit.rank for hit in found.page.hits},
        "first": first + 1,
        "last": first + len(shown),
        "found": found,
        "bars": _make_bars(found, frame),
        "pages": list(make_pages(query.page, pages, lambda n: frame.url(replace(query, page=n)))),
        "as_found": replace(frame, extra=()).url(replace(query, page=1)) if order else "",
    }


def _make_heads(found: FoundRows, order: Order | None, frame: Frame) -> Iterator[Head]:
    query = replace(found.query, page=1)
    # What stands in these columns has its unit with it.
    names = {"total": frame.t("award_total_short"), "rate": frame.t("award_rate_of"), "years": frame.t("pay_years")}
    for column, first in FIRST.items():
        current = order.direction if order and order.column == column else None
        wanted: Direction = first if current is None else "asc" if current == "desc" else "desc"
        url = replace(frame, extra=to_args(Order(column, wanted))).url(query)
        said = {"asc": "ascending", "desc": "descending", None: ""}[current]
        yield Head(column, names.get(column) or frame.t(f"award_{column}"), url, said, column in _FIGURES)


def _make_bars(found: FoundRows, frame: Frame) -> Sequence[Bar]:
    """Clauses by their largest sum; none where there are too few sizes to compare."""
    query = found.query
    values = [v for v in dict(found.page.facets)["amount"] if v.value != NONE and v.count]
    if len(values) < _FEWEST_BARS or query.selected("amount"):
        return ()
    longest = max(v.count for v in values)
    urls = frame.urls(query, "amount")
    return [Bar(Link(v.label.get(frame.lang), urls(v.value), count=v.count), 100 * v.count / longest) for v in values]
