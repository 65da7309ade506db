"""Of what field is a document, and whom is it for? What its title and its terms of scope ask of everybody.

Invariant: a policy on a field that no question knows asks for that field, so that nothing of it is said to fit a
company of another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search_app.data.phrases import one_of_named
from search_app.matching.phrases import read_phrase, split_phrases
from search_app.matching.requirements import OTHER, Requirement, other
from search_app.matching.words import Row, find_tokens
from search_app.model import Clause, DocumentHead
from search_app.text.passage import find_sentences, plain, read_passage

# Policies on these speak to companies of every field: who borrows, goes public, invents.
ACROSS = frozenset(("finance", "science-technology", "general"))
_MEANS = re.compile("所称(?:的)?([^,;。:()]{2,20}?),?(?:是?指|为|包括)")  # 本办法所称总部企业,是指
_QUOTED = 80


def find_field(head: DocumentHead) -> tuple[Requirement, ...]:
    """What the title of a document asks: to be of its field."""
    title = plain(head.title.zh)
    start = _start_of_subject(title)
    found = [one for at, phrase in split_phrases(title[start:]) for one in _read(head, phrase, start + at)]
    across = set(head.industries) <= ACROSS - {"general"} and bool(head.industries)
    kept = [one for one in found if one.kind != OTHER or not across]
    own = tuple(name for name in head.industries if name not in ACROSS)
    if own and "general" not in head.industries and not any(one.kind == "industry" for one in found):
        kept.append(
            Requirement(
                "industry", head.title.zh, tuple(Row("industry", (name,), "part") for name in own), place="document"
            )
        )
    return tuple(kept)


def _read(head: DocumentHead, phrase: str, at: int) -> Iterator[Requirement]:
    printed = head.title.zh[at : at + len(phrase)]
    for one in read_phrase(phrase, {}, printed, "document", topics=True):
        rows = tuple(row for row in one.rows if not set(row.values) <= ACROSS or not row.values)
        if one.kind == OTHER or one.kind == "newly":
            yield other(one.words, "document")
        elif one.kind == "industry" and rows:
            yield replace(one, rows=rows, firm=True)
        elif one.kind in ("foreign_owned", "talents", "title"):
            yield replace(one, firm=False)


def _start_of_subject(title: str) -> int:
    """Where the name of the place ends and the subject begins."""
    # The shortest name, at least a character before what it ends with: 市 alone is none.
    place = re.match(f"^.{{1,14}}?{one_of_named('requirements', 'around', 'place')}", title)
    first = next((token.start for token in find_tokens(title, topics=True) if token.row.kind in ("lead", "topic")), 0)
    return place.end() if place else first


@dataclass(frozen=True, slots=True)
class Scope:
    """What a sentence of scope asks, and of whom: ``term`` is what it defines, "" where it speaks of everybody."""

    term: str
    requirements: tuple[Requirement, ...]

    def holds_for(self, quote: str) -> bool:
        """Whether a benefit with the sentence ``quote`` speaks of what is defined."""
        return self.term in plain(quote)


def find_scope(clause: Clause) -> tuple[Scope, ...]:
    """What a clause says of whom the whole document is for, or a term of it."""
    passage = read_passage(clause.text.zh)
    found: list[Scope] = []
    for sentence in find_sentences(passage):
        text, printed = passage.text[sentence.start : sentence.end], passage.printed[sentence.start : sentence.end]
        means = _MEANS.search(text)
        if means:
            everybody = re.fullmatch(one_of_named("requirements", "around", "everybody"), means.group(1))
            term = "" if everybody else means.group(1)
            found.append(Scope(term, tuple(_read_scope(text[means.end() :], printed[means.end() :]))))
        elif not clause.benefits and (_says("scope", text) or _asks_of_everybody(text)):
            found.append(Scope("", tuple(_read_scope(text, printed))))
    return tuple(found)


def _says(name: str, text: str) -> bool:
    return re.search(one_of_named("requirements", "around", name), text) is not None


def _asks_of_everybody(text: str) -> bool:
    """Whether a sentence asks something of whoever applies (申请专项资金的企业应当盈利). To encourage is no term."""
    tokens = find_tokens(text)
    if not any(token.row.kind == "binds" for token in tokens) or tokens[0].row.kind == "lead":
        return False
    return _says("applicant", text) and not any(_says(name, text) for name in ("procedure", "misconduct", "stacking"))


def _read_scope(text: str, printed: str) -> Iterator[Requirement]:
    """What of a sentence of scope is known is asked as it is; of the rest its words."""
    unknown = False
    for at, phrase in split_phrases(text):
        for one in read_phrase(phrase, {}, printed[at : at + len(phrase)], "scope"):
            unknown = unknown or one.kind in (OTHER, "newly")
            if one.kind not in (OTHER, "newly"):
                yield replace(one, firm=False)
    if unknown:
        yield other(re.sub(r"\s+", "", printed)[:_QUOTED], "scope")
