"""What does a row of each of our tables hold? The shapes that ``read_table`` checks them against.

Every table has its shape here or in ``forms``. Empty lists are meant; empty texts are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from search_app.data.company_forms import COMPANY
from search_app.data.forms import FORMS
from search_app.data.tables import Whole, Words

_ONLY = ConfigDict(extra="forbid")


class _Former(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    en: Words
    until: NotRequired[Words]


class _Department(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    id: Words
    zh: Words
    en: Words
    short_en: Words
    source: Words  # whose English the name follows
    printed: Annotated[list[Words], Field(min_length=1)]
    aliases: list[Words]
    former: NotRequired[list[_Former]]


# ``in`` is no name that a class can give to a field.
_Industry = TypedDict(
    "_Industry",
    {
        "id": Words,
        "zh": Words,
        "en": Words,
        "words": list[Words],
        "but": NotRequired[list[Words]],
        "in": list[Words],
        "out": list[Words],
    },
)
_Industry.__pydantic_config__ = _ONLY  # type: ignore[attr-defined]


class _Told(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    title: Words
    text: Words


class _InterfaceWord(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    key: Words
    zh: Words
    en: Words
    en_one: NotRequired[Words]


class _OpenWords(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    kind: Words
    zh: Words
    en: Words


class _Label(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    facet: Words
    names: Mapping[str, tuple[Words, Words]]


class _Segmented(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    freq: Whole
    zh: list[Words]
    example: list[Words]


class _Concept(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    means: Annotated[list[Words], Field(min_length=1)]
    said: Annotated[list[Words], Field(min_length=1)]
    said_en: list[Words]
    together: NotRequired[list[list[Words]]]
    together_en: NotRequired[list[list[Words]]]
    yes: Words
    no: NotRequired[Words]


class _Synonym(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    said: list[Words]
    said_en: list[Words]
    means: list[Words]
    clause: str


class _Bound(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    bound: Literal["about", "at_least", "at_most"]
    where: Literal["before", "after", "inside"]
    compare: Literal["ge", "gt", "le", "lt", ""]
    words: list[Words]
    not_after: str
    not_before: str
    yes: Words
    no: Words


class _Currency(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    code: Words
    names: Annotated[list[Words], Field(min_length=1)]
    signs: list[Words]
    typed: list[Words]
    shares: list[Words]
    yes: tuple[Words, Whole]
    no: Words


class _CurrencyUnit(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    code: Words
    words: list[Words]
    signs: list[Words]
    example: Words


class _Definition(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    lang: Literal["zh", "en"]
    what: list[Words]
    words: list[Words]
    behind: list[str]
    yes: tuple[Words, Words]
    no: Words


class _SumWord(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    place: Literal["before", "behind"]
    kind: Literal["money", "count", "step", "open"]
    words: list[Words]
    not_after: str
    not_before: str
    yes: Words
    no: Words


class _Example(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: list[Words]
    yes: Words
    no: Words


class _Class(TypedDict):
    """Words that stand for each other, with a text in which they count and one in which they do not."""

    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: Annotated[list[Words], Field(min_length=1)]
    yes: Words
    no: Words


class _Weight(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    weight: Annotated[float, Field(allow_inf_nan=False)]
    why: Words


class _NamedWords(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    name: Words
    words: Annotated[list[Words], Field(min_length=1)]
    yes: Words
    no: Words


class _OfficeWords(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    words: Annotated[list[Words], Field(min_length=1)]
    yes: Words
    names: list[Words]
    no: Words


class _IndexLabel(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    field: Words
    labels: Annotated[list[Words], Field(min_length=1)]
    yes: Words
    no: Words


class _Act(TypedDict):
    __pydantic_config__ = _ONLY  # type: ignore[misc]
    field: Words
    words: Annotated[list[Words], Field(min_length=1)]
    yes: Words
    no: Words


_LexiconWord = TypedDict(
    "_LexiconWord",
    {
        "class": Words,
        "words": Annotated[list[Words], Field(min_length=1)],
        "not_after": str,
        "not_before": str,
        "yes": Words,
        "no": Words,
    },
)
_LexiconWord.__pydantic_config__ = _ONLY  # type: ignore[attr-defined]
_EnglishWord = TypedDict(
    "_EnglishWord",
    {"class": Words, "words": Annotated[list[Words], Field(min_length=1)], "yes": Words, "no": Words},
)
_EnglishWord.__pydantic_config__ = _ONLY  # type: ignore[attr-defined]


_VALIDITY = (
    "document",
    "this",
    "elsewhere",
    "begins",
    "anchored",
    "term",
    "bare_term",
    "first_day",
    "lasts",
    "from",
    "onward",
    "counted",
    "until",
    "ends",
    "issue",
    "aside",
    "passing",
    "passing_begins",
    "renewed",
)
_OFFICES = (
    "duty", "duty_of_unit", "qualifier", "unit", "role", "duty_role", "tail", "ending", "no_office", "level",
    "task", "oversight",
)  # fmt: skip
_FRONT = ("kind", "letter", "forwards", "body", "signatory", "no_body", "goes_on", "cited", "beside", "site")

ROWS: Mapping[tuple[str, str], Any] = {
    **FORMS,
    **COMPANY,
    ("applying", "word"): _NamedWords,
    ("bounds", "bound"): _Bound,
    ("checking", "word"): _NamedWords,
    ("citations", "word"): _NamedWords,
    ("currencies", "currency"): _Currency,
    ("currencies", "unit"): _CurrencyUnit,
    ("currencies", "definition"): _Definition,
    ("currencies", "gloss"): _Example,
    **{("stacking", row): _Class for row in ("forbids", "whom", "together", "at_most")},
    ("sums", "word"): _SumWord,
    ("table_heads", "head"): _Example,
    ("departments", "department"): _Department,
    ("front", "act"): _Act,
    ("front", "index"): _IndexLabel,
    **{("front", row): _Class for row in _FRONT},
    **{("offices", row): _OfficeWords for row in _OFFICES},
    **{("validity", row): _Class for row in _VALIDITY},
    ("industries", "industry"): _Industry,
    ("interface", "word"): _InterfaceWord,
    ("labels", "label"): _Label,
    ("lexicon", "word"): _LexiconWord,
    ("lexicon_en", "word"): _EnglishWord,
    ("receivers", "receiver"): _LexiconWord,
    ("receivers", "opening"): _LexiconWord,
    ("outline", "mark"): _Weight,
    ("outline", "level"): _Weight,
    ("outline", "word"): _NamedWords,
    **{(name, "told"): _Told for name in ("drafting", "protocol")},
    ("references", "word"): _NamedWords,
    ("segmentation", "word"): _Segmented,
    ("concepts", "concept"): _Concept,
    ("synonyms", "synonym"): _Synonym,
    ("wording", "open"): _OpenWords,
}
