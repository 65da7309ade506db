"""How is a hit laid out, as far as that depends on neither the words of the query nor the day? Made once, kept with its
clause. Invariant: everything in a card is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import get_template_attribute
from markupsafe import Markup

from search_app.model import Clause, Lang
from search_app.web import present
from search_app.web.benefits import make_shown
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
        _lay_out("offices", clause.departments, lang, t, present.office_name),
    )


def _lay_out(part: str, *values: object) -> Markup:
    laid_out: Markup = get_template_attribute("_parts.html", part)(*values)
    return laid_out
