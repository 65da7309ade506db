"""To which industries does a provision belong?

Invariant: a single word that is said by chance decides nothing: it counts alone only where the provision names what it
is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from search_app.data import read_table
from search_app.text.passage import plain, read_passage

ENOUGH = 2  # different words of an industry, anywhere in the provision
_TITLE = re.compile(r"[^。;:]{2,30}。")  # a first sentence that is short
MAX_LEAD = 60  # characters of the first words of a provision
_PHRASE = re.compile(r"[^,。;:\n]+")
# A list of fields names what the provision is about: 围绕茶业、旅游等领域, 在茶业、旅游等产业.
_FIELDS = re.compile(r"(?:[围聚]|面向|在)[^,。;:]{2,80}(?:领域|产业|行业)")


def find_industries(text: str, of_document: tuple[str, ...], above: Iterable[str] = ()) -> tuple[str, ...]:
    """The document's industries, then those that the provision is about; "general" when there is none at all. ``above``
    are its headings."""
    read = read_passage(text).text
    about = (*map(plain, above), *_find_lead(read), *(found.group() for found in _FIELDS.finditer(read)))
    named = {industry for words in about for industry, _ in _find_words(words)}
    said = _find_words(read)
    several = {industry for industry, _ in said if len({word for of, word in said if of == industry}) >= ENOUGH}
    chosen = (industry for industry in _order() if industry in named or industry in several)
    return tuple(dict.fromkeys((*of_document, *chosen))) or ("general",)


def find_industries_of_title(title: str) -> tuple[str, ...]:
    """The industries that the title of a document names; none where it names none."""
    named = {industry for industry, _ in _find_words(plain(title))}
    return tuple(industry for industry in _order() if industry in named)


def _find_lead(read: str) -> Iterator[str]:
    """The title, and the first phrase of the provision behind it (支持茶业。对茶企给予……). One of several things in it
    (厂房、仓储用房等旧房) is not what it is about, but what they all are is."""
    title = _TITLE.match(read)
    if title:
        yield title.group()
    provision = _PHRASE.search(read, title.end() if title else 0)
    if provision:
        lead = provision.group()[:MAX_LEAD]
        several, _, all_of_them = lead.rpartition("等")
        yield lead if "、" not in lead else all_of_them if several else ""


def _find_words(text: str) -> set[tuple[str, str]]:
    """(industry, word) of every word that a plain text says."""
    return {one for found in _pattern().finditer(text) for one in _meanings()[found.group()]}


@cache
def _order() -> tuple[str, ...]:
    return tuple(row["id"] for row in read_table("industries", "industry"))


@cache
def _pattern() -> re.Pattern[str]:
    """Every word and every compound; a longer one goes before what it holds."""
    words = sorted(_meanings(), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


@cache
def _meanings() -> dict[str, tuple[tuple[str, str], ...]]:
    """By word or compound, the industries that are said with it, each with its own longest word in it. 旅游 in 文化旅游
    is said once; 制造业 in 制造业创新中心 is not said."""
    rows = [
        (row["id"], tuple(map(plain, row["words"])), tuple(map(plain, row.get("but", ()))))
        for row in read_table("industries", "industry")
    ]
    every = {word for _, words, but in rows for word in (*words, *but)}
    return {one: tuple(_say(one, rows)) for one in every}


def _say(one: str, rows: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    for industry, words, but in rows:
        inside = [word for word in words if word in one]
        if inside and not any(compound in one for compound in but):
            yield industry, max(inside, key=len)
