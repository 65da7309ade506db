"""How is a clause laid out in lists and in its document, as far as that depends on neither words nor day? Made once,
kept with the clause. Invariant: everything that is laid out is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import get_template_attribute
from markupsafe import Markup

from search_app.model import Clause, Lang
from search_app.web import present
from search_app.web.benefits import headline_sums, make_shown
from search_app.web.views.marked import make_pairs
from search_app.web.words import make_translate


@dataclass(frozen=True, slots=True)
class Card:
    """What the list of results says of a clause: its name, what it pays, to whom and by whom, and its offices."""

    name: Markup
    money: Markup  # "" where nothing is paid
    answers: Markup
    offices: Markup


def make_card(clause: Clause, answering: int | None, lang: Lang, by_amount: bool) -> Card:
    """The card of ``clause``; the rest is as for ``make_shown``."""
    t, shown = make_translate(lang), make_shown(clause, answering, lang, by_amount)
    return Card(
        Markup.escape(present.clause_name(clause, lang, t)),
        _lay_out("money", shown, lang, t) if shown.answers or shown.sums else Markup(""),
        _lay_out("answers", shown, lang, t),
        _lay_out("first_offices", clause.departments, lang, t, present.office_name),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A clause as its document shows it: its name, its largest sums, its text with its figures, and its offices."""

    name: Markup
    sums: Markup  # "" where nothing is paid
    pairs: Markup
    offices: Markup


def make_section(clause: Clause, lang: Lang) -> Section:
    """The section of ``clause``."""
    t, sums = make_translate(lang), headline_sums(clause, lang)
    return Section(
        Markup.escape(present.clause_name(clause, lang, t)),
        _lay_out("sums", sums, lang, t) if sums else Markup(""),
        Markup("").join(
            _lay_out("pair", pair, lang, t, f"c-{clause.clause}-s-{n}")
            for n, pair in enumerate(make_pairs(clause, (), (), t), start=1)
        ),
        _lay_out("offices", clause.departments, lang, t, present.office_name),
    )


def _lay_out(part: str, *values: object) -> Markup:
    laid_out: Markup = get_template_attribute("_parts.html", part)(*values)
    return laid_out
