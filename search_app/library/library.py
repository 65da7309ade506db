"""From a corpus folder to a Library: read, put the versions of a document together, link documents to each other.

Invariant: the same files give the same Library, byte for byte; ids are unique.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from search_app.files.read import DocumentError
from search_app.jobs.cache import BuildCache, make_key
from search_app.library.catalogue import Catalogue, check_corrections, check_used, find_entry, read_catalogue
from search_app.library.changes import find_revisions
from search_app.library.draft import Draft, settle
from search_app.library.kept.covers import make_cover
from search_app.library.kept.shelf import Shelf
from search_app.library.published.register import REGISTER, Register, read_register
from search_app.library.readings import Reading, read_files
from search_app.library.settled import SETTLED, Settled, read_settled
from search_app.library.translation import (
    Outdated,
    Translation,
    add_kept,
    find_unused,
    keep_fitting,
    read_former,
    read_term_notes,
    read_terms,
    read_translation,
    recall,
)
from search_app.library.versions import Held, Version, name_versions
from search_app.model import Library, Withdrawal
from search_app.text.fold import squeeze
from search_app.text.printable import make_printable

_QUOTED = 40  # characters of a sentence in a warning


def read_library(corpus: Path, build_cache: BuildCache | None = None) -> Library:
    """Every document of ``corpus``, in the order of the catalogue, then of file names.

    A file that cannot be read is named in ``refused`` and the others are read; English that does not fit its text any
    more is left out and named in ``warnings``. ``build_cache``: where readings are kept and on how many processes they
    are made. DocumentError when no file can be read, when catalogue, register or a translation is broken, when an entry
    of the catalogue speaks of no document, or when it is not certain which of two versions is the newer one.
    """
    build_cache = build_cache or BuildCache()
    catalogue = read_catalogue(corpus)
    register = read_register(corpus / REGISTER)
    readings = read_files(corpus, build_cache)
    refused = tuple(reading.refused for reading in readings if reading.refused)
    held, unfitting = _settle(_hold(readings, catalogue), read_settled(corpus))
    if not held:
        raise DocumentError(*(refused or [f"{corpus}: holds no document; put one there as text, Word or PDF"]))
    _check_catalogue(catalogue, readings, held)
    translate = partial(_translate, corpus)
    named = {document_id: name_versions(its, register, translate) for document_id, its in held.items()}
    order = sorted(named, key=lambda document_id: catalogue.order.get(document_id, len(catalogue.order)))
    shelf = Shelf(corpus, {document_id: named[document_id] for document_id in order})
    bound = shelf.bind(build_cache)
    newest = tuple(bound[shelf.versions[document_id][-1].key] for document_id in order)
    used = [_name_translation(one) for its in named.values() for one in its]
    library = Library(
        documents=tuple(one.document for one in newest),
        terms=read_terms(corpus),
        term_notes=read_term_notes(corpus),
        withdrawn=tuple(_find_withdrawn(register)),
        refused=refused,
        former=tuple(bound[one.key].document for document_id in order for one in named[document_id][:-1]),
        warnings=tuple(map(make_printable, (
            *(() if refused else unfitting),
            *(_tell_outdated(what, one, corpus)
              for its in named.values() for one in reversed(its) for what in bound[one.key].outdated),
            *(() if refused else find_unused(corpus, used)),
        ))),
    )  # fmt: skip
    return replace(library, revisions=find_revisions(library.versions))


def _name_translation(version: Version) -> str:
    """What the file of its translation is called, without .toml."""
    return f"{version.id}@{version.former}" if version.former else version.id


def _translate(
    corpus: Path, draft: Draft, document: str, former: str | None, texts: Mapping[str, str]
) -> tuple[Translation, tuple[Outdated, ...]]:
    name = f"{document}@{former}" if former else document
    found, outdated = keep_fitting(read_translation(corpus, name), texts, draft, name)
    if not former:  # English of a clause that stayed with its former version
        former_english = read_former(corpus, document) - found.sentences.keys()
        return replace(found, revising=found.revising | former_english), outdated
    # What the file of a former version lacks, it has as the newest one kept it.
    kept = recall(read_translation(corpus, document), texts)
    return add_kept(found, kept), outdated


def _tell_outdated(outdated: Outdated, version: Version, corpus: Path) -> str:
    """``outdated`` with what is to be done. Where a text was amended, a command has its file say so."""
    if not outdated.amended:
        return outdated.said
    if version.former:
        return f"{outdated.said}; write it as that version has it, or take it out"
    command = shlex.join(("index_build.py", "translate", "--corpus", str(corpus), version.id))
    return f"{outdated.said}; write it as it is now, or translate it anew: {command}"


def find_twins(library: Library) -> dict[str, tuple[str, ...]]:
    """By title, the ids of different documents that are called the same: one of them may be a version of the other, or
    the same file in another format."""
    ids: dict[str, list[str]] = {}
    for document in library.documents:
        ids.setdefault(squeeze(document.title.zh), []).append(document.id)
    return {title: tuple(same) for title, same in ids.items() if title and len(same) > 1}


def _hold(readings: Iterable[Reading], catalogue: Catalogue) -> dict[str, list[Held]]:
    """By document id, every version of it; the order is that of the files."""
    held: dict[str, list[Held]] = {}
    for reading in readings:
        for n, cover in enumerate(reading.covers):
            title, count = cover.front.title, len(reading.covers)
            entry, catalogued = find_entry(catalogue, title, reading.file, n + 1, count)
            one = Held(reading.file, cover, entry, partial(_open, reading, n), f"{reading.key}/{n}", catalogued)
            held.setdefault(entry.id, []).append(one)
    return held


def _open(reading: Reading, n: int) -> Draft:
    return reading.drafts[n]


def _settle(held: Mapping[str, Sequence[Held]], answers: Sequence[Settled]) -> tuple[dict[str, list[Held]], list[str]]:
    """(``held`` with every draft as ``answers`` settle it, a warning for each answer that fits nothing)."""
    fitting: set[Settled] = set()
    settled: dict[str, list[Held]] = {}
    for document, versions in held.items():
        own = [one for one in answers if one.document == document]
        for version in versions:
            if own:
                draft, used = settle(version.open(), own)
                fitting |= used
                key = make_key(version.key, repr(own))
                version = replace(version, cover=make_cover(draft), open=partial(_same, draft), key=key)
            settled.setdefault(document, []).append(version)
    unfitting = (one for one in answers if one not in fitting)
    return settled, [
        f"{SETTLED}, line {one.line}: fits nothing in {one.document} any more ({one.text[:_QUOTED]}); "
        "settle it anew, or take the line out"
        for one in unfitting
    ]


def _same(draft: Draft) -> Draft:
    return draft


def _check_catalogue(catalogue: Catalogue, readings: Iterable[Reading], held: Mapping[str, Sequence[Held]]) -> None:
    every = [one for its in held.values() for one in its]
    found = [(one.cover.front.title, one.file) for one in every]
    refused = [reading.file for reading in readings if reading.refused]
    check_used(catalogue, [one.entry for one in every], found, refused)
    check_corrections((one.entry, one.cover.front, one.file) for one in every)


def _find_withdrawn(register: Register) -> Iterator[Withdrawal]:
    for row in register.rows:
        if row.withdrawn:
            yield Withdrawal(row.id, row.title, row.withdrawn, row.moved_to)
