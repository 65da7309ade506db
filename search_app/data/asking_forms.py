"""What does a row hold of the tables by which queries are read: patterns with slots, names, examples?

Invariant: what passes can be compiled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, ConfigDict, Field, Strict
from typing_extensions import TypedDict

from search_app.data.tables import Truth, Words

_ONLY = ConfigDict(extra="forbid")


def check_pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is no pattern ({error})") from error
    return text


def _check_phrase(text: str) -> str:
    """A pattern with slots: {sum}."""
    check_pattern(re.sub(r"\{[a-z_]+\}", "x", text))
    return text


Pattern = Annotated[Words, AfterValidator(check_pattern)]
Patterns = Annotated[list[Pattern], Field(min_length=1)]
Some = Annotated[list[Words], Field(min_length=1)]
_Phrase = Annotated[Words, AfterValidator(_check_phrase)]
_Phrases = Annotated[list[_Phrase], Field(min_length=1)]


class BothLanguages(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: Some
    en: Some


class _AskedRead(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    field: Words
    op: Literal["is", "ge", "le", "most", "least"]
    value: Words
    weight: NotRequired[Literal["must", "should"]]
    words: Literal["cut", "low", "kept", "own"]
    zh: _Phrases
    en: _Phrases
    yes: Some
    no: Some


class _AskedPart(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    zh: _Phrase
    en: _Phrase


class _Manner(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: Some
    en: Patterns


class _Denial(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    where: Literal["before", "behind", "as_well", "only", "state", "double", "besides"]
    zh: Patterns
    en: Patterns


class _AskedNoun(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Literal["benefit", "passing", "verb", "asked"]
    zh: Patterns
    en: Some


class _SaidOf(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    field: Words
    values: NotRequired[Some]
    before: Truth
    zh: NotRequired[list[Pattern]]
    en: NotRequired[list[Words]]
    never_zh: list[Pattern]
    never_en: list[Pattern]


class _Exclusion(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    strength: Literal["any", "known"]
    zh: _Phrases
    en: _Phrases
    yes: Some
    no: Some


class _Comparison(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: _Phrases
    en: _Phrases
    yes: Some
    no: Some


class _English(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    en: Some


class _Called(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    id: Words
    zh: _Phrases
    en: _Phrases


class _CalledAndShown(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    id: Words
    zh: _Phrases
    en: _Phrases
    means: Some
    titles: NotRequired[Some]


class _Shown(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    id: Words
    means: Some


class _Year(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    offset: Annotated[int, Strict()]
    zh: Some
    en: Some


class _FreeOf(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: _Phrases
    en: _Phrases


ASKING: Mapping[tuple[str, str], Any] = {
    ("asking", "read"): _AskedRead,
    ("asking", "part"): _AskedPart,
    ("asking", "denial"): _Denial,
    ("asking", "noun"): _AskedNoun,
    ("asking", "said_of"): _SaidOf,
    ("asking", "exclusion"): _Exclusion,
    ("asking", "comparison"): _Comparison,
    ("asking", "industry"): _Called,
    **{("asking", row): _CalledAndShown for row in ("basis", "kind")},
    **{("asking", row): _Shown for row in ("who", "stage")},
    **{("asking", row): _Year for row in ("year", "month", "day")},
    ("asking", "edge"): _Called,
    **{("asking", row): _FreeOf for row in ("free_of", "office_shape")},
    **{("asking", row): BothLanguages for row in ("office_kind", "office_level", "day_lead", "day_fill")},
    ("asking", "manner"): _Manner,
    ("meaning", "shared"): _English,
    ("meaning", "unrelated"): BothLanguages,
}
