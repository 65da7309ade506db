"""What does a language model make of the sentences that nobody has translated? A machine draft, for a person to revise.

Invariant: what a model wrote is taken only where it passes all checks, and is marked as its draft; a sentence that has
English is neither asked for nor written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from search_app.commands.service import Service, ServiceError
from search_app.data import read_table
from search_app.library.translation import FOLDER
from search_app.library.translation.answers import read_answer
from search_app.library.translation.checking import find_fault
from search_app.library.worksheet.sheet import Entry, Line, Worksheet
from search_app.model import GlossaryTerm, MachineDraft, UsageWord

_STYLE = "STYLE.md"
_MAX_STYLE = 40_000  # characters
_IN_A_ROW = 3  # sentences without an answer, after which there is none for the next ones either
_BEFORE = 5  # sentences that are sent along
_SENT = 4_000  # characters of a sentence

Place = tuple[str, str]  # a clause of the document, and the Chinese of one of its sentences


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a sentence: its English, or why there is none."""

    en: str = ""
    refused: str | None = None


def read_told(corpus: Path) -> str:
    """What the model is told before each sentence, with the style of the house where ``corpus`` has one."""
    told = next(row["text"].strip() for row in read_table("drafting", "told"))
    path = corpus / FOLDER / _STYLE
    return f"{told}\n\n{path.read_text('utf-8')[:_MAX_STYLE]}" if path.is_file() else told


def draft_sentences(sheet: Worksheet, service: Service, told: str) -> Iterator[tuple[Place, Answer]]:
    """What came of each sentence of ``sheet`` that has no English, one after another. ServiceError, which names the
    place, when no more can be expected."""
    failed = 0
    drafted: dict[Place, str] = {}  # what was answered so far stands before the next sentence
    for entry in sheet.entries:
        for line in entry.sentences:
            place = entry.clause, line.zh
            if line.en or line.unfinished or place in drafted:  # what is begun is somebody's
                continue
            try:
                answer = _draft(sheet, entry, line, service, told, drafted)
                failed = 0
            except ServiceError as error:
                failed += 1
                if error.lasting or failed == _IN_A_ROW:
                    raise ServiceError(f"{sheet.document}/{entry.clause}: {service.where} {error}", True) from None
                answer = Answer(refused=f"the service {error}")
            if other := next((zh for (_, zh), en in drafted.items() if en == answer.en != "" and zh != line.zh), None):
                answer = Answer(refused=f"it is what was answered to “{other}”; look at that one, too")
            drafted[place] = answer.en
            yield place, answer


def _draft(
    sheet: Worksheet, entry: Entry, line: Line, service: Service, told: str, drafted: Mapping[Place, str]
) -> Answer:
    if len(line.zh) > _SENT:
        return Answer(refused=f"the sentence has more than {_SENT} characters")
    before = list(takewhile(lambda one: one is not line, entry.sentences))[-_BEFORE:]
    message = {
        "document": sheet.title.zh,
        "before": [{"zh": one.zh, "en": one.en or drafted.get((entry.clause, one.zh), "")} for one in before],
        "sentence": line.zh,
        "terms": list(map(_describe, line.terms)),
        "words": list(map(_describe, line.words)),
        "figures": list(line.figures),
        "like": [{"zh": match.pair.zh, "en": match.pair.en} for match in line.like],
    }
    en, refused = read_answer(line.zh, service.ask(told, message))
    fault = refused or find_fault(line.zh, en, line.terms)
    return Answer(refused=fault) if fault else Answer(en)


def _describe(said: GlossaryTerm | UsageWord) -> dict[str, object]:
    return {"zh": said.zh, "en": said.en, "admitted": list(said.admitted), "forbidden": list(said.forbidden)}


def put_answers(sheet: Worksheet, answers: Mapping[Place, Answer], by: MachineDraft) -> Worksheet:
    """``sheet`` with the ``answers`` to the sentences that have no English yet, as drafts ``by`` a machine."""
    return replace(sheet, entries=tuple(_put(entry, answers, by) for entry in sheet.entries))


def _put(entry: Entry, answers: Mapping[Place, Answer], by: MachineDraft) -> Entry:
    lines = []
    for line in entry.sentences:
        answer = answers.get((entry.clause, line.zh))
        if answer and answer.en and not (line.en or line.unfinished):
            line = Line(line.zh, answer.en, unrevised=by)
        elif answer and not line.en:
            line = replace(line, refused=answer.refused)
        lines.append(line)
    return replace(entry, sentences=tuple(lines))
