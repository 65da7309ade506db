"""What did an officer settle of the reading: what a figure is for, what its sentence does, who gets it?

``corpus/settled.tsv`` holds one answer a line, in the words of the text, so that it can be read and edited by hand and
learned from. Invariant: an answer holds for its sentence whatever the reader thinks, as long as the document says that
sentence; how it is printed (white space, width, script) makes no difference, and of two answers the later one counts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

from search_app.files.read import DocumentError
from search_app.jobs.locks import lock
from search_app.model import PAID, Amount, Benefit, Role, Span
from search_app.reading.examples import OPEN, LabelledPassage, unmark
from search_app.text.passage import Passage, find_sentences, plain, read_passage

SETTLED = "settled.tsv"
WHY = "settled"
NOBODY = "—"  # the label of a recipient where the text names nobody
MAX_CELL = 4_000  # characters; no sentence is longer
SettledKind = Literal["figure", "sentence", "recipient"]
KINDS: tuple[SettledKind, ...] = get_args(SettledKind)
ROLES: tuple[Role, ...] = ("award", "rate", "cap", "condition", "term")
GRANTING = ("grant", "limit")
# What a sentence is for, and what a figure is in one that grants nothing.
FUNCTIONS: Mapping[str, Role | None] = {
    "grant": None,
    "limit": None,
    "payment": "term",
    "eligibility": "condition",
    "procedure": "condition",
    "sanction": "term",
    "exclusion": "condition",
    "definition": "condition",
    "goal": "term",
    "closing": "term",
    "other": "term",
}
_COLUMNS = ("day", "document", "kind", "heading", "text", "label")
_OPEN, _SHUT = "⟨", "⟩"
_MARKS = str.maketrans("", "", _OPEN + _SHUT)
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_HEAD = f"""\
# What officers settled about the reading of this corpus, one answer a line; of two answers the later one counts.
# Lines may be edited, and taken out to leave the answer to the program again. Then build.
# kind: figure, sentence or recipient. heading: what stands above the text.
# text: the sentence, with the figure that it is about in {_OPEN}{_SHUT}.
# label: {", ".join(ROLES)} of a figure; {", ".join(FUNCTIONS)}
# of a sentence; the words of a recipient, {NOBODY} where the text names nobody.
{chr(9).join(_COLUMNS)}
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """One answer. ``text`` is a sentence as printed, with the figure that it is about in ⟨⟩, if any; ``document`` an
    id; ``line`` is that of the file, 0 for one that is not written yet."""

    day: date
    document: str
    kind: SettledKind
    heading: str
    text: str
    label: str
    line: int = field(default=0, compare=False)

    @property
    def sentence(self) -> str:
        """The sentence as it is compared."""
        return _squeeze(self.text.translate(_MARKS))

    @property
    def figure(self) -> Span | None:
        """Where in ``sentence`` the figure stands that it is about."""
        if _OPEN not in self.text:
            return None
        before, _, rest = self.text.partition(_OPEN)
        start = len(_squeeze(before))
        return Span(start, start + len(_squeeze(rest.partition(_SHUT)[0])))

    @property
    def question(self) -> tuple[object, ...]:
        """What it answers: two answers to one question exclude each other."""
        return self.document, self.kind, _squeeze(self.heading), self.sentence, self.figure


def _squeeze(printed: str) -> str:
    return "".join(plain(printed).split())


# ── the file ──


def read_settled(corpus: Path) -> tuple[Settled, ...]:
    """Every answer that counts, in the order of the file; () when there is no file. DocumentError names the line that
    is broken and the remedy."""
    try:
        content = (corpus / SETTLED).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{SETTLED}: cannot be read as UTF-8; restore the file from version control") from error
    lines = enumerate(re.split(r"\r?\n", content), start=1)
    said = ((n, line) for n, line in lines if line.strip() and line[0] != "#")
    every = [_parse(line.split("\t"), n) for n, line in said if line.split("\t") != list(_COLUMNS)]
    return tuple({one.question: one for one in every}.values())


