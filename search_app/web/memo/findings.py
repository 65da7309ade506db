"""How is a finding of a check said? Its tone, a sentence, and the right wording with its citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from search_app.checking.check import Checked, CheckedSum
from search_app.checking.citing import CheckedCitation, HeldClause
from search_app.checking.judging import Place
from search_app.checking.quoting import CheckedQuote
from search_app.clauses.validity import find_validity
from search_app.model import Edit, Lang, Span, Validity, split_benefit_id, split_id
from search_app.search.published.opening import Generation
from search_app.text.fold import drop_unseen
from search_app.web.addresses import link
from search_app.web.citations import cite, name_part
from search_app.web.versions import permanent_address
from search_app.web.views.cited import Place as Linked
from search_app.web.views.cited import make_note
from search_app.web.words import make_translate

Tone = Literal["wrong", "ended", "unknown", "fine"]
TONES: tuple[Tone, ...] = ("wrong", "ended", "unknown", "fine")  # what must be looked at comes first
_TONES: dict[str, Tone] = {
    "found": "fine", "derived": "fine", "differs": "wrong", "wrong": "wrong", "ended": "ended", "withdrawn": "ended",
}  # fmt: skip
_ENDED = ("expired", "repealed", "not_yet_in_force")
_SAID = 120  # characters of a quotation that are said again


@dataclass(frozen=True, slots=True)
class Wording:
    """The right wording: a sentence of a clause as edits (what is ``added`` is marked, what is ``removed`` is the
    memo's), where it stands, how it is cited and whether it still counts."""

    edits: tuple[Edit, ...]
    words_lang: Lang
    name: str
    url: str
    citation: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked, or several sums of one sentence. ``said``: the words of the memo. ``join_key``: what
    findings that can be said together have in common, None for what stands alone."""

    numbers: tuple[int, ...]
    kind: Literal["citation", "sum", "quote"]
    span: Span
    tone: Tone
    said: tuple[str, ...]
    verdict: str
    words: str
    wordings: tuple[Wording, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    join_key: object = None

    def joined(self, other: Finding) -> Finding:
        """Both as one line, with the figures of both marked."""
        pairs = zip(self.wordings, other.wordings, strict=True)
        wordings = tuple(replace(one, edits=_merge(one.edits, more.edits)) for one, more in pairs)
        return replace(self, numbers=self.numbers + other.numbers, said=self.said + other.said, wordings=wordings)


class Writer:
    """Says the findings of one check in one language."""

    def __init__(self, of: Generation, day: date, today: date, lang: Lang) -> None:
        self._of, self._day, self._today, self._lang = of, day, today, lang
        self._t = make_translate(lang)

    def write(self, text: str, checked: Checked) -> Iterator[Finding]:
        """The findings in the order of the text, numbered."""
        every: list[tuple[int, int, CheckedCitation | CheckedSum | CheckedQuote]] = [
            *((one.cited.start, one.cited.end, one) for one in checked.citations),
            *((one.amount.start, one.amount.end, one) for one in checked.sums),
            *((one.span.start - 1, one.span.end + 1, one) for one in checked.quotes),
        ]
        every.sort(key=lambda one: (one[0], -one[1]))
        for number, (start, end, one) in enumerate(every, 1):
            said = drop_unseen(text[start:end]).strip()
            if isinstance(one, CheckedCitation):
                yield self._citation(number, Span(start, end), said, one)
            elif isinstance(one, CheckedSum):
                yield self._sum(number, Span(start, end), said, one)
            else:
                yield self._quote(number, Span(start, end), said, one)

    # ── citations ──

    def _citation(self, number: int, span: Span, said: str, one: CheckedCitation) -> Finding:
        t, note = self._t, make_note(one.cited, self._of, 6)
        tone = _TONES.get(one.verdict, "unknown")
        words = note.words.get(self._lang)
        places: Sequence[Linked] = note.places
        wordings: tuple[Wording, ...] = ()
        if one.head and one.validity:
            words, places = t("memo_citation_ended") if one.verdict == "ended" else "", ()
            if one.verdict == "ended" or one.validity.status == "unknown":
                words = f"{words} {one.validity.reason.get(self._lang)}".strip()
            wordings = self._cited(one)
        verdict = t(f"memo_cite_{one.verdict}")
        links = tuple((place.words.get(self._lang), self._link(place.id)) for place in places)
        return Finding((number,), "citation", span, tone, (said,), verdict, words, wordings, links)

    def _cited(self, one: CheckedCitation) -> tuple[Wording, ...]:
        """What is cited, in the right form; of a document its title."""
        head, any_id = one.head, one.cited.id or ""
        if head is None or one.validity is None:
            return ()
        clause_id = (split_benefit_id(any_id) or (any_id, 0))[0]
        if split_id(clause_id)[1]:
            held = HeldClause(head, self._of.store.clause(head.key_of(clause_id)))
            return (self._wording(held, (), self._lang),)
        title = head.title.get(self._lang)
        shown = f"《{head.title.zh}》" if self._lang == "zh" or not head.title.en else title
        return (Wording((), self._lang, shown, self._link(head.id), "", one.validity),)

    # ── sums ──

    def _sum(self, number: int, span: Span, said: str, one: CheckedSum) -> Finding:
        judged, t = one.judged, self._t
        wordings = tuple(self._place(place) for place in judged.places)
        key = judged.verdict if not judged.reason else f"{judged.verdict}_{judged.reason}"
        if judged.verdict == "differs" and not judged.places:
            key = "differs_none"
        right = t("list_mark").join(dict.fromkeys(words for one in wordings for words in _marked(one)))
        words = "" if key == "found" else t(f"memo_sum_{key}", right=right)
        tone = _TONES.get(judged.verdict, "unknown")
        if tone == "fine" and wordings and wordings[0].validity.status in _ENDED:
            tone, words = "ended", f"{words} {t('memo_sum_ended')}"
        links: tuple[tuple[str, str], ...] = ()
        if judged.verdict == "unknown":
            links, wordings = tuple((f"{one.name} {' '.join(_marked(one))}", one.url) for one in wordings), ()
        if tone == "fine":  # how it is cited is said with the citation
            wordings = tuple(replace(one, citation="") for one in wordings)
        joins = judged.verdict == "found" and not judged.reason and len(judged.places) == 1
        place = judged.places[0] if joins else None
        join_key = (place.held.clause.key, place.lang, place.sentence, tone) if place else None
        steps = self._steps(one) if judged.verdict == "derived" else ()
        verdict = t(f"memo_verdict_{judged.verdict}")
        return Finding((number,), "sum", span, tone, (said,), verdict, words, wordings, links, steps, join_key)

    def _steps(self, one: CheckedSum) -> tuple[str, ...]:
        clauses = {place.held.clause.key: place.held.clause for place in one.judged.places}
        totals = [benefit.total for clause in clauses.values() for benefit in clause.benefits]
        return tuple(
            step.get(self._lang) for total in totals if total and total.value == one.amount.top for step in total.steps
        )[:2]

    # ── quotations ──

    def _quote(self, number: int, span: Span, said: str, one: CheckedQuote) -> Finding:
        tone: Tone = "fine" if one.verdict == "found" else "wrong"
        t = self._t
        words = t(f"memo_quote_{one.verdict}")
        wording = self._wording(one.held, (), one.lang)
        if one.verdict == "differs":
            wording = replace(wording, edits=one.edits)
        if tone == "fine" and wording.validity.status in _ENDED:
            tone, words = "ended", f"{words} {t('memo_sum_ended')}"
        short = said if len(said) <= _SAID else f"{said[:_SAID]}…"
        verdict = t(f"memo_verdict_{'found' if one.verdict == 'found' else 'differs'}")
        return Finding((number,), "quote", span, tone, (short,), verdict, words, (wording,))

    # ── what the clause says ──

    def _place(self, place: Place) -> Wording:
        text = place.held.clause.text.get(place.lang)
        edges = sorted(
            {place.sentence.start, place.sentence.end, *(p for f in place.figures for p in (f.start, f.end))}
        )
        marked = {figure.start for figure in place.figures}
        edits = tuple(Edit(text[a:b], "added" if a in marked else "same") for a, b in pairwise(edges))
        return self._wording(place.held, edits, place.lang)

    def _wording(self, held: HeldClause, edits: tuple[Edit, ...], lang: Lang) -> Wording:
        head, clause, of = held.head, held.clause, self._of
        address = permanent_address(of, head, clause.id, clause.id, self._today)
        citation = cite(clause, head, of.versions[head.id], address, self._today, self._lang)
        title = f"《{head.title.zh}》" if self._lang == "zh" or not head.title.en else f"{head.name.en}, "
        name = f"{title}{name_part(clause, self._lang)}"
        validity = find_validity(head.term, self._day)
        return Wording(edits, lang, name, self._link(clause.id), citation, validity)

    def _link(self, any_id: str) -> str:
        return link(self._lang, any_id, day=self._day if self._day != self._today else None)


def _marked(one: Wording) -> list[str]:
    return [edit.text for edit in one.edits if edit.kind == "added"]


def _merge(one: Sequence[Edit], more: Sequence[Edit]) -> tuple[Edit, ...]:
    """The same text with what is marked in either."""
    marked: list[bool] = []
    for edits in (one, more):
        own = [edit.kind == "added" for edit in edits for _ in edit.text]
        marked = [a or b for a, b in zip(marked, own, strict=True)] if marked else own
    text = "".join(edit.text for edit in one)
    edges = [0, *(n for n in range(1, len(text)) if marked[n] != marked[n - 1]), len(text)]
    return tuple(Edit(text[a:b], "added" if marked[a] else "same") for a, b in pairwise(edges) if b > a)
