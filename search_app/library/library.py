"""From a corpus folder to a Library: read, put the versions of a document together, link documents to each other.

Invariant: the same files give the same Library, byte for byte; ids are unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from search_app.files.read import DocumentError
from search_app.jobs.cache import BuildCache
from search_app.library.assemble import assemble
from search_app.library.catalogue import Catalogue, check_corrections, check_used, find_entry, read_catalogue
from search_app.library.changes import find_revisions
from search_app.library.draft import Draft, settle
from search_app.library.links import find_links
from search_app.library.published.register import REGISTER, Register, read_register
from search_app.library.readings import Reading, read_files
from search_app.library.settled import SETTLED, Settled, read_settled
from search_app.library.translation import (
    FOLDER,
    Translation,
    find_untranslated,
    find_unused,
    keep_fitting,
    read_terms,
    read_translation,
    recall,
)
from search_app.library.versions import Held, name_versions
from search_app.model import Document, Library, Withdrawal
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
    catalogue = read_catalogue(corpus)
    register = read_register(corpus / REGISTER)
    readings = read_files(corpus, build_cache or BuildCache())
    refused = tuple(reading.refused for reading in readings if reading.refused)
    held, unfitting = _settle(_hold(readings, catalogue), read_settled(corpus))
    if not held:
        raise DocumentError(*(refused or [f"{corpus}: holds no document; put one there as text, Word or PDF"]))
    _check_catalogue(catalogue, readings, held)
    warnings: list[str] = [] if refused else unfitting
    used: set[str] = set()

    def translate(draft: Draft, document: str, former: str | None, texts: Mapping[str, str]) -> Translation:
        name = f"{document}@{former}" if former else document
        used.add(name)
        found, outdated = keep_fitting(read_translation(corpus, name), texts, draft, name)
        warnings.extend(outdated)
        # A former version without a file of its own has the sentences that the newest one kept.
        return found if found.sentences or not former else recall(read_translation(corpus, document), texts)

    named = {document_id: name_versions(its, register, translate) for document_id, its in held.items()}
    order = sorted(named, key=lambda document_id: catalogue.order.get(document_id, len(catalogue.order)))
    every = [version for document_id in order for version in named[document_id]]
    links = find_links(every)
    older = replace(links, overlaps={})  # what overlaps is asked of the newest versions alone
    documents = tuple(assemble(named[document_id][-1], links) for document_id in order)
    warnings.extend(message for document in documents for message in _find_chinese(document))
    library = Library(
        documents=documents,
        terms=read_terms(corpus),
        withdrawn=tuple(_find_withdrawn(register)),
        refused=refused,
        former=tuple(assemble(one, older) for document_id in order for one in named[document_id][:-1]),
        warnings=tuple(map(make_printable, (*warnings, *(() if refused else find_unused(corpus, used))))),
    )
    return replace(library, revisions=find_revisions(library.versions))


def _find_chinese(document: Document) -> Iterator[str]:
    """A message for each phrase that the English page of a translated clause shows in Chinese."""
    for clause in document.clauses:
        for phrase in find_untranslated(clause) if clause.text.en else ():
            where = f"{FOLDER}/{document.id}.toml, {clause.clause}"
            yield f"{where}: {phrase!r} is shown in Chinese; add it to parts"


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
        for n, draft in enumerate(reading.drafts, start=1):
            entry, catalogued = find_entry(catalogue, draft.title, reading.file, n, len(reading.drafts))
            held.setdefault(entry.id, []).append(Held(reading.file, draft, entry, catalogued))
    return held


def _settle(held: Mapping[str, Sequence[Held]], answers: Sequence[Settled]) -> tuple[dict[str, list[Held]], list[str]]:
    """(``held`` with every draft as ``answers`` settle it, a warning for each answer that fits nothing)."""
    fitting: set[Settled] = set()
    settled: dict[str, list[Held]] = {}
    for document, versions in held.items():
        own = [one for one in answers if one.document == document]
        for version in versions:
            draft, used = settle(version.draft, own)
            fitting |= used
            settled.setdefault(document, []).append(replace(version, draft=draft))
    unfitting = (one for one in answers if one not in fitting)
    return settled, [
        f"{SETTLED}, line {one.line}: fits nothing in {one.document} any more ({one.text[:_QUOTED]}); "
        "settle it anew, or take the line out"
        for one in unfitting
    ]


def _check_catalogue(catalogue: Catalogue, readings: Iterable[Reading], held: Mapping[str, Sequence[Held]]) -> None:
    every = [one for its in held.values() for one in its]
    found = [(one.draft.title, one.file) for one in every]
    refused = [reading.file for reading in readings if reading.refused]
    check_used(catalogue, [one.entry for one in every], found, refused)
    check_corrections((one.entry, one.draft, one.file) for one in every)


def _find_withdrawn(register: Register) -> Iterator[Withdrawal]:
    for row in register.rows:
        if row.withdrawn:
            yield Withdrawal(row.id, row.title, row.withdrawn, row.moved_to)
