"""What stands around the clauses of a document: issuer, number, title, and the days of issue and publication?"""

from __future__ import annotations

from search_app.clauses.front.bodies import is_date_line, is_issuer
from search_app.clauses.front.document_title import find_title
from search_app.clauses.front.issue import find_issue_date, find_own_number, find_publication_date, find_register_number
from search_app.clauses.front.issuers import find_issuer
from search_app.clauses.front.numbers import completes_number, find_number
from search_app.clauses.front.titles import MAX_TITLE_LINES, find_lone_title, find_title_end, is_front

__all__ = [
    "MAX_TITLE_LINES",
    "completes_number",
    "find_issue_date",
    "find_issuer",
    "find_lone_title",
    "find_number",
    "find_own_number",
    "find_publication_date",
    "find_register_number",
    "find_title",
    "find_title_end",
    "is_date_line",
    "is_front",
    "is_issuer",
]
