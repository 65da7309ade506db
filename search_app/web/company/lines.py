"""How is a benefit named in a list: where it stands, what it pays, and its sentence?"""

from __future__ import annotations

from dataclasses import dataclass

from search_app.matching.match import Item
from search_app.model import Benefit, Clause, DocumentHead, Lang, Validity
from search_app.search.published.opening import Generation
from search_app.web import present
from search_app.web.addresses import link
from search_app.web.benefits import benefit_sums, rate_in_words
from search_app.web.words import make_translate


@dataclass(frozen=True, slots=True)
class Line:
    """A benefit wherever it is named: where it stands, what it pays, and its sentence."""

    id: str
    url: str
    name: str  # of its clause
    document: DocumentHead
    validity: Validity
    money: str  # the largest sum of its text, "" where it states none
    quote: str
    clause: Clause
    benefit: Benefit


class Lines:
    """Makes the lines of one page."""

    def __init__(self, of: Generation, lang: Lang) -> None:
        self.of, self.lang = of, lang
        self.t = make_translate(lang)

    def line(self, item: Item) -> Line:
        clause = self.of.store.clause(item.entry.key)
        benefit = clause.benefits[item.entry.n - 1]
        said = [*(one.text for one in benefit_sums(benefit, self.lang)), rate_in_words(benefit, self.lang)]
        joined = " ".join if self.lang == "en" else "".join
        return Line(
            item.entry.id,
            f"{link(self.lang, clause.id)}#b-{benefit.n}",
            present.clause_name(clause, self.lang, self.t),
            item.head,
            item.validity,
            " · ".join(part for part in said if part),
            joined(present.quote(clause, span, self.lang) for span in benefit.evidence),
            clause,
            benefit,
        )
