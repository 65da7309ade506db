"""What can programs ask of this site, and what do people carry away? The page that says so, with examples that work.

Invariant: every example that the page links to answers; a test follows each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from search_app.model import Lang
from search_app.search.published.held import IndexUnavailableError
from search_app.search.query.plan import MAX_QUERY
from search_app.web.awards.found import MAX_ROWS
from search_app.web.bodies import MAX_TEXT
from search_app.web.doors.formats import FORMATS
from search_app.web.listing.items import MAX_ITEMS
from search_app.web.params import MAX_PER_PAGE
from search_app.web.requests import generation, today

# Of the MCP server (``python -m search_app.mcp``), with the keys of their words (``tool_…``).
TOOLS = (
    "search_clauses", "get_clause", "list_benefits", "estimate", "match_company", "resolve_citation", "list_changes",
)  # fmt: skip
_LIMITS = {"query": MAX_QUERY, "page": MAX_PER_PAGE, "rows": MAX_ROWS, "items": MAX_ITEMS, "text": MAX_TEXT}
_SAMPLE = {"zh": "对新建项目给予50万元补助。", "en": "A grant of RMB 500,000 is given to each new project."}
Args = tuple[tuple[str, str], ...]
_LOANS: Args = (("kind", "interest"),)  # a search that finds little


@dataclass(frozen=True, slots=True)
class Line:
    """An address as it is printed, the key of what it gives (``api_…``), and the path and the parameters of one that
    shows it, "" for none. ``body``: what is posted there instead, as JSON."""

    address: str
    key: str
    path: str = ""
    args: Args = ()
    body: str = ""


def make_api_page(lang: Lang) -> dict[str, Any]:
    """What the template is given. Without an index the examples that need a clause are left out."""
    sample = _find_sample()
    return {
        "sections": {
            "questions": tuple(_list_questions(sample)),
            "posted": tuple(_list_posted(sample, lang)),
            "clause_files": tuple(_list_formats(sample, lang)),
            "search_files": tuple(_list_files(sample, lang)),
            "followed": tuple(_list_followed(lang)),
            "terms": tuple(_list_terms(lang)),
            "found": tuple(_list_found(lang)),
        },
        "tools": TOOLS,
        "limits": {name: f"{most:,}" for name, most in _LIMITS.items()},
    }


def _find_sample() -> str | None:
    """The id of a clause that pays something; None where there is none, or no index."""
    try:
        of = generation()
    except IndexUnavailableError:
        return None
    for head in of.on(today()).values():
        for key in of.store.clause_keys(head):
            clause = of.store.clause(key)
            if clause.numbered and clause.benefits:
                return clause.id
    return None


def _list_questions(sample: str | None) -> Iterator[Line]:
    document = sample.partition("/")[0] if sample else ""
    yield Line("/api/v1/search?q=…", "search", "/api/v1/search", (("q", "总部"),))
    yield Line("/api/v1/benefits?q=…", "benefits", "/api/v1/benefits", _LOANS)
    yield Line("/api/v1/clauses/{document}/{clause}", "clause", f"/api/v1/clauses/{sample}" if sample else "")
    yield Line("/api/v1/documents", "documents", "/api/v1/documents")
    yield Line("/api/v1/documents/{document}", "document", f"/api/v1/documents/{document}" if sample else "")
    yield Line("/api/v1/changes?since=…", "changes", "/api/v1/changes")
    yield Line("/api/v1/cite?text=…", "cite", "/api/v1/cite", (("text", sample or "…"),))
    yield Line("/id?cite=…", "id_cite", *(("/id", (("cite", sample),)) if sample else ()))
    yield Line("/id/{document}/{clause}", "id_formats", f"/id/{sample}" if sample else "")


def _list_posted(sample: str | None, lang: Lang) -> Iterator[Line]:
    yield Line("/api/v1/extract", "extract", body=_write({"text": _SAMPLE[lang]}))
    if sample:
        asked = {"clause": sample, "benefit": 1, "inputs": {"base": 300_000_000}}
        yield Line("/api/v1/estimate", "estimate", body=_write(asked))
    yield Line("/api/v1/match", "match", body=_write({"facts": {"foreign_owned": True, "investment": 300_000_000}}))


def _write(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)


def _list_formats(sample: str | None, lang: Lang) -> Iterator[Line]:
    for one in FORMATS:
        path = f"/{lang}/policies/{sample}{one.suffix}" if sample else ""
        yield Line(one.suffix, f"as_{one.suffix.lstrip('.')}", path)


def _list_files(sample: str | None, lang: Lang) -> Iterator[Line]:
    for suffix in ("xlsx", "csv", "json"):
        path = f"/{lang}/search.{suffix}"
        yield Line(f"{path}?q=…", f"search_{suffix}", path, _LOANS)
    for path, key in ((f"/{lang}/list.xlsx", "list_xlsx"), (f"/{lang}/offer.docx", "offer_docx")):
        yield Line(f"{path}?b=…", key, *((path, (("b", sample),)) if sample else ()))


def _list_followed(lang: Lang) -> Iterator[Line]:
    yield Line(f"/{lang}/search.atom?q=…", "search_atom", f"/{lang}/search.atom", _LOANS)
    yield Line(f"/{lang}/changes.atom", "changes_atom", f"/{lang}/changes.atom")
    yield Line(f"/{lang}/calendar.ics", "calendar", f"/{lang}/calendar.ics")


def _list_terms(lang: Lang) -> Iterator[Line]:
    yield Line(f"/{lang}/glossary", "glossary", f"/{lang}/glossary")
    yield Line(f"/{lang}/glossary/{{term}}", "glossary_term")
    yield Line(f"/{lang}/glossary/names", "glossary_names", f"/{lang}/glossary/names")
    yield Line("/glossary.csv", "glossary_csv", "/glossary.csv")
    yield Line("/glossary.tbx", "glossary_tbx", "/glossary.tbx")
    yield Line("/translation-memory.tmx", "glossary_tmx", "/translation-memory.tmx")


def _list_found(lang: Lang) -> Iterator[Line]:
    yield Line("/opensearch.xml", "opensearch", "/opensearch.xml", (("lang", lang),))
    yield Line("/sitemap.xml", "sitemap", "/sitemap.xml")
    yield Line("/robots.txt", "robots", "/robots.txt")
    yield Line("/llms.txt", "llms", "/llms.txt")
