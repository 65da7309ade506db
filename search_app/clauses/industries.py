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
    about = "\n".join((*map(plain, above), *_find_lead(read), *(found.group() for found in _FIELDS.finditer(read))))
    said = (industry for industry, words, but in _industries() if _is_about(_blot(read, but), _blot(about, but), words))
    return tuple(dict.fromkeys((*of_document, *said))) or ("general",)


def find_industries_of_title(title: str) -> tuple[str, ...]:
    """The industries that the title of a document names; none where it names none."""
    named = plain(title)
    return tuple(industry for industry, words, but in _industries() if any(w in _blot(named, but) for w in words))


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


def _is_about(read: str, about: str, words: Iterable[str]) -> bool:
    found = [word for word in words if word in read]
    # 旅游 in 文化旅游 is not said twice.
    different = [word for word in found if not any(word != other and word in other for other in found)]
    return len(different) >= ENOUGH or any(word in about for word in words)


def _blot(text: str, but: Iterable[str]) -> str:
    for compound in but:
        text = text.replace(compound, "·")
    return text


@cache
def _industries() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Each industry with its words, and the compounds in which they are not said, as a passage has them."""
    return tuple(
        (row["id"], tuple(map(plain, row["words"])), tuple(map(plain, row.get("but", ()))))
        for row in read_table("industries", "industry")
    )
