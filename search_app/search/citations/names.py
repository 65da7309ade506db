"""Which documents does a name mean: a title, what is short for one, a 文号, or an id?

Invariant: a name means a document only where every telling word of it stands in one title of that document, or where it
is its number; words that only say what kind of document it is may differ.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from search_app.data import read_table
from search_app.model import DocumentHead
from search_app.search.citations.numbers import PrintedNumber, find_numbers, write_number
from search_app.search.words.stopwords import stop_words
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.passage import plain
from search_app.text.tokens import find_words

NEAREST = 3  # documents that may have been meant
_SPELT = re.compile(rf"[{HAN_NUMERALS}]{{2,7}}")
_LONGEST = 8  # characters of a word of the dictionary
_PLACES = 128  # of the characters of a title: no title is longer, and a longer name is none


class Names:
    """The names of all documents of an index, of every version."""

    def __init__(self, heads: Iterable[DocumentHead]) -> None:
        self.ids: dict[str, str] = {}
        self._titled: dict[str, list[str]] = defaultdict(list)
        self._numbered: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        # By word, places of the titles that hold it, in so few bytes that a library of a province stays small.
        self._holders: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._titles: list[str] = []  # of which document each is
        for head in heads:
            self._add(head)

    def _add(self, head: DocumentHead) -> None:
        self.ids[plain(head.id)] = head.id
        for title in (head.title.zh, head.title.en or ""):
            if title and head.id not in self._titled[_bare(title)]:
                self._titled[_bare(title)].append(head.id)
        words = find_telling(head.title.zh) | find_telling(head.title.en or "") | find_telling(head.id)
        for word in words:
            self._holders[word].append(len(self._titles))
        self._titles.append(head.id)
        for number in find_numbers(plain(head.number or "")):
            if (number.issuer, head.id) not in self._numbered[number.key]:
                self._numbered[number.key].append((number.issuer, head.id))

    def meant(self, name: str, quoted: bool = False) -> tuple[str, ...]:
        """Ids of the documents that ``name`` may mean, in the order of the index. In quotes (《》) a title is meant to
        be exact, so that it must not call the document anything else (条例 for 政策)."""
        if len(name) > 2 * _PLACES:
            return ()
        if exact := self._titled.get(_bare(name)):
            return tuple(exact)
        words = find_telling(name)
        words = frozenset(w for w in words if w in self._holders or not _is_joined(w, words - {w}))
        asked = words if quoted else words - kind_words()
        if not words - kind_words() or any(word not in self._holders for word in asked):
            return ()
        rarest, *others = sorted((self._holders[word] for word in asked), key=len)
        places = set(rarest).intersection(*others)
        return tuple(dict.fromkeys(self._titles[place] for place in sorted(places)))

    def says_number(self, name: str, number: str) -> bool:
        """Whether ``number`` is one of the title (创新发展35条), so that it names no clause."""
        ids = {self._titles[place] for place in self._holders.get(number, ())}
        return number not in find_telling(name) and bool(ids & set(self.meant(name)))

    def by_number(self, number: PrintedNumber) -> tuple[tuple[str, str], ...]:
        """(issuer as it is compared, id) of the documents of this 文号, whose issuer may stand behind other words."""
        held = self._numbered.get(number.key, ())
        return tuple((issuer, document) for issuer, document in held if number.issuer.endswith(issuer))

    def closest(self, name: str) -> tuple[str, ...]:
        """Ids of the documents whose titles share most with ``name``; rare words tell more."""
        worth: dict[str, float] = defaultdict(float)
        for word in find_telling(name[:_PLACES]) - kind_words():
            places = self._holders.get(word, ())
            for document in {self._titles[place] for place in places}:
                worth[document] += 1 / len(places)
        return tuple(sorted(worth, key=lambda document: -worth[document])[:NEAREST])


def _is_joined(word: str, words: frozenset[str]) -> bool:
    """Whether ``word`` is others of ``words`` put together, as the dictionary has some: 产业政策 of 产业 and 政策."""
    places = range(1, min(len(word), _LONGEST) + 1)
    return any(word[:n] in words and (n == len(word) or _is_joined(word[n:], words)) for n in places)


def _bare(title: str) -> str:
    """A title as it is compared: without marks and spaces."""
    return "".join(char for char in plain(title) if char.isalnum())


@lru_cache(maxsize=65536)  # the same beginnings of a text are asked for again and again
def find_telling(name: str) -> frozenset[str]:
    """The words of a name, without stop words; numbers in figures (三十五条)."""
    figures = _SPELT.sub(lambda one: write_number(one.group()), plain(name))
    return frozenset(word for word in find_words(figures) if word not in stop_words())


@cache
def kind_words() -> frozenset[str]:
    """Words that only say what kind of document something is."""
    rows = read_table("stopwords", "document_kind")
    return frozenset(word for row in rows for word in find_words(" ".join(row["zh"] + row["en"])))
