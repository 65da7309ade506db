"""Are the words that a memo puts in quotation marks those of the clause?

White space, width and quotation marks inside are nobody's words. Invariant: a term in quotation marks (“一事一议”) is
no quotation, and what nothing introduces as one is only checked where it is nearly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from search_app.checking.citing import HeldClause, find_clauses
from search_app.checking.contexts import find_terms
from search_app.checking.governing import Sources
from search_app.checking.layout import find_language, find_layout
from search_app.checking.words import find_word
from search_app.model import Edit, Lang, Span
from search_app.search.published.opening import Generation
from search_app.text.fold import drop_unseen, fold
from search_app.text.passage import plain

MAX_QUOTES = 60
_QUOTED = re.compile(r"“[^“”]{1,1500}”|「[^「」]{1,1500}」|『[^『』]{1,1500}』|(?<![^\s(,:，：（])\"[^\"\n]{1,1500}\"")
_SHORTEST: dict[Lang, int] = {"zh": 10, "en": 30}  # characters; what is shorter is a term
_NEARLY, _LIKE = 0.6, 0.25  # of its pairs of characters that a sentence shares
_FEW, _MUCH = 2, 0.2  # pairs, and the share of them, for which a sentence counts as quoted
_INTRODUCED = 16  # characters before a quotation
_GAP = re.compile(r"…+|\.{3,6}|\[…\]")
_TOKEN = re.compile(r"\d[\d.,]*[%％]?|[A-Za-z]+|.", re.DOTALL)
_OUTER = " .。,，;；:：、!?！？"
_MARKS = re.compile("[\\s“”‘’\"']+")

QuoteVerdict = Literal["found", "differs", "unknown"]


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """A quotation at its place. ``held``, ``lang``, ``sentence``: the clause, and the sentences of it that are quoted,
    or were meant. ``edits``: from what the memo says to what these say; unknown: the clause has nothing like it."""

    span: Span
    verdict: QuoteVerdict
    held: HeldClause
    lang: Lang
    sentence: Span | None = None
    edits: tuple[Edit, ...] = ()


def check_quotes(text: str, sources: Sources, of: Generation) -> tuple[CheckedQuote, ...]:
    """The quotations of ``text`` that a citation governs, as far as it is held."""
    return tuple(_check(text, sources, of))[:MAX_QUOTES]


def _check(text: str, sources: Sources, of: Generation) -> Iterator[CheckedQuote]:
    found = 0
    for one in _QUOTED.finditer(text):
        span = Span(one.start() + 1, one.end() - 1)
        words = text[span.start : span.end]
        if found >= MAX_QUOTES or len(words.strip()) < _SHORTEST[find_language(words)]:
            continue
        source = sources.find(span)
        held = find_clauses(source.cited, of) if source and source.firm else ()
        if held and (checked := _compare(words, span, held, _is_introduced(text, one.start()))):
            found += 1
            yield checked


def _is_introduced(text: str, start: int) -> bool:
    before = plain(text[max(0, start - _INTRODUCED) : start])
    return before.rstrip().endswith((":", ",")) or bool(find_word("says").search(before))


def _compare(words: str, span: Span, held: Iterable[HeldClause], introduced: bool) -> CheckedQuote | None:
    """What is said of a quotation; None for one that only looks like it."""
    parts = [part for one in _GAP.split(words) if (part := _bare(one))]
    best: tuple[float, HeldClause, Lang, str, Span] | None = None
    asked = find_terms(plain(words))
    for one in held:
        for lang, own in _texts(one):
            if _holds(own, parts):
                return CheckedQuote(span, "found", one, lang, _find_sentences(own, asked))
            share = len(asked & find_terms(plain(own))) / max(1, len(asked))
            if best is None or share > best[0]:
                best = (share, one, lang, own, _find_sentences(own, asked))
    if best is None or (best[0] < _NEARLY and not introduced):
        return None
    share, one, lang, own, sentence = best
    if share < _LIKE:
        return CheckedQuote(span, "unknown", one, lang)
    return CheckedQuote(span, "differs", one, lang, sentence, _find_edits(words, own[sentence.start : sentence.end]))


def _texts(one: HeldClause) -> Iterator[tuple[Lang, str]]:
    yield "zh", one.clause.text.zh
    if english := one.clause.quotable.en:
        yield "en", english


def _bare(words: str) -> str:
    return _MARKS.sub("", fold(drop_unseen(words))).strip(_OUTER)


def _holds(own: str, parts: Iterable[str]) -> bool:
    """Whether all ``parts`` stand in a text, in their order."""
    bare, at = _bare(own), 0
    for part in parts:
        at = bare.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _find_sentences(own: str, asked: frozenset[str]) -> Span:
    """The sentences of a clause that a quotation was made of: each says much of it that no other of them does."""
    sentences = find_layout(own).sentences
    terms = [find_terms(plain(own[one.start : one.end])) for one in sentences]
    left, chosen = asked, list[Span]()
    while left:
        gains = [len(left & one) for one in terms]
        best = max(range(len(terms)), key=gains.__getitem__)
        if gains[best] < max(_FEW, _MUCH * len(asked) if chosen else 1):
            break
        chosen.append(sentences[best])
        left -= terms[best]
    return Span(min(one.start for one in chosen), max(one.end for one in chosen)) if chosen else Span(0, len(own))


def _find_edits(words: str, right: str) -> tuple[Edit, ...]:
    """From ``words`` to ``right``, by characters, whole numbers and Latin words; what stands around the words that are
    quoted is no change."""
    said, own = _TOKEN.findall(words), _TOKEN.findall(right)
    codes = SequenceMatcher(None, [fold(one) for one in said], [fold(one) for one in own], autojunk=False).get_opcodes()
    edits: list[Edit] = []
    for n, (kind, i1, i2, j1, j2) in enumerate(codes):
        outer = i1 == i2 and n in (0, len(codes) - 1)
        if kind != "equal" and i2 > i1:
            edits.append(Edit("".join(said[i1:i2]), "removed"))
        if j2 > j1:
            edits.append(Edit("".join(own[j1:j2]), "same" if kind == "equal" or outer else "added"))
    return tuple(edits)
