"""How is the title of another document said in English, as the sentences of a translation say it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from search_app.library.translation.written import Pairs
from search_app.text.fold import squeeze

_TITLE = "《"
_CLOSES_ZH: Mapping[str, str] = {_TITLE: "》", "“": "”"}
_CLOSES_EN: Mapping[str, str] = {"“": "”"}


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
