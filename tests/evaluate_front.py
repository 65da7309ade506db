"""How well is read what stands around the clauses of real documents: title, number, day of issue, validity, offices?

``python -m tests.evaluate_front [FOLDER] [--errors|--all]``. The documents are no part of the repository (see
``evaluate_real``). Where the gold knows the name of the original file, the title is also read from that name. Offices are
compared in documents whose gold names any: it holds those of brackets, not those that a sentence charges. With --all,
what was read of every document of the folder is printed, to be read beside the text.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from search_app.clauses.outline import split_file
from search_app.files.read import SourceText, read_source
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.model import Document
from search_app.text.fold import fold, squeeze
from tests.evaluate_real import FOLDER

SUFFIXES = (".docx", ".html", ".pdf", ".txt")


@dataclass
class Counts:
    """Compared and agreeing values by measure; ``errors`` says each disagreement in a line."""

    compared: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def compare(self, measure: str, name: str, read: object, gold: object) -> None:
        self.compared[measure] += 1
        self.right[measure] += read == gold
        if read != gold:
            self.errors.append(f"{name} {measure}: {read}, by reading {gold}")


def read_document(source: SourceText) -> Document:
    parts = split_file(source).documents[0]
    return assemble(name_as_printed(make_draft(source, parts), Entry(Path(source.name).stem)))


def score(counts: Counts, source: SourceText, gold: Mapping[str, Any]) -> None:
    document, name, validity = read_document(source), source.name, gold["validity"]
    counts.compare("title", name, squeeze(document.title.zh), squeeze(gold["title"] or ""))
    if known := gold.get("title_of_file_name"):
        named = read_document(replace(source, name=f"{known}.docx"))
        counts.compare("title of the file", name, squeeze(named.title.zh), squeeze(known))
    counts.compare("number", name, document.number, gold["doc_number"])
    counts.compare("issued", name, str(document.issued or "") or None, gold["issued"])
    term = document.term
    until = validity["expires"] or validity.get("expires_derived")
    read = (str(term.start or "") or None, str(term.until or "") or None, term.years, term.start_on_issue)
    wanted = (validity["effective"], until, validity["term_years"], validity.get("rule") == "on_publication")
    counts.compare("validity", name, read, wanted)
    if any(clause["departments"] for clause in gold["clauses"]):
        for clause, printed in pair_clauses(document, gold):
            counts.compare("offices", f"{name}/{clause['label']}", printed, clause["departments"])


def pair_clauses(document: Document, gold: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], list[str]]]:
    """Each clause of the gold, and the offices that were read for it."""
    at = 0
    for wanted in gold["clauses"]:
        first = fold(squeeze(wanted["first_chars"]))
        for n, clause in enumerate(document.clauses[at:], at):
            if first in fold(squeeze(clause.text.zh))[: len(first) + 40]:
                at = n + 1
                yield wanted, [department.printed for department in clause.departments]
                break


def show(source: SourceText) -> Iterator[str]:
    document = read_document(source)
    term = document.term
    yield f"{source.name}: {document.title.zh or '(no title)'} | {document.number} | {document.issued} | {document.published}"
    yield f"    {term.start or ('on issue' if term.start_on_issue else None)} to {term.until}, {term.years} years: {term.quote}"
    for clause in document.clauses:
        if clause.departments:
            yield f"    {clause.clause}: {'、'.join(department.printed for department in clause.departments)}"


def main() -> None:
    """Print one table; with --errors every disagreement."""
    named = [arg for arg in sys.argv[1:] if not arg.startswith("--")]
    folder = Path(named[0]) if named else FOLDER
    if not folder.is_dir():
        print(f"{folder}: not there; no real document was read")
        return
    counts = Counts()
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        score(counts, read_source(folder / gold["source"]), gold)
    print("| measure | right | compared |\n|---|---|---|")
    for measure, compared in counts.compared.items():
        print(f"| {measure} | {counts.right[measure]} | {compared} |")
    if "--errors" in sys.argv:
        print("\n".join(f"- {error}" for error in counts.errors))
    if "--all" in sys.argv:
        for path in sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES):
            print("\n".join(show(read_source(path))))


if __name__ == "__main__":
    main()
