"""What does a translator of a document have to write, and what helps with it?

Invariant: what a person wrote is on the worksheet as it was written; what a machine found is English only where the
memory has the same sentence or heading, with the same figures. A part means what its clause says, and is never filled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from search_app.clauses.numbering import split_label
from search_app.library.translation.checking import find_wrong
from search_app.library.translation.file import Pairs, Translation
from search_app.library.translation.phrases import find_untranslated, plain_phrase, stands_in
from search_app.library.translation.sentences import cut_sentences
from search_app.library.worksheet.memory import Match, Memory, Remembered
from search_app.model import Clause, Document, GlossaryTerm, MachineDraft
from search_app.reading.roles import find_amounts
from search_app.text.fold import squeeze
from search_app.text.tokens import is_han

Former = tuple[tuple[str, str, str | None], ...]  # (Chinese, English, the reason or None)
Place = tuple[str, str]  # ("", "title"), ("", "headings"), (a clause, "sentences") or (a clause, "parts")
FindTerms = Callable[[str], tuple[GlossaryTerm, ...]]  # the terms that stand in a sentence
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[%‰万亿]*(?:年|个?月|日|天|家|人|户|倍)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A title, heading, sentence or part, its English ("": to be written), and what helps: where the memory has its
    English from, what is like it, the terms in it, and the figures that have to stand in the English too.
    ``machine_draft``: who wrote the English, while nobody has revised it; ``refused``: why a machine's English was not
    taken; ``unfinished``: what a translation tool has of it so far; ``confirmed``: why the English is right though a
    check says no; ``was``: what stood in its place and was corrected."""

    zh: str
    en: str = ""
    source: str | None = None
    like: Match | None = None
    terms: tuple[GlossaryTerm, ...] = ()
    figures: tuple[str, ...] = ()
    machine_draft: MachineDraft | None = None
    refused: str | None = None
    unfinished: str | None = None
    confirmed: str | None = None
    was: str | None = None

    @property
    def wrong(self) -> str | None:
        """Why its English cannot be published; None where it can, or where there is none."""
        return find_wrong(self.zh, self.en) if self.en and not self.confirmed else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause. ``former``: what was written for sentences that its text has no longer, and why a person has confirmed
    it. ``done``: the file has all of it as it is."""

    clause: str
    sentences: tuple[Line, ...]
    parts: tuple[Line, ...]
    notes: Pairs
    former: Former
    done: bool


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A document to be translated, its headings and clauses in printed order."""

    document: str
    title: Line
    headings: tuple[Line, ...]
    entries: tuple[Entry, ...]

    @property
    def lines(self) -> Iterator[tuple[Place, Line]]:
        """Every line and where it stands, in printed order."""
        yield ("", "title"), self.title
        yield from ((("", "headings"), line) for line in self.headings)
        for entry in self.entries:
            yield from (((entry.clause, "sentences"), line) for line in entry.sentences)
            yield from (((entry.clause, "parts"), line) for line in entry.parts)

    @property
    def missing(self) -> int:
        """How many lines are still to be written."""
        return sum(not line.en for _, line in self.lines)

    def map_lines(self, change: Callable[[Place, Line], Line]) -> Worksheet:
        """The same with every line as ``change`` makes it; a clause in which that is another one is not done."""
        return replace(
            self,
            title=change(("", "title"), self.title),
            headings=tuple(change(("", "headings"), line) for line in self.headings),
            entries=tuple(_map_entry(entry, change) for entry in self.entries),
        )


def find_lost(sheet: Worksheet, again: Worksheet) -> Iterator[Line]:
    """The lines of ``sheet`` of which ``again``, the same sheet read back from its file, does not say all."""
    found = {(place, line.zh): line for place, line in again.lines}
    for place, line in sheet.lines:
        if (line.en or line.unfinished) and _state(line) != _state(found.get((place, line.zh), Line(line.zh))):
            yield line


def _state(line: Line) -> tuple[object, ...]:
    return squeeze(line.en), line.machine_draft, line.confirmed, bool(line.unfinished)


def _map_entry(entry: Entry, change: Callable[[Place, Line], Line]) -> Entry:
    sentences = tuple(change((entry.clause, "sentences"), line) for line in entry.sentences)
    parts = tuple(change((entry.clause, "parts"), line) for line in entry.parts)
    same = (sentences, parts) == (entry.sentences, entry.parts)
    return replace(entry, sentences=sentences, parts=parts, done=entry.done and same)


