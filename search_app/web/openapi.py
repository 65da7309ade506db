"""The OpenAPI 3.1 description of the API, made from the shapes that the API answers with."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import TypeAdapter

from search_app.model import LANGS
from search_app.search.model import FILTERS
from search_app.search.query.plan import MAX_QUERY
from search_app.web import shapes
from search_app.web.awards.shapes import BenefitsShape
from search_app.web.bodies import MAX_COUNT, MAX_ITEMS, MAX_SUM, MAX_TEXT
from search_app.web.company.schema import make_facts_schema
from search_app.web.company.shapes import MatchShape
from search_app.web.doors.described import describe_formats, describe_glossary
from search_app.web.news.shapes import ChangesShape
from search_app.web.params import MAX_AMOUNT, MAX_PAGE, MAX_PER_PAGE, MAX_YEARS, SORTS

_SHAPES: dict[str, Any] = {
    "SearchPage": shapes.SearchPageShape,
    "Benefits": BenefitsShape,
    "Clause": shapes.ClauseShape,
    "Document": shapes.DocumentShape,
    "Documents": shapes.DocumentsShape,
    "Revision": shapes.RevisionShape,
    "Suggestions": shapes.SuggestionsShape,
    "Extract": shapes.ExtractShape,
    "Estimate": shapes.EstimateShape,
    "Citations": shapes.CitationsShape,
    "Match": MatchShape,
    "Changes": ChangesShape,
    "Problem": shapes.ProblemShape,
}
_DAY = {"type": "string", "format": "date"}
_PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "q": ('Words, "exact strings", -exclusions, OR', {"type": "string", "maxLength": MAX_QUERY}),
    "lang": ("Language to show", {"enum": list(LANGS)}),
    "amount_min": ("Smallest sum granted, in yuan", {"type": "integer", "minimum": 0, "maximum": MAX_AMOUNT}),
    "amount_max": ("Largest sum granted, in yuan", {"type": "integer", "minimum": 0, "maximum": MAX_AMOUNT}),
    "duration_min": (
        "Smallest number of years for which support is granted",
        {"type": "integer", "minimum": 1, "maximum": MAX_YEARS},
    ),
    "as_of": ("Day as of which validity is determined and versions are shown; default: today", _DAY),
    "since": ("First day of the changes to list; default: all", _DAY),
    "version": ("First day of the version made by the amendment; default: the newest", _DAY),
    "sort": ("Sort order", {"enum": list(SORTS)}),
    "page": ("Page, starting at 1", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}),
    "per_page": ("Hits per page", {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": 10}),
    "cite": (
        "A citation: title and clause, id, address, 文号",
        {"type": "string", "minLength": 1, "maxLength": MAX_QUERY},
    ),
    "text": ("Any text with citations", {"type": "string", "maxLength": MAX_TEXT}),
    "exact": ("1: no synonyms, translation or spelling help", {"enum": ["0", "1"]}),
    "weak": ("1: also clauses that match very little of the query", {"enum": ["0", "1"]}),
    "meaning": ("0: no clauses that are only similar in meaning; default: 1", {"enum": ["0", "1"]}),
}
_SUM = {"type": "number", "minimum": 0, "maximum": MAX_SUM}
_EXTRACT: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "maxLength": MAX_TEXT}},
}
_ESTIMATE: dict[str, Any] = {
    "type": "object",
    "required": ["clause"],
    "additionalProperties": False,
    "properties": {
        "clause": {"type": "string", "examples": ["financial-opening/1"]},
        "benefit": {"type": "integer", "minimum": 1, "default": 1},
        "inputs": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "base": {"anyOf": [_SUM, {"type": "array", "items": _SUM, "maxItems": MAX_ITEMS}]},
                "deduct": _SUM,
                "count": {"type": "integer", "minimum": 1, "maximum": MAX_COUNT},
                "threshold": _SUM,
            },
        },
    },
}
_MATCH: dict[str, Any] = {
    "type": "object",
    "required": ["facts"],
    "additionalProperties": False,
    "properties": {"facts": make_facts_schema()},
}
_CITE = "The citations in a text, and the clause that each one means"
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def make_openapi(site: str) -> dict[str, Any]:
    """The whole description of the API below ``site``. Schemas are pydantic's reading of ``shapes``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hegang Policy Library",
            "version": find_version(),
            "description": "Hegang’s investment promotion policies, clause by clause. Not an official website. The "
            "English is an unofficial translation; the Chinese text prevails.",
        },
        "servers": [{"url": site}],
        "paths": {
            "/api/v1/search": _get("Search clauses", "SearchPage", _search_parameters(), {"422", "503"}),
            "/api/v1/benefits": _get(
                "The benefits of all clauses that a search finds; page and per_page have no effect",
                "Benefits",
                _search_parameters(),
                {"422", "503"},
            ),
            "/api/v1/clauses/{document}/{clause}": _get(
                "One clause",
                "Clause",
                [_path("document"), _path("clause"), _query("as_of")],
                {"404", "422", "503"},
            ),
            "/api/v1/documents": _get("All documents", "Documents", [_query("as_of")], {"422", "503"}),
            "/api/v1/documents/{document}": _get(
                "One document with its clauses",
                "Document",
                [_path("document"), _query("as_of")],
                {"404", "422", "503"},
            ),
            "/api/v1/documents/{document}/changes": _get(
                "What an amendment changed",
                "Revision",
                [_path("document"), _query("version")],
                {"404", "422", "503"},
            ),
            "/api/v1/changes": _get(
                "What was published, amended, ended or withdrawn by as_of, and what ends or is amended within 90 days; "
                "newest first, 100 on a page",
                "Changes",
                [_query("since"), _query("as_of"), _query("page")],
                {"422", "503"},
            ),
            "/api/v1/suggest": _get(
                "Suggestions for a search", "Suggestions", [_query("q"), _query("lang")], {"422", "503"}
            ),
            "/api/v1/extract": _post(
                "Figures and benefits in any text; unread: the place from which it was not read", "Extract", _EXTRACT
            ),
            "/api/v1/estimate": _post("What a benefit comes to", "Estimate", _ESTIMATE),
            "/api/v1/match": _post(
                "Which clauses apply to a company, which do not, and which are not yet certain", "Match", _MATCH
            ),
            "/api/v1/cite": {
                **_get(_CITE, "Citations", [_query("text"), _query("as_of")], {"422", "503"}),
                **_post(_CITE, "Citations", _EXTRACT, [_query("as_of")]),
            },
            "/id": _resolver(),
            **describe_formats(_query("lang"), _query("as_of"), _search_parameters()),
            **describe_glossary(_query("q"), _query("as_of"), _query("page")),
        },
        "components": {"schemas": _schemas()},
    }


