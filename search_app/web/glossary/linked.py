"""Which words of a clause are terms or words of force, and where do they lead? The quiet marks that a reader may hide.

Invariant: a mark touches no figure and no other link, and each term and each word is marked once in each language.
Which words are marked depends on the text alone: what a reader searched for is marked inside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from search_app.model import Amount, Bilingual, Clause, GlossaryTerm, Lang, Span, UsageWord
from search_app.search.glossary.held import HeldGlossary
from search_app.search.glossary.places import find_terms
from search_app.search.glossary.renderings import say_word, tell_word
from search_app.search.glossary.words import find_word
from search_app.search.passages import Searched
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import address
from search_app.web.views.marked import Link

TERMS, HIDDEN = "terms", "0"  # the parameter that hides the marks; with 1, which once showed them, they are shown
Stretch = Amount | Span | Link  # what takes its place in a text
Known = GlossaryTerm | UsageWord
Places = Mapping[Known, Span]


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether the terms of a clause are marked, the address at which it is the other way, and the parameters that a
    link to another clause hands on, so that it stays as it is."""

    on: bool
    url: str
    args: tuple[tuple[str, str], ...]


def make_switch(path: str, args: Sequence[tuple[str, str]]) -> Switch:
    """The switch of the page ``path`` with ``args``. FaultyQueryError for anything but one ``terms=0`` or ``1``."""
    given = [value for name, value in args if name == TERMS]
    if given not in ([], ["1"], [HIDDEN]):
        raise FaultyQueryError([Fault(TERMS, Bilingual("只能是0或1，只给出一次", "must be 0 or 1, once"))])
    hide, rest = (TERMS, HIDDEN), [arg for arg in args if arg[0] != TERMS]
    hidden = given == [HIDDEN]
    return Switch(not hidden, address(path, rest if hidden else [*rest, hide]), (hide,) if hidden else ())


def add_terms(
    links: tuple[Iterable[Link], Iterable[Link]],
    glossary: HeldGlossary,
    clause: Clause,
    lang: Lang,
) -> tuple[list[Link], list[Link]]:
    """``links`` of the Chinese and the English of ``clause``, and those from terms and words of force to their pages,
    which touch neither them nor figures. Each says what the other language has for it."""
    zh, en = map(list, links)
    chosen = _choose(_find_chinese(glossary, clause), [*zh, *clause.amounts])
    said = _choose_english(glossary, clause, chosen, [*en, *clause.amounts_en])
    texts = {known: clause.text.zh[span.start : span.end] for known, span in chosen.items()}
    english = [_lead(known, span, lang, texts[known]) for known, span in said.items()]
    return [*zh, *(_lead(known, span, lang, _say(clause, known, span)) for known, span in chosen.items())], en + english


def _find_chinese(glossary: HeldGlossary, clause: Clause) -> Iterator[tuple[Known, Span]]:
    for zh, spans in find_terms(clause.text.zh, glossary.entries).items():
        yield from ((glossary.entries[zh].term, span) for span in spans)
    for sentence in _list_sentences(clause):
        text = clause.text.zh[sentence.start : sentence.end]
        for word in glossary.notes.words:
            for span in find_word(word, text):
                yield word, Span(sentence.start + span.start, sentence.start + span.end)


def _list_sentences(clause: Clause) -> Sequence[Span]:
    """The whole text while nobody has translated it."""
    return [pair.zh for pair in clause.sentences] or [Span(0, len(clause.text.zh))]


def _say(clause: Clause, known: Known, span: Span) -> str:
    """How a term, or a word of force with the number by which it stands at ``span``, is said in English."""
    if isinstance(known, GlossaryTerm):
        return known.en
    sentence = next(one for one in _list_sentences(clause) if one.start <= span.start < one.end)
    return tell_word(known, clause.text.zh[sentence.start : sentence.end]).en


def _choose(found: Iterable[tuple[Known, Span]], taken: Sequence[Stretch]) -> dict[Known, Span]:
    """By term or word, the first place that is its own: longer ones before shorter ones, and nothing that is taken."""
    chosen: dict[Known, Span] = {}
    held: list[Stretch] = list(taken)
    for known, span in sorted(found, key=lambda one: (one[1].start - one[1].end, one[1].start)):
        if not any(one.start < span.end and span.start < one.end for one in held):
            held.append(span)  # also where it is not marked again: no shorter term stands in it by itself
            chosen.setdefault(known, span)
    return chosen


def _choose_english(
    glossary: HeldGlossary, clause: Clause, marked: Places, taken: Sequence[Stretch]
) -> dict[Known, Span]:
    """Of what is ``marked`` in the Chinese, its place in the English of the same sentence: renderings as they are
    before those whose words stand apart."""
    exact = list(_find_english(glossary, clause, marked, Searched.find))
    chosen = _choose(exact, taken)
    said = {known for known, _ in exact}
    apart = {known: span for known, span in marked.items() if known not in said}
    found = _find_english(glossary, clause, apart, Searched.find_near)
    return chosen | _choose(found, [*taken, *chosen.values()])


def _find_english(
    glossary: HeldGlossary,
    clause: Clause,
    marked: Places,
    find: Callable[[Searched, Sequence[str]], tuple[Span, ...]],
) -> Iterator[tuple[Known, Span]]:
    for pair in clause.sentences:
        searched = Searched((clause.text.en or "")[pair.en.start : pair.en.end])
        text = clause.text.zh[pair.zh.start : pair.zh.end]
        for known in (known for known, span in marked.items() if pair.zh.start <= span.start < pair.zh.end):
            for span in find(searched, _list_renderings(glossary, known, text)):
                yield known, Span(pair.en.start + span.start, pair.en.start + span.end)


def _list_renderings(glossary: HeldGlossary, known: Known, sentence: str) -> Sequence[str]:
    if isinstance(known, GlossaryTerm):
        return glossary.renderings[known.zh]
    said = say_word(known, sentence)
    return (said.en, *said.admitted)


def _lead(known: Known, span: Span, lang: Lang, said: str) -> Link:
    find = term_address if isinstance(known, GlossaryTerm) else word_address
    return Link(span.start, span.end, find(lang, known.zh), said)


def term_address(lang: Lang, zh: str) -> str:
    """The page of a term."""
    return address(f"/{lang}/glossary/{zh}")


def word_address(lang: Lang, zh: str) -> str:
    """The page of a word of force."""
    return address(f"/{lang}/glossary/words-of-force/{zh}")
