"""Which readings is the program least sure of, over a whole corpus, and what may an officer answer?

Invariant: a question names a place in a clause, never a text: what is written down is read from the file again when
the answer comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from search_app.clauses.outline import split_file
from search_app.files.read import DocumentError, read_source
from search_app.library.catalogue import Catalogue, find_entry
from search_app.library.draft import Draft, DraftClause, make_draft, settle
from search_app.library.settled import FUNCTIONS, NOBODY, ROLES, WHY, Settled, SettledKind
from search_app.library.settlement import find_first_paid, quote_sentence
from search_app.model import RECIPIENT, Amount, Benefit, Span
from search_app.text.passage import find_sentences, plain, read_passage

MAX_RECIPIENT = 200  # characters
_LEAST_NAME = 2
MAX_CHOICES = 6  # recipients to choose from


@dataclass(frozen=True, slots=True)
class Question:
    """What may be settled at one place of a clause: ``start`` and ``end`` of a figure in its text, or of a sentence.

    ``now``: what the program reads ("unsure" or "" for nothing). ``choices``: labels that answer it, the likeliest
    first."""

    document: str
    clause: str
    kind: SettledKind
    start: int
    end: int
    sentence: str
    now: str
    choices: tuple[str, ...]
    sure: float
    settled: bool


class Drafts:
    """The drafts of the files of a corpus, each read again only when its file was changed."""

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus
        self._held: dict[str, tuple[tuple[int, int], tuple[Draft, ...]]] = {}

    def read(self, path: Path, catalogue: Catalogue, answers: Sequence[Settled]) -> tuple[tuple[str, Draft], ...]:
        """(id, draft) of each document of ``path``, as ``answers`` settle it. DocumentError when it cannot be read."""
        drafts = self._drafts(path)
        found = []
        for n, draft in enumerate(drafts, start=1):
            document = find_entry(catalogue, draft.title, path.name, n, len(drafts))[0].id
            found.append((document, settle(draft, [one for one in answers if one.document == document])[0]))
        return tuple(found)

    def _drafts(self, path: Path) -> tuple[Draft, ...]:
        try:
            found = path.stat()
        except OSError as error:
            raise DocumentError(f"{path.name}: cannot be opened ({error.strerror})") from error
        stamp = found.st_mtime_ns, found.st_size
        held = self._held.get(path.name)
        if held is None or held[0] != stamp:
            source = read_source(path, root=self._corpus)
            held = stamp, tuple(make_draft(source, parts) for parts in split_file(source).documents)
            self._held[path.name] = held
        return held[1]


Read = tuple[str, tuple[tuple[str, Draft], ...]]  # the name of a file, and what Drafts.read gives of it


def find_least_sure(read: Iterable[Read], count: int) -> list[tuple[str, DraftClause, Question]]:
    """(file, clause, question) of the ``count`` readings that are least sure, and least sure first."""
    found = [
        (file, clause, question)
        for file, documents in read
        for document, draft in documents
        for clause in draft.clauses
        for question in find_questions(document, clause)
        if question.sure < 1 and not question.settled
    ]
    return sorted(found, key=lambda one: one[2].sure)[:count]


def find_questions(document: str, clause: DraftClause) -> Iterator[Question]:
    """Everything of ``clause`` that can be settled: its figures, then its recipients, then what its sentences do."""
    for amount in clause.amounts:
        span = Span(amount.start, amount.end)
        choices = tuple(dict.fromkeys((*(r for r in amount.maybe if r in ROLES), *ROLES)))
        yield Question(
            document, clause.name, "figure", span.start, span.end, _quote(clause, span),
            amount.role, choices, amount.sure, amount.why == WHY,
        )  # fmt: skip
    for benefit in clause.benefits:
        span = _place_of(benefit, clause.amounts)
        yield Question(
            document, clause.name, "recipient", span.start, span.end,
            _quote(clause, span),
            benefit.recipient or NOBODY, _find_recipients(clause, benefit), _sure_of(benefit), benefit.why == WHY,
        )  # fmt: skip
    for span in _find_sentences(clause):
        sentence = clause.text[span.start : span.end]
        sure = min((b.sure for b in clause.benefits if b.why == "function" and _begins_in(b, span)), default=1.0)
        now = next((label for at, label in clause.answered if span.start <= at < span.end), "")
        yield Question(
            document, clause.name, "sentence", span.start, span.start, sentence, now, tuple(FUNCTIONS), sure, bool(now)
        )


def _begins_in(benefit: Benefit, sentence: Span) -> bool:
    return bool(benefit.evidence) and sentence.start <= benefit.evidence[0].start < sentence.end


def _quote(clause: DraftClause, span: Span) -> str:
    """The sentence of ``clause`` in which ``span`` stands, with the figure that it is, if any, in ⟨⟩."""
    at = Span(span.start - clause.body, span.end - clause.body)
    return quote_sentence(clause.text[clause.body :], at.start, at if at.end > at.start else None)


def _sure_of(benefit: Benefit) -> float:
    """How sure the recipient is: what else of a benefit is not certain is asked of its figures and sentence."""
    return benefit.sure if benefit.why == RECIPIENT else 1.0


def _place_of(benefit: Benefit, amounts: Sequence[Amount]) -> Span:
    figure = find_first_paid(benefit, amounts)
    at = benefit.evidence[0].start if benefit.evidence else 0
    return Span(figure.start, figure.end) if figure else Span(at, at)


def _find_recipients(clause: DraftClause, benefit: Benefit) -> tuple[str, ...]:
    """Who it may be: who is read, the others of the clause, nobody."""
    names = (benefit.recipient, *(other.recipient for other in clause.benefits))
    return (*tuple(dict.fromkeys(filter(None, names)))[:MAX_CHOICES], NOBODY)


def _find_sentences(clause: DraftClause) -> Iterator[Span]:
    body = clause.text[clause.body :]
    passage = read_passage(body)
    for span in find_sentences(passage):
        place = passage.span(span.start, span.end)
        yield Span(place.start + clause.body, place.end + clause.body)


def what_is_read(documents: Iterable[tuple[str, Draft]]) -> list[tuple[tuple[str, ...], tuple[Benefit, ...]]]:
    """The roles and the benefits of each clause, without how sure they are."""
    return [
        (tuple(a.role for a in clause.amounts), tuple(replace(b, sure=1.0, why="") for b in clause.benefits))
        for _, draft in documents
        for clause in draft.clauses
    ]


# ── an answer ──


class RefusedAnswerError(Exception):
    """An answer that fits no question: what was asked is not there any more, or the label is none."""


class NoNameError(RefusedAnswerError):
    """A recipient that the text does not name; ``name`` as it was typed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def make_answer(form: Mapping[str, str], documents: Iterable[tuple[str, Draft]], day: date) -> Settled:
    """The answer that ``form`` gives: document, clause, kind, start, end, label. RefusedAnswerError when it answers
    nothing that ``documents`` hold."""
    asked = tuple(form.get(name, "") for name in ("document", "clause", "kind", "start", "end"))
    fitting = (
        (clause, one)
        for document, draft in documents
        for clause in draft.clauses
        for one in find_questions(document, clause)
        if (one.document, one.clause, one.kind, str(one.start), str(one.end)) == asked
    )
    clause, question = next(fitting, (None, None))
    if clause is None or question is None:
        raise RefusedAnswerError
    label = form.get("label", "").strip()
    if label not in question.choices:
        if question.kind != "recipient":
            raise RefusedAnswerError
        label = _find_name(clause, label)
    return Settled(day, question.document, question.kind, clause.above, question.sentence, label)


def _find_name(clause: DraftClause, label: str) -> str:
    """``label`` as the clause, or what stands above it, prints it: a recipient is never invented. NoNameError when
    neither has it."""
    if _LEAST_NAME <= len(label) <= MAX_RECIPIENT:
        for printed in (clause.text, clause.above):
            passage, asked = read_passage(printed), "".join(plain(label).split())
            places = [n for n, char in enumerate(passage.text) if not char.isspace()]
            at = "".join(passage.text[n] for n in places).find(asked)
            if at >= 0:
                span = passage.span(places[at], places[at + len(asked) - 1] + 1)
                return " ".join(printed[span.start : span.end].split())
    raise NoNameError(label)
