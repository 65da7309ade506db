"""What does a row hold of the tables whose words are put together: patterns, templates, spelt numbers, codes?

The other shapes are in ``rows``. Invariant: what passes can be compiled, filled in and counted with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, ConfigDict, Field
from typing_extensions import TypedDict

from search_app.data.asking_forms import ASKING, BothLanguages, Pattern, Some
from search_app.data.tables import Truth, Whole, Words

_ONLY = ConfigDict(extra="forbid")


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


_Numbers = Annotated[Mapping[Words, Annotated[Whole, Field(ge=0)]], Field(min_length=1)]
_Parts = Annotated[Mapping[Words, Annotated[Whole, Field(ge=2)]], Field(min_length=1)]
_OfSum = Annotated[Words, AfterValidator(_filled_with("sum"))]
_OfTotal = Annotated[Words, AfterValidator(_filled_with("sum", "years", "total"))]


class _Noun(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Literal["ITEM", "COMPANY"]
    words: Some


class _EnglishNoun(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Literal["ITEM", "COMPANY", "PERSON", "YEAR"]
    words: Annotated[list[Pattern], Field(min_length=1)]


class _Form(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    slot: Words
    value: Words
    pattern: Pattern
    yes: Words
    no: Words


class _Multiplier(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    value: Annotated[Whole, Field(ge=1)]
    words: Some
    yes: tuple[Words, Whole | float]
    no: Words


class _SpeltNumbers(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: _Numbers
    about: NotRequired[Truth]
    yes: tuple[Words, Whole | float]
    no: Words


class _PackedNumber(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: Some
    means: Words
    yes: tuple[Words, Words]
    no: tuple[Words, Words]


class _Unit(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: Some
    en: Some
    of: NotRequired[tuple[Words, Annotated[Whole, Field(ge=1)]]]
    each_zh: NotRequired[Some]
    each_en: NotRequired[Some]


class _Proportion(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: NotRequired[Some]
    en: Some
    share: NotRequired[Annotated[float, Field(gt=0, lt=1)]]
    times: NotRequired[Annotated[Whole, Field(ge=2)]]
    yes: tuple[Words, Words]
    no: tuple[Words, Words]


class _Change(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    way: Literal["more", "less"]
    zh: Some
    en: Some
    behind: Some
    yes: tuple[Words, Words]
    no: tuple[Words, Words]


class _ChangeWords(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: NotRequired[Some]
    en: NotRequired[Some]
    before: NotRequired[Some]
    yes: tuple[Words, Words]
    no: tuple[Words, Words]


class _Ordinals(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: Mapping[Words, Annotated[Whole, Field(ge=1)]]
    yes: tuple[Words, Words]
    no: tuple[Words, Words]


class _HintedNumber(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: Some
    value: Annotated[Whole, Field(ge=2)]
    yes: tuple[Words, Words]
    no: tuple[Words, Words]


class _SpeltParts(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: _Parts  # into how many parts each divides
    yes: tuple[Words, float]
    no: Words


class _EnglishBound(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    where: Literal["before", "after"]
    bound: Literal["about", "at_least", "at_most"]
    words: Some
    yes: Words
    no: Words


class _EnglishWords(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: Some
    yes: Words
    no: Words


class _Refusal(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: Some
    but: NotRequired[Some]
    yes: Words
    no: Words


class _Around(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    kind: Literal["thought", "answer", "label", "note", "alternative"]
    words: Some
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
    words: Some
    yes: Words
    no: Words


class _Chinese(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    zh: Some


FORMS: Mapping[tuple[str, str], Any] = {
    **ASKING,
    ("counted", "unit"): _Unit,
    ("counted", "proportion"): _Proportion,
    ("counted", "change"): _Change,
    **{("counted", row): _ChangeWords for row in ("result", "former", "difference", "off", "whole")},
    ("counted", "ordinal"): _Ordinals,
    ("counted", "packed"): _PackedNumber,
    ("counted", "hint"): _HintedNumber,
    ("drafting", "refusal"): _Refusal,
    ("drafting", "around"): _Around,
    ("english_numbers", "multiplier"): _Multiplier,
    ("english_numbers", "number"): _SpeltNumbers,
    ("english_numbers", "part"): _SpeltParts,
    ("english_numbers", "bound"): _EnglishBound,
    **{("english_numbers", row): _EnglishWords for row in ("abbreviation", "change", "no_base")},
    ("furniture", "words"): _SiteWords,
    ("slots", "noun"): _Noun,
    ("slots_en", "noun"): _EnglishNoun,
    **{(table, "pattern"): _Form for table in ("slots", "slots_en")},
    **{("stopwords", row): BothLanguages for row in ("stop", "document_kind")},
    ("stopwords", "question"): _Chinese,
    ("symbol_fonts", "font"): _Font,
    ("wording", "scope"): _Scope,
    ("wording", "total"): _Total,
}
