"""Which words does the library itself use, and what else are they called?

The vocabulary is taken from the texts at build time; term base and synonyms are tables. Everything is a dictionary
look-up when a query comes. Invariant: whatever a look-up gives stands in the texts, or in the term base.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby, pairwise

from search_app.data import read_table
from search_app.model import Bilingual, Clause, Library
from search_app.search.figures import FigureKey, sort_keys
from search_app.search.model import Origin
from search_app.text.fold import fold
from search_app.text.pinyin import blurred, initials, sound
from search_app.text.script import simplify
from search_app.text.tokens import cut_words, find_words, is_han, is_word

MAX_SAID = 12  # characters of a Chinese expression in the tables
MAX_UNLISTED = 4  # characters of a word that no dictionary has
MIN_INITIALS = 3  # rc could be anything


# A part of a synonym (经济 of 总部经济) that stands in this share of what the commonest word stands in says nothing.
COMMON = 0.25


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of the texts with the number of clauses that hold them; made at build time."""

    han: Mapping[str, int]
    latin: Mapping[str, int]  # as printed, lower case
    pairs: frozenset[str]  # stems of two English words that stand side by side
    figures: tuple[FigureKey, ...]
    unlisted: frozenset[str] = (
        frozenset()
    )  # stretches of single characters side by side (科创板): words of no dictionary


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression stands for: a string of the Chinese texts."""

    text: str
    origin: Origin


def find_vocabulary(clauses: Iterable[Clause], terms: Iterable[str], figures: Iterable[FigureKey]) -> Vocabulary:
    """All words of two characters and more, pairs of neighbouring words, and those of ``terms`` that stand in the
    texts of ``clauses``. ``figures`` are the keys of their figures."""
    han: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    pairs: set[str] = set()
    unlisted: set[str] = set()
    terms = tuple(terms)
    for clause in clauses:
        text = simplify(fold(clause.printed))
        words: set[str] = set()
        for run in re.findall(r"[\u3400-\u9fff]+", text):
            cut = [word for word in find_words(run) if len(word) > 1]
            words.update(cut)
            words.update(a + b for a, b in pairwise(cut) if a + b in run and len(a + b) <= MAX_SAID)
            unlisted.update(_find_unlisted(run))
        words.update(term for term in terms if term in text)
        han.update(words)
        english = fold(clause.text.en or "")
        latin.update(set(re.findall(r"[a-z0-9]*[a-z][a-z0-9]+|[0-9]+[a-z]", english)))
        pairs.update(f"{a} {b}" for a, b in pairwise(find_words(english)))
    return Vocabulary(dict(han), dict(latin), frozenset(pairs), sort_keys(figures), frozenset(unlisted))


def _find_unlisted(run: str) -> Iterator[str]:
    """Every stretch of 2 to MAX_UNLISTED single characters of ``run`` that the cut leaves side by side."""
    for single, words in groupby(cut_words(run), key=lambda word: len(word) == 1):
        stretch = "".join(words) if single else ""
        for length in range(2, min(MAX_UNLISTED, len(stretch)) + 1):
            yield from (stretch[at : at + length] for at in range(len(stretch) - length + 1))


def join_vocabularies(parts: Iterable[Vocabulary]) -> Vocabulary:
    """The vocabulary of all clauses from those of some."""
    han: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    pairs: set[str] = set()
    figures: set[FigureKey] = set()
    unlisted: set[str] = set()
    for part in parts:
        han.update(part.han)
        latin.update(part.latin)
        pairs.update(part.pairs)
        figures.update(part.figures)
        unlisted.update(part.unlisted)
    return Vocabulary(dict(han), dict(latin), frozenset(pairs), sort_keys(figures), frozenset(unlisted))


@dataclass(frozen=True, slots=True)
class Tables:
    """What takes time to make of a vocabulary and is made with the index: words by how they sound, by their initials,
    and by how they sound to an ear that does not tell zh from z, most frequent first; stems of the English texts; and
    what is suggested: (text, kind, keys it is found by) of terms, clause titles and offices, in both languages."""

    by_sound: Mapping[str, tuple[str, ...]]
    by_initials: Mapping[str, tuple[str, ...]]
    by_blurred_sound: Mapping[str, tuple[str, ...]]
    text_stems: frozenset[str]
    suggestions: tuple[tuple[str, str, tuple[str, ...]], ...]


def make_tables(library: Library, vocabulary: Vocabulary) -> Tables:
    """The tables of ``library`` and the ``vocabulary`` of its texts."""
    by_initials = {key: words for key, words in _group(vocabulary, initials).items() if len(key) >= MIN_INITIALS}
    return Tables(
        by_sound=_group(vocabulary, sound),
        by_initials=by_initials,
        by_blurred_sound=_group(vocabulary, blurred),
        text_stems=frozenset(stem for word in vocabulary.latin for stem in find_words(word)),
        suggestions=_find_suggestions(library, vocabulary),
    )


def _group(vocabulary: Vocabulary, key: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(vocabulary.han, key=lambda word: (-vocabulary.han[word], word)):
        found[key(word)].append(word)
    return {sounded: tuple(words[:5]) for sounded, words in found.items()}


def _find_suggestions(library: Library, vocabulary: Vocabulary) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    found: dict[str, tuple[str, str, tuple[str, ...]]] = {}

    def add(words: Bilingual, kind: str) -> None:
        keys = (words.zh, sound(words.zh), initials(words.zh), fold(words.en or ""))
        found.setdefault(words.zh, (words.zh, kind, keys))
        if words.en:
            found.setdefault(words.en, (words.en, kind, (fold(words.en), words.zh)))

    for term in library.terms:
        if vocabulary.han.get(term.zh):
            add(Bilingual(term.zh, term.en), "term")
    for clause in library.clauses:
        if clause.title:
            add(clause.title, "title")
    for document in library.documents:
        for office in document.departments:
            add(Bilingual(office.printed, office.name.en), "office")
    return tuple(found.values())


@dataclass(frozen=True)
class Lexicon:
    """Look-ups that queries are planned with."""

    library: Library
    vocabulary: Vocabulary
    tables: Tables

    @cached_property
    def english(self) -> Mapping[tuple[str, ...], tuple[Meaning, ...]]:
        """English expressions, as stems without stop words, and the Chinese words that they stand for."""
        found: dict[tuple[str, ...], dict[Meaning, None]] = defaultdict(dict)
        for term in self.library.terms:
            for phrase in (term.en, *term.also):
                self._add(found, phrase, [Meaning(term.zh, "translation")])
        for row in read_table("synonyms", "synonym"):
            for phrase in row.get("said_en", ()):
                self._add(found, phrase, [Meaning(means, "translation") for means in row["means"]])
        return {key: tuple(meanings) for key, meanings in found.items()}

    @cached_property
    def suggested(self) -> tuple[tuple[str, tuple[str, str, tuple[str, ...]]], ...]:
        """Each suggestion behind all its keys in one string, which most questions are told apart by at once."""
        return tuple(("\n".join(one[2]), one) for one in self.tables.suggestions)

    def is_telling(self, word: str) -> bool:
        """Whether ``word`` sets clauses apart: 经济 and 企业, which stand in most of them, do not."""
        return self.vocabulary.han.get(word, 0) < COMMON * self._commonest

    @cached_property
    def _commonest(self) -> int:
        return max(self.vocabulary.han.values(), default=1)

    @staticmethod
    def _add(found: dict[tuple[str, ...], dict[Meaning, None]], phrase: str, meanings: Iterable[Meaning]) -> None:
        whole = find_words(phrase)
        key = tuple(word for word in whole if word not in stop_words())
        # Of "going public" only the whole expression is known, not "public".
        if key == whole or len(key) > 1:
            found[key].update(dict.fromkeys(meanings))
        elif whole:
            found[whole].update(dict.fromkeys(meanings))

    @cached_property
    def chinese(self) -> Mapping[str, tuple[Meaning, ...]]:
        """Chinese expressions and the words of the texts that they stand for."""
        found: dict[str, dict[Meaning, None]] = defaultdict(dict)
        for row in read_table("synonyms", "synonym"):
            for said in row["said"]:
                meant = {Meaning(m, "synonym"): None for m in row["means"] if said not in m and m not in said}
                found[simplify(fold(said))].update(meant)
        for term in self.library.terms:
            for said in term.zh_also:
                if said not in term.zh and term.zh not in said:
                    found[simplify(fold(said))][Meaning(term.zh, "synonym")] = None
        return {said: tuple(meanings) for said, meanings in found.items() if meanings}

    @cached_property
    def loose(self) -> Mapping[str, tuple[tuple[frozenset[str], tuple[Meaning, ...]], ...]]:
        """Expressions of several words, by each of their words: (all words, meanings). The words may stand apart."""
        found: dict[str, list[tuple[frozenset[str], tuple[Meaning, ...]]]] = defaultdict(list)
        every: list[tuple[frozenset[str], tuple[Meaning, ...]]] = [
            (frozenset(key), meanings) for key, meanings in self.english.items() if not set(key) & stop_words()
        ]
        for said, meanings in self.chinese.items():
            every.append((frozenset(w for w in find_words(said) if w not in stop_words()), meanings))
        for words, meanings in every:
            if len(words) > 1 and not any(len(word) == 1 and is_han(word) for word in words):
                for word in words:
                    found[word].append((words, meanings))
        return {word: tuple(entries) for word, entries in found.items()}

    @cached_property
    def renderings(self) -> Mapping[str, str]:
        """Chinese terms and the English that the translation uses for them."""
        return {term.zh: term.en for term in self.library.terms}

    @cached_property
    def longest_english(self) -> int:
        """Words of the longest English expression."""
        return max((len(key) for key in self.english), default=0)

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """Every name an office goes by, folded, and its id; only offices that the documents name."""
        every = (*self.library.documents, *self.library.former)
        named = {department.id for document in every for department in document.departments}
        found: dict[str, str] = {}
        for row in read_table("departments", "department"):
            if row["id"] in named:
                former = [name for old in row.get("former", ()) for name in (old["name"], old["en"])]
                names = (row["zh"], row["en"], row["short_en"], *row["printed"], *row["aliases"], *former)
                found |= {office_key(name): row["id"] for name in names}
        return found

    @cached_property
    def _office_names(self) -> str:
        """Every name of every office that the table knows, held or not, one behind another."""
        rows = read_table("departments", "department")
        return "\n".join(simplify(fold(name)) for row in rows for name in (row["zh"], *row["printed"], *row["aliases"]))

    def knows(self, typed: str) -> bool:
        """Whether ``typed``, folded and simplified, is right as it stands: general Chinese, our tables, the name of an
        office or the texts have it."""
        return (
            is_word(typed)
            or typed in self.vocabulary.han
            or typed in self.vocabulary.unlisted
            or typed in self.chinese
            or typed in self.renderings
            or typed in self._office_names
        )

    def says(self, key: tuple[str, ...]) -> bool:
        """Whether the English texts say this expression themselves, as far as pairs of neighbours tell."""
        if len(key) == 1:
            return key[0] in self.tables.text_stems
        return all(f"{a} {b}" in self.vocabulary.pairs for a, b in pairwise(key))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of every English word of the texts, the tables and our own pages (clause): right as they are."""
        ours = {stem for row in read_table("interface", "word") for stem in find_words(row["en"])}
        return frozenset(self.tables.text_stems | ours | {stem for key in self.english for stem in key})

    def warm_up(self) -> None:
        """Make every table, so that no reader waits for it."""
        for name in ("english", "chinese", "renderings", "offices", "stems", "loose", "longest_english", "suggested"):
            getattr(self, name)


@cache
def stop_words() -> frozenset[str]:
    """Words that carry no wish, and their stems."""
    words = {word for row in read_table("stopwords", "stop") for word in (*row["zh"], *row["en"])}
    return frozenset(words | {stem for word in words if not is_han(word) for stem in find_words(word)})


def office_key(name: str) -> str:
    """How a name of an office is looked up: Chinese folded, English as stems."""
    folded = simplify(fold(name)).strip()
    return (
        folded.replace(" ", "") if is_han(folded) else " ".join(w for w in find_words(folded) if w not in stop_words())
    )
