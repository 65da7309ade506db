"""Full-text bilingual search over the clauses of investment policies.

Data flows one way: ``text`` (what a string is) → ``policy`` (what a document says) → ``search`` (how it is found) →
``web`` (how it is shown); ``model`` holds every noun. Start reading at ``model.py``, then ``index_build.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(**settings: Any) -> Flask:
    """The Flask application; see ``search_app.web.app.create_app``."""
    from search_app.web.app import create_app as create

    return create(**settings)
