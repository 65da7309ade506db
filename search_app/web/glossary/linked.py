"""Which words of a clause are terms, and where do they lead? The quiet marks that a reader may turn on.

Invariant: a mark touches no figure and no other link, and each term is marked once in each language. Which words are
terms depends on the text alone: what a reader searched for is marked inside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from search_app.model import Amount, Bilingual, Clause, Lang, Span
from search_app.search.glossary.held import HeldGlossary
from search_app.search.glossary.places import find_terms
from search_app.search.passages import Searched
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import address
from search_app.web.views.marked import Link

TERMS = "terms"  # the parameter that turns the marks on
Stretch = Amount | Span | Link  # what takes its place in a text


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
) -> tuple[list[Link], list[Link]]:
    """``links`` of the Chinese and the English of ``clause``, and those from terms to their pages, which touch neither
    them nor figures."""
    zh, en = map(list, links)
    found = find_terms(clause.text.zh, glossary.entries)
    standing = [(term, span) for term, spans in found.items() for span in spans]
    chosen = _choose(standing, [*zh, *clause.amounts])
    said = _choose_english(glossary, clause, chosen, [*en, *clause.amounts_en])
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


def _choose_english(
    glossary: HeldGlossary, clause: Clause, marked: dict[str, Span], taken: Sequence[Stretch]
) -> dict[str, Span]:
    """By term of those that are ``marked`` in the Chinese, its place in the English of the same sentence: renderings
    as they are before those whose words stand apart."""
    exact = list(_find_english(glossary, clause, marked, Searched.find))
    chosen = _choose(exact, taken)
    apart = {zh: span for zh, span in marked.items() if zh not in {term for term, _ in exact}}
    found = _find_english(glossary, clause, apart, Searched.find_near)
    return chosen | _choose(found, [*taken, *chosen.values()])


def _find_english(
    glossary: HeldGlossary,
    clause: Clause,
    marked: dict[str, Span],
    find: Callable[[Searched, Sequence[str]], tuple[Span, ...]],
) -> Iterator[tuple[str, Span]]:
    for pair in clause.sentences:
        searched = Searched((clause.text.en or "")[pair.en.start : pair.en.end])
        for zh in (zh for zh, span in marked.items() if pair.zh.start <= span.start < pair.zh.end):
            for span in find(searched, glossary.renderings[zh]):
                yield zh, Span(pair.en.start + span.start, pair.en.start + span.end)


def _lead(chosen: dict[str, Span], lang: Lang) -> list[Link]:
    return [Link(span.start, span.end, term_address(lang, zh)) for zh, span in chosen.items()]


def term_address(lang: Lang, zh: str) -> str:
    """The page of a term."""
    return address(f"/{lang}/glossary/{zh}")
