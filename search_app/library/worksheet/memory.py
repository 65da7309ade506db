"""What was translated before that is like a sentence of the next document? The translation memory of a corpus.

Invariant: only an exact match is English of the sentence; what is merely like it is shown and never taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process

from search_app.library.translation.file import Translation, read_translation
from search_app.library.translation.titles import read_named_titles
from search_app.library.translation.written import FOLDER, TERM_BASE, Pairs
from search_app.model import Bilingual, make_id

LIKE = 70  # of 100: below it two sentences have too little in common to be of help
TITLE_LIKE = 40  # titles are of few patterns: the same form says more than the same words
SHOWN = 3  # matches of one sentence


@dataclass(frozen=True, slots=True)
class Remembered:
    """A pair of the memory; ``clause``: the id of the clause it stands in, ``revised``: when that was last revised."""

    zh: str
    en: str
    clause: str
    revised: date | None

    @property
    def source(self) -> str:
        """``bio-economy/1 (2026-11-27)``."""
        return f"{self.clause} ({self.revised})" if self.revised else self.clause


@dataclass(frozen=True, slots=True)
class Match:
    """A pair whose Chinese is like the one asked for, by ``percent``; 100 is the same."""

    pair: Remembered
    percent: int


class Memory:
    """Every translated sentence, part and heading of ``corpus``; those of other documents before those of ``document``.
    What a machine drafted, or was taken over from elsewhere, is not remembered until a person has revised it."""

    def __init__(self, corpus: Path, document: str, titles: Mapping[str, Bilingual] | None = None) -> None:
        """``titles``: those of the documents of ``corpus``, by their ids."""
        names = sorted(path.stem for path in (corpus / FOLDER).glob("*.toml") if path.stem not in TERM_BASE)
        self.sentences: dict[str, Remembered] = {}
        self.parts: dict[str, Remembered] = {}
        self.headings: dict[str, Remembered] = {}  # ``clause`` is then the id of the document
        self.titles = {zh: Remembered(zh, en, f"{TERM_BASE[0]}.toml", None) for zh, en in read_named_titles(corpus)}
        self._again: dict[str, Remembered] = {}  # sentences, as another clause has them
        for name in sorted(names, key=lambda name: name == document):
            translation = read_translation(corpus, name)
            revised = {clause: _leave_drafts_out(translation, clause) for clause in translation.sentences}
            for known, pairs in (
                (self.sentences, revised),
                (self.sentences, translation.former),
                (self.parts, translation.parts),
            ):
                for zh, en, clause in _list(pairs):
                    one = Remembered(zh, en, make_id(name, clause), translation.revised[clause].day)
                    if known.setdefault(zh, one).clause != one.clause and known is self.sentences:
                        self._again.setdefault(zh, one)
            for zh, en in translation.headings.items():
                self.headings.setdefault(zh, Remembered(zh, en, name, translation.whole.day))
        for name, title in (titles or {}).items():
            if title.en and name != document:
                self.titles[title.zh] = Remembered(title.zh, title.en, name, None)

    def find(self, zh: str, clause: str) -> Remembered | None:
        """The very same sentence in another clause than ``clause``; None where there is none."""
        found = self.sentences.get(zh)
        return self._again.get(zh) if found and found.clause == clause else found

    def find_like(self, zh: str) -> tuple[Match, ...]:
        """The sentences that are most like ``zh`` without being the same, SHOWN at most, the most like first."""
        return _find_like(zh, self.sentences, LIKE)

    def find_part(self, zh: str) -> tuple[Match, ...]:
        """The very same part, which may mean something else in its clause, and so is never taken over."""
        return (Match(self.parts[zh], 100),) if zh in self.parts else ()

    def find_heading_like(self, zh: str) -> tuple[Match, ...]:
        """The same of headings."""
        return _find_like(zh, self.headings, LIKE)

    def find_title_like(self, zh: str) -> tuple[Match, ...]:
        """The same of titles of documents, from TITLE_LIKE on."""
        return _find_like(zh, self.titles, TITLE_LIKE)


def _find_like(zh: str, known: Mapping[str, Remembered], least: int) -> tuple[Match, ...]:
    others = [one for one in known if one != zh]
    found = process.extract(zh, others, scorer=fuzz.ratio, score_cutoff=least, limit=SHOWN)
    return tuple(Match(known[one], min(int(percent), 99)) for one, percent, _ in found)


def _leave_drafts_out(translation: Translation, clause: str) -> Pairs:
    drafts = translation.unrevised.get(clause, {})
    return tuple(pair for pair in translation.sentences[clause] if pair not in drafts)


def _list(pairs: Mapping[str, Pairs]) -> Iterator[tuple[str, str, str]]:
    yield from ((zh, en, clause) for clause, its in pairs.items() for zh, en in its if en)
