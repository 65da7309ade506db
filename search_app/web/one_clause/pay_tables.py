"""How is what a clause pays laid out: which benefits stand in one table, and what is said once for all of its rows?

Plain data for the templates. Invariant: each benefit has one row, and what is said of it stands in its row, or once
below its table where it holds for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Literal, TypeVar

from search_app.model import Benefit, Bilingual, Clause, Lang
from search_app.text.wording import write_money, write_open, write_sum
from search_app.web.benefits import (
    YEARLY,
    BenefitView,
    Check,
    ConditionView,
    Money,
    benefit_sums,
    has_terms,
    headline_sums,
    rate_in_words,
    sum_instead,
    years_of,
)
from search_app.web.one_clause.leads import Lead
from search_app.web.views.marked import Piece, make_quote
from search_app.web.words import make_translate

T = TypeVar("T")
Column = Literal["who", "rate", "award", "most", "years", "total", "conditions", "kind", "payer", "promise"]
COLUMNS: tuple[Column, ...] = (
    "who", "rate", "award", "most", "years", "total", "conditions", "kind", "payer", "promise",
)  # fmt: skip
_SAID_ONCE: tuple[Column, ...] = ("who", "conditions", "kind", "payer", "promise")  # where all rows say the same


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a cell: our own (``text``), or those of the text (``quote``) with a figure beside them."""

    text: str = ""
    quote: Bilingual | None = None
    small: str = ""  # how it comes about
    quiet: bool = False  # no sum, though it stands where sums do


Cell = tuple[Said, ...]
Cells = dict[Column, Cell]


@dataclass(frozen=True, slots=True)
class PayRow:
    """One benefit: its cells by column, what must be known of it, and what is carried away."""

    view: BenefitView
    cells: Cells
    leads: tuple[Lead, ...]
    open: tuple[str, ...]
    checks: tuple[Check, ...]
    address: str  # permanent
    copied: str  # the sentence with its source

    @property
    def benefit(self) -> Benefit:
        """The benefit of this row."""
        return self.view.benefit


