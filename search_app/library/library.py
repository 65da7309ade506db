"""From a corpus folder to a Library: read, put the versions of a document together, link documents to each other.

Invariant: the same files give the same Library, byte for byte; ids are unique.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from search_app.files.read import DocumentError
from search_app.jobs.kept import Workshop
from search_app.library.catalogue import Catalogue, Entry, check_corrections, check_used, read_catalogue
from search_app.library.changes import find_revisions
from search_app.library.overlaps import find_overlaps
from search_app.library.readings import Reading, read_files
from search_app.library.register import REGISTER, Register, read_register
from search_app.library.translation import (
    Translation,
    find_unused,
    keep_fitting,
    read_terms,
    read_translation,
    recall,
)
from search_app.library.versions import Held, make_versions
from search_app.model import Citation, Document, Library, Term, Withdrawal
from search_app.text.fold import squeeze
from search_app.text.printable import make_printable


def read_library(corpus: Path, workshop: Workshop | None = None) -> Library:
    """Every document of ``corpus``, in the order of the catalogue, then of file names.

    A file that cannot be read is named in ``refused`` and the others are read; English that does not fit its text any
    more is left out and named in ``warnings``. ``workshop`` says where readings are kept and on how many processes they
    are made. DocumentError when no file can be read, when catalogue, register or a translation is broken, when an entry
    of the catalogue speaks of no document, or when it is not certain which of two versions is the newer one.
    """
    catalogue = read_catalogue(corpus)
    register = read_register(corpus / REGISTER)
    readings = read_files(corpus, workshop or Workshop())
    refused = tuple(reading.refused for reading in readings if reading.refused)
    held = _hold(readings, catalogue)
    if not held:
        raise DocumentError(*(refused or [f"{corpus}: holds no document; put one there as text, Word or PDF"]))
    _check_catalogue(catalogue, readings, held)
    warnings: list[str] = []
    used: set[str] = set()

    def translate(draft: Document, document: str, former: str | None, texts: Mapping[str, str]) -> Translation:
        name = f"{document}@{former}" if former else document
        used.add(name)
        found, outdated = keep_fitting(read_translation(corpus, name), texts, draft, name)
        warnings.extend(outdated)
        # A former version without a file of its own has the sentences that the newest one kept.
        return found if found.sentences or not former else recall(read_translation(corpus, document), texts)

    made = {document_id: make_versions(its, register, translate) for document_id, its in held.items()}
    order = sorted(made, key=lambda document_id: catalogue.order.get(document_id, len(catalogue.order)))
    every = tuple(_link_citations([document for document_id in order for document in made[document_id]]))
    newest = {document.id: document for document in every}  # the last one of each id
    library = Library(
        documents=tuple(_link_overlaps(newest.values())),
        terms=read_terms(corpus),
        withdrawn=tuple(_find_withdrawn(register)),
        refused=refused,
        former=tuple(document for document in every if document is not newest[document.id]),
        warnings=tuple(map(make_printable, (*warnings, *(() if refused else find_unused(corpus, used))))),
    )
    return replace(library, revisions=find_revisions(library.versions))


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
            entry = catalogue.find(draft.title.zh, reading.file)
            named = entry or Entry(_id_from_name(Path(reading.file), n, len(reading.drafts)))
            held.setdefault(named.id, []).append(Held(reading.file, draft, named, entry is not None))
    return held


def _id_from_name(path: Path, n: int, of: int) -> str:
    stem = re.sub(r"[^\w]+", "-", path.stem.lower()).strip("-") or "document"
    return stem if of == 1 else f"{stem}-{n}"


def _check_catalogue(catalogue: Catalogue, readings: Iterable[Reading], held: Mapping[str, Sequence[Held]]) -> None:
    every = [one for its in held.values() for one in its]
    found = [(one.draft.title.zh, one.file) for one in every]
    refused = [reading.file for reading in readings if reading.refused]
    check_used(catalogue, [one.entry for one in every], found, refused)
    check_corrections((one.entry, one.draft, one.file) for one in every)


def _find_withdrawn(register: Register) -> Iterator[Withdrawal]:
    for row in register.rows:
        if row.withdrawn:
            yield Withdrawal(row.id, row.title, row.withdrawn, row.moved_to)


def _link_citations(documents: Sequence[Document]) -> Iterator[Document]:
    """Citations of documents that the library holds get their id; a document that another repeals knows it."""
    by_name = {name: d.id for d in documents for name in (squeeze(d.title.zh), d.number) if name}

    def link(citation: Citation) -> Citation:
        return replace(citation, held=by_name.get(citation.number or "") or by_name.get(squeeze(citation.title)))

    repealed: dict[str, Document] = {}
    for document in sorted(documents, key=lambda one: _begin(one) or date.min):  # the first that repeals it counts
        for citation in map(link, document.repeals):
            if citation.held and citation.held != document.id:
                repealed.setdefault(citation.held, document)
    for document in documents:
        yield replace(
            document,
            term=_end(document, repealed.get(document.id)),
            cites=tuple(map(link, document.cites)),
            repeals=tuple(map(link, document.repeals)),
        )


def _begin(document: Document) -> date | None:
    return document.version or document.term.start or document.issued


def _end(document: Document, by: Document | None) -> Term:
    """The term of ``document`` once it is known that ``by`` repeals it; a version that came after that stands."""
    since = _begin(by) if by else None
    own = _begin(document)
    if by is None or (since and own and own >= since):
        return document.term
    return replace(document.term, repealed_by=by.title.zh, repealed_on=since)


def _link_overlaps(documents: Iterable[Document]) -> Iterator[Document]:
    every = tuple(documents)
    overlaps = find_overlaps(clause for document in every for clause in document.clauses)
    for document in every:
        clauses = (replace(clause, overlaps=overlaps.get(clause.id, ())) for clause in document.clauses)
        yield replace(document, clauses=tuple(clauses))
