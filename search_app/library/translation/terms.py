"""What does the term base hold? Terms, words of force, bounds and periods, and what both were once called.

Invariant: every term names a source that is there, and every former term leads to one that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Strict, TypeAdapter

from search_app.data.tables import Truth, Words
from search_app.files.read import DocumentError
from search_app.library.translation.written import FOLDER, TERM_BASE, Only, read_shape
from search_app.model import FormerRendering, FormerTerm, GlossaryTerm, NameKind, TermNotes, TermSource, UsageWord

_Day = Annotated[date, Strict()]
_Group = Literal["bound", "period", "force", "plain"]
_TERMS_FILE, _USAGE_FILE, _FORMER_FILE, _ = TERM_BASE


class _Source(Only):
    id: Words
    name: Words
    link: Words | None = None
    seen: _Day | None = None


class _Term(Only):
    zh: Words
    kind: NameKind | None = None
    en: Words
    admitted: tuple[Words, ...] = ()
    forbidden: tuple[Words, ...] = ()
    definition: Words
    source: Words
    search_en: tuple[Words, ...] = ()
    search_zh: tuple[Words, ...] = ()


class _Terms(Only):
    source: tuple[_Source, ...] = ()
    term: tuple[_Term, ...] = ()


class _Word(Only):
    zh: Words
    pattern: Words | None = None
    but: tuple[Words, ...] = ()
    en: Words
    admitted: tuple[Words, ...] = ()
    forbidden: tuple[Words, ...] = ()
    silent: Truth = False
    group: _Group
    compare: Literal["ge", "gt", "le", "lt"] | None = None
    right: tuple[Words, Words]
    wrong: Words
    why: Words


class _Usage(Only):
    word: tuple[_Word, ...] = ()


class _Rendering(Only):
    zh: Words
    en: tuple[Words, ...]
    until: _Day


class _FormerTerm(Only):
    zh: Words
    en: Words
    since: _Day
    now: Words | None = None


class _Former(Only):
    rendering: tuple[_Rendering, ...] = ()
    term: tuple[_FormerTerm, ...] = ()


_TERMS, _USAGE, _FORMER = TypeAdapter(_Terms), TypeAdapter(_Usage), TypeAdapter(_Former)
_CHECKED = ("silent", "compare")  # of a word: what only a check of the sentences asks for
_OURS = ("house", "house-name", "house-title", "practice", "offices")  # sources that are the usage of this house


def read_terms(corpus: Path) -> tuple[GlossaryTerm, ...]:
    """The terms, none when there is no file. DocumentError when the file is broken."""
    file = read_shape(corpus, _TERMS_FILE, _TERMS)
    return tuple(GlossaryTerm(**dict(term)) for term in file.term) if file else ()


def read_term_notes(corpus: Path) -> TermNotes:
    """What the term base holds beside its terms. DocumentError when a file is broken, or when one of its entries names
    a term or a source that is not there."""
    terms = read_shape(corpus, _TERMS_FILE, _TERMS) or _Terms()
    usage = read_shape(corpus, _USAGE_FILE, _USAGE) or _Usage()
    former = read_shape(corpus, _FORMER_FILE, _FORMER) or _Former()
    known = {term.zh for term in terms.term}
    if faults := [*_check_sources(terms), *_check_words(usage), *_check_former(former, known)]:
        raise DocumentError(*faults)
    return TermNotes(
        tuple(TermSource(one.id, one.name, one.link, one.id in _OURS, one.seen) for one in terms.source),
        tuple(
            UsageWord(**{name: value for name, value in dict(word).items() if name not in _CHECKED})
            for word in usage.word
        ),
        tuple(FormerRendering(one.zh, en, one.until) for one in former.rendering for en in one.en),
        tuple(FormerTerm(one.zh, one.en, one.since, one.now) for one in former.term),
    )


def _check_sources(terms: _Terms) -> Iterator[str]:
    known = {source.id for source in terms.source}
    for source in terms.source:
        if source.seen and not source.link:
            yield f"{FOLDER}/{_TERMS_FILE}.toml, {source.id}: was seen, but nobody says where; add the link"
    for term in terms.term:
        if term.source not in known:
            yield f"{FOLDER}/{_TERMS_FILE}.toml, {term.zh}: there is no source {term.source!r}; add it, or name another"
        if "/" in term.zh:
            yield f"{FOLDER}/{_TERMS_FILE}.toml, {term.zh}: a slash cannot stand in its address; write it without"


def _check_words(usage: _Usage) -> Iterator[str]:
    for word in usage.word:
        if "/" in word.zh:
            yield f"{FOLDER}/{_USAGE_FILE}.toml, {word.zh}: a slash cannot stand in its address; write it without"
        patterns = {"the pattern": word.pattern or ""} | {f"the longer word {one!r}": one for one in word.but}
        for name, pattern in patterns.items():
            try:
                re.compile(pattern)
            except re.error as error:
                yield f"{FOLDER}/{_USAGE_FILE}.toml, {word.zh}: {name} is no regular expression ({error}); mend it"


def _check_former(former: _Former, known: set[str]) -> Iterator[str]:
    where = f"{FOLDER}/{_FORMER_FILE}.toml"
    for one in former.term:
        if one.zh in known:
            yield f"{where}, {one.zh}: is a term again; take the entry out"
        if one.now is not None and one.now not in known:
            yield f"{where}, {one.zh}: there is no term {one.now!r} to lead to; name one, or none"
