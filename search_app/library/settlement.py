"""Which answers of officers fit a text, and what becomes of its figures and benefits by them?

Invariant: an answer holds for its sentence whatever the reader thinks; how the text is printed makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from search_app.library.settled import (
    CLOSES,
    FUNCTIONS,
    GRANTING,
    MARKS,
    NOBODY,
    OPENS,
    WHY,
    Settled,
    SettledKind,
    squeeze,
)
from search_app.model import PAID, Amount, Benefit, Role, Span
from search_app.text.passage import Passage, find_sentences, read_passage


def quote_sentence(text: str, at: int, figure: Span | None = None) -> str:
    """The sentence of ``text`` in which the character ``at`` stands, as printed; ``figure``, a stretch of ``text``, in
    ⟨⟩."""
    passage = read_passage(text)
    place = passage.place(at)
    sentences = find_sentences(passage)
    span = next((one for one in sentences if one.start <= place < one.end), sentences[-1] if sentences else Span(0, 0))
    start, end = (passage.place(figure.start), passage.place(figure.end)) if figure else (span.end, span.end)
    pieces = [passage.printed[span.start : start], passage.printed[start:end], passage.printed[end : span.end]]
    before, inside, behind = (piece.translate(MARKS) for piece in pieces)
    return f"{before}{OPENS}{inside}{CLOSES}{behind}".strip() if figure else before.strip()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is compared, and where each of its characters stands in the passage."""

    text: str
    places: tuple[int, ...]

    def find(self, place: int) -> int:
        """Which of its characters stands at ``place`` of the passage or next behind it."""
        return next((n for n, own in enumerate(self.places) if own >= place), len(self.places))


@dataclass(frozen=True, slots=True)
class Settlement:
    """The answers that fit one text, each with its sentence; ``passage`` is that of the text."""

    passage: Passage
    answers: tuple[tuple[Sentence, Settled], ...]

    def settle_figures(self, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
        """``amounts`` of the text in the roles that were settled for them."""
        return tuple(self._settle_figure(a, seen) for a, seen in zip(amounts, self.passage.seen(amounts), strict=True))

    @property
    def functions(self) -> dict[int, str]:
        """What the sentences of the text do, by the place in the passage where each begins."""
        return {sentence.places[0]: one.label for sentence, one in self.answers if one.kind == "sentence"}

    @property
    def answered(self) -> Iterator[tuple[int, str]]:
        """(place in the text, label) of each sentence whose function was settled."""
        return ((self.passage.span(at, at + 1).start, label) for at, label in self.functions.items())

    def _settle_figure(self, amount: Amount, seen: Amount) -> Amount:
        role = cast(Role | None, self._answer("figure", seen))
        if role is None and amount.role in (*PAID, "unsure"):
            role = FUNCTIONS.get(self._answer("sentence", seen) or "grant")
        return replace(amount, role=role, sure=1.0, why=WHY, maybe=()) if role else amount

    def _answer(self, kind: SettledKind, seen: Amount) -> str | None:
        """What was settled of the figure ``seen`` in the passage, or of the sentence that it stands in."""
        for sentence, one in self.answers:
            inside = sentence.places[0] <= seen.start <= sentence.places[-1]
            figure = Span(sentence.find(seen.start), sentence.find(seen.end))
            if inside and one.kind == kind and one.figure in (None, figure):
                return one.label
        return None

    def find_used(self, amounts: Sequence[Amount], start: int = 0) -> frozenset[Settled]:
        """The answers whose figure is among ``amounts``, and those about whole sentences. ``start``: where the text
        begins in the one that the amounts are of."""
        seen = self.passage.seen(replace(a, start=a.start - start, end=a.end - start) for a in amounts)
        figures = {
            (sentence, sentence.find(a.start), sentence.find(a.end))
            for a in seen for sentence, _ in self.answers if sentence.places[0] <= a.start <= sentence.places[-1]
        }  # fmt: skip
        return frozenset(
            one for sentence, one in self.answers
            if one.figure is None or (sentence, one.figure.start, one.figure.end) in figures
        )  # fmt: skip

    def settle_benefits(self, amounts: Sequence[Amount], benefits: Sequence[Benefit]) -> tuple[Benefit, ...]:
        """``benefits`` of the text without those of sentences that grant nothing, with the recipients that were
        settled, numbered anew."""
        seen = self.passage.seen(amounts)
        kept = []
        for benefit in benefits:
            function, recipient = self._find_answers(benefit, seen)
            if function is None or function in GRANTING:
                kept.append(benefit if recipient is None else _with_recipient(benefit, recipient, amounts))
        numbers = {benefit.n: n for n, benefit in enumerate(kept, start=1)}
        return tuple(
            replace(b, n=numbers[b.n], alternatives=tuple(numbers[n] for n in b.alternatives if n in numbers))
            for b in kept
        )

    def _find_answers(self, benefit: Benefit, seen: Sequence[Amount]) -> tuple[str | None, str | None]:
        """(function of the sentence that ``benefit`` stands in, recipient), as far as they were settled."""
        figure = find_first_paid(benefit, seen)
        at = figure.start if figure else self.passage.place(benefit.evidence[0].start) if benefit.evidence else 0
        function = recipient = None
        for sentence, one in self.answers:
            if not sentence.places[0] <= at <= sentence.places[-1]:
                continue
            own = Span(sentence.find(figure.start), sentence.find(figure.end)) if figure else None
            if one.kind == "sentence":
                function = one.label
            elif one.kind == "recipient" and one.figure == own:
                recipient = one.label
        return function, recipient


def find_first_paid(benefit: Benefit, amounts: Sequence[Amount]) -> Amount | None:
    """The first figure of ``benefit`` that says what is granted: it tells the benefit from others of its sentence."""
    return next((amounts[n] for n in benefit.amounts if amounts[n].role in PAID), None)


def _with_recipient(benefit: Benefit, label: str, amounts: Sequence[Amount]) -> Benefit:
    sure = min((amounts[n].sure for n in benefit.amounts), default=1.0)
    name = "" if label == NOBODY else label
    return replace(benefit, recipient=name, sure=sure, why=WHY, reading_sure=sure, recipient_sure=1.0)


def find_settlement(text: str, heading: str, answers: Iterable[Settled]) -> Settlement | None:
    """The ``answers`` that fit sentences of ``text`` below ``heading``; None when none does. Of answers to the same
    sentence those that were given below this heading go before those that were given below another."""
    above = squeeze(heading)
    by_sentence: dict[str, list[Settled]] = {}
    for one in sorted(answers, key=lambda one: squeeze(one.heading) == above):
        by_sentence.setdefault(one.sentence, []).append(one)
    passage = read_passage(text)
    found = tuple(
        (sentence, one)
        for sentence in _find_sentences(passage)
        for one in {(one.kind, one.figure): one for one in by_sentence.get(sentence.text, ())}.values()
    )
    return Settlement(passage, found) if found else None


def _find_sentences(passage: Passage) -> Iterator[Sentence]:
    for span in find_sentences(passage):
        kept = tuple(
            n
            for n in range(span.start, span.end)
            if not passage.text[n].isspace() and passage.text[n] not in OPENS + CLOSES
        )
        if kept:
            yield Sentence("".join(passage.text[n] for n in kept), kept)
