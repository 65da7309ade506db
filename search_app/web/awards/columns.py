"""What does each column of the table of benefits say of a row, in either language? For files, lists and comparisons.

Invariant: a cell says what the reading holds and nothing where the text is silent; figures are numbers, days are days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from search_app.model import LANGS, Benefit, Clause, Lang, Limit
from search_app.text.wording import write_scope, write_sum
from search_app.web.awards.rows import AwardRow
from search_app.web.benefits import find_checks, make_condition_views, open_points, years_of
from search_app.web.citations import name_part
from search_app.web.present import office_name, quote
from search_app.web.requests import generation, today
from search_app.web.versions import permanent_address
from search_app.web.views.worth import say_worth
from search_app.web.words import make_translate
from search_app.web.written.sheet import Cell, CellKind, Sheet, SheetColumn

Value = Callable[[AwardRow, Lang], Cell]


@dataclass(frozen=True, slots=True)
class AwardColumn:
    """A column: the ``key`` of its head (``award_key`` among the words of the interface), what stands in it, its width
    in characters, its value, and the languages that have it."""

    key: str
    kind: CellKind
    width: float
    value: Value
    langs: tuple[Lang, ...] = LANGS

    def head(self, lang: Lang) -> str:
        """What the column is called."""
        return make_translate(lang)(f"award_{self.key}")


def find_columns(lang: Lang, keys: Iterable[str] = ()) -> tuple[AwardColumn, ...]:
    """The columns of ``keys`` in that order; without them all that there are in ``lang``."""
    held = {column.key: column for column in COLUMNS if lang in column.langs}
    wanted = tuple(keys)
    return tuple(held[key] for key in wanted) if wanted else tuple(held.values())


def make_sheet(rows: Iterable[AwardRow], lang: Lang, columns: Sequence[AwardColumn] = ()) -> Sheet:
    """``rows`` as a sheet of ``columns``; without them of all."""
    shown = columns or find_columns(lang)
    heads = tuple(SheetColumn(column.head(lang), column.kind, column.width) for column in shown)
    name = make_translate(lang)("award_sheet")
    return Sheet(name, heads, tuple(tuple(column.value(row, lang) for column in shown) for row in rows))


# ── what stands in the cells ──


def join(parts: Iterable[str], lang: Lang) -> str | None:
    """``parts`` as one text; None without any."""
    return ("；" if lang == "zh" else "; ").join(parts) or None


def _said(zh: str | None, en: str | None, lang: Lang) -> str | None:
    """What the text says, in English where somebody has translated it."""
    return (en or zh if lang == "en" else zh) or None


def _name_clause(row: AwardRow, lang: Lang) -> str:
    name = name_part(row.clause, lang)
    return name[:1].upper() + name[1:]


def _title(row: AwardRow, lang: Lang) -> str | None:
    title = row.clause.title or (row.clause.path[-1] if row.clause.path else None)
    return title.get(lang) if title else None


def find_cap(benefit: Benefit) -> Limit | None:
    """The ceiling that belongs to the sum: the first that the text names."""
    return benefit.limits[0] if benefit.limits else None


def _cap(row: AwardRow, lang: Lang) -> Cell:
    cap = find_cap(row.benefit)
    return cap.value if cap else None


def _cap_scope(row: AwardRow, lang: Lang) -> Cell:
    cap = find_cap(row.benefit)
    return (write_scope(cap.per, lang) or None) if cap else None


def _more_caps(row: AwardRow, lang: Lang) -> Cell:
    return join((write_sum(one.value, one.per, lang, up_to=True) for one in row.benefit.limits[1:]), lang)


def conditions_in_words(row: AwardRow, lang: Lang) -> str | None:
    """What must be reached, each with the figure that holds for this benefit."""
    views = make_condition_views(row.clause, row.benefit, lang)
    mark = "（{}）" if lang == "zh" else " ({})"
    said = (f"{_said(v.said.zh, v.said.en, lang)}{mark.format(v.figure) if v.figure else ''}" for v in views)
    return join(said, lang)


def _total(row: AwardRow, lang: Lang) -> Cell:
    return row.benefit.total.value if row.benefit.total else None


def _payer(row: AwardRow, lang: Lang) -> Cell:
    return make_translate(lang)(f"payer_{row.benefit.payer}") if row.benefit.payer else None


def offices_in_words(clause: Clause, lang: Lang) -> str | None:
    """The responsible offices, the one named first first."""
    offices = clause.departments
    return join((one.printed if lang == "zh" else office_name(one, lang) for one in offices), lang)


def _sure(row: AwardRow, lang: Lang) -> Cell:
    t = make_translate(lang)
    return join((t(f"benefit_unsure_{check}") for check in find_checks(row.benefit)), lang) or t("award_certain")


def quote_of(row: AwardRow, lang: Lang) -> str:
    """The words of the clause that the benefit rests on."""
    words = dict.fromkeys(quote(row.clause, span, lang) for span in row.benefit.evidence)
    return (" …… " if lang == "zh" else " … ").join(words)


def _original(row: AwardRow, lang: Lang) -> Cell:
    return quote_of(row, "zh")


def address_of(row: AwardRow) -> str:
    """The permanent address of the benefit, whole: with a day, where the row is of a version that does not count."""
    return permanent_address(generation(), row.document, row.clause.id, row.benefit.id or row.clause.id, today())


def _rate(row: AwardRow, lang: Lang) -> Decimal | None:
    return row.benefit.rate


COLUMNS: tuple[AwardColumn, ...] = (
    AwardColumn("policy", "text", 18, lambda row, lang: row.document.name.get(lang)),
    AwardColumn("clause", "text", 11, _name_clause),
    AwardColumn("title", "text", 24, _title),
    AwardColumn("who", "text", 32, lambda row, lang: _said(row.benefit.recipient, row.benefit.recipient_en, lang)),
    AwardColumn("kind", "text", 9, lambda row, lang: make_translate(lang)(f"kind_{row.benefit.kind}")),
    AwardColumn("rate", "rate", 8, _rate),
    AwardColumn("base", "text", 20, lambda row, lang: _said(row.benefit.basis, row.benefit.basis_en, lang)),
    AwardColumn("cap", "yuan", 17, _cap),
    AwardColumn("cap_per", "text", 11, _cap_scope),
    AwardColumn("cap_more", "text", 18, _more_caps),
    AwardColumn("award", "yuan", 17, lambda row, lang: row.benefit.award),
    AwardColumn("per", "text", 11, lambda row, lang: write_scope(row.benefit.per, lang) or None),
    AwardColumn("years", "count", 7, lambda row, lang: years_of(row.benefit)),
    AwardColumn("total", "yuan", 17, _total),
    AwardColumn("conditions", "text", 36, conditions_in_words),
    AwardColumn("payer", "text", 12, _payer),
    AwardColumn("commitment", "text", 16, lambda row, lang: make_translate(lang)(f"promise_{row.benefit.promise}")),
    AwardColumn("validity", "text", 13, lambda row, lang: make_translate(lang)(f"status_{row.validity.status}")),
    AwardColumn("from", "day", 12, lambda row, lang: row.validity.start),
    AwardColumn("until", "day", 12, lambda row, lang: row.validity.until),
    AwardColumn("offices", "text", 24, lambda row, lang: offices_in_words(row.clause, lang)),
    AwardColumn("open", "text", 26, lambda row, lang: join(open_points(row.benefit, lang), lang)),
    AwardColumn("sure", "text", 14, _sure),
    AwardColumn("quote", "text", 60, quote_of),
    AwardColumn("original", "text", 60, _original, ("en",)),
    AwardColumn("worth", "text", 40, lambda row, lang: say_worth(row.clause, lang) or None, ("en",)),
    AwardColumn("address", "text", 42, lambda row, lang: address_of(row)),
    AwardColumn("as_of", "day", 12, lambda row, lang: row.day),
)
