"""Documents in the styles of other places: tests/cases, each with gold by reading.

Every gold file says whether rules were written on it, or it was first run when they were done and its errors were read
since; floors are asserted on the former, first runs stand in docs/reading.md.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from search_app.clauses.outline import split_file
from search_app.files.read import read_source
from search_app.text.fold import squeeze
from tests.evaluate.cases import CASES, USES, find_cases, read_document
from tests.evaluate.reading import score_cases

FILES = sorted(CASES.glob("*.txt"))


def test_development_documents_are_read_as_by_a_person() -> None:
    score = score_cases(case for case in find_cases() if case.gold["use"] == "development")["all"]
    floors = {"clauses": 0.99, "headings": 0.99, "offices": 0.97, "validity": 1.0, "title": 1.0, "number": 1.0}
    for measure, floor in floors.items():
        assert (score.f1(measure) or 0) >= floor, score.errors


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


def test_every_document_says_what_it_was_used_for() -> None:
    uses = [case.gold["use"] for case in find_cases()]
    assert len(uses) >= 95 and set(uses) == set(USES)