@dataclass(frozen=True, slots=True)
class PayTable:
    """Benefits that one sentence, or one list of tiers, states. ``shared``, ``open`` and ``checks`` hold for all."""

    quote: tuple[Piece, ...]
    quote_lang: Lang
    columns: tuple[Column, ...]
    rows: tuple[PayRow, ...]
    shared: Cells
    open: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What a row needs to be carried away: its permanent address, and the citation that names it, by id; of
    the latter also in which language words are quoted with it."""

    address: Callable[[str], str]
    cite: Callable[[str, Lang], str]


def make_tables(
    clause: Clause, views: Sequence[BenefitView], leads: dict[int, tuple[Lead, ...]], carried: Carried, lang: Lang
) -> tuple[PayTable, ...]:
    """The tables of ``clause``, in the order of its text; ``leads`` by the n of a benefit."""
    groups = (tuple(group) for _, group in groupby(views, _group_of))
    return tuple(_make_table(clause, group, leads, carried, lang) for group in groups)


def _group_of(view: BenefitView) -> object:
    benefit = view.benefit
    return ("tier", benefit.tier.group) if benefit.tier else benefit.evidence


def _make_table(
    clause: Clause, views: Sequence[BenefitView], leads: dict[int, tuple[Lead, ...]], carried: Carried, lang: Lang
) -> PayTable:
    quote, quote_lang = make_quote(clause, views[0].benefit.evidence, lang)
    said = "".join(piece.text for piece in quote).strip()
    cells, shared = _share([_make_cells(view, lang) for view in views])
    points = [_open_points(view.benefit, lang) for view in views]
    open_points, checks = _in_all(points), _in_all([view.checks for view in views])
    rows = (
        PayRow(
            view,
            one,
            leads.get(view.benefit.n, ()),
            tuple(point for point in own if point not in open_points),
            tuple(check for check in view.checks if check not in checks),
            carried.address(view.benefit.id),
            _copied(said, carried.cite(view.benefit.id, quote_lang), quote_lang),
        )
        for view, one, own in zip(views, cells, points, strict=True)
    )
    columns = tuple(name for name in COLUMNS if any(one[name] for one in cells))
    return PayTable(quote, quote_lang, columns, tuple(rows), shared, open_points, checks)


def _in_all(rows: Sequence[tuple[T, ...]]) -> tuple[T, ...]:
    """What every one of several rows says."""
    return tuple(one for one in rows[0] if len(rows) > 1 and all(one in row for row in rows))


def _share(rows: list[Cells]) -> tuple[list[Cells], Cells]:
    """(cells of each row, what is said once for all): of one condition with a figure for each row the words alone."""
    if len(rows) < 2:
        return rows, {}
    shared = {
        name: rows[0][name] for name in _SAID_ONCE if rows[0][name] and all(r[name] == rows[0][name] for r in rows)
    }
    rows = [{name: () if name in shared else cell for name, cell in row.items()} for row in rows]
    words = [tuple(said.quote for said in row["conditions"]) for row in rows]
    if any(words[0]) and all(one == words[0] for one in words):
        shared["conditions"] = tuple(Said(quote=quote) for quote in words[0] if quote)
        rows = [row | {"conditions": tuple(Said(said.text) for said in row["conditions"] if said.text)} for row in rows]
    return rows, shared


def _make_cells(view: BenefitView, lang: Lang) -> Cells:
    benefit, t = view.benefit, make_translate(lang)
    years = years_of(benefit)
    return {
        "who": (_quote(benefit.recipient, benefit.recipient_en) if benefit.recipient else Said(t("payer_none")),),
        "rate": _rate(benefit, lang),
        "award": _award(benefit, lang),
        "most": tuple(Said(write_sum(one.value, one.per, lang, up_to=True)) for one in benefit.limits),
        "years": (Said(t("benefit_years", n=years)),) if years else (),
        "total": _total(benefit, lang),
        "conditions": tuple(_condition(one, benefit) for one in view.conditions),
        "kind": (Said(t(f"kind_{benefit.kind}")),),
        "payer": (Said(t(f"payer_{benefit.payer or 'none'}")),),
        "promise": (Said(t(f"promise_{benefit.promise}")),),
    }


def _quote(zh: str, en: str | None) -> Said:
    return Said(quote=Bilingual(zh, en))


def _rate(benefit: Benefit, lang: Lang) -> Cell:
    if benefit.rate is not None:
        return (Said(rate_in_words(benefit, lang)),)
    return (_quote(benefit.basis, benefit.basis_en),) if benefit.basis else ()


def _award(benefit: Benefit, lang: Lang) -> Cell:
    """The fixed sum; where the text states neither sum nor rate, that it does not."""
    if benefit.award is not None:
        return (Said(write_sum(benefit.award, benefit.per, lang)),)
    return () if benefit.limits or benefit.rate is not None else (Said(sum_instead(benefit, lang), quiet=True),)


def _total(benefit: Benefit, lang: Lang) -> Cell:
    """What all years come to, and how; nothing where it is paid once, which the sum itself says."""
    total = benefit.total
    if total is None or total.years is None:
        return ()
    yearly = [(limit.value, limit.per) for limit in benefit.limits]
    yearly += [(benefit.award, benefit.per)] if benefit.award is not None else []
    product = next((v for v, per in yearly if per in YEARLY and v * total.years == total.value), None)
    if product is None:
        return (Said(write_money(total.value, lang), small=_join((one.get(lang) for one in total.steps), lang)),)
    t = make_translate(lang)
    return (Said(write_money(total.value, lang), small=t("pay_times", sum=write_money(product, lang), n=total.years)),)


def _condition(condition: ConditionView, benefit: Benefit) -> Said:
    """Its words, unless whom it is for says them already, and the figure that holds for this benefit."""
    known = condition.figure and condition.said.zh == benefit.recipient
    return Said(condition.figure, None if known else condition.said)


def _open_points(benefit: Benefit, lang: Lang) -> tuple[str, ...]:
    """What the text leaves open; that no sum is stated stands in the place of the sum."""
    unsaid = bool(benefit.limits or benefit.award is not None or benefit.rate is not None or has_terms(benefit))
    return tuple(write_open(one, lang) for one in benefit.open if one.kind != "no_sum" or unsaid)


def _copied(said: str, citation: str, lang: Lang) -> str:
    return f"“{said}”——{citation}" if lang == "zh" else f"“{said}” — {citation}"


def _join(words: Iterable[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(words)


def make_first_line(clause: Clause, lang: Lang) -> tuple[Money, ...]:
    """The largest sums of ``clause``, above its tables, each with what it comes to over its years; most money first."""
    shown = []
    for money in headline_sums(clause, lang):
        stated = (b for b in clause.benefits if any(one.text == money.text for one in benefit_sums(b, lang)))
        total = max((b.total for b in stated if b.total and b.total.years), key=lambda one: one.value, default=None)
        if total is None:
            shown.append((Decimal(0), money))
        else:
            words = _join((step.get(lang) for step in total.steps), lang)
            shown.append((total.value, replace(money, text=words)))
    return tuple(money for _, money in sorted(shown, key=lambda one: -one[0]))
