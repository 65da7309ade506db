"""What does an answer say of its other forms before it is read? ``Link`` headers (RFC 8288)."""

from __future__ import annotations

from werkzeug.wrappers import Response

from search_app.model import LANGS, Lang
from search_app.web.doors.formats import FORMATS
from search_app.web.requests import absolute


def find_neutral(tail: str) -> str:
    """The path that leads everybody to the page ``tail`` in their language; the Chinese page where there is none."""
    if tail in ("", "/"):
        return "/"
    document, _, clause = tail.removeprefix("/policies/").partition("/")
    if tail.startswith("/policies/") and document and "/" not in clause and clause != "changes":
        return f"/id{tail.removeprefix('/policies')}"
    return f"/zh{tail}"


def link_page(response: Response, lang: Lang, tail: str, query: str = "") -> None:
    """Name the page ``tail`` in both languages; ``query`` is what its canonical address ends with."""
    _add(response, absolute(f"/{lang}{tail}") + query, 'rel="canonical"')
    for code in LANGS:
        _add(response, absolute(f"/{code}{tail}") + query, f'rel="alternate"; hreflang="{code}"')
    _add(response, absolute(find_neutral(tail)) + query, 'rel="alternate"; hreflang="x-default"')


def add_formats(response: Response, clause_id: str, lang: Lang, query: str = "") -> None:
    """Name the formats of a clause."""
    for one in FORMATS:
        path = absolute(f"/{lang}/policies/{clause_id}{one.suffix}") + query
        _add(response, path, f'rel="alternate"; type="{one.type}"')


def _add(response: Response, target: str, said: str) -> None:
    response.headers.add("Link", f"<{target}>; {said}")
