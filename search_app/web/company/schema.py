"""What may a posted company say? The part of the OpenAPI description that its answers stand in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search_app.matching.facts import choices
from search_app.web.bodies import MAX_COUNT, MAX_SUM
from search_app.web.company.answers import MAX_HELD, MAX_TRADE, MAX_TRADES

_SUM = {
    "type": ["number", "string", "null"],
    "minimum": 0,
    "maximum": MAX_SUM,
    "description": "A sum in yuan, or in words: 3亿",
}
_COUNT = {"type": ["integer", "null"], "minimum": 0, "maximum": MAX_COUNT}
_TRUTH = {"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", None]}]}


def make_facts_schema() -> dict[str, Any]:
    """Every answer may be left out or null, which is different from none of the choices, 0 and false."""
    known = choices()
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "industry": _some(known["industry"]),
            "trade": {"type": "array", "items": {"type": "string", "maxLength": MAX_TRADE}, "maxItems": MAX_TRADES},
            "foreign_owned": _TRUTH,
            "rank": _some(known["rank"]),
            "headquarters": _some(known["headquarters"]),
            **dict.fromkeys(("revenue", "revenue_before", "investment", "loans"), _SUM),
            "products": {
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": dict.fromkeys(known["products"], _COUNT),
            },
            "people": _COUNT,
            "talents": _COUNT,
            "county": {"enum": [*known["county"], None]},
            "titles": _some(known["titles"]),
            "new_titles": _some(known["titles"]),
            "newly_founded": _TRUTH,
            "holds": {
                "type": "array",
                "items": {"type": "string", "examples": ["bio-economy/12/b1"]},
                "maxItems": MAX_HELD,
                "description": "Ids of the benefits whose other requirements the company says it meets in full",
            },
        },
    }


def _some(values: Iterable[str]) -> dict[str, Any]:
    return {
        "type": ["array", "null"],
        "items": {"enum": [*values, "none"]},
        "description": "[] or none: the company has none of them",
    }
