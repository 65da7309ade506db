"""How is what was read from the words of a query shown, confirmed and taken off? One chip a constraint, all links.

Invariant: a chip says what its constraint does, and taking it off leaves its words to be looked for as words.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from search_app.model import Bilingual
from search_app.search.asked.weighing import find_statuses, is_confirmed
from search_app.search.model import FILTERS, Query, Read, SearchPage
from search_app.text.wording import write_date, write_money, write_rate
from search_app.web.params import with_filter
from search_app.web.present import Frame


@dataclass(frozen=True, slots=True)
class ReadChip:
    """A constraint in words; ``only`` leads to what meets it alone, None where it filters already or nothing could."""

    text: str
    remove: str
    only: str | None


Labels = Mapping[str, Mapping[str, Bilingual]]


def make_read_chips(page: SearchPage, labels: Labels, frame: Frame) -> Iterator[ReadChip]:
    """A chip for each constraint that was read and that no chip of a chosen filter shows already; ``labels`` are those
    of the values of every filter."""
    query = page.query
    for read in page.read:
        if not is_confirmed(query, read):
            remove = replace(query, unread=(*query.unread, read.text), page=1)
            confirmed = None if read.weight == "must" else confirm(query, read)
            yield ReadChip(
                _say(read, labels, frame), frame.url(remove), None if confirmed is None else frame.url(confirmed)
            )


def confirm(query: Query, read: Read) -> Query | None:
    """``query`` with ``read`` as a filter of its own; None where there is no such filter."""
    if read.field == "validity":
        return with_filter(query, "validity", find_statuses(read))
    if read.op == "is" and read.field in FILTERS:
        return with_filter(query, read.field, (*query.selected(read.field), read.value))
    if read.field == "amount":
        value = int(Decimal(read.value))
        bounds = (
            {"amount_min": value, "amount_max": None} if read.op == "ge" else {"amount_min": None, "amount_max": value}
        )
        return replace(query, amount_min=bounds["amount_min"], amount_max=bounds["amount_max"], page=1)
    if read.field == "duration":
        return replace(query, duration_min=int(Decimal(read.value)), page=1)
    return None


def _say(read: Read, labels: Labels, frame: Frame) -> str:
    t, lang = frame.t, frame.lang
    if read.op == "not":
        label = t(f"who_{read.value}") if read.field == "who" else _label(read.field, read.value, labels, frame)
        return t("read_not_kind", value=label) if read.field == "kind" else t("read_not", value=label)
    if read.field == "compare":
        return t("read_compare", value=read.value)
    if read.field in ("validity", "per", "who", "stage", "until", "sort"):
        return _say_word(read, frame)
    if read.field == "as_of":
        return t("chip_as_of", value=write_date(date.fromisoformat(read.value), lang))
    if read.field == "amount":
        money = write_money(Decimal(read.value), lang)
        return t("chip_amount_min", value=money) if read.op == "ge" else t("chip_amount_max", value=money)
    if read.field == "duration":
        return t("chip_duration_min", n=int(Decimal(read.value)))
    if read.field in FILTERS:
        return (
            f"{t(f'facet_{read.field}')}{'：' if lang == 'zh' else ': '}{_label(read.field, read.value, labels, frame)}"
        )
    return t("read_own", name=t(f"own_{read.field}"), value=_figure(read, frame))


def _say_word(read: Read, frame: Frame) -> str:
    """What stands in no filter: one of a few words."""
    t = frame.t
    if read.field == "validity":
        return t(f"read_validity_{read.value}")
    if read.field == "per":
        return t(f"read_per_{read.value}")
    if read.field == "who":
        return t("read_who", value=t(f"who_{read.value}"))
    if read.field == "stage":
        return t("read_stage", value=t(f"stage_{read.value}"))
    return t("read_until", value=_say_time(read.value, frame)) if read.field == "until" else t(f"read_sort_{read.op}")


def _say_time(value: str, frame: Frame) -> str:
    """A year, a month or a day."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return write_date(date(*parts), frame.lang)
    if frame.lang == "en":
        return f"{month_name[parts[1]]} {parts[0]}" if parts[1:] else value
    return f"{parts[0]}年{parts[1]}月" if parts[1:] else f"{value}年"


def _figure(read: Read, frame: Frame) -> str:
    """The applicant's own figure; one whose unit the typed words alone say, in these words."""
    if read.field in ("area", "staff"):
        return read.text
    value = Decimal(read.value)
    return write_rate(value) if read.field == "rd_share" else write_money(value, frame.lang)


def _label(field: str, value: str, labels: Labels, frame: Frame) -> str:
    """What a value is called: as the filters call it, and a word as it was typed."""
    names = labels.get(field, {})
    return names[value].get(frame.lang) if value in names else value
