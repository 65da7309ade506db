"""Which words of a clause are terms, and where do they lead? The quiet marks that a reader may turn on.

Invariant: a mark touches nothing else that is marked in the text, and each term is marked once in each language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search_app.model import Amount, Bilingual, Clause, Lang, Span
from search_app.search.glossary.held import HeldGlossary
from search_app.search.glossary.places import find_terms
from search_app.search.passages import Searched
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import address
from search_app.web.views.marked import Link

TERMS = "terms"  # the parameter that turns the marks on
Stretch = Amount | Span | Link
_LATIN_LEAST = 4  # letters of an English rendering that is looked for: shorter ones stand in everything


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether the terms of a clause are marked, and the address at which it is the other way."""

    on: bool
    url: str


def make_switch(path: str, args: Sequence[tuple[str, str]]) -> Switch:
    """The switch of the page ``path`` with ``args``. FaultyQueryError for anything but ``terms=1``."""
    given = [value for name, value in args if name == TERMS]
    if given not in ([], ["1"]):
        raise FaultyQueryError([Fault(TERMS, Bilingual("只能是1", "can only be 1"))])
    rest = [arg for arg in args if arg[0] != TERMS]
    return Switch(bool(given), address(path, rest if given else [*rest, (TERMS, "1")]))


def add_terms(
    links: tuple[Iterable[Link], Iterable[Link]],
    glossary: HeldGlossary,
    clause: Clause,
    lang: Lang,
    marks: tuple[Iterable[Span], Iterable[Span]],
) -> tuple[list[Link], list[Link]]:
    """``links`` of the Chinese and the English of ``clause``, and those from terms to their pages, which touch neither
    them nor ``marks`` nor figures."""
    zh, en = map(list, links)
    marks_zh, marks_en = map(list, marks)
    found = find_terms(clause.text.zh, glossary.entries)
    standing = [(term, span) for term, spans in found.items() for span in spans]
    chosen = _choose(standing, [*zh, *marks_zh, *clause.amounts])
    said = _choose(_find_english(glossary, clause, chosen), [*en, *marks_en, *clause.amounts_en])
    return [*zh, *_lead(chosen, lang)], [*en, *_lead(said, lang)]


def _choose(found: Iterable[tuple[str, Span]], taken: Sequence[Stretch]) -> dict[str, Span]:
    """By term, the first place that is its own: longer terms before shorter ones, and nothing that is taken."""
    chosen: dict[str, Span] = {}
    held: list[Stretch] = list(taken)
    for zh, span in sorted(found, key=lambda one: (one[1].start - one[1].end, one[1].start)):
        if not any(one.start < span.end and span.start < one.end for one in held):
            held.append(span)  # also where it is not marked again: no shorter term stands in it by itself
            chosen.setdefault(zh, span)
    return chosen


def _find_english(glossary: HeldGlossary, clause: Clause, chosen: dict[str, Span]) -> Iterator[tuple[str, Span]]:
    """The renderings of the terms that are marked in the Chinese, in the English of their own sentences."""
    for pair in clause.sentences:
        own = [zh for zh, span in chosen.items() if pair.zh.start <= span.start < pair.zh.end]
        searched = Searched((clause.text.en or "")[pair.en.start : pair.en.end])
        for zh in own:
            said = [words for words in glossary.renderings[zh] if len(words) >= _LATIN_LEAST]
            for span in searched.find(said):
                yield zh, Span(pair.en.start + span.start, pair.en.start + span.end)


def _lead(chosen: dict[str, Span], lang: Lang) -> list[Link]:
    return [Link(span.start, span.end, term_address(lang, zh)) for zh, span in chosen.items()]


def term_address(lang: Lang, zh: str) -> str:
    """The page of a term."""
    return address(f"/{lang}/glossary/{zh}")
