"""How is the text of a clause shown: cut at its figures, at what the reader searched for, and at its sentences?

Invariant: the pieces joined are the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from search_app.model import Amount, Clause, Lang, Role, SentencePair, Span
from search_app.web.words import Translate, make_translate

Stretch = TypeVar("Stretch", Span, "Link")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of clause text: the role of the figure it is, if any, and whether the reader searched for it.
    ``words``: what is said of a figure whose purpose is not certain, else ""; ``to``: the address that it leads to;
    ``said``: of a term or word of force, what the other language has for it, else ""."""

    text: str
    role: str | None
    mark: bool
    words: str = ""
    to: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of a text that leads to an address. ``said``: of a term or word of force, what the other language has
    for it."""

    start: int
    end: int
    to: str
    said: str = ""


def make_pieces(
    text: str,
    amounts: Iterable[Amount],
    marks: Iterable[Span],
    t: Translate | None = None,
    links: Iterable[Link] = (),
) -> tuple[Piece, ...]:
    """``text`` cut at every figure, mark and link; the pieces joined are the text. ``t`` says what an unsure figure may
    be."""
    figures, marked, leading = list(amounts), list(marks), list(links)
    cut: tuple[Amount | Span | Link, ...] = (*figures, *marked, *leading)
    edges = sorted({0, len(text)} | {x for one in cut for x in (one.start, one.end)})
    return tuple(_make_piece(text[start:end], start, figures, marked, leading, t) for start, end in pairwise(edges))


def _make_piece(
    text: str,
    start: int,
    figures: Iterable[Amount],
    marked: Iterable[Span],
    links: Iterable[Link],
    t: Translate | None,
) -> Piece:
    figure = next((a for a in figures if a.start <= start < a.end), None)
    words = say_unsure(figure, t) if figure and t and figure.role == "unsure" else ""
    role, mark = figure.role if figure else None, any(one.start <= start < one.end for one in marked)
    link = next((link for link in links if link.start <= start < link.end), None)
    return Piece(text, role, mark, words, link.to, link.said) if link else Piece(text, role, mark, words)


def say_unsure(figure: Amount, t: Translate) -> str:
    """用途不能确定：可能是条件 · not certain: may be a condition."""
    roles = [t(f"maybe_{role}") for role in figure.maybe if role != "unsure"]
    return t("unsure_maybe", value=t("or").join(roles)) if roles else t("role_unsure")


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence and its translation, as pieces; ``en`` is empty while there is none."""

    zh: tuple[Piece, ...]
    en: tuple[Piece, ...]


def make_pairs(
    clause: Clause,
    marks: Iterable[Span],
    marks_en: Iterable[Span],
    t: Translate | None = None,
    links: Iterable[Link] = (),
    links_en: Iterable[Link] = (),
) -> list[SentenceView]:
    """The clause sentence by sentence, with figures, marks and links in both languages."""
    marks, marks_en, links, links_en = list(marks), list(marks_en), list(links), list(links_en)
    if not clause.sentences or clause.text.en is None:
        return [SentenceView(make_pieces(clause.text.zh, clause.amounts, marks, t, links), ())]
    return [
        SentenceView(
            _within(clause.text.zh, pair.zh, clause.amounts, marks, t, links),
            _within(clause.text.en, pair.en, _as_unsure(clause, pair), marks_en, t, links_en),
        )
        for pair in clause.sentences
    ]


ROLES: tuple[Role, ...] = ("award", "cap", "rate", "condition", "term", "unsure")


def find_roles(clause: Clause) -> tuple[Role, ...]:
    """What the figures of ``clause`` are, in the order of a legend."""
    found = {amount.role for amount in clause.amounts}
    return tuple(role for role in ROLES if role in found)


def make_quote(clause: Clause, spans: Sequence[Span], lang: Lang) -> tuple[tuple[Piece, ...], Lang]:
    """(the words of ``clause`` at ``spans``, their language): in English the whole sentences that they touch,
    once each; Chinese where nobody has translated or revised them."""
    t = make_translate(lang)
    touched = [p for p in clause.sentences if any(p.zh.start < s.end and p.zh.end > s.start for s in spans)]
    english = clause.quotable.en
    if lang == "en" and english is not None and touched:
        parts = (_within(english, pair.en, _as_unsure(clause, pair), (), t) for pair in touched)
        return tuple(piece for part in parts for piece in (*part, Piece(" ", None, False))), "en"
    parts = (_within(clause.text.zh, span, clause.amounts, (), t) for span in spans)
    return tuple(piece for part in parts for piece in part), "zh"


def _as_unsure(clause: Clause, pair: SentencePair) -> list[Amount]:
    """The figures of the English, those that are not certain in the Chinese sentence as unsure: the Chinese is read."""
    unsure = {a.value: a for a in clause.amounts if a.role == "unsure" and pair.zh.start <= a.start < pair.zh.end}
    own = [a for a in clause.amounts_en if pair.en.start <= a.start < pair.en.end]
    return [replace(a, role="unsure", maybe=unsure[a.value].maybe) if a.value in unsure else a for a in own]


def _within(
    text: str,
    span: Span,
    amounts: Iterable[Amount],
    marks: Iterable[Span],
    t: Translate | None,
    links: Iterable[Link] = (),
) -> tuple[Piece, ...]:
    inside = [
        replace(a, start=a.start - span.start, end=a.end - span.start)
        for a in amounts
        if span.start <= a.start < span.end
    ]
    return make_pieces(text[span.start : span.end], inside, _move(marks, span), t, _move(links, span))


def _move(stretches: Iterable[Stretch], span: Span) -> list[Stretch]:
    """Those that touch ``span``, cut to it and counted from its beginning."""
    return [
        replace(one, start=max(one.start, span.start) - span.start, end=min(one.end, span.end) - span.start)
        for one in stretches
        if one.start < span.end and one.end > span.start
    ]
