"""What does the file of a translation say of its document? English and its marks, as a build has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path

from search_app.library.translation.written import (
    FOLDER,
    TERM_BASE,
    Pairs,
    Written,
    WrittenClause,
    WrittenFile,
    read_written,
)
from search_app.model import NOT_SAID, Revised, Unrevised

Drafts = Mapping[tuple[str, str], Unrevised]  # by a sentence and its English, where that is from
Reasons = Mapping[tuple[str, str], str]  # by a sentence and its English, why that is right though a check says no


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of one document: headings by their Chinese words, sentences and parts by clause, and by clause the
    translator's notes, each on a phrase of its text. A sentence that nobody has translated yet has "".
    Headings that were taken over and nobody has revised are none of it: nothing at them could say so.
    ``unrevised``: by clause, the sentences whose English nobody has revised here yet; ``former``: by clause, sentences
    that its text has no longer, as people said them, as ``former_parts``, ``former_notes`` and ``former_headings`` are
    the others; ``confirmed``: by clause, sentences, former ones too, that a person has confirmed against a check.
    ``revised``: by clause, when its English was last revised and by whom.
    ``revising``: the clauses that had English which is shown no longer, or have some; ``lasting``: by such a clause,
    the sentences that stand in its text as they stood, and that no check refuses."""

    title: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, Pairs] = field(default_factory=dict)
    parts: Mapping[str, Pairs] = field(default_factory=dict)
    notes: Mapping[str, Pairs] = field(default_factory=dict)
    unrevised: Mapping[str, Drafts] = field(default_factory=dict)
    former: Mapping[str, Pairs] = field(default_factory=dict)
    former_parts: Mapping[str, Pairs] = field(default_factory=dict)
    former_notes: Mapping[str, Pairs] = field(default_factory=dict)
    former_headings: Mapping[str, str] = field(default_factory=dict)
    confirmed: Mapping[str, Reasons] = field(default_factory=dict)
    revised: Mapping[str, Revised] = field(default_factory=dict)
    whole: Revised = NOT_SAID  # what the file says of all that says nothing of its own
    revising: frozenset[str] = frozenset()
    lasting: Mapping[str, Pairs] = field(default_factory=dict)

    def find_said(self, clause: str) -> Pairs:
        """The sentences of ``clause`` that its title and its phrases are said with: those that a person wrote, also
        where its text is shown in Chinese."""
        drafts = self.unrevised.get(clause, {})
        every = (*self.lasting.get(clause, ()), *self.sentences.get(clause, ()))
        return tuple(pair for pair in every if pair not in drafts)

    @property
    def quotable(self) -> Mapping[str, Pairs]:
        """The sentences that may stand apart from their text, and so without its label: those of clauses of which
        all is revised."""
        return {name: pairs for name, pairs in self.sentences.items() if not self.unrevised.get(name)}


def read_translation(corpus: Path, document: str) -> Translation:
    """The translation of ``document``, empty when there is no file. DocumentError when the file is broken."""
    file = read_written(corpus, document)
    if file is None:
        return Translation()
    clauses = file.clauses.items()
    return Translation(
        title=file.title.en or None,
        whole=file.revised,
        revised={name: find_revised(file, clause) for name, clause in clauses},
        headings=dict(_find_english(one for one in file.headings if one.of_a_person)),
        former_headings=dict(_find_english(one for one in file.former_headings if one.of_a_person)),
        sentences={name: tuple((one.zh, one.en) for one in clause.sentences) for name, clause in clauses},
        parts={name: its for name, clause in clauses if (its := _find_english(clause.parts))},
        notes={name: clause.notes for name, clause in clauses if clause.notes},
        unrevised={name: drafts for name, clause in clauses if (drafts := _find_drafts(clause))},
        former={name: its for name, clause in clauses if (its := _find_former(clause))},
        former_parts={name: its for name, clause in clauses if (its := _find_english(clause.former_parts))},
        former_notes={name: clause.former_notes for name, clause in clauses if clause.former_notes},
        confirmed={name: reasons for name, clause in clauses if (reasons := _find_reasons(clause))},
    )


def find_revised(file: WrittenFile, clause: WrittenClause) -> Revised:
    """When ``clause`` was last revised, and by whom: what it does not say itself is what its ``file`` says."""
    own, every = clause.revised, file.revised
    return Revised(own.day or every.day, own.reviser or every.reviser)


def _find_english(texts: Iterable[Written]) -> Pairs:
    return tuple((one.zh, one.en) for one in texts if one.en)


def _find_former(clause: WrittenClause) -> Pairs:
    return tuple((one.zh, one.en) for one in clause.former if one.of_a_person)


def _find_drafts(clause: WrittenClause) -> Drafts:
    return {(one.zh, one.en): one.unrevised for one in clause.sentences if one.unrevised}


def _find_reasons(clause: WrittenClause) -> Reasons:
    return {(one.zh, one.en): one.confirmed for one in (*clause.former, *clause.sentences) if one.confirmed}


def read_former(corpus: Path, document: str) -> frozenset[str]:
    """The clauses that have English in the file of any former version of ``document``."""
    names = sorted(path.stem for path in (corpus / FOLDER).glob(f"{escape(document)}@*.toml"))
    translations = [read_translation(corpus, name) for name in names]
    written = (one for its in translations for one in (*its.sentences.items(), *its.former.items()))
    return frozenset(clause for clause, pairs in written if any(en for _, en in pairs))


def find_unused(corpus: Path, used: Iterable[str]) -> tuple[str, ...]:
    """A message for each file of the folder that is the translation of nothing; ``used`` are the names without .toml
    under which one was looked for."""
    known = {*used, *TERM_BASE}
    names = sorted(path.stem for path in (corpus / FOLDER).glob("*.toml") if path.stem not in known)
    return tuple(
        f"{FOLDER}/{name}.toml: no document or version has the id {name}; rename the file, or take it out"
        for name in names
    )
