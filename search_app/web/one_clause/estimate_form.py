"""What does the estimate of a clause ask, what did the reader type, and what is answered?

Invariant: what was typed stands in the form again, and each fault stands at its field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from search_app.estimate.estimate import estimate
from search_app.estimate.thresholds import money_thresholds
from search_app.estimate.work import PER_ITEM, Estimate, Inputs
from search_app.model import Benefit, Bilingual, Clause, Lang
from search_app.text.fold import fold
from search_app.text.wording import write_open
from search_app.web.benefits import BenefitView
from search_app.web.bodies import MAX_BENEFITS, MAX_COUNT, MAX_ITEMS, MAX_SUM
from search_app.web.sums import parse_sum, split_sums
from search_app.web.words import make_translate

FieldName = Literal["base", "deduct", "threshold", "count"]
FIELDS: tuple[FieldName, ...] = ("base", "deduct", "threshold", "count")
MORE = "more"  # the button that adds a row for another item
ESTIMATE_ARGS = ("benefit", *FIELDS, MORE)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``row`` counts the items of a field that takes several, from 1. ``fault``: in words, "" for none."""

    name: FieldName
    row: int
    label: str
    typed: str
    fault: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a benefit comes to; ``not_counted``: what else the clause may pay, or leaves open; ``notes``: the rest."""

    benefit: Benefit
    estimate: Estimate
    not_counted: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EstimateForm:
    """The estimate of a clause. ``chosen``: the n of a benefit as typed, "" for none; ``opened``: the reader asked."""

    benefits: tuple[BenefitView, ...]  # that can be computed
    chosen: str
    fault: str  # of the choice
    fields: tuple[Field, ...]
    opened: bool
    answer: Answer | None


def make_form(
    clause: Clause, views: Sequence[BenefitView], args: Iterable[tuple[str, str]], lang: Lang
) -> EstimateForm:
    """The estimate of ``clause`` for the parameters ``args`` of an address, of which others than its own are left."""
    typed = [(name, value.strip()) for name, value in args if name in ESTIMATE_ARGS]
    chosen = next((value for name, value in reversed(typed) if name == "benefit"), "")
    n, fault = _read_number(chosen, MAX_BENEFITS) if chosen else (None, None)
    benefit = clause.benefits[n - 1] if n and n <= len(clause.benefits) else None
    computable = tuple(view for view in views if view.computable)
    labels = _make_labels(clause, [v for v in computable if v.benefit is benefit] or computable, lang)
    read = [one for name in FIELDS for one in _read_field(name, typed, labels, lang)]
    fields = tuple(field for field, _ in read)
    asked = benefit and not fault and not any(field.fault for field in fields) and _is_asked(typed, fields)
    answer = _answer(clause, benefit, _inputs(read), views, lang) if benefit and asked else None
    words = fault.get(lang) if fault else ""
    return EstimateForm(computable, chosen, words, fields, bool(typed), answer)


def _is_asked(typed: Sequence[tuple[str, str]], fields: Sequence[Field]) -> bool:
    """Whether an answer is wanted: a link that only chooses a benefit opens the form, unless nothing is left to ask."""
    return not any(name == MORE for name, _ in typed) and (any(n in FIELDS for n, _ in typed) or not fields)


# ── what is asked ──


def _make_labels(clause: Clause, views: Sequence[BenefitView], lang: Lang) -> dict[FieldName, str]:
    """The fields that ``views`` need, each with its label."""
    t, benefits = make_translate(lang), [view.benefit for view in views]
    labels: dict[FieldName, str] = {}
    bases = dict.fromkeys(Bilingual(b.basis, b.basis_en).get(lang) for b in benefits if b.rate is not None and b.basis)
    if any(b.rate is not None for b in benefits):
        name = " / ".join(bases) or t("estimate_base")
        labels["base"] = t("estimate_rmb", value=name[0].upper() + name[1:])
    if any("扣除" in (b.basis or "") for b in benefits):
        labels["deduct"] = t("estimate_rmb", value=t("estimate_deduct"))
    if asked := [view for view in views if money_thresholds(clause, view.benefit)]:
        said = dict.fromkeys(c.said.get(lang) for view in asked for c in view.conditions if c.figure)
        condition = ("；" if lang == "zh" else "; ").join(said)
        labels["threshold"] = t("estimate_threshold", value=condition)
    if any(b.per in (*PER_ITEM, "company") for b in benefits):
        labels["count"] = t("estimate_count")
    return labels


# ── what was typed ──


def _read_field(
    name: FieldName, typed: Sequence[tuple[str, str]], labels: dict[FieldName, str], lang: Lang
) -> list[tuple[Field, Decimal | int | None]]:
    """The rows of a field with the values that were typed; None for an empty or a faulty one. What was typed into a
    field that is not asked for is read as well, so that it is not dropped unsaid."""
    values = [value for one, value in typed if one == name]
    if name == "base":
        values = [part for value in values for part in split_sums(value)][:MAX_ITEMS]
        if name in labels and (not values or any(one == MORE for one, _ in typed)):
            values.append("")
    elif name in labels and not values:
        values = [""]
    else:
        values = values[-1:]
    shown = [value for value in values if value or name in labels]
    return [_read_row(name, row, value, labels.get(name, ""), lang) for row, value in enumerate(shown, start=1)]


def _read_row(name: FieldName, row: int, typed: str, label: str, lang: Lang) -> tuple[Field, Decimal | int | None]:
    read: Callable[[str], tuple[Decimal | int | None, Bilingual | None]]
    read = _read_sum if name != "count" else lambda value: _read_number(value, MAX_COUNT)
    value, fault = read(typed) if typed else (None, None)
    words = label or make_translate(lang)(f"estimate_{name}")
    return Field(name, row, words, typed, fault.get(lang) if fault else ""), value


def _read_sum(typed: str) -> tuple[Decimal | None, Bilingual | None]:
    value = parse_sum(typed)
    if value is not None and value <= MAX_SUM:
        return value, None
    shown = typed[:60]
    return None, Bilingual(
        f"“{shown}”不是一个人民币数额，可写作 3亿、30000万元 或 300000000；每格只填一项",
        f"“{shown}” is not one sum of RMB; write 300 million or RMB 300,000,000, one item a field",
    )


def _read_number(typed: str, highest: int) -> tuple[int | None, Bilingual | None]:
    figures = fold(typed).replace(",", "")
    if re.fullmatch(r"[0-9]{1,9}", figures) and 1 <= int(figures) <= highest:
        return int(figures), None
    shown = typed[:60]
    zh, en = f"“{shown}”不是1到{highest}之间的整数", f"“{shown}” is not a whole number from 1 to {highest}"
    return None, Bilingual(zh, en)


def _inputs(read: Iterable[tuple[Field, Decimal | int | None]]) -> Inputs:
    given = [(field.name, value) for field, value in read if value is not None]
    single = {name: Decimal(value) for name, value in given if name in ("deduct", "threshold")}
    count = next((int(value) for name, value in given if name == "count"), None)
    bases = tuple(Decimal(value) for name, value in given if name == "base")
    return Inputs(bases, single.get("deduct"), count, single.get("threshold"))


# ── what is answered ──


def _answer(clause: Clause, benefit: Benefit, inputs: Inputs, views: Sequence[BenefitView], lang: Lang) -> Answer:
    t, found = make_translate(lang), estimate(clause, benefit, inputs)
    left_open = {write_open(point, lang) for point in benefit.open}
    notes = [note.get(lang) for note in found.notes]
    others = [view for view in views if view.benefit is not benefit]
    beside = [t("estimate_beside", n=view.benefit.n, value=view.sum) for view in others]
    return Answer(
        benefit,
        found,
        (*(note for note in notes if note in left_open), *beside),
        tuple(note for note in notes if note not in left_open),
    )