def find_version() -> str:
    """The version of this package."""
    try:
        return version("hegang-policy-search")
    except PackageNotFoundError:  # run from a checkout
        return "0.1.0"


def _schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for name, shape in _SHAPES.items():
        schema = TypeAdapter(shape).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        schemas |= schema.pop("$defs", {})
        schemas[name] = schema
    return schemas


def _get(summary: str, shape: str, parameters: list[dict[str, Any]], problems: set[str]) -> dict[str, Any]:
    answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    responses: dict[str, Any] = {"200": {"description": summary, "content": answer}}
    responses |= {status: {"description": "Problem", "content": _PROBLEM} for status in sorted(problems)}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _resolver() -> dict[str, Any]:
    """The address that leads from a citation to its clause, as a page."""
    said = {
        "300": "Several clauses match: a page with a link to each",
        "303": "To the clause",
        "400": "The citation is empty, too long or not text",
        "404": "The citation matches nothing held here: a page with the nearest",
        "410": "What is cited was withdrawn",
        "422": "Another parameter is invalid",
        "503": "No index",
    }
    responses = {status: {"description": words} for status, words in said.items()}
    parameters = [{**_query("cite"), "required": True}, _query("lang"), _query("as_of")]
    return {"get": {"summary": "The clause of a citation", "parameters": parameters, "responses": responses}}


def _post(summary: str, shape: str, body: dict[str, Any], parameters: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    call = _get(summary, shape, list(parameters), {"400", "413", "415", "422", "503"})["get"]
    return {"post": {**call, "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(name: str) -> dict[str, Any]:
    description, schema = _PARAMETERS[name]
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _search_parameters() -> list[dict[str, Any]]:
    facets = [
        {
            "name": facet,
            "in": "query",
            "description": f"Values of the filter {facet}; repeat for alternatives; `none`: clauses that state none",
            "schema": {"type": "array", "items": {"type": "string"}},
            "explode": True,
        }
        for facet in FILTERS
    ]
    unread = {
        "name": "unread",
        "in": "query",
        "description": "Words of q not to be read as a condition: a `text` of query.read; repeat for several",
        "schema": {"type": "array", "items": {"type": "string"}},
        "explode": True,
    }
    return [
        *(_query(name) for name in _PARAMETERS if name not in ("version", "since", "cite", "text")),
        *facets,
        unread,
    ]
