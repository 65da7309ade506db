"""From when until when does a document say that it holds?"""

from __future__ import annotations

from search_app.clauses.force.term import find_term, with_end, with_issue_date

__all__ = ["find_term", "with_end", "with_issue_date"]
