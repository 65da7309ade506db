"""Which offices answer for a provision, as printed, and which bodies are they?"""

from __future__ import annotations

from search_app.clauses.offices.bodies import Body, by_printed_name, make_departments, read_bodies
from search_app.clauses.offices.duties import find_offices_on_duty
from search_app.clauses.offices.names import find_printed_names
from search_app.clauses.offices.statements import find_office_end, find_office_statements
from search_app.text.passage import read_passage

__all__ = [
    "Body",
    "by_printed_name",
    "find_office_end",
    "find_office_statements",
    "find_offices",
    "find_offices_on_duty",
    "find_printed_names",
    "make_departments",
    "read_bodies",
]


def find_offices(text: str) -> tuple[str, ...]:
    """Every office that brackets and lines of ``text`` name, as printed, in order, each once."""
    passage = read_passage(text)
    spans = (passage.span(one.start, one.end) for one in find_office_statements(passage.text))
    return tuple(dict.fromkeys(name for span in spans for name in find_printed_names(text[span.start : span.end])))
