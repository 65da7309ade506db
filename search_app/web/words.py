"""Which words does the interface use? Tables in both languages, read once; a missing key is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from search_app.data import read_tables
from search_app.model import Lang

Translate = Callable[..., str]


@cache
def interface_words() -> dict[str, dict[str, str]]:
    """By key: ``zh``, ``en`` and, where English has one, the singular ``en_one``."""
    return {row["key"]: row for row in read_tables("interface", "word")}


def make_translate(lang: Lang) -> Translate:
    """``t(key, n=…, name=…)``: the words of ``key`` in ``lang``; ``n`` == 1 takes the singular. KeyError if unknown."""
    table = interface_words()

    def translate(key: str, **values: object) -> str:
        row = table[key]
        words = row["en_one"] if lang == "en" and values.get("n") == 1 and "en_one" in row else row[lang]
        return words.format(**values) if values else words

    return translate


# Up to the last Chinese character before a Latin letter: the figures and marks between are of the same words.
_CHINESE = re.compile("[\u4e00-\u9fff《（](?:[^A-Za-z]*[\u4e00-\u9fff》）])?")


def split_chinese(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of an English ``text``, each with whether it is Chinese that nobody has translated."""
    at = 0
    for found in _CHINESE.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found.group(), True
        at = found.end()
    if at < len(text):
        yield text[at:], False
