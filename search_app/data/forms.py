"""What does a row hold of the tables whose words are put together: patterns, templates, spelt numbers, codes?

The other shapes are in ``rows``. Invariant: what passes can be compiled, filled in and counted with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, ConfigDict, Field, Strict
from typing_extensions import TypedDict

from search_app.data.tables import Truth, Whole, Words

_ONLY = ConfigDict(extra="forbid")


def _check_pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is no pattern ({error})") from error
    return text


def _check_phrase(text: str) -> str:
    """A pattern with slots: {sum}."""
    _check_pattern(re.sub(r"\{[a-z_]+\}", "x", text))
    return text


def _check_code(text: str) -> str:
    if not re.fullmatch("[0-9A-F]{2}", text):
        raise ValueError("must be the number of a character, in two hexadecimal digits")
    return text


def _filled_with(*names: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            text.format(**dict.fromkeys(names, ""))
        except (ValueError, KeyError, IndexError, AttributeError) as error:
            raise ValueError(f"can hold {', '.join(f'{{{name}}}' for name in names)} and no other brackets") from error
        return text

    return check


_Pattern = Annotated[Words, AfterValidator(_check_pattern)]
_Some = Annotated[list[Words], Field(min_length=1)]
_Phrase = Annotated[Words, AfterValidator(_check_phrase)]
_Phrases = Annotated[list[_Phrase], Field(min_length=1)]
_Numbers = Annotated[Mapping[Words, Annotated[Whole, Field(ge=0)]], Field(min_length=1)]
_Parts = Annotated[Mapping[Words, Annotated[Whole, Field(ge=2)]], Field(min_length=1)]
_OfSum = Annotated[Words, AfterValidator(_filled_with("sum"))]
_OfTotal = Annotated[Words, AfterValidator(_filled_with("sum", "years", "total"))]


class _Noun(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Literal["ITEM", "COMPANY"]
    words: _Some


class _EnglishNoun(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Literal["ITEM", "COMPANY", "PERSON", "YEAR"]
    words: Annotated[list[_Pattern], Field(min_length=1)]


class _Form(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    slot: Words
    value: Words
    pattern: _Pattern
    yes: Words
    no: Words


class _Multiplier(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    value: Annotated[Whole, Field(ge=1)]
    words: _Some
    yes: tuple[Words, Whole | float]
    no: Words


class _SpeltNumbers(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: _Numbers
    about: NotRequired[Truth]
    yes: tuple[Words, Whole | float]
    no: Words


class _SpeltParts(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: _Parts  # into how many parts each divides
    yes: tuple[Words, float]
    no: Words


class _EnglishBound(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    where: Literal["before", "after"]
    bound: Literal["about", "at_least", "at_most"]
    words: _Some
    yes: Words
    no: Words


class _EnglishWords(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: _Some
    yes: Words
    no: Words


class _Scope(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    per: Words
    zh: _OfSum
    en: _OfSum


class _Total(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    key: Words
    zh: _OfTotal
    en: _OfTotal


class _Font(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    signs: list[tuple[Annotated[str, AfterValidator(_check_code)], Annotated[str, Field(min_length=1)]]]


class _SiteWords(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    form: Literal["fact", "heads", "label", "start", "whole"]
    certain: Truth
    words: _Some
    yes: Words
    no: Words


class _BothLanguages(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: _Some
    en: _Some


class _Chinese(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: _Some


class _AskedRead(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    field: Words
    op: Literal["is", "not", "ge", "le", "most"]
    value: Words
    weight: NotRequired[Literal["must", "should"]]
    words: Literal["cut", "low", "kept", "own"]
    zh: _Phrases
    en: _Phrases
    yes: _Some
    no: _Some


class _AskedPart(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    zh: _Phrase
    en: _Phrase


class _Exclusion(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    strength: Literal["any", "known"]
    zh: _Phrases
    en: _Phrases
    yes: _Some
    no: _Some


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
    means: _Some
    titles: NotRequired[_Some]


class _Shown(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    id: Words
    means: _Some


class _Year(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    offset: Annotated[int, Strict()]
    zh: _Some
    en: _Some


class _FreeOf(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: _Phrases
    en: _Phrases


FORMS: Mapping[tuple[str, str], Any] = {
    ("asking", "read"): _AskedRead,
    ("asking", "part"): _AskedPart,
    ("asking", "exclusion"): _Exclusion,
    ("asking", "industry"): _Called,
    **{("asking", row): _CalledAndShown for row in ("basis", "kind")},
    **{("asking", row): _Shown for row in ("who", "stage")},
    ("asking", "year"): _Year,
    ("asking", "free_of"): _FreeOf,
    ("asking", "manner"): _Chinese,
    ("english_numbers", "multiplier"): _Multiplier,
    ("english_numbers", "number"): _SpeltNumbers,
    ("english_numbers", "part"): _SpeltParts,
    ("english_numbers", "bound"): _EnglishBound,
    **{("english_numbers", row): _EnglishWords for row in ("abbreviation", "change", "no_base")},
    ("furniture", "words"): _SiteWords,
    ("slots", "noun"): _Noun,
    ("slots_en", "noun"): _EnglishNoun,
    **{(table, "pattern"): _Form for table in ("slots", "slots_en")},
    **{("stopwords", row): _BothLanguages for row in ("stop", "document_kind")},
    ("stopwords", "question"): _Chinese,
    ("symbol_fonts", "font"): _Font,
    ("wording", "scope"): _Scope,
    ("wording", "total"): _Total,
}
