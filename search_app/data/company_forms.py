"""What does a row hold of the tables that say what is asked of a company, and what it can answer?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from search_app.data.asking_forms import Pattern
from search_app.data.tables import Words

_ONLY = ConfigDict(extra="forbid")


class _Word(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    kind: Words
    values: list[Words]
    sense: Literal["whole", "part", "weak"]
    words: Annotated[list[Words], Field(min_length=1)]
    yes: Words
    no: Words


class _Form(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    kind: Words
    pattern: Pattern
    yes: Words
    no: Words


class _Around(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Literal["place", "scope", "applicant", "procedure", "misconduct", "stacking", "everybody"]
    words: Annotated[list[Words], Field(min_length=1)]
    yes: Words
    no: Words


class _Choice(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    fact: Literal["rank", "headquarters", "products"]
    value: Words
    zh: Words
    en: Words


class _Held(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    id: Words
    zh: Words
    en: Words
    words: list[Words]
    part: list[Words]
    yes: Words
    no: Words


class _County(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: Words
    en: Words


COMPANY: Mapping[tuple[str, str], Any] = {
    ("company", "choice"): _Choice,
    ("company", "county"): _County,
    ("company", "title"): _Held,
    ("requirements", "around"): _Around,
    ("requirements", "pattern"): _Form,
    ("requirements", "word"): _Word,
}