def _parse(cells: Sequence[str], line: int) -> Settled:
    where = f"{SETTLED}, line {line}"
    remedy = "mend the line, or take it out and settle it anew"
    if len(cells) != len(_COLUMNS) or max(map(len, cells)) > MAX_CELL:
        raise DocumentError(f"{where}: must be {len(_COLUMNS)} cells with tabs between them; {remedy}")
    day, document, kind, heading, text, label = map(_unescape, cells)
    if kind not in KINDS:
        raise DocumentError(f"{where}: the kind {kind!r} is none of {', '.join(KINDS)}; {remedy}")
    try:
        one = Settled(date.fromisoformat(day), document, kind, heading, text, label, line)
    except ValueError as error:
        raise DocumentError(f"{where}: {day!r} is no day; write it as 2026-11-22") from error
    if fault := find_fault(one):
        raise DocumentError(f"{where}: {fault}; {remedy}")
    return one


def find_fault(one: Settled) -> str:
    """What is wrong with an answer, "" for nothing."""
    marks = [one.text.count(mark) for mark in (_OPEN, _SHUT)]
    if not one.sentence or marks not in ([0, 0], [1, 1]) or one.text.find(_OPEN) > one.text.find(_SHUT):
        return f"the text must be a sentence, with at most one figure in {_OPEN}{_SHUT}"
    if one.kind == "figure" and (one.figure is None or one.label not in ROLES):
        return f"a figure in {_OPEN}{_SHUT} and a label out of {', '.join(ROLES)} are needed"
    if one.kind == "sentence" and one.label not in FUNCTIONS:
        return f"the label of a sentence is one of {', '.join(FUNCTIONS)}"
    return "" if one.label.strip() and one.document.strip() else "document and label must not be empty"


def append_settled(corpus: Path, one: Settled) -> None:
    """Write ``one`` behind the others, unless it is what counts already. DocumentError when it could not be read
    again."""
    cells = [_escape(str(getattr(one, column))) for column in _COLUMNS]
    _parse(cells, 0)
    with (corpus / SETTLED).open("a+b") as file:
        lock(file.fileno())  # until it is closed: two reviews may be open
        if one.label in (held.label for held in read_settled(corpus) if held.question == one.question):
            return
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        before = _HEAD if size == 0 else "" if file.read() == b"\n" else "\n"
        file.write((before + "\t".join(cells) + "\n").encode())


def _escape(cell: str) -> str:
    return "".join(_ESCAPED.get(char, char) for char in cell)


def _unescape(cell: str) -> str:
    told = {escaped: char for char, escaped in _ESCAPED.items()}
    return re.sub(r"\\.", lambda found: told.get(found.group(), found.group()), cell)


def passages_of(answers: Iterable[Settled]) -> Iterator[LabelledPassage]:
    """The answers about figures and sentences as examples to learn from."""
    for one in answers:
        text, figures = unmark(one.text)
        if one.kind == "figure":
            yield LabelledPassage(one.document, one.heading, text, (OPEN,), figures, (one.label,))
        elif one.kind == "sentence":
            yield LabelledPassage(one.document, one.heading, text, (one.label,), (), ())


# ── a sentence and its answers ──


def quote_sentence(text: str, at: int, figure: Span | None = None) -> str:
    """The sentence of ``text`` in which the character ``at`` stands, as printed; ``figure``, a stretch of ``text``, in
    ⟨⟩."""
    passage = read_passage(text)
    place = passage.place(at)
    sentences = find_sentences(passage)
    span = next((one for one in sentences if one.start <= place < one.end), sentences[-1] if sentences else Span(0, 0))
    start, end = (passage.place(figure.start), passage.place(figure.end)) if figure else (span.end, span.end)
    pieces = [passage.printed[span.start : start], passage.printed[start:end], passage.printed[end : span.end]]
    before, inside, behind = (piece.translate(_MARKS) for piece in pieces)
    return f"{before}{_OPEN}{inside}{_SHUT}{behind}".strip() if figure else before.strip()


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
    return replace(benefit, recipient="" if label == NOBODY else label, sure=sure, why=WHY)


def find_settlement(text: str, heading: str, answers: Iterable[Settled]) -> Settlement | None:
    """The ``answers`` that fit sentences of ``text`` below ``heading``; None when none does. Of answers to the same
    sentence those that were given below this heading go before those that were given below another."""
    above = _squeeze(heading)
    by_sentence: dict[str, list[Settled]] = {}
    for one in sorted(answers, key=lambda one: _squeeze(one.heading) == above):
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
            if not passage.text[n].isspace() and passage.text[n] not in _OPEN + _SHUT
        )
        if kept:
            yield Sentence("".join(passage.text[n] for n in kept), kept)
