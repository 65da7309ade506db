"""How does a draft become a document: with ids, its catalogue entry, its English and its links to other documents?

Invariant: the text of a draft is never changed, and a Document is whole from the moment it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from search_app.clauses.force import with_end, with_issue_date
from search_app.clauses.industries import find_industries, find_industries_of_title
from search_app.library.catalogue import Corrections, Entry, find_corrections
from search_app.library.draft import Draft, DraftClause, Heading
from search_app.library.translation import (
    Outdated,
    Phrasebook,
    Translation,
    find_titles,
    pair_sentences,
    translate_benefit,
)
from search_app.model import (
    NOT_SAID,
    Benefit,
    Bilingual,
    Citation,
    Clause,
    Correction,
    Document,
    Overlap,
    Rule,
    SentencePair,
    Span,
    Term,
    english_of,
    make_benefit_id,
    make_id,
)
from search_app.reading.english import find_english_amounts
from search_app.text.fold import squeeze

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedDraft:
    """A draft as one version of a document: what the catalogue and the translations say of it, and the name that each
    of its clauses has in all versions, in order. ``version``: the day from which it counts (None: from the
    beginning), until another replaces it. ``numbers``: by clause, the registered numbers of its benefits; () where
    nothing was registered and they count as printed. ``outdated``: what of the translation does not fit the text."""

    draft: Draft
    entry: Entry
    names: tuple[str, ...]
    translation: Translation = field(default_factory=Translation)
    version: date | None = None
    replaced_on: date | None = None
    numbers: tuple[tuple[int, ...], ...] = ()
    outdated: tuple[Outdated, ...] = ()

    def number_benefits(self, place: int) -> tuple[Benefit, ...]:
        """The benefits of the clause at ``place``, with their ids."""
        clause_id, benefits = make_id(self.entry.id, self.names[place]), self.draft.clauses[place].benefits
        numbers = self.numbers[place] if self.numbers else range(1, len(benefits) + 1)
        named = zip(benefits, numbers, strict=True)
        return tuple(replace(benefit, id=make_benefit_id(clause_id, number)) for benefit, number in named)

    @property
    def clauses(self) -> dict[str, DraftClause]:
        """Its clauses by id, in printed order."""
        named = zip(self.names, self.draft.clauses, strict=True)
        return {make_id(self.entry.id, name): clause for name, clause in named}

    @property
    def right(self) -> Corrections:
        """What the catalogue says instead of the text."""
        return self.entry.corrections or Corrections("")

    @property
    def title(self) -> str:
        """The Chinese title that the catalogue gives, or else the text."""
        return self.right.title or self.draft.title

    @property
    def number(self) -> str | None:
        """The number that the catalogue gives, or else the text."""
        return self.right.number or self.draft.number

    @property
    def issued(self) -> date | None:
        """The day of issue that the catalogue gives, or else the text."""
        return self.entry.issued or self.draft.issued

    @property
    def published(self) -> date | None:
        """The day of publication that the catalogue gives, or else the text."""
        return self.right.published or self.draft.published

    @property
    def term(self) -> Term:
        """What the document says of its own time, with the days that are known of it and with corrections."""
        term = self.draft.term
        if self.right.start:
            term = replace(term, start=self.right.start, start_on_issue=False, until=None)
        if self.right.until:
            term = replace(term, until=self.right.until)
        term = with_issue_date(with_end(term), self.issued or self.published)
        return replace(term, counts_from=self.version, replaced_on=self.replaced_on)


@dataclass(frozen=True, slots=True)
class Links:
    """What documents have to do with each other: ids by title and by number, the first document that repeals an id,
    and the provisions of others that grant the same, by clause id."""

    held: Mapping[str, str] = field(default_factory=dict)
    repealed: Mapping[str, NamedDraft] = field(default_factory=dict)
    overlaps: Mapping[str, tuple[Overlap, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _English:
    """A clause in English, and which sentence says which."""

    text: str | None
    sentences: tuple[SentencePair, ...]


def name_as_printed(draft: Draft, entry: Entry) -> NamedDraft:
    """``draft`` with the names that it prints, for a text that was never published."""
    return NamedDraft(draft, entry, tuple(clause.name for clause in draft.clauses))


def assemble(named: NamedDraft, links: Links | None = None, references: Mapping[str, Ids] | None = None) -> Document:
    """The document that ``named`` is; ``references``: by id of its benefits, what they refer to. DocumentError when its
    translation does not fit the text."""
    links = links or Links()
    draft, entry = named.draft, named.entry
    english = {
        clause.name: _find_english(named.translation, name, clause_id, clause.text)
        for name, (clause_id, clause) in zip(named.names, named.clauses.items(), strict=True)
    }
    rules, titles = _translate_rules(named, english), find_titles(named.translation.quotable.values())
    industries = entry.industries or find_industries_of_title(draft.title)
    clauses = tuple(
        _make_clause(place, clause, named, industries, english[clause.name], rules, links, references or {})
        for place, clause in enumerate(draft.clauses)
    )
    return Document(
        id=entry.id,
        title=Bilingual(
            named.title or entry.id, entry.title_en or named.translation.title
        ),  # what every page and file must call it by
        number=named.number,
        issued=named.issued,
        industries=industries or tuple(dict.fromkeys(i for clause in clauses for i in clause.industries)),
        departments=tuple({d.id: d for clause in clauses for d in clause.departments}.values()),
        term=_translate_term(_end(named, links.repealed.get(entry.id)), clauses),
        rules=tuple(rules[rule] for rule in draft.rules),
        cites=_link(draft.cites, links.held, titles),
        repeals=_link(draft.repeals, links.held, titles),
        clauses=clauses,
        version=named.version,
        published=named.published,
        short=entry.short,
        issuer=draft.issuer,
        translated=max((clause.revised.day for clause in clauses if clause.revised.day), default=None),
        corrected=tuple(
            Correction(name, was, named.right.source) for name, was, _ in find_corrections(draft, entry.corrections)
        ),
    )


def _find_english(translation: Translation, name: str, clause_id: str, text: str) -> _English:
    pairs, drafts = translation.sentences.get(name, ()), translation.unrevised.get(name)
    return _English(*pair_sentences(text, pairs, clause_id, drafts))


def _make_clause(
    place: int,
    clause: DraftClause,
    named: NamedDraft,
    industries: tuple[str, ...],
    english: _English,
    rules: Mapping[Rule, Rule],
    links: Links,
    references: Mapping[str, Ids],
) -> Clause:
    name = named.names[place]
    clause_id = make_id(named.entry.id, name)
    revising = name in named.translation.revising
    said = named.translation.find_said(name)
    parts = named.translation.parts.get(name, ()) if english.text or revising else ()
    phrases = Phrasebook(said, parts)
    return Clause(
        id=clause_id,
        document=named.entry.id,
        clause=name,
        kind=clause.kind,
        label=clause.label,
        path=tuple(_translate_heading(heading, named.translation) for heading in clause.path),
        title=Bilingual(clause.title, Phrasebook(said, ()).find(clause.title)) if clause.title else None,
        text=Bilingual(clause.text, english.text),
        sentences=english.sentences,
        printed=clause.printed,
        departments=clause.departments,
        industries=find_industries(clause.text, industries, [heading.printed for heading in clause.path]),
        amounts=clause.amounts,
        benefits=tuple(
            replace(translate_benefit(b, phrases), refers_to_ids=references.get(b.id, ()))
            for b in named.number_benefits(place)
        ),
        headline=clause.headline,
        rules=tuple(rules[rule] for rule in clause.rules),
        overlaps=links.overlaps.get(clause_id, ()),
        source=clause.source,
        version=named.version,
        number=clause.number,
        amounts_en=find_english_amounts(english.text or ""),
        notes=named.translation.notes.get(name, ()) if english.text else (),
        revising=revising,
        revised=named.translation.revised.get(name, NOT_SAID) if english.text else NOT_SAID,
    )


def _translate_heading(heading: Heading, translation: Translation) -> Bilingual:
    return Bilingual(heading.printed, translation.headings.get(heading.text))


def _translate_rules(named: NamedDraft, english: Mapping[str, _English]) -> dict[Rule, Rule]:
    """Each rule of the draft with its source as an id, in the English of the sentence that it quotes."""
    sources = {clause.name: (clause_id, clause) for clause_id, clause in named.clauses.items()}
    every = dict.fromkeys((*named.draft.rules, *(rule for clause in named.draft.clauses for rule in clause.rules)))
    made = {}
    for rule in every:
        source_id, clause = sources[rule.source]
        start = clause.text.find(rule.text.zh)
        said = english[rule.source]
        text_en = english_of(Span(start, start + len(rule.text.zh)), said.text, said.sentences)
        made[rule] = Rule(rule.kind, Bilingual(rule.text.zh, text_en), source_id)
    return made


def _translate_term(term: Term, clauses: Iterable[Clause]) -> Term:
    """``term`` with the English of the sentence that it quotes, where that is translated."""
    quote = term.quote or ""
    for clause in clauses:
        if quote and (start := clause.text.zh.find(quote)) >= 0:
            said = english_of(Span(start, start + len(quote)), clause.text.en, clause.sentences)
            return replace(term, quote_en=said)
    return term


def _link(citations: Sequence[Citation], held: Mapping[str, str], titles: Mapping[str, str]) -> tuple[Citation, ...]:
    """``citations`` with the ids that they mean and the English that ``titles`` has for them."""
    return tuple(replace(one, held=find_held(one, held), title_en=titles.get(squeeze(one.title))) for one in citations)


def find_held(citation: Citation, held: Mapping[str, str]) -> str | None:
    """The id of the document that ``citation`` names, where the library holds it; ``held`` as in Links."""
    return held.get(citation.number or "") or held.get(squeeze(citation.title))


def find_beginning(named: NamedDraft) -> date | None:
    """The first day on which a document is known to count, as far as it is known."""
    return named.version or named.term.start or named.issued


def _end(named: NamedDraft, by: NamedDraft | None) -> Term:
    """The term of a document once it is known that ``by`` repeals it; a version that came after that stands."""
    since, own = find_beginning(by) if by else None, find_beginning(named)
    if by is None or (since and own and own >= since):
        return named.term
    return replace(named.term, repealed_by=by.title, repealed_on=since)
