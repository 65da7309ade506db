"""What is the JSON of what is new?"""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from search_app.model import Bilingual
from search_app.web.news.happened import Kind, News
from search_app.web.shapes import BilingualShape


class NewsShape(TypedDict):
    """``before`` and ``after`` are in words; ``en`` is null where only the Chinese was changed."""

    day: str
    kind: Kind
    id: str
    title: BilingualShape
    before: BilingualShape | None
    after: BilingualShape | None


class ChangesShape(TypedDict):
    """A page of the changes, the newest first."""

    changes: list[NewsShape]
    total: int
    page: int
    pages: int


def changes(found: Sequence[News], total: int, page: int, pages: int) -> ChangesShape:
    """``found`` is what stands on ``page``."""
    return {"changes": list(map(_news, found)), "total": total, "page": page, "pages": pages}


def _news(one: News) -> NewsShape:
    return {
        "day": str(one.day),
        "kind": one.kind,
        "id": one.id,
        "title": _said(one.title),
        "before": _said(one.before) if one.before else None,
        "after": _said(one.after) if one.after else None,
    }


def _said(words: Bilingual) -> BilingualShape:
    return {"zh": words.zh, "en": words.en}
