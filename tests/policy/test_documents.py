"""Documents in the styles of other places: tests/cases/documents, each with gold by reading.

Every gold file says whether it was used for development or only for evaluation; floors are asserted on the former, the
latter is only run for the report (docs/reading.md).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from search_app.policy.read import read_source
from search_app.policy.split import split_file
from search_app.text.fold import squeeze
from tests.evaluate_documents import DOCUMENTS, evaluate, read_document

FILES = sorted(DOCUMENTS.glob("*.txt"))


def test_development_documents_are_read_as_by_a_person() -> None:
    counts = evaluate("development")
    floors = {"clauses": 0.99, "headings": 0.99, "offices": 0.97, "validity": 1.0, "title": 1.0, "number": 1.0}
    for measure, floor in floors.items():
        assert counts.f1(measure) >= floor, counts.errors


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_lost_in_any_style(path: Path) -> None:
    source = read_source(path)
    parts = split_file(source).parts
    assert "".join(source.text[p.span.start : p.span.end] for p in parts) == source.text
    for part in parts:
        printed = Counter(squeeze(source.text[part.span.start : part.span.end]))
        assert Counter(squeeze(part.label + part.text + part.bracket + part.removed)) == printed, part


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_ids_are_unique_and_readable(path: Path) -> None:
    ids = [clause.id for clause in read_document(path).clauses]
    assert len(ids) == len(set(ids))


def test_enough_documents_and_a_third_only_for_the_report() -> None:
    golds = [path.with_suffix(".json").read_text(encoding="utf-8") for path in FILES]
    unseen = sum('"use": "evaluation"' in gold or '"use":"evaluation"' in gold for gold in golds)
    assert len(golds) >= 25 and unseen * 3 >= len(golds)
