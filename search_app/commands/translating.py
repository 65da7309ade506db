"""What is to be written for a document, from its corpus into the file of its translation."""

from __future__ import annotations

import os
from pathlib import Path

from search_app.commands.saying import say
from search_app.files.read import DocumentError
from search_app.jobs.cache import BuildCache
from search_app.jobs.durable import replace_file
from search_app.jobs.locks import only_writer
from search_app.library.library import read_library
from search_app.library.translation import FOLDER, Translation, read_translation
from search_app.library.translation.memory import Memory
from search_app.library.translation.worksheet import Worksheet, make_worksheet
from search_app.library.translation.writing import extend, write_new
from search_app.library.translation.xliff import MAX_BYTES, read_xliff, take_over, write_xliff
from search_app.model import Document, GlossaryTerm, Library
from search_app.search.glossary.places import find_terms, is_within


def write_worksheet(corpus: Path, document: str, xliff: Path | None = None, from_xliff: Path | None = None) -> None:
    """Have the file of the translation of ``document`` hold all that is to be written, and say how much that is; with
    what ``from_xliff`` has of it, and also as ``xliff``. DocumentError when there is no such document, when its file
    cannot be extended, or when ``from_xliff`` is none of it."""
    with only_writer(corpus):
        library = read_library(corpus, BuildCache(processes=os.cpu_count() or 1))
        sheet = _make_sheet(corpus, library, document, read_translation(corpus, document))
        if from_xliff:
            sheet = _take_over(sheet, from_xliff)
        _keep_former(corpus, library, sheet)
        path = _write(corpus, sheet)
    if xliff:
        replace_file(xliff, xliff.with_name(f"{xliff.name}.new"), write_xliff(sheet))
    say(f"{path}: {sheet.missing} sentences and parts are to be translated.")


def _make_sheet(corpus: Path, library: Library, document: str, written: Translation) -> Worksheet:
    found = next((one for one in library.documents if one.id == document), None)
    if found is None:
        raise DocumentError(f"there is no document {document!r}; its id stands in its address, or in catalogue.toml")
    terms = {term.zh: term for term in library.terms}

    def find(text: str) -> tuple[GlossaryTerm, ...]:
        standing = find_terms(text, terms)
        return tuple(terms[zh] for zh in standing if not is_within(zh, standing))

    return make_worksheet(found, written, Memory(corpus, document), find)


def _take_over(sheet: Worksheet, path: Path) -> Worksheet:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    made, other = take_over(sheet, read_xliff(content, sheet, path.name))
    if other:
        say(f"other English stands in the file and was left as it is, in: {', '.join(other)}", err=True)
    return made


def _keep_former(corpus: Path, library: Library, sheet: Worksheet) -> None:
    """English of sentences that the newest version has no longer stays with the version before it."""
    versions: list[Document] = [one for one in library.former if one.id == sheet.document]
    path = corpus / FOLDER / f"{sheet.document}.toml"
    if versions and any(entry.former for entry in sheet.entries):
        kept = path.with_name(f"{sheet.document}@{versions[-1].version or 'first'}.toml")
        if not kept.exists():
            replace_file(kept, kept.with_suffix(".new"), path.read_bytes())
            say(f"The English of the former version stands in {kept}.")


def _write(corpus: Path, sheet: Worksheet) -> Path:
    path = corpus / FOLDER / f"{sheet.document}.toml"
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        former = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        made = extend(former, sheet)
    else:
        former, made = "", write_new(sheet)
    if made != former:
        replace_file(path, path.with_suffix(".new"), made.encode())
    return path
