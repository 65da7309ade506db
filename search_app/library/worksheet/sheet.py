"""What does a translator of a document have to write, and what helps with it?

Invariant: what a person wrote is on the worksheet as it was written; what a machine found is English only where the
memory has the same sentence or heading, with the same figures. A part means what its clause says, and is never filled.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from search_app.clauses.numbering import split_label
from search_app.library.translation.checking import find_doubt, find_wrong
from search_app.library.translation.figures import find_figures
from search_app.library.translation.phrases import find_untranslated, plain_phrase, stands_in
from search_app.library.translation.sentences import cut_sentences
from search_app.library.translation.written import (
    Pairs,
    Unfinished,
    Written,
    WrittenClause,
    WrittenFile,
    list_former,
    list_written,
)
from search_app.library.worksheet.memory import Match, Memory, Remembered
from search_app.model import NOT_SAID, Clause, Document, GlossaryTerm, Revised, Taken, Unrevised, UsageWord
from search_app.text.tokens import is_han

Text = TypeVar("Text")
Place = tuple[str, str]  # ("", "title"), ("", "headings"), (a clause, "sentences") or (a clause, "parts")


@dataclass(frozen=True, slots=True)
class Finders:
    """What of the term base stands in a sentence: terms, and words of force, bounds and periods as they are said
    there; and what kinds of title one is of."""

    terms: Callable[[str], tuple[GlossaryTerm, ...]]
    words: Callable[[str], tuple[UsageWord, ...]]
    kinds: Callable[[str], Pairs]


@dataclass(frozen=True, slots=True)
class Line:
    """A title, heading, sentence or part, its English ("": to be written), and what helps: what is like it, the most
    like first, how titles of its kind are said, the terms in it, the words of force, bounds and periods as they are
    said there, and the figures that have to stand in the English too. ``unrevised``, ``confirmed``, ``unfinished``: the
    marks that it has in its file; ``refused``: why a machine's English was not taken; ``was``: what stood in its place
    and was corrected."""

    zh: str
    en: str = ""
    like: tuple[Match, ...] = ()
    kinds: Pairs = ()
    terms: tuple[GlossaryTerm, ...] = ()
    words: tuple[UsageWord, ...] = ()
    figures: tuple[str, ...] = ()
    unrevised: Unrevised | None = None
    refused: str | None = None
    unfinished: Unfinished | None = None
    confirmed: str | None = None
    was: Written | None = None

    @property
    def wrong(self) -> str | None:
        """Why its English cannot be published; None where it can, or where there is none."""
        return find_wrong(self.zh, self.en) if self.en and not self.confirmed else None

    @property
    def doubt(self) -> str | None:
        """What a person should look at in its English, which may be right."""
        return find_doubt(self.zh, self.en) if self.en and not self.confirmed else None

    @property
    def written(self) -> Written:
        """What its file is to hold of it."""
        return Written(self.zh, self.en, self.unrevised, self.confirmed, self.unfinished)


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause. ``former``, ``former_parts``, ``former_notes``: what was written for what its text has no longer.
    ``done``: the file has all of it as it is. ``revised``: what the file says of it alone."""

    clause: str
    sentences: tuple[Line, ...]
    parts: tuple[Line, ...]
    notes: Pairs
    former: tuple[Written, ...]
    former_parts: tuple[Written, ...]
    former_notes: Pairs
    done: bool
    revised: Revised = NOT_SAID


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A document to be translated, its headings and clauses in printed order; then the clauses of its file that it has
    no longer, which are without lines, and the headings."""

    document: str
    title: Line
    headings: tuple[Line, ...]
    entries: tuple[Entry, ...]
    former_headings: tuple[Written, ...] = ()

    @property
    def former(self) -> Iterator[tuple[str, str, Written]]:
        """(clause or "", kind, text) of what was written for what the document has no longer."""
        yield from (("", "former_headings", one) for one in self.former_headings)
        for entry in self.entries:
            yield from list_former(entry.clause, entry.former, entry.former_parts, entry.former_notes)

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

    @property
    def taken(self) -> int:
        """How many lines have English that was taken over and is still to be revised."""
        return sum(isinstance(line.unrevised, Taken) for _, line in self.lines)

    def map_lines(self, change: Callable[[Place, Line], Line]) -> Worksheet:
        """The same with every line as ``change`` makes it; a clause in which that is another one is not done."""
        return replace(
            self,
            title=change(("", "title"), self.title),
            headings=tuple(change(("", "headings"), line) for line in self.headings),
            entries=tuple(_map_entry(entry, change) for entry in self.entries),
        )


def find_lost(sheet: Worksheet, file: WrittenFile) -> Iterator[str]:
    """The Chinese of all that ``sheet`` says and ``file`` does not hold as it is said there."""
    held = Counter((clause, kind, text) for clause, kind, text in list_written(file))
    held[("", "title", replace(file.title, zh=sheet.title.zh))] += 1  # a file need not say it
    said = [*((*place, line.written) for place, line in sheet.lines), *sheet.former]
    for one in (Counter(said) - held).elements():
        if one[2].en or one[2].unfinished:
            yield one[2].zh


def _map_entry(entry: Entry, change: Callable[[Place, Line], Line]) -> Entry:
    sentences = tuple(change((entry.clause, "sentences"), line) for line in entry.sentences)
    parts = tuple(change((entry.clause, "parts"), line) for line in entry.parts)
    same = (sentences, parts) == (entry.sentences, entry.parts)
    return replace(entry, sentences=sentences, parts=parts, done=entry.done and same)


def make_worksheet(document: Document, file: WrittenFile, memory: Memory, finders: Finders) -> Worksheet:
    """The worksheet of the newest version of ``document``; ``file``: all that its file holds."""
    printed = dict.fromkeys(split_label(one.zh)[1] for clause in document.clauses for one in clause.path)
    title = Line(document.title.zh, file.title.en or document.title.en or "", unfinished=file.title.unfinished)
    if not title.en:
        title = replace(_help(title, finders, memory.find_title_like), kinds=finders.kinds(title.zh))
    written = (*file.former_headings, *file.headings)
    headings = {one.zh: one for one in written}
    standing = {*printed, *(split_label(clause.label)[1] for clause in document.clauses)}
    gone = file.clauses.keys() - {clause.clause for clause in document.clauses}
    return Worksheet(
        document.id,
        title,
        tuple(_make_heading(headings.get(zh, Written(zh)), document.id, memory, finders) for zh in printed if zh),
        tuple(
            _make_entry(clause, file.clauses.get(clause.clause, WrittenClause()), memory, finders)
            for clause in document.clauses
        )
        + tuple(_make_gone(name, own) for name, own in file.clauses.items() if name in gone),
        tuple(one for one in written if one.zh not in standing and (one.en or one.unfinished)),
    )


def _make_heading(heading: Written, document: str, memory: Memory, finders: Finders) -> Line:
    found = memory.headings.get(heading.zh)
    found = None if found and found.clause == document else found
    return _help(_fill(heading, found), finders, memory.find_heading_like)


def _make_entry(clause: Clause, own: WrittenClause, memory: Memory, finders: Finders) -> Entry:
    same = "".join(one.zh for one in own.sentences) == clause.text.zh
    cut = own.sentences if same else _find_written(cut_sentences(clause.text.zh), own)
    sentences = tuple(_help(_fill(one, memory.find(one.zh, clause.id)), finders, memory.find_like) for one in cut)
    text = plain_phrase(clause.text.zh)
    parts, former_parts = _sort_out(_find_begun(own.parts), own.former_parts, text, lambda one: one.zh)
    notes, former_notes = _sort_out(own.notes, own.former_notes, text, lambda one: one[0])
    missing = [
        _help(Line(zh), finders, memory.find_part)
        for zh in _find_parts(clause, (one.zh for one in parts), (one.zh for one in cut))
    ]
    gone = (Counter(own.sentences) - Counter(cut)).elements()
    former = tuple(dict.fromkeys((*own.former, *_find_begun(gone))))
    sorted_out = (former_parts, former_notes) == (own.former_parts, own.former_notes)
    done = same and all(one.en for one in own.sentences) and not missing and sorted_out
    lines = (*map(_make_line, parts), *missing)
    return Entry(clause.clause, sentences, lines, notes, former, former_parts, former_notes, done, own.revised)


def _make_gone(name: str, own: WrittenClause) -> Entry:
    """The entry of a clause that the document has no longer: all that was written for it is former."""
    former = tuple(dict.fromkeys((*own.former, *_find_begun(own.sentences))))
    former_parts = tuple(dict.fromkeys((*own.former_parts, *_find_begun(own.parts))))
    former_notes = tuple(dict.fromkeys((*own.former_notes, *own.notes)))
    done = not (own.sentences or own.parts or own.notes)
    return Entry(name, (), (), (), former, former_parts, former_notes, done, own.revised)


def _find_begun(texts: Iterable[Written]) -> tuple[Written, ...]:
    return tuple(one for one in texts if one.en or one.unfinished)


def _sort_out(
    now: tuple[Text, ...], former: tuple[Text, ...], text: str, find_chinese: Callable[[Text], str]
) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """(what of both stands in ``text``, what does not). One that has come back is as it was last."""
    standing = {one for one in (*now, *former) if stands_in(plain_phrase(find_chinese(one)), text)}
    kept = tuple(one for one in now if one in standing)
    said = {find_chinese(one) for one in kept}
    back = {find_chinese(one): one for one in former if one in standing and find_chinese(one) not in said}.values()
    gone = dict.fromkeys((*former, *(one for one in now if one not in standing)))
    return (*kept, *back), tuple(one for one in gone if one not in back)


def _find_written(cut: tuple[str, ...], own: WrittenClause) -> tuple[Written, ...]:
    """Each sentence of ``cut`` as it is written, in its order where it is there more than once; one that has come back
    as it was."""
    known: dict[str, list[Written]] = {}
    for one in own.sentences:
        known.setdefault(one.zh, []).append(one)
    for one in reversed(own.former):  # the newest one first
        known.setdefault(one.zh, [one])
    return tuple(its.pop(0) if len(its := known.get(zh, [Written(zh)])) > 1 else its[0] for zh in cut)


def _make_line(one: Written) -> Line:
    return Line(one.zh, one.en, unrevised=one.unrevised, confirmed=one.confirmed, unfinished=one.unfinished)


def _fill(one: Written, found: Remembered | None) -> Line:
    """The line of ``one`` as it is written, or else with what was ``found`` in the memory, as taken over from there."""
    line = _make_line(one)
    if one.en or one.unfinished or found is None or find_wrong(one.zh, found.en):
        return line
    return replace(line, en=found.en, unrevised=Taken(found.clause, found.revised))


def _help(line: Line, finders: Finders, find_like: Callable[[str], tuple[Match, ...]]) -> Line:
    """``line`` with what helps to write it, if it is not written."""
    if line.en:
        return line
    return replace(
        line,
        like=find_like(line.zh),
        terms=finders.terms(line.zh),
        words=finders.words(line.zh),
        figures=find_figures(line.zh),
    )


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
