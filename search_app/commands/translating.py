"""What is to be written for a document, from its corpus into the file of its translation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from search_app.commands.drafting import Answer, Place, draft_sentences, put_answers, read_told
from search_app.commands.saying import say
from search_app.commands.service import Service, ServiceError, find_service
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
from search_app.model import Document, GlossaryTerm, Library, MachineDraft
from search_app.search.glossary.places import find_terms, is_within
from search_app.search.glossary.words import find_word

_OFFICES = ("局", "厅", "委")  # 市财政局 is an office and says nothing of 市财政
QUOTED = 40  # characters of a sentence in a message


def write_worksheet(
    corpus: Path, document: str, xliff: Path | None = None, from_xliff: Path | None = None, draft: bool = False
) -> None:
    """Have the file of the translation of ``document`` hold all that is to be written, and say how much that is; with
    what ``from_xliff`` has of it, with a ``draft`` of the sentences that are then empty, and also as ``xliff``.
    DocumentError when there is no such document, when its file cannot be extended, when ``from_xliff`` is none of it,
    or when the model that drafts stops answering; SystemExit when its settings are wrong."""
    service = find_service() if draft else None
    with only_writer(corpus):
        library = read_library(corpus, BuildCache(processes=os.cpu_count() or 1))
        sheet = _make_sheet(corpus, library, document, read_translation(corpus, document))
        if from_xliff:
            sheet = _take_over(sheet, from_xliff)
        _keep_former(corpus, library, sheet)
        path = _write(corpus, sheet)
    if service:
        sheet = _draft(corpus, library, sheet, service)
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
        alone = (zh for zh, spans in standing.items() if not all(text.startswith(_OFFICES, one.end) for one in spans))
        return tuple(terms[zh] for zh in alone if not is_within(zh, standing))

    return make_worksheet(found, written, Memory(corpus, document), find)


def _draft(corpus: Path, library: Library, sheet: Worksheet, service: Service) -> Worksheet:
    """``sheet`` with what the model wrote; each sentence is in the file before the next one is asked for, and whatever
    somebody writes meanwhile stays."""
    words = library.term_notes.words
    by = MachineDraft(service.model, date.today())
    answers: dict[Place, Answer] = {}
    found = draft_sentences(
        sheet, lambda zh: tuple(one for one in words if find_word(one, zh)), service, read_told(corpus)
    )
    try:
        for place, answer in found:
            answers[place] = answer
            if answer.refused:
                say(f"{sheet.document}/{place[0]}, {place[1][:QUOTED]}: no draft: {answer.refused}", err=True)
            with only_writer(corpus):
                written = read_translation(corpus, sheet.document)
                sheet = put_answers(_make_sheet(corpus, library, sheet.document, written), answers, by)
                _write(corpus, sheet)
    except ServiceError as error:
        raise DocumentError(f"{error}; {_count_drafts(answers)}; run the command again to go on") from None
    say(f"{_count_drafts(answers)}, by {service.model}; each has to be revised.")
    return sheet


def _count_drafts(answers: Mapping[Place, Answer]) -> str:
    drafted = sum(bool(answer.en) for answer in answers.values())
    return f"{drafted} sentence{'' if drafted == 1 else 's'} drafted, {len(answers) - drafted} refused"


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
