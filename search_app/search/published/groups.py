"""What is made of a group of documents so that it can be found: its part of the index, its rows, and its words?

Cutting texts into tokens and writing the index are most of the work of a build. They are done for each group by itself,
so that they can be spread over all cores and kept while its documents, their English and the term base stay as they
are. Where a group ends is for the document alone to say, so that a new one changes no other group.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from search_app import clauses, data, matching, model, text
from search_app.clauses.validity import find_statuses
from search_app.jobs.cache import BuildCache, Result, find_code_key, make_key
from search_app.library.kept.documents import KeptDocument, find_titles
from search_app.model import Document, Library, UsageWord
from search_app.search.engine import Record, make_record
from search_app.search.engines import choose_engine, find_engine_name
from search_app.search.glossary.places import find_places
from search_app.search.glossary.words import find_word_places
from search_app.search.published.store import Row, Rows, make_rows
from search_app.search.query.figure_keys import figure_key
from search_app.search.words.expressions import Expressions
from search_app.search.words.vocabulary import Vocabulary, find_vocabulary
from search_app.text.pinyin import Dictionary, Syllables, make_dictionary
from search_app.text.script import simplify
from search_app.text.tokens import find_chars, find_words

# On average so many documents are a group: one that changed has no more than these cut again, and a library of some
# hundred is still joined at once.
_DOCUMENTS = 4
_SEGMENT = "segment/"  # where the files of the engine lie in what is kept
_PLACES, _WORD_PLACES = "places/", "words/"  # and those of terms and words
_DEMANDS = "demands/"  # what each document asks, by its place in the group
_FEW = 3  # groups are made faster by the process that has the segmenter already
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Group:
    """What was made of some documents that follow one another."""

    segment: Mapping[str, bytes]
    rows: Rows
    vocabulary: Vocabulary
    sounds: Mapping[str, Syllables]  # of its words, and of what is suggested of it
    places: Mapping[str, bytes]  # of the terms of the term base in its pairs, by term
    word_places: Mapping[str, bytes]  # the same of its words of force


@dataclass(frozen=True, slots=True)
class _Task:
    documents: tuple[tuple[Document, Days], ...]
    terms: tuple[str, ...]  # Chinese terms of the term base, and what the tables lead to
    own: tuple[str, ...]  # those of the term base alone
    words: tuple[UsageWord, ...]
    dictionary: bytes  # how Chinese sounds: pypinyin itself takes longer to load than a group to make


_VOCABULARY, _DOCUMENT = TypeAdapter(Vocabulary), TypeAdapter(Document)
_SOUNDS: TypeAdapter[Mapping[str, Syllables]] = TypeAdapter(Mapping[str, Syllables])


def make_groups(
    library: Library, build_cache: BuildCache, dictionary: bytes, expressions: Expressions
) -> Iterator[Group]:
    """The groups of all versions of all documents, in the order of the index. The work is done before this returns."""
    terms = tuple(sorted({term.zh for term in library.terms} | expressions.meanings))
    own = tuple(term.zh for term in library.terms)
    words = library.term_notes.words
    every = make_key(*terms, "", *own, repr(words))
    tasks = {_make_key(group, every): _Task(group, terms, own, words, dictionary) for group in _divide(library)}
    made = build_cache.make_all(_make, tasks, "texts", _FEW)
    return (_unpack(content) for _, content in made)


def read_dictionary(build_cache: BuildCache) -> bytes:
    """How Chinese sounds, for the look-ups of a server: made anew only where pypinyin or the way it is written is."""
    code = find_code_key(
        Path(text.__path__[0], "pinyin.py"), Path(text.__path__[0], "sounds.py"), packages=("pypinyin",)
    )
    ((_, content),) = build_cache.make_all(_make_dictionary, {code: None}, "sounds")
    return content


def _make_dictionary(_: None) -> Result:
    return Result(make_dictionary())


def _divide(library: Library) -> Iterator[tuple[tuple[Document, Days], ...]]:
    group: list[tuple[Document, Days]] = []
    for held in library.versions.values():
        for n, document in enumerate(held):
            following = held[n + 1] if n + 1 < len(held) else None
            # Before its first version a document is shown as that was.
            group.append((document, (document.version if n else None, following.version if following else None)))
        if hashlib.sha256(held[0].id.encode()).digest()[0] % _DOCUMENTS == 0:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def _make_key(group: Sequence[tuple[Document, Days]], terms: str) -> str:
    held = (part for document, days in group for part in (_name(document), repr(days)))
    return make_key(_code_key(), find_engine_name(), terms, *held)


def _name(document: Document) -> str | bytes:
    """What tells ``document`` from every other one; of a kept one it is known without opening it."""
    return document.made_from if isinstance(document, KeptDocument) else _DOCUMENT.dump_json(document)


def _make(task: _Task) -> Result:
    documents = [document for document, _ in task.documents]
    every = [clause for document in documents for clause in document.clauses]
    figures = {figure_key(amount) for clause in every for amount in clause.amounts}
    vocabulary = find_vocabulary(every, task.terms, figures, _words)
    records = [record for document, days in task.documents for record in _make_records(document, days)]
    say = Dictionary(task.dictionary).syllables
    sounds = {word: say(word) for word in {*vocabulary.han, *_suggested_words(documents)}}
    segment = choose_engine().make_segment(records)
    rows = make_rows(documents)
    places, word_places = find_places(documents, task.own), find_word_places(documents, task.words)
    return Result(_pack(Group(segment, rows, vocabulary, sounds, places, word_places)))


def _suggested_words(documents: Iterable[Document]) -> set[str]:
    """The Chinese words of ``documents`` that are suggested: how they sound is asked for."""
    titles = {title.zh for document in documents for title in find_titles(document)}
    return titles | {office.printed for document in documents for office in document.departments}


def _make_records(document: Document, days: Days) -> Iterator[Record]:
    statuses = find_statuses(document.term)
    for clause in document.clauses:
        yield make_record(clause, document.title, _words, _chars, days, statuses)


@lru_cache(4096)  # titles, headings and offices come again in each clause, and its English in the vocabulary
def _words(text: str) -> tuple[str, ...]:
    return find_words(simplify(text))


def _chars(text: str) -> tuple[str, ...]:
    return find_chars(simplify(text))


def _pack(group: Group) -> bytes:
    rows = group.rows.rows
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in group.segment.items():
            packed.writestr(_SEGMENT + name, content)
        packed.writestr("vocabulary.json", _VOCABULARY.dump_json(group.vocabulary))
        packed.writestr("sounds.json", _SOUNDS.dump_json(group.sounds))
        packed.writestr("rows.txt", "\n".join(f"{row.id}\t{row.printed}\t{len(row.content)}" for row in rows))
        packed.writestr("rows.bin", b"".join(row.content for row in rows))
        packed.writestr("wording.bin", group.rows.wording)
        packed.writestr("texts.txt", "\n".join(group.rows.texts))
        for number, demands in enumerate(group.rows.demands):
            packed.writestr(f"{_DEMANDS}{number}", demands)
        for folder, its in ((_PLACES, group.places), (_WORD_PLACES, group.word_places)):
            for name, places in its.items():
                packed.writestr(folder + name, places)
    return file.getvalue()


def _unpack(content: bytes) -> Group:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    segment = {name.removeprefix(_SEGMENT): one for name, one in files.items() if name.startswith(_SEGMENT)}
    places, words = (
        {name.removeprefix(folder): one for name, one in files.items() if name.startswith(folder)}
        for folder in (_PLACES, _WORD_PLACES)
    )
    vocabulary = _VOCABULARY.validate_json(files["vocabulary.json"])
    texts = tuple(files["texts.txt"].decode().split("\n"))
    demands = tuple(files[f"{_DEMANDS}{number}"] for number in range(len(texts)))
    rows = Rows(files["wording.bin"], tuple(_read_rows(files)), texts, demands)
    return Group(segment, rows, vocabulary, _SOUNDS.validate_json(files["sounds.json"]), places, words)


def _read_rows(files: Mapping[str, bytes]) -> Iterator[Row]:
    at = 0
    for line in filter(None, files["rows.txt"].decode().split("\n")):
        clause_id, printed, size = line.split("\t")
        yield Row(clause_id, printed, files["rows.bin"][at : at + int(size)])
        at += int(size)


@cache
def _code_key() -> str:
    code = (
        Path(model.__file__),
        Path(text.__path__[0]),
        Path(__file__).parents[1],
        Path(clauses.__path__[0], "validity.py"),
        Path(matching.__path__[0]),
        Path(data.__path__[0], "phrases.py"),
    )
    names = ("segmentation.toml", "asking.toml", "requirements.toml", "company.toml", "industries.toml")
    tables = (Path(data.__path__[0]) / name for name in names)
    return find_code_key(
        *code, *tables, packages=("jieba", "opencc", "snowballstemmer", "whoosh3", "numpy", "pypinyin")
    )
