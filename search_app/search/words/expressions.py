"""What do the tables of this program call things, whatever a library says? Made once, and kept for the next build.

Reading the tables of synonyms and concepts and cutting their English takes as long as all that a build of hundreds of
documents does with them. Invariant: what is kept depends on those tables, the code that reads them and its packages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from search_app import data, text
from search_app.data import read_table, read_tables
from search_app.jobs.cache import BuildCache, Result, find_code_key
from search_app.search.words.concepts import Concept, read_concepts
from search_app.search.words.held_tables import Expression, Key, Meaning
from search_app.search.words.stopwords import stop_words
from search_app.search.words.vocabulary import SortedSet
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import find_words

_TABLES = ("synonyms.toml", "concepts.toml", "stopwords.toml", "segmentation.toml")
_PACKAGES = ("jieba", "opencc", "snowballstemmer")


@dataclass(frozen=True, slots=True)
class Expressions:
    """Everything that the tables lead to, as strings of texts, and what leads there."""

    meanings: SortedSet
    english: tuple[Expression, ...]  # as stems without stop words
    chinese: Mapping[str, tuple[Meaning, ...]]  # none where an expression only repeats what it means
    concepts: tuple[Concept, ...]
    ours: SortedSet  # stems of our own pages (clause)


def read_expressions(build_cache: BuildCache) -> Expressions:
    """What the tables say; only what stands in the texts of a library is of use to it."""
    place = Path(data.__path__[0])
    tables = (*(place / name for name in _TABLES), *sorted((place / "interface").glob("*.toml")))
    code = find_code_key(Path(__file__).parent, Path(text.__path__[0]), *tables, packages=_PACKAGES)
    ((_, content),) = build_cache.make_all(_make, {code: None}, "expressions")
    return _parse(content)


@lru_cache(maxsize=1)  # a process that builds several indexes makes them of the same tables
def _parse(content: bytes) -> Expressions:
    return TypeAdapter(Expressions).validate_json(content)


def _make(_: None) -> Result:
    return Result(_write())


@cache
def _write() -> bytes:
    return TypeAdapter(Expressions).dump_json(find_expressions())


def find_expressions() -> Expressions:
    """The same, from the tables themselves."""
    rows = (*read_table("synonyms", "synonym"), *read_table("concepts", "concept"))
    return Expressions(
        meanings=frozenset(simplify(fold(means)) for row in rows for means in row["means"]),
        english=tuple((key, tuple(held)) for key, held in _find_english().items()),
        chinese={said: tuple(held) for said, held in _find_chinese().items()},
        concepts=tuple(read_concepts()),
        ours=frozenset(stem for row in read_tables("interface", "word") for stem in find_words(row["en"])),
    )


def _find_english() -> dict[Key, dict[Meaning, None]]:
    found: dict[Key, dict[Meaning, None]] = defaultdict(dict)
    for row in read_table("synonyms", "synonym"):
        for phrase in row.get("said_en", ()):
            add_english(found, phrase, [Meaning(means, "translation") for means in row["means"]])
    for row in read_table("concepts", "concept"):
        for phrase in row["said_en"]:
            add_english(found, phrase, [Meaning(means, "translation") for means in row["means"]])
    return found


def add_english(found: dict[Key, dict[Meaning, None]], phrase: str, meanings: Iterable[Meaning]) -> None:
    """Enter into ``found`` what ``phrase`` means."""
    whole = find_words(phrase)
    key = tuple(word for word in whole if word not in stop_words())
    # Of "going public" only the whole expression is known, not "public".
    if key == whole or len(key) > 1:
        found[key].update(dict.fromkeys(meanings))
    elif whole:
        found[whole].update(dict.fromkeys(meanings))


def _find_chinese() -> dict[str, dict[Meaning, None]]:
    found: dict[str, dict[Meaning, None]] = defaultdict(dict)
    for row in read_table("synonyms", "synonym"):
        for said in row["said"]:
            meant = {Meaning(m, "synonym"): None for m in row["means"] if said not in m and m not in said}
            found[simplify(fold(said))].update(meant)
    for row in read_table("concepts", "concept"):
        for said in dict.fromkeys((*row["said"], *row["means"])):
            found[simplify(fold(said))].update({Meaning(m, "synonym"): None for m in row["means"] if m not in said})
    return found