def make_worksheet(document: Document, written: Translation, memory: Memory, find_terms: FindTerms) -> Worksheet:
    """The worksheet of the newest version of ``document``; ``written``: all that its file holds."""
    printed = dict.fromkeys(split_label(one.zh)[1] for clause in document.clauses for one in clause.path)
    return Worksheet(
        document.id,
        Line(document.title.zh, written.title or document.title.en or ""),
        tuple(_make_heading(zh, document.id, written, memory, find_terms) for zh in printed if zh),
        tuple(_make_entry(clause, written, memory, find_terms) for clause in document.clauses),
    )


def _make_heading(zh: str, document: str, written: Translation, memory: Memory, find_terms: FindTerms) -> Line:
    found = memory.headings.get(zh)
    found = None if found and found.clause == document else found
    line = _fill(zh, written.headings.get(zh, ""), found)
    return _help(line, find_terms, memory.find_heading_like)


def _make_entry(clause: Clause, written: Translation, memory: Memory, find_terms: FindTerms) -> Entry:
    own = written.sentences.get(clause.clause, ())
    same = "".join(zh for zh, _ in own) == clause.text.zh
    known, drafts = {zh: en for zh, en in own if en}, written.machine_drafts.get(clause.clause, {})
    confirmed = written.confirmed.get(clause.clause, {})
    cut = tuple(zh for zh, _ in own) if same else cut_sentences(clause.text.zh)
    sentences = tuple(
        Line(zh, known[zh], machine_draft=drafts.get(zh), confirmed=confirmed.get(zh))
        if zh in drafts or zh in confirmed
        else _help(_fill(zh, known.get(zh, ""), memory.find(zh, clause.id)), find_terms, memory.find_like)
        for zh in cut
    )
    parts = {zh: en for zh, en in written.parts.get(clause.clause, ()) if en}
    missing = [_help(Line(zh), find_terms, memory.find_part) for zh in _find_parts(clause, parts, cut)]
    lines = [*(Line(zh, en) for zh, en in parts.items()), *missing]
    gone = ((zh, en) for zh, en in known.items() if zh not in cut and zh not in drafts)
    every = dict.fromkeys((*written.former.get(clause.clause, ()), *gone))
    former = tuple((zh, en, confirmed.get(zh)) for zh, en in every)
    done = same and all(en for _, en in own) and not missing
    return Entry(clause.clause, sentences, tuple(lines), written.notes.get(clause.clause, ()), former, done)


def _fill(zh: str, written: str, found: Remembered | None) -> Line:
    """The line of ``zh`` with what was ``written``, or else with what was ``found`` in the memory."""
    if found is None or written not in ("", found.en) or find_wrong(zh, found.en):
        return Line(zh, written)
    return Line(zh, found.en, found.source)


def _help(line: Line, find_terms: FindTerms, find_like: Callable[[str], Match | None]) -> Line:
    """``line`` with what helps to write it, if it is not written."""
    if line.en:
        return line
    return Line(line.zh, "", None, find_like(line.zh), find_terms(line.zh), _find_figures(line.zh))


def _find_figures(zh: str) -> tuple[str, ...]:
    amounts = [amount.text for amount in find_amounts(zh)]
    others = [found.group() for found in _NUMBER.finditer(zh)]
    return tuple(dict.fromkeys((*amounts, *(one for one in others if not any(one in amount for amount in amounts)))))


def _find_parts(clause: Clause, written: Iterable[str], cut: Iterable[str]) -> Iterator[str]:
    """The phrases that the benefits of ``clause`` quote, and that neither a part nor a whole sentence says."""
    text = plain_phrase(clause.text.zh)
    said = {plain_phrase(zh).rstrip("。;") for zh in (*written, *cut)}
    for phrase in find_untranslated(clause):
        # What a reader joined of several places is looked for place by place.
        for one in [phrase] if stands_in(plain_phrase(phrase), text) else re.split("[;；/]", phrase):
            plain = plain_phrase(one)
            if plain not in said and is_han(one) and stands_in(plain, text):
                said.add(plain)
                yield one.strip()
