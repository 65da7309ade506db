"""How does an answer become a file in somebody's folder? With its type, and a name that says what it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal
from urllib.parse import quote

from flask import Response

from search_app.model import Lang
from search_app.text.fold import fold
from search_app.web.words import make_translate

FileKind = Literal["csv", "xlsx", "docx"]
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES: dict[FileKind, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
}
_LONGEST = 40  # characters of a name that a reader chose
# What a file name may hold on every system: letters, digits and Chinese, joined by hyphens.
_NO_NAME = re.compile(r"[^\w.]+", re.UNICODE)


def make_file(content: bytes, kind: FileKind, name: str, plain: str, day: date) -> Response:
    """``content`` to be kept under ``name`` and the ``day``; ``plain`` is the name in ASCII for readers that know no
    other (RFC 6266)."""
    file = f"{clean_name(name)}-{day}.{kind}"
    disposition = f"attachment; filename=\"{plain}-{day}.{kind}\"; filename*=UTF-8''{quote(file, safe='')}"
    headers = {"Content-Disposition": disposition, "X-Robots-Tag": "noindex"}
    return Response(content, content_type=TYPES[kind], headers=headers)


def clean_name(text: str) -> str:
    """``text`` as a part of a file name."""
    return _NO_NAME.sub("-", fold(text))[:_LONGEST].strip("-._") or "-"


def name_search(q: str, lang: Lang) -> str:
    """What a file of the benefits of a search is called."""
    t = make_translate(lang)
    return f"{t('award_file')}-{q[:_LONGEST]}" if q.strip() else t("award_file")
