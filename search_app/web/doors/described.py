"""What does the description of the API (OpenAPI) say of the other formats of clauses and results?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from search_app.model import LANGS
from search_app.web.awards.files import TYPES
from search_app.web.doors.formats import FORMATS, JSON, PAGE

_RESULTS = {"json": JSON.type, "atom": "application/atom+xml", "csv": TYPES["csv"], "xlsx": TYPES["xlsx"]}
_PROBLEMS = {"422": {"description": "A parameter is invalid"}, "503": {"description": "No index"}}
_GONE = {"404": {"description": "No such clause"}, "410": {"description": "It was withdrawn"}}
Parameter = dict[str, Any]


def describe_formats(lang: Parameter, day: Parameter, search: Sequence[Parameter]) -> dict[str, Any]:
    """The paths of a clause and of results in their formats. ``lang``, ``day`` and ``search`` are the parameters of
    every search, as the description has them."""
    named = [_in_path("document", {"type": "string"}), _in_path("clause", {"type": "string"})]
    one_of_two = _in_path("lang", {"enum": list(LANGS)})
    accepted = ", ".join(one.type for one in (PAGE, *FORMATS))
    leads = {"303": {"description": f"To the clause, in the format that Accept likes best: {accepted}"}}
    clause = _answer("The clause", {one.type: "Clause" if one is JSON else "" for one in FORMATS})
    found = _answer(
        "One row a benefit; the feed has one entry a clause",
        {kind: "Benefits" if kind == JSON.type else "" for kind in _RESULTS.values()},
    )
    suffixes = _in_path("suffix", {"enum": [one.suffix.lstrip(".") for one in FORMATS]})
    return {
        "/id/{document}/{clause}": _get(
            "The permanent address of a clause", [*named, lang, day], {**leads, **_GONE, **_PROBLEMS}
        ),
        "/{lang}/policies/{document}/{clause}.{suffix}": _get(
            "A clause in another format", [one_of_two, *named, suffixes, day], {**clause, **_GONE, **_PROBLEMS}
        ),
        "/{lang}/search.{suffix}": _get(
            "The benefits of all hits of a search as a file; page and per_page count for nothing",
            [one_of_two, _in_path("suffix", {"enum": list(_RESULTS)}), *(one for one in search if one != lang)],
            {**found, **_PROBLEMS},
        ),
    }


def describe_glossary(q: Parameter, day: Parameter, page: Parameter) -> dict[str, Any]:
    """The paths of the term base, of a term with its sentences, and of what translators take away. ``q``, ``day`` and
    ``page`` are the parameters of every search, as the description has them."""
    one_of_two = _in_path("lang", {"enum": list(LANGS)})
    initial = {"name": "initial", "in": "query", "description": "Initial of the terms", "schema": {"type": "string"}}
    shown = _answer("A page", {PAGE.type: ""})
    term = {**shown, "301": {"description": "To the term that is meant"}, "404": {"description": "No such term"}}
    files = {
        "/glossary.csv": ("The terms as a table", TYPES["csv"]),
        "/glossary.tbx": ("The terms as TBX-Basic (ISO 30042)", "application/x-tbx+xml"),
        "/translation-memory.tmx": (
            "Every pair of sentences as TMX 1.4, without machine drafts",
            "application/x-tmx+xml",
        ),
    }
    return {
        "/{lang}/glossary": _get("Terms in both languages", [one_of_two, q, initial, page], {**shown, **_PROBLEMS}),
        "/{lang}/glossary/{term}": _get(
            "A term with every pair of sentences that holds it",
            [one_of_two, _in_path("term", {"type": "string"}), day, page],
            {**term, "410": {"description": "It is no longer held"}, **_PROBLEMS},
        ),
        "/{lang}/glossary/names": _get("Official names by kind", [one_of_two], {**shown, **_PROBLEMS}),
        "/{lang}/glossary/names/{body}": _get(
            "A body with the clauses for which it is responsible",
            [one_of_two, _in_path("body", {"type": "string"}), day, page],
            {**shown, "404": {"description": "No such body"}, **_PROBLEMS},
        ),
        **{
            path: _get(words, [], {**_answer(words, {kind: ""}), "503": _PROBLEMS["503"]})
            for path, (words, kind) in files.items()
        },
    }


def _get(summary: str, parameters: Sequence[Parameter], responses: dict[str, Any]) -> dict[str, Any]:
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": responses}}


def _answer(words: str, shapes: dict[str, str]) -> dict[str, Any]:
    """A good answer, by type the name of its shape; "" for a type that has none here."""
    content = {
        kind: {"schema": {"$ref": f"#/components/schemas/{shape}"} if shape else {"type": "string"}}
        for kind, shape in shapes.items()
    }
    return {"200": {"description": words, "content": content}}


def _in_path(name: str, schema: dict[str, Any]) -> Parameter:
    return {"name": name, "in": "path", "required": True, "schema": schema}
