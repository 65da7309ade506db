"""Which words does the interface use? One table for both languages, read once; a missing key is an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from search_app.data import read_table
from search_app.model import Lang

Translate = Callable[..., str]


@cache
def interface_words() -> dict[str, dict[str, str]]:
    """By key: ``zh``, ``en`` and, where English has one, the singular ``en_one``."""
    return {row["key"]: row for row in read_table("interface", "word")}


def make_translate(lang: Lang) -> Translate:
    """``t(key, n=…, name=…)``: the words of ``key`` in ``lang``; ``n`` == 1 takes the singular. KeyError if unknown."""
    table = interface_words()

    def translate(key: str, **values: object) -> str:
        row = table[key]
        words = row["en_one"] if lang == "en" and values.get("n") == 1 and "en_one" in row else row[lang]
        return words.format(**values) if values else words

    return translate
