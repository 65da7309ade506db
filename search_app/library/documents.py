"""What is a document once it has an id, a catalogue entry and a translation?

Invariant: the text of a draft is never changed; only names, English, industries and dates are added to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from search_app.clauses.numbering import split_label
from search_app.clauses.validity import with_issue_date
from search_app.library.catalogue import Entry
from search_app.library.translation import Translation, english_of, pair_sentences
from search_app.library.understand import find_industries
from search_app.model import Bilingual, Clause, Document, Rule, Span


def make_document(
    draft: Document, entry: Entry, names: Sequence[str] = (), translation: Translation | None = None
) -> Document:
    """The document that ``entry`` speaks of. ``names`` are those of its clauses, in order; without them they go by
    their printed numbers. DocumentError when the translation does not fit the text."""
    translation = translation or Translation()
    names = names or tuple(clause.clause for clause in draft.clauses)
    ids = {clause.id: f"{entry.id}/{name}" for clause, name in zip(draft.clauses, names, strict=True)}
    named = (_make_clause(clause, entry, ids, translation) for clause in draft.clauses)
    clauses = tuple(_with_english_rules(named))
    said = {(rule.source, rule.text.zh): rule.text for clause in clauses for rule in clause.rules}
    rules = (replace(rule, source=ids[rule.source]) for rule in draft.rules)
    issued = entry.issued or draft.issued
    return replace(
        draft,
        id=entry.id,
        title=Bilingual(draft.title.zh, entry.title_en),
        issued=issued,
        industries=entry.industries or tuple(dict.fromkeys(i for clause in clauses for i in clause.industries)),
        term=with_issue_date(draft.term, issued),
        rules=tuple(replace(rule, text=said.get((rule.source, rule.text.zh), rule.text)) for rule in rules),
        clauses=clauses,
    )


def with_version(document: Document, version: date | None, replaced_on: date | None) -> Document:
    """``document`` as one of several versions: it counts from ``version`` on (None: from the beginning), until another
    replaces it."""
    clauses = tuple(replace(clause, version=version) for clause in document.clauses)
    term = replace(document.term, counts_from=version, replaced_on=replaced_on)
    return replace(document, version=version, term=term, clauses=clauses)


def _make_clause(clause: Clause, entry: Entry, ids: Mapping[str, str], translation: Translation) -> Clause:
    clause_id = ids[clause.id]
    name = clause_id.partition("/")[2]
    pairs = translation.sentences.get(name, ())
    english, sentences = pair_sentences(clause.text.zh, pairs, clause_id)
    title = clause.title
    if title and pairs:
        title = Bilingual(title.zh, pairs[0][1].strip().rstrip("."))
    return replace(
        clause,
        id=clause_id,
        document=entry.id,
        clause=name,
        path=tuple(Bilingual(above.zh, translation.headings.get(split_label(above.zh)[1])) for above in clause.path),
        title=title,
        text=Bilingual(clause.text.zh, english),
        sentences=sentences,
        industries=find_industries(clause.text.zh, entry.industries),
        rules=tuple(replace(rule, source=ids[rule.source]) for rule in clause.rules),
    )


def _with_english_rules(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Rules speak the English of the sentence that they quote."""
    every = {clause.id: clause for clause in clauses}

    def translate(rule: Rule) -> Rule:
        source = every[rule.source]
        start = source.text.zh.find(rule.text.zh)
        english = english_of(Span(start, start + len(rule.text.zh)), source.text.en, source.sentences)
        return replace(rule, text=Bilingual(rule.text.zh, english))

    for clause in every.values():
        yield replace(clause, rules=tuple(translate(rule) for rule in clause.rules))
