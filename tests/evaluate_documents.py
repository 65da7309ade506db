"""How well are documents in other styles read? ``python -m tests.evaluate_documents`` prints the table.

Clauses: a clause is right when number, beginning and end agree with the gold. Headings, offices and validity likewise.
Each document says what it was used for (USES): none of them is unseen any more.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_app.clauses.outline import split_file
from search_app.files.read import read_source
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.model import Document
from search_app.text.fold import squeeze

DOCUMENTS = Path(__file__).resolve().parent / "cases" / "documents"
# What a document was used for: rules were written on it, or it was first run when they were done and its errors read since.
USES = ("development", "evaluated, then read")
MEASURES = ("clauses", "headings", "offices", "validity", "title", "number")


@dataclass
class Counts:
    """Gold, read and agreeing items of each measure; ``errors`` says each disagreement in a line."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def f1(self, measure: str) -> float:
        return 2 * self.right[measure] / max(1, self.gold[measure] + self.found[measure])


def read_document(path: Path) -> Document:
    """A written document, read as a file of its own."""
    source = read_source(path)
    (parts,) = split_file(source).documents
    return assemble(name_as_printed(make_draft(source, parts), Entry(path.stem)))


def evaluate(use: str) -> Counts:
    """All documents of ``tests/cases/documents`` whose gold says ``use``."""
    counts = Counts()
    for path in sorted(DOCUMENTS.glob("*.txt")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if gold["use"] == use:
            _compare(counts, path.stem, read_document(path), gold)
    return counts


def _items(document: Document) -> dict[str, Counter[Any]]:
    clauses = [c for c in document.clauses if c.clause.split("-")[0] not in ("preamble", "closing")]
    validity = (document.term.start, document.term.until, f"P{document.term.years}Y" if document.term.years else None)
    headings = dict.fromkeys(squeeze(h.zh) for c in document.clauses for h in c.path)
    return {
        "clauses": Counter((_number(c.clause), squeeze(c.text.zh)[:6], squeeze(c.text.zh)[-6:]) for c in clauses),
        "headings": Counter(h.rstrip("。") for h in headings),
        "offices": Counter((_number(c.clause), d.printed) for c in clauses for d in c.departments),
        "validity": Counter([tuple(None if v is None else str(v) for v in validity)]),
        "title": Counter([document.title.zh]),
        "number": Counter([document.number]),
    }


def _number(clause: str) -> str:
    return clause.split("-")[0] if clause[0].isdigit() else clause


def _gold_items(gold: dict[str, Any]) -> dict[str, Counter[Any]]:
    v = gold["validity"]
    return {
        "clauses": Counter((c["number"], squeeze(c["starts"])[:6], squeeze(c["ends"])[-6:]) for c in gold["clauses"]),
        "headings": Counter(dict.fromkeys(squeeze(h).rstrip("。") for h in gold["headings"]).keys()),
        "offices": Counter((c["number"], d) for c in gold["clauses"] for d in dict.fromkeys(c["departments"])),
        "validity": Counter([(v["from"], v["until"], v["term"])]),
        "title": Counter([gold["title"]]),
        "number": Counter([gold["number"]]),
    }


def _compare(counts: Counts, name: str, document: Document, gold: dict[str, Any]) -> None:
    found, wanted = _items(document), _gold_items(gold)
    for measure in MEASURES:
        both = found[measure] & wanted[measure]
        counts.gold[measure] += wanted[measure].total()
        counts.found[measure] += found[measure].total()
        counts.right[measure] += both.total()
        missed, extra = wanted[measure] - both, found[measure] - both
        if missed or extra:
            counts.errors.append(f"{name} {measure}: missed {list(missed)[:4]}; read {list(extra)[:4]}")


def main() -> None:
    """Print F1 of every measure for both uses; with --errors every disagreement."""
    scores = {use: evaluate(use) for use in USES}
    print("| F1 | " + " | ".join(scores) + " |\n|---|" + "---|" * len(scores))
    for measure in MEASURES:
        print(f"| {measure} | " + " | ".join(f"{s.f1(measure):.3f}" for s in scores.values()) + " |")
    if "--errors" in sys.argv:
        print("\n" + "\n".join(f"- {error}" for score in scores.values() for error in score.errors))


if __name__ == "__main__":
    main()
