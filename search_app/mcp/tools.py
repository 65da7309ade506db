"""Which tools does a model have, what is it told of each, and which arguments do they take?

What an argument may be is what the API's own description says of its parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from search_app.data import read_table
from search_app.mcp import finding, judging, readable, shapes, tracing
from search_app.mcp.asking import Call
from search_app.search.model import FILTERS
from search_app.search.published.opening import Generation
from search_app.web.openapi import make_openapi

MOST_CHOICES = 60  # values of a facet that a model is told; of a large library there are thousands of documents
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it takes, what it asks, and how its answer is shown."""

    name: str
    make_properties: Callable[[Generation | None], Mapping[str, Schema]]
    required: tuple[str, ...]
    call: Callable[[Mapping[str, Any]], Call]
    shape: Any
    write_text: Callable[[Mapping[str, Any]], Iterator[str]]

    @property
    def title(self) -> str:
        """What people see of it."""
        return _told()[self.name][0]

    @property
    def description(self) -> str:
        """What a model is told of it."""
        return _told()[self.name][1]

    def input_schema(self, of: Generation | None) -> Schema:
        """What it takes, of the library ``of``; fewer choices are told where there is none."""
        schema: Schema = {"type": "object", "properties": dict(self.make_properties(of)), "additionalProperties": False}
        return schema | ({"required": list(self.required)} if self.required else {})

    @property
    def output_schema(self) -> Schema:
        """What it answers."""
        return TypeAdapter(self.shape).json_schema(mode="serialization")


@cache
def _told() -> Mapping[str, tuple[str, str]]:
    """By name of a tool, its title and its description."""
    return {row["name"]: (row["title"], row["text"].strip()) for row in read_table("protocol", "told")}


def find_instructions() -> str:
    """What a model is told of the whole library."""
    return _told()["instructions"][1]


@cache
def _paths() -> Mapping[str, Any]:
    paths: Mapping[str, Any] = make_openapi("")["paths"]
    return paths


def _parameters(path: str) -> dict[str, Schema]:
    """By name, the parameters of the API at ``path``."""
    listed = _paths()[path]["get"]["parameters"]
    return {one["name"]: {**one["schema"], "description": one["description"]} for one in listed}


def _body(path: str) -> Mapping[str, Schema]:
    schema = _paths()[path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    properties: Mapping[str, Schema] = schema["properties"]
    return properties


_DAY = {"type": "string", "format": "date"}
_AS_OF = {**_DAY, "description": "Day as of which validity is determined and versions are shown; default: today"}


def _searched(of: Generation | None) -> Mapping[str, Schema]:
    known = _parameters("/api/v1/search") | {
        "exact": {"type": "boolean", "description": "No synonyms, translation or spelling help"}
    }
    return {name: _with_choices(name, known[name], of) for name in finding.SEARCHED}


def _with_choices(name: str, schema: Schema, of: Generation | None) -> Schema:
    values = list(of.labels[name]) if of and name in FILTERS else []
    return {**schema, "items": {"enum": values}} if 0 < len(values) <= MOST_CHOICES else schema


def _pages() -> Mapping[str, Schema]:
    known = _parameters("/api/v1/search")
    return {name: known[name] for name in ("page", "per_page")}


def _of_clause(_: Generation | None) -> Mapping[str, Schema]:
    named = "Id of a clause or a benefit; unnumbered parts are preamble, scope and closing"
    return {
        "id": {"type": "string", "description": named, "examples": ["bio-economy/9", "bio-economy/9/b2"]},
        "as_of": _AS_OF,
    }


def _of_estimate(_: Generation | None) -> Mapping[str, Schema]:
    known = dict(_body("/api/v1/estimate"))
    known["benefit"] = {**known["benefit"], "description": "`n` of the benefit within its clause"}
    known["inputs"] = {
        **known["inputs"],
        "description": "base: the sum that the rate applies to, in yuan, or a list, one for each item; deduct: what is "
        "deducted from it; count: the number of items; threshold: the figure actually reached for the condition",
    }
    return known


def _of_company(_: Generation | None) -> Mapping[str, Schema]:
    group = "Which of the four lists: what applies, what is not yet certain, what does not apply, what is listed apart"
    return {
        **_body("/api/v1/match"),
        "group": {"enum": list(judging.GROUPS), "default": "fits", "description": group},
        **_pages(),
    }


def _of_citation(_: Generation | None) -> Mapping[str, Schema]:
    return {**_body("/api/v1/extract"), "as_of": _AS_OF, **_pages()}


def _of_changes(_: Generation | None) -> Mapping[str, Schema]:
    known = _parameters("/api/v1/changes")
    return {name: known[name] for name in ("since", "as_of", "page")}


TOOLS = (
    Tool("search_clauses", _searched, (), finding.search_clauses, shapes.HitsShape, readable.write_hits),
    Tool("get_clause", _of_clause, ("id",), finding.get_clause, shapes.OneClauseShape, readable.write_clause),
    Tool("list_benefits", _searched, (), finding.list_benefits, shapes.BenefitsShape, readable.write_benefits),
    Tool("estimate", _of_estimate, ("clause",), judging.estimate, shapes.EstimatedShape, readable.write_estimate),
    Tool("match_company", _of_company, ("facts",), judging.match_company, shapes.CompanyShape, readable.write_company),
    Tool(
        "resolve_citation",
        _of_citation,
        ("text",),
        tracing.resolve_citation,
        shapes.ResolvedPageShape,
        readable.write_resolved,
    ),
    Tool("list_changes", _of_changes, (), tracing.list_changes, shapes.ChangesShape, readable.write_changes),
)
