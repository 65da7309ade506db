"""How is a benefit named in a list: where it stands, what it pays, and its sentence?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search_app.matching.match import Item
from search_app.model import Benefit, Bilingual, Clause, DocumentHead, Lang, Span, Validity, english_of, split_id
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

    def point(self, item: Item) -> tuple[str, str]:
        """(number, address) of the clause of ``item``; the name of one that has no number."""
        clause = self.of.store.clause(item.entry.key)
        number = split_id(clause.id)[1]
        name = number if number.isdigit() else present.clause_name(clause, self.lang, self.t)
        return name, link(self.lang, clause.id)

    def say_words(self, item: Item, words: str) -> Bilingual:
        """``words`` of the clause of ``item``, and their English: their own, else that of the phrase, heading or title
        that holds them, else that of the sentence."""
        if self.lang == "zh":
            return Bilingual(words)
        clause = self.of.store.clause(item.entry.key)
        return Bilingual(words, self.say_alone(item, words).en or _find_around(clause, item.head, words))

    def say_alone(self, item: Item, words: str) -> Bilingual:
        """``words`` and their own English, as the term base or a phrase of the clause of ``item`` has it."""
        term = self.of.glossary.entries.get(words)
        if self.lang == "zh" or term:
            return Bilingual(words, term.term.en if term else None)
        return Bilingual(words, dict(_list_phrases(self.of.store.clause(item.entry.key))).get(words))


def _list_phrases(clause: Clause) -> Iterator[tuple[str, str]]:
    """What the benefits of ``clause`` quote, and its English."""
    for benefit in clause.benefits:
        for zh, en in ((benefit.recipient, benefit.recipient_en), *((c.text, c.text_en) for c in benefit.conditions)):
            if zh and en:
                yield zh, en


def _find_around(clause: Clause, head: DocumentHead, words: str) -> str | None:
    named = ((one.zh, one.en) for one in (*clause.path, head.title) if one.en)
    if holding := [(len(zh), en) for zh, en in (*_list_phrases(clause), *named) if en and words in zh]:
        return min(holding)[1]
    start = clause.text.zh.find(words)
    return english_of(Span(start, start + len(words)), clause.text.en, clause.sentences) if start >= 0 else None
