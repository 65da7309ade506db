"""What is said of a benefit, aspect by aspect, so that benefits of different clauses can be read side by side?

Invariant: an aspect of which the text says nothing is empty; nothing is worked out from other benefits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from search_app.model import Bilingual, Clause, DocumentHead, Lang
from search_app.text.wording import write_date, write_money, write_sum
from search_app.web import benefits, present
from search_app.web.awards.rows import AwardRow
from search_app.web.citations import name_part
from search_app.web.words import make_translate

Aspect = Literal[
    "validity", "sum", "rate", "most", "years", "total", "who", "conditions", "payer", "promise", "offices", "open",
    "words",
]  # fmt: skip
ASPECTS: tuple[Aspect, ...] = (
    "validity", "sum", "rate", "most", "years", "total", "who", "conditions", "payer", "promise", "offices", "open",
    "words",
)  # fmt: skip
ENDED = ("expired", "repealed")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one benefit says of one aspect, in the language of the page, Chinese where there is no English. ``checks``:
    what readers should hold against the text. ``differs``: it is not what the others say."""

    lines: tuple[str, ...]
    checks: tuple[str, ...] = ()
    differs: bool = False


Maker = Callable[[AwardRow, Lang], Sequence[str]]


def make_cells(row: AwardRow, lang: Lang) -> dict[Aspect, Cell]:
    """Every aspect of ``row``."""
    checks = benefits.find_checks(row.benefit)
    marks: Mapping[str, tuple[str, ...]] = {
        "sum": tuple(check for check in checks if check == "reading"),
        "who": tuple(check for check in checks if check == "recipient"),
    }
    return {name: Cell(tuple(_MAKERS[name](row, lang)), marks.get(name, ())) for name in ASPECTS}


def has_ended(row: AwardRow) -> bool:
    """Whether the document of ``row`` is no longer in force on its day."""
    return row.validity.status in ENDED


def name_row(row: AwardRow, lang: Lang) -> str:
    """What a row is called where it stands alone: its clause."""
    return present.clause_name(row.clause, lang, make_translate(lang))


def name_basis(document: DocumentHead, clause: Clause | None) -> Bilingual:
    """《生物经济政策》第（九）条 · Bio-economy measures, clause 9; the document alone where the clause is not held."""
    name = Bilingual(f"《{document.name.zh}》", document.name.en or f"《{document.name.zh}》")
    if clause is None:
        return name
    return Bilingual(f"{name.zh}{name_part(clause, 'zh')}", f"{name.en}, {name_part(clause, 'en')}")


def say_status(row: AwardRow, lang: Lang) -> str:
    """有效（未载明终止日期） · Expired 31 December 2025."""
    t, validity = make_translate(lang), row.validity
    if validity.status == "in_force" and not validity.until:
        return t("status_open_end")
    status = t(f"status_{validity.status}")
    if not validity.until or validity.status not in ("in_force", "expired"):
        return status
    return t(f"list_until_{validity.status}", status=status, value=write_date(validity.until, lang))


def _validity(row: AwardRow, lang: Lang) -> Sequence[str]:
    return (say_status(row, lang),)


def _sum(row: AwardRow, lang: Lang) -> Sequence[str]:
    """The fixed sum; where the text states neither sum, rate nor ceiling, that it does not."""
    benefit = row.benefit
    if benefit.award is not None:
        return (write_sum(benefit.award, benefit.per, lang),)
    place = row.clause.benefits.index(benefit) + 1
    words = benefits.make_shown(row.clause, place, lang, by_amount=False).words
    return (words,) if words else ()


def _rate(row: AwardRow, lang: Lang) -> Sequence[str]:
    rate = benefits.rate_in_words(row.benefit, lang)
    return (rate,) if rate else ()


def _most(row: AwardRow, lang: Lang) -> Sequence[str]:
    return [write_sum(limit.value, limit.per, lang, up_to=True) for limit in row.benefit.limits]


def _years(row: AwardRow, lang: Lang) -> Sequence[str]:
    years = benefits.years_of(row.benefit)
    return (make_translate(lang)("benefit_years", n=years),) if years else ()


def _total(row: AwardRow, lang: Lang) -> Sequence[str]:
    """What all years come to, and how; nothing where it is paid once, which the sum itself says."""
    total = row.benefit.total
    if total is None or total.years is None:
        return ()
    return (write_money(total.value, lang), *(step.get(lang) for step in total.steps))


def _who(row: AwardRow, lang: Lang) -> Sequence[str]:
    benefit = row.benefit
    return (_in_language(benefit.recipient, benefit.recipient_en, lang),) if benefit.recipient else ()


def _conditions(row: AwardRow, lang: Lang) -> Sequence[str]:
    views = benefits.make_condition_views(row.clause, row.benefit, lang)
    with_figure = "{}（{}）" if lang == "zh" else "{} ({})"
    said = ((one.said.get(lang), one.figure) for one in views)
    return [with_figure.format(words, figure) if figure else words for words, figure in said]


def _payer(row: AwardRow, lang: Lang) -> Sequence[str]:
    return (make_translate(lang)(f"payer_{row.benefit.payer}"),) if row.benefit.payer else ()


def _promise(row: AwardRow, lang: Lang) -> Sequence[str]:
    benefit = row.benefit
    refers = _in_language(benefit.refers_to, benefit.refers_to_en, lang) if benefit.refers_to else ""
    return [one for one in (make_translate(lang)(f"promise_{benefit.promise}"), refers) if one]


def _offices(row: AwardRow, lang: Lang) -> Sequence[str]:
    return [present.office_name(office, lang) for office in row.clause.departments]


def _open(row: AwardRow, lang: Lang) -> Sequence[str]:
    return benefits.open_points(row.benefit, lang)


def quote_benefit(row: AwardRow, lang: Lang) -> Sequence[str]:
    """The words of the clause that ``row`` rests on, each sentence once."""
    return list(dict.fromkeys(present.quote(row.clause, span, lang) for span in row.benefit.evidence))


_MAKERS: Mapping[Aspect, Maker] = {
    "validity": _validity, "sum": _sum, "rate": _rate, "most": _most, "years": _years, "total": _total, "who": _who,
    "conditions": _conditions, "payer": _payer, "promise": _promise, "offices": _offices, "open": _open,
    "words": quote_benefit,
}  # fmt: skip


def _in_language(zh: str, en: str | None, lang: Lang) -> str:
    return en or zh if lang == "en" else zh
