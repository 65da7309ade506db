"""What is to be written for a document, from its corpus into the file of its translation."""

from __future__ import annotations

import codecs
import os
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
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
from search_app.library.translation import FOLDER
from search_app.library.translation.titles import read_title_kinds
from search_app.library.translation.written import Written, WrittenClause, WrittenFile, list_written, read_written
from search_app.library.worksheet.memory import Memory
from search_app.library.worksheet.sheet import Finders, Worksheet, make_worksheet
from search_app.library.worksheet.taking import read_xliff, take_over
from search_app.library.worksheet.writing import extend, write_new
from search_app.library.worksheet.xliff import MAX_BYTES, write_xliff
from search_app.model import Document, GlossaryTerm, Library, MachineDraft, UsageWord
from search_app.search.glossary.places import find_terms, is_within
from search_app.search.glossary.renderings import tell_word
from search_app.search.glossary.words import find_word

_OFFICES = ("局", "厅", "委")  # 市财政局 is an office and says nothing of 市财政
QUOTED = 40  # characters of a sentence in a message


def write_worksheet(
    corpus: Path, document: str, xliff: Path | None = None, from_xliff: Path | None = None, draft: bool = False
) -> int:
    """Have the file of the translation of ``document`` hold all that is to be written, and say how much that is; with
    what ``from_xliff`` has of it, with a ``draft`` of the sentences that are then empty, and also as ``xliff``, a new
    file. How many texts of ``from_xliff`` were not taken over; each is named. DocumentError when there is no such
    document, when its file cannot be extended, when ``from_xliff`` is none of it, when ``xliff`` cannot be written
    there, or when the model that drafts stops answering; SystemExit when its settings are wrong."""
    service = find_service() if draft else None
    if xliff:
        _check_new(xliff, corpus)
    lost: tuple[str, ...] = ()
    with only_writer(corpus):
        library = read_library(corpus, BuildCache(processes=os.cpu_count() or 1))
        sheet = _make_sheet(corpus, library, document)
        if from_xliff:
            sheet, lost = _take_over(sheet, from_xliff)
        moved = _count_moved(corpus, sheet)
        path = _write(corpus, sheet, library)
    if service:
        sheet = _draft(corpus, library, sheet, service)
    if xliff:
        _replace(xliff, write_xliff(sheet))
    for message in (*lost, *_find_wrong(sheet)):
        say(message, err=True)
    count = f"{sheet.missing} texts are to be translated (title, headings, sentences, parts)"
    count += f", {sheet.taken} that were taken over are to be revised" if sheet.taken else ""
    count += f", {moved} that no longer stand in their text are kept as former" if moved else ""
    say(f"{path}: {count}{f'; {len(lost)} of {from_xliff} were not taken over' if lost else ''}.")
    return len(lost)


def _replace(path: Path, content: bytes) -> None:
    """Have ``path`` hold ``content``, by way of a file beside it whose name nobody has."""
    replace_file(path, path.with_name(f".{path.name}-{secrets.token_hex(8)}"), content)


def _check_new(xliff: Path, corpus: Path) -> None:
    """DocumentError where ``xliff`` is there already, or would be read as a document. What is in a translation tool may
    be the only copy of somebody's work."""
    if xliff.exists() or xliff.is_symlink():
        raise DocumentError(f"{xliff}: is there already; give another name, or take it away first")
    if not xliff.parent.is_dir():
        raise DocumentError(f"{xliff}: there is no folder {xliff.parent}; make it, or give another")
    if xliff.parent.resolve().is_relative_to(corpus.resolve()):
        raise DocumentError(f"{xliff}: lies in the corpus, where a build reads every file; give a place outside")


def _find_wrong(sheet: Worksheet) -> Iterator[str]:
    """A message for each English that cannot be published as it is, or that a person should look at."""
    for (clause, kind), line in sheet.lines:
        where = f"{sheet.document}/{clause}" if clause else f"{sheet.document}, {kind}"
        if fault := line.wrong:
            yield f"{where}, {line.zh[:QUOTED]}: {fault}; it is shown in Chinese until that is put right"
        elif doubt := line.doubt:
            yield f"{where}, {line.zh[:QUOTED]}: {doubt}; put it right, or confirm it"


def _make_sheet(corpus: Path, library: Library, document: str) -> Worksheet:
    found = next((one for one in library.documents if one.id == document), None)
    if found is None:
        raise DocumentError(f"there is no document {document!r}; its id stands in its address, or in catalogue.toml")
    terms = {term.zh: term for term in library.terms}

    def find_standing(text: str) -> tuple[GlossaryTerm, ...]:
        standing = find_terms(text, terms)
        alone = (zh for zh, spans in standing.items() if not all(text.startswith(_OFFICES, one.end) for one in spans))
        return tuple(terms[zh] for zh in alone if not is_within(zh, standing))

    def find_words(text: str) -> tuple[UsageWord, ...]:
        return tuple(tell_word(one, text) for one in library.term_notes.words if find_word(one, text))

    finders = Finders(find_standing, find_words, read_title_kinds(corpus).find_kinds)
    written = read_written(corpus, document) or WrittenFile()
    memory = Memory(corpus, document, {one.id: one.title for one in library.documents})
    return make_worksheet(found, written, memory, finders)


