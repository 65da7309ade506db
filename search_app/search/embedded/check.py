"""Does Whoosh's index say what the arrays say that are served?

Both are written of the same words, and only the arrays are read to answer. So a build opens Whoosh's files once more
and compares a sample of words, drawn the same way in every build from either side.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from whoosh.reading import IndexReader

from search_app.search.embedded.arrays import read_words
from search_app.search.embedded.engine import WHOOSH
from search_app.search.embedded.gathered import FIELDS, word_key
from search_app.search.embedded.lists import PackedLists
from search_app.search.embedded.whoosh_files import HeldIndex
from search_app.search.embedded.whoosh_writer import make_schema
from search_app.search.engine import EngineError

SAMPLE = 12  # words of either side: a tenth of a second at 10,000 clauses, in which a word stands in hundreds of them
_READ = 40  # words of each field of Whoosh's index among which its sample is drawn
Postings = list[tuple[int, float]]
Term = tuple[str, str]  # field and word


def check_postings(folder: Path) -> None:
    """EngineError when a word of the sample does not stand in the same records, as often, in both of ``folder``."""
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    wanted = ("words", WHOOSH)
    files = {name: path.read_bytes() for name, path in names.items() if name.startswith(wanted)}
    words, lists = read_words(files["words.txt"]), PackedLists(files, "words", counted=True)
    number = {word: n for n, word in enumerate(words)}
    whoosh = {name.removeprefix(WHOOSH): content for name, content in files.items() if name.startswith(WHOOSH)}
    with HeldIndex(whoosh, make_schema()).reader() as reader:
        for field, word in sorted({*_draw(words, lists), *_draw_terms(reader)}):
            key = word_key(number[word], field) if word in number else 0
            places = lists.find(key, key + 1) if word in number else range(0)
            if (_list_arrays(lists, places[0]) if places else []) != _list_whoosh(reader, field, word):
                raise EngineError(f"Whoosh's index and the arrays differ in the word {word!r} of the field {field}")


def _draw(words: list[str], lists: PackedLists) -> Iterator[Term]:
    for place in _spread(len(lists.keys)):
        word, field = divmod(int(lists.keys[place]), 256)
        yield FIELDS[field], words[word]


def _draw_terms(reader: IndexReader) -> list[Term]:
    every = [(field, word) for field in FIELDS for word in islice(reader.field_terms(field), _READ)]
    return [every[n] for n in _spread(len(every))]


def _spread(size: int) -> range:
    return range(0, size, size // SAMPLE + 1)


def _list_arrays(lists: PackedLists, place: int) -> Postings:
    records, counts = lists.postings(place)
    return list(zip(records.tolist(), counts.tolist(), strict=True))


def _list_whoosh(reader: IndexReader, field: str, word: str) -> Postings:
    if not reader.doc_frequency(field, word):
        return []
    matcher, found = reader.postings(field, word), []
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight()))
        matcher.next()
    return found
