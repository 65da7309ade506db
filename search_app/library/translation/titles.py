"""How is the title of a document said in English: of another one, as the term base or the sentences of a translation
say it, and of a kind, as the style of the house has it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from search_app.data.tables import Words
from search_app.library.translation.terms import read_terms
from search_app.library.translation.written import TITLES, Only, Pairs, read_shape
from search_app.text.fold import squeeze

_TITLE = "《"
_CLOSES_ZH: Mapping[str, str] = {_TITLE: "》", "“": "”"}
_CLOSES_EN: Mapping[str, str] = {"“": "”"}


class _Said(Only):
    zh: Words
    en: Words


class _File(Only):
    kind: tuple[_Said, ...] = ()


_FILE = TypeAdapter(_File)


@dataclass(frozen=True, slots=True)
class TitleKinds:
    """How kinds of titles are said, by what they are told by (… in it stands for anything)."""

    said: Pairs = ()

    def find_kinds(self, title: str) -> Pairs:
        """Those that ``title`` is of, without what is a part of a longer one (政策 in 若干政策)."""
        found = [one for one in self.said if re.search(".*".join(map(re.escape, one[0].split("…"))), title)]
        return tuple(one for one in found if not any(one[0] in zh != one[0] for zh, _ in found))


def read_title_kinds(corpus: Path) -> TitleKinds:
    """The kinds of ``corpus``, none when there is no file. DocumentError when it is broken."""
    file = read_shape(corpus, TITLES, _FILE) or _File()
    return TitleKinds(tuple((one.zh, one.en) for one in file.kind))


def read_named_titles(corpus: Path) -> Pairs:
    """The titles of documents that the library does not hold, as the term base of ``corpus`` has them. DocumentError
    when it is broken."""
    return tuple((term.zh, term.en) for term in read_terms(corpus) if term.kind == "document")


def find_titles(sentences: Iterable[Pairs]) -> dict[str, str]:
    """The English of each title in 《》, by its squeezed Chinese. Left out where a sentence does not quote as much
    in both languages, for then nobody can tell which is which."""
    found: dict[str, str] = {}
    for zh, en in (pair for pairs in sentences for pair in pairs):
        printed, said = tuple(_find_quoted(zh, _CLOSES_ZH)), tuple(words for _, words in _find_quoted(en, _CLOSES_EN))
        titles = tuple(one for one in printed if one[0] == _TITLE)
        for one in (printed, titles):
            if titles and len(one) == len(said):
                pairs = zip(one, said, strict=True)
                found |= {squeeze(words): english for (mark, words), english in pairs if mark == _TITLE}
                break
    return found


def _find_quoted(text: str, closes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(opening mark, what stands in it) of the outermost quotations of ``text``."""
    opened, start, depth = "", 0, 0
    for at, mark in enumerate(text):
        if depth == 0 and mark in closes:
            opened, start, depth = mark, at + 1, 1
        elif depth and mark == opened:
            depth += 1
        elif depth and mark == closes[opened]:
            depth -= 1
            if depth == 0:
                yield opened, text[start:at]
