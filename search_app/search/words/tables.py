"""What else are the words of the library called? Everything that takes time to find out is made with the index.

Term base, synonyms and offices are tables of the corpus and of this program; the rest is made of the vocabulary of the
texts. Invariant: whatever a table leads to stands in the texts, or in the term base.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, TypeVar

from pydantic import TypeAdapter

from search_app.data import read_table
from search_app.model import Bilingual, Department, GlossaryTerm, Library
from search_app.search.words.bridge import NO_BRIDGE, make_bridge
from search_app.search.words.concepts import choose_concepts
from search_app.search.words.expressions import Expressions, add_english
from search_app.search.words.held_tables import (
    CHINESE,
    ENGLISH,
    SOUNDS,
    SUGGESTIONS,
    ChineseTables,
    EnglishTables,
    Expression,
    Key,
    Meaning,
    SoundTables,
    Suggestion,
)
from search_app.search.words.offices import make_office_table
from search_app.search.words.stopwords import office_key, stop_words
from search_app.search.words.vocabulary import Vocabulary
from search_app.text.fold import fold
from search_app.text.pinyin import Syllables, blur, initials, join_sound
from search_app.text.script import simplify
from search_app.text.tokens import find_words, is_han

MIN_INITIALS = 3  # rc could be anything


def make_tables(
    library: Library,
    vocabulary: Vocabulary,
    expressions: Expressions,
    said: Callable[[str], Syllables],
    offices: Sequence[Department],
    titles: Iterable[Bilingual],
) -> dict[str, bytes]:
    """The tables of ``library`` and the ``vocabulary`` of its texts, as the files that ``HeldTables`` reads.
    ``expressions``: what our tables say; ``said`` gives the syllables of a word; ``offices``: those that its documents
    name; ``titles``: those of its clauses."""
    said_by_texts = vocabulary.han.keys() | {term.zh for term in library.terms}
    chinese = ChineseTables(
        chinese=_standing(_add_chinese(expressions.chinese, library.terms), said_by_texts),
        renderings={term.zh: term.en for term in library.terms},
        offices=_find_offices(frozenset(office.id for office in offices)),
        bodies=make_office_table(_find_bodies(offices)),
        office_names=_join_office_names(),
        concepts=choose_concepts(expressions.concepts, said_by_texts),
    )
    english = _make_english(library, vocabulary, expressions, said_by_texts)
    suggestions = _find_suggestions(library, titles, vocabulary, said)
    return {
        CHINESE: TypeAdapter(ChineseTables).dump_json(chinese),
        ENGLISH: TypeAdapter(EnglishTables).dump_json(english),
        SOUNDS: TypeAdapter(SoundTables).dump_json(_make_sounds(vocabulary, said)),
        SUGGESTIONS: TypeAdapter(tuple[Suggestion, ...]).dump_json(suggestions),
    }


def _make_english(
    library: Library, vocabulary: Vocabulary, expressions: Expressions, said_by_texts: Set[str]
) -> EnglishTables:
    untranslated = any(document.title.en is None for document in library.documents)
    english = _standing(_add_to_english(library.terms, expressions.english), said_by_texts)
    text_stems = frozenset(stem for word in vocabulary.latin for stem in find_words(word))
    return EnglishTables(
        text_stems=text_stems,
        stems=frozenset(text_stems | expressions.ours | {stem for key in english for stem in key}),
        english=tuple(english.items()),
        loose=tuple(_find_loose(english)),
        bridge=make_bridge(vocabulary.han) if untranslated else NO_BRIDGE,
    )


def _make_sounds(vocabulary: Vocabulary, said: Callable[[str], Syllables]) -> SoundTables:
    by_initials = _group(vocabulary, said, initials)
    return SoundTables(
        by_sound=_group(vocabulary, said, join_sound),
        by_initials={key: words for key, words in by_initials.items() if len(key) >= MIN_INITIALS},
        by_blurred_sound=_group(vocabulary, said, blur),
    )


def _group(
    vocabulary: Vocabulary, said: Callable[[str], Syllables], key: Callable[[Syllables], str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(vocabulary.han, key=lambda word: (-vocabulary.han[word], word)):
        found[key(said(word))].append(word)
    return {sounded: tuple(words[:5]) for sounded, words in found.items()}


def _find_suggestions(
    library: Library, titles: Iterable[Bilingual], vocabulary: Vocabulary, said: Callable[[str], Syllables]
) -> tuple[Suggestion, ...]:
    found: dict[str, Suggestion] = {}

    def add(words: Bilingual, kind: str) -> None:
        if words.zh not in found:
            spoken = said(words.zh)
            found[words.zh] = (
                words.zh, kind, (words.zh, join_sound(spoken), initials(spoken), fold(words.en or "")),
            )  # fmt: skip
        if words.en:
            found.setdefault(words.en, (words.en, kind, (fold(words.en), words.zh)))

    for term in library.terms:
        if vocabulary.han.get(term.zh):
            add(Bilingual(term.zh, term.en), "term")
    for title in titles:
        add(title, "title")
    for document in library.documents:
        for office in document.departments:
            add(Bilingual(office.printed, office.name.en), "office")
    return tuple(found.values())


K = TypeVar("K")


def _standing(found: Mapping[K, Iterable[Meaning]], texts: Set[str]) -> dict[K, tuple[Meaning, ...]]:
    """``found`` without the meanings that stand nowhere in the texts."""
    every = {meaning.text for meanings in found.values() for meaning in meanings}
    standing = {one for one in every if simplify(fold(one)) in texts}
    held = ((said, tuple(m for m in meanings if m.text in standing)) for said, meanings in found.items())
    return {said: meanings for said, meanings in held if meanings}


def _add_to_english(terms: Sequence[GlossaryTerm], english: Iterable[Expression]) -> dict[Key, dict[Meaning, None]]:
    """``english`` of our tables behind what the term base says."""
    found: dict[Key, dict[Meaning, None]] = defaultdict(dict)
    for term in terms:
        for phrase in (term.en, *term.search_en):
            add_english(found, phrase, [Meaning(term.zh, "translation")])
    for key, meanings in english:
        found[key].update(dict.fromkeys(meanings))
    return found


def _add_chinese(
    chinese: Mapping[str, Iterable[Meaning]], terms: Sequence[GlossaryTerm]
) -> dict[str, dict[Meaning, None]]:
    """``chinese`` of our tables before what the term base says."""
    found: dict[str, dict[Meaning, None]] = defaultdict(dict)
    found.update((said, dict.fromkeys(meanings)) for said, meanings in chinese.items())
    for term in terms:
        for said in term.search_zh:
            if said not in term.zh and term.zh not in said:
                found[simplify(fold(said))][Meaning(term.zh, "synonym")] = None
    return found


def _find_loose(english: Mapping[Key, tuple[Meaning, ...]]) -> Iterable[Expression]:
    """Of Chinese, concepts say which words may stand apart: their expressions alone found nothing more."""
    return (
        (key, meanings)
        for key, meanings in english.items()
        if len(set(key)) > 1 and stop_words().isdisjoint(key) and not any(len(w) == 1 and is_han(w) for w in key)
    )


def _find_offices(named: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in read_table("departments", "department"):
        if row["id"] in named:
            found |= {office_key(name): row["id"] for name in _names_of(row)}
    return found


def _find_bodies(named: Iterable[Department]) -> dict[str, tuple[str, ...]]:
    """The names of each office that documents name: as they print it, and as the table has it."""
    table = {row["id"]: _names_of(row) for row in read_table("departments", "department")}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for office in named:
        names = (office.name.zh, office.name.en or "", office.printed, *table.get(office.id, ()))
        found[office.id].update(dict.fromkeys(filter(None, names)))
    return {office: tuple(names) for office, names in found.items()}


def _names_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    former = [name for old in row.get("former", ()) for name in (old["name"], old["en"])]
    return (row["zh"], row["en"], row["short_en"], *row["printed"], *row["aliases"], *former)


def _join_office_names() -> str:
    rows = read_table("departments", "department")
    return "\n".join(simplify(fold(name)) for row in rows for name in (row["zh"], *row["printed"], *row["aliases"]))
