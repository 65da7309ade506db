"""What stands in both languages beside each other, and of which kind is it? Sentences, and the titles above a clause.

The title of a document is the first of its titles, its headings follow; that of a clause is the first sentence of its
text. Invariant: each title of a version begins with one clause, unless the same words come again further on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from search_app.model import Clause, DocumentHead, Unrevised

_NUMBER = re.compile(r"^(?:第.{1,4}[章节]|[（(].{1,4}[）)]|[一二三四五六七八九十]{1,3}、)\s*")
PairKind = Literal["sentence", "clause_title", "heading", "document_title"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its English. ``unrevised``: where that is from, while nobody has revised it here."""

    kind: PairKind
    zh: str
    en: str
    unrevised: Unrevised | None = None


def read_sentence(clause: Clause, n: int) -> Pair:
    """A sentence of ``clause``, from 0."""
    pair = clause.sentences[n]
    zh, en = clause.text.zh[pair.zh.start : pair.zh.end], (clause.text.en or "")[pair.en.start : pair.en.end]
    titled = n == 0 and clause.title is not None and zh.strip().rstrip("。") == clause.title.zh
    return Pair("clause_title" if titled else "sentence", zh, en, pair.unrevised)


def read_title(document: DocumentHead, clause: Clause, n: int) -> Pair:
    """The title of ``document`` (0), or one of the headings above ``clause``, without its number, which its English
    lacks. Titles are English that somebody revised, or have none ("")."""
    if n == 0:
        return Pair("document_title", document.title.zh, document.title.en or "")
    heading = clause.path[n - 1]
    return Pair("heading", drop_number(heading.zh), heading.en or "")


def drop_number(heading: str) -> str:
    """保障措施, for 三、保障措施."""
    return _NUMBER.sub("", heading)


def find_begun(document: DocumentHead, clauses: Iterable[Clause]) -> Iterator[tuple[Clause, tuple[int, ...]]]:
    """Each of ``clauses``, which are all of a version, with which of its titles begin there and have English."""
    above: tuple[object, ...] = ()
    for clause in clauses:
        titles = (document.title, *clause.path)
        yield clause, tuple(n for n, one in enumerate(titles) if one.en and titles[: n + 1] != above[: n + 1])
        above = titles