def _draft(corpus: Path, library: Library, sheet: Worksheet, service: Service) -> Worksheet:
    """``sheet`` with what the model wrote; each sentence is in the file before the next one is asked for, and whatever
    somebody writes meanwhile stays."""
    by = MachineDraft(service.model, date.today())
    answers: dict[Place, Answer] = {}
    found = draft_sentences(sheet, service, read_told(corpus))
    try:
        for place, answer in found:
            answers[place] = answer
            if answer.refused:
                say(f"{sheet.document}/{place[0]}, {place[1][:QUOTED]}: no draft: {answer.refused}", err=True)
            with only_writer(corpus):
                sheet = put_answers(_make_sheet(corpus, library, sheet.document), answers, by)
                _write(corpus, sheet)
    except ServiceError as error:
        raise DocumentError(f"{error}; {_count_drafts(answers)}; run the command again to go on") from None
    say(f"{_count_drafts(answers)}, by {service.model}; each has to be revised.")
    return sheet


def _count_drafts(answers: Mapping[Place, Answer]) -> str:
    drafted = sum(bool(answer.en) for answer in answers.values())
    return f"{drafted} sentence{'' if drafted == 1 else 's'} drafted, {len(answers) - drafted} refused"


def _take_over(sheet: Worksheet, path: Path) -> tuple[Worksheet, tuple[str, ...]]:
    """(``sheet`` with what the file ``path`` has for it, a message for each of its texts that was not taken over)."""
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    translated, unfit = read_xliff(content, sheet, path.name)
    made, other = take_over(sheet, translated)
    if unfinished := sum(bool(line.unfinished) for _, line in made.lines):
        say(f"{path}: {unfinished} texts are not finished and stand beside theirs", err=True)
    return made, tuple(f"{path}, not taken over: {message}" for message in (*unfit, *other))


def _count_moved(corpus: Path, sheet: Worksheet) -> int:
    """How many texts are former for ``sheet`` and are not yet in its file."""
    file = read_written(corpus, sheet.document) or WrittenFile()
    return (Counter(sheet.former) - Counter(list_written(file))).total()


def _keep_former(corpus: Path, library: Library, sheet: Worksheet) -> None:
    """English of sentences that the newest version has no longer stays with the version whose text it is."""
    path = corpus / FOLDER / f"{sheet.document}.toml"
    file = read_written(corpus, sheet.document)
    if not file or not any(_list_gone(file, sheet)):
        return
    said = {
        clause: "".join(one.zh for one in its.sentences)
        for clause, its in file.clauses.items()
        if any(one.en for one in its.sentences)
    }

    def count_fitting(version: Document) -> int:
        return sum(said.get(clause.clause) == clause.text.zh for clause in version.clauses)

    versions = [one for one in reversed(library.former) if one.id == sheet.document]
    version = max(versions, key=count_fitting, default=None)  # of two that fit as well the newer one
    if version and count_fitting(version):
        kept = path.with_name(f"{sheet.document}@{version.version or 'first'}.toml")
        if not kept.exists():
            _replace(kept, path.read_bytes())
            say(f"The English of the former version stands in {kept}.")


def _list_gone(file: WrittenFile, sheet: Worksheet) -> Iterator[Written]:
    """What a person wrote in ``file`` for sentences that are there no longer, since this run."""
    for entry in sheet.entries:
        before = file.clauses.get(entry.clause, WrittenClause()).former
        yield from (one for one in entry.former if one.of_a_person and one not in before)


def _write(corpus: Path, sheet: Worksheet, library: Library | None = None) -> Path:
    """Have the file of ``sheet`` hold it, and the file of a former version in ``library`` what is gone. DocumentError
    when it cannot: all files stay as they were."""
    path = corpus / FOLDER / f"{sheet.document}.toml"
    path.parent.mkdir(exist_ok=True)
    text, mark, ends = _read(path) if path.exists() else ("", b"", b"\n")
    made = extend(text, sheet) if text else write_new(sheet)
    if library:
        _keep_former(corpus, library, sheet)
    if made != text:
        file = path.resolve()  # somebody may keep it elsewhere
        _replace(file, mark + made.encode().replace(b"\n", ends))
    return path


def _read(path: Path) -> tuple[str, bytes, bytes]:
    """(text, byte order mark or nothing, line end) of a file."""
    raw = path.read_bytes()
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    ends = b"\r\n" if raw.count(b"\r\n") == raw.count(b"\n") > 0 else b"\n"
    return raw.removeprefix(mark).decode().replace("\r\n", "\n"), mark, ends
